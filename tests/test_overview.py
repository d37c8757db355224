"""Overviews: which sentences stand for a text, how many, and in which order."""

import pytest

from qa import Configuration, Corpus
from qa.errors import QuestionError
from qa.index import Filter, spread_passages
from qa.overview import overview
from qa.question import classify_intent, overview_request
from qa.question.intent import Request
from qa.split import passages
from qa.types import Form, Intent, Reason

from .builders import document

TEXT = """# The mill

The mill at Marl ground wheat for the whole valley until 1951. The mill has two wheels and four stones. Nobody came.

# The owner

The owner of the mill, Ada Weiss, sold the stones to a museum in Ulm. She kept the two wheels for herself.
The mill at Marl ground wheat for the whole valley until 1951.

# Prices

A visit to the mill costs four pounds for adults and two for children. Is it open?
"""


def split(text=TEXT, name="mill.md"):
    return list(passages(document(text, source=name, markdown=name.endswith(".md"))))


def lexical_corpus():
    mill = document(TEXT, source="mill.md", markdown=True)
    return Corpus([mill], configuration=Configuration(reader="lexical"))


def texts(shown):
    return [sentence.text for sentence in shown.sentences]


def test_sentences_are_slices_in_order():
    shown = overview(split())
    spans = [sentence.span for sentence in shown.sentences]
    assert spans == sorted(spans) and all(each.document.slice(each.span) == each.text for each in shown.sentences)


def test_repetition_counts_once():
    shown = overview(split(), count=50)
    assert len(set(texts(shown))) == len(shown.sentences) == shown.total


def test_questions_and_scraps_stand_for_nothing():
    assert not {"Is it open?", "Nobody came."} & set(texts(overview(split(), count=50)))


def test_count_is_a_bound():
    assert [len(overview(split(), count=count).sentences) for count in (1, 2)] == [1, 2]


def test_count_follows_length():
    lines = "\n\n".join(f"The farm number {number} sold its barley to the brewer of Ulm." for number in range(400))
    assert len(overview(split(lines)).sentences) == 10
    assert 0 < len(overview(split("The mill at Marl ground wheat until 1951.")).sentences) <= 3


def test_each_document_has_a_sentence():
    other = "Bees fly at twelve degrees and more. Their keeper feeds them sugar in the winter months."
    shown = overview([*split(), *split(other, name="bees.txt")], count=2)
    assert {sentence.document.source for sentence in shown.sentences} == {"mill.md", "bees.txt"}


def test_topic_limits_overview_to_its_sentences():
    assert all("stones" in text for text in texts(overview(split(), topic="the stones")))
    # A heading above it says what a sentence is about, too.
    assert texts(overview(split(), topic="prices")) == [
        "A visit to the mill costs four pounds for adults and two for children."
    ]


@pytest.mark.parametrize("topic", ["zebras", "the", "?"])
def test_unknown_topic_has_no_sentence(topic):
    assert overview(split(), topic=topic).sentences == ()


def test_nothing_but_scraps_is_shown_as_it_is():
    assert texts(overview(split("Yes. No."))) == ["Yes.", "No."]


def test_no_passages_give_empty_overview():
    assert overview([]).sentences == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("What is this about?", Request()),
        ("what's the article about", Request()),
        ("Summarise", Request()),
        ("Please summarize the document in three sentences.", Request(3)),
        ("Can you give me a short summary?", Request()),
        ("the main points", Request()),
        ("What are the key points of this report in 5 points?", Request(5)),
        ("tl;dr", Request()),
        ("What is in notes/?", Request()),
        ("What does it say about Ada Weiss?", Request(topic="Ada Weiss")),
        ("Tell me about the mill", Request(topic="the mill")),
        ("OK, what does the text say about prices in two sentences?", Request(2, "prices")),
    ],
)
def test_overview_is_asked_for(line, expected):
    assert (overview_request(line), classify_intent(line)) == (expected, Intent.OVERVIEW)


@pytest.mark.parametrize(
    "line",
    ["Tell me more", "Tell me about it", "What does he say about her?", "What is in the box?", "Who wrote this?"],
)
def test_other_lines_ask_for_no_overview(line):
    assert overview_request(line) is None


def test_corpus_answers_with_overview():
    corpus = lexical_corpus()
    answer = corpus.ask("What is this about in two sentences?")
    assert (answer.form, answer.answered, len(answer.candidates)) == (Form.OVERVIEW, True, 2)
    nothing = corpus.ask("What does it say about zebras?")
    assert (nothing.answered, nothing.reason) == (False, Reason.NOT_IN_TEXT)


def test_less_than_one_sentence_is_refused():
    with pytest.raises(QuestionError, match="found 0 sentences, expected 1 or more"):
        lexical_corpus().overview(sentences=0)


# Large indexes


@pytest.fixture
def large(monkeypatch):
    """A corpus of three documents of five passages each, of which an overview looks at six, or at two on a topic."""
    monkeypatch.setattr("qa.pipeline.OVERVIEW_PASSAGES", 6)
    monkeypatch.setattr("qa.pipeline.TOPIC_PASSAGES", 2)
    texts = [
        "\n\n".join(
            f"Paragraph {number} of the {name} speaks at length of the {name} and its owner." for number in range(5)
        )
        for name in ("mill", "barn", "quarry")
    ]
    documents = [document(text, source=f"{number}.txt") for number, text in enumerate(texts)]
    return Corpus(documents, configuration=Configuration(reader="lexical", passage_words=12))


def looked_at(corpus, monkeypatch, topic=""):
    """The document and the start of each passage that an overview looks at."""
    seen = []

    def look(passages, **options):
        seen.extend((passage.document.source, passage.text[:11]) for passage in passages)
        return overview(passages, **options)

    monkeypatch.setattr("qa.pipeline.overview", look)
    corpus.overview(topic)
    return seen


def test_large_index_is_looked_at_in_parts(large, monkeypatch):
    assert len(large.passages) == 15
    seen = looked_at(large, monkeypatch)
    assert seen == sorted(seen) and len(seen) == 6 and {source for source, _ in seen} == {"0.txt", "1.txt", "2.txt"}
    assert ("1.txt", "Paragraph 0") in seen


def test_more_documents_than_are_looked_at_are_spread(large, monkeypatch):
    monkeypatch.setattr("qa.pipeline.OVERVIEW_PASSAGES", 2)
    assert looked_at(large, monkeypatch) == [("0.txt", "Paragraph 0"), ("1.txt", "Paragraph 0")]


def test_topic_of_large_index_takes_alike_passages(large, monkeypatch):
    seen = looked_at(large, monkeypatch, "the quarry")
    assert len(seen) == 2 and {source for source, _ in seen} == {"2.txt"} and seen == sorted(seen)


def test_filter_limits_what_is_looked_at(large, monkeypatch):
    filtered = large.filtered(Filter(only=("1.txt",)))
    assert {source for source, _ in looked_at(filtered, monkeypatch)} == {"1.txt"}
    assert len(looked_at(filtered, monkeypatch)) == 5


def test_sample_has_no_more_than_its_limit():
    index = Corpus([document(TEXT, source=f"{number}.md", markdown=True) for number in range(1)]).index
    for limit in (1, 2, 3):
        assert len(spread_passages(index, limit)) <= limit
