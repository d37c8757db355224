"""The topics of `qa help` and the README: their examples run as shown, and all that a user can name is in them.

A block of `console` is a session, a block of `python` a program; those of one file share a folder that is empty at
first. `$ cat FILE` makes a file that does not exist yet from the lines shown below it. A line or the end of a line may
be shown as "…". Numbers with a decimal point may differ a little, since processors round differently.

After a change of messages, `python tests/test_help.py` records the outputs of all sessions anew.
"""

import io
import json
import os
import re
import shlex
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import fields
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import iter_modules

import pytest
from typer.main import get_command

import qa
from qa import errors, model
from qa.fronts import annotate, cli
from qa.fronts.settings import FILE_VARIABLE, all_settings
from qa.fronts.shell.commands import COMMANDS
from qa.types import Reason

ROOT = Path(__file__).parent.parent
PAGES = {path.stem: path for path in [*sorted((ROOT / "qa" / "help").glob("*.md")), ROOT / "README.md"]}
TOPICS = {name: path.read_text(encoding="utf-8") for name, path in PAGES.items() if name != "README"}
ALL_TOPICS = "\n".join(TOPICS.values())

BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DECIMAL = re.compile(r"[+-]?\d+\.\d+")
OPERATORS = "|<>"


# Examples


class Terminal:
    """A shell for the examples, in the current folder: `qa`, `cat`, `echo`, and `jq` with a list of keys."""

    def __init__(self):
        self.status = 0

    def run(self, line, shown=""):
        """What a terminal shows for `line`; `shown` is the content of a file that `cat` finds missing."""
        words = shlex.shlex(line, posix=True, punctuation_chars=OPERATORS)
        words.whitespace_split = True
        stages = [list(stage) for pipe, stage in groupby(words, key="|".__eq__) if not pipe]
        screen, data = io.StringIO(), ""
        for stage in stages:
            pipe = screen if stage is stages[-1] else io.StringIO()
            self._stage(stage, data, pipe, screen, shown)
            data = pipe.getvalue()
        return screen.getvalue()

    def _stage(self, words, data, output, screen, shown):
        variables = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
        program, *arguments = [word for word in words if word.split("=")[0] not in variables]
        *arguments, data, target = self._redirected(arguments, data)
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO() if target else output) as out:
            for name, value in variables.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode()), encoding="utf-8"))
            match program, arguments:
                case "qa", _:
                    with redirect_stderr(screen):
                        self.status = cli.run(arguments)
                case "cat", [name]:
                    path = Path(name)
                    if not path.exists():
                        path.parent.mkdir(parents=True, exist_ok=True)
                        path.write_text(shown, encoding="utf-8")
                    out.write(path.read_text(encoding="utf-8"))
                case "echo", [text]:
                    out.write(f"{self.status if text == '$?' else text}\n")
                case "jq", ["-c", keys]:
                    for row in map(json.loads, data.splitlines()):
                        kept = {key: row.get(key) for key in keys.strip("{}").split(", ")}
                        out.write(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n")
                case _:
                    raise AssertionError(f"no such program here: {shlex.join(words)}")
        if target:
            Path(target).write_text(out.getvalue(), encoding="utf-8")

    @staticmethod
    def _redirected(arguments, data):
        """`arguments` without redirections, the standard input, and the file for the standard output."""
        target = None
        while len(arguments) > 2 and arguments[-2] in {"<", ">"}:
            *arguments, operator, name = arguments
            if operator == "<":
                data = Path(name).read_text(encoding="utf-8")
            else:
                target = name
        return *arguments, data, target


def commands(session: str) -> Iterator[tuple[str, str]]:
    """Each command of a `console` block with the output shown below it."""
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def matches(output: str, shown: str) -> bool:
    """Whether `output` is what is `shown`, where "…" is anything and decimal numbers are about the same."""
    pattern = "".join(map(_pattern, _lines(shown)))
    match = re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(output)))
    wanted = [float(number) for number in DECIMAL.findall(shown)]
    return match is not None and list(map(float, match.groups())) == pytest.approx(wanted, abs=0.06, rel=0.1)


def _pattern(line: str) -> str:
    """What matches a line that is shown."""
    if line == "…":
        return r"(?:.*\n)*?"
    literal = re.escape(DECIMAL.sub("NUMBER", line.removesuffix("…"))).replace("NUMBER", f"({DECIMAL.pattern})")
    return literal + (r".*\n" if line.endswith("…") else r"\n")


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def run_python(source: str, namespace: dict) -> Iterator[tuple[str, str]]:
    """Run `source`; what each `print` on a line with a comment prints, and the comment."""
    lines = source.split("\n")
    printed = []

    def record(*values):
        comment = lines[sys._getframe(1).f_lineno - 1].partition("  # ")[2]
        printed.append((" ".join(map(str, values)), comment))

    namespace["print"] = record
    exec(compile(source, "example", "exec"), namespace)
    return ((output, comment) for output, comment in printed if comment)


