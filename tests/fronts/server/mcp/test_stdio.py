"""`qa mcp`: the official client talks to the process; nothing but the protocol is on its output."""

import json
import os
import signal
import subprocess
import sys

import anyio
import pytest

from tests.fronts.server.mcp.conftest import command

# Seconds: far more than it takes, for busy machines.
TIMEOUT = 300
CALLS = {
    "ask": {"question": "Where did she live?"},
    "search": {"query": "London"},
    "read": {"document": "PATH"},
    "documents": {},
    "check_quote": {"quote": "She lived in London."},
}
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}


def lines(*messages):
    return "".join(f"{json.dumps({'jsonrpc': '2.0', **message})}\n" for message in messages)


def run(*arguments, sent):
    """What becomes of a process that is sent `sent`, and no more."""
    return subprocess.run(command(*arguments), check=False, input=sent, capture_output=True, text=True, timeout=TIMEOUT)


def test_official_client_calls_every_tool(texts):
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    program, *arguments = command("mcp", "-d", texts)
    parameters = StdioServerParameters(command=program, args=arguments, env=dict(os.environ))

    async def work():
        async with Client(stdio_client(parameters)) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            results = {name: await client.call_tool(name, _named(CALLS[name], texts)) for name in tools}
            resources = (await client.list_resources()).resources
            return results, await client.read_resource(resources[0].uri)

    results, resource = anyio.run(work)
    assert sorted(results) == sorted(CALLS) and not any(result.is_error for result in results.values())
    assert results["ask"].structured_content["answer"]["text"] == "She lived in London."
    assert results["check_quote"].structured_content["verdict"] == "exact"
    assert resource.contents[0].text.startswith("Ada Byron")


def _named(arguments, path):
    return {name: str(path) if value == "PATH" else value for name, value in arguments.items()}


def test_end_of_input_ends_it_after_the_answers(texts):
    asked = {"method": "tools/call", "params": {"name": "ask", "arguments": {"question": "Where did she live?"}}}
    sent = lines(HELLO, {"method": "notifications/initialized"}, {"id": 2, **asked})
    done = run("mcp", "-d", texts, sent=sent)
    first, second = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, first["id"], second["id"]) == (0, 1, 2)
    assert second["result"]["structuredContent"]["answer"]["text"] == "She lived in London."


@pytest.mark.parametrize(
    "line", ["[", "null", '{"a": "\\ud800"}', "[" * 100_000, '{"jsonrpc": "2.0", "id": 3, "method": 4}'], ids=len
)
def test_line_that_is_no_message_is_answered(texts, line):
    done = run("mcp", "-d", texts, sent=f"{lines(HELLO)}{line}\n{lines({'id': 2, 'method': 'tools/list'})}")
    answers = [json.loads(answer) for answer in done.stdout.splitlines()]
    assert done.returncode == 0 and sorted(str(answer["id"]) for answer in answers) == ["1", "2", "None"]
    assert next(answer for answer in answers if answer["id"] is None)["error"]["code"] == -32700


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such status")
def test_client_that_is_gone_ends_it(texts):
    with subprocess.Popen(
        command("mcp", "-d", texts), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        process.stdin.write(lines(HELLO))
        process.stdin.close()
        assert process.wait(timeout=TIMEOUT) == 141 and process.stderr.read() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
def test_signal_ends_it(texts):
    with subprocess.Popen(
        command("mcp", "-d", texts), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        process.stdin.write(lines(HELLO))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == "qa"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=TIMEOUT) == 143 and process.stdout.read() == ""


def test_missing_document_is_an_error_of_each_call(tmp_path):
    asked = {"method": "tools/call", "params": {"name": "documents", "arguments": {}}}
    sent = lines(HELLO, {"method": "notifications/initialized"}, {"id": 2, **asked})
    missing = tmp_path / "no.txt"
    done = run("mcp", "-d", missing, sent=sent)
    result = json.loads(done.stdout.splitlines()[1])["result"]
    assert result["isError"] and f"{missing} does not exist" in result["content"][0]["text"]
    assert "does not exist" in done.stderr and done.stderr.count("\n") == 1


def test_standard_input_is_no_document(call):
    status, out, err = call("mcp", "-d", "-")
    assert (status, out) == (2, "") and err.startswith("qa: standard input is for the protocol")
