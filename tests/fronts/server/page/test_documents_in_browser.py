"""The page in a browser, with documents in files: a PDF at its page, files that are added, and the wait for them."""

import re
from pathlib import Path

import pytest

from qa.fronts.opening import Sources
from qa.fronts.server.library import Library
from qa.fronts.server.state import Options, ServerState
from qa.fronts.settings import Settings
from qa.pipeline import Corpus
from tests.builders import ADA, corpus
from tests.fronts.server.page.conftest import running

api = pytest.importorskip("playwright.sync_api", reason="Playwright, the extra qa[browser], is not installed")
expect = api.expect
expect.set_options(timeout=60_000)

HANDBOOK = Path(__file__).parents[4] / "eval" / "documents" / "handbook.pdf"
LEAVE = "How many days of annual leave does everybody have?"


def ask(page, line):
    """Type a question and press Enter; the turn with its answer."""
    count = page.locator(".turn").count()
    page.locator("#question").fill(line)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(count + 1)
    expect(page.locator(".waiting")).to_have_count(0)
    return page.locator(".turn").last


# PDFs


@pytest.fixture
def handbook(address_of):
    """The address of a server that asks a PDF."""
    return address_of(Corpus.open(HANDBOOK))


def test_pdf_opens_at_its_page_with_marks(window, handbook):
    page = window(handbook)
    ask(page, LEAVE).locator(".source a").first.click()
    words = page.locator(".letters i.words").first
    expect(words).to_have_text(re.compile("^27"))
    expect(words).to_be_in_viewport()
    assert "".join(page.locator(".letters i").all_inner_texts()).startswith("Everybody has27")
    canvas = page.locator(".leaf canvas").first.bounding_box()
    box = words.bounding_box()
    assert canvas["x"] < box["x"] < canvas["x"] + canvas["width"] and 4 < box["width"] < 200


def test_pdf_can_be_read_as_text(window, handbook):
    page = window(handbook)
    ask(page, LEAVE).locator(".source a").first.click()
    expect(page.locator(".letters i.words").first).to_be_visible()
    page.locator("#as-text").click()
    expect(page.locator("#cited mark")).to_be_in_viewport()
    expect(page.locator("#pages")).to_be_hidden()
    page.locator("#as-pages").click()
    expect(page.locator(".letters i.words").first).to_be_visible()


def test_sentence_missing_on_its_page_is_reported(window, handbook):
    page = window(handbook)
    page.route(re.compile("/document/"), altered)
    ask(page, LEAVE).locator(".source a").first.click()
    expect(page.locator(".unmarked")).to_contain_text("could not be marked on its page")
    expect(page.locator(".leaf canvas").first).to_be_visible()


def altered(route):
    """The same response with another sentence to mark."""
    response = route.fetch()
    body = re.sub(
        r'data-(before|words|after)="[^"]*"', r'data-\1="Nobody has ever seen the harbour freeze."', response.text()
    )
    route.fulfill(response=response, body=body)


def test_missing_pdf_is_shown_as_text(driven, address_of, tmp_path):
    path = tmp_path / "handbook.pdf"
    path.write_bytes(HANDBOOK.read_bytes())
    address = address_of(Corpus.open(path))
    path.unlink()
    page = driven.new_page()
    page.goto(address, wait_until="networkidle")
    ask(page, LEAVE).locator(".source a").first.click()
    expect(page.locator("#cited mark")).to_be_in_viewport()
    page.close()


# Files that are added


def test_added_file_can_be_asked(window, address_of, tmp_path):
    path = tmp_path / "grace.txt"
    path.write_text("Grace Hopper found a moth in the relay in 1947.")
    page = window(address_of(corpus(ADA), allow_upload=True))
    page.locator(".add input").set_input_files(path)
    expect(page.get_by_text("grace.txt can be asked now.")).to_be_visible()
    turn = ask(page, "What did Grace Hopper find in the relay?")
    expect(turn.locator(".sentence").first).to_contain_text("Grace Hopper found a moth")
    turn.locator(".source a").first.click()
    expect(page.locator("#cited")).to_be_in_viewport()


DROP = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""


def test_dropped_file_can_be_asked(window, address_of):
    page = window(address_of(corpus(ADA), allow_upload=True))
    page.evaluate(DROP, ["grace.txt", "Grace Hopper found a moth in 1947."])
    expect(page.get_by_text("grace.txt can be asked now.")).to_be_visible()
    expect(page.locator(".library summary")).to_contain_text("2 documents")


def test_refused_file_is_reported_in_words(window, address_of):
    page = window(address_of(corpus(ADA), allow_upload=True))
    page.evaluate(DROP, ["<b>grace.txt", ""])
    expect(page.locator(".problem")).to_contain_text(re.compile("^<b>grace.txt: .*empty"))
    expect(page.locator(".problem b")).to_have_count(0)


def test_no_file_is_taken_without_permission(window, address_of):
    page = window(address_of(corpus(ADA)))
    expect(page.locator(".add")).to_have_count(0)
    page.evaluate(DROP, ["grace.txt", "Grace Hopper found a moth in 1947."])
    expect(page.locator(".library summary")).to_contain_text("1 document")


# While the documents are read


def test_page_waits_for_the_documents(window, ada):
    settings = Settings(reader="lexical")
    library = Library(Sources((ada,)), settings)
    with running(ServerState(library, settings, Options())) as address:
        page = window(address, until="load")
        expect(page.locator("#opening progress")).to_be_visible()
        library.start(lambda: None)
        expect(page.locator(".library summary")).to_contain_text("1 document")
        expect(page.locator("#opening")).to_have_count(0)
        expect(page.locator(".tries button").first).to_be_visible()
        ask(page, "Who wrote the first program?")


# With a token


def test_token_is_typed_once(window, address_of):
    token = "a-token-of-forty-characters-that-is-long"
    page = window(address_of(corpus(ADA), token=token))
    page.locator("#token").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_contain_text("The token is wrong")
    page.locator("#token").fill(token)
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    ask(page, "Who wrote the first program?").locator(".source a").first.click()
    expect(page.locator("#cited")).to_be_in_viewport()
