import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.dialogue import Resolved, Turn, Understood
from qa.load import load_text
from qa.question.intent import Wish
from qa.render import (
    KEYS,
    Block,
    answer_blocks,
    clean,
    confidence,
    console,
    correction_lines,
    error_line,
    explain_blocks,
    note,
    rows,
    show,
    to_json,
    turn_json,
)
from qa.types import Answer, Candidate, Correction, Evidence, Hit, Passage, Reason, Sentence, Span

ESCAPE = "\x1b[31mred\x1b[0m"
BIDI = "\u202eevil\u2066"
DANGEROUS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def passage(*sentences, source="notes.md", heading=None):
    """A passage of `sentences`, each on a line of its own."""
    text = "\n\n".join(sentences)
    starts = [sum(len(sentence) + 2 for sentence in sentences[:number]) for number in range(len(sentences))]
    spans = tuple(Span(start, start + len(sentence)) for start, sentence in zip(starts, sentences, strict=True))
    document = load_text(text, source=source)
    if document.text != text:
        document = _raw(document, text)
    return Passage(document, Span(0, len(text)), heading, spans)


def _raw(document, text):
    """The same document with a text that no loader would let through."""
    return type(document)(document.doc_id, text, document.source, document.title, document.blocks, document.line_map)


def candidate(of, number=0, *, marked=None, score=1.0, evidence=None):
    sentence = Sentence(of, of.sentence_spans[number])
    at = sentence.text.index(marked) + sentence.span.start if marked else 0
    span = Span(at, at + len(marked)) if marked else None
    return Candidate(sentence, span, score, evidence or {})


def answered(best, *others, confidence=0.82, hits=(), question="Who?"):
    return Answer(question, best, others, confidence, hits)


def abstained(*others, confidence=0.12):
    return Answer("Who?", None, others, confidence)


def shown(blocks, *, width=80, terminal=True, monkeypatch=None):
    stream = Terminal() if terminal else io.StringIO()
    target = console(stream)
    target.width = width
    show(target, blocks)
    return stream.getvalue()


def bare(text):
    return re.sub("\x1b\\[[0-9;]*m", "", text)


THREE = passage("Ada wrote it in 1843.", "She lived in London.", "The engine was never built.")


# Text, made safe


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        (ESCAPE, "␛[31mred␛[0m"),
        ("a\nb\tc\r\nd", "a b c d"),
        ("a\u2028b\x85c", "a b c"),
        ("bell\x07 del\x7f", "bell␇ del␡"),
        ("c1 \x9b31m", "c1 \ufffd31m"),
        (BIDI, "\ufffdevil\ufffd"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("tag\U000e0041", "tag\ufffd"),
        ("“fine” — ни́же 你好 👩‍🔬", "“fine” — ни́же 你好 👩‍🔬"),
    ],
)
def test_dangerous_characters_get_a_visible_substitute(raw, safe):
    assert clean(raw) == safe


@given(st.text())
def test_clean_text_is_one_safe_line(text):
    once = clean(text)
    assert not DANGEROUS.search(once)
    assert clean(once) == once


def test_error_is_one_clean_line():
    assert error_line(f"no {ESCAPE}\nfile") == "qa: no ␛[31mred␛[0m file"


# For people


def test_pipe_gets_answer_then_place():
    best = candidate(THREE, 0, marked="1843")
    assert shown(answer_blocks(answered(best)), terminal=False, width=10) == (
        "Ada wrote it in 1843.\nnotes.md:1  (likely, 0.82)\n"
    )


def test_terminal_marks_the_answering_words():
    text = shown(answer_blocks(answered(candidate(THREE, 0, marked="1843"))))
    assert re.search("\x1b\\[1;32m1843\x1b\\[0m", text)


