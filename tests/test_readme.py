"""The README is short, its links lead somewhere, `.ci/run` finds its commands; `test_help` runs its examples."""

import re
from pathlib import Path

import pytest

from qa import files

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
PAGES = [README, *sorted((README.parent / "eval").glob("*.md")), *sorted((README.parent / "qa" / "model").glob("*.md"))]
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def test_readme_is_short():
    assert len(TEXT.split()) <= 700


def test_setup_commands_are_those_of_ci():
    install, test = re.findall(r"^    (python3 -m venv \.venv && .*)$", TEXT, flags=re.MULTILINE)
    assert install.endswith('.venv/bin/qa ask "How much did the trip cost?"')
    assert test.endswith(".venv/bin/python -m pytest")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_links_lead_to_files(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_links_to_every_topic_and_card():
    pages = [*README.parent.glob("qa/help/*.md"), *README.parent.glob("qa/model/*.md")]
    assert pages and [page.name for page in pages if str(page.relative_to(README.parent)) not in TEXT] == []


def test_bundled_article_has_its_source_beside_it():
    assert files.article().exists() and (files.article().parent / "README.md").exists()
