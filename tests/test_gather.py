"""All answers: what is merged, what differs, and in which order they come."""

from qa.gather import FINDINGS, gather, listing
from qa.types import AnswerType, Candidate, Span
from tests.builders import question, split

OPENED = "When did the mill open?"


def pairs(*texts, marked):
    """A candidate for each text, a document of its own, with the words `marked` in it, less and less sure."""
    made = []
    for number, (text, words) in enumerate(zip(texts, marked, strict=True)):
        (sentence,) = split(*texts)[number].sentences
        start = sentence.span.start + text.index(words)
        made.append((Candidate(sentence, Span(start, start + len(words)), 0.0), 0.9 - number / 10))
    return made


def test_equal_answers_are_one_finding():
    rated = pairs("The mill opened in 1951.", "In 1951 the mill opened.", marked=["1951", "1951"])
    (finding,) = gather(question(OPENED), rated, allows_several=False)
    assert (finding.candidate.text, finding.confidence) == ("The mill opened in 1951.", 0.9)
    assert [repeat.text for repeat in finding.repeats] == ["In 1951 the mill opened."]


def test_name_and_its_part_are_one_finding():
    rated = pairs("Ada Byron wrote it.", "Byron wrote it all.", marked=["Ada Byron", "Byron"])
    assert len(gather(question("Who wrote it?"), rated, allows_several=False)) == 1


def test_other_date_of_the_same_thing_differs():
    rated = pairs("The mill opened in 1951.", "The mill did open in 1953.", marked=["1951", "1953"])
    first, second = gather(question(OPENED), rated, allows_several=False)
    assert (first.differs_from, second.differs_from) == ((), (0,))


def test_answer_about_another_thing_does_not_differ():
    rated = pairs("The mill opened in 1951.", "The barn opened in 1953.", marked=["1951", "1953"])
    assert not any(finding.differs_from for finding in gather(question(OPENED), rated, allows_several=False))


def test_amounts_differ_though_the_question_names_no_type():
    rated = pairs("The price is 20 euros.", "The price was 25 euros.", marked=["20 euros", "25 euros"])
    assert gather(question("What is the price?"), rated, allows_several=False)[1].differs_from == (0,)


def test_question_for_several_has_no_differences():
    rated = pairs("Ada signed the lease.", "Ben signed the lease.", marked=["Ada", "Ben"])
    findings = gather(question("Which people signed the lease?"), rated, allows_several=True)
    assert len(findings) == 2 and not any(finding.differs_from for finding in findings)


def test_findings_come_by_document():
    passages = split("Ada came. Ben came.", "Eva came.")
    sentences = [passages[0].sentences[0], passages[1].sentences[0], passages[0].sentences[1]]
    rated = [(Candidate(sentence, None, 0.0), 0.9) for sentence in sentences]
    findings = gather(question("Who came?"), rated, allows_several=True)
    assert [finding.candidate.text for finding in findings] == ["Ada came.", "Ben came.", "Eva came."]


def test_listing_has_each_value_once():
    passages = split("It opened on 12 May 1951. It burnt in 1960.", "In 1960 nobody came.")
    findings = listing(passages, AnswerType.DATE)
    assert [finding.candidate.span_text for finding in findings] == ["12 May 1951", "1960"]
    assert [len(finding.repeats) for finding in findings] == [0, 1]
    assert {finding.confidence for finding in findings} == {1.0}


def test_listing_is_bounded():
    text = " ".join(f"It was in {year}." for year in range(1000, 1000 + FINDINGS + 20))
    assert len(listing(split(text), AnswerType.DATE)) == FINDINGS
