"""The tokenizer that the `tokenizer.json` of a model describes: its pieces of a text, and how it writes a pair.

Word pieces by the rules of BERT, which qa's own model and most small ones have, are cut here (`qa.read.word_pieces`).
Any other kind, such as the byte pairs of RoBERTa, is left to the library `tokenizers`: the extra `qa[onnx]`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from qa import model
from qa.errors import ModelError
from qa.files import read_regular
from qa.read.word_pieces import INSIDE, MAX_LETTERS, Pieces, WordPieces
from qa.schema import json_value

# A text by which a library's tokenizer shows its template.
_SAMPLE = "text"
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Template:
    """How a tokenizer writes a pair: the ids before, between and after the texts, and the second one's segment."""

    marks: tuple[list[int], list[int], list[int]]
    segment: int


class Tokenizer(Protocol):
    """What a model's texts are cut with."""

    @property
    def template(self) -> Template:
        """How it writes a pair of texts."""
        ...

    def encode(self, text: str) -> Pieces:
        """The pieces of `text` without any marks around them."""
        ...


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in the file `path`.

    Raises `OSError` or `ValueError` if it cannot be read, and `ModelError` if it needs a library that is not installed.
    """
    data = read_regular(path, max_bytes=model.MAX_BYTES)
    described = json_value(data, _Description)
    return BertTokenizer(described) if described.is_bert else LibraryTokenizer(path, data, kind=described.model.type)


class BertTokenizer:
    """Word pieces by the rules of BERT: a `Tokenizer`."""

    def __init__(self, described: "_Description") -> None:
        """Be as `described`. Raises `ValueError` if that is no tokenizer of pairs."""
        vocabulary, normalizer, processor = described.model.vocab, described.normalizer, described.post_processor
        assert isinstance(vocabulary, Mapping) and normalizer is not None and processor is not None
        accents = not (normalizer.lowercase if normalizer.strip_accents is None else normalizer.strip_accents)
        unknown = described.model.unk_token or ""
        if unknown not in vocabulary:
            raise ValueError(f"found no piece {unknown!r} for what is unknown in its vocabulary")
        self._pieces = WordPieces(vocabulary, unknown=unknown, lowercase=normalizer.lowercase, accents=accents)
        self.template = processor.template

    def encode(self, text: str) -> Pieces:
        """The pieces of `text`."""
        return self._pieces.encode(text)


class LibraryTokenizer:
    """A tokenizer of the library `tokenizers`: a `Tokenizer`."""

    def __init__(self, path: Path, data: bytes, *, kind: str = "") -> None:
        """Load `data` of the file `path`; an error names its `kind` of pieces. Raises what the library raises."""
        try:
            from tokenizers import Tokenizer as Loaded
        except ImportError as error:
            raise ModelError(
                f"{path}: found a tokenizer of the kind {kind or 'unknown'}, which needs the library tokenizers; "
                "install it with: pip install 'qa[onnx]'"
            ) from error
        self._tokenizer: Any = Loaded.from_buffer(data)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # The name of a special token in a document is text: a document forges none.
        self._tokenizer.encode_special_tokens = True
        self.template = self._read_template()

    def encode(self, text: str) -> Pieces:
        """The pieces of `text`; a lone surrogate (from bytes that are no text) is read as an unknown character."""
        encoded = self._tokenizer.encode(_SURROGATES.sub("\ufffd", text), add_special_tokens=False)
        return Pieces(encoded.ids, encoded.offsets)

    def _read_template(self) -> Template:
        pair = self._tokenizer.encode(_SAMPLE, _SAMPLE)
        sides = pair.sequence_ids
        if 0 not in sides or 1 not in sides:
            raise ValueError("its template takes no pair of texts")
        first, second = sides.index(0), sides.index(1)
        end_of_first, end = (len(sides) - sides[::-1].index(side) for side in (0, 1))
        return Template((pair.ids[:first], pair.ids[end_of_first:second], pair.ids[end:]), pair.type_ids[second])


# What is looked at in `tokenizer.json`


@dataclass(frozen=True, slots=True)
class _Normalizer:
    type: str
    clean_text: bool = False
    handle_chinese_chars: bool = False
    strip_accents: bool | None = None
    lowercase: bool = False


@dataclass(frozen=True, slots=True)
class _PreTokenizer:
    type: str


@dataclass(frozen=True, slots=True)
class _Model:
    type: str = ""
    vocab: dict[str, int] | list[Any] | None = None
    unk_token: str | None = None
    continuing_subword_prefix: str | None = None
    max_input_chars_per_word: int | None = None


@dataclass(frozen=True, slots=True)
class _Special:
    ids: list[int]


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a template: the name of a text or of a special token, and its segment."""

    id: str
    type_id: int = 0


@dataclass(frozen=True, slots=True)
class _PostProcessor:
    """One of the two kinds that write BERT's pairs: by a template, or as BERT does."""

    type: str
    pair: Sequence[Mapping[str, _Item]] = ()
    special_tokens: Mapping[str, _Special] | None = None
    sep: tuple[str, int] | None = None
    cls: tuple[str, int] | None = None

    @property
    def template(self) -> Template:
        """The template of a pair. Raises `ValueError` if there is none."""
        if self.sep is not None and self.cls is not None:
            return Template(([self.cls[1]], [self.sep[1]], [self.sep[1]]), 1)
        marks: list[list[int]] = [[]]
        segments: list[tuple[str, int]] = []
        for kind, item in (entry for items in self.pair for entry in items.items()):
            if kind == "Sequence":
                segments.append((item.id, item.type_id))
                marks.append([])
            elif item.id in (self.special_tokens or {}):
                marks[-1] += (self.special_tokens or {})[item.id].ids
        if [name for name, _ in segments] != ["A", "B"]:
            raise ValueError("its template takes no pair of texts")
        return Template((marks[0], marks[1], marks[2]), segments[1][1])


@dataclass(frozen=True, slots=True)
class _Description:
    model: _Model
    normalizer: _Normalizer | None = None
    pre_tokenizer: _PreTokenizer | None = None
    post_processor: _PostProcessor | None = None

    @property
    def is_bert(self) -> bool:
        """Whether it has the rules that `qa.read.word_pieces` follows."""
        normalizer, pieces, processor = self.normalizer, self.model, self.post_processor
        return (
            normalizer is not None
            and processor is not None
            and (normalizer.type, normalizer.clean_text, normalizer.handle_chinese_chars)
            == ("BertNormalizer", True, True)
            and self.pre_tokenizer == _PreTokenizer("BertPreTokenizer")
            and (pieces.type, pieces.continuing_subword_prefix, pieces.max_input_chars_per_word)
            == ("WordPiece", INSIDE, MAX_LETTERS)
            and isinstance(pieces.vocab, Mapping)
            and processor.type in ("TemplateProcessing", "BertProcessing")
        )
