"""An explanation of an answer: the passages found, the evidence for the two best candidates, and what decided."""

from collections.abc import Sequence

from qa.render.answers import place
from qa.render.screen import Block, Blocks, clean, note
from qa.types import Answer, Candidate, Hit, cite

NOTHING_SHARED = "No passage shares a word with the question."
# For an answer that was loaded from a transcript, which holds no evidence: see `qa.dialogue.transcript`.
NOT_SAVED = "The saved conversation does not hold how this answer came about; ask again to see it."

# A smaller contribution rounds to nothing and is not listed.
_LEAST_CONTRIBUTION = 0.005


def explain_blocks(answer: Answer) -> Blocks:
    """The passages found, the evidence for the two best candidates, and what decided between them."""
    if not answer.hits:
        return (note(NOT_SAVED if answer.candidates else NOTHING_SHARED, gap=True),)
    passages = tuple(
        note(f"{place(cite(hit.passage, hit.passage.span))}  ({_retrieval(answer, hit)})", label=f"  {hit.rank:>2}. ")
        for hit in answer.hits
    )
    return (note("Passages found, best first:", style="bold", gap=True), *passages, *_evidence_blocks(answer))


def _retrieval(answer: Answer, hit: Hit) -> str:
    """The passage's score, and whether the network left it unread."""
    return f"score {hit.score:.3f}" + (", not read: too unlikely" if hit.rank in answer.unread_ranks else "")


def _evidence_blocks(answer: Answer) -> Blocks:
    candidates = answer.candidates
    if not candidates:
        return ()
    best, rival = candidates[0], candidates[1] if len(candidates) > 1 else None
    names = _listed_features(best, rival)
    width = max((len(_spoken(name)) for name in names), default=0)
    heads = f"{'value':>7} {'counts':>8}" + (f" {'next best':>10}" if rival else "")
    return (
        note(f"What counted for the {'answer' if answer.answered else 'closest sentence'}:", style="bold", gap=True),
        note(heads, label=f"  {'':<{width}}", style="dim"),
        *(note(_row(name, best, rival), label=f"  {_spoken(name):<{width}}") for name in names),
        *([_lead(names, best, rival)] if rival else []),
    )


def _spoken(name: str) -> str:
    return clean(name.replace("_", " "))


def _contribution(candidate: Candidate, name: str) -> float:
    return candidate.evidence[name].contribution if name in candidate.evidence else 0.0


def _listed_features(best: Candidate, rival: Candidate | None) -> list[str]:
    """The features that count for either candidate; those that count most for the best one come first."""
    sizes = {
        name: max(abs(_contribution(best, name)), abs(_contribution(rival, name)) if rival else 0.0)
        for name in best.evidence
    }
    names = (name for name in sizes if sizes[name] >= _LEAST_CONTRIBUTION)
    return sorted(names, key=lambda name: -abs(_contribution(best, name)))


def _row(name: str, best: Candidate, rival: Candidate | None) -> str:
    columns = f"{best.evidence[name].value:>7.2f} {_contribution(best, name):>+z8.2f}"
    return columns + (f" {_contribution(rival, name):>+z10.2f}" if rival else "")


def _lead(names: Sequence[str], best: Candidate, rival: Candidate) -> Block:
    """The lead of the best candidate over the next, and the feature that brought most of it."""
    leads = {name: _contribution(best, name) - _contribution(rival, name) for name in names}
    decisive = max(leads, key=lambda name: leads[name], default=None)
    text = f"Ahead of the next best by {best.score - rival.score:.2f}"
    if decisive and leads[decisive] >= _LEAST_CONTRIBUTION:
        text += f"; what decided: {_spoken(decisive)} ({leads[decisive]:+.2f})"
    return note(f"{text}.")
