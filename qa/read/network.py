"""The neural network of a span reader, run by onnxruntime: a question and passages -> how well each token answers.

A model is a folder that `qa.train.neural` made: `reader.onnx`, `tokenizer.json`, and `about.json` with their digests.
A passage longer than the network reads at once is read in windows that overlap.

Known limitation: of a passage of more than `WINDOWS` windows, about 1,000 words, the rest is not read.
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
# Tokens read at once: what the network was trained with. So many are the question's at most, which leaves the passage
# room; so many does a window share with the one before it, which is more than an answer has.
LENGTH, QUESTION, _SHARED = 256, 96, 64
WINDOWS = 8
# Characters of a passage that are looked at: more than the windows hold.
_CHARACTERS = 8 * WINDOWS * LENGTH

_HALVES = re.compile("[\ud800-\udfff]")

Floats = NDArray[np.float32]

_loading = Lock()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network makes of one window of a passage.

    `places` are the characters of each token of the passage, shaped (tokens, 2), start and end; `start` and `end` are
    their logits, shaped (tokens,). `none` is the logit of "no answer here", `answers` that of "this passage answers".
    """

    places: NDArray[np.intp]
    start: Floats
    end: Floats
    none: float
    answers: float


class Network:
    """See the module's docstring."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Load the model in `folder`; `threads` is how many it may use, 0 for one a core.

        Raises `ModelError` if a file or a library is missing, or a file is not the one that `about.json` tells of.
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
        self._first, self._between = (self._tokenizer.token_to_id(one) for one in ("[CLS]", "[SEP]"))

    def read(self, question: str, texts: Sequence[str]) -> list[list[Reading]]:
        """What the network makes of each of `texts`, window by window, all in one pass."""
        asked = self._encoded(question).ids[:QUESTION]
        windows = [(at, one) for at, text in enumerate(texts) for one in self._windows(asked, text)]
        readings: list[list[Reading]] = [[] for _ in texts]
        if not windows:
            return readings
        shape = (len(windows), max(len(one.tokens) for _, one in windows))
        tokens, attention, segments = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        for row, (_, one) in enumerate(windows):
            tokens[row, : len(one.tokens)] = one.tokens
            attention[row, : len(one.tokens)] = 1
            segments[row, one.passage : len(one.tokens)] = 1
        given = {"tokens": tokens, "attention": attention, "segments": segments}
        for (at, one), start, end, answers in zip(windows, *self._session.run(OUTPUTS, given), strict=True):
            readings[at].append(one.reading(start, end, float(answers)))
        return readings

    def _encoded(self, text: str) -> Any:
        """The tokens of `text`; half a character (of bytes that are no text) is read as one that is unknown."""
        return self._tokenizer.encode(_HALVES.sub("\ufffd", text), add_special_tokens=False)

    def _windows(self, asked: list[int], text: str) -> Iterator["_Window"]:
        """Each window of a passage after the question: [CLS] question [SEP] passage [SEP]."""
        encoded = self._encoded(text[:_CHARACTERS])
        head = [self._first, *asked, self._between]
        room = LENGTH - len(head) - 1
        starts = range(0, max(len(encoded.ids) - _SHARED, 1), room - _SHARED)
        for start in starts[:WINDOWS]:
            ids = [*head, *encoded.ids[start : start + room], self._between]
            yield _Window(ids, len(head), encoded.offsets[start : start + room])


@dataclass(frozen=True, slots=True)
class _Window:
    """Token ids of a question and a piece of a passage; `passage` is where this begins, `offsets` its characters."""

    tokens: list[int]
    passage: int
    offsets: list[tuple[int, int]]

    def reading(self, start: Floats, end: Floats, answers: float) -> Reading:
        """What the network makes of it by the logits of its tokens (and of padding behind them)."""
        own = slice(self.passage, self.passage + len(self.offsets))
        places = np.array(self.offsets, dtype=np.intp).reshape(-1, 2)
        return Reading(places, start[own], end[own], float(start[0] + end[0]), answers)


def load(folder: Path = model.NEURAL, *, threads: int = 0) -> Network:
    """The network in `folder`, which is loaded once: it takes a while, and serves every corpus. For any thread."""
    with _loading:
        return _loaded(folder, threads)


@cache
def _loaded(folder: Path, threads: int) -> Network:
    return Network(folder, threads=threads)


def load_ahead(folder: Path = model.NEURAL, *, threads: int = 0) -> None:
    """Begin to load the network in the background; an error is told by `load`.

    The process does not end before it is loaded: onnxruntime takes that ill.
    """

    def begin() -> None:
        with suppress(ModelError):
            load(folder, threads=threads)

    Thread(target=begin).start()


def _check(folder: Path) -> None:
    """Raises `ModelError` if a file is not the one that `about.json` tells of."""
    try:
        digests = dict(model.about(folder)["digests"])
        for name in (MODEL, TOKENIZER):
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digests[name]:
                raise model.broken(folder / name, f"not the file that {model.ABOUT} tells of")
    except OSError as error:
        raise model.broken(Path(str(error.filename)), f"cannot be read ({error.strerror})") from error
    except (KeyError, TypeError, ValueError) as error:
        raise model.broken(folder / model.ABOUT, f"tells no digest ({type(error).__name__}: {error})") from error
