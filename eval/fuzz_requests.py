"""Requests to the server of `qa serve`, as bytes that come over a connection, and what it sends: for `fuzz.py`.

The bytes are read by the parser of HTTP that the server uses, and the request goes through the whole application, in
this process. Documents, conversation and uploads are the same for each request. What is sent must be

    one response, with a status that `qa help server` names, and never 500
    JSON where it is promised; problem details (RFC 9457) of one line for every error
    a page, or part of one, without control characters and elements of the documents
    quoted as it is in a document

A request with the header `Leaves` comes from a client that is gone before it is answered.
"""

import json
import re
from collections.abc import Iterator, MutableMapping
from typing import Any
from urllib.parse import unquote

import anyio
import h11
from starlette.testclient import TestClient

import qa
from qa.errors import QAError
from qa.fronts.help import FOLDER
from qa.fronts.server.app import create_app
from qa.fronts.server.catalogue import public_name
from qa.fronts.server.conversations import Conversations
from qa.fronts.server.state import Options, ServerState
from qa.fronts.settings import Settings
from qa.render.screen import UNSAFE

_ADDRESS = "127.0.0.1:8016"
# Seconds that a response may take.
_PATIENCE = 60
# Bytes of a body that come at once.
_PART = 20_000
# What a browser would run or hide if the page showed it as it is.
_HOSTILE = "<script>alert(1)</script> \x1b[31mred\x1b[0m \x00 \x9b \u202e \u2028 \U000e0041"
_DOCUMENTS = {
    "boats.md": f"# Boats {_HOSTILE}\n\nThe ferry to Aldra sails at noon. {_HOSTILE} Ms. Byron owns the ferry.\n\n"
    f"| Boat {_HOSTILE} | Price |\n|---|---|\n| Gull {_HOSTILE} | 900 euros |\n",
    "lease.txt": f"The lease ends on 30 June 2027. {_HOSTILE} Ada Byron signed it. Ada Byron lives in Ulm.",
    f"odd {_HOSTILE.replace('/', '')} name.txt": "Karl Benz lives in Bonn. He owns a mill.",
}
# The name of the conversation in an example; it has another one in each run.
_TALK = b"NAME-OF-THE-TALK"
_SUCCESSES = {200, 201, 202, 204, 303}
# A stream never ends, so the client leaves once something of it has come.
_IS_STREAM = "text/event-stream"


class Wrong(Exception):
    """What the server did that it may not."""


