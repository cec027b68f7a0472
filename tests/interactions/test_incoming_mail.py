"""What is read out of messages that strangers write."""

import datetime
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interactions.incoming_mail import IncomingMail

HEAD = (
    "From: Jana Novotná <Jana@Example.com>\r\nTo: petr@rapport.example\r\n"
    "Subject: =?utf-8?q?Nab=C3=ADdka?=\r\nMessage-ID: <1@example.com>\r\n"
    "Date: Tue, 3 Nov 2026 14:05:00 +0100\r\n"
)


def read(body="Hello", head=HEAD):
    text = f"{head}\r\n{body}" if "\r\n\r\n" not in head else head
    return IncomingMail.read(text.encode())


def parts(*each, kind="alternative"):
    boundary = "--x\r\n"
    joined = "".join(f"{boundary}{part}\r\n" for part in each)
    return read(f"{joined}--x--", f'{HEAD}Content-Type: multipart/{kind}; boundary="x"\r\n')


def test_plain_message_is_read():
    mail = read("Dobrý den,\r\nposíláme poptávku.")

    assert mail.sender == "jana@example.com"
    assert mail.to == ("petr@rapport.example",)
    assert mail.subject == "Nabídka"
    assert mail.text == "Dobrý den,\r\nposíláme poptávku."
    assert mail.sent_at == datetime.datetime(2026, 11, 3, 13, 5, tzinfo=datetime.UTC)
    assert not mail.is_draft
    assert not mail.is_automatic


def test_plain_text_wins_over_html():
    mail = parts(
        "Content-Type: text/html\r\n\r\n<b>rich</b>", "Content-Type: text/plain\r\n\r\nplain"
    )

    assert mail.text == "plain"


def test_html_alone_becomes_text_without_scripts():
    html = (
        "<html><head><title>T</title><style>p{}</style></head><body><p>One &amp; two</p>"
        "<script>alert(1)</script><img src=x onerror=alert(2)>Three<br>four</body></html>"
    )
    mail = read(html, f"{HEAD}Content-Type: text/html; charset=utf-8\r\n")

    assert mail.text == "One & two\nThree\nfour"


def test_attachments_are_no_text():
    mail = parts(
        "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nsecret",
        "Content-Type: text/plain\r\n\r\nthe text",
        kind="mixed",
    )

    assert mail.text == "the text"


def test_text_of_another_character_set_is_decoded():
    body = "Příliš".encode("cp1250")
    raw = f"{HEAD}Content-Type: text/plain; charset=windows-1250\r\n\r\n".encode() + body

    assert IncomingMail.read(raw).text == "Příliš"


def test_unknown_character_set_leaves_the_text_out():
    assert read("x", f"{HEAD}Content-Type: text/plain; charset=klingon\r\n").text == ""


@pytest.mark.parametrize(
    "header",
    [
        "Subject: =?utf-8?q?Hello=0d=0aBcc:_spy@evil.example?=",
        "Subject: Hello\r\n\tBcc: spy@evil.example",
    ],
)
def test_header_cannot_smuggle_another_one(header):
    mail = read(head=HEAD.replace("Subject: =?utf-8?q?Nab=C3=ADdka?=", header))

    assert mail.subject == "Hello Bcc: spy@evil.example"
    assert mail.to == ("petr@rapport.example",)


def test_name_cannot_smuggle_an_address():
    mail = read(head=HEAD.replace("Jana Novotná", "=?utf-8?q?spy=40evil.example=2C?="))

    assert mail.sender == "jana@example.com"


def test_long_text_and_subject_are_cut():
    mail = read("x" * 30_000, HEAD.replace("Nab=C3=ADdka", "a" * 400))

    assert len(mail.text) == 20_000
    assert len(mail.subject) == 200


