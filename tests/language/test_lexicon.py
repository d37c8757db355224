from itertools import groupby
from pathlib import Path

import pytest

from qa.language import lexicon
from qa.language.lexicon import alternation, tagged, word_groups, word_list

DATA = Path(lexicon.__file__).parent / "data"
FILES = sorted(path.stem for path in DATA.glob("*.txt"))
# Files whose lines are forms of one word or pairs, not words with tags.
GROUPED = {"irregular_forms", "spelling_pairs", "opposites"}
CONSTANTS = {name: value for name, value in vars(lexicon).items() if name.isupper() and not name.startswith("_")}

every_file = pytest.mark.parametrize("name", FILES)
every_word_file = pytest.mark.parametrize("name", [name for name in FILES if name not in GROUPED])


def lines(name):
    return (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def body(name):
    """The words and the tags of each line behind the header."""
    content = [line for line in lines(name) if line and not line.startswith("#")]
    return [(words.split(), tags) for words, _, tags in (line.partition(" : ") for line in content)]


@every_file
def test_header_names_source_and_gaps(name):
    header = lines(name)[: lines(name).index("")]
    assert all(line.startswith("#") for line in header)
    assert any(line.startswith("# Source:") for line in header)
    assert any(line.startswith("# Known gaps:") for line in header)


@every_word_file
def test_header_explains_every_tag(name):
    header = " ".join(line for line in lines(name) if line.startswith("#")).replace("as-he to as-then", " ")
    tags = {tag for _, tags in body(name) for tag in tags.split()}
    named = header.replace(",", " ").replace(";", " ").replace(".", " ").replace(":", " ").split()
    assert {tag for tag in tags if not tag.startswith("as-")} <= set(named)


@every_file
def test_entries_are_lower_case(name):
    assert body(name)
    assert all(word == word.lower() for words, _ in body(name) for word in words)


@every_word_file
def test_entries_occur_once_per_file(name):
    entries = [word for words, _ in body(name) for word in words]
    assert len(entries) == len(set(entries)) > 0


@every_word_file
def test_entries_with_the_same_tags_are_together(name):
    runs = [tags for tags, _ in groupby(tags for _, tags in body(name))]
    assert len(runs) == len(set(runs))


@every_word_file
def test_untagged_entries_are_sorted(name):
    untagged = [word for words, tags in body(name) if not tags for word in words]
    assert untagged == sorted(untagged)


@pytest.mark.parametrize("name", sorted(GROUPED))
def test_groups_hold_a_word_and_its_partner(name):
    groups = word_groups(name)
    assert len(groups) == len(set(groups))
    assert all(len(group) > 1 and len(group) == len(set(group)) for group in groups)


def test_irregular_form_has_one_base():
    forms = [form for _, *forms in word_groups("irregular_forms") for form in forms]
    assert len(forms) == len(set(forms)) == len(lexicon.BASE_FORMS)


@pytest.mark.parametrize("name", sorted(CONSTANTS))
def test_constant_is_not_empty_and_without_duplicates(name):
    assert len(CONSTANTS[name]) == len(set(CONSTANTS[name])) > 0


def test_underscore_is_a_space_in_a_phrase():
    assert "as a result of" in lexicon.CAUSAL_PHRASES
    assert not any("_" in word for name in FILES if name not in GROUPED for word in word_list(name))


def test_word_list_holds_tagged_words():
    assert set(tagged("verbs", "motion")) < word_list("verbs")


def test_tagged_keeps_file_order_and_repeats_nothing():
    assert lexicon.MONTHS[:2] == ("January", "February")
    assert tagged("causes", "asked", "caused")[:3] == ("reason", "causes", "reasons")


def test_unknown_tag_raises():
    with pytest.raises(KeyError):
        tagged("verbs", "speech")


def test_alternation_keeps_order_and_escapes():
    assert alternation(["of the", "of", "a.m."]) == r"(?:of\ the|of|a\.m\.)"


def test_plural_precedes_its_singular():
    assert lexicon.TIME_UNITS[:2] == ("years", "year")
    assert lexicon.TIME_UNITS[-2:] == ("centuries", "century")


def test_said_is_no_first_name():
    assert "said" not in lexicon.FIRST_NAMES
    assert "said" in lexicon.PERSON_VERBS


def test_names_of_both_sexes_are_in_neither_set():
    both = set(tagged("names", "male")) & set(tagged("names", "female"))
    assert both
    assert not both & lexicon.FIRST_NAMES


def test_time_nouns_hold_months_and_weekdays():
    assert {word.lower() for word in (*lexicon.MONTHS, *lexicon.WEEKDAYS)} < lexicon.TIME_NOUNS


def test_person_titles_are_nouns_for_persons():
    assert {"mr", "lady", "mayor", "carpenter"} <= lexicon.PERSON_TITLES <= lexicon.KNOWN_NOUNS


def test_abbreviations_hold_titles():
    assert {"dr", "prof", "etc"} <= lexicon.ABBREVIATIONS


def test_closed_class_holds_no_determiner_alone():
    assert {"who", "did", "of", "because", "him", "not"} <= lexicon.CLOSED_CLASS
    assert not lexicon.CLOSED_CLASS & {"the", "our", "many"}