def test_no_color_leaves_no_escape_sequence(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    text = shown(answer_blocks(answered(candidate(THREE, 0, marked="1843")), top=3) + explain_blocks(abstained()))
    assert "\x1b" not in text and "1843" in text


def test_dumb_terminal_gets_no_escape_sequence(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in shown(answer_blocks(answered(candidate(THREE, 0, marked="1843"))))


def test_place_of_several_lines_names_heading():
    text = load_text("# Title\n\nAda wrote it\nin 1843.\n", source="notes.md", markdown=True)
    start = text.text.index("Ada")
    span = Span(start, start + len("Ada wrote it in 1843."))
    best = candidate(Passage(text, span, "Title", (span,)))
    assert "notes.md:3–4 · Title  (likely, 0.82)" in shown(answer_blocks(answered(best)), terminal=False)


def test_abstention_marks_nothing():
    text = shown(answer_blocks(abstained(candidate(THREE, 0, marked="1843"))))
    assert bare(text).strip() == (
        "The text does not say.\nThe closest sentence is:\n  Ada wrote it in 1843.\n  notes.md:1  (unlikely, 0.12)"
    )
    assert "\x1b[1;32m" not in text


def test_abstention_without_candidates_says_so():
    assert "No sentence comes close." in shown(answer_blocks(abstained()), terminal=False)


def test_off_topic_abstention_shows_the_closest_sentence():
    nothing = replace(abstained(candidate(THREE, 0)), reason=Reason.OFF_TOPIC)
    lines = shown(answer_blocks(nothing), terminal=False).splitlines()
    assert lines[:2] == ["The text does not say.", "None of the words you ask about is in the text."]
    assert "Ada wrote it in 1843." in lines


def test_vague_question_has_no_closest_sentence():
    nothing = replace(abstained(candidate(THREE, 0)), reason=Reason.TOO_VAGUE)
    assert shown(answer_blocks(nothing), terminal=False).splitlines() == [
        "The text does not say.",
        "The question names nothing to look for; say what it is about.",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hello", "Hello. Ask something about the text, for example: Who is Ada?"),
        (
            "what can you do?",
            "Ask a question to get the sentence that answers it, word for word, with its place. Try one, for example",
        ),
        ("thanks", "You are welcome."),
        ("bye", "Goodbye."),
        ("...", "All right. What would you like to know?"),
        ("who is not asking", "All right. What would you like to know?"),
    ],
)
def test_line_without_a_question_gets_one_reply(line, said):
    nothing = Answer(line, None, (candidate(THREE),), 0.0, reason=Reason.NOT_A_QUESTION)
    text = shown(answer_blocks(nothing, suggestions=["Who is Ada?", "Who is not?"]), terminal=False)
    assert text.startswith(said) and text.count("\n") == 1 and "not?" not in text


def test_greeting_works_without_a_suggestion():
    nothing = Answer("hello", None, (), 0.0, reason=Reason.NOT_A_QUESTION)
    assert shown(answer_blocks(nothing), terminal=False) == "Hello. Ask something about the text.\n"


def test_request_without_an_answer_is_explained():
    nothing = Answer("are you sure?", None, (candidate(THREE),), 0.0, reason=Reason.TOO_VAGUE)
    said = "There is no answer yet to be sure about; ask a question first.\n"
    assert shown(answer_blocks(nothing), terminal=False) == said


def test_corrections_are_one_line_each():
    answer = replace(answered(candidate(THREE)), corrections=(Correction("Adda", "Ada"), Correction("rote", "wrote")))
    assert correction_lines(answer) == ("“Adda” was read as “Ada”.", "“rote” was read as “wrote”.")
    assert correction_lines(answered(candidate(THREE))) == ()


def test_context_is_neighbours_in_order():
    best = candidate(THREE, 1, marked="London")
    text = shown(answer_blocks(answered(best), context=1, passages=[THREE]), terminal=False)
    assert text.startswith("Ada wrote it in 1843. She lived in London. The engine was never built.\n")


def test_context_crosses_passages_but_not_documents():
    first = Passage(THREE.document, THREE.sentence_spans[0], None, THREE.sentence_spans[:1])
    second = Passage(THREE.document, THREE.sentence_spans[1], None, THREE.sentence_spans[1:2])
    other = passage("Elsewhere.")
    blocks = answer_blocks(answered(candidate(second)), context=9, passages=[other, first, second, other])
    assert shown(blocks, terminal=False).startswith("Ada wrote it in 1843. She lived in London.\n")


def test_alternatives_are_numbered_and_limited():
    answer = answered(candidate(THREE, 0), candidate(THREE, 1), candidate(THREE, 2))
    text = shown(answer_blocks(answer, top=2), terminal=False)
    assert "2. She lived in London.\nnotes.md:3\n" in text and "engine" not in text


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_no_line_exceeds_the_terminal(width):
    long = passage("word " * 80 + "a" * 200 + ".", source="folder/" * 20 + "notes.md")
    blocks = answer_blocks(answered(candidate(long), candidate(long)), top=2, context=1, passages=[long])
    lines = bare(shown((*blocks, *rows([("a name that is long", "help " * 30)])), width=width)).splitlines()
    assert max(map(len, lines)) <= width


def test_wrapping_loses_no_word():
    words = [f"word{number}" for number in range(100)]
    long = passage(" ".join(words))
    assert bare(shown([Block(answer_blocks(answered(candidate(long)))[0].text)], width=23)).split() == words


def test_markup_is_text():
    tricky = passage("[bold]Ada[/bold] [link=http://x]wrote[/link] :smile: it.", source="[red]notes[/red].md")
    text = bare(shown(answer_blocks(answered(candidate(tricky, marked="Ada"))), width=200))
    assert "[bold]Ada[/bold] [link=http://x]wrote[/link] :smile: it." in text and "[red]notes[/red].md:1" in text


@pytest.mark.parametrize("terminal", [True, False])
def test_escape_sequences_never_reach_the_screen(terminal):
    evil = passage(f"Ada {ESCAPE} wrote{BIDI}.", f"Next {ESCAPE}.", source=f"no{ESCAPE}tes", heading=f"He{ESCAPE}ad")
    answer = answered(candidate(evil, 0, marked="Ada"), candidate(evil, 1), hits=(Hit(evil, 1.0, 1),))
    text = shown(
        (*answer_blocks(answer, top=2, context=1, passages=[evil]), *explain_blocks(answer)), terminal=terminal
    )
    assert "\x1b[31mred" not in text and "\u202e" not in text and "␛[31mred" in text


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1.0, "nearly certain, above 0.99"),
        (0.9, "very likely, 0.90"),
        (0.82, "likely, 0.82"),
        (0.5, "more likely than not, 0.50"),
        (0.3, "perhaps, 0.30"),
        (0.1, "unlikely, 0.10"),
        (0.0, "very unlikely, below 0.01"),
    ],
)
def test_confidence_is_words_and_number(probability, words):
    assert confidence(probability) == words


