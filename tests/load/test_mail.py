"""Mails and mailboxes: headers, the message, quotations, signatures, attachments."""

import base64
import quopri
from pathlib import Path

import pytest

from qa.errors import BinarySource, EmptySource
from qa.load.blocks import Parsed
from qa.load.mail import parse_mail, parse_mailbox
from qa.load.plain import parse_plain

from .drafts import contexts, document, kinds, line_of, peak_memory, place_of, texts

SHARED = Path(__file__).parents[2].parent / "shared" / "docs" / "eml"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared/docs is missing")

HEAD = (
    "From: Ana Berg <ana@example.org>\nTo: bo@example.org\nSubject: The fence\nDate: Mon, 4 Mar 2024 10:00:00 +0100\n"
)


def mail(body: str, head: str = HEAD) -> bytes:
    return f"{head}\n{body}".encode()


def multipart(*parts: str, kind: str = "mixed") -> bytes:
    inner = "".join(f"--B\n{part}\n" for part in parts)
    return f'{HEAD}Content-Type: multipart/{kind}; boundary="B"\n\nPreamble.\n{inner}--B--\nEpilogue.\n'.encode()


def part(kind: str, body: str, **headers: str) -> str:
    lines = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return f"Content-Type: {kind}\n{lines}\n{body}\n"


def test_headers_are_metadata_with_lines():
    parsed = parse_mail(mail("It is paid."), "a.eml")
    assert parsed.title == "The fence"
    assert parsed.metadata["from"] == "Ana Berg <ana@example.org>"
    assert ("heading", "The fence") in kinds(parsed)
    assert ("metadata", "Date: Mon, 4 Mar 2024 10:00:00 +0100") in kinds(parsed)
    assert line_of(parsed, "Date:") == 4
    assert line_of(parsed, "It is paid.") == 6


def test_encoded_and_raw_headers_are_decoded():
    head = "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\n =?iso-8859-1?q?_aus_K=F6ln?=\nFrom: Jürgen <j@example.org>\n"
    parsed = parse_mail(mail("Hallo.", head), "a.eml")
    assert parsed.metadata == {"subject": "Grüße aus Köln", "from": "Jürgen <j@example.org>"}


def test_quotation_names_who_is_quoted():
    body = "It is paid.\n\nOn Mon, 3 Mar 2024 at 10:12, Bo Lind <bo@example.org>\nwrote:\n\n> Is it paid?\n>\n> Bo\n"
    found_in = contexts(parse_mail(mail(body), "a.eml"))
    assert found_in["It is paid."] == ()
    assert found_in["Is it paid?"] == ("quoted from Bo Lind",)
    assert found_in["Bo"] == ("quoted from Bo Lind",)


@pytest.mark.parametrize(
    ("introduction", "name"),
    [
        ("Am 3. März 2024 um 10:12 schrieb Bo Lind:", "Bo Lind"),
        ("Bo Lind schrieb am 3. März 2024:", "Bo Lind"),
        ("Le lun. 3 mars 2024 à 10:12, Bo Lind <bo@example.org> a écrit :", "Bo Lind"),
        ("2024-03-03 10:12, Bo Lind:", "Bo Lind"),
    ],
)
def test_introductions_of_quotations(introduction, name):
    found_in = contexts(parse_mail(mail(f"It is paid.\n\n{introduction}\n> Is it?\n"), "a.eml"))
    assert found_in["Is it?"] == (f"quoted from {name}",)


def test_message_below_headers_is_quoted():
    below = (
        "-----Original Message-----\nFrom: Bo Lind <bo@example.org>\nSent: Monday\nTo: Ana\nSubject: Fence\n\nIs it?\n"
    )
    parsed = parse_mail(mail(f"It is paid.\n\n{below}"), "a.eml")
    assert contexts(parsed)["Is it?"] == ("quoted from Bo Lind",)
    assert ("metadata", "Sent: Monday") in kinds(parsed)
    assert "Original Message" not in document(parsed).text


def test_answers_between_quotations_keep_their_order():
    body = "> How much is it?\n\n300 euros.\n\n> And when?\n\nOn Friday.\n"
    assert texts(parse_mail(mail(body, "Subject: Re\n"), "a.eml"))[2:] == [
        "How much is it?",
        "300 euros.",
        "And when?",
        "On Friday.",
    ]


def test_signature_is_a_paragraph_of_its_own():
    parsed = parse_mail(mail("It is paid.\n\n-- \nAna Berg\nTel. 555-123\n"), "a.eml")
    assert contexts(parsed)["Ana Berg Tel. 555-123"] == ("signature",)


