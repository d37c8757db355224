"""Servers that a browser can reach, and the browser: Chromium, driven by Playwright."""

import asyncio
import shutil
from contextlib import contextmanager

import pytest

from tests.fronts.server.servers import listening

# Names of the browser on the systems that have it.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Milliseconds that a page may take: far more than it does, for busy machines.
PATIENCE = 60_000


@contextmanager
def running(state):
    """The address of a server with `state`, in this process, while the block runs."""
    with listening(state) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="session")
def article_address(article):
    """The address of a server that asks the bundled article."""
    from qa.fronts.server.state import ServerState

    with running(ServerState.of(article)) as address:
        yield address


@pytest.fixture
def address_of():
    """`address_of(corpus, …)`: the address of a server that asks `corpus`; `options` are fields of `Options`."""
    from contextlib import ExitStack

    from qa.fronts.server.state import Options, ServerState

    with ExitStack() as stack:
        yield lambda corpus, **options: stack.enter_context(running(ServerState.of(corpus, options=Options(**options))))


@pytest.fixture(scope="session")
def chromium():
    """The browser. The tests that need it are skipped where it, or Playwright, is missing."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright, the extra qa[browser], is not installed")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("Chromium is not installed; Debian's is: apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield browser, loop
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture
def driven(chromium):
    """The browser, while Playwright's event loop is the running one: between tests it would forbid any other loop."""
    browser, loop = chromium
    asyncio._set_running_loop(loop)
    yield browser
    asyncio._set_running_loop(None)


@pytest.fixture
def window(driven):
    """`window(address, …)`: a page of the browser; after the test, nothing must have been wrong in its console."""
    contexts, wrong = [], []

    def note(message):
        # A refused request is shown in the page, and the browser reports it, too.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            wrong.append(message.text)

    def open_page(address, *, width=1440, height=900, scheme="light", until="networkidle", **options):
        context = driven.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address, wait_until=until)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
