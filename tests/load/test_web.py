"""Documents from the web: what is fetched from servers on this machine, within limits, and never from private ones."""

import gzip
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest

from qa.errors import QAError, SourceError, SourceNotFound, SourceTooLarge
from qa.load.sources import is_address
from qa.load.web import MAX_REDIRECTS, Fetched, TimeLimits, fetch

transport = pytest.importorskip("qa.load.web.transport", reason="httpx is not installed")

MEGABYTE = 1_000_000
PAGE = "<p>The mill was built in 1902.</p>"

Reply = bytes | Callable[[socket.socket], None]


def reply(body: bytes | str = PAGE, *, status: str = "200 OK", headers: Iterable[str] = ()) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def redirect(target: str, *, status: str = "302 Found") -> bytes:
    return reply("", status=status, headers=[f"Location: {target}"])


class Server:
    """Answers one connection after another with `replies`, the last one again and again, and keeps the requests."""

    def __init__(self, replies: list[Reply]) -> None:
        self._replies = replies
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.requests: list[bytes] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        number = 0
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self._answer(connection, self._replies[min(number, len(self._replies) - 1)])
            number += 1

    def _answer(self, connection: socket.socket, answer: Reply) -> None:
        request = b""
        while b"\r\n\r\n" not in request and (part := connection.recv(4096)):
            request += part
        self.requests.append(request)
        try:
            if callable(answer):
                answer(connection)
            else:
                connection.sendall(answer)
        except OSError:
            pass

    def close(self) -> None:
        # Wakes the thread that waits for a connection.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(timeout=10)


@contextmanager
def serving(*replies: Reply) -> Iterator[Server]:
    server = Server(list(replies) or [reply()])
    try:
        yield server
    finally:
        server.close()


def fetched(url: str, *, max_bytes: int = MEGABYTE, limits: TimeLimits | None = None) -> Fetched:
    return fetch(url, max_bytes=max_bytes, allow_private=True, limits=limits)


def failure(*replies: Reply, path: str = "/", limits: TimeLimits | None = None) -> QAError:
    """The error of fetching from a server with these replies."""
    with serving(*replies) as server, pytest.raises(SourceError) as caught:
        fetched(server.url + path, limits=limits)
    return caught.value


def hang(connection: socket.socket) -> None:
    """Say nothing until the client goes away."""
    while connection.recv(4096):
        pass


# What is fetched


def test_page_is_fetched_with_its_type():
    with serving(reply(headers=["Content-Type: Text/HTML; charset=ISO-8859-1"])) as server:
        page = fetched(server.url + "/mill?year=1902#top")
    assert page == Fetched(f"{server.url}/mill?year=1902", PAGE.encode(), "text/html", "iso-8859-1")


def test_request_sends_nothing_personal():
    with serving(redirect("/b"), reply()) as server:
        fetched(server.url + "/a")
    for request in server.requests:
        lines = request.decode().lower().split("\r\n")
        names = {line.split(":")[0] for line in lines[1:] if line}
        assert names <= {"host", "accept", "accept-encoding", "connection", "user-agent"}


def test_cookies_are_not_sent_back():
    cookie = reply("", status="302 Found", headers=["Location: /b", "Set-Cookie: a=1; Path=/"])
    with serving(cookie, reply()) as server:
        fetched(server.url)
    assert b"cookie" not in server.requests[1].lower()