def test_plain_text_comes_before_html():
    data = multipart(part("text/html", "<p>Rich</p>"), part("text/plain", "Plain."), kind="alternative")
    assert texts(parse_mail(data, "a.eml"))[-1] == "Plain."


def test_html_is_read_where_text_says_nothing():
    page = f"<html><head><style>p</style></head><p>{'The fence costs 300 euros. ' * 20}</p></html>"
    data = multipart(part("text/plain", "Open in a browser."), part("text/html", page), kind="alternative")
    assert texts(parse_mail(data, "a.eml"))[-1].startswith("The fence costs")


def test_html_below_a_mark_is_quoted():
    page = '<p>It is paid.</p><div class="gmail_quote"><p>Is it paid?</p></div>'
    found_in = contexts(parse_mail(mail(page, HEAD + "Content-Type: text/html\n"), "a.eml"))
    assert found_in["It is paid."] == ()
    assert found_in["Is it paid?"] == ("quoted from an earlier message",)


def test_transfer_encodings_are_undone():
    quoted = quopri.encodestring("Die Straße ist gesperrt.".encode()).decode()
    packed = base64.b64encode("Der Zaun kostet 300 €.".encode("cp1252")).decode()
    data = multipart(
        part("text/plain; charset=utf-8", quoted, Content_Transfer_Encoding="quoted-printable"),
        part("text/plain; charset=windows-1252", packed, Content_Transfer_Encoding="base64"),
    )
    assert texts(parse_mail(data, "a.eml"))[-2:] == ["Die Straße ist gesperrt.", "Der Zaun kostet 300 €."]


def test_attachment_is_read_by_its_format():
    attached = part("text/plain", "Posts cost 9 euros.", Content_Disposition='attachment; filename="costs.txt"')

    def read(data: bytes, name: str) -> Parsed:
        return parse_plain(data.decode())

    parsed = parse_mail(multipart(part("text/plain", "See below."), attached), "a.eml", read_attachment=read)
    assert place_of(parsed, "Posts cost").part == "costs.txt"
    assert contexts(parsed)["Posts cost 9 euros."] == ("costs.txt",)
    assert ("metadata", "Attachments: costs.txt") in kinds(parsed)
    assert not parsed.warnings


def test_unread_attachments_are_reported():
    attached = part("application/pdf", "%PDF", Content_Disposition='attachment; filename="costs.pdf"')
    data = multipart(part("text/plain", "See below."), attached)

    def refuse(data: bytes, name: str) -> Parsed:
        raise BinarySource("is a PDF, not text")

    assert parse_mail(data, "a.eml").warnings == ['the attachment "costs.pdf" was not read']
    assert parse_mail(data, "a.eml", read_attachment=refuse).warnings == [
        'the attachment "costs.pdf" is a PDF, not text'
    ]


@pytest.mark.parametrize(
    "data",
    [
        multipart(part("application/pgp-encrypted", "Version: 1"), kind="encrypted"),
        mail("-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----\n"),
        mail("abc", HEAD + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n"),
    ],
)
def test_encrypted_message_is_reported(data):
    assert parse_mail(data, "a.eml").warnings == ["it is encrypted; qa cannot read it"]


def test_messages_of_a_digest_are_one_level_deeper():
    messages = [f"\nFrom: p{number}@example.org\nSubject: Number {number}\n\nText {number}.\n" for number in (1, 2)]
    parsed = parse_mail(multipart(*messages, kind="digest"), "a.eml")
    levels = [(block.level, document(parsed).slice(block.span)) for block in document(parsed).blocks if block.level]
    assert levels == [(1, "The fence"), (2, "Number 1"), (2, "Number 2")]
    assert "Text 2." in texts(parsed)


def test_mailbox_has_a_part_per_message():
    line = "From ana@example.org Mon Mar  4 10:00:00 2024\n"
    data = f"{line}{HEAD}\nFirst text.\n\n{line}{HEAD}\nSecond text.\nFrom here on.\n".encode()
    parsed = parse_mailbox(data, "a.mbox")
    assert place_of(parsed, "Second").part == "message 2"
    assert line_of(parsed, "Second") == 15
    assert texts(parse_mail(data, "a.eml")) == texts(parsed)


def test_mailbox_without_separators_is_one_mail():
    assert texts(parse_mailbox(mail("The text."), "a.mbox"))[-1] == "The text."
    with pytest.raises(BinarySource, match="no headers"):
        parse_mailbox(b"From \n" * 20, "a.mbox")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-le"])
def test_mail_in_other_encodings(encoding):
    assert texts(parse_mail(mail("Es läuft.").decode().encode(encoding), "a.eml"))[-1] == "Es läuft."


def test_text_without_headers_is_no_mail():
    with pytest.raises(BinarySource, match="no headers"):
        parse_mail(b"Just a text.\n", "a.eml")


@needs_shared
def test_public_mails():
    folder = SHARED
    read = {
        path.name: parse_mail(path.read_bytes(), path.name) for path in folder.glob("*.eml") if path.name != "empty.eml"
    }
    assert "Roses are red" in texts(read["fake-email-utf-16.eml"])
    assert texts(read["mime-multipart-digest.eml"])[-1] == "This is the third message in the digest."
    assert read["mime-word-encoded-subject.eml"].title == "Simple email with ☸☿ Unicode subject"
    assert texts(read["mime-html-only.eml"])[-3] == "This is a text/html part."
    assert "To get back into your account" in document(read["email-no-utf8-2014-03-17.111517.eml"]).text


# Hostile files


def nested(kind: str, depth: int) -> bytes:
    if kind == "message":
        return b"Content-Type: message/rfc822\n\n" * depth + b"Subject: a\n\nDeep text.\n"
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(depth)
    )
    return opened + b"Content-Type: text/plain\n\nDeep text.\n"


