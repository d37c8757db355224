"""Sentences: known boundaries, and properties of any text."""

import itertools
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.split import sentence_spans
from qa.split.boundaries import boundaries
from qa.types import Span


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "expected",
    [
        ["“Forced emigration is hard,” he said.", "She left."],
        ["“The trip cost us 100,000 rubles ($1,650).”", "“It is done.”"],
        ["“No!” he said.", "“Why?” asked Dr. Brown.", "Brown left."],
        ["“No!” Semyon said.", "He went home."],
        ['"Never," he said, "will I go."', "She left."],
        ["Dr. Smith met Mr. J. R. Smith of the U.S. Army at 5 p.m. on Jan. 5.", "He left."],
        ["She lives in St. Louis.", "He lives in Washington D.C.", "Then he moved."],
        ["It was No. 5 in the list (see p. 4).", "No. 5 was good."],
        ["Prices rose 3.5% vs. 2.1% in Q1.", "Version 2.0.1 is out."],
        ["He came from the U.S.", "It was late."],
        ["They came (all 5 of them).", "Then they left."],
        ["(It was late.)", "They slept."],
        ["He said (it was late. Too late) that they slept.", "They did."],
        ["He waited… and then left.", "“I will return… I love my country.”"],
        ["Wait... what?", "Nobody knows."],
        ["They answered the call.", "“Many of those have returned,” she said."],
        ["“It is a little sick.”", "Carpenter Semyon disagreed."],
        ["What about vitamin C.", "It helps."],
        ["Yahoo! is a company.", "I saw it on Jeopardy! last night."],
        ["1. First item.", "2. Second item."],
        ["“[But] it's scary to go back.", "Although I can’t be mobilized, this guarantees nothing.”"],
    ],
)
def test_known_boundaries_are_found(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["The letter is signed Marta K. Olsen.", "Please open p. 31 of the atlas."],
        ["Were Ben and co. at the fair?", "They bought it from Hale, Moss & Co. at dawn."],
        ["Let us wait for Ben and co.", "They are late."],
        ["They bought it from Hale, Moss & Co.", "It closed in May."],
        ["You can see Mt. Elgon from St. Anne's Chapel on 9th st. near the mill.", "That is Tom Reed Jr.'s boat."],
        ["She toured the U.S.A. in March.", "He settled in the E.U.", "Where did you settle?"],
        ["She sued the U.S. Government over a dam.", "He has farmed in the U.S. for 9 years."],
        ["At 6 a.m. Mr. Bell fed the hens.", "He was back at 7 P.M.", "Mrs. Bell then shut the gate."],
        ["A ticket is $45.50 at the desk.", "A ticket is $45.50.", "It is sold there."],
        ["She runs a farm (She once ran it for 3 years as a tenant.) near the old quarry.", "It is small."],
        ["Write to Ida.Holm@example.org.", "Look at https://www.example.org/v2.10/a_b.html.", "It lists the fees."],
        ["He turned to her, 'It is cold.' he said.", 'He turned, "It is cold."', "She lit the stove."],
        ["Stop!!", "Who is that??", "Is it you!?", "Who?!", "It is me."],
        ["The line was\ncut here by the page.", "It was a wet \nday in the valley."],
        ["The mark is at N°. 2041.118.7.", "That is where the well is."],
        ["He works for Yahoo! in the mail room.", "We make a fine pair, you and I.", "Have you met Otto I. Lund?"],
        ["Lund holds that the rules “will seem less knotted. . . .”"],
        ['"Holm [...] used the picture of two ladders [...]" (Lund 31).'],
        ["Mark what is left out with dots and a full stop . . . .", "Next comes the rest."],
        ["I never said so....", "He shut the door."],
        ["I was not . . . well, what I meant...look . . . what I say is . . . I did not mean it."],
        ["One more habit . . . was to join two words. . . .", "The custom did not end. . . ."],
    ],
)
def test_kinds_of_golden_rules_hold(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["1. Open the lid.", "2. Pour in 2 l.", "3. Close the lid"],
        ["1.) Wash the plums", "2.) Stone them"],
        ["1) Wash the plums.", "2) Stone them."],
        ["1. Wash the plums", "2. Stone them"],
        ["a. Wash the plums", "b. Stone them", "c. Boil them"],
        ["• 9. Wash the plums", "• 10. Stone them"],
        ["⁃9. Wash the plums", "⁃10. Stone them"],
        ["(1) Open it.", "(2) Close it."],
        ["Step 1. Open it.", "Step 2. Close it."],
        ["To start:", "1. Open it.", "2. Close it."],
        ["1. See section 2. for the rest.", "2. Close it."],
    ],
)
def test_items_of_a_list_keep_their_number(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["It is 5 km.", "The road is long.", "He is 1.80 m.", "Smith is taller.", "The pool is 50 m. long."],
        ["Add 250 ml.", "Stir well.", "He weighs 80 kg.", "Nobody believed it.", "She is 5 ft. 3 in. tall."],
        [
            "It opens at 5 p.m.",
            "Nobody came.",
            "It starts at 5 p.m. Monday.",
            "It starts at 10 a.m. EST.",
            "Come early.",
        ],
        ["It starts at 9 a.m. Beijing time."],
        ["She works for Hollins Inc.", "Sales rose by 3 %.", "They moved to Washington, D.C.", "Nobody came."],
        ["He works at Apple Inc. Chief executive Tim Cook said so.", "The Washington, D.C. Council voted."],
        ["He moved to the U.S.", "Nobody knew.", "The U.S. Senate voted.", "U.S. Secretary Cole signed."],
        ["Lt. Col. Ann Lee met Capt. Ono.", "Gov. Ray spoke to Rep. Hu."],
        ["Costs incl. VAT are 5 euros.", "Pay excl. VAT.", "Thank you."],
        ["The Beatles vs. The Stones was a fight.", "See Smith et al. 2003 and Eq. (2).", "After that, read on."],
        ["We sell apples, pears, etc.", "Prices vary."],
        ["He lives in New York.", "Smith met Rich.", "Bill left.", "It is in the West.", "Texas is too."],
        ["The time is a function of n.", "If n grows, it grows.", "He got an A.", "Nobody failed."],
    ],
)
def test_abbreviation_ends_a_sentence_where_one_begins(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Plant trees in March.[^1]", "Dig a hole."],
        ["Lake Ardal is in Sund.[1]", "It is 112 m deep.[2][3]", "Pike are common.[5]"],
        ["It is so. [3]", "She agrees. [4, 5]", "He does not."],
        ["It was late.¹", "He left.†", "She left.[a]", "See [3] for more."],
        ["The claim is false.[citation needed]", "He was quick to judge.:110", "He left.[1]:23–25", "She stayed."],
        ["[1] Smith, A book, 2001.", "[2] Jones, Two books, 2002.", "[3] Lee, 2003."],
        ["Pay lasts twelve weeks.2", "“Visits” in art.5 Court rules need not be made good.13", "See 1.2 Terms."],
        ["He said so. [...]", "For he knew."],
    ],
)
def test_footnote_marks_belong_to_the_sentence_before(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Die Brücke wurde am 3. Oktober 1991 eröffnet.", "Das Fest ist am 2. Mai.", "Der Eintritt ist frei."],
        ["Er wohnt im 3. Stock.", "Im 19. Jahrhundert wuchs die Stadt.", "Der 2. Weltkrieg endete 1945."],
        ["Dr. Ing. Petra Weiß leitete es, u. a. an den Pfeilern.", "Dr. med. Anna Kurz kam."],
        ["Sie ist ca. 310 m lang.", "Es dauert bis einschl. 14. Mai.", "Siehe Abb. 3, vgl. S. 12 bzw. Anm. 4."],
        ["Das kostet z. B. Geld, d. h. viel.", "Er sprach mit dem Mann.", "Er ging."],
        ["„Wie lange hält sie?“, fragte er.", "“Wie lange hält sie?“, fragte sie.", "„Komm!“ sagte er."],
        ["Er sagte: „Ich gehe.“", "Dann ging er.", "»Komm her«, sagte er.", "»Ich warte.«", "»Warum?« fragte sie."],
        ["La boulangerie de M. Duval ouvre à 6 h.", "« Venez tôt ! » dit-il.", "Mme Leroy et M. Le Goff sont là."],
        ["¡Ven aquí!", "¿Qué haces?", "El Sr. García vive en la Av. Juárez.", "El precio, p. ej. hoy, es alto."],
        ["Il sig. Rossi e il dott. Bianchi sono qui.", "Dhr. Bakker komt bijv. morgen."],
        ["Пушкин родился в 1799 г. в Москве.", "Он писал стихи и т. д.", "Его любят."],
        ["वह घर गया।", "हाँ, डॉ. शर्मा आए।", "वे चले गए॥"],
        ["هل أنت بخير؟", "نعم، أنا بخير.", "شكرا!"],
        ["یہ کتاب ہے۔", "وہ آیا۔"],
    ],
)
def test_boundaries_in_other_languages(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["图书馆建于1932年，由林文华设计。", "共有三层。", "周一闭馆！", "为什么？"],
        ["“你好！”他说。", "“再见。”", "她走了。"],
        ["「今日は寒い。」と彼は言った。", "明日も寒い？", "はい。"],
        ["今日は（寒い。）雨だ。", "はい！"],
        ["वह घर गया।", "उसने खाया।"],
    ],
)
def test_stops_without_a_space_end_sentences(expected):
    assert sentences("".join(expected)) == expected


