"""Step 5: a run -> the shipped files: `python -m qa.train.neural.export BASE EXAMPLES RUN OUT`.

OUT gets `reader.onnx`, `tokenizer.json`, and `about.json` with the digests, the options of the run, and how well the
file agrees with the original network on held-out passages. Embeddings are in int8; matrices in 7 of these bits, with
one scale per column, so that no sum of two products overflows 16 bits on a processor without VNNI.

The inputs of a matrix are rounded to 8 bits by their common range as they come, so a few large ones would cost all
others their precision. `smooth` shrinks these and lets the matrix grow where they meet it (Xiao et al., 2023).
"""

import argparse
import hashlib
import json
import random
import shutil
import sys
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from qa.model import ABOUT
from qa.read.network import MODEL
from qa.read.windows import WindowCutter
from qa.train.neural.base import TOKENIZER, weights_of
from qa.train.neural.batches import Batch, collate, encode
from qa.train.neural.examples import HELD_OUT, TRAIN, load
from qa.train.neural.network import OPTIONS, Linear, Shape, SpanReader

INPUTS = ("tokens", "attention", "segments")
OUTPUTS = ("start", "end", "answers")
_OPSET = 20
# The linear layers of a layer that have the same inputs.
_TOGETHER = (("query", "key", "value"), ("output",), ("inner",), ("outer",))
# How much of the difference between its inputs a matrix takes over, from 0 to 1: see eval/ablations.md.
_SMOOTHING = 0.8
# Examples from which the size of the inputs is read, and on which the file is compared.
_EXAMPLES = 150


def export(reader: SpanReader, path: Path) -> None:
    """Write `reader` to `path`, in int8, for batches of any size and length."""
    # Three tensors: the exporter makes a single input of one tensor that is given three times.
    examples = tuple(torch.ones((2, 8), dtype=torch.long) for _ in INPUTS)
    free = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=reader.positions.num_embeddings)}
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        program = torch.onnx.export(
            reader.eval(),
            examples,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_shapes=(free, free, free),
            opset_version=_OPSET,
            dynamo=True,
            verbose=False,
        )
        _forget_places(program)
        program.save(str(whole))
        matrices = Path(folder) / "matrices.onnx"
        quantize_dynamic(
            str(whole),
            str(matrices),
            weight_type=QuantType.QInt8,
            # One scale per matrix changes the best span in two thirds of the passages, one per column in few of them.
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm"],
        )
        quantize_dynamic(
            str(matrices), str(path), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["Gather"]
        )


def _forget_places(program: Any) -> None:
    """Remove what the exporter notes at each node: the lines of code, with folders of this machine, that made it."""
    for node in program.model.graph:
        node.metadata_props.clear()
        node.doc_string = None


def smooth(reader: SpanReader, batches: Sequence[Batch]) -> None:
    """Bring the inputs of each matrix of `reader` to like sizes, by what `batches` show; its outputs stay the same."""
    largest: dict[Linear, Tensor] = {}

    def keep(linear: nn.Module, inputs: tuple[Tensor, ...], _: Tensor) -> None:
        assert isinstance(linear, Linear)
        sizes = inputs[0].abs().flatten(0, -2).amax(0)
        largest[linear] = torch.maximum(largest.get(linear, sizes), sizes)

    groups = [[getattr(layer, name) for name in names] for layer in reader.layers for names in _TOGETHER]
    hooks = [linear.register_forward_hook(keep) for linears in groups for linear in linears]
    with torch.no_grad():
        for batch in batches:
            reader(batch.tokens, batch.attention, batch.segments)
        for hook in hooks:
            hook.remove()
        for linears in groups:
            weights = torch.stack([linear.weight.abs().amax(0) for linear in linears]).amax(0)
            sizes = largest[linears[0]].clamp(min=1e-5)
            grown = sizes**_SMOOTHING / weights.clamp(min=1e-5) ** (1 - _SMOOTHING)
            for linear in linears:
                linear.weight.mul_(grown)
                linear.shrink = 1 / grown


