"""Documents of the shapes that people have, with questions: FAQ, lists, steps, glossaries, chats, prose, and records.

What makes a sentence the answer is often written elsewhere: in the heading, the names of the columns, the stem, the
title. Here the same records are written in each of these ways, and read back by qa's own loaders. A question is about
something that the document says, or about a thing or an attribute that it does not have.

Known limitation: the language is that of the banks (`qa.train.neural.banks`), plainer than people's own.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from qa.evaluate.datasets import LabelledQuestion
from qa.evaluate.datasets.base import Gold
from qa.load.formats import FORMATS
from qa.train.neural import records
from qa.train.neural.banks import Bank, Entry, Prose, Section, bank, fill, record_kinds
from qa.train.neural.records import MOST, Asked, Made, some
from qa.types import Document, Span

SOURCE, LOOSE = "made", "loose"
# The share of what is said that somebody asked for before.
_QUESTIONS = 0.5
_SEPARATORS = (": ", " – ", " - ")
_SPEAKERS = "Ana Ben Clara Dev Ella Finn Gus Hedy Ilse Jo Kim Lars Mona Nils Olga Piet Rita Sam Tess Uwe".split()
_UNITS = ("g", "ml", "tsp", "tbsp", "cups", "pinches of", "cl", "handfuls of", "oz")
_HOW_MUCH = (
    "How much {i} do I need?",
    "How much {i} is needed?",
    "amount of {i}",
    "how many {i}",
    "What quantity of {i}?",
)
_STEPS = (
    ("Add the {i} and stir for {2-20} minutes.", "How long do I stir after adding the {i}?"),
    ("Wash the {i} in {cold/warm} water.", "In what water do I wash the {i}?"),
    ("Heat the {i} to {60-200} °C.", "How hot should the {i} be?"),
    ("Let the {i} rest {overnight/for an hour/in the fridge}.", "How long does the {i} rest?"),
    ("Fold in the {i} last.", "When is the {i} folded in?"),
)
_GUIDES = ("Instructions", "Step by step", "What to do", "Rules", "How it works", "Handbook")
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ASKED_FOR_STEP = (
    "What is the {o} step: {h}?",
    'What comes {o} under "{h}"?',
    "{o} point, {h}",
    'what is the {o} thing on the list "{h}"',
    "{h}: what is the {o} item?",
)
_ASKED_BY_NUMBER = (
    "step {number}, {h}",
    "What does number {number} say ({h})?",
    "{h}, point {number}?",
)
_AUTHORS = ("Rosa Vidal", "David Mensah", "Greta Holm", "L. Doyle", "Wei Zhang", "Ines Duarte", "K. Rao and U. Bello")
_WHO_WROTE = ("Who wrote this?", "Who is the author?", "author", "By whom is this text?", "who has written it")
_WHEN = ("When was this published?", "What is the date of this text?", "publication date", "When was it written?")


# The shapes


def _written(rng: random.Random, bank: Bank) -> Made:
    """A text in sections, or with no headings, that is asked in other words than its own."""
    prose = rng.choice(bank.prose)
    sections = some(prose.sections, rng.randint(2, len(prose.sections)), rng)
    headed, mark = rng.random() < 0.8, rng.choice(("## ", "### "))
    parts, asked = [f"# {rng.choice(prose.titles)}"], []
    for section in sections:
        said, unsaid = _said(section.sentences, rng)
        heading = [mark + rng.choice(section.headings)] if headed else []
        parts += [*heading, rng.choice((" ", "\n\n")).join(text for _, text in said)]
        asked += [Asked(rng.choice(each.questions), (text,), text, loose=True) for each, text in said]
        asked += [Asked(rng.choice(each.questions)) for each in unsaid]
    asked += [Asked(question) for question in some(_unanswered(prose, sections), 2, rng)]
    return Made(".md", "\n\n".join(parts), some(asked, MOST, rng))


def _said(sentences: list[Entry], rng: random.Random) -> tuple[list[tuple[Entry, str]], list[Entry]]:
    """The sentences that a section has, with their texts, and now and then one that it lacks."""
    left_out = rng.choice(sentences) if len(sentences) > 1 and rng.random() < 0.4 else None
    said = [(each, fill(each.values[0], rng)) for each in sentences if each is not left_out]
    return said, [left_out] if left_out else []


def _unanswered(prose: Prose, sections: list[Section]) -> list[str]:
    """Questions of the text's field that these sections of it do not answer."""
    others = (each for section in prose.sections if section not in sections for each in section.sentences)
    return [*prose.unanswered, *(each.questions[0] for each in others)]


