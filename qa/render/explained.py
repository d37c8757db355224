"""How an answer came about: the passages found, what counted for the two best candidates, and what tipped it."""

from collections.abc import Sequence

from qa.render.answers import place
from qa.render.screen import Block, Blocks, clean, note
from qa.types import Answer, Candidate, Citation, Hit, Passage

NOTHING_SHARED = "No passage shares a word with the question."
# Of an answer from a file: see `qa.dialogue.transcript`.
KEPT_NOT = "How this answer came about was not kept with the conversation; ask again to see it."

# Evidence that counts less rounds to nothing and is not listed.
_COUNTS = 0.005


def explain_blocks(answer: Answer) -> Blocks:
    """How an answer came about: the passages found, what counted for the two best candidates, and what tipped it."""
    if not answer.hits:
        return (note(KEPT_NOT if answer.best or answer.alternatives else NOTHING_SHARED, gap=True),)
    found = tuple(
        note(f"{place(passage_place(hit.passage))}  ({_looked_at(answer, hit)})", label=f"  {hit.rank:>2}. ")
        for hit in answer.hits
    )
    return (note("Passages found, best first:", style="bold", gap=True), *found, *_evidence_blocks(answer))


def _looked_at(answer: Answer, hit: Hit) -> str:
    """The passage's score, and that the network did not read it if so."""
    return f"score {hit.score:.3f}" + (", not read: too unlikely" if hit.rank in answer.unread else "")


def _evidence_blocks(answer: Answer) -> Blocks:
    ranked = [*([answer.best] if answer.best else []), *answer.alternatives]
    if not ranked:
        return ()
    best, rival = ranked[0], ranked[1] if len(ranked) > 1 else None
    shown = _counting(best, rival)
    width = max((len(_spoken(name)) for name in shown), default=0)
    heads = f"{'value':>7} {'counts':>8}" + (f" {'next best':>10}" if rival else "")
    return (
        note(f"What counted for the {'answer' if answer.answered else 'closest sentence'}:", style="bold", gap=True),
        note(heads, label=f"  {'':<{width}}", style="dim"),
        *(note(_row(name, best, rival), label=f"  {_spoken(name):<{width}}") for name in shown),
        *([_tipped(shown, best, rival)] if rival else []),
    )


def _spoken(name: str) -> str:
    return clean(name.replace("_", " "))


def _counted(candidate: Candidate, name: str) -> float:
    return candidate.evidence[name].contribution if name in candidate.evidence else 0.0


def _counting(best: Candidate, rival: Candidate | None) -> list[str]:
    """The features that count for one of the two, the weightiest for the best one first."""
    sizes = {
        name: max(abs(_counted(best, name)), abs(_counted(rival, name)) if rival else 0.0) for name in best.evidence
    }
    return sorted((name for name in sizes if sizes[name] >= _COUNTS), key=lambda name: -abs(_counted(best, name)))


def _row(name: str, best: Candidate, rival: Candidate | None) -> str:
    own = f"{best.evidence[name].value:>7.2f} {_counted(best, name):>+8.2f}"
    return own + (f" {_counted(rival, name):>+10.2f}" if rival else "")


def _tipped(names: Sequence[str], best: Candidate, rival: Candidate) -> Block:
    """By how much the best candidate is ahead of the next, and what brought most of it."""
    leads = {name: _counted(best, name) - _counted(rival, name) for name in names}
    most = max(leads, key=lambda name: leads[name], default=None)
    ahead = f"Ahead of the next best by {best.score - rival.score:.2f}"
    what = f"; what tipped it: {_spoken(most)} ({leads[most]:+.2f})" if most and leads[most] >= _COUNTS else ""
    return note(f"{ahead}{what}.")


def passage_place(passage: Passage) -> Citation:
    """Where a passage stands."""
    document, span = passage.document, passage.span
    last = document.line(max(span.end - 1, span.start))
    return Citation(document.source, document.line(span.start), last, passage.heading, span)
