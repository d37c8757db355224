import subprocess
import sys

import pytest

import qa
from qa.errors import NoDocuments, QuestionError
from qa.pipeline import MAX_QUESTION

TEXT = "Ada Byron wrote the first program in 1843. She lived in London. The engine was never built."


@pytest.fixture
def corpus():
    return qa.Corpus([qa.load_text(TEXT, source="ada.txt")])


def test_an_answer_is_a_slice_of_its_source_with_its_place(corpus):
    answer = corpus.ask("Who wrote the first program?")
    assert answer.text == "Ada Byron wrote the first program in 1843."
    span = answer.citation.span
    assert corpus.documents[0].text[span.start : span.end] == answer.text
    assert (answer.citation.source, answer.citation.line, answer.citation.end_line) == ("ada.txt", 1, 1)
    assert answer.best.span_text == "Ada Byron"


def test_a_question_about_something_else_is_not_answered(corpus):
    answer = corpus.ask("How do I bake bread with yeast?")
    assert not answer.answered and answer.confidence < 0.3


def test_the_bundled_article_is_asked_when_no_document_is_named():
    answer = qa.Corpus.open().ask("Who called Russians who went abroad rats?")
    assert answer.citation.source == "russians-return-after-mobilization.txt"
    assert "Matviyenko" in answer.text and (answer.citation.line, answer.citation.end_line) == (58, 59)


def test_a_sentence_cut_by_a_page_break_is_whole_and_cited_over_it():
    answer = qa.Corpus.open().ask("What triggered an unprecedented human exodus?", threshold=0.0)
    assert "triggered an unprecedented human exodus, with" in answer.text
    assert (answer.citation.line, answer.citation.end_line) == (15, 20)


def test_several_sources_are_asked_at_once(tmp_path):
    (tmp_path / "a.txt").write_text("The barn is red. The house is old.")
    (tmp_path / "b.md").write_text("# Boats\n\nThe boat is green.\n")
    corpus = qa.Corpus.open(tmp_path)
    answer = corpus.ask("What colour is the boat?", threshold=0.0)
    assert answer.citation.source.endswith("b.md") and answer.citation.heading == "Boats"
    assert corpus.sentence_count == 3


@pytest.mark.parametrize(("question", "message"), [("  ", "empty"), ("x" * (MAX_QUESTION + 1), "at most 2,000")])
def test_a_question_that_cannot_be_asked_says_why(corpus, question, message):
    with pytest.raises(QuestionError, match=message):
        corpus.ask(question)


def test_headings_alone_are_nothing_to_answer_from():
    with pytest.raises(NoDocuments, match="no sentence"):
        qa.Corpus([qa.load_text("# Only a heading\n", markdown=True)])


@pytest.mark.parametrize("top", [1, 2, 3])
def test_top_counts_the_best_one_too(corpus, top):
    answer = corpus.ask("Who wrote the first program?", top=top, threshold=0.0)
    assert 1 + len(answer.alternatives) == top


def test_progress_rises_to_one():
    seen: list[float] = []
    qa.Corpus([qa.load_text(TEXT)], progress=seen.append)
    assert seen == sorted(seen) and seen[-1] == 1.0


def test_suggestions_can_be_asked_and_names_occur():
    corpus = qa.Corpus.open()
    assert len(corpus.suggestions(3)) == len(set(corpus.suggestions(3))) == 3
    assert all(corpus.ask(question).hits for question in corpus.suggestions(3))
    assert all(name in corpus.documents[0].text for name in corpus.names())


def test_text_without_names_has_no_suggestions():
    assert qa.Corpus([qa.load_text("it rained all day. then it stopped.")]).suggestions() == ()


def test_the_same_question_is_answered_the_same_in_another_process():
    ask = "import qa; a = qa.Corpus.open().ask('Who fled?'); print(a.confidence, [c.score for c in a.alternatives])"
    told = {
        subprocess.run(
            [sys.executable, "-c", ask], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_importing_qa_alone_does_not_import_scikit_learn():
    ask = "import sys, qa; print('sklearn' in sys.modules or 'numpy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True, text=True).stdout
    assert told.strip() == "False"
