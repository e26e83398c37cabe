"""Mails: subject, people and text as they were written, and each attachment as a document of its own kind."""

from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from ingest.document import Limits, Original, Reading
from ingest.errors import DamagedDocumentError, EmptyDocumentError, LockedMailError, NestedDocumentError
from ingest.formats import loader_of
from ingest.isolation import read_apart
from ingest.loaders import LOADERS
from ingest.loaders.mail import MOST_ATTACHED, load_mail
from ingest.pipeline import parse_document
from ingest.quality import Doubt

AGREED = "اتفق الأعضاء على زيادة ميزانية المياه إلى 12 مليون دينار."
OTHER = "وقررت اللجنة عقد جلسة ثانية في شهر حزيران."
HEAD = "From: a@b.c\nSubject: s\nMIME-Version: 1.0\n"


def mail(text: str = AGREED, charset: str = "utf-8", encoding: str = "8bit", **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in ({"Subject": "محضر لجنة المياه", "From": "سامي النجار <s@example.org>"} | headers).items():
        message[name] = value
    message.set_content(text, charset=charset, cte=encoding)
    return message


def read(message: EmailMessage | bytes) -> Reading:
    return load_mail(message if isinstance(message, bytes) else message.as_bytes(), Limits())


def texts(message: EmailMessage | bytes) -> list[str]:
    return [block.text for block in read(message).blocks]


def doubts(message: EmailMessage) -> list[tuple[str | None, str]]:
    return [(page.doubt, page.section) for page in read(message).pages]


def word(text: str) -> bytes:
    document, target = Document(), BytesIO()
    document.add_heading("القرارات", 1)
    document.add_paragraph(text)
    document.save(target)
    return target.getvalue()


def test_a_mail_is_known_by_its_subject_its_date_and_its_people() -> None:
    people = {"To": '"الخطيب, هناء" <h@example.org>, x@example.org', "Cc": "وليد <w@example.org>"}
    message = mail(Date="Tue, 05 Mar 2024 23:30:00 +0200", **people)
    parsed = parse_document(Original(message.as_bytes(), "a.eml"), Limits())
    assert (parsed.title, parsed.date) == ("محضر لجنة المياه", "2024-03-05")
    assert [paragraph.text for paragraph in parsed.paragraphs] == [
        "من: سامي النجار",
        "إلى: الخطيب, هناء، x@example.org",
        "نسخة إلى: وليد",
        AGREED,
    ]


def test_a_mail_without_a_subject_is_called_by_who_wrote_it() -> None:
    data = f"From: a@b.c\nDate: never\n\n{AGREED}".encode()
    assert texts(data) == ["رسالة من a@b.c", "من: a@b.c", AGREED]
    assert parse_document(Original(data, "a.eml"), Limits()).title == "رسالة من a@b.c"


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "iso-8859-6"])
def test_every_encoding_of_a_text_is_read(charset: str, encoding: str) -> None:
    assert texts(mail(charset=charset, encoding=encoding))[-1] == AGREED


@pytest.mark.parametrize("real", ["utf-8", "cp1256"])
@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1256", "utf-8", "us-ascii", "none-such", ""])
def test_an_encoding_that_is_declared_wrongly_is_not_believed(declared: str, real: str) -> None:
    charset = f"; charset={declared}" if declared else ""
    head = f"From: سامي <a@b.c>\nSubject: محضر الجلسة\nContent-Type: text/plain{charset}\n"
    data = f"{head}Content-Transfer-Encoding: 8bit\n\n{AGREED} {OTHER}".encode(real)
    assert texts(data) == ["محضر الجلسة", "من: سامي", f"{AGREED} {OTHER}"]


def test_of_texts_that_say_the_same_the_plain_one_is_read_if_it_says_anything() -> None:
    page = f"<style>p {{}}</style><h1>القرار</h1><p>{OTHER}</p><script>x</script><p hidden>سر</p>"
    both, bare = mail(), mail("Your program cannot show this mail.")
    for message in (both, bare):
        message.add_alternative(page, subtype="html", charset="windows-1256")
    assert texts(both)[-1] == AGREED
    assert texts(bare)[-2:] == ["القرار", OTHER]


def test_a_page_says_only_what_it_shows() -> None:
    page = "<p>نص &#x202e;القرار&#8207;.</p><iframe src='http://a.b'></iframe><img src='http://a.b' onerror='x()'>"
    message = EmailMessage()
    message["Subject"] = "محضر"
    message.set_content(page, subtype="html")
    assert texts(message) == ["محضر", "نص القرار."]


def test_what_an_answer_quotes_is_read_without_its_marks() -> None:
    assert texts(mail(f"{AGREED}\n\n> {OTHER}\n>> {AGREED}"))[-3:] == [AGREED, OTHER, AGREED]


def test_attachments_are_read_as_documents_of_their_own_kinds() -> None:
    message = mail()
    message.add_attachment(word(OTHER), maintype="application", subtype="octet-stream", filename="القرارات.docx")
    message.add_attachment(OTHER.encode("cp1256"), maintype="text", subtype="plain", filename="note.txt")
    message.add_attachment(mail(OTHER, Subject="رسالة سابقة"))
    parsed = parse_document(Original(message.as_bytes(), "a.eml"), Limits())
    places = [paragraph.section for paragraph in parsed.paragraphs if paragraph.text == OTHER]
    assert places == [("القرارات.docx", "القرارات"), ("note.txt",), ("رسالة سابقة",)]
    assert parsed.title == "محضر لجنة المياه"


