"""Step 3: train: `python -m qa.train.neural.fit BASE EXAMPLES RUN`.

The loss has two parts: that of the span, where a passage without an answer has its start and end at [CLS] (Devlin et
al., 2019), and the cross-entropy of "it answers". If several answers are acceptable, their probabilities are added
(Clark and Gardner, 2018). With `joint`, all passages of a question share one more distribution (the same authors), in
which "none of them answers" has the logit 0. With a teacher, which is another run, its distributions are targets too
(Hinton et al., 2015).

RUN holds the options, a checkpoint and a log with one JSON object per checkpoint: the losses on the examples since the
last one, and on some held-out ones. The same command resumes a run that was stopped. The seed decides the choice of the
examples, their order and the dropout. On a GPU, or with another number of threads, sums differ in their last digits.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from qa.evaluate.metrics.decision import auroc
from qa.train.neural.base import TOKENIZER, WEIGHTS, weights_of
from qa.train.neural.batches import Batch, batches, draw_examples
from qa.train.neural.examples import HELD_OUT, TRAIN, Example, Group, load
from qa.train.neural.network import CHECKPOINT, OPTIONS, Shape, SpanReader, from_base, load_run
from qa.train.neural.shapes import SOURCE

LOG = "log.jsonl"
# The logit of a token that cannot be a start or an end.
_NEVER = -1e4
# Steps over which the learning rate rises.
_WARM = 100
_DECAY, _CLIP = 0.01, 1.0
# Weight of "it answers" beside the span.
_ANSWERS = 0.5
# Distillation: the temperature of both distributions, and the weight of the teacher's loss.
_TEMPERATURE, _TEACHER = 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run.

    `tokens` is the size of a batch, `rate` the highest learning rate. At the end it falls to 0 over the share `fall` of
    the steps; before that it is constant, so that the length of a run can be changed until it falls. `start` is the
    folder of an earlier run, or of exported files (step 5), whose weights the run begins with.

    `hit`, `removed` and `changed` are the shares of
    groups that give such an example beside the gold one; more than 1 is their mean number. `joint` is the weight of the
    loss over all passages of a question. `most` is the maximum of examples per pass (0: all). `without`
    names the files whose questions are left out, separated by commas, and `thin` is the share of the others that is
    used, beside all made documents. `teacher` is the folder of another run.

    There is no dropout by default: one or two passes do not overfit, and it would cost a quarter of the time.
    """

    layers: int = 6
    passes: int = 1
    tokens: int = 4_096
    rate: float = 1e-4
    fall: float = 0.4
    start: str = ""
    dropout: float = 0.0
    hit: float = 0.6
    removed: float = 0.2
    changed: float = 0.4
    most: int = 0
    seed: int = 0
    without: str = ""
    thin: float = 1.0
    teacher: str = ""
    joint: float = 0.0

    @property
    def shares(self) -> dict[str, float]:
        """The shares of the examples without an answer."""
        return {"hit": self.hit, "removed": self.removed, "changed": self.changed}


