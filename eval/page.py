"""The page of `qa serve` about the bundled article, in Chromium: `python eval/page.py` writes `eval/page.png`.

`--time` measures instead: kilobytes without pdf.js, and how long it takes from Enter until the answer can be seen,
against the same questions in process. It needs the extras qa[serve] and qa[browser], and Chromium.
"""

import argparse
import io
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from threading import Thread

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import qa
from qa.fronts.server.app import create_app
from qa.fronts.server.running import Server, listen
from qa.fronts.server.state import ServerState

TARGET = Path(__file__).with_name("page.png")
SHOWN = ("How much did the trip cost?", "Where did Nika Karchevskaya move?", "How old is she?")
ASKED = (*SHOWN[:2], "How old is Nika Karchevskaya?", "Who is Pavel?", "Who won the football match in Moscow?")
ROUNDS = 6
WIDTH, HEIGHT = 1280, 800
# Colours of the picture: few, so that it is small.
COLOURS = 64

# Notes when Enter is pressed, and when the answer to it has been drawn.
WATCH = """() => {
  window.seconds = [];
  let began = 0;
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") began = performance.now(); }, true);
  new MutationObserver(() => {
    const turn = document.querySelector(".turn:last-child");
    if (!began || !turn || turn.querySelector(".waiting")) return;
    const from = began;
    began = 0;
    requestAnimationFrame(() => setTimeout(() => window.seconds.push((performance.now() - from) / 1000)));
  }).observe(document.getElementById("turns"), { childList: true, subtree: true });
}"""


def main() -> None:
    """Draw, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time", action="store_true", help="measure, and draw nothing")
    arguments = parser.parse_args()
    corpus = qa.Corpus.open()
    with serving(corpus) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        if arguments.time:
            measure(browser, address, corpus)
        else:
            draw(browser, address)
        browser.close()


@contextmanager
def serving(corpus: qa.Corpus) -> Iterator[str]:
    """The address of a server that asks `corpus`, while the block runs."""
    state = ServerState.of(corpus)
    listening = listen(state.options)
    server = Server(state, create_app(state))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.stop()
        thread.join()
        state.close()


def ask(page: Page, line: str) -> None:
    """Type a question, press Enter, and wait for the answer."""
    count = page.locator(".turn").count()
    page.locator("#question").fill(line)
    page.keyboard.press("Enter")
    page.locator(f".turn:nth-of-type({count + 1}) h2 ~ :not(.waiting)").first.wait_for()


def draw(browser: Browser, address: str) -> None:
    """The page with a conversation, and the document beside it."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    page.goto(address, wait_until="networkidle")
    for line in SHOWN:
        ask(page, line)
    page.locator(".turn:last-child .source a").first.click()
    page.locator("#cited").wait_for()
    page.locator("#question").focus()
    page.mouse.move(0, 0)
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    picture.convert("RGB").quantize(COLOURS).save(TARGET, optimize=True)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


def measure(browser: Browser, address: str, corpus: qa.Corpus) -> None:
    """Print what the page weighs, and how long an answer takes."""
    page = browser.new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(address, wait_until="networkidle")
    page.evaluate(WATCH)
    for line in ASKED * ROUNDS:
        ask(page, line)
    page.locator(".turn:last-child .source a").first.click()
    page.locator("#cited").wait_for()
    static = sum(size for url, size in sizes.items() if "/ask" not in url)
    print(f"page, its files and a document: {static / 1000:.0f} kB")
    report("from Enter to the answer", page.evaluate("window.seconds"))
    report("the same in process", in_process(corpus))


def in_process(corpus: qa.Corpus) -> list[float]:
    """Seconds of each question without a server."""
    chat, seconds = qa.Chat(corpus), []
    for line in ASKED * ROUNDS:
        began = time.perf_counter()
        chat.ask(line)
        seconds.append(time.perf_counter() - began)
    return seconds


def report(name: str, seconds: list[float]) -> None:
    """Print the median and the 95th percentile, in milliseconds."""
    print(f"{name}: p50 {median(seconds) * 1000:.0f} ms, p95 {quantiles(seconds, n=20)[-1] * 1000:.0f} ms")


if __name__ == "__main__":
    main()
