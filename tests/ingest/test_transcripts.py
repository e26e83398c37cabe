"""Transcripts with times: what is said comes whole, with who says it and when."""

from pathlib import Path

import pytest

from ingest.document import BlockKind
from ingest.errors import DamagedDocumentError, EmptyDocumentError
from ingest.formats import loader_of
from ingest.loaders import LOADERS
from ingest.loaders.text.transcripts import load_transcript
from ingest.pipeline import read_document

OPENED = "افتتح رئيس البلدية الجلسة"
THANKED = "وشكر الحاضرين على مشاركتهم."
ASKED = "ما كلفة شبكة المياه؟"
ANSWERED = "تبلغ الكلفة ثلاثة ملايين دينار."


def srt(*cues: tuple[str, str, str]) -> str:
    """Cues of a start, an end and a text."""
    numbered = enumerate(cues, 1)
    return "\n".join(f"{at}\n00:{start},000 --> 00:{end},000\n{text}\n" for at, (start, end, text) in numbered)


def vtt(*cues: tuple[str, str, str], head: str = "") -> str:
    return f"WEBVTT{head}\n\n" + "\n".join(f"{start}.000 --> {end}.000\n{text}\n" for start, end, text in cues)


def said(transcript: str) -> list[str]:
    blocks = load_transcript(transcript.encode()).blocks
    return [block.text for block in blocks if block.kind is not BlockKind.HEADING]


def test_a_sentence_that_cues_cut_is_whole() -> None:
    assert said(srt(("00:01", "00:03", OPENED), ("00:03", "00:06", THANKED))) == [f"{OPENED} {THANKED}"]
    lines = THANKED.replace(" على ", "\nعلى ")
    assert said(vtt(("00:01", "00:03", OPENED), ("00:09", "00:12", lines))) == [f"{OPENED} {THANKED}"]


def test_a_pause_behind_a_sentence_ends_a_paragraph() -> None:
    cues = ("00:01", "00:03", ASKED), ("00:04", "00:06", THANKED), ("00:20", "00:24", ANSWERED)
    assert said(srt(*cues)) == [f"{ASKED} {THANKED}", ANSWERED]


def test_a_pause_ends_a_paragraph_where_no_full_stops_are_written() -> None:
    cues = ("00:01", "00:03", OPENED), ("00:03", "00:06", "ثم بدأ النقاش"), ("00:20", "00:24", "وانتهى مساء")
    assert said(srt(*cues)) == [f"{OPENED} ثم بدأ النقاش", "وانتهى مساء"]


def test_who_speaks_is_told_once_and_again_behind_another() -> None:
    cues = [
        ("00:01", "00:03", f"<v سامي النجار>{OPENED}</v>"),
        ("00:03", "00:05", f"<v سامي النجار>{THANKED}"),
        ("00:05", "00:07", f"<v.loud هناء>{ASKED}</v>\n<v سامي النجار>{ANSWERED}"),
    ]
    told = [f"سامي النجار: {OPENED} {THANKED}", f"هناء: {ASKED}", f"سامي النجار: {ANSWERED}"]
    assert said(vtt(*cues)) == told
    plain = [
        ("00:01", "00:03", f"سامي النجار: {OPENED}"),
        ("00:03", "00:05", f"سامي النجار: {THANKED}"),
        ("00:05", "00:07", f"هناء: {ASKED}\nسامي النجار: {ANSWERED}"),
    ]
    assert said(srt(*plain)) == told


def test_a_colon_within_a_sentence_names_nobody() -> None:
    cues = ("00:01", "00:03", "وخلص الخبراء إلى أن"), ("00:03", "00:06", f"أهم ما ورد: {ANSWERED}")
    assert said(srt(*cues)) == [f"وخلص الخبراء إلى أن أهم ما ورد: {ANSWERED}"]


@pytest.mark.parametrize("dash", ["- ", "-", "– ", ">> "])
def test_a_dash_begins_what_another_says(dash: str) -> None:
    assert said(srt(("00:01", "00:05", f"{dash}{ASKED}\n{dash}{ANSWERED}"))) == [ASKED, ANSWERED]