def test_an_attachment_beside_one_of_two_texts_is_read() -> None:
    page = EmailMessage()
    page.set_content(f"<p>{AGREED}</p>", subtype="html")
    page.add_attachment(OTHER, filename="note.txt")
    message = mail()
    message.make_alternative()
    message.attach(page)
    assert texts(message)[-3:] == [AGREED, "note.txt", OTHER]


def test_attachments_that_cannot_be_read_are_told_by_name() -> None:
    message = mail()
    for name, data in {
        "صور.zip": b"PK\5\6" + bytes(18),
        "مقطوع.docx": word(OTHER)[:900],
        "فارغ.txt": b"",
        "roads.txt": b"This text is about roads and not in Arabic. " * 99,
        "a.csv": b"a,b",
        "photo.png": b"\x89PNG\r\n\x1a\n",
    }.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="شعار.png")
    names = ["صور.zip", "مقطوع.docx", "فارغ.txt", "roads.txt", "a.csv", "photo.png"]
    assert doubts(message) == [*((Doubt.PART, name) for name in names), (Doubt.PICTURE, "شعار.png")]
    assert texts(message)[-1] == AGREED


def test_only_so_many_attachments_are_read_and_the_others_told() -> None:
    message = mail()
    for number in range(MOST_ATTACHED + 2):
        message.add_attachment(OTHER, filename=f"{number}.txt")
    assert texts(message).count(OTHER) == MOST_ATTACHED
    assert doubts(message) == [(Doubt.PART, f"{MOST_ATTACHED}.txt"), (Doubt.PART, f"{MOST_ATTACHED + 1}.txt")]


def test_once_a_mail_has_taken_as_long_as_a_document_may_its_other_attachments_are_told() -> None:
    message = mail()
    message.add_attachment(OTHER, filename="note.txt")
    reading = load_mail(message.as_bytes(), Limits(seconds=0))
    assert AGREED in [block.text for block in reading.blocks]
    assert OTHER not in [block.text for block in reading.blocks]
    assert [(page.doubt, page.section) for page in reading.pages] == [(Doubt.PART, "note.txt")]


def test_a_signature_is_no_attachment() -> None:
    message = mail()
    message.add_attachment(b"0", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert doubts(message) == []


@pytest.mark.parametrize("as_file", [False, True])
def test_mails_in_each_other_are_read_to_a_depth_and_the_rest_is_told(as_file: bool) -> None:
    message = mail("العاشرة", Subject="رسالة 10")
    for number in reversed(range(10)):
        outer = mail(f"نص الرسالة رقم {number}.", Subject=f"رسالة {number}")
        if as_file:
            data = message.as_bytes()
            outer.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{number + 1}.eml")
        else:
            outer.add_attachment(message)
        message = outer
    told = " ".join(texts(message))
    assert "نص الرسالة رقم 5." in told
    assert "نص الرسالة رقم 6." not in told
    assert [doubt for doubt, _ in doubts(message)] == [Doubt.PART]


def test_parts_without_end_are_refused() -> None:
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000))
    data = f"From: a@b.c\nSubject: s\n{parts}{AGREED}".encode()
    with pytest.raises(NestedDocumentError, match=r"a\.eml"):
        read_apart(Original(data, "a.eml"), count_tokens=len, max_tokens=200, limits=Limits())


def test_an_encrypted_mail_is_refused_as_such() -> None:
    for kind in ("multipart/encrypted; boundary=a", "application/pkcs7-mime; smime-type=enveloped-data"):
        with pytest.raises(LockedMailError):
            read(f"{HEAD}Content-Type: {kind}\n\n--a\n\nx\n--a--".encode())


@pytest.mark.parametrize("body", ["", " \n\n", "Content-Type: text/html\n\n<p hidden>سر</p>"])
def test_a_mail_without_a_text_is_empty(body: str) -> None:
    with pytest.raises(EmptyDocumentError):
        read(f"{HEAD}{body}".encode())


def test_a_mail_that_was_cut_is_read_as_far_as_it_goes() -> None:
    message = mail()
    message.add_attachment(word(OTHER), maintype="application", subtype="octet-stream", filename="a.docx")
    data = message.as_bytes()[:-2000]
    assert texts(data)[-1] == AGREED
    assert [page.section for page in read(data).pages] == ["a.docx"]


def test_headers_that_nobody_can_take_apart_are_said_as_they_stand() -> None:
    odd = 'Subject: محضر\nFrom: "سامي <<a@b.c>,,;:@\nTo: =?utf-8?q?=D9=ff?= <\nCc: (((\nDate: 99 99 99'
    assert texts(f"{odd}\nMIME-Version: 1.0\n\n{AGREED}".encode())[-1] == AGREED


@pytest.mark.parametrize("suffix", [".eml", ".txt", ""])
def test_a_mail_is_known_by_its_headers(suffix: str, tmp_path: Path) -> None:
    assert loader_of(mail().as_bytes(), suffix) is LOADERS[".eml"]
    assert loader_of(mail(charset="windows-1256").as_bytes(), suffix) is LOADERS[".eml"]
    assert loader_of(f"التاريخ: 5/3/2024\nSubject: x\n\n{AGREED}".encode(), suffix) is LOADERS[".txt"]
    printed = f"From: سامي\nSubject: الجلسة\n\n{AGREED}".encode()
    assert loader_of(printed, suffix) is LOADERS[".eml" if suffix == ".eml" else ".txt"]


def test_what_is_no_text_is_damaged_under_the_name_of_a_mail() -> None:
    with pytest.raises(DamagedDocumentError):
        loader_of(bytes(range(256)), ".eml")
