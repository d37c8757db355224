"""OpenAPI and what the server does are the same, tried with made-up requests; its models are those of `qa.render`."""

import re

import pytest
from pydantic import BaseModel

from qa.fronts.help import FOLDER
from qa.fronts.server import models
from qa.fronts.server.limits import Limits
from qa.render import KEYS
from tests.fronts.server.servers import listening, state_of


def fields(model):
    return list(model.model_fields)


def test_models_are_those_of_the_command_line():
    answer = [*KEYS["answer"], "explain"]
    assert fields(models.Answer) == answer
    assert fields(models.Turn) == [*answer, *KEYS["turn"]]
    assert {*fields(models.Sentence)} == {*KEYS["sentence"]} and fields(models.Span) == list(KEYS["span"])
    assert fields(models.Citation) == list(KEYS["citation"]) and fields(models.Place) == list(KEYS["place"])
    assert fields(models.Passages) == list(KEYS["search"])
    assert fields(models.QuoteCheck) == list(KEYS["check"])
    assert fields(models.Quotation) == list(KEYS["quotation"])
    assert fields(models.Difference) == list(KEYS["difference"])
    assert fields(models.Correction) == list(KEYS["correction"])
    assert fields(models.Substitution) == list(KEYS["substitution"])


def test_every_route_is_described(client):
    described = client.get("/api/v1/openapi.json").json()
    for path, methods in described["paths"].items():
        assert path.startswith("/api/v1/")
        for operation in methods.values():
            assert operation["description"] and operation["tags"] and "default" in operation["responses"]


def test_page_lists_every_route_and_loads_nothing(client):
    page = client.get("/api/v1/docs").text
    for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items():
        assert all(f"{method.upper()} {path}" in page for method in methods)
    assert "<script" not in page and "<link" not in page and "http" not in page.replace("HTTP API", "")


def test_made_up_requests_get_what_is_described():
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis, of the extra qa[dev], is not installed")
    from hypothesis import HealthCheck, given, settings
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    quick = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    with listening(state_of(allow_upload=True, limits=Limits(rate=0))) as client:
        schema = schemathesis.openapi.from_url(f"{client.base_url}/api/v1/openapi.json")
        # A stream does not end.
        for operation in schema.exclude(path="/api/v1/events").get_all_operations():

            @quick
            @given(case=operation.ok().as_strategy())
            def check(case):
                # A filter may allow no document, and a file may be none: valid, and refused.
                case.call_and_validate(excluded_checks=[positive_data_acceptance])

            check()


def test_every_field_is_documented():
    text = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md"))
    described = [kind for kind in vars(models).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]
    names = {name for kind in described for name in kind.model_fields}
    assert {"question", "filters", "revision", "uploaded"} <= names
    assert sorted(name for name in names if not re.search(rf"`{name}\b", text)) == []
