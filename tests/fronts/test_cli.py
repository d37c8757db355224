import io
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import qa
from qa import model
from qa.load.reading import make_of_files, read_files
from qa.pipeline import Corpus
from qa.read import network

ADA = "Ada Byron wrote the first program in 1843. She lived in London. The engine was never built.\n"
QUESTION = "Who wrote the first program?"
ANSWER = "Ada Byron wrote the first program in 1843."
OFF = "How do I bake bread with yeast?"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def process(*arguments, stdin="", **environment):
    """Run the command in its own process, with the environment that `own_home` made."""
    return subprocess.run(
        [sys.executable, "-m", "qa", *map(str, arguments)],
        input=stdin.encode(),
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )


# One question


def test_answer_and_place_are_two_lines(call, ada):
    status, out, err = call("ask", QUESTION, "-d", ada)
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == ANSWER and out.splitlines()[1].startswith(f"{ada}:1  (")
    assert len(out.splitlines()) == 2


def test_abstention_has_status_1(call, ada):
    status, out, err = call("ask", OFF, "-d", ada)
    assert (status, err) == (1, "") and out.startswith("The text does not say.\n")


def test_bundled_article_is_the_default_document(call):
    status, out, _ = call("ask", "Who called Russians who went abroad rats?")
    assert status == 0 and "Matviyenko" in out and "\nrussians-return-after-mobilization.txt:58–59  (" in out


def test_several_documents_are_asked(call, ada, tmp_path):
    other = tmp_path / "bread.txt"
    other.write_text("Bakers bake bread with yeast.")
    assert "Bakers bake bread" in call("ask", "Who bakes bread with yeast?", "-d", ada, "-d", other)[1]


def test_question_comes_from_standard_input(call, ada, stdin):
    stdin(f"{QUESTION}\n")
    assert call("ask", "-", "-d", ada)[1].startswith(ANSWER)


def test_document_comes_from_standard_input(call, stdin):
    stdin(ADA)
    status, out, _ = call("ask", QUESTION, "-d", "-")
    assert status == 0 and "<stdin>:1" in out


def test_settings_are_flags(call, ada):
    assert "2. " in call("ask", QUESTION, "-d", ada, "--top", 2)[1]
    assert f"{ANSWER} She lived in London." in call("ask", QUESTION, "-d", ada, "--context", 1)[1]
    assert call("ask", QUESTION, "-d", ada, "--threshold", 1)[0] == 1
    assert call("ask", OFF, "-d", ada, "--threshold", 0)[0] == 0


def test_readers_explain_by_their_features(call, ada):
    def features(*flags):
        return json.loads(call("ask", QUESTION, "-d", ada, "--json", "--explain", *flags)[1])["explain"]["features"]

    assert "span_logit" in features() and list(features()) == list(features("--reader", "neural", "--threads", 1))
    assert "span_logit" not in features("--reader", "lexical")


def test_settings_are_variables(call, ada, monkeypatch):
    monkeypatch.setenv("QA_THRESHOLD", "1")
    assert call("ask", QUESTION, "-d", ada)[0] == 1


def test_explain_shows_evidence(call, ada):
    out = call("ask", QUESTION, "-d", ada, "--explain")[1]
    assert "Passages found, best first:" in out and "What counted for the answer:" in out


def test_json_is_one_object_on_one_line(call, ada):
    status, out, _ = call("ask", QUESTION, "-d", ada, "--json", "--explain")
    made = json.loads(out)
    assert status == 0 and out.count("\n") == 1
    assert made["answer"]["text"] == ANSWER and made["version"] == qa.__version__ and "explain" in made
    assert call("ask", OFF, "-d", ada, "--json")[0] == 1