def test_explanation_lists_evidence_by_weight():
    evidence = {"words": Evidence(0.5, 1.0), "passage_rank": Evidence(1.0, -2.0), "nothing": Evidence(3.0, 0.001)}
    answer = answered(candidate(THREE, evidence=evidence), hits=(Hit(THREE, 0.25, 1),))
    text = shown(explain_blocks(answer), terminal=False)
    assert "1. notes.md:1–5  (score 0.250)" in text
    assert text.index("passage rank") < text.index("words ") and "nothing" not in text
    assert re.search(r"words +0\.50 +\+1\.00", text) and re.search(r"passage rank +1\.00 +-2\.00", text)


def explained(first, *others, **changes):
    answer = replace(answered(first, *others, hits=(Hit(THREE, 0.25, 1), Hit(THREE, 0.125, 2))), **changes)
    return shown(explain_blocks(answer), terminal=False)


def test_explanation_compares_the_two_best():
    best = candidate(THREE, 0, score=3.0, evidence={"span": Evidence(4.0, 2.5), "pas_sage": Evidence(1.0, 0.5)})
    rival = candidate(THREE, 1, score=0.5, evidence={"span": Evidence(2.0, 1.0), "pas_sage": Evidence(-1.0, -0.5)})
    text = explained(best, rival, candidate(THREE, 2, score=-9.0))
    assert re.search(r"value +counts +next best\n", text)
    assert re.search(r"span +4\.00 +\+2\.50 +\+1\.00\n", text)
    assert re.search(r"pas sage +1\.00 +\+0\.50 +-0\.50\n", text)
    # 2.5 - 1 is more than 0.5 + 0.5.
    assert text.endswith("Ahead of the next best by 2.50; what decided: span (+1.50).\n")


def test_explanation_lists_evidence_for_the_rival_alone():
    best = candidate(THREE, 0, score=2.0, evidence={"span": Evidence(4.0, 2.0), "unread": Evidence(0.0, 0.0)})
    rival = candidate(THREE, 1, score=-3.0, evidence={"span": Evidence(0.0, 0.0), "unread": Evidence(1.0, -3.0)})
    text = explained(best, rival)
    assert re.search(r"unread +0\.00 +\+0\.00 +-3\.00", text) and text.endswith("what decided: unread (+3.00).\n")


