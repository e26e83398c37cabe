import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lexicon import organisations, written


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ("مين بعت التقرير؟", "من أرسل التقرير؟"),
        ("وشو حكت الممثلة؟", "وما قالت الممثلة؟"),
        ("كام دولة؟", "كم دولة؟"),
        ("ماذا قالت UNHCR؟", "ماذا قالت UNHCR مفوضية الأمم المتحدة لشؤون اللاجئين؟"),
        ("ما الهدف التاسع؟", "ما الهدف التاسع 9؟"),
        ("ما المبدأ الثالث والعشرون؟", "ما المبدأ الثالث 23 والعشرون؟"),
        ("ما الهدف الحادي عشر؟", "ما الهدف الحادي 11 عشر؟"),
        ("ما الهدف العشرون؟", "ما الهدف العشرون 20؟"),
        ("ما الجلسة الثالثة؟", "ما الجلسة الثالثة؟"),
        ("هل كان هذا آخر لقاء؟", "هل كان هذا آخر الأخير لقاء؟"),
        ("ما آخر موعد؟", "ما آخر موعد؟"),
    ],
)
def test_spoken_words_acronyms_and_items_become_what_reports_write(spoken: str, expected: str) -> None:
    assert written(spoken) == expected


@pytest.mark.parametrize("text", ["من افتتح الحوار الأول؟", "كم مشاركاً حضر؟", ""])
def test_written_arabic_stays_as_it_is(text: str) -> None:
    assert written(text) == text


@given(st.text())
def test_any_text_can_be_written(text: str) -> None:
    assert isinstance(written(text), str)


@pytest.mark.parametrize(
    ("text", "acronyms"),
    [
        ("ماذا قال ممثل منظمة العمل الدولية؟", {"ilo"}),
        ("ماذا قال ممثل المنظمة الدولية لأرباب العمل؟", {"ioe"}),
        ("What did UNHCR say to UNICEF?", {"unhcr", "unicef"}),
        ("بحسب الإسكوا", {"escwa"}),
        ("Who opened the meeting?", set()),
        ("What did the European Union say?", {"eu"}),
        ("موقف الاتحاد الأوروبي", {"eu"}),
        ("L'avis de la Banque mondiale", {"البنك الدولي"}),
    ],
)
def test_organisations_of_one_name_are_known_by_it_or_their_acronym(text: str, acronyms: set[str]) -> None:
    assert organisations(text) == acronyms
