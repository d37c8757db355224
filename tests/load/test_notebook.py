"""Notebooks: text, code, and what the code printed."""

import json

import pytest

from qa.load.notebook import parse_notebook

from .drafts import kinds, peak_memory, place_of, texts

OUTPUTS = [
    {"output_type": "stream", "name": "stdout", "text": ["\x1b[31mLoss 0.3\x1b[0m\n"]},
    {"output_type": "execute_result", "data": {"text/plain": "42", "text/html": "<b>42</b>"}},
    {"output_type": "error", "ename": "ValueError", "evalue": "no rows", "traceback": ["long"]},
    {"output_type": "display_data", "data": {"image/png": "iVBOR"}},
    {"output_type": "display_data", "data": {"text/markdown": "A *rich* result."}},
]
CELLS = [
    {"cell_type": "markdown", "source": ["# Training\n", "The rate is **0.1**.\n"]},
    {"cell_type": "code", "source": "x = 1\nprint(x)", "outputs": OUTPUTS},
    {"cell_type": "raw", "source": "Raw text."},
]


def notebook(cells: object = CELLS, **metadata: object) -> bytes:
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}).encode()


def test_cells_in_order_with_their_numbers():
    parsed = parse_notebook(notebook(), "a.ipynb")
    assert kinds(parsed) == [
        ("heading", "Training"),
        ("paragraph", "The rate is 0.1."),
        ("code", "x = 1\nprint(x)"),
        ("code", "Loss 0.3"),
        ("code", "42"),
        ("code", "ValueError: no rows"),
        ("paragraph", "A rich result."),
        ("code", "Raw text."),
    ]
    assert place_of(parsed, "print").part == "cell 2"
    assert parsed.title == "Training"


def test_authors_and_title_are_metadata():
    parsed = parse_notebook(notebook(title="Fees", authors=[{"name": "Pia"}, {"name": "Bo"}]), "a.ipynb")
    assert parsed.title == "Fees"
    assert texts(parsed)[:2] == ["title: Fees", "author: Pia, Bo"]


def test_notebook_of_format_3():
    sheet = {"cells": [{"cell_type": "heading", "level": 2, "source": "Old"}, {"cell_type": "code", "input": "x"}]}
    assert kinds(parse_notebook(json.dumps({"worksheets": [sheet]}).encode(), "a")) == [
        ("heading", "Old"),
        ("code", "x"),
    ]


@pytest.mark.parametrize("data", [b"Just a text.", b"[1, 2]", b'{"a": 1}', b'{"cells": 3}'])
def test_other_files_are_plain_text(data):
    parsed = parse_notebook(data, "a.ipynb")
    assert parsed.warnings == ["it is no notebook; it was read as plain text"]
    assert texts(parsed) == [data.decode()]


@pytest.mark.parametrize(
    "cells",
    [
        [None, 1, "a", [], {}],
        [{"cell_type": "markdown", "source": {"a": 1}}],
        [{"cell_type": ["code"], "source": [1, None, "x"]}],
        [{"cell_type": "code", "source": "x", "outputs": {"a": 1}}],
        [
            {
                "cell_type": "code",
                "source": "x",
                "outputs": [None, {"output_type": "stream"}, {"output_type": [], "data": []}],
            }
        ],
        [{"cell_type": "heading", "level": "x", "source": "\ud800"}],
    ],
)
def test_broken_cells_are_read(cells):
    list(parse_notebook(notebook([*cells, *CELLS]), "a.ipynb").drafts)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b'{"cells":' * 50_000,
        b'{"cells": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
        b'{"cells": [' + b"1," * 100_000 + b"1]}",
        b'{"cells": ' + b"1" * 100_000 + b"}",
    ],
    ids=range(5),
)
def test_deep_and_long_json_is_read(data):
    assert peak_memory(lambda: parse_notebook(data, "a.ipynb")) < 100 * len(data)


def test_cells_beyond_limit_are_left_out(monkeypatch):
    monkeypatch.setattr("qa.load.notebook.MAX_CELLS", 2)
    parsed = parse_notebook(notebook(), "a.ipynb")
    assert "Raw text." not in texts(parsed)
    assert parsed.warnings == ["it has 3 cells; the first 2 were read"]


def test_long_output_is_cut():
    output = {"output_type": "stream", "text": "a" * 100_000}
    parsed = parse_notebook(notebook([{"cell_type": "code", "source": "x", "outputs": [output]}]), "a")
    assert len(texts(parsed)[-1]) == 20_000
