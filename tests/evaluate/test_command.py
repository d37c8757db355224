import json

import pytest

from qa.cli import run


def test_the_table_shows_qa_and_the_floors_beside_it(capsys):
    assert run(["eval", "--split", "dev"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("qa", "plain TF-IDF", "first sentence", "random sentence", "hit@1", "p95 ms"))
    assert max(len(line.rstrip()) for line in out.splitlines()) <= 80


def test_json_holds_the_same_figures_for_programs(capsys):
    assert run(["eval", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["qa"]["hit_1"] > figures["first sentence"]["hit_1"] > figures["random sentence"]["hit_1"]


def test_an_unknown_split_is_one_line(capsys):
    assert run(["eval", "--split", "train"]) == 2
    assert capsys.readouterr().err == "qa: found --split train, expected one of dev, test, all\n"


def test_the_gate_holds_after_an_update_and_breaks_on_a_higher_floor(tmp_path, capsys):
    path = tmp_path / "floors.json"
    assert run(["eval", "gate", "--update", "--floors", str(path)]) == 0
    assert run(["eval", "gate", "--floors", str(path)]) == 0
    floors = json.loads(path.read_text())
    floors["floors"]["hit_1"] = 1.0
    path.write_text(json.dumps(floors))
    assert run(["eval", "gate", "--floors", str(path)]) == 1
    assert "gate: hit_1 is" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--allow-regression"], "without --update"), (["--floors", "nowhere.json"], "nowhere.json: cannot be read")],
)
def test_what_the_gate_cannot_do_is_one_line(arguments, message, capsys):
    assert run(["eval", "gate", *arguments]) == 2
    err = capsys.readouterr().err
    assert message in err and err.count("\n") == 1
