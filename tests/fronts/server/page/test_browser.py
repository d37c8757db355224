"""The page in a browser: asked, read, and driven by the keyboard alone, at every width, light and dark."""

import re
from urllib.parse import urlsplit

import pytest

from qa.dialogue import Rewrite
from qa.dialogue.turn import ANAPHORA
from qa.pipeline import Corpus
from tests.builders import ADA, corpus, document

api = pytest.importorskip("playwright.sync_api", reason="Playwright, the extra qa[browser], is not installed")
expect = api.expect
expect.set_options(timeout=60_000)

FIRST = "Where did Nika Karchevskaya move?"
FOLLOW_UP = "How old is she?"
NO_ANSWER = "Who won the football match?"
# A text that tries to be markup, to run, and to reorder what is shown.
HOSTILE = (
    "# The <b>tariff</b>\n\nAda's <img src=x onerror=alert(1)> card costs 40 euros \u202eand\u202c"
    " <script>alert(2)</script> \x1b[1mmore\x1b[0m.\n\n| Item | <i>Price</i> |\n|---|---|\n| <u>Desk</u> | 12 euros |\n"
)


def ask(page, line):
    """Type a question and press Enter; the turn with its answer."""
    turns = page.locator(".turn")
    count = turns.count()
    page.locator("#question").fill(line)
    page.keyboard.press("Enter")
    expect(turns).to_have_count(count + 1)
    expect(page.locator(".waiting")).to_have_count(0)
    return turns.last


def source_of(turn):
    return turn.locator(".source a").first


# Asking


def test_answer_is_a_sentence_with_marked_words(window, article_address):
    page = window(article_address)
    turn = ask(page, FIRST)
    expect(turn.locator(".sentence mark").first).to_have_text("Georgia")
    expect(turn.locator(".sentence").first).to_contain_text("That large numbers of Russians are returning home")
    expect(turn.locator(".source").first).to_contain_text("russians-return-after-mobilization.txt:80–82")
    expect(turn.locator(".sure").first).to_have_text(re.compile(r"^(?:nearly certain|very likely), 0\.9\d$"))


def test_follow_up_shows_how_it_was_understood(window, article_address):
    page = window(article_address)
    ask(page, FIRST)
    turn = ask(page, FOLLOW_UP)
    expect(turn.locator(".reading")).to_contain_text("How old is Nika Karchevskaya?")
    expect(turn.locator("mark").first).to_have_text("24")


def test_other_reading_is_one_click_away(window, address_of, monkeypatch):
    def rewrite(question, history):
        is_follow_up = "she" in question.text.split()
        reading, other = (
            ("Where did Ada Byron live?", "Who built the engine?") if is_follow_up else (question.text, None)
        )
        return Rewrite(question.text, reading, (), 0.6, other, ANAPHORA if is_follow_up else "")

    monkeypatch.setattr("qa.dialogue.chat.rewrite", rewrite)
    page = window(address_of(corpus(ADA)))
    ask(page, "Who wrote the first program?")
    turn = ask(page, "Where did she live?")
    expect(turn.locator(".reading")).to_contain_text("Where did Ada Byron live?")
    turn.locator("button", has_text="Ask instead: Who built the engine?").click()
    expect(page.locator(".question")).to_have_text(["Who wrote the first program?", "Who built the engine?"])


def test_abstention_is_no_answer(window, article_address):
    page = window(article_address)
    turn = ask(page, NO_ANSWER)
    expect(turn.locator(".nothing p").first).to_have_text("The text does not say.")
    expect(turn.locator(".closest")).to_contain_text("The closest sentence is:")
    expect(turn.locator("mark")).to_have_count(0)
    expect(turn.locator(".answer")).to_have_count(0)


