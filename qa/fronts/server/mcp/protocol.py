"""The state of a server -> an MCP server: tools and resources, and every error in words that a model can act on."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ToolSchema
from pydantic import ValidationError
from starlette.requests import Request

from qa import __version__
from qa.errors import QAError
from qa.fronts.server.mcp import resources
from qa.fronts.server.mcp.tools import INSTRUCTIONS, TOOLS, Tool
from qa.fronts.server.problems import Problem
from qa.fronts.server.state import ServerState, address_of
from qa.fronts.server.waiting import Client
from qa.fronts.status import bug, report

# Seconds between two looks at whether the documents are read, and after which a client must come back.
_LOOK, _PATIENCE = 0.05, 45.0

_Result = TypeVar("_Result")
_Context = ServerRequestContext[Any, Any]


def create_server(state: ServerState) -> Server[Any]:
    """The MCP server of `state`; it may serve any number of clients at once."""
    return _Protocol(state).server


class _Protocol:
    """What is called for each method."""

    def __init__(self, state: ServerState) -> None:
        self._state = state
        self.server: Server[Any] = Server(
            "qa",
            version=__version__,
            title="qa: quotes from your documents",
            description="Finds the sentence of the user's documents that answers, word for word, with its place.",
            instructions=INSTRUCTIONS,
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates,
            on_read_resource=self._read_resource,
            get_tool_input_schema=lambda name: TOOLS[name].takes.model_json_schema() if name in TOOLS else None,
        )

    # Tools

    async def _list_tools(self, context: _Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=list(map(_schema, TOOLS.values())))

    async def _call_tool(self, context: _Context, params: CallToolRequestParams) -> CallToolResult:
        tool = TOOLS.get(params.name)
        if tool is None:
            return _failed(f"no such tool; the tools are {', '.join(TOOLS)}")
        try:
            taken = tool.takes.model_validate(params.arguments or {})
            text = await self._at_work(context, partial(tool.run, self._state, taken))
        except ValidationError as error:
            return _failed(_first_fault(error))
        except Exception as error:
            return _failed(_in_words(error))
        return CallToolResult(content=[TextContent(text=text)], structured_content=json.loads(text))

    # Resources

    async def _list_resources(self, context: _Context, params: PaginatedRequestParams | None) -> ListResourcesResult:
        cursor = params.cursor if params else None
        return await self._resource(context, lambda: resources.listed(self._state.library.catalogue, cursor))

    async def _list_templates(
        self, context: _Context, params: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        return resources.templates()

    async def _read_resource(self, context: _Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        uri = str(params.uri)
        return await self._resource(context, lambda: resources.read(self._state.library.catalogue, uri))

    async def _resource(self, context: _Context, work: Callable[[], _Result]) -> _Result:
        """The result of `work`; an error is one of the protocol, in words."""
        try:
            return await self._at_work(context, work)
        except Exception as error:
            raise MCPError(INVALID_PARAMS, _in_words(error)) from None

    # Both

    async def _at_work(self, context: _Context, work: Callable[[], _Result]) -> _Result:
        """The result of `work`, in a thread, once the documents are read and it is this client's turn."""
        await self._documents()
        client = Client(address_of(context.request) if isinstance(context.request, Request) else "")
        return await self._state.waiting.run(client, work)

    async def _documents(self) -> None:
        """Wait for the documents for some time. Raises what their opening raised."""
        library, waited = self._state.library, 0.0
        while library.status.state == "opening" and waited < _PATIENCE:
            await asyncio.sleep(_LOOK)
            waited += _LOOK
        if library.failure is not None:
            raise library.failure


def _schema(tool: Tool) -> ToolSchema:
    return ToolSchema(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.takes.model_json_schema(),
        # A model that holds itself is a reference at the root, where older clients expect a type.
        output_schema={"type": "object", **tool.returns.model_json_schema()},
        annotations=ToolAnnotations(
            title=tool.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _failed(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=message)], is_error=True)


def _first_fault(error: ValidationError) -> str:
    """What is wrong with the arguments of a tool, in one line."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(map(str, first["loc"]))
    message = first["msg"]
    return f"{place or 'arguments'}: {message[:1].lower()}{message[1:]}; see the input schema of the tool"


def _in_words(error: Exception) -> str:
    """What a client learns of an error: its words if somebody can correct it, else nothing of paths and code."""
    if isinstance(error, Problem):
        return error.detail
    if isinstance(error, QAError):
        return str(error)
    report(bug(error))
    return "qa failed on this call; its standard error says why"
