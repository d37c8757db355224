from qa.question.suggest import names, questions
from tests.builders import documents

TEXT = "Ada met Grace in Ulm. Grace said that Ada left. “It rained,” said Grace. Ada built a boat."


def test_names_are_most_frequent_first():
    assert names(documents(TEXT)) == ("Ada", "Grace", "Ulm")


def test_names_are_counted_across_documents():
    assert names(documents("Ada left. Karl came.", "Karl stayed.")) == ("Karl", "Ada")


def test_speaker_is_asked_for_words():
    assert questions(documents(TEXT), 3) == ("What did Grace say?", "What does the text say about Ada?")


def test_second_speaker_is_asked_about():
    text = "Ada said so. Ada left. Karl said no. Karl stayed."
    assert questions(documents(text), 9) == ("What did Ada say?", "Who is Karl?")


def test_rare_names_serve_without_frequent_ones():
    assert questions(documents("Ada met Karl."), 1) == ("What does the text say about Ada?",)


def test_text_without_names_has_no_questions():
    assert questions(documents("it rained."), 3) == () == names(documents("it rained."))


def test_count_limits_questions():
    assert len(questions(documents(TEXT), 1)) == 1 and questions(documents(TEXT), 0) == ()