@pytest.mark.parametrize("page", PAGES)
def test_examples_print_what_is_shown(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    terminal, namespace, wrong = Terminal(), {}, []
    for kind, block in BLOCK.findall(PAGES[page].read_text(encoding="utf-8")):
        if kind == "console":
            pairs = [(command, terminal.run(command, shown), shown) for command, shown in commands(block)]
            wrong += [(command, output) for command, output, shown in pairs if not matches(output, shown)]
        else:
            wrong += [pair for pair in run_python(block, namespace) if not matches(*pair)]
    assert wrong == [], "\n".join(f"{command}\n{output}" for command, output in wrong)


@pytest.mark.parametrize(
    ("output", "shown", "same"),
    [
        ("a 0.94\n", "a 0.93\n", True),
        ("a 0.94\n", "a 0.54\n", False),
        ("a\nb\nc\n", "a\n…\n", True),
        ("a\nb\nc\n", "a\n…\nd\n", False),
        ("long line\n", "long…\n", True),
        ("long line\nb\n", "long…\n", False),
        ("(a|b)\n", "(a|b)\n", True),
    ],
)
def test_comparison_of_outputs(output, shown, same):
    assert matches(output, shown) is same


# The form of a topic


def test_there_is_a_page_for_each_topic():
    expected = "answers asking calibrating check conversation documents evaluation exit-status how-it-works index json"
    assert sorted(TOPICS) == sorted([*expected.split(), "overview", "mcp", "python", "server", "settings", "shell"])


@pytest.mark.parametrize("topic", TOPICS)
def test_topic_has_heading_and_summary(topic):
    heading, summary, *_ = TOPICS[topic].split("\n\n")
    assert re.fullmatch(r"# [A-Z][\w ]+", heading)
    assert re.fullmatch(r"[A-Z][^.]+\.", summary) and len(summary) <= 100 and "\n" not in summary
    assert TOPICS[topic].count("\n") <= 150


# Completeness


def in_code(name: str, text: str = ALL_TOPICS) -> bool:
    """Whether `name` is in `text` as code: between backquotes, alone or at the start of what is there."""
    return re.search(rf"`(?:-\w, )?{re.escape(name)}(?![\w-])", text) is not None


def all_commands(command, path="qa") -> Iterator[tuple[str, str]]:
    """The path of each command with each of its options; a hidden one has the path of its group."""
    for parameter in command.params:
        yield from ((path, option) for option in (*parameter.opts, *parameter.secondary_opts) if option[0] == "-")
    yield from ((path, option) for option in command.get_help_option_names(command.context_class(command)))
    for name, below in getattr(command, "commands", {}).items():
        yield from all_commands(below, path if below.hidden else f"{path} {name}")


def test_every_command_and_flag_is_documented():
    wanted = sorted({(path, flag) for path, flag in all_commands(get_command(cli.app)) if flag.startswith("--")})
    assert len({path for path, _ in wanted}) >= 8
    pages = TOPICS.values()
    assert [pair for pair in wanted if not any(pair[0] in page and in_code(pair[1], page) for page in pages)] == []


@pytest.mark.parametrize("setting", all_settings(), ids=lambda setting: setting.name)
def test_setting_is_documented_with_range_and_default(setting):
    rows = [row.strip("| ").split(" | ") for row in TOPICS["settings"].split("\n") if row.startswith("|")]
    values = ", ".join(f"`{word}`" for word in setting.choices) or f"{setting.low:g} to {setting.high:g}"
    (row,) = [row for row in rows if row[0] == f"`{setting.name}`"]
    assert row[1:4] == [f"`{setting.flag}`", f"`{setting.variable}`", values]
    assert setting.default is None or row[4] == f"{setting.default}".join("``" if setting.words else ("", ""))
    assert FILE_VARIABLE in TOPICS["settings"]


def test_every_shell_command_is_documented():
    assert [command.usage for command in COMMANDS.values() if not in_code(command.usage, TOPICS["shell"])] == []


def test_every_command_of_the_annotator_is_documented():
    modules = [import_module(info.name) for info in iter_modules(annotate.__path__, f"{annotate.__name__}.")]
    names = {name for module in modules for name in getattr(module, "COMMANDS", ())}
    assert {"list", "undo", "words"} <= names
    assert [name for name in sorted(names) if not in_code(f"/{name}", TOPICS["evaluation"])] == []


def test_every_system_and_way_is_documented():
    from qa.evaluate.datasets import WAYS
    from qa.evaluate.systems import SYSTEMS, system_settings

    names = [*SYSTEMS, *WAYS, *system_settings("qa")]
    assert [name for name in names if not in_code(name, TOPICS["evaluation"])] == []


@cache
def answers() -> str:
    """JSON lines of answers, of abstentions, of turns, each explained, and the transcript of a conversation."""
    lines = "Where did Nika Karchevskaya move?\nHow old is she?\nHow old is Pavell?\nHow do I bake bread?\nThanks!\n"
    terminal = Terminal()
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path("lines.txt").write_text(lines, encoding="utf-8")
        Path("shell.txt").write_text(f"{lines}/save talk.json\n", encoding="utf-8")
        terminal.run("qa shell < shell.txt > answers.txt")
        printed = terminal.run("qa ask --batch lines.txt --explain --top 3")
        printed += terminal.run("qa ask --batch lines.txt --explain --reader lexical")
        printed += terminal.run("qa ask --dialogue lines.txt --explain")
        transcript = json.loads(Path("talk.json").read_text(encoding="utf-8"))
    return f"{printed}{json.dumps(transcript)}\n"


def keys(value) -> Iterator[str]:
    """Every key in a JSON value; the names of evidence are none."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys([*inner.values()] if key == "features" else inner)
    if isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_every_json_key_is_documented():
    names = {key for line in answers().splitlines() for key in keys(json.loads(line))}
    assert {"citation", "closest", "corrections", "features", "intent", "rewritten", "substitutions"} <= names
    text = TOPICS["json"] + TOPICS["conversation"]
    assert sorted(key for key in names if not in_code(key, text)) == []


def test_every_evidence_name_is_documented():
    lines = [json.loads(line) for line in answers().splitlines()]
    names = {name for line in lines for name in line.get("explain", {}).get("features", {})}
    for fitted in (model.lexical(), model.neural()):
        names |= {*fitted.weights, *fitted.calibration.weights}
    assert {"span_logit", "word_overlap", "proximity_prior", "margin"} <= names
    assert sorted(name for name in names if not in_code(name, TOPICS["json"])) == []


def test_every_reason_and_intent_is_documented():
    from qa.types import Intent

    assert [reason.value for reason in Reason if not in_code(reason.value, TOPICS["json"])] == []
    assert [intent.value for intent in Intent if not in_code(intent.value, TOPICS["json"])] == []


def test_every_exit_status_is_documented():
    from qa.fronts import status

    statuses = {value for name, value in vars(status).items() if name.isupper() and type(value) is int}
    statuses |= {128 + number for number in (signal.SIGHUP, signal.SIGTERM)}
    assert {0, 1, 2, 130, 141} <= statuses
    assert [status for status in sorted(statuses) if f"| {status} |" not in TOPICS["exit-status"]] == []


def test_every_error_is_documented():
    kinds = [value for value in vars(errors).values() if isinstance(value, type)]
    assert [kind.__name__ for kind in kinds if not in_code(kind.__name__, TOPICS["exit-status"])] == []


def test_every_public_name_is_documented():
    classes = (qa.Answer, qa.Candidate, qa.Citation, qa.Configuration, qa.Question, qa.Rewrite, qa.Turn)
    members = {name for kind in classes for name in (*vars(kind), *(field.name for field in fields(kind)))}
    members |= {name for kind in (qa.Chat, qa.Corpus) for name in vars(kind)}
    names = [*(f"qa.{name}" for name in qa.__all__), *sorted(name for name in members if name[0] != "_")]
    text = TOPICS["python"]
    assert [name for name in names if not (in_code(name, text) or re.search(rf"\.{name}\b", text))] == []


# Recording


def shortened(output: str, shown: str) -> str:
    """`output`, with the ends of lines left out that are left out where they are `shown`."""
    ends = [line for line in _lines(shown) if line.endswith("…") and line != "…"]
    short = [next((end for end in ends if line.startswith(end[:-1])), line) for line in output.split("\n")]
    return "\n".join(short)


def record(paths: Iterable[Path]) -> None:
    """Write the outputs of all sessions in the files `paths` anew; what still matches is left alone."""
    for path in paths:
        text, terminal = path.read_text(encoding="utf-8"), Terminal()

        def session(block: re.Match[str], terminal: Terminal = terminal) -> str:
            if block[1] != "console":
                return block[0]
            parts = ["```console\n"]
            for command, shown in commands(block[2]):
                output = terminal.run(command, shown)
                parts.append(f"$ {command}\n{shown if matches(output, shown) else shortened(output, shown)}")
            return "".join(parts) + "```"

        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            made = BLOCK.sub(session, text)
        path.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        os.environ[variable] = tempfile.mkdtemp()
    record(PAGES.values())
