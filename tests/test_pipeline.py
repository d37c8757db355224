import subprocess
import sys

import pytest

import qa
from qa import model
from qa.errors import ModelError, NoDocuments, QuestionError, SettingError
from qa.pipeline import MAX_QUESTION, Configuration
from qa.types import Nearness

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


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Which river flows through London?", qa.Reason.NOT_IN_TEXT),
        ("How do I bake bread with yeast?", qa.Reason.OFF_TOPIC),
        ("What?", qa.Reason.TOO_VAGUE),
        ("Who is it?", qa.Reason.TOO_VAGUE),
        ("...", qa.Reason.NOT_A_QUESTION),
    ],
)
def test_an_abstention_says_why_nothing_answers(corpus, question, reason):
    answer = corpus.ask(question, threshold=1.0)
    assert not answer.answered and answer.reason is reason


def test_an_inflected_word_of_the_text_is_on_its_topic(corpus):
    assert corpus.ask("Who has written programs?", threshold=1.0).reason is qa.Reason.NOT_IN_TEXT


def test_an_answer_has_no_reason_for_nothing(corpus):
    assert corpus.ask("Who wrote the first program?").reason is None


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
    ask = "import sys, qa; print(bool({'sklearn', 'numpy', 'onnxruntime'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True, text=True).stdout
    assert told.strip() == "False"


# Readers

LEXICAL = Configuration(reader="lexical")
ASKED = ("Who wrote the first program?", "Where did she live?", "How do I bake bread with yeast?", "?")


def asked(**options):
    """What a corpus of such a configuration makes of each question."""
    corpus = qa.Corpus([qa.load_text(TEXT, source="ada.txt")], configuration=Configuration(**options))
    return [corpus.ask(one, threshold=0.0) for one in ASKED]


def told(answer):
    found = [*([answer.best] if answer.best else []), *answer.alternatives]
    return answer.confidence, [(one.text, one.span_text, one.score) for one in found]


def test_a_reader_that_there_is_not_is_refused_with_those_that_there_are():
    with pytest.raises(SettingError, match="found the reader 'nonsense', expected neural or lexical") as caught:
        Configuration(reader="nonsense")
    assert "\n" not in str(caught.value)


def test_the_default_reader_is_the_neural_one():
    assert model.READERS[0] == Configuration().reader == "neural"
    assert [told(one) for one in asked()] == [told(one) for one in asked(reader="neural")]


@pytest.mark.parametrize("reader", model.READERS)
def test_every_reader_finds_an_answer_that_is_plain(reader):
    answer = asked(reader=reader)[0]
    assert answer.text == "Ada Byron wrote the first program in 1843." and answer.best.span_text == "Ada Byron"
    assert 0.5 < answer.confidence <= 1.0


@pytest.mark.parametrize("reader", model.READERS)
def test_answers_are_the_same_in_another_corpus(reader):
    assert [told(one) for one in asked(reader=reader)] == [told(one) for one in asked(reader=reader)]


@pytest.mark.parametrize("reader", model.READERS)
def test_an_answer_does_not_depend_on_what_was_asked_before(reader):
    corpus = qa.Corpus([qa.load_text(TEXT)], configuration=Configuration(reader=reader))
    there = [told(corpus.ask(one, threshold=0.0)) for one in ASKED]
    back = [told(corpus.ask(one, threshold=0.0)) for one in reversed(ASKED)]
    assert there == back[::-1]


@pytest.mark.parametrize("reader", model.READERS)
def test_the_threshold_is_the_readers(reader):
    configuration = Configuration(reader=reader)
    corpus = qa.Corpus([qa.load_text(TEXT)], configuration=configuration)
    assert corpus.threshold == configuration.calibration.threshold


def test_the_number_of_threads_changes_no_answer():
    for one, other in zip(asked(threads=1), asked(threads=2), strict=True):
        assert one.text == other.text and one.confidence == pytest.approx(other.confidence, abs=1e-3)


def test_the_lexical_reader_needs_no_network(tmp_path):
    answers = asked(reader="lexical", model=tmp_path / "none")
    assert [told(one) for one in answers] == [told(one) for one in asked(reader="lexical")]


def test_the_neural_reader_without_its_files_says_how_to_go_without_it(tmp_path):
    with pytest.raises(ModelError, match="--reader lexical"):
        asked(model=tmp_path / "none")


