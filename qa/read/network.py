"""The neural network of a span reader, run by onnxruntime: a question and passages -> logits of each token.

A model is a folder that `qa.train.neural` made: `reader.onnx`, `tokenizer.json`, and `about.json` with their digests.
A passage longer than the network reads at once is read in windows that overlap.

Known limitation: a passage is read up to `MAX_WINDOWS` windows, about 1,000 words; the rest is not.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa import model
from qa.errors import ModelError

MODEL, TOKENIZER = "reader.onnx", "tokenizer.json"
OUTPUTS = ("start", "end", "answers")
# Tokens read at once: what the network was trained with.
MAX_TOKENS = 256
# Tokens of the question at most, which leaves the passage room.
MAX_QUESTION_TOKENS = 96
# Tokens that a window shares with the one before it: more than an answer has. The stride is the room for the passage
# less these.
_OVERLAP = 64
MAX_WINDOWS = 8
# Characters of a passage that are looked at: more than the windows hold.
_MAX_CHARACTERS = 8 * MAX_WINDOWS * MAX_TOKENS

_SURROGATES = re.compile("[\ud800-\udfff]")

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
        _check(folder)
        try:
            import onnxruntime
            from tokenizers import Tokenizer

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            # Threads that wait by going round in circles would take the time from everything else.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            options.log_severity_level = 4
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:
            raise model.broken(folder, f"cannot be loaded ({' '.join(str(error).split())})") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first, self._between = map(self._tokenizer.token_to_id, ("[CLS]", "[SEP]"))

    def read(self, question: str, texts: Sequence[str]) -> list[list[WindowLogits]]:
        """The logits for each of `texts`, window by window, all in one pass."""
        question_ids = self._encoded(question).ids[:MAX_QUESTION_TOKENS]
        windows = [(place, window) for place, text in enumerate(texts) for window in self._windows(question_ids, text)]
        outputs: list[list[WindowLogits]] = [[] for _ in texts]
        if not windows:
            return outputs
        shape = (len(windows), max(len(window.tokens) for _, window in windows))
        tokens, attention, segments = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        for row, (_, window) in enumerate(windows):
            tokens[row, : len(window.tokens)] = window.tokens
            attention[row, : len(window.tokens)] = 1
            segments[row, window.passage_start : len(window.tokens)] = 1
        inputs = {"tokens": tokens, "attention": attention, "segments": segments}
        for (place, window), start, end, answerable in zip(windows, *self._session.run(OUTPUTS, inputs), strict=True):
            outputs[place].append(window.logits(start, end, float(answerable)))
        return outputs

    def _encoded(self, text: str) -> Any:
        """The tokens of `text`; a lone surrogate (from bytes that are no text) is read as an unknown character."""
        return self._tokenizer.encode(_SURROGATES.sub("\ufffd", text), add_special_tokens=False)

    def _windows(self, question_ids: list[int], text: str) -> Iterator["_Window"]:
        """Each window of a passage after the question: [CLS] question [SEP] passage [SEP]."""
        encoded = self._encoded(text[:_MAX_CHARACTERS])
        head = [self._first, *question_ids, self._between]
        room = MAX_TOKENS - len(head) - 1
        starts = range(0, max(len(encoded.ids) - _OVERLAP, 1), room - _OVERLAP)
        for start in starts[:MAX_WINDOWS]:
            ids = [*head, *encoded.ids[start : start + room], self._between]
            yield _Window(ids, len(head), encoded.offsets[start : start + room])


@dataclass(frozen=True, slots=True)
class _Window:
    """Token ids of a question and a piece of a passage.

    The piece begins at the token `passage_start`; `offsets` are the characters of its tokens.
    """

    tokens: list[int]
    passage_start: int
    offsets: list[tuple[int, int]]

    def logits(self, start: Floats, end: Floats, answerable: float) -> WindowLogits:
        """The logits of the piece, from those of all tokens (and of the padding after them)."""
        own = slice(self.passage_start, self.passage_start + len(self.offsets))
        token_spans = np.array(self.offsets, dtype=np.intp).reshape(-1, 2)
        return WindowLogits(token_spans, start[own], end[own], float(start[0] + end[0]), answerable)


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
        with suppress(ModelError):
            load(folder, threads=threads)

    Thread(target=begin).start()


def _check(folder: Path) -> None:
    """Raises `ModelError` if a file is not the one that `about.json` names."""
    try:
        digests = dict(model.about(folder)["digests"])
        for name in (MODEL, TOKENIZER):
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digests[name]:
                raise model.broken(folder / name, f"not the file that {model.ABOUT} names")
    except OSError as error:
        raise model.broken(Path(str(error.filename)), f"cannot be read ({error.strerror})") from error
    except (KeyError, TypeError, ValueError) as error:
        raise model.broken(folder / model.ABOUT, f"holds no digest ({type(error).__name__}: {error})") from error