@pytest.mark.parametrize("kind", ["message", "multipart"])
def test_deep_nesting_is_cut(kind):
    parsed = parse_mail(b"Subject: a\n" + nested(kind, 20_000), "a.eml")
    assert "nested too deep" in parsed.warnings[0]
    assert "Deep text." in texts(parse_mail(b"Subject: a\n" + nested(kind, 5), "a.eml"))


def test_too_many_parts_are_cut(monkeypatch):
    monkeypatch.setattr("qa.load.mail.MAX_PARTS", 3)
    data = multipart(*[part("text/plain", f"Text {number}.") for number in range(5)])
    parsed = parse_mail(data, "a.eml")
    assert texts(parsed)[-1] == "Text 1."
    assert "too many parts" in parsed.warnings[-1]


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: text/plain" + ';a="' * 100_000,
        "Content-Type: multipart/mixed; boundary=" + "b" * 500_000,
        "Content-Type: multipart/mixed; boundary*0=" + "b;boundary*1=" * 50_000,
        "Subject: " + "=?utf-8?q?a?= " * 50_000,
        "Subject: a\n" + " folded\n" * 100_000,
        "From: " + "(" * 500_000,
        "X: y\n" * 100_000,
        ":" * 500_000,
    ],
    ids=range(8),
)
def test_hostile_headers_take_linear_memory(head):
    data = mail("The text.", f"Subject: a\n{head}\n")
    assert peak_memory(lambda: parse_mail(data, "a.eml")) < 30 * len(data)


@pytest.mark.parametrize(
    "body",
    [
        "> " * 200_000,
        "> a\n\n" * 3_000,
        "On a:\n" * 5_000,
        "-----a b-----\n" * 5_000,
        "From: a@b.c\n" * 5_000,
        "-- \n" * 5_000,
        "a\n" * 5_000,
    ],
    ids=range(7),
)
def test_hostile_text_takes_linear_memory(body):
    data = mail(body)
    assert peak_memory(lambda: parse_mail(data, "a.eml")) < 500 * len(data) + 2_000_000


@pytest.mark.parametrize(
    "body", ["<script>" * 50_000, "<a" * 100_000, "<style>" + "<" * 200_000, "<blockquote>" * 20_000]
)
def test_hostile_html_is_read(body):
    parse_mail(mail(body, HEAD + "Content-Type: text/html\n"), "a.eml")


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-unknown"])
def test_broken_bodies_are_read(encoding):
    head = f"{HEAD}Content-Type: text/plain; charset=none\nContent-Transfer-Encoding: {encoding}\n"
    parse_mail(mail("=ZZ=\n=3\x00=" + "A" * 5, head), "a.eml")


def test_empty_mail_has_its_headers_alone():
    assert texts(parse_mail(mail(""), "a.eml"))[0] == "The fence"
    with pytest.raises(EmptySource):
        texts(parse_mail(b"X-Header: a\n\n", "a.eml"))


def test_messages_over_limit_are_left_out(monkeypatch):
    monkeypatch.setattr("qa.load.mail._MAX_MESSAGES", 2)
    message = f"From ana@example.org Mon Mar  4 10:00:00 2024\n{HEAD}\nThe text.\n\n"
    parsed = parse_mailbox((message * 5).encode(), "a.mbox")
    assert texts(parsed).count("The text.") == 2
    assert parsed.warnings == ["it has 5 messages; the first 2 were read"]


def test_long_headers_are_cut():
    parsed = parse_mail(mail("The text.", f"From: a@example.org\nSubject: {'word ' * 100_000}\n"), "a.eml")
    assert max(map(len, texts(parsed))) <= 4_100
