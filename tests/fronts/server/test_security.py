"""What keeps strangers out, tried against a server that listens."""

import asyncio
import re
import socket
import threading

import httpx
import pytest
from starlette.requests import Request

from qa.fronts.server.limits import Limits
from qa.fronts.server.problems import Problem
from qa.fronts.server.security import HEADERS, Hosts, Rates, Sessions, is_loopback
from qa.fronts.server.state import Options
from tests.fronts.server.servers import listening, state_of

TOKEN = "a token of more than sixteen characters"
ASKED = {"question": "Where did she live?"}
# One address of each part; every other is behind the same guard.
PATHS = ("/", "/api/v1/ask", "/api/v1/documents", "/api/v1/health", "/api/v1/openapi.json", "/login", "/mcp", "/none")


@pytest.fixture(scope="module")
def served():
    """A client of a server that listens, and asks for no token."""
    with listening(state_of(limits=Limits(rate=0, headers=4_096))) as client:
        yield client


@pytest.fixture(scope="module")
def guarded():
    """A client of a server that listens, and asks for a token."""
    with listening(state_of(token=TOKEN, limits=Limits(rate=0))) as client:
        yield client


def kind(response):
    return response.json()["type"].rpartition(":")[2]


# Host and origin


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "192.0.2.1", "a@127.0.0.1", ""])
def test_other_host_is_refused_everywhere(served, path, host):
    response = served.get(path, headers={"Host": host})
    assert response.status_code == 421 and kind(response) == "host"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:99", "127.0.0.1", "[::1]:8016", "127.0.0.1:9000"])
def test_own_host_is_accepted(served, host):
    assert served.get("/api/v1/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
    ids=str,
)
def test_page_of_another_site_is_refused_everywhere(served, path, headers):
    response = served.post(path, headers=headers)
    assert response.status_code == 403 and kind(response) == "origin"


def test_own_page_is_accepted(served):
    own = f"http://{served.base_url.netloc.decode()}"
    assert served.post("/api/v1/ask", json=ASKED, headers={"Origin": own}).status_code == 200
    form = {"Origin": "null", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
    assert served.post("/api/v1/ask", json=ASKED, headers=form).status_code == 200
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert served.get("/api/v1/documents", headers=followed).status_code == 200


def test_two_hosts_are_refused(served):
    head = b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n"
    assert b" 200 " not in raw(served, head).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    ("options", "allowed", "refused"),
    [
        (Options("0.0.0.0"), ["192.0.2.1:8016", "[2001:db8::1]", "localhost"], ["evil.example", "0x7f.1"]),
        (Options("127.0.0.1"), ["127.0.0.2", "localhost."], ["192.0.2.1", "evil.example"]),
        (Options("qa.example", hosts=frozenset({"Proxy.example"})), ["qa.example", "proxy.example"], ["x.example"]),
    ],
)
def test_names_by_which_a_server_is_called(options, allowed, refused):
    hosts = Hosts(options)
    assert [name for name in allowed if not hosts.allow(name)] == []
    assert [name for name in (*refused, "localhost:x", "localhost/x", "[", "") if hosts.allow(name)] == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback(host):
    assert is_loopback(host)
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.0.2.1", "example.org", "")))


# The token


@pytest.mark.parametrize("path", sorted({*PATHS} - {"/api/v1/health", "/login"}))
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Cookie": f"qa_session_0={TOKEN}"},
    ],
    ids=str,
)
def test_nothing_is_sent_without_the_token(guarded, path, headers):
    response = guarded.get(path, headers=headers)
    assert response.status_code == 401 and kind(response) == "token" and TOKEN not in response.text


def test_token_in_the_header_opens(guarded):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert guarded.post("/api/v1/ask", json=ASKED, headers=headers).json()["answered"]


def test_browser_is_led_to_the_login(guarded):
    response = guarded.get("/", headers={"Accept": "text/html,*/*"})
    assert response.status_code == 303 and response.headers["location"] == "/login"
    assert guarded.post("/ask", headers={"Accept": "text/html"}).status_code == 401


def test_health_needs_no_token(guarded):
    assert guarded.get("/api/v1/health").json() == {"status": "ok", "ready": True}


def new_browser(client):
    return httpx.Client(base_url=client.base_url)


