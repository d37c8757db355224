"""Whether a quote is in the documents, for people: the place, the words that differ, or the closest sentence."""

from collections.abc import Iterable, Sequence

from rich.text import Text

from qa.render.answers import CLOSEST
from qa.render.screen import Block, Blocks, clean, note, place
from qa.types import Difference, DifferenceKind, Document, Quotation, QuoteCheck, Span, Verdict, cite

_DIFFERS = "The text says it otherwise:"
_MORE = "The text has it in more places."
_ABSENT = "The quote is not in the text."
# Differences that are listed; more are counted.
_LISTED = 10
# How words of the quote, and those of the text in their place, are marked.
_QUOTED, _WRITTEN = "bold red", "bold green"


def check_blocks(made: QuoteCheck) -> Blocks:
    """What became of a quote."""
    if made.verdict is Verdict.EXACT:
        places = (block for quotation in made.places for block in _quotation(quotation))
        return (*places, *([note(_MORE, style="dim", gap=True)] if made.more else []))
    if made.verdict is Verdict.NEAR:
        (quotation,) = made.places
        listed = quotation.differences[:_LISTED]
        rest = len(quotation.differences) - len(listed)
        return (
            note(_DIFFERS, style="bold yellow", gap=True),
            *_quotation(quotation, gap=False),
            *(Block(_difference(each, made.quote, quotation.document)) for each in listed),
            *([note(f"It differs in {rest} more places.")] if rest else []),
        )
    absent = note(_ABSENT, style="bold yellow", gap=True)
    if made.closest is None:
        return (absent,)
    sentence = note(made.closest.text, label="  ")
    cited = note(place(cite(made.closest.passage, made.closest.span)), style="cyan", label="  ")
    return (absent, note(CLOSEST), sentence, cited)


def _quotation(quotation: Quotation, *, gap: bool = True) -> Iterable[Block]:
    """The words of the text, those that differ marked, and their place."""
    written = [each.document for each in quotation.differences]
    parts = [_marked(quotation.document, span, written) for span in quotation.spans]
    yield Block(Text(" … ").join(parts), gap=gap)
    yield note(place(quotation.citation), style="cyan")


def _marked(document: Document, span: Span, written: Sequence[Span]) -> Text:
    text, end = Text(), span.start
    for mark in written:
        if span.start <= mark.start and mark.end <= span.end:
            text.append(clean(document.slice(Span(end, mark.start))))
            text.append(clean(document.slice(mark)), _WRITTEN)
            end = mark.end
    return text.append(clean(document.slice(Span(end, span.end))))


def _difference(difference: Difference, quote: str, document: Document) -> Text:
    """One difference as a sentence."""
    quoted = (f"“{clean(quote[difference.quote.start : difference.quote.end])}”", _QUOTED)
    written = (f"“{clean(document.slice(difference.document))}”", _WRITTEN)
    if difference.kind is DifferenceKind.ADDED:
        return Text.assemble("The quote adds ", quoted, ".")
    if difference.kind is DifferenceKind.MISSING:
        return Text.assemble("The quote leaves out ", written, ".")
    return Text.assemble("The quote has ", quoted, " for ", written, ".")