def test_settings_of_proxies_are_ignored(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving() as server:
        assert fetched(server.url).data == PAGE.encode()


def test_redirects_are_followed():
    with serving(redirect("/b", status="301 Moved"), redirect("c", status="308 Moved"), reply()) as server:
        assert fetched(server.url + "/a").url == server.url + "/c"


def test_packed_body_is_unpacked():
    with serving(reply(gzip.compress(PAGE.encode()), headers=["Content-Encoding: gzip"])) as server:
        assert fetched(server.url).data == PAGE.encode()


@pytest.mark.parametrize(
    ("url", "content_type", "name"),
    [
        ("https://x.org/a/prices", "text/csv", "prices.csv"),
        ("https://x.org/README.md", "text/plain", "README.md"),
        ("https://x.org/show.php?id=5", "text/html", "show.php.html"),
        ("https://x.org/a%20b.PDF", "application/pdf", "a b.PDF"),
        ("https://x.org/", "text/html", "x.org.html"),
        ("https://x.org/data.bin", "", "data.bin"),
    ],
)
def test_name_has_suffix_of_type(url, content_type, name):
    assert Fetched(url, b"", content_type, None).name == name


@pytest.mark.parametrize(
    ("data", "content_type", "charset", "text"),
    [
        ("Köln".encode("latin-1"), "text/plain", "ISO-8859-1", "Köln"),
        ("Привет".encode("koi8-r"), "text/html", "koi8-r", "Привет"),
        ("Köln".encode(), "text/plain", "latin-1", "Köln"),
        ("Köln".encode(), "text/plain", "no-such-charset", "Köln"),
        ("“”".encode("cp1252"), "text/csv", "iso-8859-1", "“”"),
    ],
)
def test_charset_of_header_is_used(data, content_type, charset, text):
    assert Fetched("https://x.org", data, content_type, charset).marked().decode("utf-8-sig") == text


def test_bytes_of_no_text_are_unchanged():
    data = b"%PDF-1.7 \xe4"
    assert Fetched("https://x.org", data, "application/pdf", "latin-1").marked() == data


@pytest.mark.parametrize("source", ["https://x.org", "HTTP://x.org/a.pdf"])
def test_address_is_no_file(source):
    assert is_address(source)


@pytest.mark.parametrize("source", ["https.txt", "file:///etc/passwd", "ftp://x.org", "-", "a/http://b"])
def test_other_source_is_no_address(source):
    assert not is_address(source)


# Limits


def test_endless_body_ends_at_limit():
    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    error = failure(pour)
    assert isinstance(error, SourceTooLarge)
    assert str(error) == "is over the limit of 1 MB; raise the limit with --max-mb"


def test_stated_length_over_limit_is_refused():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"
    assert isinstance(failure(head), SourceTooLarge)


def test_packed_bomb_ends_at_limit():
    bomb = gzip.compress(bytes(50 * MEGABYTE))
    assert isinstance(failure(reply(bomb, headers=["Content-Encoding: gzip"])), SourceTooLarge)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
def test_silent_server_times_out(head):
    def start(connection: socket.socket) -> None:
        connection.sendall(head)
        hang(connection)

    error = failure(start, limits=TimeLimits(read=0.2))
    assert str(error) == "did not answer in time; try again later, or save it as a file"


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_dripping_server_ends_at_deadline(head):
    def drip(connection: socket.socket) -> None:
        connection.sendall(head)
        connection.settimeout(0.02)
        while True:
            connection.sendall(b"x")
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                continue

    error = failure(drip, limits=TimeLimits(read=5, total=0.3))
    assert "did not answer in time" in str(error)


def test_header_without_end_is_refused():
    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            connection.sendall(b"x" * 65536)

    assert "cannot be read" in str(failure(pour))


def test_circle_of_redirects_ends():
    assert str(failure(redirect("/a"))) == f"redirects more than {MAX_REDIRECTS} times; check the address"


# Errors


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        ("404 Gone fishing", SourceNotFound, "does not exist (404 Not Found); check the address"),
        ("410 X", SourceNotFound, "does not exist (410 Gone); check the address"),
        ("403 X", SourceError, "may not be read (403 Forbidden); save it as a file with a browser"),
        ("503 X", SourceError, "cannot be read now (503 Service Unavailable); try again later"),
        ("418 X", SourceError, "cannot be read (418 I'm a Teapot); check the address"),
        ("204 X", SourceError, "cannot be read (204 No Content); check the address"),
        ("799 X", SourceError, "cannot be read now (799); try again later"),
    ],
)
def test_status_is_explained(status, kind, message):
    error = failure(reply("", status=status))
    assert type(error) is kind
    assert str(error) == message


@pytest.mark.parametrize(
    "url", ["ftp://x.org/a", "file:///etc/passwd", "data:text/plain,a", "javascript:alert(1)", "x.org", "gopher://x"]
)
def test_other_scheme_is_refused(url):
    with pytest.raises(SourceError, match="not https or http"):
        fetched(url)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a"])
