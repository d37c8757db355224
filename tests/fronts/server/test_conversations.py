"""Conversations: how they are kept, and their routes."""

from dataclasses import replace

import pytest

from qa.fronts.server.conversations import Conversations
from qa.fronts.server.limits import Limits
from qa.fronts.server.problems import Problem
from tests.builders import ADA

LIMITS = Limits(conversations=2, idle_minutes=1)


@pytest.fixture
def clock():
    return [0.0]


@pytest.fixture
def kept(clock):
    return Conversations(LIMITS, clock=lambda: clock[0])


def test_conversation_is_found_by_its_name(kept, ada_corpus):
    conversation = kept.begin(ada_corpus)
    assert kept.get(conversation.name) is conversation and len(conversation.name) >= 20


def test_unused_conversation_is_forgotten(kept, clock, ada_corpus):
    unused, used = kept.begin(ada_corpus), kept.begin(ada_corpus)
    clock[0] = 40.0
    kept.get(used.name)
    clock[0] = 70.0
    assert len(kept) == 1 and kept.get(used.name)
    with pytest.raises(Problem, match="after 1 minutes without a question it is forgotten"):
        kept.get(unused.name)


def test_oldest_of_too_many_is_forgotten(kept, ada_corpus):
    first, second = kept.begin(ada_corpus), kept.begin(ada_corpus)
    kept.get(first.name)
    third = kept.begin(ada_corpus)
    assert [bool(kept.get(each.name)) for each in (first, third)] == [True, True]
    with pytest.raises(Problem):
        kept.get(second.name)


def test_ended_conversation_is_gone(kept, ada_corpus):
    conversation = kept.begin(ada_corpus)
    kept.end(conversation.name)
    with pytest.raises(Problem):
        kept.end(conversation.name)


# The routes


@pytest.fixture
def talk(client_of):
    """`talk("Who …?")`: the next turn of a conversation; `talk.path` is its address."""
    client = client_of(reader="neural")
    path = f"/api/v1/conversations/{client.post('/api/v1/conversations').json()['id']}"

    def ask(line, **fields):
        asked = {"question": line, "conversation": path.rpartition("/")[2]} | fields
        return client.post("/api/v1/ask", json=asked).json()

    ask.path, ask.client = path, client
    return ask


def test_follow_up_is_understood(talk):
    assert talk("Who wrote the first program?")["turn"] == 1
    turn = talk("Where did she live?")
    assert turn["answer"]["text"] == "She lived in London." and turn["turn"] == 2
    assert turn["rewritten"] == "Where did Ada Byron live?" and turn["substitutions"][0]["phrase"] == "she"


def test_turns_are_listed(talk):
    asked = [talk("Who wrote the first program?"), talk("Where did she live?")]
    listed = talk.client.get(talk.path).json()
    assert listed["id"] == talk.path.rpartition("/")[2] and listed["turns"] == asked


def test_conversation_is_exported_as_markdown(talk):
    talk("Where did Ada live?")
    response = talk.client.get(f"{talk.path}?format=markdown")
    assert response.headers["content-type"].startswith("text/markdown")
    assert response.text.startswith("# Questions and answers\n\n## Where did Ada live?")


def test_other_reading_replaces_the_last_turn(talk):
    talk("Who wrote the first program?")
    talk("Where did she live?")
    chat = talk.client.app.state.qa.conversations.get(talk.path.rpartition("/")[2]).chat
    other = replace(chat.last.rewrite, alternative_reading="Where was the engine?")
    chat.turns = (chat.turns[0], replace(chat.last, rewrite=other))
    turn = talk.client.post(f"{talk.path}/other-reading").json()
    assert turn["question"] == "Where was the engine?" and turn["turn"] == 2


def test_turn_without_another_reading_is_a_problem(talk):
    talk("Where did Ada live?")
    response = talk.client.post(f"{talk.path}/other-reading")
    assert response.status_code == 422 and "has no other reading" in response.json()["detail"]


def test_newest_turn_is_taken_back(talk):
    talk("Where did Ada live?")
    assert talk.client.delete(f"{talk.path}/turns/last").status_code == 204
    assert talk.client.delete(f"{talk.path}/turns/last").status_code == 409
    assert talk("Where did Ada live?")["turn"] == 1


def test_forgotten_conversation_is_gone(talk):
    assert talk.client.delete(talk.path).status_code == 204
    assert talk.client.get(talk.path).status_code == 404
    assert talk("Where did Ada live?")["detail"].startswith("no such conversation")


def test_error_leaves_the_conversation_as_it_was(talk):
    talk("Where did Ada live?")
    assert talk("")["status"] == talk("a" * 2_001)["status"] == 422
    assert len(talk.client.get(talk.path).json()["turns"]) == 1


def test_conversation_has_a_limit_of_turns(client_of):
    client = client_of(ADA, limits=Limits(turns=1))
    asked = {"question": "Where did Ada live?", "conversation": client.post("/api/v1/conversations").json()["id"]}
    assert client.post("/api/v1/ask", json=asked).status_code == 200
    response = client.post("/api/v1/ask", json=asked)
    assert response.status_code == 409 and "has 1 turns, the most" in response.json()["detail"]


def test_filter_holds_for_one_question_of_a_conversation(client_of):
    client = client_of("Ada lived in London.", "Pavel went to Ulm.")
    name = client.post("/api/v1/conversations").json()["id"]
    asked = {"question": "Who lived in London?", "conversation": name}
    limited = client.post("/api/v1/ask", json=asked | {"filters": {"only": ["2-*"]}}).json()
    assert not limited["answered"]
    assert client.post("/api/v1/ask", json=asked).json()["answer"]["text"] == "Ada lived in London."