def agreement(reader: SpanReader, path: Path, batches: Sequence[Batch]) -> dict[str, float]:
    """The correlation of each output of `reader` with that of the file `path`, on `batches`."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    ours: dict[str, list[NDArray[np.float32]]] = {name: [] for name in OUTPUTS}
    theirs: dict[str, list[NDArray[np.float32]]] = {name: [] for name in OUTPUTS}
    for batch in batches:
        inputs = {name: getattr(batch, name).long() for name in INPUTS}
        with torch.no_grad():
            expected = reader(*inputs.values())
        given = session.run(list(OUTPUTS), {name: value.numpy() for name, value in inputs.items()})
        for name, own, other in zip(OUTPUTS, given, expected, strict=True):
            # Padding has logits, too.
            counts = batch.attention.numpy() if own.ndim > 1 else slice(None)
            ours[name].append(own[counts])
            theirs[name].append(other.numpy()[counts])
    return {
        name: round(float(np.corrcoef(np.concatenate(ours[name]), np.concatenate(theirs[name]))[0, 1]), 4)
        for name in OUTPUTS
    }


def _passages(examples: Path, tokenizer: Path) -> list[Batch]:
    """Some examples of the file `examples`, each a batch of its own, as qa reads them."""
    groups = load(examples)
    cutter = WindowCutter(tokenizer)
    chosen = (encode(group.examples[0], cutter) for group in random.Random(0).sample(groups, len(groups)))
    return [collate([each]) for each in islice(filter(None, chosen), _EXAMPLES)]


def mean(weights: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of the weights of several readers (Wortsman et al., 2022), which have the same names and shapes."""
    first, *_ = weights
    return {name: torch.stack([each[name] for each in weights]).mean(0) for name in first}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _origin(run: Path, average: Sequence[Path]) -> dict[str, Any]:
    """The options of the run, and whose weights its are averaged with; of exported files, as they have it.

    The folders of other runs are this machine's: their names say enough.
    """
    if not (run / OPTIONS).exists():
        about = json.loads((run / ABOUT).read_text(encoding="utf-8"))
        return {name: about[name] for name in ("options", "averaged_with")}
    options = json.loads((run / OPTIONS).read_text(encoding="utf-8"))
    names = {name: Path(options.get(name, "")).name for name in ("start", "teacher")}
    return {"options": {**options, **names}, "averaged_with": [folder.name for folder in average]}


def main(arguments: list[str] | None = None) -> None:
    """Export a run."""
    parser = argparse.ArgumentParser(prog="python -m qa.train.neural.export", description=__doc__)
    for name, description in (
        ("base", "folder of step 1"),
        ("examples", "folder of step 2"),
        ("run", "folder of step 3, or exported files"),
        ("out", "folder for the files"),
    ):
        parser.add_argument(name, type=Path, help=description)
    parser.add_argument(
        "--average",
        type=Path,
        nargs="*",
        default=[],
        help="folders of runs, or of exported files, whose weights are averaged with those of the run",
    )
    parsed = parser.parse_args(arguments)
    parsed.out.mkdir(parents=True, exist_ok=True)
    weights = mean([weights_of(folder) for folder in (parsed.run, *parsed.average)])
    origin = _origin(parsed.run, parsed.average)
    reader: SpanReader = SpanReader(Shape.of(weights, layers=origin["options"]["layers"]))
    reader.load_state_dict(weights)
    reader.eval()
    shown, held_out = (_passages(parsed.examples / name, parsed.base / TOKENIZER) for name in (TRAIN, HELD_OUT))
    smooth(reader, shown)
    export(reader, parsed.out / MODEL)
    shutil.copyfile(parsed.base / TOKENIZER, parsed.out / TOKENIZER)
    about = {
        "digests": {name: _digest(parsed.out / name) for name in (MODEL, TOKENIZER)},
        **origin,
        "agreement": agreement(reader, parsed.out / MODEL, held_out),
    }
    (parsed.out / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{parsed.out / MODEL}: {(parsed.out / MODEL).stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