def test_styles_notes_names_of_cues_and_marks_are_no_text() -> None:
    head = (
        " - محضر الجلسة\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE مراجعة\nسطر ثان\n\n"
        "REGION\nid:fred\n\nintro"
    )
    text = "<c.yellow><i>بلغت</i></c> <00:00:02.000>النفقات &amp; الإيرادات<b>.</b>"
    reading = load_transcript(f"WEBVTT{head}\n00:01.000 --> 00:03.000 align:start\n{text}\n\nNOTE نهاية\n".encode())
    assert reading.title == "محضر الجلسة"
    assert [block.text for block in reading.blocks] == ["00:00:01 – 00:00:03", "بلغت النفقات & الإيرادات."]
    assert said(vtt(("00:01", "00:03", "تمت &#x202e;الموافقة&rlm;."))) == ["تمت الموافقة."]
    assert said(srt(("00:01", "00:03", r'{\an8}<font color="red">تمت الموافقة</font>.'))) == ["تمت الموافقة."]


def test_lines_that_roll_are_said_once() -> None:
    cues = [
        ("00:01.0", "00:03.0", "\nافتُتحت<00:02.000><c> الجلسة</c>"),
        ("00:03.0", "00:03.0", "افتُتحت الجلسة\n"),
        ("00:03.0", "00:05.0", "افتُتحت الجلسة\nصباح<c> الأحد</c>"),
        ("00:05.0", "00:06.0", "صباح الأحد\n"),
    ]
    assert said(vtt(*((start[:5], end[:5], text) for start, end, text in cues))) == ["افتُتحت الجلسة صباح الأحد"]
    assert said(srt(("00:01", "00:03", "نعم"), ("00:03", "00:05", "نعم\nنعم"))) == ["نعم نعم"]


def test_the_place_of_a_passage_is_when_it_is_said(tmp_path: Path) -> None:
    cues = [
        ("59:58", "60:04", f"{OPENED} {THANKED}"),
        ("60:50", "61:02", "وسأل أحد الحاضرين:"),
        ("61:02", "61:09", ASKED),
        ("61:10", "61:15", ANSWERED),
    ]
    path = tmp_path / "الجلسة الأولى.vtt"
    path.write_text(vtt(*cues), encoding="utf-8-sig")
    document = read_document(path, count_tokens=lambda text: len(text.split()))
    assert document.title == "الجلسة الأولى"
    places = {passage.text: passage.section for passage in document.passages}
    assert places[f"وسأل أحد الحاضرين: {ASKED}"] == ("00:59:58 – 01:01:09",)
    assert places[ANSWERED] == ("01:01:10 – 01:01:15",)


def test_cues_out_of_order_are_put_in_order() -> None:
    assert said(srt(("00:30", "00:33", ANSWERED), ("00:27", "00:29", ASKED))) == [f"{ASKED} {ANSWERED}"]


@pytest.mark.parametrize("suffix", [".srt", ".vtt", ".txt", ""])
def test_a_transcript_is_known_by_its_content(suffix: str) -> None:
    cue = "01:02:03.5 --> 01:02:04.5\nنعم"
    for text in (vtt(("00:01", "00:02", "نعم")), f"\ufeff1\r\n{cue}", f"\n\n{cue}", srt(("00:01", "00:02", "نعم"))):
        assert loader_of(text.encode(), suffix) is LOADERS[".vtt"]
    assert loader_of(f"قال: {ANSWERED}".encode(), suffix) is LOADERS[".txt"]


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16", "utf-8-sig", "iso8859_6"])
def test_other_encodings_and_line_ends_are_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes(
        srt(("00:01", "00:03", OPENED), ("00:03", "00:06", THANKED)).replace("\n", "\r\n").encode(encoding)
    )
    assert read_document(path, count_tokens=len).text.endswith(f"{OPENED} {THANKED}")


@pytest.mark.parametrize("data", [b"WEBVTT", "WEBVTT\n\nNOTE تعليق".encode(), b"1\n00:00:01,000 --> 00:00:02,000\n<i>"])
def test_a_transcript_in_which_nothing_is_said_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyDocumentError):
        load_transcript(data)


def test_what_is_no_text_is_damaged_under_the_name_of_a_transcript() -> None:
    with pytest.raises(DamagedDocumentError):
        loader_of(bytes(range(256)), ".srt")
