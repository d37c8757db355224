"""The requests of a browser, made in this process: pages, their parts, and what is refused."""

import re
from dataclasses import replace

import pytest

from qa.fronts.server.limits import Limits

QUESTION = "Who wrote the first program?"


def post(client, address, **fields):
    return client.post(address, data=fields, follow_redirects=False)


def begun(client):
    """The name of a conversation in which one question was asked."""
    return post(client, "/ask", question=QUESTION, part="1").headers["x-conversation"]


def test_first_page_suggests_questions(client):
    page = client.get("/")
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    assert re.search(r'<button name="question" value="[^"]+">', page.text)
    assert "1 document, 1 passage" in page.text and "ada.txt" in page.text


def test_page_has_nothing_inline(client):
    name = begun(client)
    for address in ("/", f"/conversation/{name}"):
        text = client.get(address).text
        assert not re.search(r"<style|<script(?![^>]* src=)|\bstyle=|\bon\w+=|javascript:", text)


def test_page_sends_no_referrer(client):
    assert client.get("/").headers["referrer-policy"] == "no-referrer"


def test_form_leads_to_the_conversation(client):
    response = post(client, "/ask", question=QUESTION)
    assert response.status_code == 303
    page = client.get(response.headers["location"])
    assert "<mark>Ada Byron</mark>" in page.text and QUESTION in page.text


def test_part_is_the_turn_alone(client):
    response = post(client, "/ask", question=QUESTION, part="1")
    assert response.text.strip().startswith('<article class="turn">') and "<html" not in response.text


def test_follow_up_is_asked_in_its_conversation(client):
    response = post(client, "/ask", question="Where did she live?", conversation=begun(client), part="1")
    assert "Where did Ada Byron live?" in response.text


@pytest.mark.parametrize("line", ["why " * 600, "", " "])
def test_faulty_question_is_a_problem(client, line):
    part = post(client, "/ask", question=line, part="1")
    assert part.status_code == 422 and part.headers["content-type"] == "application/problem+json"
    page = post(client, "/ask", question=line)
    assert page.status_code == 422 and '<p class="problem" role="alert">' in page.text


def test_form_of_many_fields_is_a_problem(client):
    response = client.post("/ask", content="&".join(f"field{number}=x" for number in range(21)))
    assert response.status_code == 422 and "more than 20 fields" in response.json()["detail"]


def test_refused_question_stays_in_the_box(client):
    line = f"<b>{'why ' * 600}"
    assert 'value="&lt;b&gt;why why' in post(client, "/ask", question=line).text


def test_forgotten_conversation_is_reported_in_words(client):
    page = client.get("/conversation/unknown")
    assert page.status_code == 404 and "remembers this conversation no more" in page.text
    part = post(client, "/ask", question=QUESTION, conversation="unknown", part="1")
    assert part.status_code == 404 and "remembers this conversation no more" in part.json()["detail"]


def test_question_without_other_reading_is_a_problem(client):
    response = post(client, "/other", conversation=begun(client), part="1")
    assert response.status_code == 422 and "no other reading" in response.json()["detail"]


def test_all_answers_are_found_in_place_of_one(client_of):
    client = client_of("Ada Byron wrote the first program. Grace Hopper wrote the first compiler.")
    name = begun(client)
    response = post(client, "/all", conversation=name, part="1")
    assert response.status_code == 200 and response.text.strip().startswith('<article class="turn">')
    assert client.get(f"/conversation/{name}").text.count('<article class="turn">') == 1
    empty = post(client, "/all", part="1")
    assert empty.status_code == 422 and "nothing has been asked yet" in empty.json()["detail"]


def test_export_is_the_saved_markdown(client):
    response = client.get(f"/conversation/{begun(client)}/export")
    assert response.headers["content-type"].startswith("text/markdown")
    assert response.headers["content-disposition"] == 'attachment; filename="conversation.md"'
    assert response.text.startswith(f"# Questions and answers\n\n## {QUESTION}")


def test_source_leads_to_the_cited_sentence(client):
    turn = post(client, "/ask", question=QUESTION, part="1").text
    address = re.search(r'href="(/document/[^"]+)"', turn)[1].replace("&amp;", "&")
    part = client.get(address.replace("#cited", "&part=1")).text
    assert '<span class="cited" id="cited"><mark>Ada Byron</mark>' in part and "<html" not in part
    page = client.get(address).text
    assert 'id="cited"' in page and QUESTION in page


@pytest.mark.parametrize("query", ["start=900&end=1000", "start=5&end=2", "start=0&end=10&words_start=7&words_end=2"])
def test_place_beyond_the_text_harms_nothing(client, query):
    address = re.search(r'href="(/document/\w+)\?', client.get("/").text)[1]
    assert client.get(f"{address}?{query}&part=1").status_code == 200


def test_unknown_document_is_a_problem(client):
    assert client.get("/document/0000").status_code == 404
    assert "no such document" in client.get("/document/0000").text
    assert client.get("/document/0000?part=1").json()["status"] == 404


def test_names_begin_with_the_letters(client):
    assert client.get("/names?beginning=ad").json() == ["Ada Byron"]
    assert client.get("/names?beginning=").json() == []


def test_browser_keeps_the_files_of_the_page(client):
    address = re.search(r'href="(/static/[^"]+\.css)"', client.get("/").text)[1]
    response = client.get(address)
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2fapp.py", "pdfjs/../../app.py", "%2fetc%2fpasswd", "unknown.js", ""]
)
def test_no_other_file_is_served(client, name):
    assert client.get(f"/static/x/{name}").status_code in (404, 405)


def test_opening_library_shows_its_progress(client):
    library = client.app.state.qa.library
    library._shown, ready = None, library._shown
    library.status, done = type(library.status)("opening", 0.4, 2, 5), library.status
    page = client.get("/").text
    assert '<progress max="1" value="0.40"' in page and "0.40" in page
    assert post(client, "/ask", question=QUESTION, part="1").status_code == 503
    library._shown, library.status = ready, done


def test_page_of_another_site_cannot_ask(client):
    response = client.post("/ask", data={"question": QUESTION}, headers={"Origin": "http://evil.example"})
    assert response.status_code == 403


# With a token

TOKEN = "a-token-of-forty-characters-that-is-long"


def test_browser_without_token_is_led_to_form(client_of):
    client = client_of(token=TOKEN)
    opened = client.get("/", headers={"Accept": "text/html"}, follow_redirects=False)
    assert opened.status_code == 303 and opened.headers["location"] == "/login"
    form = client.get("/login").text
    assert client.get(re.search(r'href="(/static/[^"]+\.css)"', form)[1]).status_code == 200


def test_wrong_token_is_reported_in_the_form(client_of):
    response = client_of(token=TOKEN).post("/login", data={"token": "wrong"})
    assert response.status_code == 401 and "The token is wrong" in response.text and 'name="token"' in response.text


def test_conversation_takes_so_many_turns(client_of):
    client = client_of(limits=replace(Limits(), turns=1))
    response = post(client, "/ask", question=QUESTION, conversation=begun(client), part="1")
    assert response.status_code == 409 and "the conversation has 1 turns, the most" in response.json()["detail"]