def test_redirect_to_other_scheme_is_refused(target):
    assert "not https or http" in str(failure(redirect(target)))


@pytest.mark.parametrize("target", ["http://user:secret@127.0.0.1/", "http://user@127.0.0.1/"])
def test_redirect_with_password_is_refused(target):
    assert "name or password" in str(failure(redirect(target)))


@pytest.mark.parametrize("url", ["https://", "http://[::1", "http://a b/", "http://x:99999999/", "https://\0"])
def test_broken_address_is_refused(url):
    with pytest.raises(SourceError):
        fetched(url)


def test_redirect_to_nowhere_is_refused():
    assert "redirects to nowhere" in str(failure(reply("", status="302 Found")))


@pytest.mark.parametrize(
    "answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"\x16\x03\x01", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"]
)
def test_server_of_other_protocol_is_reported(answer):
    assert str(failure(answer)).startswith("cannot be read (")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_unknown_packing_is_refused(encoding):
    assert "is packed" in str(failure(reply(headers=[f"Content-Encoding: {encoding}"])))


@pytest.mark.parametrize(
    ("body", "message"),
    [(b"abc", "is packed"), (gzip.compress(b"abc")[:-4], "ends too early")],
    ids=["not gzip", "cut short"],  # gzip's header holds the time, and each worker must see the same names.
)
def test_broken_packing_is_reported(body, message):
    assert message in str(failure(reply(body, headers=["Content-Encoding: gzip"])))


def test_closed_port_is_reported():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(SourceError, match="cannot be read"):
        fetched(f"http://127.0.0.1:{port}/")


def test_unknown_name_is_not_found(monkeypatch):
    def unknown(*args, **options):
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SourceNotFound, match="no server has this name"):
        fetched("https://nowhere.example/")


def test_plain_server_at_https_address_is_reported():
    with serving(b"HTTP/1.1 400 Bad Request\r\n\r\n") as server, pytest.raises(SourceError):
        fetched(server.url.replace("http:", "https:"), limits=TimeLimits(connect=0.3))


# Private addresses


def resolving(monkeypatch, *addresses: str) -> list[str]:
    """Let every name have these addresses; the list of the names that are looked up."""
    names: list[str] = []

    def resolve(host, port, *args, **options):
        names.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return names


PRIVATE = "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1".split()
PRIVATE_6 = (
    ":: ::1 fe80::1 fc00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1::1 2001:db8::1".split()
)
PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]


@pytest.mark.parametrize("address", [*PRIVATE, *PRIVATE_6, "255.255.255.255"])
def test_private_address_is_recognised(address):
    assert not transport.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_is_recognised(address):
    assert transport.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]"])
def test_this_machine_is_refused(host):
    with serving() as server:
        url = server.url.replace("127.0.0.1", host)
        with pytest.raises(SourceError):
            fetch(url, max_bytes=MEGABYTE)
        assert server.requests == []


def test_name_with_private_address_is_refused(monkeypatch):
    resolving(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(SourceError, match="leads into a private network; allow it with --allow-private"):
        fetch("https://x.example/", max_bytes=MEGABYTE)


def test_redirect_to_private_address_is_refused(monkeypatch):
    with serving(redirect("http://192.168.1.1/admin")) as server:
        # The server here is taken for a public one.
        is_public = transport.is_public
        monkeypatch.setattr(
            transport, "is_public", lambda address: address == ipaddress.ip_address("127.0.0.1") or is_public(address)
        )
        with pytest.raises(SourceError, match="private network"):
            fetch(server.url, max_bytes=MEGABYTE)
        assert len(server.requests) == 1


def test_name_is_resolved_once_for_each_connection(monkeypatch):
    with serving() as server:
        names = resolving(monkeypatch, "127.0.0.1")
        url = server.url.replace("127.0.0.1", "mill.example")
        assert fetched(url).data == PAGE.encode()
    assert names.count("mill.example") == 1
    assert b"Host: mill.example:" in server.requests[0]


def test_second_address_is_tried(monkeypatch):
    with serving() as server:
        # Nothing listens on the first address.
        resolving(monkeypatch, "127.0.0.2", "127.0.0.1")
        assert fetched(server.url.replace("127.0.0.1", "mill.example")).data == PAGE.encode()