class Requests:
    """The server, which runs while this is used in a `with` statement."""

    def __init__(self) -> None:
        documents = [
            qa.load_text(text, source=name, markdown=name.endswith(".md")) for name, text in _DOCUMENTS.items()
        ]
        corpus = qa.Corpus(documents, configuration=qa.Configuration(reader="lexical"))
        self._corpus = corpus
        options = Options(port=8016, allow_upload=True, mcp=True)
        self._state = ServerState.of(corpus, Settings(reader="lexical"), options)
        self._state.limits = self._state.options.limits
        self._app = create_app(self._state)
        self._client = TestClient(self._app, base_url=f"http://{_ADDRESS}")
        self._known = {int(status) for status in re.findall(r"\b[45]\d\d\b", _statuses())} - {500}

    def __enter__(self) -> "Requests":
        self._client.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._client.__exit__(*error)
        self._state.close()

    # Cases

    def examples(self) -> list[tuple[str, bytes]]:
        """Valid requests."""
        document = public_name("boats.md")
        asked = {"question": "Who owns the ferry?", "top": 3, "threshold": 0.5, "all": True, "explain": True}
        filters = {"only": ["*.md"], "types": ["md"], "since": ""}
        talk = _TALK.decode()
        posted: list[tuple[str, object]] = [
            ("/api/v1/ask", asked),
            ("/api/v1/ask", {"question": "When does the lease end?", "filters": filters}),
            ("/api/v1/ask", {"question": "Who signed it?", "conversation": talk}),
            ("/api/v1/check", {"quote": "The ferry … sails at noon", "filters": filters}),
            ("/api/v1/conversations", {}),
            (f"/api/v1/conversations/{talk}/other-reading", {}),
            *(("/mcp", message) for message in _messages(document)),
        ]
        got = (
            *("/", f"/conversation/{talk}", f"/conversation/{talk}/export", "/login?code=x", "/names?beginning=A"),
            *(f"/document/{document}?start=3&end=9&words_start=3&words_end=5&first=0&conversation={talk}&part=1",),
            *(f"/document/{document}", "/static/x/page.css", "/api/v1/openapi.json", "/api/v1/docs"),
            *("/api/v1/search?q=ferry&top=3&only=*.md&types=md&since=", "/api/v1/documents?offset=0&limit=2"),
            *("/api/v1/documents?source=boats.md", f"/api/v1/documents/{document}?start=3&end=9&around=20"),
            *(f"/api/v1/documents/{document}/file", f"/api/v1/conversations/{talk}?format=markdown"),
            *(f"/api/v1/conversations/{talk}", "/api/v1/health", "/api/v1/version", "/api/v1/status", "/api/v1/events"),
        )
        forms = [("/ask", f"question=Who+owns+it%3F&conversation={talk}&part=1"), ("/ask", "question=Who%3F")]
        forms += [("/other", f"conversation={talk}&part=1"), ("/all", f"conversation={talk}"), ("/login", "token=x")]
        upload = "The mill is 9 metres high. Karl built it in 1880."
        every = [_request("POST", target, json.dumps(body), "application/json") for target, body in posted]
        every += [_request("GET", target) for target in got]
        every += [_request("POST", target, body, "application/x-www-form-urlencoded") for target, body in forms]
        every += [_request("POST", "/api/v1/documents?name=mill.txt", upload, "application/octet-stream")]
        every += [_request("DELETE", f"/api/v1/conversations/{talk}{part}") for part in ("", "/turns/last")]
        every += [
            _request("DELETE", f"/api/v1/documents/{document}"),
            _request("POST", "/api/v1/ask", "{}", leaves=True),
        ]
        return [("", request) for request in every]

    def read(self, name: str, data: bytes) -> object:
        """Send a request, and check what comes back.

        Raises `Wrong` for what may not be, and `QAError` for a request that the server refuses.
        """
        talk = self._begin()
        request, body = _parsed(data.replace(_TALK, talk.encode()))
        portal = self._client.portal
        assert portal is not None
        sent = portal.call(self._answered, request, body)
        self._end()
        if sent is None:
            return None
        status, headers, content = sent
        self._check(status, headers, content)
        if status >= 400:
            raise QAError(f"{status}: {_detail(headers, content)}")
        return status

    def _begin(self) -> str:
        """Begin a conversation with a turn that refers to nothing, and one that does; its name."""
        self._state.conversations = Conversations(self._state.limits)
        talk = self._state.conversations.begin(self._corpus)
        for line in ("Who owns the ferry?", "Where does she live?"):
            talk.chat.ask(line)
        return talk.name

    def _end(self) -> None:
        """Take back what was uploaded."""
        for doc_id in self._state.library.added:
            self._state.library.remove(doc_id)
            self._state.uploads.discard(self._state.uploads.kept.pop(doc_id))

    # The connection

    async def _answered(self, request: h11.Request, body: bytes) -> tuple[int, dict[str, str], bytes] | None:
        """The status, headers and body of the response; None if the client left before one came."""
        path, _, query = request.target.partition(b"?")
        headers = [(key.lower(), value) for key, value in request.headers]
        parts = [body[start : start + _PART] for start in range(0, len(body), _PART)] or [b""]
        scope: MutableMapping[str, Any] = {
            **{"type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "scheme": "http", "root_path": ""},
            **{"server": ("127.0.0.1", 8016), "client": ("127.0.0.1", 50_000), "query_string": query},
            **{"http_version": request.http_version.decode(), "method": request.method.decode(), "headers": headers},
            **{"path": unquote(path.decode("ascii")), "raw_path": path, "state": {}},
        }
        leaves, over = any(key == b"leaves" for key, _ in headers), anyio.Event()
        started: list[tuple[int, dict[str, str]]] = []
        content = bytearray()

        async def receive() -> MutableMapping[str, Any]:
            if parts:
                return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}
            if not leaves:
                await over.wait()
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                fields = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in message["headers"]}
                started.append((message["status"], fields))
                return
            content.extend(message.get("body", b""))
            if not message.get("more_body") or (content and _is_stream(started[-1][1])):
                over.set()

        with anyio.fail_after(_PATIENCE):
            await self._app(scope, receive, send)
        if leaves and not (started and over.is_set()):
            return None
        if len(started) != 1 or not over.is_set():
            raise Wrong(
                f"{len(started)} responses were begun, and the last one is {'' if over.is_set() else 'not '}whole"
            )
        return *started[0], bytes(content)

    # What is sent

    def _check(self, status: int, headers: dict[str, str], content: bytes) -> None:
        if status not in self._known | _SUCCESSES:
            raise Wrong(f"the status is {status}, which qa help server does not name")
        if "content-security-policy" not in headers:
            raise Wrong("the response says nothing of scripts")
        kind = headers.get("content-type", "").partition(";")[0]
        if status >= 400 and kind not in {"application/problem+json", "text/html"} and not _is_protocol(kind, content):
            raise Wrong(f"an error is sent as {kind}")
        text = "" if kind in {"application/octet-stream", "application/pdf"} else content.decode()
        if kind.endswith("json") and content:
            self._check_json(status, json.loads(text, parse_constant=_refuse), is_problem="problem" in kind)
        if kind == "text/html" and (UNSAFE.search(text.replace("\n", "")) or "<script>" in text):
            raise Wrong("the page shows a document as it is")

    def _check_json(self, status: int, value: Any, *, is_problem: bool) -> None:
        if is_problem and (value["status"] != status or not value["title"] or "\n" in value["detail"]):
            raise Wrong(f"the problem is {value!r}")
        every = [document.text for document in self._corpus.documents]
        for quoted in _quotes(value):
            if not any(quoted["text"] == text[quoted["start"] : quoted["end"]] for text in every):
                raise Wrong(f"{quoted['text']!r} is in no document")


