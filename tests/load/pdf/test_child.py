"""The child process: what a hostile file may cost, and how the child ends."""

import multiprocessing
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import BinarySource
from qa.load.blocks import Parsed
from qa.load.pdf import parse_pdf
from qa.load.pdf.client import Client
from qa.load.pdf.limits import Limits
from tests.load.pdf.builders import STORY, assembled, built_of, flate_bomb, form_bomb, lines, pdf, stream

SMALL = pdf(lines(72, 100, *STORY))
# Enough for pdfium and Python, not for a bomb.
TIGHT = replace(Limits(), memory=400_000_000)
ROOT = Path(__file__).parents[3]

# Patience that no test outlives: processor time alone ends the child.
AGES = 1e6

needs_stopping = pytest.mark.skipif(sys.platform == "win32", reason="needs signals that stop a process")
needs_pidfd = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux's pidfd_open")


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client(TIGHT)
    yield client
    client.close()


def text_of(parsed: Parsed) -> str:
    return built_of(parsed).text


def ended(pid: int) -> bool:
    """Whether the process ends within a minute."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 60)[0])
    finally:
        os.close(handle)


def run_python(code: str, *, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run `code` in `folder`, with SMALL in small.pdf; its output comes when nobody holds the pipes any more."""
    (folder / "small.pdf").write_bytes(SMALL)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


READ = """
import os, sys
from qa.load.pdf import parse_pdf
from qa.load.pdf.client import CLIENT
data = open("small.pdf", "rb").read()
parse_pdf(data, "small.pdf")
"""


# Limits


def test_flate_bomb_is_refused(client: Client) -> None:
    with pytest.raises(BinarySource, match=r"page 1 takes more than 0.4 GB of memory"):
        client.read(flate_bomb(600))


def test_form_bomb_is_refused() -> None:
    client = Client(replace(TIGHT, page_seconds=1))
    with pytest.raises(BinarySource, match=r"costs too much: page 1 takes more than"):
        client.read(form_bomb(26))
    client.close()


def test_slow_page_is_refused() -> None:
    client = Client(replace(Limits(), page_seconds=0.5, patience=AGES))
    with pytest.raises(BinarySource, match=r"page 1 takes more than 0.5 seconds to read"):
        client.read(form_bomb(22))
    assert text_of(client.read(SMALL)) == " ".join(STORY)
    client.close()


def test_slow_file_is_refused() -> None:
    client = Client(replace(Limits(), document_seconds=0.5, seconds_per_page=0, patience=AGES))
    with pytest.raises(BinarySource, match=r"it takes more than 0.5 seconds to read"):
        client.read(form_bomb(22))
    client.close()


def test_pages_share_the_time_of_a_file() -> None:
    limits = Limits(page_seconds=10, document_seconds=30, seconds_per_page=1)
    assert limits.reading(3, 40, used=29).seconds == 10
    assert limits.reading(39, 40, used=38).seconds == 2
    assert limits.reading(41, 40, used=50).refusal() == "it takes more than 40 seconds to read"


@needs_stopping
def test_waiting_child_uses_no_time() -> None:
    client = Client(replace(Limits(), page_seconds=0.5, patience=AGES))
    client.read(SMALL)
    assert client.child_pid is not None
    os.kill(client.child_pid, signal.SIGSTOP)
    resume = threading.Timer(0.8, os.kill, (client.child_pid, signal.SIGCONT))
    resume.start()
    assert text_of(client.read(SMALL)) == " ".join(STORY)
    resume.join()
    client.close()


@needs_stopping
def test_child_that_hangs_is_ended() -> None:
    client = Client(replace(Limits(), page_seconds=0.5, patience=1))
    client.read(SMALL)
    assert client.child_pid is not None
    os.kill(client.child_pid, signal.SIGSTOP)
    with pytest.raises(BinarySource, match=r"it takes more than 0.5 seconds to open"):
        client.read(SMALL)
    assert text_of(client.read(SMALL)) == " ".join(STORY)
    client.close()


def test_pages_over_limit_are_left_out() -> None:
    client = Client(replace(Limits(), pages=2))
    parsed = client.read(pdf(*(lines(72, 100, f"This is page {number}.") for number in range(5))))
    client.close()
    assert parsed.warnings == ["only the first 2 of 5 pages are read"]
    assert "This is page 1." in text_of(parsed)
    assert "This is page 2." not in text_of(parsed)


def test_long_page_is_left_out() -> None:
    client = Client(replace(Limits(), page_characters=300))
    parsed = client.read(pdf(lines(72, 100, *STORY), lines(72, 100, "The second page is short.")))
    client.close()
    assert len(parsed.warnings) == 1
    assert parsed.warnings[0].startswith("page 1 has 5")
    assert text_of(parsed) == "The second page is short."


def test_words_over_limit_are_left_out() -> None:
    client = Client(replace(Limits(), page_words=4))
    parsed = client.read(SMALL)
    client.close()
    assert parsed.warnings == ["page 1 has more than 4 words; the rest is left out"]
    assert text_of(parsed) == "The mill at Holm"


def test_long_text_is_cut() -> None:
    client = Client(replace(Limits(), characters=600))
    parsed = client.read(pdf(lines(72, 100, *STORY), lines(72, 100, *STORY)))
    client.close()
    assert parsed.warnings == ["only the first 1 of 2 pages are read: the text is over 600 characters"]