class Run:
    """A training that can be stopped and resumed."""

    def __init__(self, folder: Path, options: Options, reader: SpanReader, *, device: torch.device) -> None:
        """Start with `reader` on `device`, or resume from the checkpoint in `folder` if there is one."""
        self.folder, self.options, self.device = folder, options, device
        self.reader = reader.to(device)
        self.optimiser = torch.optim.AdamW(_parameter_groups(reader), lr=options.rate, betas=(0.9, 0.98), fused=True)
        self.step = self.seen = 0
        if (folder / CHECKPOINT).exists():
            state = torch.load(folder / CHECKPOINT, map_location=device)
            self.reader.load_state_dict(state["reader"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.seen = state["step"], state["seen"]

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        part = self.folder / f"{CHECKPOINT}.part"
        state = {"reader": self.reader.state_dict(), "optimiser": self.optimiser.state_dict()}
        torch.save({**state, "step": self.step, "seen": self.seen}, part)
        part.replace(self.folder / CHECKPOINT)

    def learn(self, batch: Batch, *, total: int, teacher: SpanReader | None) -> Tensor:
        """Make a step of a run over `total` examples. Returns the losses of the span and of "it answers", (2,)."""
        torch.manual_seed(self.options.seed + self.step)
        for group in self.optimiser.param_groups:
            group["lr"] = self.options.rate * self._rate_share(total)
        moved = batch.to(self.device)
        logits = self._logits(self.reader, moved)
        span, answers = losses(logits, moved)
        loss = span + _ANSWERS * answers
        if self.options.joint:
            joint_span, joint_answers = joint_losses(logits, moved)
            loss = loss + self.options.joint * (joint_span + _ANSWERS * joint_answers)
        if teacher is not None:
            with torch.no_grad():
                targets = self._logits(teacher, moved)
            loss = (1 - _TEACHER) * loss + _TEACHER * imitation_loss(logits, targets, moved)
        loss.backward()
        nn.utils.clip_grad_norm_(self.reader.parameters(), _CLIP)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self.seen += len(batch.answers)
        return torch.stack((span, answers)).detach()

    def watch(self, held_out: Sequence[Batch]) -> dict[str, float]:
        """The losses on held-out examples, and how well "it answers" tells those with an answer from the others."""
        self.reader.eval()
        means, logits = [], []
        with torch.no_grad():
            for batch in held_out:
                moved = batch.to(self.device)
                own = self._logits(self.reader, moved)
                means.append(torch.stack(losses(own, moved)) * len(batch.answers))
                logits.append(own[2])
        self.reader.train()
        right = torch.cat([batch.answers for batch in held_out])
        span, answers = (torch.stack(means).sum(0) / len(right)).tolist()
        area = auroc(torch.cat(logits).tolist(), right.bool().tolist()) or 0.0
        return {"span": round(span, 4), "answers": round(answers, 4), "auroc": round(area, 4)}

    def _logits(self, reader: SpanReader, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=_has_short_floats(self.device)):
            logits: tuple[Tensor, Tensor, Tensor] = reader(batch.tokens, batch.attention, batch.segments)
        return logits

    def _rate_share(self, total: int) -> float:
        """The share of the highest learning rate after the examples seen, of `total`."""
        falling = (1 - self.seen / total) / self.options.fall if self.options.fall else 1.0
        return max(min((self.step + 1) / _WARM, falling, 1.0), 0.0)


def _has_short_floats(device: torch.device) -> bool:
    """Whether `device` computes fast in bfloat16; without AVX-512 a processor takes many times longer than in float."""
    return device.type != "cpu" or torch.backends.cpu.get_cpu_capability() not in ("DEFAULT", "AVX2")


def _parameter_groups(reader: SpanReader) -> list[dict[str, object]]:
    """The matrices of the layers, with weight decay, and all other parameters without it."""
    named = list(reader.named_parameters())
    matrices = [parameter for name, parameter in named if parameter.ndim > 1 and "layers" in name]
    others = [parameter for name, parameter in named if parameter.ndim <= 1 or "layers" not in name]
    return [{"params": matrices, "weight_decay": _DECAY}, {"params": others, "weight_decay": 0.0}]


def losses(logits: tuple[Tensor, Tensor, Tensor], batch: Batch) -> tuple[Tensor, Tensor]:
    """The mean loss of the span (start and end), and the mean loss of "it answers"."""
    start, end, answers = (each.float() for each in logits)
    span = 0.5 * (_marginal_loss(start, batch.starts, batch.allowed) + _marginal_loss(end, batch.ends, batch.allowed))
    return span, functional.binary_cross_entropy_with_logits(answers, batch.answers)


def _marginal_loss(logits: Tensor, right: Tensor, allowed: Tensor) -> Tensor:
    """The mean of -log of the summed probability of all `right` tokens."""
    masked = logits.masked_fill(~allowed, _NEVER)
    return (torch.logsumexp(masked, -1) - torch.logsumexp(masked.masked_fill(~right, _NEVER), -1)).mean()


def joint_losses(logits: tuple[Tensor, Tensor, Tensor], batch: Batch) -> tuple[Tensor, Tensor]:
    """The mean losses of the span and of "it answers" over all passages of each question.

    What counts of a token is how far its logit is above that of no answer in its passage, which are comparable. A
    question without an answer in any passage has the target "none", at 0; for "it answers" it does not count.
    """
    start, end, answers = (each.float() for each in logits)
    of_question = batch.questions[None, :] == torch.arange(int(batch.questions.max()) + 1)[:, None].to(start.device)
    span = 0.5 * (
        _joint_loss(start, batch.starts, batch.allowed, of_question)
        + _joint_loss(end, batch.ends, batch.allowed, of_question)
    )
    has_answer = batch.answers > 0
    every = torch.logsumexp(answers.masked_fill(~of_question, _NEVER), -1)
    right = torch.logsumexp(answers.masked_fill(~(of_question & has_answer), _NEVER), -1)
    counts = (of_question & has_answer).any(-1)
    return span, ((every - right) * counts).sum() / counts.sum().clamp(min=1)


def _joint_loss(logits: Tensor, right: Tensor, allowed: Tensor, of_question: Tensor) -> Tensor:
    """The mean loss of the questions, whose rows are flagged by `of_question`, of shape (questions, batch)."""
    above = (logits - logits[:, :1])[:, 1:]
    every = torch.logsumexp(above.masked_fill(~allowed[:, 1:], _NEVER), -1)
    golden = torch.logsumexp(above.masked_fill(~right[:, 1:], _NEVER), -1)
    none = torch.zeros(len(of_question), 1, device=logits.device)
    total = torch.logsumexp(torch.cat((every.masked_fill(~of_question, _NEVER), none), -1), -1)
    answered = (of_question & right[:, 1:].any(-1)).any(-1)
    target = torch.where(answered, torch.logsumexp(golden.masked_fill(~of_question, _NEVER), -1), 0.0)
    return (total - target).mean()


def imitation_loss(
    logits: tuple[Tensor, Tensor, Tensor], targets: tuple[Tensor, Tensor, Tensor], batch: Batch
) -> Tensor:
    """How far the reader's distributions are from the teacher's, whose logits are `targets`."""
    soft = torch.sigmoid(targets[2].float() / _TEMPERATURE)
    total = _TEMPERATURE**2 * functional.binary_cross_entropy_with_logits(logits[2].float() / _TEMPERATURE, soft)
    for own, target in zip(logits[:2], targets[:2], strict=True):
        soft_own, soft_target = (
            each.float().masked_fill(~batch.allowed, _NEVER) / _TEMPERATURE for each in (own, target)
        )
        total = total + 0.5 * _TEMPERATURE**2 * functional.kl_div(
            torch.log_softmax(soft_own, -1), torch.softmax(soft_target, -1), reduction="batchmean"
        )
    return total


def training_examples(groups: Sequence[Group], options: Options) -> Iterator[Example]:
    """The examples of all passes, in order."""
    for number in range(options.passes):
        examples = draw_examples(groups, options.shares, random.Random(options.seed + 1_000 * number))
        yield from islice(examples, options.most) if options.most else examples


def train(
    base: Path,
    examples: Path,
    folder: Path,
    options: Options,
    *,
    every: int,
    minutes: float = 0,
    workers: int = 0,
    watched: int = 0,
) -> Run:
    """Train in `folder` to the end, or for `minutes`. After `every` steps, write a checkpoint and a line of the log.

    Batches are made in `workers` processes; the log shows the losses on `watched` held-out questions. Raises
    `ValueError` if `folder` holds a run with other options.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _keep_options(folder, options)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    groups = list(_chosen(load(examples / TRAIN), options))
    total = sum(1 for _ in training_examples(groups, options))
    tokenizer = base / TOKENIZER
    made = batches(
        training_examples(groups, options),
        tokenizer,
        tokens=options.tokens,
        seed=options.seed,
        workers=workers,
        together=options.joint > 0,
    )
    held_out = _held_out(examples, options, tokenizer, watched)
    torch.manual_seed(options.seed)
    run = Run(folder, options, _first_reader(base, options), device=device)
    teacher = load_run(Path(options.teacher), device=device) if options.teacher else None
    began, seen, losses_since = time.monotonic(), run.seen, []
    run.reader.train()
    for batch in islice(made, run.step, None):
        losses_since.append(run.learn(batch, total=total, teacher=teacher))
        if run.step % every:
            continue
        _log(run, total, losses_since, held_out, (run.seen - seen) / (time.monotonic() - began))
        losses_since = []
        run.save()
        if minutes and time.monotonic() - began > 60 * minutes:
            break
    if losses_since:
        _log(run, total, losses_since, held_out, (run.seen - seen) / (time.monotonic() - began))
        run.save()
    return run


def _held_out(examples: Path, options: Options, tokenizer: Path, watched: int) -> list[Batch]:
    """Batches of the examples of `watched` held-out questions, the same ones for every run with the same files."""
    groups = list(_chosen(load(examples / HELD_OUT), replace(options, thin=1.0))) if watched else []
    some = random.Random(0).sample(groups, min(watched, len(groups)))
    drawn = draw_examples(some, dict.fromkeys(options.shares, 1.0), random.Random(0))
    return list(batches(drawn, tokenizer, tokens=4 * options.tokens, seed=0))


def _chosen(groups: list[Group], options: Options) -> Iterator[Group]:
    """The groups of the files that are not left out, thinned; those of made documents are all kept."""
    rng, left_out = random.Random(options.seed), options.without.split(",")
    for group in groups:
        keep = group.source == SOURCE or options.thin == 1.0 or rng.random() < options.thin
        if keep and group.source not in left_out:
            yield group


def _first_reader(base: Path, options: Options) -> SpanReader:
    """The reader that a new run begins with: of the earlier run or the exported files, else of the base weights."""
    if not options.start:
        weights = torch.load(base / WEIGHTS)
        return from_base(weights, Shape.of(weights, layers=options.layers, dropout=options.dropout))
    weights = weights_of(Path(options.start))
    reader: SpanReader = SpanReader(Shape.of(weights, layers=options.layers, dropout=options.dropout))
    reader.load_state_dict(weights)
    return reader


def _keep_options(folder: Path, options: Options) -> None:
    """Write the options of a new run. Raises `ValueError` if the run in `folder` has other options."""
    path = folder / OPTIONS
    if path.exists():
        kept = Options(**json.loads(path.read_text(encoding="utf-8")))
        if kept != options:
            raise ValueError(f"{path} has other options ({kept}); name another folder, or the same options")
    path.write_text(json.dumps(asdict(options), indent=1) + "\n", encoding="utf-8")


def _log(run: Run, total: int, losses_since: Sequence[Tensor], held_out: Sequence[Batch], rate: float) -> None:
    """Add a line to the log: the mean losses since the last line and on the examples in `held_out`."""
    span, answers = torch.stack(list(losses_since)).mean(0).tolist()
    entry = {
        "step": run.step,
        "examples": run.seen,
        "of": total,
        "span": round(span, 4),
        "answers": round(answers, 4),
        "held_out": run.watch(held_out) if held_out else {},
        "per_second": round(rate, 1),
    }
    line = json.dumps(entry)
    with (run.folder / LOG).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> None:
    """Train a run, or resume it."""
    parser = argparse.ArgumentParser(prog="python -m qa.train.neural.fit", description=__doc__)
    for name, description in (
        ("base", "folder of step 1"),
        ("examples", "folder of step 2"),
        ("run", "folder of this run"),
    ):
        parser.add_argument(name, type=Path, help=description)
    for name, value in asdict(Options()).items():
        parser.add_argument(f"--{name}", type=type(value), default=value, help=f"default: {value!r}")
    parser.add_argument("--every", type=int, default=100, help="steps between checkpoints; default: 100")
    parser.add_argument("--minutes", type=float, default=0, help="stop after so many; default: train to the end")
    parser.add_argument("--watched", type=int, default=200, help="held-out questions in the log; default: 200")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches; default: none beside")
    parser.add_argument("--threads", type=int, default=0, help="threads on the processor; default: PyTorch's own")
    parsed = vars(parser.parse_args(arguments))
    threads = parsed.pop("threads")
    if threads:
        torch.set_num_threads(threads)
    base, examples, folder = (parsed.pop(name) for name in ("base", "examples", "run"))
    own = {name: parsed.pop(name) for name in ("every", "minutes", "workers", "watched")}
    train(base, examples, folder, Options(**parsed), **own)


if __name__ == "__main__":
    main()
