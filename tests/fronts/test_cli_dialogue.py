"""A file of dialogues. The rewrites of follow-ups are fixed here; tests/dialogue tests them."""

import io
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from qa.dialogue import Rewrite, Substitution
from qa.dialogue.turn import ANAPHORA
from qa.pipeline import Corpus
from qa.types import Correction

FIRST = "Who wrote the first program?"
FOLLOW_UP = "Where did she live?"
MEANT = "Where did Ada Byron live?"
OFF = "How do I bake bread with yeast?"
LONG = "why " * 1000
# The keys of a turn after those of an answer, in order.
TURN_KEYS = "dialogue turn intent rewritten substitutions rewrite_confidence alternative_reading".split()


@pytest.fixture(autouse=True)
def rewritten(monkeypatch):
    """The follow-up is rewritten if anything was asked before it in its dialogue."""

    def rewrite(question, history):
        if question.text != FOLLOW_UP or not history.turns:
            return Rewrite(question.text, question.corrected)
        substitution = Substitution("she", "Ada Byron")
        return Rewrite(question.text, MEANT, (substitution,), 0.12345678, "Where did he live?", ANAPHORA)

    monkeypatch.setattr("qa.dialogue.chat.rewrite", rewrite)


@pytest.fixture
def talk(call, ada, stdin):
    """`talk("line\\n…")` asks the lines as dialogues and returns the status, the turns, and the errors."""

    def ask(lines, *flags):
        stdin(lines)
        status, out, err = call("ask", "--dialogue", "-", "-d", ada, *flags)
        return status, [json.loads(line) for line in out.splitlines()], err

    return ask


# A file of dialogues


def test_turn_has_answer_keys_and_rewrite_keys(call, ada, talk):
    status, (first, second), err = talk(f"{FIRST}\n{FOLLOW_UP}\n")
    answer = json.loads(call("ask", FIRST, "-d", ada, "--json")[1])
    assert (status, err) == (0, "") and list(first) == list(second) == [*answer, *TURN_KEYS]
    assert {key: first[key] for key in answer} == answer
    assert (second["question"], second["rewritten"], second["intent"]) == (FOLLOW_UP, MEANT, "question")
    assert second["substitutions"] == [{"phrase": "she", "replacement": "Ada Byron"}]
    assert second["rewrite_confidence"] == 0.123457 and second["alternative_reading"] == "Where did he live?"
    assert second["answer"]["text"] == "She lived in London."


def test_standalone_question_is_not_rewritten(talk):
    (turn,) = talk(f"  {MEANT}  \n")[1]
    assert turn["question"] == turn["rewritten"] == MEANT
    assert (turn["substitutions"], turn["rewrite_confidence"], turn["alternative_reading"]) == ([], 1.0, None)


def test_empty_line_begins_an_independent_dialogue(talk):
    turns = talk(f"\n\n{FIRST}\n{FOLLOW_UP}\n  \n\n{FOLLOW_UP}\n\n")[1]
    assert [(turn["dialogue"], turn["turn"]) for turn in turns] == [(1, 1), (1, 2), (2, 1)]
    assert [turn["rewritten"] for turn in turns] == [FIRST, MEANT, FOLLOW_UP]


def test_dialogue_comes_from_a_file(call, ada, tmp_path):
    (tmp_path / "talk").write_text(f"\ufeff{FIRST}\n{FOLLOW_UP}\n", encoding="utf-8")
    status, out, err = call("ask", "--dialogue", tmp_path / "talk", "-d", ada)
    assert (status, err) == (0, "") and [json.loads(line)["turn"] for line in out.splitlines()] == [1, 2]


def test_line_without_a_question_has_its_intent(talk):
    status, turns, _ = talk(f"Are you sure?\nHello!\n{FIRST}\nAre you sure?\nThanks.\n")
    assert [turn["intent"] for turn in turns] == ["sure", "greeting", "question", "sure", "thanks"]
    assert [turn["reason"] for turn in turns] == ["too vague", "not a question", None, None, "not a question"]
    assert [turn["question"] for turn in turns][2:4] == [FIRST, "Are you sure?"]
    assert turns[3]["answer"] == turns[2]["answer"] and status == 0


