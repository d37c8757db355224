"""OpenAPI as a page: every address with what it takes and sends, in plain HTML that loads nothing from elsewhere."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

TEMPLATES = Path(__file__).parent / "templates"


@router.get("/docs")
async def reference(request: Request) -> HTMLResponse:
    """The page."""
    schema = request.app.openapi()
    template = _templates().get_template("reference.html")
    return HTMLResponse(template.render(info=schema["info"], operations=list(_operations(schema))))


@cache
def _templates() -> Environment:
    # Everything that is put in is escaped.
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each operation with its method, path, parameters, the fields of its body, and what it sends by its status."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "about": operation.get("description", ""),
                "parameters": [
                    (parameter["name"], _kind(parameter["schema"]), parameter.get("required", False))
                    for parameter in operation.get("parameters", ())
                ],
                "body": list(_body(operation, schema)),
                "sends": [(status, _content(answer)) for status, answer in operation["responses"].items()],
            }


def _content(answer: dict[str, Any]) -> str:
    """What an answer holds: its schema, or else its media type."""
    kinds = answer.get("content", {}).items()
    return ", ".join(_kind(content.get("schema", {})) or media_type for media_type, content in kinds)


def _body(operation: dict[str, Any], schema: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """The fields of the body that an operation takes, each with its kind, and whether it is required."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        model = schema["components"]["schemas"].get(name, {})
        for field, kind in model.get("properties", {}).items():
            yield field, _kind(kind), field in model.get("required", ())


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"] if each.get("type") != "null")
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    words = [str(schema["title"] if schema.get("type") == "object" and "title" in schema else schema.get("type", ""))]
    words += [f"{label} {schema[key]:g}" for key, label in (("minimum", "from"), ("maximum", "to")) if key in schema]
    words += [" or ".join(map(str, schema["enum"]))] if "enum" in schema else []
    return " ".join(filter(None, words))