def test_pages_in_circle_are_read(client: Client) -> None:
    catalog, pages = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 3 /Kids [3 0 R 2 0 R 2 0 R] >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>"
    parsed = client.read(assembled([catalog, pages, page, stream(b"")]))
    assert list(parsed.drafts) == []


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("BT /F1 10 Tf " + "(a) Tj 3 -1 Td " * 20_000 + "ET", id="staircase"),
        pytest.param("BT /F1 1 Tf 0 700 Td (" + "a " * 40_000 + ") Tj ET", id="one line"),
        pytest.param("".join(lines(9 * (n % 60), 9 + 9 * (n // 60), "- 1") for n in range(4_000)), id="grid"),
        pytest.param(lines(72, 100, *["x"] * 8_000, leading=0.05), id="pile"),
        pytest.param("BT /F1 10 Tf 1e30 0 0 1e30 1e30 1e30 Tm (far) Tj ET" + lines(72, 99, "Near."), id="infinite"),
    ],
)
def test_odd_layouts_are_read(page: str) -> None:
    parse_pdf(pdf(page), "odd.pdf")


# The child's life


def test_file_after_bomb_is_read(client: Client) -> None:
    with pytest.raises(BinarySource):
        client.read(flate_bomb(600))
    assert text_of(client.read(SMALL)) == " ".join(STORY)


def test_one_child_reads_all_files(client: Client) -> None:
    client.read(SMALL)
    first = client.child_pid
    with pytest.raises(BinarySource, match="damaged"):
        client.read(b"%PDF-1.7 nothing")
    client.read(SMALL)
    assert client.child_pid == first


@needs_pidfd
def test_killed_child_is_replaced(client: Client) -> None:
    client.read(SMALL)
    assert client.child_pid is not None
    os.kill(client.child_pid, signal.SIGKILL)
    assert ended(client.child_pid)
    assert text_of(client.read(SMALL)) == " ".join(STORY)


@needs_stopping
def test_child_killed_while_it_reads_is_replaced(client: Client) -> None:
    client.read(SMALL)
    first = client.child_pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    kill = threading.Timer(0.2, os.kill, (first, signal.SIGKILL))
    kill.start()
    assert text_of(client.read(SMALL)) == " ".join(STORY)
    kill.join()
    assert client.child_pid != first


@needs_pidfd
def test_idle_child_ends_and_is_replaced() -> None:
    client = Client(replace(Limits(), idle_seconds=0.05))
    client.read(SMALL)
    assert client.child_pid is not None
    assert ended(client.child_pid)
    assert text_of(client.read(SMALL)) == " ".join(STORY)
    client.close()


def test_grown_child_is_replaced() -> None:
    client = Client(replace(Limits(), grown=1))
    assert [text_of(client.read(SMALL)) for _ in range(3)] == [" ".join(STORY)] * 3
    client.close()


def test_threads_take_turns(client: Client) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(client.read, [SMALL] * 12))
    assert {text_of(parsed) for parsed in results} == {" ".join(STORY)}


def test_spawned_processes_read() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert text_of(pool.apply(parse_pdf, (SMALL, "small.pdf"))) == " ".join(STORY)


def test_pdfium_stays_in_child(tmp_path: Path) -> None:
    result = run_python(READ + "print([name for name in sys.modules if 'pdfium' in name])", folder=tmp_path)
    assert (result.stdout, result.stderr) == ("[]\n", "")


def test_fork_has_its_own_child(tmp_path: Path) -> None:
    code = """
first = CLIENT.child_pid
forked = os.fork()
if not forked:
    parse_pdf(data, "small.pdf")
    os._exit(CLIENT.child_pid == first)
_, status = os.waitpid(forked, 0)
parse_pdf(data, "small.pdf")
print(status, CLIENT.child_pid == first)
"""
    result = run_python(READ + code, folder=tmp_path)
    assert (result.stdout, result.stderr) == ("0 True\n", "")


@pytest.mark.parametrize("end", ["", "os._exit(0)", "os.kill(os.getpid(), 9)", "raise SystemExit(1)"])
@needs_pidfd
def test_child_ends_with_its_parent(end: str, tmp_path: Path) -> None:
    result = run_python(READ + f"print(CLIENT.child_pid, flush=True)\n{end}", folder=tmp_path)
    assert ended(int(result.stdout))


def test_modules_of_current_folder_are_not_run(tmp_path: Path) -> None:
    for name in ("json.py", "queue.py", "pypdfium2.py"):
        (tmp_path / name).write_text("raise SystemExit('taken over')")
    code = "import sys; sys.path = [entry for entry in sys.path if entry]\n" + READ + "print('read')"
    assert run_python(code, folder=tmp_path).stdout == "read\n"


def test_missing_library_is_named(tmp_path: Path) -> None:
    (tmp_path / "pypdfium2.py").write_text("raise ModuleNotFoundError('hidden', name='pypdfium2')")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n" + READ
    result = run_python(code, folder=tmp_path)
    assert "pypdfium2, which reads it, is missing; install it with: pip install pypdfium2" in result.stderr


def test_interrupt_ends_the_child(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.read(SMALL)
    first = client.child_pid

    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("qa.load.pdf.client.unpack_parsed", interrupt)
        client.read(SMALL)
    assert text_of(client.read(SMALL)) == " ".join(STORY)
    assert client.child_pid != first
