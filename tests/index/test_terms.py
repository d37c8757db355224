"""What of a text is indexed."""

from qa.index.terms import ngrams_of, terms_of


def test_terms_are_topic_stems_and_stem_pairs():
    assert terms_of(["the", "dogs", "ran"]) == ["dog", "run", "the dog", "dog run"]


def test_ngrams_include_word_edges():
    assert ngrams_of(["cat"]) == [" ca", "cat", "at ", " cat", "cat ", " cat "]


def test_ngrams_never_cross_words():
    assert ngrams_of(["cat", "dog"]) == ngrams_of(["cat"]) + ngrams_of(["dog"])


def test_words_without_norms_have_no_terms():
    assert terms_of([]) == [] == ngrams_of([])
