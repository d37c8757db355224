"""An explanation of an answer: the passages found, the evidence for the two best candidates, and what decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.render.screen import Blocks, clean, note, place
from qa.types import Answer, Candidate, Form, Hit, cite

NOTHING_SHARED = "No passage shares a word with the question."
# For an overview, which ranks sentences by no question.
CHOSEN = "These sentences stand for the text: see qa help overview."
# For an answer that was loaded from a transcript, which holds no evidence: see `qa.dialogue.transcript`.
NOT_SAVED = "The saved conversation does not hold how this answer came about; ask again to see it."

# A smaller contribution rounds to nothing and is not listed.
_LEAST_CONTRIBUTION = 0.005


def explain_blocks(answer: Answer) -> Blocks:
    """The passages found, the evidence for the two best candidates, and what decided between them; for each part."""
    if answer.parts:
        heads = (note(part.question.text, label="→ ", style="dim", gap=True) for part in answer.parts)
        return tuple(
            block for head, part in zip(heads, answer.parts, strict=True) for block in (head, *explain_blocks(part))
        )
    if not answer.hits:
        return (note(without_hits(answer), gap=True),)
    passages = tuple(
        note(f"{place(cite(hit.passage, hit.passage.span))}  ({retrieval(answer, hit)})", label=f"  {hit.rank:>2}. ")
        for hit in answer.hits
    )
    return (note("Passages found, best first:", style="bold", gap=True), *passages, *_evidence_blocks(answer))


def without_hits(answer: Answer) -> str:
    """Why an answer has no passages to show."""
    if not answer.candidates:
        return NOTHING_SHARED
    return CHOSEN if answer.form is Form.OVERVIEW else NOT_SAVED


def retrieval(answer: Answer, hit: Hit) -> str:
    """The passage's score, and whether the network left it unread."""
    return f"score {hit.score:.3f}" + (", not read: too unlikely" if hit.rank in answer.unread_ranks else "")


# The evidence


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a feature, by its `name` in words, counts for the first candidate, and for the `rival` if there is one."""

    name: str
    value: float
    counts: float
    rival: float | None = None


def contributions(answer: Answer) -> tuple[Contribution, ...]:
    """The features that count for either of the two best candidates; those that count most for the best come first."""
    if not answer.candidates:
        return ()
    best, rival = answer.candidates[0], next(iter(answer.alternatives), None)
    listed = (
        Contribution(clean(name.replace("_", " ")), evidence.value, evidence.contribution, _contribution(rival, name))
        for name, evidence in best.evidence.items()
    )
    counting = (each for each in listed if max(abs(each.counts), abs(each.rival or 0.0)) >= _LEAST_CONTRIBUTION)
    return tuple(sorted(counting, key=lambda each: -abs(each.counts)))


def _contribution(candidate: Candidate | None, name: str) -> float | None:
    if candidate is None:
        return None
    return candidate.evidence[name].contribution if name in candidate.evidence else 0.0


def lead_line(answer: Answer, listed: Sequence[Contribution]) -> str:
    """The lead of the best candidate over the next, and which of the `listed` features brought most of it; "" alone."""
    rival = next(iter(answer.alternatives), None)
    if rival is None:
        return ""
    text = f"Ahead of the next best by {answer.candidates[0].score - rival.score:.2f}"
    decisive = max(listed, key=_lead, default=None)
    if decisive is not None and _lead(decisive) >= _LEAST_CONTRIBUTION:
        text += f"; what decided: {decisive.name} ({_lead(decisive):+.2f})"
    return f"{text}."


def _lead(contribution: Contribution) -> float:
    return contribution.counts - (contribution.rival or 0.0)


def evidence_title(answer: Answer) -> str:
    """What the features of the first candidate are called."""
    return f"What counted for the {'answer' if answer.answered else 'closest sentence'}:"


def _evidence_blocks(answer: Answer) -> Blocks:
    if not answer.candidates:
        return ()
    listed, has_rival = contributions(answer), bool(answer.alternatives)
    width = max((len(each.name) for each in listed), default=0)
    heads = f"{'value':>7} {'counts':>8}" + (f" {'next best':>10}" if has_rival else "")
    return (
        note(evidence_title(answer), style="bold", gap=True),
        note(heads, label=f"  {'':<{width}}", style="dim"),
        *(note(_row(each), label=f"  {each.name:<{width}}") for each in listed),
        *([note(lead_line(answer, listed))] if has_rival else []),
    )


def _row(each: Contribution) -> str:
    return f"{each.value:>7.2f} {each.counts:>+z8.2f}" + ("" if each.rival is None else f" {each.rival:>+z10.2f}")