def _faq(rng: random.Random, bank: Bank) -> Made:
    """Questions as headings (or after "Q:"), with short answers that do not repeat them."""
    entries = some(bank.faq, rng.randint(4, 9), rng)
    pairs = [(rng.choice(entry.names), fill(rng.choice(entry.values), rng)) for entry in entries]
    if rng.random() < 0.2:
        pairs = [(name if name.endswith("?") else f"{name}?", answer) for name, answer in pairs]
        text = "\n\n".join(f"Q: {name}\nA: {answer}" for name, answer in pairs)
        suffix = ".txt"
    else:
        title = rng.choice(("FAQ", "Questions and answers", "Good to know", "Frequently asked questions"))
        text, suffix = f"# {title}\n\n" + "\n\n".join(f"## {name}\n\n{answer}" for name, answer in pairs), ".md"
    asked = [
        Asked(rng.choice([*entry.questions, entry.names[0]]), (answer,), answer, loose=True)
        for entry, (_, answer) in zip(entries, pairs, strict=True)
    ]
    others = [entry for entry in bank.faq if entry not in entries]
    return Made(suffix, text, asked[: MOST - 2] + [Asked(rng.choice(each.questions)) for each in some(others, 2, rng)])


def _stems(rng: random.Random, bank: Bank) -> Made:
    """Lists whose items mean nothing without their stem."""
    parts, asked = [], []
    drawn = some(bank.lists, rng.randint(2, 4), rng)
    for entry in drawn:
        items = [(item, fill(item.values[0], rng)) for item in some(entry.items, rng.randint(2, 5), rng)]
        end = rng.choice(("", ";", ","))
        parts.append(f"{entry.stem}\n\n" + "\n".join(f"- {text}{end}" for _, text in items))
        asked += [Asked(rng.choice(item.questions), (text,), text, loose=True) for item, text in some(items, 3, rng)]
        left = [item for item in entry.items if item not in [each for each, _ in items]]
        asked += [Asked(rng.choice(item.questions)) for item in some(left, 1, rng)]
    return Made(".md", "\n\n".join(parts), some(asked, MOST, rng))


def _recipe(rng: random.Random, bank: Bank) -> Made:
    """A list of quantities, and steps that name the same things."""
    kind = next(kind for kind in record_kinds() if kind.noun == "ingredient")
    things = some(kind.names, rng.randint(5, 9), rng)
    unused, *things = things
    items = [f"{rng.choice(('1', '2', '½', '1½', '3', '250', '40'))} {rng.choice(_UNITS)} {thing}" for thing in things]
    steps = [
        (fill(step, rng).replace("{i}", thing), question.replace("{i}", thing))
        for thing, (step, question) in zip(some(things, 4, rng), some(_STEPS, 4, rng), strict=True)
    ]
    lists = "\n".join(f"- {item}" for item in items)
    numbered = "\n".join(f"{number}. {step}" for number, (step, _) in enumerate(steps, start=1))
    asked = [
        Asked(rng.choice(_HOW_MUCH).replace("{i}", thing), (item,), item, loose=True)
        for thing, item in some(list(zip(things, items, strict=True)), 4, rng)
    ]
    asked += [Asked(question, (step,), step, loose=True) for step, question in some(steps, 2, rng)]
    asked.append(Asked(rng.choice(_HOW_MUCH).replace("{i}", unused)))
    return Made(".md", f"# {rng.choice(kind.titles)}\n\n## Ingredients\n\n{lists}\n\n## Method\n\n{numbered}\n", asked)


