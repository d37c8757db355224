"""A file of questions and standard input are cut and decoded alike."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import UsageError
from qa.fronts import lines
from qa.fronts.lines import cut_lines, file_lines, input_lines, input_text

ODD = "a\u2028b\x85c\x0cd\x0be"


def stream(data):
    return io.TextIOWrapper(io.BytesIO(data))


@pytest.fixture
def read_both(tmp_path):
    """`read_both(data)`: the lines of a file with `data`, which must be those of standard input."""

    def read(data):
        path = tmp_path / "questions.txt"
        path.write_bytes(data)
        from_file, from_input = file_lines(str(path), flag="--batch"), [*input_lines(stream(data))]
        assert from_file == from_input
        return from_file

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Who?\nWhy?", ["Who?", "Why?"]),
        ("Who?\r\nWhy?\r\n", ["Who?", "Why?"]),
        ("Who?\rWhy?\r", ["Who?", "Why?"]),
        ("\n\nWho?\n", ["", "", "Who?"]),
        (f"{ODD}\nWho?\n", [ODD, "Who?"]),
        ("\ufeffWho?\n\ufeffWhy?\n", ["Who?", "Why?"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_end_at_line_breaks_alone(read_both, text, expected, encoding):
    assert read_both(text.encode(encoding)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_any_encoding_is_read(read_both, encoding):
    text = "Wo wohnt Jürgen Müller?\nUnd Zoë?\n"
    assert read_both(text.encode(encoding)) == ["Wo wohnt Jürgen Müller?", "Und Zoë?"]


TEXTS = {
    "plain first": "Who is Ada?\nWo wohnt Jürgen Müller?\nWhy?\n",
    "Cyrillic": "Где живёт Ада?\nКто написал программу?\nА её муж?\n",
    "Japanese": "エイダはどこに住んでいましたか?\n誰が書いたの?\n",
    "Chinese": "艾达住在哪里?\n谁写的?\n",
    "Polish": "Gdzie mieszka Łukasz Żółć?\nA Święty?\n",
    "quotes": "Who is “Ada”?\nWhy – really?\n",
}
ENCODINGS = ("cp1252", "cp1250", "cp1251", "koi8-r", "mac_roman", "shift_jis", "euc_jp", "euc_kr", "gb18030", "big5")
IN_ENCODINGS = [
    pytest.param(text.encode(encoding), id=f"{name}, {encoding}")
    for name, text in TEXTS.items()
    for encoding in ENCODINGS
    if text.encode(encoding, "ignore").decode(encoding) == text
]


@pytest.mark.parametrize("data", IN_ENCODINGS)
def test_guess_is_the_same_for_both(read_both, data):
    # Right or wrong, and no end of a line is taken for a letter.
    assert len(read_both(data)) == data.count(b"\n")


def test_line_with_wrong_bytes_is_read_alike(read_both):
    data = "Wer ist Jürgen?\nWo wohnt Zoë Müller?\n".encode()
    assert read_both(data + b"Was \xff ist?\nWer?\n")[2:] == ["Was \ufffd ist?", "Wer?"]


def test_other_encoding_does_not_wait_for_the_end():
    reading, writing = os.pipe()
    with os.fdopen(reading, "r") as pipe, os.fdopen(writing, "wb", buffering=0) as writer:
        asked = input_lines(pipe)
        for line in ("Wo wohnt Jürgen Müller?", "Wer ist Zoë?", "Who?"):
            writer.write(f"{line}\n".encode("cp1252"))
            assert next(asked) == line


@given(st.text(st.sampled_from("ab \n\r\u2028\x85\x0c\ufeff")))
def test_no_character_is_lost(text):
    joined = "".join(cut_lines(text))
    assert joined.replace("\ufeff", "") == "".join(char for char in text if char not in "\n\r\ufeff")


def test_line_comes_before_the_next_one_is_there():
    reading, writing = os.pipe()
    with os.fdopen(reading, "r") as pipe, os.fdopen(writing, "wb", buffering=0) as writer:
        writer.write(b"Who?\n")
        asked = input_lines(pipe)
        assert next(asked) == "Who?"
        writer.write(b"Why?\n")
        assert next(asked) == "Why?"


def test_endless_line_is_refused(monkeypatch):
    monkeypatch.setattr(lines, "MAX_BYTES", 10)
    for data in (b"x" * 11, b"\0" * 11, b"\xff\xfe" + b"x" * 20):
        with pytest.raises(UsageError, match="standard input has a line of more than"):
            [*input_lines(stream(data))]
        with pytest.raises(UsageError, match="standard input has a line of more than"):
            input_text(stream(data))


def test_input_that_is_no_text_is_refused():
    with pytest.raises(UsageError, match="standard input holds zero bytes, so it is not text"):
        [*input_lines(stream(b"\0\1\2\3\n"))]


def test_question_has_no_byte_order_mark():
    assert input_text(stream("\ufeffWho\nleft?\n".encode())) == "Who\nleft?\n"
    assert input_text(stream("Who?".encode("utf-16"))) == "Who?"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_endless_device_is_refused(monkeypatch):
    monkeypatch.setattr(lines, "MAX_BYTES", 1_000)
    with pytest.raises(UsageError, match=r"--batch: /dev/zero is more than 0\.001 MB"):
        file_lines("/dev/zero", flag="--batch")