def _statuses() -> str:
    """The table of statuses in `qa help server`."""
    _, _, after = (FOLDER / "server.md").read_text(encoding="utf-8").partition("| status |")
    return after.partition("\n\n")[0]


def _request(method: str, target: str, body: str = "", kind: str = "", *, leaves: bool = False) -> bytes:
    headers = [f"{method} {target} HTTP/1.1", f"Host: {_ADDRESS}", "Accept: application/json, text/event-stream"]
    headers += [f"Origin: http://{_ADDRESS}"] if method != "GET" else []
    headers += [f"Content-Type: {kind}"] if kind else []
    headers += ["Leaves: at once"] if leaves else []
    return "\r\n".join([*headers, "", body]).encode()


def _messages(document: str) -> Iterator[object]:
    """Messages of MCP: each tool, and the resources."""
    tools: dict[str, object] = {
        "ask": {"question": "Who owns the ferry?", "top": 2, "threshold": 0.5, "all": False, "only": ["*.md"]},
        "search": {"query": "ferry", "top": 3, "types": ["md"], "since": "2026-01-31"},
        "read": {"document": document, "line": 3, "around": 20},
        "documents": {"offset": 0, "limit": 2},
        "check_quote": {"quote": "The ferry sails at noon"},
    }
    about = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}
    calls: list[tuple[str, object]] = [("initialize", about), ("tools/list", {}), ("resources/list", {"cursor": "1"})]
    calls += [("tools/call", {"name": name, "arguments": arguments}) for name, arguments in tools.items()]
    calls += [("resources/read", {"uri": f"qa://documents/{document}"}), ("resources/templates/list", {})]
    for number, (method, parameters) in enumerate(calls):
        yield {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}
    yield {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}


def _parsed(data: bytes) -> tuple[h11.Request, bytes]:
    """The request in `data` and its body, all that follows the headers. Raises `QAError` if it is none of HTTP."""
    connection = h11.Connection(h11.SERVER)
    head, empty, body = data.partition(b"\r\n\r\n")
    try:
        connection.receive_data(head + empty)
        request = connection.next_event()
    except h11.RemoteProtocolError as error:
        raise QAError(f"no request: {error}".replace("\n", " ")) from None
    if not isinstance(request, h11.Request):
        raise QAError("no request: it ends before its headers do")
    return request, body


def _is_stream(headers: dict[str, str]) -> bool:
    return headers.get("content-type", "").startswith(_IS_STREAM)


def _is_protocol(kind: str, content: bytes) -> bool:
    """Whether it is an error of MCP, which has a form of its own."""
    return kind == "application/json" and "jsonrpc" in json.loads(content)


def _detail(headers: dict[str, str], content: bytes) -> str:
    """What an error says."""
    if not headers.get("content-type", "").endswith("json"):
        return "a page"
    value = json.loads(content)
    return str(value.get("detail") or value["error"]["message"]).replace("\n", " ")


def _refuse(constant: str) -> None:
    raise Wrong(f"{constant} is no JSON")


def _quotes(value: Any) -> Iterator[dict[str, Any]]:
    """Every part of `value` that says which characters of a document it quotes."""
    if isinstance(value, dict):
        is_quote = {"text", "start", "end"} <= {*value} and {"citation", "score", "length"} & {*value}
        # A schema has the same names.
        if is_quote and isinstance(value["start"], int):
            yield value
        for key, part in value.items():
            if key != "explain":
                yield from _quotes(part)
    elif isinstance(value, list):
        for part in value:
            yield from _quotes(part)