def test_login_link_works_once(guarded):
    sessions = guarded.server.config.app.state.sessions
    code = sessions.login_code()
    with new_browser(guarded) as browser:
        response = browser.get("/login", params={"code": code})
        assert response.status_code == 303 and response.headers["location"] == "/"
        cookie = response.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie and TOKEN not in cookie and code not in cookie
        assert browser.get("/api/v1/documents").status_code == 200
    with new_browser(guarded) as other:
        assert other.get("/login", params={"code": code}).status_code == 401
        assert other.get("/api/v1/documents").status_code == 401


def test_token_can_be_typed(guarded):
    with new_browser(guarded) as browser:
        assert 'name="token"' in browser.get("/login").text
        assert browser.post("/login", data={"token": "wrong"}).status_code == 401
        assert browser.post("/login", data={"token": TOKEN}).status_code == 303
        assert browser.get("/api/v1/documents").status_code == 200


def test_oldest_of_many_sessions_is_forgotten():
    sessions = Sessions(Options(token=TOKEN))
    made = [sessions.login(TOKEN) for _ in range(101)]
    assert len(sessions._sessions) == 100 and made[0] not in sessions._sessions


# Limits


def raw(client, *parts):
    """What the server sends for the bytes of `parts`, until it closes."""
    with socket.create_connection((client.base_url.host, client.base_url.port), timeout=60) as connection:
        for part in parts:
            connection.sendall(part)
        received = b""
        while data := connection.recv(65_536):
            received += data
            if b"\r\n\r\n" in received:
                break
        return received


@pytest.mark.parametrize("is_chunked", [False, True])
def test_large_body_is_refused(served, is_chunked):
    body = b" " * (Limits().body + 1)
    response = served.post("/api/v1/ask", content=iter([body]) if is_chunked else body)
    assert response.status_code == 413 and kind(response) == "body"


@pytest.mark.parametrize("length", ["-1", "x", "9" * 5_000, "1e9"])
def test_odd_length_is_refused(served, length):
    head = f"POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n".encode()
    assert raw(served, head).split(b" ")[1] in {b"400", b"413", b"431"}


@pytest.mark.parametrize("head", ["GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n"])
def test_large_head_is_refused(served, head):
    first = raw(served, head.format("x" * 100_000).encode()).partition(b"\r\n")[0]
    assert first.split(b" ")[1] in {b"400", b"414", b"431"}