def test_left_out_files_are_reported_on_standard_error(call, ada, tmp_path):
    (tmp_path / ".hidden").touch()
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "empty.txt").touch()
    status, out, err = call("ask", QUESTION, "-d", tmp_path)
    assert status == 0 and out.startswith(ANSWER)
    assert "qa: left out 2 files: 1 hidden, 1 binary (photo.png)\n" in err
    assert "empty.txt" in err and all(line.startswith("qa: left out") for line in err.splitlines())


def test_damaged_file_of_folder_is_reported_with_reason(call, ada, tmp_path):
    damaged = tmp_path / "report.pdf"
    damaged.write_bytes(b"%PDF-1.7")
    status, out, err = call("ask", QUESTION, "-d", tmp_path)
    assert status == 0 and out.startswith(ANSWER)
    assert err == f"qa: left out: {damaged} is a damaged PDF; export it again, or print it to a new file\n"


# What could not be read of a document


WRONG_BYTE = "1 byte is not UTF-8 (in line 2) and read as \ufffd; save the file as UTF-8"


@pytest.fixture
def spoiled(tmp_path):
    """The path of a file with a wrong byte."""
    path = tmp_path / "spoiled.txt"
    path.write_bytes("Zoë Grün lives in Köln.\n".encode() + b"\xff\n")
    return path


@pytest.mark.parametrize("arguments", [["ask", "Who lives in Köln?", "-d"], ["show"], ["show", "--json"]])
def test_warning_is_reported_on_standard_error(call, spoiled, arguments):
    status, out, err = call(*arguments, spoiled)
    assert (status, err) == (0, f"qa: {spoiled}: {WRONG_BYTE}\n") and "Köln" in out


def test_warning_is_reported_in_batch(call, spoiled, stdin):
    stdin("Who lives in Köln?\n")
    _, out, err = call("ask", "--batch", "-", "-d", spoiled)
    assert err == f"qa: {spoiled}: {WRONG_BYTE}\n" and len(out.splitlines()) == 1


@pytest.mark.parametrize("command", [[], ["shell"]])
def test_warning_is_reported_when_shell_opens(call, spoiled, stdin, command):
    stdin("Who lives in Köln?\n")
    assert call(*command, "-d", spoiled)[2] == f"qa: {spoiled}: {WRONG_BYTE}\n"


# Addresses