def test_flags_apply_to_every_turn(talk):
    turns = talk(f"{FIRST}\n{MEANT}\n", "--threshold", 0, "--top", 3, "--explain")[1]
    assert all(turn["answered"] and len(turn["alternatives"]) == 2 and "passages" in turn["explain"] for turn in turns)
    assert not any(turn["answered"] for turn in talk(f"{FIRST}\n", "--threshold", 1)[1])


def test_dialogues_without_an_answer_have_status_1(talk):
    assert talk(f"{OFF}\n\nHello!\n")[0] == 1


def test_failed_line_is_reported_with_its_number(talk):
    status, turns, err = talk(f"\n{FIRST}\n{LONG}\n{FOLLOW_UP}\n")
    assert status == 2 and err.startswith("qa: line 3: the question has 3,999 characters") and err.count("\n") == 1
    assert [(turn["turn"], turn["rewritten"]) for turn in turns] == [(1, FIRST), (3, MEANT)]


def test_dialogues_without_a_question_are_an_error(talk):
    assert talk("\n\n") == (2, [], "qa: standard input holds no question; write one per line\n")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["Who?", "--dialogue", "f"], "both a question and --dialogue were given; give one of the two"),
        (["--batch", "f", "--dialogue", "f"], "both --batch and --dialogue were given; give one of the two"),
        (["--dialogue", "-", "-d", "-"], "standard input cannot hold both the questions and a document"),
        (["--dialogue", "/no/such"], "--dialogue: /no/such does not exist; check the name"),
        (["--dialogue", ""], "--dialogue: . cannot be read (Is a directory); "),
    ],
)
def test_bad_usage_is_one_line_with_advice(call, arguments, error):
    status, out, err = call("ask", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1) and err.startswith(f"qa: {error}")


def test_missing_character_is_escaped(talk, monkeypatch, capsys):
    odd = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", odd)
    talk("Who is “Ada” \x1b[31m?\n")
    odd.seek(0)
    line = odd.read()
    assert "\\u201cAda" in line and "\\u001b[31m" in line and line.isascii()


def test_standard_input_is_answered_as_it_comes(ada):
    command = [sys.executable, "-m", "qa", "ask", "--dialogue", "-", "-d", ada, "--reader", "lexical"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        for line in (FIRST, MEANT):
            running.stdin.write(f"{line}\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["question"] == line
        running.stdin.close()
        assert running.wait() == 0


# Lines without an answer, corrections


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hello", "Hello. Ask something about the text, for example: Who is Ada Byron?\n"),
        ("Thanks!", "You are welcome.\n"),
        ("are you sure?", "There is no answer yet to be sure about; ask a question first.\n"),
        ("Where does it say that?", "There is no answer yet whose place could be shown; ask a question first.\n"),
        ("What?", "The text does not say.\nThe question names nothing to look for; say what it is about.\n"),
    ],
)
def test_unanswerable_line_gets_a_short_reply(call, ada, monkeypatch, line, said):
    monkeypatch.setattr(Corpus, "suggestions", lambda self, count: ("Who is Ada Byron?",)[:count])
    assert call("ask", line, "-d", ada) == (1, said, "")


@pytest.mark.parametrize(
    ("line", "reason"), [("hello", "not a question"), ("are you sure?", "too vague"), (OFF, "off topic")]
)
def test_json_gives_the_reason_of_an_abstention(call, ada, line, reason):
    status, out, _ = call("ask", line, "-d", ada, "--json")
    assert status == 1 and json.loads(out)["reason"] == reason


def test_correction_is_reported_apart_from_the_answer(call, ada, monkeypatch):
    corrections, parse = (Correction("Byrn", "Byr\x1bon"),), Corpus.parse
    monkeypatch.setattr(Corpus, "parse", lambda self, line: replace(parse(self, line), corrections=corrections))
    status, out, err = call("ask", FIRST, "-d", ada)
    assert status == 0 and err == "qa: “Byrn” was read as “Byr␛on”.\n"
    assert out.splitlines()[0] == "Ada Byron wrote the first program in 1843." and len(out.splitlines()) == 2
    status, out, err = call("ask", FIRST, "-d", ada, "--json")
    assert json.loads(out)["corrections"] == [{"typed": "Byrn", "corrected": "Byr\x1bon"}] and err == ""
