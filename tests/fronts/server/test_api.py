"""The routes that ask, called in this process."""

import pytest

from qa import __version__
from qa.fronts.server.library import Status
from qa.render import check_json, to_json
from tests.builders import ADA

QUESTION = "Where did Ada live?"


def test_answer_is_the_json_of_the_command_line(client, corpus_of):
    response = client.post("/api/v1/ask", json={"question": QUESTION})
    answer = corpus_of(ADA, reader="lexical").ask(QUESTION, top=3)
    assert response.status_code == 200
    assert response.text == to_json(answer, version=__version__)


def test_top_threshold_and_explain_are_taken(client):
    asked = {"question": QUESTION, "top": 4, "threshold": 1, "explain": True}
    answer = client.post("/api/v1/ask", json=asked).json()
    assert not answer["answered"] and answer["closest"] and "explain" in answer


def test_filter_limits_the_documents(client_of):
    client = client_of("Ada lived in London.", "Ada lived in Rome.")
    answer = client.post("/api/v1/ask", json={"question": QUESTION, "filters": {"only": ["2-*"]}}).json()
    assert answer["answer"]["text"] == "Ada lived in Rome."


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"question": ""}, "the question is empty; type one, such as: Who is Pavel?"),
        ({"question": QUESTION, "top": 0}, "top is 0, but it takes a whole number from 1 to 50; change it"),
        ({"question": QUESTION, "threshold": 2}, "threshold is 2, but it takes a number from 0 to 1; change it"),
        ({"question": QUESTION, "filters": {"since": "x"}}, "'x' is no day; write one such as 2026-01-31"),
        ({"question": QUESTION, "filters": {"only": ["z"]}}, "no document matches the filter (only z)"),
        ({"question": QUESTION, "colour": "red"}, "colour: extra inputs are not permitted"),
        ({}, "question: field required"),
    ],
)
def test_faulty_request_is_a_problem_in_words(client, body, detail):
    response = client.post("/api/v1/ask", json=body)
    problem = response.json()
    assert response.status_code == problem["status"] == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["detail"].startswith(detail) and problem["type"].startswith("urn:qa:problem:")


def test_unknown_address_is_a_problem(client):
    response = client.get("/nothing")
    assert response.status_code == 404 and "there is nothing at this address" in response.json()["detail"]


def test_health_and_version(client):
    assert client.get("/api/v1/health").json() == {"status": "ok", "ready": True}
    assert client.get("/api/v1/version").json() == {"version": __version__}


# Passages and quotes


def test_search_finds_passages(client_of):
    client = client_of("Ada lived in London.", "Ada lived in Rome.", "Pavel went to Ulm.")
    listed = client.get("/api/v1/search", params={"q": "Who lived in Rome?", "top": 1}).json()
    (passage,) = listed["passages"]
    assert passage["text"] == "Ada lived in Rome." and passage["citation"]["source"] == "2-ada.txt"
    limited = client.get("/api/v1/search", params={"q": "Who lived in Rome?", "only": ["ada*"]}).json()
    assert [each["text"] for each in limited["passages"]] == ["Ada lived in London."]


@pytest.mark.parametrize(("query", "detail"), [("q=", "the question is empty"), ("top=1", "q: field required")])
def test_faulty_search_is_a_problem(client, query, detail):
    response = client.get(f"/api/v1/search?{query}")
    assert response.status_code == 422 and response.json()["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [("lived in London", "exact"), ("Ada Byron wrote the second program in 1843.", "near"), ("Zora Quist", "absent")],
)
def test_quote_is_checked(client, corpus_of, quote, verdict):
    response = client.post("/api/v1/check", json={"quote": quote})
    assert response.text == check_json(corpus_of(ADA, reader="lexical").check(quote), version=__version__)
    assert response.json()["verdict"] == verdict


def test_quote_is_looked_for_where_the_filter_allows(client_of):
    client = client_of("Ada lived in London.", "Pavel went to Ulm.")
    asked = {"quote": "Ada lived in London.", "filters": {"only": ["2-*"]}}
    assert client.post("/api/v1/check", json=asked).json()["verdict"] == "absent"


def test_quote_without_a_word_is_a_problem(client):
    response = client.post("/api/v1/check", json={"quote": "…"})
    assert response.status_code == 422 and response.json()["type"] == "urn:qa:problem:quote"


# While the documents are read


def test_nothing_is_asked_before_the_documents_are_read(client):
    library = client.app.state.qa.library
    library._shown, library.status = None, Status(share=0.25)
    for response in (
        client.post("/api/v1/ask", json={"question": QUESTION}),
        client.get("/api/v1/documents"),
        client.post("/api/v1/conversations"),
    ):
        assert response.status_code == 503 and int(response.headers["retry-after"]) > 0
        assert "still being read (25%)" in response.json()["detail"]
    assert client.get("/api/v1/health").json() == {"status": "ok", "ready": False}
    status = client.get("/api/v1/status").json()
    assert status["state"] == "opening" and status["share"] == 0.25