@pytest.fixture
def address():
    """The address of a page on this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            body = f"<!doctype html><title>Ada</title><main><h1>Ada</h1><p>{ADA}</p></main>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/ada"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("command", [["ask", QUESTION, "-d"], ["shell", "-d"], ["-d"], ["show"]])
def test_private_address_needs_flag(call, address, stdin, command):
    stdin(f"{QUESTION}\n")
    error = f"qa: {address} leads into a private network; allow it with --allow-private if you trust it\n"
    assert call(*command, address) == (2, "", error)
    status, out, err = call(*command, address, "--allow-private")
    assert (status, err) == (0, "") and ANSWER in out and address in out


def test_flag_for_private_addresses_follows_command(call):
    assert call("--allow-private", "ask", "Who?")[2].startswith("qa: options go after the command: qa ask -d PATH")


# Bad usage and errors: one line, status 2


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--foo"], "no such option: --foo; try 'qa --help'"),
        (["ask", "x", "--jsn"], "no such option: --jsn; did you mean --json?"),
        (["ask", "x", "--top"], "option '--top' requires an argument; try 'qa --help'"),
        (["aks"], "no such command 'aks'; did you mean 'ask'?"),
        (["xyzzy"], "no such command 'xyzzy'; the commands are"),
        (["Who is Pavel?"], "a question goes after 'ask': qa ask \"Who is Pavel?\""),
        (["Who", "is", "Pavel?"], "a question goes after 'ask': qa ask \"Who is Pavel?\""),
        (['Who is "P"?'], "a question goes after 'ask': qa ask 'Who is \"P\"?'"),
        (["ask"], 'no question was given; ask one, such as: qa ask "Who is Pavel?", or a file of them with --batch'),
        (["ask", "Who", "is"], 'the question must be in quotes: qa ask "Who is"'),
        (["ask", "Who?", "--batch", "f"], "both a question and --batch were given; give one of the two"),
        (["ask", "-", "-d", "-"], "standard input cannot hold both the questions and a document"),
        (["ask", "--batch", "-", "-d", "-"], "standard input cannot hold both the questions and a document"),
        (["shell", "-d", "-"], "the shell reads questions from standard input, so no document can come from it"),
        (["-d", "-"], "the shell reads questions from standard input, so no document can come from it"),
        (["-d", "x", "ask", "Who?"], "options go after the command: qa ask -d PATH"),
        (["ask", ""], "the question is empty; type one"),
        (["ask", "why " * 1000], "the question has 3,999 characters, at most 2,000 are allowed"),
        (["ask", "Who?", "-d", "/no/such"], "/no/such does not exist; check the name"),
        (["ask", "Who?", "--top", "0"], "--top is 0, but it takes a whole number from 1 to 50"),
        (["ask", "Who?", "--threshold", "high"], "--threshold is 'high', but it takes a number from 0 to 1"),
        (["ask", "Who?", "--reader", "x"], "--reader is 'x', but it takes neural, lexical or onnx:FOLDER; change it"),
        (["ask", "Who?", "--threads", "999"], "--threads is 999, but it takes a whole number from 0 to 256"),
        (["--reader", "lexical", "ask", "Who?"], "options go after the command: qa ask -d PATH"),
        (["ask", "Who?", "--max-mb", "0"], "--max-mb is 0, but it takes a whole number from 1 to 4096"),
        (["ask", "--batch", "/no/such"], "--batch: /no/such does not exist; check the name"),
        (["ask", "Who?", "-d", "\x1b[31mred"], "\\x1b[31mred does not exist"),
        (["\x1b[31mred"], "no such command '\\x1b[31mred'"),
        (["shell", "extra"], "got unexpected extra argument"),
    ],
)
def test_bad_usage_is_one_line_with_advice(call, arguments, error):
    status, out, err = call(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"qa: {error}") and err.count("\n") == 1 and "\x1b" not in err


@pytest.mark.parametrize("question", ["Who wrote?", 'Who "wrote"?'])
def test_file_after_the_question_needs_its_flag(call, ada, tmp_path, question):
    quoted = f'"{question}"' if '"' not in question else f"'{question}'"
    error = f"qa: found a file after the question; name documents with -d: qa ask {quoted} -d {ada}"
    assert call("ask", question, ada) == (2, "", f"{error}\n")
    assert call("ask", question, ada, tmp_path) == (2, "", f"{error} -d {tmp_path}\n")
    error = f"qa: found a folder after the question; name documents with -d: qa ask {quoted} -d {tmp_path}"
    assert call("ask", question, tmp_path, "-d", "x") == (2, "", f"{error}\n")


@pytest.mark.parametrize("word", ["x" * 5000, "Pavel", "is Pavel"])
def test_words_after_the_question_need_quotes(call, ada, word):
    error = f'qa: the question must be in quotes: qa ask "Who {ada} {word}?"\n'
    assert call("ask", "Who", ada, f"{word}?") == (2, "", error)


def test_file_over_the_limit_names_limit_and_flag(call, tmp_path):
    big = tmp_path / "big.txt"
    big.write_text("Ada lived. " * 100_000)
    status, _, err = call("ask", "Who lived?", "-d", big, "--max-mb", 1)
    assert status == 2 and "--max-mb" in err and err.count("\n") == 1


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\0\0"])
def test_empty_or_binary_file_is_one_line(call, tmp_path, data):
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    status, out, err = call("ask", "Who?", "-d", path)
    assert (status, out, err.count("\n")) == (2, "", 1) and "bad.txt" in err


def test_folder_without_documents_is_one_line(call, tmp_path):
    status, out, err = call("ask", "Who?", "-d", tmp_path)
    assert (status, out, err.count("\n")) == (2, "", 1) and "has no readable document" in err


def test_broken_settings_file_is_one_line(call, ada, tmp_path, monkeypatch):
    (tmp_path / "mine.toml").write_text("top = ")
    monkeypatch.setenv("QA_SETTINGS", str(tmp_path / "mine.toml"))
    status, _, err = call("ask", "Who?", "-d", ada)
    assert status == 2 and "mine.toml is not valid TOML" in err and err.count("\n") == 1


@pytest.fixture
def broken_network(monkeypatch):
    """A network that cannot be loaded."""

    def fail(folder, threads):
        raise model.broken(folder, "cannot be read")

    monkeypatch.setattr(network, "_loaded", fail)


def test_broken_network_error_names_the_lexical_reader(call, ada, broken_network):
    status, out, err = call("ask", QUESTION, "-d", ada, "--reader", "neural")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("qa: ") and "--reader lexical" in err


def test_lexical_reader_needs_no_network(call, ada, broken_network):
    status, out, err = call("ask", QUESTION, "-d", ada, "--reader", "lexical")
    assert (status, err) == (0, "") and out.startswith(ANSWER)


@pytest.mark.parametrize("command", [[], ["shell"]])
def test_shell_takes_a_reader(call, ada, stdin, broken_network, command):
    stdin(f"{QUESTION}\n")
    assert call(*command, "-d", ada, "--reader", "lexical")[1].startswith(ANSWER)


@pytest.fixture
def bug(monkeypatch):
    """An unforeseen error when a question is asked."""

    def broken(*arguments, **options):
        raise ZeroDivisionError("division of \x1b[31mred")

    monkeypatch.setattr(Corpus, "ask", broken)


def test_bug_is_one_line_and_status_2(call, ada, bug, own_home):
    advice = f"please report it, with the traceback in {own_home}/qa/last-error.txt"
    error = f"qa: internal error: ZeroDivisionError: division of ␛[31mred; {advice}\n"
    assert call("ask", "Who?", "-d", ada) == (2, "", error)


def test_debug_variable_shows_traceback_of_bug(call, ada, bug, monkeypatch):
    monkeypatch.setenv("QA_DEBUG", "1")
    status, out, err = call("ask", "Who?", "-d", ada)
    assert (status, out) == (2, "") and err.startswith("qa: internal error: ZeroDivisionError: division of ␛[31mred; ")
    assert "Traceback (most recent call last):" in err and "in broken" in err and "\x1b" not in err


def test_ctrl_c_is_quiet(call, ada, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(Corpus, "ask", interrupted)
    assert call("ask", "Who?", "-d", ada) == (130, "", "")


SAVED = "1 of 2 files read and saved; the next run goes on"


@pytest.mark.parametrize(("arguments", "said"), [
    (("ask", "Who?", "-d", "notes"), SAVED),
    (("ask", "Who?", "-d", "notes", "--no-cache"), "1 of 2 files read, nothing saved"),
    (("index", "build", "-d", "notes", "-o", "index"), SAVED),
])  # fmt: skip
def test_ctrl_c_while_reading_reports_files_read(call, tmp_path, monkeypatch, arguments, said):
    (tmp_path / "notes").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "notes" / name).write_text("Ada went to Ulm.")

    def interrupted(read):
        def some(*given, **named):
            yield next(read(*given, **named))
            raise KeyboardInterrupt

        return some

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("qa.load.read_files", interrupted(read_files))
    monkeypatch.setattr("qa.index.collection.make_of_files", interrupted(make_of_files))
    assert call(*arguments) == (130, "", f"qa: interrupted: {said}\n")


def test_unfinished_index_is_not_asked(call, tmp_path, monkeypatch):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Ada went to Ulm with {name}.")
    stops = iter([False, True])
    monkeypatch.setattr("qa.fronts.progress.ReadingBar.is_stopped", lambda bar: next(stops, False))
    build = ("index", "build", "-d", tmp_path / "a.txt", "-d", tmp_path / "b.txt", "-o", tmp_path / "index")
    assert call(*build)[0] == 130
    status, _, err = call("ask", "Who?", "--index", tmp_path / "index")
    assert status == 2 and "unfinished: 1 of its files" in err
    assert "unfinished: 1 file" in call("index", "info", tmp_path / "index")[1]
    assert call(*build)[0] == 0 and call("ask", "Who went to Ulm?", "--index", tmp_path / "index")[0] == 0


# A file of questions


def test_all_shows_every_answer(call, ada):
    status, out, _ = call("ask", QUESTION, "--all", "-d", ada)
    assert status == 0 and out.startswith(f"1 answer in 1 document:\n1. {ANSWER}\n{ada}:1  (")
    assert call("ask", OFF, "--all", "-d", ada)[0] == 1


def test_all_is_in_json_and_batch(call, ada, stdin):
    single = json.loads(call("ask", QUESTION, "--all", "--json", "-d", ada)[1])
    assert (single["form"], single["findings"][0]["text"]) == ("all", ANSWER)
    stdin(f"{QUESTION}\nThanks\n")
    first, second = map(json.loads, call("ask", "--batch", "-", "--all", "-d", ada)[1].splitlines())
    assert first == single and second["findings"] == []
    stdin(f"{QUESTION}\nThanks\n")
    first, second = map(json.loads, call("ask", "--dialogue", "-", "--all", "-d", ada)[1].splitlines())
    assert first["findings"] == single["findings"] and second["findings"] == []


def test_questions_of_a_line_are_parts(call, ada):
    line = f"{QUESTION} Where did Ada Byron live?"
    status, out, _ = call("ask", line, "-d", ada)
    assert status == 0 and f"→ {QUESTION}\n{ANSWER}\n" in out and "→ Where did Ada Byron live?\n" in out
    parts = json.loads(call("ask", line, "--json", "-d", ada)[1])["parts"]
    assert [part["question"] for part in parts] == [QUESTION, "Where did Ada Byron live?"]


def test_batch_is_ordered_json_lines_without_blank_ones(call, ada, tmp_path):
    questions = tmp_path / "questions"
    questions.write_text(f"{QUESTION}\n\n  \n{OFF}\n")
    status, out, err = call("ask", "--batch", questions, "-d", ada)
    made = [json.loads(line) for line in out.splitlines()]
    assert [(answer["question"], answer["answered"]) for answer in made] == [(QUESTION, True), (OFF, False)]
    assert (status, err) == (0, "")


def test_batch_without_an_answer_has_status_1(call, ada, stdin):
    stdin(f"{OFF}\n{OFF}\n")
    status, out, _ = call("ask", "--batch", "-", "-d", ada)
    assert status == 1 and len(out.splitlines()) == 2


def test_bad_question_of_a_batch_is_reported(call, ada, stdin):
    stdin(f"{'why ' * 1000}\n{QUESTION}\n")
    status, out, err = call("ask", "--batch", "-", "-d", ada)
    assert status == 2 and len(out.splitlines()) == 1
    assert err.startswith("qa: line 1: the question has 3,999 characters")


def test_batch_without_questions_is_an_error(call, ada, stdin):
    stdin("\n\n")
    assert call("ask", "--batch", "-", "-d", ada) == (
        2,
        "",
        "qa: standard input holds no question; write one per line\n",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("flag", ["--batch", "--dialogue"])
def test_batch_may_have_any_encoding_of_documents(call, ada, tmp_path, flag, encoding):
    questions = ["Who wrote the “first” program?", "Où est le café de Zoë?"]
    (tmp_path / "questions").write_bytes("\r\n".join(questions).encode(encoding))
    _, out, err = call("ask", flag, tmp_path / "questions", "-d", ada)
    assert [json.loads(line)["question"] for line in out.splitlines()] == questions and err == ""


def test_batch_in_an_unknown_home_is_an_error(call, ada):
    error = "qa: --batch: ~nosuchuser/q names a home folder that does not exist; write the path in full"
    assert call("ask", "--batch", "~nosuchuser/q", "-d", ada) == (2, "", f"{error}\n")


def test_batch_that_is_not_text_is_an_error(call, ada, tmp_path):
    questions = tmp_path / "questions"
    questions.write_bytes(b"\xff\xfe\x00")
    status, _, err = call("ask", "--batch", questions, "-d", ada)
    assert status == 2 and err.startswith(
        f"qa: --batch: {questions} says by its byte order mark that it is UTF-16, but byte 2"
    )


# The shell


@pytest.mark.parametrize("command", [[], ["shell"]])
def test_shell_reads_a_pipe(call, ada, stdin, command):
    stdin(f"{QUESTION}\n{OFF}\n")
    status, out, err = call(*command, "-d", ada)
    assert (status, err) == (0, "") and out.startswith(f"{ANSWER}\n{ada}:1  (")


def test_pipe_without_an_answer_has_status_1(call, ada, stdin):
    stdin(f"{OFF}\n")
    assert call("shell", "-d", ada)[0] == 1


def test_shell_takes_settings(call, ada, stdin):
    stdin(f"{QUESTION}\n")
    assert "2. " in call("shell", "-d", ada, "--top", 2)[1]


# Help, version


def test_version_is_shown(call):
    assert call("--version") == (0, f"qa {qa.__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["ask", "--help"], ["shell", "-h"]])
def test_help_is_shown(call, arguments):
    status, out, err = call(*arguments)
    assert (status, err) == (0, "") and out.startswith("Usage: qa ") and "\x1b" not in out


@pytest.mark.parametrize("width", ["40", "80"])
def test_help_explains_how_to_install_completion(call, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    assert "--install-completion" in call("--help")[1]


# In its own process


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["--version"], ["ask"]])
def test_help_and_bad_usage_import_no_heavy_library(arguments):
    code = (
        "import sys; from qa.fronts.cli import run; run(sys.argv[1:]);"
        "heavy = {'sklearn', 'scipy', 'numpy', 'prompt_toolkit', 'onnxruntime', 'tokenizers'};"
        "heavy &= set(sys.modules);"
        "sys.exit(repr(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr


def test_python_m_qa_is_the_command(ada):
    done = process("ask", QUESTION, "-d", ada)
    assert (done.returncode, done.stderr) == (0, b"") and done.stdout.decode().startswith(ANSWER)


def test_closed_pipe_has_status_141(ada, tmp_path):
    (tmp_path / "questions").write_text(f"{QUESTION}\n" * 500)
    command = [sys.executable, "-m", "qa", "ask", "--batch", str(tmp_path / "questions"), "-d", ada]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout.readline()
        running.stdout.close()
        assert (running.wait(), running.stderr.read()) == (141, b"")


def test_pipe_closed_before_output_has_status_141(ada):
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "qa", "ask", QUESTION, "-d", ada]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_missing_character_is_escaped(tmp_path, flags):
    path = tmp_path / "ada.txt"
    path.write_text("“Ada” wrote the first program — 😀 in 1843.", encoding="utf-8")
    done = process("ask", QUESTION, "-d", path, *flags, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"") and b"\\u201cAda" in done.stdout
    if flags:
        assert "“Ada” wrote the first program — 😀" in json.loads(done.stdout)["answer"]["text"]


def test_question_of_odd_bytes_is_no_error(ada):
    command = [sys.executable.encode(), b"-m", b"qa", b"ask", b"Who wrote \xff\xfe?", b"-d", ada.encode(), b"--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode in (0, 1) and done.stderr == b""
