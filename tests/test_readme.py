"""What the README shows is run, and what there is to document is in it."""

import json
import re
from pathlib import Path

import pytest

from qa import files

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")


def test_the_python_example_runs_and_prints_what_it_says(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    exec(compile(example, str(README), "exec"), {})
    out = capsys.readouterr().out
    assert "Nika Karchevskaya, 24," in out and "\n24\n" in out and "False" in out
    assert "\nHow old is Nika Karchevskaya?\n" in out and [path.name for path in tmp_path.iterdir()] == ["talk.json"]


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)]+)\)", TEXT))
def test_every_link_leads_to_a_file(target):
    assert (README.parent / target).exists()


def test_every_setting_and_every_command_of_the_shell_is_documented():
    from qa.fronts.settings import all_settings
    from qa.fronts.shell.commands import COMMANDS

    missing = [one.name for one in all_settings() if f"`{one.name}`" not in TEXT]
    missing += [name for name in COMMANDS if f"/{name.strip('/!')}" not in TEXT]
    assert missing == []


def test_every_option_of_ask_is_documented():
    from typer.main import get_command

    from qa.fronts.cli import app

    ask = get_command(app).commands["ask"]
    options = [one for param in ask.params for one in param.opts if one.startswith("--") and one != "--help"]
    assert [option for option in options if option not in TEXT and option != "--documents"] == []


def test_every_key_of_json_and_every_wish_is_documented():
    from qa.dialogue import Turn, Understood
    from qa.question.intent import Wish
    from qa.render import turn_json
    from qa.types import Answer, Reason

    turn = Turn(Understood("", ""), Wish.REMARK, Answer("", None, (), 0.0))
    keys = json.loads(turn_json(turn, dialogue=1, number=1, version="1", explain=True))
    words = [*keys, *(wish.value for wish in Wish), *(reason.value for reason in Reason)]
    assert [word for word in words if f"`{word}`" not in TEXT] == []


def test_every_command_and_option_of_eval_is_documented():
    from typer.main import get_command

    from qa.fronts.cli import app

    told = TEXT + (README.parent / "eval" / "README.md").read_text(encoding="utf-8")
    commands = get_command(app).commands["eval"].commands
    options = {one for command in commands.values() for param in command.params for one in param.opts if "--" in one}
    assert [name for name in commands if name != "run" and f"qa eval {name}" not in told] == []
    assert [option for option in sorted(options - {"--help"}) if option not in told] == []


def test_the_bundled_article_has_its_source_beside_it():
    assert files.article().exists() and (files.article().parent / "README.md").exists()