def test_tie_has_no_deciding_feature():
    same = {"span": Evidence(4.0, 2.0)}
    text = explained(candidate(THREE, 0, evidence=same), candidate(THREE, 1, evidence=same))
    assert text.endswith("Ahead of the next best by 0.00.\n")


def test_single_candidate_has_no_next_best():
    text = explained(candidate(THREE, 0, evidence={"span": Evidence(4.0, 2.0)}))
    assert "next best" not in text and re.search(r"span +4\.00 +\+2\.00\n", text)


def test_candidates_without_evidence_are_explained():
    assert explained(candidate(THREE, 0), candidate(THREE, 1)).endswith("Ahead of the next best by 0.00.\n")


def test_abstention_explains_the_closest_sentence():
    same = {"span": Evidence(4.0, 2.0)}
    others = (candidate(THREE, 0, score=2.0, evidence=same), candidate(THREE, 1, score=1.0))
    text = explained(others[0], best=None, alternatives=others)
    assert "What counted for the closest sentence:" in text and "what decided: span (+2.00)." in text


def test_explanation_marks_unread_passages():
    text = explained(candidate(THREE, 0), unread=frozenset({2}))
    assert "(score 0.250)\n" in text and "(score 0.125, not read: too unlikely)\n" in text


def test_json_marks_unread_passages():
    hits = (Hit(THREE, 0.25, 1), Hit(THREE, 0.125, 2))
    answer = replace(answered(candidate(THREE, 0), hits=hits), unread=frozenset({2}))
    made = json.loads(to_json(answer, version="1", explain=True))
    assert [passage["read"] for passage in made["explain"]["passages"]] == [True, False]


def test_explanation_without_hits_says_so():
    assert "No passage shares a word" in shown(explain_blocks(abstained()), terminal=False)


def test_loaded_answer_has_no_explanation():
    assert shown(explain_blocks(answered(candidate(THREE))), terminal=False) == (
        "The saved conversation does not hold how this answer came about; ask again to see it.\n"
    )


def test_label_has_the_style_of_its_text():
    assert shown([note("Who is Ada?", style="dim", label="→ ")]).startswith("\x1b[2m→ ")


def test_wide_label_gets_its_own_line():
    assert shown([note("the meaning", label="  a-long-name  ")], width=20) == "  a-long-name\n    the meaning\n"


# For programs

ANSWER_KEYS = "question answered confidence answer citation alternatives reason closest corrections version".split()


def test_json_of_an_answer():
    answer = answered(candidate(THREE, 0, marked="1843", score=2.0), candidate(THREE, 1))
    made = json.loads(to_json(answer, version="1.2"))
    place = {"source": "notes.md", "line": 1, "end_line": 1, "heading": None}
    assert list(made) == ANSWER_KEYS
    assert (made["question"], made["answered"], made["confidence"], made["version"]) == ("Who?", True, 0.82, "1.2")
    span = {"text": "1843", "start": 16, "end": 20}
    assert made["answer"] == {"text": "Ada wrote it in 1843.", "start": 0, "end": 21, "span": span, "score": 2.0}
    assert made["citation"] == place and made["closest"] is None
    lived = {"text": "She lived in London.", "start": 23, "end": 43, "span": None, "score": 1.0}
    assert made["alternatives"] == [{**lived, "citation": {**place, "line": 3, "end_line": 3}}]


def test_json_separates_closest_from_alternatives():
    made = json.loads(to_json(abstained(candidate(THREE, 0), candidate(THREE, 1)), version="1"))
    assert list(made) == ANSWER_KEYS
    assert made["answered"] is False and made["answer"] is None and made["citation"] is None
    assert made["closest"]["text"] == "Ada wrote it in 1843." and made["closest"]["citation"]["line"] == 1
    assert [alternative["text"] for alternative in made["alternatives"]] == ["She lived in London."]


def test_json_lists_corrections():
    answer = replace(answered(candidate(THREE, 0)), corrections=(Correction("Adda", "Ada"),))
    assert json.loads(to_json(answer, version="1"))["corrections"] == [{"typed": "Adda", "corrected": "Ada"}]
    assert json.loads(to_json(abstained(), version="1"))["corrections"] == []


def test_json_gives_the_reason():
    nothing = replace(abstained(candidate(THREE, 0)), reason=Reason.OFF_TOPIC)
    assert json.loads(to_json(nothing, version="1"))["reason"] == "off topic"
    assert json.loads(to_json(answered(candidate(THREE, 0)), version="1"))["reason"] is None


