"""`qa show` and `qa formats`, as a person calls them."""

import json
import os
import subprocess
import sys

import pytest

from qa.load.formats import READABLE

PRICES = "# Prices\n\nWe sell:\n\n- pens\n\n| Plan | Price |\n|---|---|\n| Team | €29 |\n"


@pytest.fixture
def prices(tmp_path):
    """The path of a Markdown file with a heading, a list and a table."""
    path = tmp_path / "prices.md"
    path.write_text(PRICES, encoding="utf-8")
    return path


# qa show


def test_show_lists_the_blocks(call, prices):
    status, out, err = call("show", prices)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == f"{prices}: Prices" and lines[1].startswith("4 blocks, ")
    assert lines[2:] == [
        "heading 1 · line 1",
        "Prices",
        "paragraph · line 3",
        "We sell:",
        "item · line 5 · as above",
        "pens",
        "row · line 9",
        "Plan: Team | Price: €29",
    ]


def test_show_json_is_one_line_per_document(call, prices, tmp_path):
    (prices.parent / "rain.txt").write_text("It rained.")
    status, out, err = call("show", "--json", tmp_path)
    assert (status, err) == (0, "")
    first, second = map(json.loads, out.splitlines())
    assert [block["kind"] for block in first["blocks"]] == ["heading", "paragraph", "item", "row"]
    assert first["blocks"][3]["cells"][1]["column"] == "Price"
    assert second["blocks"][0]["text"] == "It rained." and second["source"].endswith("rain.txt")


def test_show_reads_standard_input(call, stdin):
    stdin("It rained.\n")
    assert call("show", "-")[1].splitlines()[-1] == "It rained."


def test_show_names_what_was_left_out(call, prices, tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(9))
    status, out, err = call("show", tmp_path)
    assert status == 0 and out.startswith(f"{prices}: Prices")
    assert "left out 1 file: 1 binary (picture.png)" in err


def test_show_of_a_missing_file_is_an_error(call, tmp_path):
    status, out, err = call("show", tmp_path / "none.md")
    assert (status, out) == (2, "") and err.startswith("qa: ") and "does not exist" in err and err.count("\n") == 1


def test_show_without_a_file_is_an_error(call):
    status, out, err = call("show")
    assert (status, out) == (2, "") and "missing argument 'FILE'" in err


def test_show_refuses_a_large_file(call, tmp_path):
    large = tmp_path / "large.txt"
    large.write_text("It rained. " * 100_000)
    status, out, err = call("show", large, "--max-mb", 1)
    assert (status, out) == (2, "") and str(large) in err
    assert call("show", large, "--max-mb", 2)[0] == 0


def test_show_checks_its_setting(call, prices):
    status, _, err = call("show", prices, "--max-mb", "many")
    assert status == 2 and "many" in err and "Traceback" not in err


def test_show_json_is_ascii_where_needed(prices):
    command = [sys.executable, "-m", "qa", "show", "--json", str(prices)]
    ended = subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONIOENCODING": "ascii"}, check=False)
    assert ended.returncode == 0 and ended.stdout.isascii()
    assert json.loads(ended.stdout)["blocks"][3]["text"] == "Team | €29"


# qa formats


def test_formats_lists_names_and_suffixes(call):
    status, out, err = call("formats")
    assert (status, err) == (0, "")
    rows = [line.split("  ", 1) for line in out.splitlines()]
    listed = {name.strip(): suffixes.split() for name, suffixes in rows}
    assert list(listed) == [known.name for known in READABLE]
    assert listed["a PDF"] == [".pdf"] and ".md" in listed["a Markdown text"]
    assert listed["a plain text"] == ["any", "other"]


def test_every_listed_suffix_has_its_dot():
    assert all(suffix.startswith(".") for known in READABLE for suffix in known.suffixes or ())
