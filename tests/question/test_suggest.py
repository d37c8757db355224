from qa.question import suggest
from tests.builders import index


def names(texts):
    """The names in an index of the texts."""
    return tuple(name.text for name in index(*texts).names())


def questions(texts, count):
    return suggest.questions(index(*texts).names(), count)


TEXT = "Ada met Grace in Ulm. Grace said that Ada left. “It rained,” said Grace. Ada built a boat."


def test_names_are_most_frequent_first():
    assert names([TEXT]) == ("Ada", "Grace", "Ulm")


def test_names_are_counted_across_documents():
    assert names(["Ada left. Karl came.", "Karl stayed."]) == ("Karl", "Ada")


def test_speaker_is_asked_for_words():
    assert questions([TEXT], 3) == ("What did Grace say?", "What does the text say about Ada?")


def test_second_speaker_is_asked_about():
    text = "Ada said so. Ada left. Karl said no. Karl stayed."
    assert questions([text], 9) == ("What did Ada say?", "Who is Karl?")


def test_rare_names_serve_without_frequent_ones():
    assert questions(["Ada met Karl."], 1) == ("What does the text say about Ada?",)


def test_text_without_names_has_no_questions():
    assert questions(["it rained."], 3) == () == names(["it rained."])


def test_count_limits_questions():
    assert len(questions([TEXT], 1)) == 1 and questions([TEXT], 0) == ()
