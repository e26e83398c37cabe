import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import split_sentences

SENTENCES = [
    "رحبت الأستاذة هند الكامل بالوفود وشكرتها على الحضور.",
    "هل تشمل الخطة القطاع غير النظامي؟",
    "نعم، عملاً بالقرار A/RES/60/1 المؤرخ 16 أيلول/سبتمبر 2005.",
    "بلغ المبلغ 3,400,000.25 دولار أي بزيادة 7.5% عن العام السابق!",
    "قال د. فادي نصر (وزارة العمل): «نحتاج إلى شركاء أكثر.»",
    "انظر الفقرة ١٢ من الوثيقة (E/2019/7) والموقع https://example.org/ar/a?b=1 للتفاصيل.",
    "البريد office@example.org مفتوح للجميع؛ يرجى الكتابة قبل 5 آذار/مارس.",
    "أدار الجلسة أ. د. رامي سعد وحضرها ممثلو م.ت.ف. والنقابات.",
    "ما العقبات؟!",
    "شارك ممثلون من ست دول، منها: تونس، عُمان... وغيرهما.",
    "ثم رُفعت الجلسة.",
]


def test_sentences_that_splitters_get_wrong_come_out_whole() -> None:
    text = " ".join(SENTENCES)
    assert [text[s.start : s.end] for s in split_sentences(text)] == SENTENCES


@pytest.mark.parametrize("heading", ["IV. الجلسة الرابعة: 5 آذار/مارس", "ألف. كلمة الافتتاح", "3. الأسئلة والأجوبة"])
def test_a_number_in_front_is_no_sentence(heading: str) -> None:
    assert len(split_sentences(heading)) == 1


def test_every_line_of_a_list_is_a_sentence_of_its_own() -> None:
    text = "نوقش ما يلي:\nالأجور\nالسكن\nالصحة."
    assert [text[s.start : s.end] for s in split_sentences(text)] == text.split("\n")


@given(st.text() | st.text("اب .؟!\n…«»12dA()", max_size=60))
def test_sentences_are_in_order_apart_and_cover_all_that_is_not_blank(text: str) -> None:
    spans = split_sentences(text)
    position = 0
    for span in spans:
        assert position <= span.start < span.end
        assert not text[position : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        position = span.end
    assert not text[position:].strip()


def test_a_footnote_mark_belongs_to_the_sentence_before_it() -> None:
    text = "وافقت اللجنة على الخطة.(1) ثم عُرض التقرير.[12] ثم نوقش.[^3] ورُفعت الجلسة."
    found = [text[s.start : s.end] for s in split_sentences(text)]
    assert found == ["وافقت اللجنة على الخطة.(1)", "ثم عُرض التقرير.[12]", "ثم نوقش.[^3]", "ورُفعت الجلسة."]
