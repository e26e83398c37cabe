from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coherence import introduces, is_left_open, leans, only_asks, stands_alone, wholes_of
from ingest.document import Span
from ingest.sentences import split_sentences

INTRODUCED = [
    "ذكرت المتحدثة ثلاث خطوات. وهي الاجتماع التشاوري والمؤتمر الأول والمؤتمر الثاني.",
    "للمراجعة نتائج ثلاث. أولاً، يصدر تقرير. ثانياً، يصدر ملخص. وأخيراً يُعقد مؤتمر.",
    "سأل ممثل النقابة عن الموعد النهائي. وأكدت السيدة سلمى الحداد أن الموعد مُدّد.",
    "واستفسرت ممثلة الاتحاد عن التقارير. وأشار المنظمون إلى أنها ستُنشر.",
]


@pytest.mark.parametrize("text", INTRODUCED)
def test_what_announces_points_or_asks_belongs_with_what_spells_it_out_or_replies(text: str) -> None:
    spans = split_sentences(text)
    assert introduces(text, spans[0])
    assert {text[whole.start : whole.end] for whole in wholes_of(text, spans)} == {text}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("تجيب الصفحات عن أسئلة كثيرة. وهي موجهة إلى الجمعيات.", id="what it is like"),
        pytest.param("استفسر الممثل عن نوع المدخلات. وأشار إلى أن التقرير جاهز.", id="the asker goes on"),
        pytest.param("سأل ممثل النقابة عن الموعد.\n\nوأكدت السيدة سلمى الحداد ذلك.", id="another paragraph"),
        pytest.param("عُقد اللقاء في المدينة. وأكدت السيدة سلمى الحداد أهميته.", id="nothing was asked"),
    ],
)
def test_what_only_stands_behind_a_sentence_does_not_belong_to_it(text: str) -> None:
    spans = split_sentences(text)
    assert not introduces(text, spans[0])
    assert wholes_of(text, spans) == list(spans)


def test_what_spells_out_a_sentence_does_not_stand_alone_and_a_reply_does() -> None:
    alone = [[stands_alone(text, span) for span in split_sentences(text)] for text in INTRODUCED]
    assert alone == [[False, False], [False, False, False, True], [False, True], [False, True]]


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("أثار المشاركون النقاط التالية:", True),
        ("ماذا قيل عن نظام الكفالة؟", True),
        ("ممثلة الاتحاد: متى يصل الملخص؟", False),
        ("أثار المشاركون نقاطاً عدة.", False),
    ],
)
def test_a_colon_without_its_list_and_a_bare_question_answer_nothing(text: str, is_open: bool) -> None:
    assert is_left_open(text, Span(0, len(text))) is is_open


SENTENCES = st.sampled_from([one for text in INTRODUCED for one in text.split(". ")] + ["البنود:", "بند؛"])


@given(st.lists(st.tuples(SENTENCES, st.sampled_from([" ", ". ", "\n", ".\n\n"])), max_size=8))
def test_every_sentence_is_in_its_whole_and_no_two_wholes_overlap(parts: list[tuple[str, str]]) -> None:
    text = "".join(sentence + gap for sentence, gap in parts).strip()
    spans = split_sentences(text)
    wholes = wholes_of(text, spans)
    assert all(whole.start <= span.start and span.end <= whole.end for span, whole in zip(spans, wholes, strict=True))
    assert all(one == other or one.end <= other.start for one, other in pairwise(wholes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("فإن لم يتفقوا رُفع الأمر إلى اللجنة.", True),
        ("وهي بلا رسوم.", True),
        ("لذلك تأجل اللقاء.", True),
        ("وأشارت السيدة سلمى إلى ذلك.", False),
        ("فالاتفاق غير ملزم.", False),
        ("تُرفع الشكوى إلى اللجنة.", False),
    ],
)
def test_what_says_little_without_the_sentence_before_it_leans_on_it(text: str, expected: bool) -> None:
    assert leans(text, Span(0, len(text))) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("تساءل ممثل الاتحاد عما إذا كان اللقاء هو الأخير.", True),
        ("سأل ممثل النقابة عن الموعد. وأكدت السيدة سلمى الحداد أن الموعد مُدّد.", False),
        ("أكدت السيدة سلمى الحداد أن اللقاء ليس الأخير.", False),
    ],
)
def test_what_somebody_asked_is_told_from_what_was_replied(text: str, expected: bool) -> None:
    assert only_asks(text, split_sentences(text)[0]) is expected
