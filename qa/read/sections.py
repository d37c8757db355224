"""What a question asks for by its name: the section or the list with that heading, or the line with that label.

"What was decided?" has no sentence that says so in minutes with the heading "Decisions": each item below it does. A
heading is meant if it has the words asked by and hardly others, and everything else that the question says is in the
headings above it, in the title or in the name of the document. So is the line that introduces a list, the label of a
line ("Total: £230"), and the first cell of a row; these two only if they have no other words.

Known limitation: of words of one family only those that begin alike are known ("decided", "Decisions").
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from qa.language.tokens import content_stems, words
from qa.question.section import SectionName
from qa.read.features import are_near
from qa.split.views import blocks_of
from qa.types import Block, BlockKind, Document, Hit, Passage, Sentence

# The evidence of a sentence below the heading that the question names.
NAMES_SECTION = "names_section"
# Sentences of a section that is an answer, at most: a longer one is to be read.
MOST = 20
# The share of a heading's words that a question by its last one has, at least: "Possible side effects".
_SHARE = 0.5
# A label that does not hold the first letters of a stem does not hold the word, and is not taken apart.
_LETTERS = 3
# "Due date: 17 June"
_LABEL = re.compile(r"\W{0,3}(?P<name>[^\W\d_][\w'’()/ -]{1,40}?) ?: *\S")


class _Labels(NamedTuple):
    """The headings above a block, the lines that introduce its list, and its own label, the widest first.

    `has_own` says that the last one is its own: its first cell, or what is before a colon.
    """

    texts: tuple[str, ...]
    has_own: bool


def named_sections(
    asked: SectionName, hits: Iterable[Hit], passages_of: Callable[[str], Sequence[Passage]]
) -> list[list[Sentence]]:
    """The sentences of each section, of those that `hits` are in, that `asked` names; those with just its name, if any.

    `passages_of` gives the passages of a document, by its name. Sections of more than `MOST` sentences are left out.
    """
    paths: dict[tuple[str, tuple[str, ...]], bool] = {}
    for hit in hits:
        document = hit.passage.document
        for labels in dict.fromkeys(labels for _, labels in _labelled(hit.passage)):
            named = _named(asked, labels, document)
            if named is not None:
                depth, is_exact = named
                paths.setdefault((document.doc_id, labels.texts[: depth + 1]), is_exact)
    exact = any(paths.values())
    sections = (
        list(_below(path, passages_of(doc_id))) for (doc_id, path), is_exact in paths.items() if is_exact or not exact
    )
    return [section for section in sections if 0 < len(section) <= MOST]


def is_list(section: Sequence[Sentence]) -> bool:
    """Whether the section is the items of a list, or rows of a table, and nothing else."""
    blocks = (sentence.document.block_at(sentence.span.start) for sentence in section)
    return len(section) > 1 and all(block and block.kind in (BlockKind.ITEM, BlockKind.ROW) for block in blocks)


def _named(asked: SectionName, labels: _Labels, document: Document) -> tuple[int, bool] | None:
    """The place of the nearest of the `labels` that `asked` names, and whether it has just that name; None for none."""
    *others, last = (word.stem for word in asked.name)
    beside = [word.stem for word in asked.beside]
    for depth in reversed(range(len(labels.texts))):
        label = labels.texts[depth]
        if last[:_LETTERS] not in label.casefold():
            continue
        held = content_stems(label)
        if asked.opening:
            if held == {*others, last} and words(label)[0].norm == asked.opening:
                return depth, True
            continue
        near = (stem for stem in sorted(held) if are_near(stem, last))
        head = next(near, last) if asked.is_verb else last
        wanted = {*others, head, *beside}
        is_own = labels.has_own and depth == len(labels.texts) - 1
        if head not in held or (is_own and not {stem for stem in held if stem.isalpha()} <= wanted):
            continue
        name = document.doc_id.rpartition("/")[2]
        around = content_stems(" ".join((*labels.texts[:depth], document.context, document.title, name)))
        if wanted <= held | around and len(held & wanted) >= _SHARE * len(held):
            return depth, held <= wanted
        return None
    return None


def _below(path: tuple[str, ...], passages: Sequence[Passage]) -> Iterator[Sentence]:
    """The sentences below the labels in `path`, of its document's `passages`; only some if they are too many."""
    count = 0
    for passage in passages:
        # Headings are compared before anything is taken apart: a document can have many passages.
        if passage.headings[: len(path)] != path[: len(passage.headings)]:
            continue
        below = [block for block, labels in _labelled(passage) if labels.texts[: len(path)] == path]
        for sentence in passage.sentences:
            if sentence.document.block_at(sentence.span.start) in below:
                yield sentence
                count += 1
        if count > MOST:
            return


def _labelled(passage: Passage) -> Iterator[tuple[Block, _Labels]]:
    """Each block of the passage with its labels."""
    for block in blocks_of(passage):
        stems = block.context if block.kind is BlockKind.ITEM else ()
        own = _own_label(passage.document.text, block)
        yield block, _Labels((*passage.headings, *stems, *own), bool(own))


def _own_label(text: str, block: Block) -> tuple[str, ...]:
    if len(block.cells) > 1:
        first = block.cells[0].span
        return (text[first.start : first.end],)
    label = _LABEL.match(text, block.span.start, block.span.end)
    return (label["name"],) if label else ()