def test_conversation_survives_a_reload(window, article_address):
    page = window(article_address)
    ask(page, FIRST)
    assert urlsplit(page.url).path.startswith("/conversation/")
    page.reload()
    expect(page.locator(".question")).to_have_text([FIRST])
    assert "Nika" in ask(page, FOLLOW_UP).locator(".reading").inner_text()


def test_why_shows_the_evidence_as_bars(window, article_address):
    page = window(article_address)
    turn = ask(page, FIRST)
    turn.locator("summary", has_text="Why this answer").click()
    expect(turn.locator(".evidence")).to_contain_text("span logit")
    assert turn.locator(".evidence rect.best").first.bounding_box()["width"] > 20
    expect(turn).to_contain_text("by the calibration, about")


def test_conversation_is_saved_as_markdown(window, article_address):
    page = window(article_address)
    ask(page, FIRST)
    with page.expect_download() as download:
        page.locator("#save").click()
    saved = download.value.path().read_text()
    assert saved.startswith("# Questions and answers\n") and FIRST in saved and "**Georgia**" in saved


def test_too_long_question_is_refused_in_words(window, article_address):
    page = window(article_address)
    page.evaluate("document.getElementById('question').removeAttribute('maxlength')")
    page.locator("#question").fill("why " * 600)
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_contain_text("at most 2,000 are allowed")


def test_suggested_question_is_asked(window, article_address):
    page = window(article_address)
    suggestion = page.locator(".tries button").first
    text = suggestion.inner_text()
    suggestion.click()
    expect(page.locator(".question")).to_have_text([text])
    expect(page.locator(".welcome")).to_have_count(0)


# Reading


