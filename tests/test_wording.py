"""The wording check of `.ci`: each rule on invented lines. The project's own files are checked by `.ci/run`."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

_SCRIPT = Path(__file__).parent.parent / ".ci" / "wording.py"


@pytest.fixture(scope="module")
def wording():
    spec = importlib.util.spec_from_file_location("wording", _SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def places(findings):
    return [(finding.rule.name, finding.line, finding.words) for finding in findings]


@pytest.mark.parametrize(
    ("rule", "text", "line", "words"),
    [
        ("told", '"""Paths.\n\nWhat is told here.\n"""\n', 3, "told"),
        ("told", "told = 3\n", 1, "told"),
        ("told", "class Told:\n    pass\n", 1, "Told"),
        ("told", 'def test_error_is_told():\n    """Paths."""\n', 1, "told"),
        ("tells of", "size = 3\n# A file tells of\n# the others.\n", 2, "tells of"),
        ("tell", 'raise ValueError(\n    "the name tells whether"\n    " it is one"\n)\n', 2, "tells"),
        ("tell", "def tell(share): ...\n", 1, "tell"),
        ("stand", '# Where "it stands" is\n# where it stands.\n', 2, "stands"),
        ("stand", 'f"{path} stands {line}"\n', 1, "stands"),
        ("stand", "# Questions that stand alone.\n", 1, "stand"),
        ("stand", "# The turns as they stand in the file.\n", 1, "as they stand in"),
        ("go on with", 'help = (\n    "A set that is gone "\n    "on with."\n)\n', 2, "gone on with"),
        ("take ill", "# The library takes that ill.\n", 1, "takes that ill"),
        ("that there is not", '"""Raises an error for a name that there\n    is not."""\n', 1, "that there is not"),
        ("as", '# A phrase as "the mayor".\n', 1, "phrase as"),
        ("one a line", 'USAGE = "questions, one a line"\n', 1, "one a line"),
        ("one a line", "# The figures, a line each.\n", 1, "a line each"),
        ("a for per", '"""Speed: questions a second."""\n', 1, "questions a second"),
        ("a for per", '"""A list: a line a question."""\n', 1, "a line a question"),
        ("a for per", '"""Reads 5 files a minute, one file a system."""\n', 1, "5 files a minute"),
        ("N in 100", "# It is right 98 in 100 times.\n", 1, "98 in 100"),
        ("N in 100", "# It is right in 44 of 100.\n", 1, "44 of 100"),
        ("Of X, Y", '"""Counts. Of 2,000 that\nare asked, five fail."""\n', 1, "Of 2,000 that are asked,"),
        ("vague name", "size = 3\none = size\n", 2, "one"),
        ("vague name", "sizes = [found for found in ()]\n", 1, "found"),
        ("vague name", "for it in ():\n    pass\n", 1, "it"),
        ("vague name", "def ask(name, *, chance=0.5): ...\n", 1, "chance"),
        ("vague name", "key = lambda one: -len(one)\n", 1, "one"),
        ("long test name", f"def test_{'_'.join('abcdefghi')}(): ...\n", 1, f"test_{'_'.join('abcdefghi')}"),
    ],
)
def test_each_rule_finds_words_and_line(wording, rule, text, line, words):
    assert (rule, line, words) in places(wording.check("qa/made_up.py", text))


def test_each_rule_is_tested(wording):
    tested = {case[0] for case in test_each_rule_finds_words_and_line.pytestmark[0].args[1]}
    assert tested == {rule.name for rule in wording.RULES}


@pytest.mark.parametrize(
    "text",
    [
        # Plain English.
        "# A stand-alone question; standalone; HTML stands for a language; the text as it stands.",
        "STAND_ALONE = 3",
        "# Nobody can tell. It cannot tell the two apart. They tell right from wrong.",
        "# Names such as these, as a rule. Of course, it is one of two. A list of parts, files and rows.",
        "# Milliseconds a question took. It takes a second. 18 of 31, one in two, in 100 files.",
        # Quotations.
        '"""Resolves "he was told" and\n“where it\nstands”, and calls `tell`."""',
        "'''Reads \"what stands\n    there\".'''",
        # Data: regular expressions, word lists, marked statements.
        'SPEECH = re.compile(r"\\b(?:said|told|tells)\\b")',
        'SPEECH = frozenset(\n    "say said tell told "\n    "think thought".split()\n)',
        'EXAMPLES = [\n    "What was he told?",  # wording: data\n    "Where does it stand?",\n]',
        # Names that are read, not bound, and names with more words.
        "size = file.tell() + other.told + one",
        "one_of = found_in = chances = 3",
        f"def test_{'_'.join('abcdefgh')}(): ...",
        f"def list_{'_'.join('abcdefghi')}(): ...",
    ],
)
def test_allowed_words_are_not_found(wording, text):
    assert wording.check("qa/made_up.py", f"{text}\n") == []


def test_marker_covers_only_its_statement(wording):
    text = 'FORMS = """\ntell told\n"""  # wording: data\nMESSAGE = "He was told."\n'
    assert places(wording.check("qa/made_up.py", text)) == [("told", 4, "told")]


def test_strings_in_tests_are_not_checked(wording):
    text = '"""What is told."""\nassert answer == "He told her."  # As told.\n'
    assert places(wording.check("tests/test_made_up.py", text)) == [("told", 1, "told"), ("told", 2, "told")]


def test_markdown_is_checked_without_code(wording):
    text = """# Told