@pytest.mark.parametrize(("top", "count"), [(1, 2), (3, 2), (4, 3)])
def test_json_has_two_alternatives_or_top(top, count):
    answer = answered(candidate(THREE, 0), *[candidate(THREE, 1)] * 9)
    assert len(json.loads(to_json(answer, version="1", top=top))["alternatives"]) == count


def test_json_explains_on_request():
    answer = answered(candidate(THREE, evidence={"words": Evidence(0.5, 1.25)}), hits=(Hit(THREE, 0.25, 1),))
    made = json.loads(to_json(answer, version="1", explain=True))
    assert list(made) == [*ANSWER_KEYS, "explain"]
    assert made["explain"]["features"] == {"words": {"value": 0.5, "contribution": 1.25}}
    place = {"source": "notes.md", "line": 1, "end_line": 5, "heading": None}
    assert made["explain"]["passages"] == [{"rank": 1, "score": 0.25, "read": True, **place}]


@given(st.text(st.characters()), st.booleans())
def test_json_is_one_safe_lossless_line(text, ascii_only):
    line = to_json(Answer(text, None, (), 0.0), version="1", ascii_only=ascii_only)
    assert json.loads(line)["question"] == text
    assert not DANGEROUS.search(line)
    assert line.isascii() or not ascii_only


@given(st.text(st.characters()), st.booleans())
def test_json_of_a_turn_is_safe_and_lossless(text, ascii_only):
    understood = Understood(text, text, (Resolved(text, text),), 1 / 3, text)
    turn = Turn(understood, Wish.QUESTION, Answer("", None, (), 0.0))
    line = turn_json(turn, dialogue=2, number=1, version="1", ascii_only=ascii_only)
    made = json.loads(line)
    assert made["question"] == made["rewritten"] == made["alternative_reading"] == text
    assert made["substitutions"] == [{"phrase": text, "replacement": text}] and made["rewrite_confidence"] == 0.333333
    assert not DANGEROUS.search(line) and (line.isascii() or not ascii_only)


def test_json_of_a_turn_extends_its_answer():
    turn = Turn(Understood("And London?", "Who lived in London?"), Wish.QUESTION, answered(candidate(THREE, 1)))
    made = json.loads(turn_json(turn, dialogue=2, number=3, version="1", explain=True))
    of_a_turn = "dialogue turn intent rewritten substitutions rewrite_confidence alternative_reading".split()
    assert list(made) == [*ANSWER_KEYS, "explain", *of_a_turn]
    assert (made["question"], made["rewritten"]) == ("And London?", "Who lived in London?")
    assert (made["dialogue"], made["turn"], made["intent"]) == (2, 3, "question")


def test_keys_of_json_are_complete():
    evidence = {"words": Evidence(0.5, 1.25)}
    best, other = candidate(THREE, marked="1843", evidence=evidence), candidate(THREE, 1, marked="London")
    answer = replace(answered(best, other, hits=(Hit(THREE, 0.25, 1),)), corrections=(Correction("Adda", "Ada"),))
    rewrite = Understood("Who?", "Who is Ada?", (Resolved("", "Ada"),))
    made = json.loads(turn_json(Turn(rewrite, Wish.QUESTION, answer), dialogue=1, number=1, version="1", explain=True))
    explained, sentence = made["explain"], KEYS["sentence"]
    parts = {
        "answer": [key for key in made if key not in (*KEYS["turn"], "explain")],
        "turn": [key for key in made if key in KEYS["turn"]],
        "explain": explained,
        "sentence": made["answer"],
        "span": made["answer"]["span"],
        "citation": made["citation"],
        "correction": made["corrections"][0],
        "substitution": made["substitutions"][0],
        "passage": [key for key in explained["passages"][0] if key not in KEYS["citation"]],
        "feature": explained["features"]["words"],
    }
    assert {name: tuple(part) for name, part in parts.items()} == KEYS
    assert tuple(made["alternatives"][0]) == (*sentence, "citation")


def test_json_keeps_letters():
    assert "“Москва” 你好" in to_json(Answer("“Москва” 你好", None, (), 0.0), version="1")


def test_json_escapes_hidden_characters():
    raw = "\x1b \x9b \u202e \u200f \u2028 \ufeff \ud800 \U000e0041 \x7f"
    line = to_json(Answer(raw, None, (), 0.0), version="1")
    assert line.isascii() and json.loads(line)["question"] == raw