@pytest.mark.parametrize("body", [b"\x00" * 100, b'{"a": ' * 10_000, b"[" * 50_000, b'{"question": "\xff"}', b"NaN"])
def test_broken_body_is_a_problem(served, body):
    response = served.post("/api/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in {400, 422} and response.headers["content-type"] == "application/problem+json"


def test_long_question_is_refused(served):
    response = served.post("/api/v1/ask", json={"question": "why " * 10_000})
    assert response.status_code == 422 and "characters, at most 2,000" in response.json()["detail"]


def test_slow_body_is_refused():
    with listening(state_of(limits=Limits(body_seconds=0.05))) as client:
        head = b"POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{"
        assert raw(client, head).split(b" ")[1] == b"408"


def test_too_many_requests_are_refused():
    with listening(state_of(limits=Limits(rate=30))) as client:
        responses = [client.get("/api/v1/health") for _ in range(20)]
        refused = [response for response in responses if response.status_code == 429]
        assert refused and int(refused[0].headers["retry-after"]) >= 1 and kind(refused[0]) == "too-many-requests"
        assert responses[0].status_code == 200


def test_rate_fills_with_time():
    now = [0.0]
    rates = Rates(60, clock=lambda: now[0])
    for _ in range(6):
        rates.check("a")
    with pytest.raises(Problem):
        rates.check("a")
    rates.check("b")
    now[0] = 1.5
    rates.check("a")
    with pytest.raises(Problem):
        rates.check("a")


def test_rate_of_0_is_no_limit():
    rates = Rates(0)
    for _ in range(1_000):
        rates.check("a")


# What is sent


@pytest.mark.parametrize("path", PATHS)
def test_every_response_has_the_headers(served, path):
    for response in (served.get(path), served.post(path, content=b"{"), served.get(path, headers={"Host": "x"})):
        assert {name: response.headers.get(name) for name in HEADERS} == {
            name: response.headers.get(name) if name == "Cache-Control" else value for name, value in HEADERS.items()
        }
        assert "server" not in response.headers


def test_no_inline_script_is_allowed():
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval'" not in policy.replace("wasm-unsafe-eval", "")
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "http" not in policy


def test_fault_of_the_server_says_nothing_of_it(served, monkeypatch, capsys, own_home):
    def fail(*args, **options):
        raise LookupError(f"lost in {own_home}")

    monkeypatch.setattr(type(served.state.library.corpus), "ask", fail)
    response = served.post("/api/v1/ask", json=ASKED)
    assert response.status_code == 500 and kind(response) == "internal"
    assert (
        not re.search(r"LookupError|lost|/home|\.py|line \d|0\.1\.0", response.text)
        and str(own_home) not in response.text
    )
    assert "internal error: LookupError: lost" in capsys.readouterr().err


# Clients that leave, and a server that ends


@pytest.fixture
def gated(monkeypatch):
    """A client of a server whose questions wait for `client.gate`; `client.asked` is set when one is being answered."""
    with listening(state_of(limits=Limits(rate=0, waiting=4))) as client:
        client.gate, client.asked = threading.Event(), threading.Event()
        corpus = client.state.library.corpus
        answer = corpus.ask

        def ask(*args, **options):
            client.asked.set()
            assert client.gate.wait(60)
            return answer(*args, **options)

        monkeypatch.setattr(corpus, "ask", ask)
        yield client
        client.gate.set()


def waits(client, condition):
    """Whether `condition` comes true, looked at again and again."""
    pause = threading.Event()
    return any(condition() or pause.wait(0.01) for _ in range(6_000))


def ask_in_background(client, results):
    def ask():
        with httpx.Client(base_url=client.base_url, timeout=60) as own:
            results.append(own.post("/api/v1/ask", json=ASKED))

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_client_that_leaves_frees_its_place(gated):
    state, results = gated.state, []
    busy = [ask_in_background(gated, results) for _ in range(state.waiting._threads)]
    assert waits(gated, lambda: state.waiting.running == len(busy))
    head = (
        b"POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 33\r\nContent-Type: application/json\r\n\r\n"
    )
    leaving = socket.create_connection((gated.base_url.host, gated.base_url.port))
    leaving.sendall(head + b'{"question":"Where did she live"}')
    assert waits(gated, lambda: state.waiting.waiting == 1)
    leaving.close()
    assert waits(gated, lambda: state.waiting.waiting == 0)
    gated.gate.set()
    for thread in busy:
        thread.join()
    assert [result.status_code for result in results] == [200] * len(busy)


def test_body_that_nobody_reads_is_refused_too():
    async def receive():
        raise Problem(413, "body", "too large")

    state, gate = state_of(), threading.Event()
    request = Request({"type": "http", "client": ("127.0.0.1", 1)}, receive)
    try:
        with pytest.raises(Problem, match="too large"):
            asyncio.run(state.at_work(request, lambda: gate.wait(60)))
    finally:
        gate.set()
        state.close()


def test_too_many_questions_are_asked_to_wait(gated):
    state, results = gated.state, []
    room = state.waiting._threads + state.limits.waiting
    asking = [ask_in_background(gated, results) for _ in range(room)]
    assert waits(gated, lambda: state.waiting.waiting == state.limits.waiting)
    refused = gated.post("/api/v1/ask", json=ASKED)
    assert refused.status_code == 503 and int(refused.headers["retry-after"]) >= 1
    # What needs no question is not in the way.
    assert gated.get("/api/v1/status").json()["waiting"] == state.limits.waiting
    gated.gate.set()
    for thread in asking:
        thread.join()
    assert [result.status_code for result in results] == [200] * room


def test_server_that_ends_finishes_what_runs(gated):
    results = []
    asking = ask_in_background(gated, results)
    assert gated.asked.wait(60)
    with gated.stream("GET", "/api/v1/events") as events:
        lines = events.iter_lines()
        assert next(lines) == "event: status"
        gated.server.stop()
        # The stream ends by itself.
        assert list(lines)
    gated.gate.set()
    asking.join()
    gated.thread.join()
    assert [result.status_code for result in results] == [200]