def test_source_opens_the_document_at_the_sentence(window, article_address):
    page = window(article_address)
    source_of(ask(page, FIRST)).click()
    cited = page.locator("#cited")
    expect(cited).to_be_in_viewport()
    expect(cited.locator("mark")).to_have_text("Georgia")
    expect(page.locator("#document-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    expect(page.locator(".source a").first).to_be_focused()


def test_tables_are_tables(window, address_of):
    text = "# Fees\n\n| Item | Price |\n|---|---|\n| Desk | 40 euros |\n| Lamp | 12 euros |\n"
    page = window(address_of(Corpus([document(text, markdown=True)])))
    turn = ask(page, "What is the price of the lamp?")
    expect(turn.locator(".answer th")).to_have_text(["Item", "Price"])
    source_of(turn).click()
    expect(page.locator("#text td mark")).to_have_text("12 euros")


def test_long_document_is_read_in_parts(window, address_of):
    text = "\n\n".join(f"Paragraph {number} of the long report is about the harbour. " * 8 for number in range(300))
    page = window(address_of(corpus(f"{text}\n\nAda Byron wrote the first program in 1843.")))
    source_of(ask(page, "Who wrote the first program?")).click()
    expect(page.locator("#cited")).to_be_in_viewport()
    page.locator("#text a", has_text="Earlier").click()
    expect(page.locator("#text")).to_contain_text("Paragraph 199")
    expect(page.locator("#text a", has_text="Later")).to_be_visible()


def test_hostile_text_is_shown_as_text(window, address_of):
    page = window(address_of(Corpus([document(HOSTILE, source="<b>\u202etxt.md", markdown=True)])))
    turn = ask(page, "What does Ada's card cost?")
    source_of(turn).click()
    expect(page.locator("#text")).to_contain_text("12 euros")
    shown = page.locator("body").inner_text()
    assert "\u202e" not in shown and "\x1b" not in shown
    assert page.locator("#text").locator("img, script, b, i, u").count() == 0
    assert turn.locator("img, script, b").count() == 0
    expect(page.locator("#text .sign").first).to_have_text(re.compile(r"^U\+"))


# The keyboard


def test_name_that_no_longer_fits_is_not_taken(window, article_address):
    page = window(article_address)
    page.keyboard.type("Where did Nika Ka")
    expect(page.locator("#names li").first).to_be_visible()
    # The names for the next letter do not come in time.
    page.route("**/names?*", lambda route: None)
    page.keyboard.type("r")
    page.keyboard.press("Tab")
    expect(page.locator("#question")).to_have_value(re.compile("^Where did Nika Kar.+"))


def test_everything_is_done_by_keyboard(window, article_address):
    page = window(article_address)
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("Where did Nika Kar")
    expect(page.locator("#names li").first).to_have_text(re.compile("^Kar"))
    page.keyboard.press("Tab")
    expect(page.locator("#question")).to_have_value(re.compile("^Where did Nika Kar.+"))
    page.keyboard.type(" move?")
    page.keyboard.press("Enter")
    expect(page.locator(".source a").first).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#question")).to_have_value(re.compile("^Where did Nika"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("#question")).to_have_value("")
    for _ in range(30):
        if page.evaluate("document.activeElement.matches('.source a')"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#cited")).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()


def test_names_are_chosen_with_the_arrow_keys(window, article_address):
    page = window(article_address)
    page.keyboard.type("Ru")
    options = page.locator("#names li")
    expect(options.nth(1)).to_be_visible()
    second = options.nth(1).inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator("#question")).to_have_value(second)
    page.keyboard.press("Escape")
    expect(page.locator("#names")).to_be_hidden()


# Every width and scheme


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 800, 1440])
def test_page_is_accessible_at_every_width(window, article_address, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="qa[browser] is not installed").Axe()
    page = window(article_address, width=width, scheme=scheme)
    faults = [*serious(axe, page)]
    ask(page, FIRST)
    turn = ask(page, NO_ANSWER)
    for summary in turn.locator("summary").all():
        summary.click()
    faults += serious(axe, page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".source a").first.click()
    expect(page.locator("#cited")).to_be_in_viewport()
    faults += serious(axe, page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults == []


def serious(axe, page):
    """The serious faults that axe finds in the page: the rule, and the element."""
    return [
        (fault["id"], node["html"])
        for fault in axe.run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def test_narrow_document_covers_the_conversation(window, article_address):
    page = window(article_address, width=375, height=740)
    source_of(ask(page, FIRST)).click()
    expect(page.locator("#cited")).to_be_in_viewport()
    assert page.locator("#viewer").bounding_box() == {"x": 0, "y": 0, "width": 375, "height": 740}
    assert page.evaluate("document.querySelector('.talk').inert")
    page.locator("#close").click()
    expect(page.locator("#question")).to_be_visible()


# Without scripts


def test_page_asks_and_reads_without_scripts(window, article_address):
    page = window(article_address, java_script_enabled=False)
    page.locator("#question").fill(FIRST)
    page.locator("#ask button").click()
    expect(page.locator("mark").first).to_have_text("Georgia")
    page.locator("#question").fill(FOLLOW_UP)
    page.locator("#ask button").click()
    expect(page.locator(".question")).to_have_text([FIRST, FOLLOW_UP])
    page.locator(".source a").first.click()
    expect(page.locator("#cited")).to_be_in_viewport()
    page.locator("#close").click()
    expect(page.locator(".question")).to_have_text([FIRST, FOLLOW_UP])


# What it weighs


def test_page_weighs_less_than_300_kilobytes(driven, article_address):
    sizes = {}
    page = driven.new_page()
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(article_address, wait_until="networkidle")
    ask(page, FIRST)
    source_of(page.locator(".turn").last).click()
    expect(page.locator("#cited")).to_be_in_viewport()
    page.close()
    assert 20_000 < sum(sizes.values()) < 300_000
    assert all(url.startswith(article_address) for url in sizes)


def test_each_window_has_its_own_conversation(window, address_of):
    address = address_of(corpus(ADA))
    ask(window(address), "Who wrote the first program?")
    second = window(address)
    expect(second.locator(".turn")).to_have_count(0)
    expect(ask(second, "Where did she live?").locator(".reading")).to_have_count(0)