Text that `told` the “told” [link](told.md), told
on.

```
told
```

    told

- told
<!-- told -->
"""
    assert places(wording.check("README.md", text)) == [("told", 1, "Told"), ("told", 3, "told"), ("told", 12, "told")]


@pytest.mark.parametrize("path", ["pyproject.toml", ".ci/run"])
def test_configuration_is_checked_in_comments_alone(wording, path):
    text = 'name = "told"\n# What is told.\nsize = 3  # As told.\n'
    assert places(wording.check(path, text)) == [("told", 2, "told"), ("told", 3, "told")]


def test_template_is_checked_without_markup(wording):
    text = '<p class="told">{{ told }}</p>\n<p>What is told</p>\n'
    assert places(wording.check("qa/page.html.jinja", text)) == [("told", 2, "told")]


@pytest.mark.parametrize("path", [".ci/wording.py", "tests/test_wording.py", "qa/language/data/verbs.md"])
def test_files_of_data_are_excluded(wording, path):
    assert wording.check(path, "told = 3\n") == []


def test_finding_shows_place_words_and_advice(wording):
    (finding,) = wording.check("qa/x.py", "\n# As told.\n")
    assert str(finding) == 'qa/x.py:2: "told": write "reported", "known" or "given"'


@pytest.mark.parametrize(("text", "status"), [("What is known.\n", 0), ("What is told.\n", 1)])
def test_exit_status_says_whether_words_were_found(wording, tmp_path, monkeypatch, capsys, text, status):
    monkeypatch.chdir(tmp_path)
    Path("notes.md").write_text(text, encoding="utf-8")
    assert wording.main(["notes.md"]) == status
    assert len(capsys.readouterr().out.splitlines()) == status


@pytest.mark.parametrize("arguments", [["--help"], ["missing.py"], ["."], ["broken.py"]])
def test_bad_usage_has_status_two(wording, tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(tmp_path)
    Path("broken.py").write_text("def (\n", encoding="utf-8")
    assert wording.main(arguments) == 2
    assert "usage: " in capsys.readouterr().err


@pytest.mark.skipif(not shutil.which("git"), reason="git is missing")
def test_tracked_files_are_the_default(wording, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in ("tracked.md", "untracked.md", "deleted.md", "data.jsonl"):
        Path(name).write_text("told\n", encoding="utf-8")
    subprocess.run(["git", "init", "--quiet"], check=True)
    subprocess.run(["git", "add", "tracked.md", "deleted.md", "data.jsonl"], check=True)
    Path("deleted.md").unlink()
    assert wording.main([]) == 1
    assert capsys.readouterr().out.startswith('tracked.md:1: "told": ')
