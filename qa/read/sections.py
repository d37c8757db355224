"""What a question asks for by its name: the section or the list with that heading, or the line with that label.

"What was decided?" has no sentence that says so in minutes with the heading "Decisions": each item below it does. A
heading is meant if it has the words asked by and hardly others, and everything else that the question says is in the
headings above it, in the title or in the name of the document. So is the line that introduces a list, the label of a
line ("Total: £230"), and the first cell of a row; these two only if they have no other words.

Known limitation: of words of one family only those that begin alike are known ("decided", "Decisions").
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from qa.language.lexicon import STOP_WORDS
from qa.language.tokens import words
from qa.question.section import SectionName
from qa.read.features import are_near
from qa.types import Block, BlockKind, Hit, Passage, Sentence

# The evidence of a sentence below the heading that the question names.
NAMES_SECTION = "names_section"
# Sentences of a section that is an answer, at most: a longer one is to be read.
MOST = 20
# The share of a heading's words that a question by its last one has, at least: "Possible side effects".
_SHARE = 0.5

# "Due date: 17 June"
_LABEL = re.compile(r"\W{0,3}(?P<name>[^\W\d_][\w'’()/ -]{1,40}?) ?: *\S")

# A section: its document, and the headings down to its own.
_Path = tuple[str, tuple[str, ...]]


def named_sections(
    asked: SectionName, hits: Iterable[Hit], passages_of: Callable[[str], Sequence[Passage]]
) -> list[list[Sentence]]:
    """The sentences of each section, of those that `hits` are in, that `asked` names; those with just its name, if any.

    `passages_of` gives the passages of a document, by its name. Sections of more than `MOST` sentences are left out.
    """
    paths: dict[_Path, bool] = {}
    for hit in hits:
        for sentence in hit.passage.sentences:
            for path, is_exact in _meant(asked, sentence):
                paths.setdefault(path, is_exact)
    exact = any(paths.values())
    sections = (list(_below(path, passages_of(path[0]))) for path, is_exact in paths.items() if is_exact or not exact)
    return [section for section in sections if 0 < len(section) <= MOST]


def is_list(section: Sequence[Sentence]) -> bool:
    """Whether the section is the items of a list, or rows of a table, and nothing else."""
    return len(section) > 1 and all(_block(sentence).kind in (BlockKind.ITEM, BlockKind.ROW) for sentence in section)


def _meant(asked: SectionName, sentence: Sentence) -> Iterator[tuple[_Path, bool]]:
    """The section above `sentence` that `asked` names, the nearest one, and whether it has just that name."""
    labels, document = _labels(sentence), sentence.document
    is_entry = bool(_entry(sentence))
    called, beside = ([word.stem for word in listed] for listed in (asked.name, asked.beside))
    for depth in reversed(range(len(labels))):
        held = _stems(labels[depth])
        if asked.opening:
            if held == set(called) and words(labels[depth])[0].norm == asked.opening:
                yield (document.doc_id, labels[: depth + 1]), True
                return
            continue
        if asked.is_verb:
            called = [next((stem for stem in sorted(held) if are_near(stem, called[-1])), called[-1])]
        if called[-1] not in held:
            continue
        wanted = {*called, *beside}
        if depth >= len(labels) - is_entry and not {stem for stem in held if stem.isalpha()} <= wanted:
            continue
        name = document.doc_id.rpartition("/")[2]
        around = _stems(" ".join((*labels[:depth], document.context, document.title, name)))
        if wanted <= held | around and len(held & wanted) >= _SHARE * len(held):
            yield (document.doc_id, labels[: depth + 1]), held <= wanted
        return


def _below(path: _Path, passages: Sequence[Passage]) -> Iterator[Sentence]:
    """The sentences of the section at `path`, of its document's `passages`; only some if they are too many."""
    _, labels = path
    count = 0
    for passage in passages:
        # Headings are compared before a sentence is made: a document can have many passages.
        if passage.headings[: len(labels)] != labels[: len(passage.headings)]:
            continue
        for sentence in passage.sentences:
            if _labels(sentence)[: len(labels)] == labels:
                yield sentence
                count += 1
        if count > MOST:
            return


def _labels(sentence: Sentence) -> tuple[str, ...]:
    """The headings above `sentence`, the lines that introduce its list, and its own label, the widest first."""
    block = _block(sentence)
    stems = block.context if block.kind is BlockKind.ITEM else ()
    return (*sentence.passage.headings, *stems, *_entry(sentence))


def _entry(sentence: Sentence) -> tuple[str, ...]:
    """The label of the sentence, if it has one: its first cell, or what is before a colon."""
    block = _block(sentence)
    if len(block.cells) > 1:
        return (sentence.document.slice(block.cells[0].span),)
    label = _LABEL.match(sentence.text)
    return (label["name"],) if label else ()


def _block(sentence: Sentence) -> Block:
    blocks = sentence.document.blocks
    return blocks[bisect_right(blocks, sentence.span.start, key=lambda block: block.span.start) - 1]


def _stems(text: str) -> set[str]:
    return {word.stem for word in words(text) if word.norm not in STOP_WORDS}