def _glossary(rng: random.Random, bank: Bank) -> Made:
    """Terms with their meanings."""
    entries = some(bank.glossary, rng.randint(4, 10), rng)
    style = rng.randrange(3)
    if style == 0:
        text = "# Glossary\n\n" + "\n\n".join(f"## {term}\n\n{meaning.capitalize()}." for term, meaning in entries)
    elif style == 1:
        mark = rng.choice(_SEPARATORS)
        text = "# Terms\n\n" + "\n".join(f"- {term.capitalize()}{mark}{meaning}" for term, meaning in entries)
    else:
        text = "\n\n".join(f"{term.capitalize()} is {meaning}." for term, meaning in entries)
    patterns = ("What does {t} mean?", "What is {t}?", "meaning of {t}", "define {t}", "{t}", "what is meant by {t}?")
    asked = [
        Asked(rng.choice(patterns).replace("{t}", term), (meaning[1:],), meaning.partition(" ")[2], loose=True)
        for term, meaning in entries[: MOST - 3]
    ]
    others = [term for term, _ in bank.glossary if term not in dict(entries)]
    asked += [Asked(rng.choice(patterns).replace("{t}", term)) for term in some(others, 2, rng)]
    return Made(".md", text, asked)


def _chat(rng: random.Random, bank: Bank) -> Made:
    """What several people say, each line with its speaker, some with the time."""
    entries = some(bank.speech, min(rng.randint(4, 9), len(bank.speech) - 1), rng)
    speakers = some(_SPEAKERS, rng.randint(2, 4), rng)
    timed, hour = rng.random() < 0.4, rng.randint(7, 20)
    lines, asked = [], []
    for number, entry in enumerate(entries):
        speaker = rng.choice(speakers)
        said = fill(entry.values[0], rng)
        time = f"[{hour:02}:{10 + 4 * number:02}] " if timed else ""
        aloud = [text for text in entry.questions if "{" not in text]
        if aloud and rng.random() < _QUESTIONS:
            # Who asks in the chat does not answer.
            lines.append(
                f"{time}{rng.choice([each for each in speakers if each != speaker])}: {rng.choice(aloud).lower()}"
            )
        lines.append(f"{time}{speaker}: {said}")
        asked.append(Asked(_ask_about(entry, speaker, rng), (said,), said, loose=True))
    others = [entry for entry in bank.speech if entry not in entries]
    asked += [Asked(_ask_about(entry, rng.choice(speakers), rng)) for entry in some(others, 2, rng)]
    return Made(".txt", "\n".join(lines), some(asked, MOST, rng))


def _replies(rng: random.Random, bank: Bank) -> Made:
    """Questions in a chat, each with a reply that means nothing alone."""
    drawn = some(bank.replies, min(rng.randint(3, 6), len(bank.replies) - 1), rng)
    speakers = some(_SPEAKERS, rng.randint(2, 4), rng)
    stamp, hour = rng.choice(("", "[{hour}:{minute}] ", "{hour}:{minute} - ")), rng.randint(7, 20)
    lines, asked = [], []
    for number, entry in enumerate(drawn):
        asker, replier = some(speakers, 2, rng)
        question, reply = fill(entry.names[0], rng), fill(rng.choice(entry.values), rng)
        time = stamp.replace("{hour}", f"{hour:02}").replace("{minute}", f"{10 + 4 * number}")
        lines += [f"{time}{asker}: {question}", f"{time}{replier}: {reply}"]
        wording = rng.choice([*entry.questions, question]).replace("{n}", replier)
        asked.append(Asked(wording, (reply,), reply, loose=True))
        if rng.random() < _QUESTIONS:
            lines.append(f"{time}{rng.choice(speakers)}: {fill(rng.choice(bank.speech).values[0], rng)}")
    others = [entry for entry in bank.replies if entry not in drawn]
    asked += [Asked(rng.choice(entry.questions).replace("{n}", rng.choice(speakers))) for entry in some(others, 2, rng)]
    return Made(".txt", "\n".join(lines), asked)


def _steps(rng: random.Random, bank: Bank) -> Made:
    """Numbered lists, which are asked for by their numbers."""
    parts, asked = [], []
    for entry in some(bank.lists, rng.randint(1, 3), rng):
        items = [fill(item.values[0], rng) for item in some(entry.items, len(entry.items), rng)]
        heading, mark = entry.stem.rstrip(":"), rng.choice((".", ")"))
        numbered = "\n".join(f"{number}{mark} {text}" for number, text in enumerate(items, start=1))
        parts.append(f"## {heading}\n\n{numbered}" if rng.random() < 0.6 else f"{entry.stem}\n\n{numbered}")
        for place, text in some(list(enumerate(items)), 3, rng):
            asked.append(Asked(_ask_for_step(place, len(items), heading, rng), (text,), text, loose=True))
        asked.append(Asked(_ask_for_step(len(items) + rng.randint(0, 2), 99, heading, rng)))
    return Made(".md", f"# {rng.choice(_GUIDES)}\n\n" + "\n\n".join(parts), some(asked, MOST, rng))


