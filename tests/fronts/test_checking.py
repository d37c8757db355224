"""`qa check`: the exit status, the place, and what is wrong with the call."""

import json


def test_exact_quote_exits_with_zero(call, ada):
    status, out, err = call("check", "She lived in London.", "-d", ada)
    assert (status, out, err) == (0, f"She lived in London.\n{ada}:1\n", "")


def test_changed_quote_exits_with_one(call, ada):
    status, out, _ = call("check", "She lived in Paris.", "-d", ada)
    assert status == 1 and "The quote has “Paris” for “London”." in out


def test_absent_quote_exits_with_one(call, ada):
    status, out, _ = call("check", "Penguins eat fish", "-d", ada)
    assert (status, out) == (1, "The quote is not in the text.\n")


def test_quote_comes_from_standard_input(call, ada, stdin):
    stdin("“She lived\nin London.”\n")
    status, out, _ = call("check", "-", "-d", ada, "--json")
    made = json.loads(out)
    assert (status, made["verdict"], made["places"][0]["text"]) == (0, "exact", "She lived in London.")


def test_saved_index_and_filters_are_asked(call, ada, tmp_path):
    call("index", "build", "-d", ada, "-o", tmp_path / "index")
    assert call("check", "She lived", "--index", tmp_path / "index", "--only", "*.txt")[0] == 0
    assert call("check", "She lived", "--index", tmp_path / "index", "--only", "*.pdf")[0] == 2


def test_bad_calls_are_errors_of_one_line(call, ada):
    for arguments in (["?!", "-d", ada], ["-", "-d", "-"], ["x", "-d", "nowhere.txt"], []):
        status, out, err = call("check", *arguments)
        assert (status, out) == (2, "") and err.startswith("qa: ") and err.count("\n") == 1
