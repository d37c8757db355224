"""The name of a file, as words that name its text."""

import pytest

from qa.load import load
from qa.load.titles import title_of_name
from qa.split import passages
from qa.split.views import context_of


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("mbeki-v-lowe", "mbeki v lowe"),
        ("2024-03-annual_report", "2024 03 annual report"),
        ("AnnualReport2023", "Annual Report 2023"),
        ("release-1.2", "release 1.2"),
        ("McDonald", "McDonald"),
        ("o'brien", "o'brien"),
        ("图书馆", "图书馆"),
    ],
)
def test_name_of_words_is_readable(name, title):
    assert title_of_name(name) == title


@pytest.mark.parametrize(
    "name",
    [
        *("scan0001", "IMG_2034", "DSC_0001", "tmp8f3a", "tmpabcdef", "Untitled document (2)", "New Text Document"),
        *("input", "README", "20240101", "Q3", "a", "-", "<stdin>", "https://example.org/a"),
        *("550e8400-e29b-41d4-a716-446655440000", "d41d8cd98f00b204e9800998ecf8427e"),
    ],
)
def test_name_of_a_program_says_nothing(name):
    assert title_of_name(name) == ""


def contexts(folder, **files):
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return [context_of(next(passages(document))) for document in load([folder]).documents]


def test_file_without_title_is_named_beside_others(tmp_path):
    assert contexts(tmp_path, lowe_v_brook__txt="It was filed.", scan1__txt="Too late.", b__md="# Rabbits\n\nHay.") == [
        "Rabbits.",
        "lowe v brook.",
        "",
    ]


def test_single_file_is_not_named(tmp_path):
    assert contexts(tmp_path, lowe_v_brook__txt="It was filed.") == [""]


def test_stated_title_comes_before_the_name(tmp_path):
    page = "---\ntitle: House rules\n---\n\nNo dogs."
    assert contexts(tmp_path, pets__md=page, cats__txt="No cats.") == ["cats.", "House rules."]
