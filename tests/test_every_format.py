"""A folder with one file of each format: each answers a question, and the citation says where in the file."""

import pytest

import qa
from qa.types import Place
from tests.load.office import builders as office
from tests.load.pdf.builders import lines, pdf
from tests.load.workbooks import sheet_xml, workbook

BRIDGE = ("The bridge at Holm was closed in March 2003 because", "a barge had hit the third of its five pillars.")
RENT = office.p("Rent", style="Heading1") + office.p("The rent of the flat is 870 crowns a month.")
FILES: dict[str, bytes] = {
    "bridge.pdf": pdf(lines(72, 100, "The bridge was built by Ada Lund in 1889."), lines(72, 100, *BRIDGE)),
    "lease.docx": office.docx(RENT, styles=office.heading_styles(1)),
    "plan.pptx": office.pptx(
        office.shape("Plan", placeholder="title"),
        office.shape("Staff", placeholder="title") + office.shape("Olga Berg leads the kitchen."),
    ),
    "stock.xlsx": workbook({"Lamps": sheet_xml([["Lamp", "Price"], ["Aurora", 45], ["Borealis", 61]])}),
    "garden.odt": office.odf('<text:h text:outline-level="1">Hedges</text:h><text:p>Hedges are cut in June.</text:p>'),
    "whale.epub": office.epub(
        {
            "a.xhtml": "<h1>The Harbour</h1><p>It rained.</p>",
            "b.xhtml": "<h1>The Inn</h1><p>The innkeeper was Coffin.</p>",
        },
        contents={"a.xhtml": "The Harbour", "b.xhtml": "The Inn"},
    ),
    "memo.rtf": rb"{\rtf1\ansi The parking garage opens at seven.}",
    "ferry.html": b"<html><body><h1>Ferry</h1><p>The ferry to Varde carries 300 passengers.</p></body></html>",
    "keys.eml": b"From: Tom Okafor <t@example.org>\nSubject: Keys\n\nThe boathouse keys are with Mrs. Lang.\n",
    "planets.csv": b"Planet,Moons\nMars,2\nNeptune,16\n",
    "talk.srt": b"1\n00:01:05,000 --> 00:01:07,000\nMammoths died out\n\n2\n00:01:07,000 --> 00:01:09,000\n4,000 BC.",
    "model.ipynb": b'{"cells": [{"cell_type": "markdown", "source": ["The accuracy of the model is 91 percent."]}]}',
    "rabbits.md": b"# Rabbits\n\n## Feeding\n\nRabbits eat hay and clover.\n",
    "install.rst": b"Install\n=======\n\nThe compiler needs Python 3.12.\n",
    "bees.org": b"* Bees\nThe queen bee lives for four years.\n",
    "moths.tex": b"\\begin{document}\n\\section{Moths}\nMoths are drawn to moonlight.\n\\end{document}\n",
    "tower.txt": b"The tower\n\nThe tower burned down in 1703.\n",
}
QUESTIONS = {
    "When was the bridge closed?": ("bridge.pdf", "2003", Place(page=2), ()),
    "How much is the rent of the flat?": ("lease.docx", "870", Place(), ("Rent",)),
    "Who leads the kitchen?": ("plan.pptx", "Olga Berg", Place(slide=2), ("Staff",)),
    "What is the price of the lamp Borealis?": ("stock.xlsx", "61", Place(sheet="Lamps", row=3), ("Lamps",)),
    "When are hedges cut?": ("garden.odt", "June", Place(), ("Hedges",)),
    "Who was the innkeeper?": ("whale.epub", "Coffin", Place(chapter="The Inn"), ("The Inn",)),
    "When does the parking garage open?": ("memo.rtf", "seven", Place(), ()),
    "How many passengers does the ferry to Varde carry?": ("ferry.html", "300", Place(), ("Ferry",)),
    "Who has the boathouse keys?": ("keys.eml", "Lang", Place(), ("Keys",)),
    "How many moons does Neptune have?": ("planets.csv", "16", Place(row=3), ()),
    "When did mammoths die out?": ("talk.srt", "4,000", Place(time="0:01:05"), ()),
    "What is the accuracy of the model?": ("model.ipynb", "91", Place(part="cell 1"), ()),
    "What do rabbits eat?": ("rabbits.md", "hay", Place(), ("Rabbits", "Feeding")),
    "Which Python does the compiler need?": ("install.rst", "3.12", Place(), ("Install",)),
    "How long does the queen bee live?": ("bees.org", "four", Place(), ("Bees",)),
    "What are moths drawn to?": ("moths.tex", "moonlight", Place(), ("Moths",)),
    "When did the tower burn down?": ("tower.txt", "1703", Place(), ("The tower",)),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    return qa.Corpus.open(folder)


def test_every_format_has_a_file():
    from qa.load.formats import READABLE

    suffixes = {f".{name.rsplit('.')[-1]}" for name in FILES} | {".mbox", ".tsv"}
    assert [known.name for known in READABLE if known.suffixes and not suffixes & known.suffixes] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_file_answers_with_its_place(corpus, question):
    name, words, place, headings = QUESTIONS[question]
    answer = corpus.ask(question)
    assert answer.answered, answer.closest
    assert answer.citation.source.endswith(name)
    assert words in answer.text
    assert (answer.citation.place, answer.citation.headings) == (place, headings)
