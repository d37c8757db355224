"""MCP behind `qa serve --mcp`: the official client, and everybody who has no business there."""

import anyio
import httpx2
import pytest

from tests.fronts.server.mcp.conftest import TOKEN
from tests.fronts.server.mcp.test_stdio import CALLS, HELLO, TIMEOUT

HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json, text/event-stream"}


def test_official_client_calls_every_tool(served):
    from mcp.client import Client
    from mcp.client.streamable_http import streamable_http_client

    async def work():
        async with (
            httpx2.AsyncClient(headers=HEADERS, timeout=TIMEOUT) as http,
            Client(streamable_http_client(f"{served}/mcp", http_client=http)) as client,
        ):
            source = (await client.call_tool("documents", {})).structured_content["documents"][0]["source"]
            tools = [tool.name for tool in (await client.list_tools()).tools]
            arguments = {name: CALLS[name] | ({"document": source} if name == "read" else {}) for name in tools}
            results = {name: await client.call_tool(name, arguments[name]) for name in tools}
            return results, await client.call_tool("ask", {"question": "Why did Pavel leave his dog?"})

    results, abstention = anyio.run(work)
    assert sorted(results) == sorted(CALLS) and not any(result.is_error for result in results.values())
    assert results["ask"].structured_content["answer"]["text"] == "She lived in London."
    assert abstention.structured_content["answered"] is False and abstention.structured_content["reason"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:80"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_foreign_pages_and_strangers_are_refused(served, headers, status):
    answer = httpx2.post(f"{served}/mcp", json=HELLO, headers={**HEADERS, **headers}, timeout=TIMEOUT)
    assert answer.status_code == status


def test_body_has_a_limit(served):
    answer = httpx2.post(f"{served}/mcp", json={**HELLO, "more": "x" * 200_000}, headers=HEADERS, timeout=TIMEOUT)
    assert answer.status_code == 413


@pytest.mark.parametrize(("headers", "status"), [({"Content-Type": "text/html"}, 400), ({"Host": "127.0.0.2:1"}, 421)])
def test_refusal_of_the_library_is_a_problem(served, headers, status):
    answer = httpx2.post(f"{served}/mcp", json=HELLO, headers={**HEADERS, **headers}, timeout=TIMEOUT)
    assert answer.status_code == status and answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status and answer.json()["detail"].endswith("; see qa help mcp")


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_nothing_but_posts_is_taken(served, method):
    # A stream, in which nothing ever comes, would hold the server up when it ends.
    answer = httpx2.request(method, f"{served}/mcp", headers=HEADERS, timeout=TIMEOUT)
    assert answer.status_code == 405 and answer.json()["type"] == "urn:qa:problem:method-not-allowed"


def test_address_is_there_only_if_wanted(client_of):
    assert client_of("One came.").post("/mcp", json=HELLO, headers=HEADERS).status_code == 404


def test_names_are_checked_by_the_protocol_too(client_of):
    from qa.fronts.server.mcp.mount import _security
    from qa.fronts.server.state import Options

    security = _security(Options(port=8016))
    assert security.enable_dns_rebinding_protection and "127.0.0.1:8016" in security.allowed_hosts
    assert "http://localhost:8016" in security.allowed_origins
