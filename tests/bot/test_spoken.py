"""Spoken Arabic of five regions in writing, and written Arabic left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preamble import asked
from bot.spoken import in_writing


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("مين الست اللي فتحت الحوار؟", "من السيدة الذي افتتحت الحوار؟"),
        ("إمتى المؤتمر هيتعقد؟", "متى المؤتمر سينعقد؟"),
        ("ليش انعمل اللقاء أونلاين؟", "لماذا جرى اللقاء افتراضيا؟"),
        ("مين بيشارك ومين بعتلهم التقرير؟", "من يشارك ومن أرسل التقرير؟"),
        ("منو سوى التقرير؟", "من أجرى التقرير؟"),
        ("شكون كيقول هادشي فالحوار؟", "من يقول هادشي في الحوار؟"),
        ("كيفاش نصيفطوه؟", "كيف نرسل؟"),
        ("وين بلاقي النموذج؟", "أين أجد النموذج؟"),
        ("متين المؤتمر؟", "متى المؤتمر؟"),
        ("شكون سوّل واش هاد الحوار هو اللخر؟", "من سأل هل هذا الحوار هو الأخير؟"),
        ("قديش عدد المعزومين عالحوار؟", "كم عدد المدعوون على الحوار؟"),
        ("مين عالج الملف العالمي؟", "من عالج الملف العالمي؟"),
        ("مين اللي ختم اللقاء؟", "من الذي اختتم اللقاء؟"),
        ("ليه مابعتوش التقرير؟", "لماذا لا أرسلوا التقرير؟"),
    ],
)
def test_what_is_spoken_is_put_into_writing(spoken: str, expected: str) -> None:
    assert in_writing(spoken) == expected


@pytest.mark.parametrize(
    "text",
    [
        "من فتح باب النقاش؟",
        "بماذا دار الحوار الأول؟",
        "ست دول عملت مع الهيئات",
        "أية دول قدمت تقارير؟",
        "ما بيانات البلديات؟",
        "كيف تُكتب الشكوى؟",
        "من كانت تدير اللقاء؟",
        "ما فوائد اللقاء؟",
    ],
)
def test_written_arabic_is_left_alone(text: str) -> None:
    assert in_writing(text) == text


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("بدي أعرف مين نظم اللقاء", "مين نظم اللقاء"),
        ("أريد أن أسأل: كم دولة شاركت؟", "كم دولة شاركت؟"),
        ("لو سمحت قولي وين التقرير؟", "وين التقرير؟"),
        ("Could you tell me who opened the meeting?", "who opened the meeting?"),
        ("هل تعرف النقابات الاتفاق؟", "هل تعرف النقابات الاتفاق؟"),
        ("من يعرف الاتفاق؟", "من يعرف الاتفاق؟"),
        ("أعرف", "أعرف"),
    ],
)
def test_that_one_would_like_to_know_is_no_part_of_the_question(text: str, question: str) -> None:
    assert asked(text) == question


@given(st.text())
def test_any_text_can_be_put_into_writing(text: str) -> None:
    assert isinstance(in_writing(asked(text)), str)
