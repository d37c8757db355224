"""Step 5: a run -> the shipped files: `python -m qa.train.neural.export BASE RUN OUT`.

OUT gets `reader.onnx` (embeddings in int8, matrices in int8 with one scale per column), `tokenizer.json`, and
`about.json` with the digests, the options of the run, and how well the file agrees with the original network.
"""

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from qa.model import ABOUT
from qa.read.network import MODEL
from qa.train.neural.base import TOKENIZER, weights_of
from qa.train.neural.network import OPTIONS, SpanReader, load_run

INPUTS = ("tokens", "attention", "segments")
OUTPUTS = ("start", "end", "answers")
_OPSET = 20


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
        quantize_dynamic(
            str(whole),
            str(path),
            weight_type=QuantType.QInt8,
            # One scale per matrix changes the best span in two thirds of the passages, one per column in few of them.
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )


def _forget_places(program: Any) -> None:
    """Remove what the exporter notes at each node: the lines of code, with folders of this machine, that made it."""
    for node in program.model.graph:
        node.metadata_props.clear()
        node.doc_string = None


def agreement(reader: SpanReader, path: Path) -> dict[str, float]:
    """The correlation of each output of `reader` with that of the file `path`, on random tokens."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    tokens = np.random.default_rng(0).integers(1, reader.words.num_embeddings, size=(32, 32))
    passage = np.broadcast_to(np.arange(32) > 8, tokens.shape).astype(np.int64)
    inputs = {"tokens": tokens, "attention": np.ones_like(tokens), "segments": passage}
    with torch.no_grad():
        expected = reader(*(torch.tensor(inputs[name]) for name in INPUTS))
    outputs = zip(OUTPUTS, session.run(list(OUTPUTS), inputs), expected, strict=True)
    return {name: round(float(np.corrcoef(ours.ravel(), theirs.ravel())[0, 1]), 4) for name, ours, theirs in outputs}


def mean(weights: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of the weights of several readers (Wortsman et al., 2022), which have the same names and shapes."""
    first, *_ = weights
    return {name: torch.stack([each[name] for each in weights]).mean(0) for name in first}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _options(run: Path) -> dict[str, Any]:
    """The options of the run, without the folders of other runs, which are this machine's: their names say enough."""
    options = json.loads((run / OPTIONS).read_text(encoding="utf-8"))
    return {**options, **{name: Path(options.get(name, "")).name for name in ("start", "teacher")}}


def main(arguments: list[str] | None = None) -> None:
    """Export a run."""
    parser = argparse.ArgumentParser(prog="python -m qa.train.neural.export", description=__doc__)
    for name, description in (
        ("base", "folder of step 1"),
        ("run", "folder of step 3"),
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
    reader = load_run(parsed.run, device=torch.device("cpu"))
    reader.load_state_dict(mean([weights_of(folder) for folder in (parsed.run, *parsed.average)]))
    export(reader, parsed.out / MODEL)
    shutil.copyfile(parsed.base / TOKENIZER, parsed.out / TOKENIZER)
    about = {
        "digests": {name: _digest(parsed.out / name) for name in (MODEL, TOKENIZER)},
        "options": _options(parsed.run),
        "averaged_with": [run.name for run in parsed.average],
        "agreement": agreement(reader, parsed.out / MODEL),
    }
    (parsed.out / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{parsed.out / MODEL}: {(parsed.out / MODEL).stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