def _ask_for_step(place: int, count: int, heading: str, rng: random.Random) -> str:
    """A question for the item at `place` of `count`, which names the list."""
    ordinal = "last" if place == count - 1 and rng.random() < 0.5 else _ORDINALS[place]
    wording = rng.choice(_ASKED_FOR_STEP if ordinal == "last" else (*_ASKED_FOR_STEP, *_ASKED_BY_NUMBER))
    named = wording.replace("{o}", ordinal).replace("{number}", str(place + 1))
    return named.replace("{h}", f"{heading[:1].lower()}{heading[1:]}")


def _ask_about(entry: Entry, speaker: str, rng: random.Random) -> str:
    """A question on what was said that leaves none of its choices open."""
    questions = [text for text in entry.questions if "{" not in text.replace("{n}", "")]
    return rng.choice(questions).replace("{n}", speaker)


def _front_matter(rng: random.Random, bank: Bank) -> Made:
    """A page that says who wrote it and when."""
    author, date = rng.choice(_AUTHORS), fill("{2001-2025}-0{1-9}-{10-28}", rng)
    entries = some(bank.speech, 3, rng)
    body = " ".join(fill(entry.values[0], rng) for entry in entries)
    title = rng.choice(
        ("Notes from the garden", "A week at sea", "On old maps", "The long winter", "Report on the well")
    )
    fields = {"title": title, "author": author, "date": date}
    left_out = rng.choice(("author", "date", "", ""))
    kept = {name: value for name, value in fields.items() if name != left_out}
    matter = "\n".join(f"{name}: {value}" for name, value in kept.items())
    asked = []
    for name, questions in (("author", _WHO_WROTE), ("date", _WHEN)):
        if name in kept:
            asked.append(Asked(rng.choice(questions), (kept[name],), kept[name]))
        else:
            asked.append(Asked(rng.choice(questions)))
    return Made(".md", f"---\n{matter}\n---\n\n{body}\n", asked)


# Each shape with its weight.
_SHAPES: dict[Callable[[random.Random, Bank], Made], int] = {
    records.rows: 4,
    records.wide_rows: 6,
    records.grid: 4,
    _written: 8,
    records.sections: 4,
    records.labels: 3,
    records.one_thing: 4,
    records.prose: 2,
    _faq: 5,
    _stems: 3,
    _recipe: 1,
    _glossary: 2,
    _chat: 3,
    _replies: 3,
    _steps: 2,
    _front_matter: 1,
}


def made_questions(number: int, *, held_out: bool) -> list[LabelledQuestion]:
    """The questions on the made document of this `number`, with the kind `LOOSE` if any span of the answer will do."""
    rng = random.Random(number)
    shape = rng.choices(list(_SHAPES), list(_SHAPES.values()))[0]
    return list(_labelled(shape(rng, bank(held_out=held_out)), f"{SOURCE}-{number}"))


def _labelled(made: Made, name: str) -> Iterator[LabelledQuestion]:
    source = f"{name}{made.suffix}"
    document = _load(made, source)
    for number, asked in enumerate(made.asked):
        question = LabelledQuestion(f"{name}/{number}", asked.question, (document,), (), name)
        if asked.answer is None:
            yield question
            continue
        answer = _find(document, asked)
        if answer is not None:
            yield replace(question, golds=(Gold(document, answer, (answer,)),), kind=LOOSE if asked.loose else "")


def _load(made: Made, source: str) -> Document:
    data = made.text.encode()
    reader = next(each for each in FORMATS if each.recognises(data, source))
    return reader.read(data, source=source, title="")


def _find(document: Document, asked: Asked) -> Span | None:
    """The answer's place in the block with the words; None if a shape was read in another way."""
    answer = asked.answer or ""
    for block in document.blocks:
        text = document.slice(block.span)
        if all(words in text for words in asked.within) and answer in text:
            after = max(text.find(asked.within[0]), 0) if asked.within else 0
            start = block.span.start + max(text.find(answer, after), text.find(answer))
            return Span(start, start + len(answer))
    return None
