"""The neural network of a span reader, run by onnxruntime: a question and passages -> logits of each token.

A model is a folder, of one of two kinds:

    qa's own       `reader.onnx`, `tokenizer.json`, and `about.json` with their digests, made by `qa.train.neural`
    exported       `model.onnx` and `tokenizer.json`: a question-answering model exported to ONNX, such as
                   `optimum-cli export onnx --task question-answering` writes; BERT, RoBERTa, DeBERTa and others

What it reads at once is a window of a passage (`qa.read.windows`).
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa import model
from qa.errors import ModelError
from qa.files import open_regular
from qa.read.windows import MAX_WINDOWS, Window, WindowCutter
from qa.schema import checked

MODEL, TOKENIZER = "reader.onnx", "tokenizer.json"
# The outputs of qa's own network, and of an exported one, which does not say by itself that the passage answers.
OUTPUTS = ("start", "end", "answers")
_EXPORTED_OUTPUTS = ("start_logits", "end_logits")
# The inputs, by the names that either kind gives them.
_INPUTS = {
    **{"tokens": "tokens", "attention": "attention", "segments": "segments"},
    **{"input_ids": "tokens", "attention_mask": "attention", "token_type_ids": "segments"},
}

Floats = NDArray[np.float32]

_loading = Lock()


@dataclass(frozen=True, slots=True)
class WindowLogits:
    """The network's output for one window of a passage.

    `token_spans` are the characters of the passage that each token covers, shaped (tokens, 2), start and end;
    `start_logits` and `end_logits` are shaped (tokens,). `null_logit` is that of "no answer here", `answerable_logit`
    that of "this passage answers".
    """

    token_spans: NDArray[np.intp]
    start_logits: Floats
    end_logits: Floats
    null_logit: float
    answerable_logit: float


class Network:
    """See the module's docstring."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Load the model in `folder`; `threads` is how many it may use, 0 for one per core.

        Raises `ModelError` if a file or a library is missing, or a file is not the one that `about.json` names.
        """
        exported = model.is_exported(folder)
        path = folder / (model.EXPORTED if exported else MODEL)
        advice = {"advice": model.ADVICE_ON_EXPORTED} if exported else {}
        if exported:
            _check_regular(path)
        else:
            _check(folder)
        try:
            import onnxruntime

            # For a program that imported it before qa, which could not switch that off at once; see `qa`.
            onnxruntime.disable_telemetry_events()
            options = _options(threads)
            self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            self._cutter = WindowCutter(folder / TOKENIZER)
        except ModelError:
            raise
        except Exception as error:
            raise model.broken(folder, f"cannot be loaded ({' '.join(str(error).split())})", **advice) from error
        self._outputs = _EXPORTED_OUTPUTS if exported else OUTPUTS
        self._inputs = [given.name for given in self._session.get_inputs()]
        outputs = [output.name for output in self._session.get_outputs()]
        if not set(self._outputs) <= set(outputs) or not set(self._inputs) <= set(_INPUTS):
            raise model.broken(
                path,
                f"is no question-answering model: found the inputs {', '.join(self._inputs)} and the outputs "
                f"{', '.join(outputs)}, expected input_ids, attention_mask, perhaps token_type_ids; start_logits, "
                "end_logits",
                **advice,
            )

    def read(
        self, question: str, texts: Sequence[str], *, contexts: Sequence[int] | None = None
    ) -> list[list[WindowLogits]]:
        """The logits for each of `texts`, window by window.

        `contexts` has, for each text, the number of characters at its start that are its context; none by default. The
        first window of each text is read, and of further ones the first of all, so that there are `MAX_WINDOWS` in all.
        """
        question_ids = self._cutter.question_ids(question)
        left = max(MAX_WINDOWS - len(texts), 0)
        outputs = []
        for text, context in zip(texts, contexts or [0] * len(texts), strict=True):
            windows = list(islice(self._cutter.windows(question_ids, text, context=context), 1 + left))
            outputs.append([self._read_window(window) for window in windows])
            left -= len(windows) - 1
        return outputs

    def _read_window(self, window: Window) -> WindowLogits:
        """The logits of one window.

        Each is read alone: several at once would be padded to the longest, and rounded to int8 by their common range,
        so that the logits of each would depend on the others.
        """
        values = {"tokens": window.tokens, "attention": [1] * len(window.tokens), "segments": window.segments}
        inputs = {name: np.array([values[_INPUTS[name]]], dtype=np.int64) for name in self._inputs}
        return _logits(window, *(output[0] for output in self._session.run(self._outputs, inputs)))


def _options(threads: int) -> Any:
    """The options of onnxruntime for a network that may use so many `threads`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait by going round in circles would take the time from everything else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Without it, sums of products of 8-bit numbers overflow on a processor without VNNI, and answers differ by machine.
    options.add_session_config_entry("session.x64quantprecision", "1")
    options.log_severity_level = 4
    return options


def _logits(window: Window, start: Floats, end: Floats, answerable: float | None = None) -> WindowLogits:
    """The logits of a window's piece, from those of all tokens.

    Without an `answerable` of its own, it is how far the best start and end are above those of no answer.
    """
    own = slice(window.piece_start, window.piece_start + len(window.offsets))
    token_spans = np.array(window.offsets, dtype=np.intp).reshape(-1, 2)
    null = float(start[0] + end[0])
    if answerable is None:
        answerable = float(start[own].max(initial=0.0) + end[own].max(initial=0.0)) - null
    return WindowLogits(token_spans, start[own], end[own], null, float(answerable))


def load(folder: Path = model.NEURAL, *, threads: int = 0) -> Network:
    """The network in `folder`. It is loaded once and serves every corpus; any thread may call this."""
    with _loading:
        return _loaded(folder, threads)


@cache
def _loaded(folder: Path, threads: int) -> Network:
    return Network(folder, threads=threads)


def load_ahead(folder: Path = model.NEURAL, *, threads: int = 0) -> None:
    """Begin to load the network in the background; `load` raises the error if that fails.

    The process does not end before the network is loaded: onnxruntime would crash.
    """

    def begin() -> None:
        with suppress(Exception):
            load(folder, threads=threads)

    Thread(target=begin).start()


def _check_regular(path: Path) -> None:
    """Raises `ModelError` if the file of an exported network is no regular one: onnxruntime would wait for a pipe."""
    try:
        open_regular(path).close()
    except OSError as error:
        reason = f"cannot be read ({model.cause(error)})"
        raise model.broken(path, reason, advice=model.ADVICE_ON_EXPORTED) from error


def _check(folder: Path) -> None:
    """Raises `ModelError` if a file is not the one that `about.json` names."""
    has_file = any(model.is_there(folder / name) for name in (MODEL, model.ABOUT))
    if os.path.isdir(folder) and not has_file:  # noqa: PTH112, since it raises no error for odd names
        reason = f"found no {model.EXPORTED} in it, expected an exported question-answering model"
        raise model.broken(folder, reason, advice=model.ADVICE_ON_EXPORTED)
    try:
        digests = checked(model.about(folder), _Digests).digests
        for name in (MODEL, TOKENIZER):
            if model.file_digest(folder / name) != digests.get(name):
                raise model.broken(folder / name, f"not the file that {model.ABOUT} names")
    except OSError as error:
        raise model.broken(Path(str(error.filename)), f"cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise model.broken(folder / model.ABOUT, f"holds no digest ({error})") from error


@dataclass(frozen=True, slots=True)
class _Digests:
    """What `_check` looks at in `about.json`."""

    digests: Mapping[str, str]