def test_passages_that_are_not_read_are_told():
    texts = [f"Pavel paid {number} rubles." for number in range(4)]
    documents = [qa.load_text(text, source=f"{at}.txt") for at, text in enumerate(texts)]

    def unread(**options):
        answer = qa.Corpus(documents, configuration=Configuration(**options)).ask("Who paid?")
        return len(answer.hits), len(answer.unread)

    assert unread(most=4, least=0.0) == (4, 0) and unread(most=1) == (4, 3)
    assert unread(least=1.0) == (4, 3) and unread(reader="lexical") == (4, 0)


# What was spoken of last

CLOCKS = "Tom sold a clock. It was large. Ada sold a lamp. It was small. Karl sold a boat. It was old."


def sentences_of(corpus):
    return [one for passage in corpus.passages for one in passage.sentences]


def test_the_answer_is_drawn_to_what_was_spoken_of_last():
    corpus = qa.Corpus([qa.load_text(CLOCKS)])
    told = [corpus.ask("How was it?", near=Nearness(one, {1: 9.0}), threshold=0) for one in sentences_of(corpus)[::2]]
    assert [answer.text for answer in told] == ["It was large.", "It was small.", "It was old."]


def test_nothing_outside_the_document_is_drawn():
    corpus = qa.Corpus([qa.load_text("Tom sold a clock.", source="a"), qa.load_text("It was large.", source="b")])
    first = sentences_of(corpus)[0]
    answer = corpus.ask("What was large?", near=Nearness(first, {1: 9.0}), threshold=0)
    assert answer.confidence == corpus.ask("What was large?", threshold=0).confidence


def test_what_was_spoken_of_last_may_be_gone():
    corpus, other = qa.Corpus([qa.load_text(CLOCKS, source="a")]), qa.Corpus([qa.load_text(TEXT, source="b")])
    near = Nearness(sentences_of(other)[0], {0: 9.0})
    assert corpus.ask("Who sold a lamp?", near=near).text == corpus.ask("Who sold a lamp?").text


def test_what_is_near_is_read_though_it_shares_no_word_with_the_question():
    far = "\n\n".join(f"Somebody else sold {number} apples at the market. " * 12 for number in range(12))
    corpus = qa.Corpus([qa.load_text(f"{far}\n\nAda wrote a program. She lived in London.")])
    near = Nearness(sentences_of(corpus)[-1], {0: 9.0})
    assert corpus.ask("Who sold apples at the market?", near=near, threshold=0).text == "She lived in London."


def test_nearness_by_itself_makes_nobody_sure():
    corpus = qa.Corpus([qa.load_text(CLOCKS)])
    near = Nearness(sentences_of(corpus)[0], {0: 9.0})
    assert corpus.ask("How do I bake bread with yeast?", near=near).reason is qa.Reason.OFF_TOPIC


# Spelling


def test_a_misspelt_name_is_found_and_told(corpus):
    answer = corpus.ask("Where did Ada Byrron live?")
    assert answer.question == "Where did Ada Byrron live?"
    assert [(one.typed, one.taken) for one in answer.corrections] == [("Byrron", "Byron")]


# Lines that are no questions


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("hello", qa.Reason.NOT_A_QUESTION),
        ("Thank you!", qa.Reason.NOT_A_QUESTION),
        ("What can you do?", qa.Reason.NOT_A_QUESTION),
        ("Are you sure?", qa.Reason.TOO_VAGUE),
        ("Tell me more", qa.Reason.TOO_VAGUE),
    ],
)
def test_a_line_that_asks_nothing_of_the_text_is_not_looked_up(corpus, line, reason):
    answer = corpus.ask(line, threshold=0)
    assert (answer.answered, answer.reason, answer.hits, answer.closest) == (False, reason, (), None)


def test_a_chat_is_about_its_corpus(corpus):
    chat = qa.Chat(corpus)
    chat.ask("Who wrote the first program?")
    turn = chat.ask("Where did she live?")
    assert turn.understood.standalone == "Where did Ada Byron live?"
    assert turn.answer.text == "She lived in London."


def test_a_question_that_stands_alone_gets_the_same_answer_after_others():
    corpus = qa.Corpus.open()
    questions = (
        "How many men left the country in under two weeks?",
        "What did Matviyenko call the Russians who went abroad?",
        "Which country did Semyon come back from?",
        "How do I bake bread?",
    )
    for question in questions:
        chat = qa.Chat(corpus)
        for before in ("Who is Nika Karchevskaya?", "How old is she?", "And Pavel?"):
            chat.ask(before)
        turn, alone = chat.ask(question), corpus.ask(question)
        assert not turn.understood.leans
        assert (turn.answer.text, turn.answer.confidence) == (alone.text, alone.confidence)
