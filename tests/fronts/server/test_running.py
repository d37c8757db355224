"""`qa serve` as a user starts it: its flags, and a process that serves until a signal ends it."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from qa.fronts.server.running import listen
from qa.fronts.server.state import Options
from tests.load.pdf.builders import STORY, lines, pdf
from tests.load.pdf.test_child import ended as has_ended
from tests.load.pdf.test_child import needs_pidfd

ASKED = {"question": "Where did she live?"}


@contextmanager
def served(*arguments, **variables):
    """A process of `qa serve` on a free port, and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "qa", "serve", "--port", "0", "--reader", "lexical", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | variables,
    )
    with process:
        try:
            yield process, process.stdout.readline().strip().rstrip("/")
        finally:
            process.kill()


@contextmanager
def ready(address):
    """A client of the server at `address`, which has read its documents."""
    with httpx.Client(base_url=address, timeout=60) as client:
        while not client.get("/api/v1/health").json()["ready"]:
            pass
        yield client


def ended(process, number):
    """The exit status of a process after a signal, and what it wrote to standard error."""
    process.send_signal(number)
    errors = process.communicate(timeout=120)[1]
    return process.returncode, errors


def test_server_answers_until_it_is_terminated(ada):
    with served("-d", ada) as (process, address):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
        with ready(address) as client:
            assert client.post("/api/v1/ask", json=ASKED).json()["citation"]["source"] == ada
        status, errors = ended(process, signal.SIGTERM)
        assert status == 143 and errors == "qa: serving; Ctrl-C ends it\n"


@needs_pidfd
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_readers_of_pdf_end_with_the_server(tmp_path, number):
    (tmp_path / "story.pdf").write_bytes(pdf(lines(72, 100, *STORY)))
    with served("-d", tmp_path, "--no-cache") as (process, address):
        with ready(address):
            threads = Path(f"/proc/{process.pid}/task")
            (child,) = " ".join(path.read_text() for path in threads.glob("*/children")).split()
        process.send_signal(number)
        # The pipes end when the last process that has them open has ended.
        process.communicate(timeout=120)
        assert process.returncode in (-number, 128 + number) and has_ended(int(child))


def test_interrupt_ends_the_server(ada):
    with served("-d", ada) as (process, address):
        with ready(address):
            pass
        assert ended(process, signal.SIGINT)[0] == 130


def test_token_and_login_link_are_printed_once(ada):
    with served("-d", ada, "--token") as (process, address):
        token = process.stdout.readline().removeprefix("token: ").strip()
        link = process.stdout.readline().removeprefix("open once: ").strip()
        assert len(token) >= 40 and link.startswith(f"{address}/login?code=") and token not in link
        with ready(address) as client:
            assert client.get("/api/v1/documents").status_code == 401
            assert client.get("/api/v1/documents", headers={"Authorization": f"Bearer {token}"}).status_code == 200
        with ready(address) as browser:
            assert browser.get(link).status_code == 303
            assert browser.get("/api/v1/documents").status_code == 200
        status, errors = ended(process, signal.SIGTERM)
        assert status == 143 and token not in errors and "code=" not in errors


def test_other_host_asks_for_a_token(ada):
    with served("-d", ada, "--host", "0.0.0.0", QA_TOKEN="a token of one's own, long enough") as (process, address):
        assert process.stdout.readline() == "token: a token of one's own, long enough\n"
        with ready(address) as client:
            assert client.get("/api/v1/documents").status_code == 401
        assert ended(process, signal.SIGTERM)[0] == 143


def test_changed_file_is_noticed(ada, tmp_path):
    # A quick machine asks for the status more often than a client may.
    with served("-d", ada, "--rate", "0", QA_CACHE=str(tmp_path / "cache")) as (process, address):
        with ready(address) as client:
            number = 0
            while client.get("/api/v1/status").json()["revision"] < 2:
                # Until the system watches, a change may go unnoticed: so it is repeated.
                number += 1
                with open(ada, "w") as file:  # noqa: PTH123
                    file.write(f"Ada Byron lived in Rome. {number}\n")
            answer = client.post("/api/v1/ask", json={"question": "Where did Ada live?"}).json()
            assert answer["answer"]["text"] == "Ada Byron lived in Rome."
        assert "read 1 changed file" in ended(process, signal.SIGTERM)[1]


def test_documents_that_cannot_be_read_end_it(tmp_path):
    (tmp_path / "empty.txt").touch()
    with served("-d", tmp_path / "empty.txt") as (process, _):
        errors = process.communicate(timeout=120)[1]
        assert process.returncode == 2 and errors.endswith("empty.txt is empty; name a file with text\n")


# Flags


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-d", "missing.txt"], "missing.txt does not exist; check the name"),
        (["-d", "missing*.txt"], "missing*.txt matches no file"),
        (["--index", "missing"], "missing holds no index"),
        (["-d", "-"], "a server reads no document from standard input; name a file"),
        (["-d", "x", "--index", "y"], "both --index and -d were given"),
        (["--host", "203.0.113.1"], "cannot listen on 203.0.113.1, port 0 ("),
        (["--host", "no such host"], "cannot listen on no such host, port 0 ("),
        (["--port", "70000"], "invalid value for '--port'"),
        (["--top", "0"], "--top is 0, but it takes"),
    ],
)
def test_faulty_flags_are_errors(call, arguments, message):
    port = [] if "--port" in arguments else ["--port", "0"]
    status, _, errors = call("serve", *port, *arguments)
    assert status == 2 and errors.startswith(f"qa: {message}") and errors.count("\n") == 1


def test_answers_do_not_wait_to_be_acknowledged():
    with listen(Options()) as listening, socket.create_connection(listening.getsockname()):
        listening.setblocking(True)
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_port_in_use_is_an_error(call):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, _, errors = call("serve", "--port", port)
    assert status == 2 and f"cannot listen on 127.0.0.1, port {port} (Address already in use); name another" in errors


def test_short_token_is_an_error(call, monkeypatch):
    monkeypatch.setenv("QA_TOKEN", "short")
    status, _, errors = call("serve", "--port", "0")
    assert status == 2 and errors == "qa: QA_TOKEN has 5 characters, at least 16 are needed; choose a longer one\n"


def test_missing_libraries_name_the_extra(call, monkeypatch):
    monkeypatch.setitem(sys.modules, "fastapi", None)
    status, _, errors = call("serve")
    assert status == 2 and "pip install 'qa[serve]'" in errors and errors.count("\n") == 1


def test_help_imports_no_library_of_the_server():
    code = (
        "import sys; from qa.fronts.cli import run; run(['serve', '--help']);"
        "print([name for name in ('fastapi', 'uvicorn', 'starlette', 'pydantic', 'mcp') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
