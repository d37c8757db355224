import json
import signal
import subprocess
import sys
import time

import pytest

from qa.fronts.cli import run

pytestmark = pytest.mark.usefixtures("few_draws")

SET = "set.jsonl"
# Enough that an interrupted run is still at work when its journal shows that it has begun.
DOCUMENTS = 200
TEXT = "Pavel left for Ulm. Semyon stayed in Moscow. It rained for three weeks."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a set of two questions, as the current one."""
    (tmp_path / "text.txt").write_text(TEXT)
    answer = {"start": 37, "end": 43, "text": "Moscow"}
    gold = {"start": 20, "end": 44, "text": "Semyon stayed in Moscow.", "answers": [answer]}
    lines = [
        {"id": "a", "document": "text.txt", "question": "Where did Semyon stay?", "gold": [gold]},
        {"id": "b", "document": "text.txt", "question": "Who ate the borscht?", "gold": []},
    ]
    (tmp_path / SET).write_text("\n".join(json.dumps(line) for line in lines))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_own_set_is_measured_with_baselines(capsys):
    assert run(["eval", "--split", "dev", "--limit", "20"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("questions, dev, in the article, 20 drawn with seed 0: 20 questions, ")
    assert out.splitlines()[0].endswith(" of them answerable, 1 document")
    assert all(name in out for name in ("qa", "tfidf", "first-sentence", "random", "hit@1", "AUROC", "p95 ms"))
    assert max(len(line.rstrip()) for line in out.splitlines()[1:-3]) <= 80


def test_json_ranks_qa_above_baselines(capsys):
    assert run(["eval", "--json", "--limit", "40"]) == 0
    figures = {
        result["about"]["system"]: result["summary"]["figures"] for result in json.loads(capsys.readouterr().out)
    }
    assert (
        figures["qa"]["hit@1"]["value"]
        > figures["first-sentence"]["hit@1"]["value"]
        > figures["random"]["hit@1"]["value"]
    )


def test_named_set_is_measured(folder, capsys):
    assert run(["eval", SET, "--system", "qa,bm25"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("set, in the article: 2 questions, 1 of them answerable, 1 document\n")
    (row,) = [line.split() for line in out.splitlines() if line.startswith("  hit@1")]
    assert row == ["hit@1", "1.000", "(100)", "1.000", "(100)"]


def test_run_command_is_optional(folder, capsys):
    outs = []
    for words in (["eval", SET, "--system", "random", "--json"], ["eval", "run", SET, "--system", "random", "--json"]):
        assert run(words) == 0
        outs.append(json.loads(capsys.readouterr().out)[0]["summary"]["figures"])
    assert outs[0] == outs[1]


def test_all_measures_every_system(folder, capsys):
    assert run(["eval", SET, "--all"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == [
        "qa",
        "bm25",
        "tfidf",
        "idf-overlap",
        "word-overlap",
        "first-sentence",
        "random",
    ]


def test_left_out_questions_are_reported(folder, capsys):
    assert run(["eval", SET, "--scope", "paragraph", "--system", "random"]) == 0
    captured = capsys.readouterr()
    assert "left out 1 question" in captured.err and "1 question, 1 document" in captured.out


def test_output_files_are_written(folder, capsys):
    words = ["-o", "results", "--predictions", "p.jsonl", "--squad-predictions", "s.json", "--system", "qa,bm25"]
    assert run(["eval", SET, *words]) == 0
    assert sorted(path.name for path in (folder / "results").iterdir()) == [
        "set.article.bm25.json",
        "set.article.bm25.jsonl",
        "set.article.qa.json",
        "set.article.qa.jsonl",
    ]
    first = json.loads((folder / "p.jsonl").read_text().splitlines()[0])
    assert first["text"] == "Semyon stayed in Moscow." and first["span"]["text"] == "Moscow"
    assert json.loads((folder / "s.json").read_text()) == {"a": "Moscow", "b": ""}
    assert (folder / "s.no-answer.json").exists()


def test_results_are_compared_and_reported(folder, capsys):
    assert run(["eval", SET, "--system", "qa,first-sentence", "-o", "r"]) == 0
    capsys.readouterr()
    assert run(["eval", "compare", "r/set.article.first-sentence.json", "r/set.article.qa.jsonl"]) == 0
    assert "Where did Semyon stay?" in capsys.readouterr().out
    assert run(["eval", "compare", "r/set.article.first-sentence.json", "r/set.article.qa.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
    assert run(["eval", "report", "r", "-o", "page.html"]) == 0
    assert all(name in (folder / "page.html").read_text() for name in ("first-sentence", "hit@1"))


def test_new_set_can_be_measured(folder, stdin, capsys):
    stdin("Where did Semyon stay?\n1\nMoscow\n")
    assert run(["eval", "new", "-d", "text.txt", "-o", "mine.jsonl"]) == 0
    assert run(["eval", "mine.jsonl", "--system", "qa"]) == 0
    assert "mine, in the article: 1 question, 1 document" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--split", "train"], "found --split train, expected one that the set has (dev, test) or all"),
        (["--scope", "page"], "found --scope page, expected article or paragraph"),
        (["--turns", "sung"], "found --turns sung, expected some of standalone, typed, resolved"),
        (["--seed", "1"], "--seed does nothing without --limit"),
        (["--limit", "0"], "invalid value for '--limit'"),
        (["--system", "gpt"], "found the system 'gpt'"),
        (["--all", "--system", "qa"], "both --all and --system"),
        (["none.json"], "no such file: none.json"),
        (["gaet"], "did you mean 'qa eval gate'?"),
        (["set.jsonl", "set.jsonl"], "found two sets called 'set'"),
        (["--predictions", "none/p.jsonl"], "is in a folder that does not exist"),
        (["--predictions", "."], "is a folder"),
        (["--predictions", "/dev/null"], "is not a regular file"),
        (["-o", "set.jsonl"], "cannot write results to set.jsonl (File exists); name another folder"),
        (["-o", "x" * 300], "(File name too long); name another folder"),
        (["new"], "no document was named"),
        (["new", "-d", "text.txt", "--split", "train"], "found --split train, expected dev or test"),
        (["compare", "a.json", "b.json"], "no such file: a.json"),
        (["report", "."], "found no result in ."),
        (["gate", "--allow-regression"], "without --update"),
        (["gate", "--floors", "none.json"], "none.json: cannot be read"),
        (["gate", "set.jsonl"], "holds no floors for 'set' with these options; make them with --update"),
    ],
)
def test_usage_error_is_one_line(folder, arguments, message, capsys):
    (folder / "other.jsonl").write_text((folder / SET).read_text())
    if arguments == ["report", "."]:
        (folder / SET).unlink()
        (folder / "other.jsonl").unlink()
    assert run(["eval", *arguments]) == 2
    err = capsys.readouterr().err
    assert message in err and err.startswith("qa: ") and err.count("\n") == 1


def test_predictions_need_single_set(folder, capsys):
    (folder / "other.jsonl").write_text((folder / SET).read_text())
    assert run(["eval", SET, "other.jsonl", "--predictions", "p.jsonl"]) == 2
    assert "found 2 sets, expected one" in capsys.readouterr().err


def test_shipped_gate_holds(capsys):
    assert run(["eval", "gate", "questions"]) == 0
    assert "gate: questions, in the article: every floor holds (135 questions" in capsys.readouterr().out


def test_own_set_has_short_name(folder, capsys):
    (folder / "documents").mkdir()
    assert run(["eval", "documents", "--system", "random", "--limit", "1"]) == 0
    assert capsys.readouterr().out.startswith("documents, test, in the article, 1 drawn with seed 0: 1 question")


def test_own_floors_hold_until_violated(folder, capsys):
    words = ["eval", "gate", SET, "--floors", "floors.json"]
    assert run([*words, "--update"]) == 0
    assert run(words) == 0
    floors = json.loads((folder / "floors.json").read_text())
    floors["gates"][0]["floors"]["hit@1"] = 1.1
    (folder / "floors.json").write_text(json.dumps(floors))
    capsys.readouterr()
    assert run(words) == 1
    assert "set, in the article: hit@1 is 1.0000, its floor is 1.1" in capsys.readouterr().err
    assert run([*words, "--update"]) == 2
    assert run([*words, "--update", "--allow-regression"]) == 0
    assert run(words) == 0


def test_floors_of_several_sets_share_file(folder):
    (folder / "other.jsonl").write_text((folder / SET).read_text())
    for words in ([SET], ["other.jsonl"], [SET, "--limit", "1"]):
        assert run(["eval", "gate", *words, "--floors", "floors.json", "--update"]) == 0
    gates = json.loads((folder / "floors.json").read_text())["gates"]
    assert [(gate["set_name"], gate["selection"]["limit"]) for gate in gates] == [
        ("set", None),
        ("other", None),
        ("set", 1),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="a process is interrupted by a signal, which Windows lacks")
def test_interrupted_run_resumes(folder):
    lines = []
    for number in range(DOCUMENTS):
        (folder / f"{number}.txt").write_text(TEXT)
        lines.append({"id": str(number), "document": f"{number}.txt", "question": "Who left?", "gold": []})
    (folder / "many.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    command = [sys.executable, "-m", "qa", "eval", "many.jsonl", "--system", "qa:reader=lexical", "-o", "r"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    journal = folder / "r" / "many.article.qa-reader-lexical.journal"
    # The journal has its header and two batches, so the first batch is counted.
    while process.poll() is None and not (journal.exists() and journal.read_text().count("\n") > 2):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130, err
    assert "they are kept: the same command with --resume resumes the run" in err
    done = journal.read_text().count('"question_id"')
    assert 0 < done < DOCUMENTS and not (folder / "r" / "many.article.qa-reader-lexical.json").exists()
    assert run(["eval", "many.jsonl", "--system", "qa:reader=lexical", "-o", "r", "--resume"]) == 0
    records = (folder / "r" / "many.article.qa-reader-lexical.jsonl").read_text().splitlines()
    assert len(records) == DOCUMENTS and not journal.exists()
