"""Mails, tables, subtitles, notebooks."""

import json
from collections.abc import Callable

from shapes.makers import NOTHING, SENTENCE, Maker, nested, numbered, repeated, wide


def mail(body: Maker, *, head: Maker = NOTHING, kind: str = "text/plain") -> Maker:
    """A mail with this body and, behind its first lines, `head`."""
    first = f"From: a@example.org\nTo: b@example.org\nSubject: Plan\nMIME-Version: 1.0\nContent-Type: {kind}\n"
    return lambda size: first.encode() + head(size).strip(b" ") + b"\n" + body(size)


def parts_within_parts(size: int) -> bytes:
    """Multiparts, one within the other."""
    return b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (number, number + 1) for number in range(size // 60)
    )


def notebook(cells: Callable[[int], list[dict[str, object]]]) -> Maker:
    """A notebook with these cells."""
    return lambda size: json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells(size)}).encode()


def output(size: int) -> list[dict[str, object]]:
    """A cell with a huge output."""
    printed = {"output_type": "stream", "name": "stdout", "text": ["0.123 4.567\n"] * (size // 15)}
    return [{"cell_type": "code", "source": "print(x)", "outputs": [printed]}]


def time_code(seconds: int) -> str:
    """A time of subtitles."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},000"


def cues(step: int, duration: int, text: str = "and so on") -> Maker:
    """Subtitles that begin every `step` seconds and are shown for `duration`."""
    return lambda size: "".join(
        f"{number + 1}\n{time_code(number * step)} --> {time_code(number * step + duration)}\n{text} {number}\n\n"
        for number in range(size // (40 + len(text)))
    ).encode()


def rolling(size: int) -> bytes:
    """Cues that each repeat the line before."""
    return "".join(
        f"{number + 1}\n{time_code(number)} --> {time_code(number + 2)}\nline {number}\nline {number + 1}\n\n"
        for number in range(size // 60)
    ).encode()


CSV: dict[str, Maker] = {
    "rows": numbered("name #,12.5,yes\n", head="name,price,paid\n"),
    "10,000 columns": wide("cell,"),
    "one row": repeated("cell,"),
    "a huge quoted cell": repeated("text ", head='a,"', tail='"\n'),
    "a huge quoted cell of lines": repeated("text, text\n", head='a,"', tail='"\n'),
    "quotes": repeated('"'),
    "quotes in cells": repeated('"a ""b"" c",d\n'),
    "an open quote in each line": repeated('a,"b\n'),
    "ragged rows": lambda size: "".join("a," * (number % 500) + "\n" for number in range(size // 500)).encode(),
    "mixed delimiters": repeated("a;b,c\td|e\n"),
    "delimiters": repeated(","),
    "empty rows": repeated("\n", tail="a,b\n1,2\n"),
    "one column": repeated("word\n"),
    "long cells": repeated(f'"{SENTENCE * 20}",1\n'),
    "backslashes": repeated('"a\\",'),
}
EML: dict[str, Maker] = {
    "a long text": mail(repeated(SENTENCE + "\n")),
    "one line": mail(repeated(SENTENCE)),
    "parts": mail(repeated("--b\nContent-Type: text/plain\n\ntext\n"), kind="multipart/mixed; boundary=b"),
    "attachments": mail(
        numbered('--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename="a#.txt"\n\ntext\n'),
        kind="multipart/mixed; boundary=b",
    ),
    "attachments of tables": mail(
        numbered('--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename="a#.csv"\n\na,b\n1,2\n'),
        kind="multipart/mixed; boundary=b",
    ),
    "mails in mails": mail(repeated("Content-Type: message/rfc822\n\n", tail="text"), kind="message/rfc822"),
    "nested parts": mail(parts_within_parts, kind="multipart/mixed; boundary=b0"),
    "parts of one boundary": mail(
        repeated("--b\nContent-Type: multipart/mixed; boundary=b\n\n"), kind="multipart/mixed; boundary=b"
    ),
    "boundaries": mail(repeated("--b\n"), kind="multipart/mixed; boundary=b"),
    "alternatives": mail(
        repeated("--b\nContent-Type: text/html\n\n<p>text\n"), kind="multipart/alternative; boundary=b"
    ),
    "headers": mail(repeated("text\n"), head=numbered("X-A#: b\n")),
    "a long header": mail(repeated("text\n"), head=repeated(" a,\n", head="Cc: a\n")),
    "recipients": mail(repeated("text\n"), head=numbered(" A B <a#@example.org>,\n", head="Cc:\n")),
    "brackets in addresses": mail(repeated("text\n"), head=repeated("((<", head="Cc: ", tail="\n")),
    "encoded words": mail(repeated("text\n"), head=repeated(" =?utf-8?q?=C3=A9?=\n", head="X:\n")),
    "parameters": mail(
        repeated("text\n"), kind="text/plain", head=numbered(" ;a*#=b\n", head="Content-Disposition: inline\n")
    ),
    "quoted printable": mail(
        repeated("=C3=A9=\n"), head=repeated(" ", tail="Content-Transfer-Encoding: quoted-printable\n")
    ),
    "quotes": mail(nested("> ", "", inside="text\n")),
    "quoted lines": mail(repeated("> text\n")),
    "quotes and replies": mail(numbered("On Monday, Ada # wrote:\n> text\n\nYes.\n\n")),
    "signatures": mail(repeated("-- \nAda\n")),
    "separators": mail(repeated("-----Original Message-----\nFrom: a\nTo: b\n\ntext\n")),
    "forwarded heads": mail(repeated("From: a\nSent: b\nTo: c\nSubject: d\n\n")),
    "wrote without end": mail(repeated("On a wrote ")),
    "html": mail(nested("<div>a", "</div>"), kind="text/html"),
    "html quotes": mail(nested("<blockquote>a", "</blockquote>"), kind="text/html"),
}
MBOX: dict[str, Maker] = {
    "mails": repeated("From a@b Thu Jan  1 00:00:00 2024\nSubject: a\n\ntext\n\n"),
    "From lines": repeated("From \n"),
    "one mail": repeated(SENTENCE + "\n", head="From a@b Thu Jan  1 00:00:00 2024\nSubject: a\n\n"),
    "quoted From lines": repeated(">From a\n", head="From a@b Thu Jan  1 00:00:00 2024\nSubject: a\n\n"),
}
SRT: dict[str, Maker] = {
    "cues": cues(2, 2),
    "overlapping cues": cues(1, 3600),
    "cues of one time": cues(0, 1),
    "rolling cues": rolling,
    "the same cue": cues(1, 1, "and so on and so on"),
    "sentences": cues(2, 2, "Yes. No."),
    "a long cue": repeated("text\n", head="1\n00:00:00,000 --> 00:00:09,000\n"),
    "tags": repeated("<i><b>{a}", head="1\n00:00:00,000 --> 00:00:09,000\n"),
    "speakers": cues(2, 2, "- ADA: yes\n- BOB: no"),
    "times": repeated("00:00:00,000 --> 00:00:09,000\n"),
    "notes": repeated("NOTE a\n\n", head="WEBVTT\n\n", tail="00:00.000 --> 00:09.000\ntext\n"),
}
IPYNB: dict[str, Maker] = {
    "a huge output": notebook(output),
    "cells": notebook(lambda size: [{"cell_type": "markdown", "source": "text"}] * (size // 45)),
    "a long cell": notebook(lambda size: [{"cell_type": "markdown", "source": [SENTENCE + "\n"] * (size // 85)}]),
    "code": notebook(lambda size: [{"cell_type": "code", "source": ["a = 1\n"] * (size // 12), "outputs": []}]),
    "outputs": notebook(
        lambda size: [
            {"cell_type": "code", "source": "a", "outputs": [{"output_type": "stream", "text": "a b c"}] * (size // 50)}
        ]
    ),
    "html outputs": notebook(
        lambda size: [
            {
                "cell_type": "code",
                "source": "a",
                "outputs": [{"output_type": "display_data", "data": {"text/html": "<div>" * (size // 5)}}],
            }
        ]
    ),
    "nested lists": nested("[", "]", inside="1"),
    "open brackets": repeated("["),
    "digits": repeated("9", head='{"cells": [{"cell_type": "markdown", "source": "text", "n": ', tail="}]}"),
}
