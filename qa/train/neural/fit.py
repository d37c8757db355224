"""Step 3: train: `python -m qa.train.neural.fit BASE EXAMPLES RUN`.

The loss has two parts: that of the span, where a passage without an answer has its start and end at [CLS] (Devlin et
al., 2019), and the cross-entropy of "it answers". If several answers are acceptable, their probabilities are added
(Clark and Gardner, 2018). With a teacher, which is another run, its distributions are targets too (Hinton et al.,
2015).

RUN holds the options, a checkpoint and a log with one JSON object per checkpoint. The same command resumes a run that
was stopped. The seed decides the choice of the examples, their order and the dropout. On a GPU, or with another number
of threads, sums differ in their last digits.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from qa.read.network import MODEL
from qa.read.windows import WindowCutter
from qa.train.neural.base import TOKENIZER, WEIGHTS, read_back
from qa.train.neural.batches import Batch, batches, draw_examples
from qa.train.neural.examples import TRAIN, Group, load
from qa.train.neural.network import Shape, SpanReader, from_base
from qa.train.neural.shapes import SOURCE

OPTIONS, CHECKPOINT, LOG = "options.json", "checkpoint.pt", "log.jsonl"
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
    groups that give such an example beside the gold one. `most` is the maximum of examples per pass (0: all). `without`
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

    def learn(self, batch: Batch, *, steps: int, teacher: SpanReader | None) -> tuple[float, float]:
        """Make one of `steps` steps. Returns the losses of the span and of "it answers"."""
        torch.manual_seed(self.options.seed + self.step)
        for group in self.optimiser.param_groups:
            group["lr"] = self.options.rate * _rate_share(self.step, steps, self.options.fall)
        moved = batch.to(self.device)
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            logits = self.reader(moved.tokens, moved.attention, moved.segments)
        span, answers = losses(logits, moved)
        loss = span + _ANSWERS * answers
        if teacher is not None:
            with torch.no_grad(), torch.autocast(self.device.type, dtype=torch.bfloat16):
                targets = teacher(moved.tokens, moved.attention, moved.segments)
            loss = (1 - _TEACHER) * loss + _TEACHER * imitation_loss(logits, targets, moved)
        loss.backward()
        nn.utils.clip_grad_norm_(self.reader.parameters(), _CLIP)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self.seen += len(batch.answers)
        return float(span.detach()), float(answers.detach())


def _rate_share(step: int, steps: int, fall: float) -> float:
    """The share of the highest learning rate at `step` of `steps`."""
    falling = (1 - step / steps) / fall if fall else 1.0
    return min((step + 1) / _WARM, falling, 1.0)


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


def imitation_loss(
    logits: tuple[Tensor, Tensor, Tensor], targets: tuple[Tensor, Tensor, Tensor], batch: Batch
) -> Tensor:
    """How far the reader's distributions are from the teacher's, whose logits are `targets`."""
    total = functional.mse_loss(torch.sigmoid(logits[2].float()), torch.sigmoid(targets[2].float()))
    for own, target in zip(logits[:2], targets[:2], strict=True):
        soft_own, soft_target = (
            each.float().masked_fill(~batch.allowed, _NEVER) / _TEMPERATURE for each in (own, target)
        )
        total = total + 0.5 * _TEMPERATURE**2 * functional.kl_div(
            torch.log_softmax(soft_own, -1), torch.softmax(soft_target, -1), reduction="batchmean"
        )
    return total


def training_batches(groups: list[Group], options: Options, cutter: WindowCutter) -> Iterator[Batch]:
    """The batches of all passes, in order."""
    for number in range(options.passes):
        rng = random.Random(options.seed + 1_000 * number)
        examples = draw_examples(groups, options.shares, rng)
        kept = islice(examples, options.most) if options.most else examples
        yield from batches(kept, cutter, tokens=options.tokens, rng=rng)


def train(base: Path, examples: Path, folder: Path, options: Options, *, every: int, minutes: float = 0) -> Run:
    """Train in `folder` to the end, or for `minutes`. After `every` steps, write a checkpoint and a line of the log.

    Raises `ValueError` if `folder` holds a run with other options.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _keep_options(folder, options)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    groups = list(_chosen(load(examples / TRAIN), options))
    cutter = WindowCutter(base / TOKENIZER)
    torch.manual_seed(options.seed)
    run = Run(folder, options, _first_reader(base, options), device=device)
    teacher = load_run(Path(options.teacher), device=device) if options.teacher else None
    steps = sum(1 for _ in training_batches(groups, options, cutter))
    began, seen, totals = time.monotonic(), run.seen, [0.0, 0.0]
    run.reader.train()
    for batch in islice(training_batches(groups, options, cutter), run.step, None):
        span, answers = run.learn(batch, steps=steps, teacher=teacher)
        totals = [totals[0] + span, totals[1] + answers]
        if run.step % every and run.step < steps:
            continue
        rate = (run.seen - seen) / (time.monotonic() - began)
        _log(folder, run, steps, [total / ((run.step - 1) % every + 1) for total in totals], rate)
        totals = [0.0, 0.0]
        run.save()
        if minutes and time.monotonic() - began > 60 * minutes:
            break
    return run


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
    folder = Path(options.start)
    earlier = folder / CHECKPOINT
    weights = torch.load(earlier)["reader"] if earlier.exists() else read_back(onnx.load(str(folder / MODEL)))
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


def _log(folder: Path, run: Run, steps: int, means: list[float], rate: float) -> None:
    entry = {
        "step": run.step,
        "of": steps,
        "examples": run.seen,
        "span": round(means[0], 4),
        "answers": round(means[1], 4),
        "per_second": round(rate, 1),
    }
    with (folder / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")
    sys.stdout.write(f"{json.dumps(entry)}\n")
    sys.stdout.flush()


def load_run(folder: Path, *, device: torch.device) -> SpanReader:
    """The trained reader of the run in `folder`, on `device`."""
    options = Options(**json.loads((folder / OPTIONS).read_text(encoding="utf-8")))
    state = torch.load(folder / CHECKPOINT, map_location=device)["reader"]
    shape = Shape.of(state, layers=options.layers)
    reader: SpanReader = SpanReader(shape).to(device)
    reader.load_state_dict(state)
    reader.eval()
    return reader


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
    parser.add_argument("--threads", type=int, default=0, help="threads on the processor; default: PyTorch's own")
    parsed = vars(parser.parse_args(arguments))
    threads = parsed.pop("threads")
    if threads:
        torch.set_num_threads(threads)
    base, examples, folder = (parsed.pop(name) for name in ("base", "examples", "run"))
    every, minutes = parsed.pop("every"), parsed.pop("minutes")
    train(base, examples, folder, Options(**parsed), every=every, minutes=minutes)


if __name__ == "__main__":
    main()