HOSTILE = {
    "short exclamations": "ha! ",
    "initials": "A! a! ",
    "no space": "QmFzZTY0/+x9",
    "stops": ".",
    "spaced stops": ". ",
    "spaced marks": "! ",
    "quotes": '!"',
    "closers": ".)",
    "open brackets": "(a. B",
    "references": ".[1]",
    "page references": ".:1-1",
    "numbers": "1. ",
    "steps": "1. A 2. B ",
    "bullets": "• a ",
    "wide stops": "图书馆。",
    "wide quotes": "。”",
    "times": "5 p.m. A ",
    "ordinals": "am 3. Tag ",
    "attributions": "“A!” said ",
    "line breaks": "a.\n\n",
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_work_grows_linearly_with_length(shape):
    short, long = (HOSTILE[shape] * (length // len(HOSTILE[shape])) for length in (4_000, 32_000))
    assert characters_read(long) < 16 * max(characters_read(short), len(short))


def characters_read(prose: str) -> int:
    """How many characters of `prose` are handed to decisions about boundaries."""
    counted = _Counted(prose)
    for _ in boundaries(counted):
        pass
    return counted.read


class _Counted(str):
    """A text that counts the characters of its slices."""

    read = 0

    def __getitem__(self, key):
        part = super().__getitem__(key)
        self.read += len(part)
        return part


@pytest.mark.parametrize("shape", HOSTILE)
def test_no_pattern_backtracks_over_the_text(shape):
    # Eight times the text takes 8 times as long if the time grows linearly, and 64 times if it grows with the square.
    short, long = (HOSTILE[shape] * (length // len(HOSTILE[shape])) for length in (4_000, 32_000))
    assert seconds(long) < 30 * max(seconds(short), 0.001)


def seconds(text: str) -> float:
    """The processor's time for `text`, the least of three runs."""
    times = []
    for _ in range(3):
        start = time.process_time()
        sentences(text)
        times.append(time.process_time() - start)
    return min(times)


def test_long_run_is_cut_at_a_semicolon():
    parts = sentences("; ".join("a name with a title" for _ in range(200)))
    assert len(parts) > 1 and all(part.endswith(";") for part in parts[:-1])


def test_lower_case_text_is_split():
    assert sentences("he left the house. was it so? then no.") == ["he left the house.", "was it so?", "then no."]


def test_spans_count_from_start_of_document():
    text = "Skipped.\n\nFirst one. Second one."
    spans = sentence_spans(text, Span(10, len(text)))
    assert [text[span.start : span.end] for span in spans] == ["First one.", "Second one."]


def test_text_without_stops_is_cut_at_white_space():
    text = "word " * 1_000
    parts = sentences(text)
    assert len(parts) > 1 and " ".join(parts) == text.strip()
    assert all(part.replace("word", "").strip() == "" for part in parts)


@given(st.text(alphabet=st.sampled_from("aB1 .!?…”“»«\"'()[]^:;\n,—é\u200dД中。！”।؟¹•2m"), max_size=120))
def test_sentences_are_ordered_disjoint_and_lose_nothing(text):
    spans = sentence_spans(text, Span(0, len(text)))
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
    kept = "".join(text[span.start : span.end] for span in spans)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)