def test_characters_that_cannot_be_stored_are_left_out():
    assert read("a\x00b").text == "ab"


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner=x",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "Return-Path: <>",
        'Content-Type: multipart/report; boundary="x"',
    ],
)
def test_machines_are_told_apart(header):
    assert read(head=f"{HEAD}{header}\r\n").is_automatic


def test_people_say_that_no_machine_wrote():
    assert not read(head=f"{HEAD}Auto-Submitted: no\r\n").is_automatic


@pytest.mark.parametrize("header", ["X-Unsent: 1", "X-Mozilla-Draft-Info: internal/draft"])
def test_drafts_are_told_apart(header):
    assert read(head=f"{HEAD}{header}\r\n").is_draft


def test_copies_have_the_same_key_and_others_another():
    assert read("one").key == read("two", HEAD).key
    assert read("one", HEAD.replace("<1@", "<2@")).key != read("one").key
    without = HEAD.replace("Message-ID: <1@example.com>\r\n", "")
    assert read("one", without).key != read("two", without).key


def test_bomb_of_nested_parts_is_read_in_no_time():
    depth = 5_000
    opened = "".join(
        f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(depth)
    )
    began = time.monotonic()

    mail = IncomingMail.read(f"{HEAD}{opened}".encode())

    assert mail.sender == "jana@example.com"
    assert time.monotonic() - began < 10


def test_flat_bomb_of_parts_is_read_in_no_time():
    mail = parts(*["Content-Type: text/plain\r\n\r\nx"] * 20_000)

    assert mail.text == "x"


@pytest.mark.parametrize(
    "html", ["<!--" * 50_000, "<![CDATA[" * 20_000, "<a " * 60_000, "<" * 200_000]
)
def test_hostile_markup_is_read_in_no_time(html):
    began = time.monotonic()

    read(html, f"{HEAD}Content-Type: text/html\r\n")

    assert time.monotonic() - began < 10


def test_message_of_thirty_megabytes_is_read_from_its_beginning():
    body = (
        "--x\r\nContent-Type: text/plain\r\n\r\nSee the pictures.\r\n--x\r\n"
        "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + "QUFB\r\n"
        * 5_000_000
    )

    mail = read(body, f'{HEAD}Content-Type: multipart/mixed; boundary="x"\r\n')

    assert mail.text == "See the pictures."


@pytest.mark.parametrize(
    "header",
    [
        "From: ",
        "From: @@@",
        "From: <",
        "From: a@b@c, ,;:<>",
        'From: "unclosed <jana@example.com',
        "From: undisclosed-recipients:;",
        "From: =?klingon?b?////?= <jana@example.com>",
        "Date: yesterday",
        "Date: Tue, 99 Nov 2026 99:99:99 +9999",
        "Content-Type: multipart/mixed",
        "Content-Type: ;;;",
        "Content-Transfer-Encoding: base64",
        "Message-ID: <" + "x" * 5_000,
    ],
)
def test_broken_headers_stop_nobody(header):
    name = header.partition(":")[0]
    others = "\r\n".join(line for line in HEAD.splitlines() if not line.startswith(f"{name}:"))

    mail = read("text", f"{others}\r\n{header}\r\n")

    assert isinstance(mail.sender, str)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [
                b"From: ",
                b"To: ",
                b"Subject: ",
                b"Date: ",
                b"Content-Type: multipart/mixed;",
                b' boundary="x"',
                b"text/html",
                b"=?utf-8?q?",
                b"?=",
                b"\r\n",
                b"\r\n\r\n",
                b"--x",
                b"--x--",
                b"<",
                b">",
                b"@",
                b",",
                b";",
                b":",
                b'"',
                b"(",
                b")",
                b"\\",
                b"\x00",
                b"\xff",
                b"a.example",
                b"jana",
                b"Content-Type: message/rfc822",
                b"[",
                b"]",
            ]
        ),
        max_size=40,
    )
)
def test_nothing_that_is_sent_raises(pieces):
    mail = IncomingMail.read(b"".join(pieces))

    assert "\x00" not in mail.text + mail.subject
