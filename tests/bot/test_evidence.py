import pytest

from bot.answer import Question
from bot.evidence import dated_heading, holds, is_sentence, is_title
from bot.question import standalone
from bot.wanted import Wanted


@pytest.mark.parametrize(
    ("wanted", "text", "expected"),
    [
        (Wanted.TIME, "تُعقد الورشة في تشرين الأول/أكتوبر.", True),
        (Wanted.TIME, "كان ذلك عام ٢٠٢٠.", True),
        (Wanted.TIME, "تُعقد الورشة قريباً.", False),
        (Wanted.COUNT, "قدّمت تسع دول تقاريرها.", True),
        (Wanted.COUNT, "حضر ٧٦ مشاركاً.", True),
        (Wanted.COUNT, "قدّمت دول تقاريرها.", False),
        (Wanted.PERSON, "وأكدت ممثلة النقابة ذلك.", True),
        (Wanted.PERSON, "جرى ذلك بعد الظهر.", False),
        (Wanted.PLACE, "التقارير على https://example.org متاحة.", True),
        (Wanted.ADDRESS, "تُرسل إلى <reports@example.org>.", True),
        (Wanted.ADDRESS, "انظر www.example.org/page.", True),
        (Wanted.ADDRESS, "تُرسل بالبريد.", False),
        (Wanted.OTHER, "حضر 76 مشاركاً في 2020.", False),
    ],
)
def test_a_sentence_is_known_to_hold_the_kind_of_thing_that_is_asked_for(
    wanted: Wanted, text: str, expected: bool
) -> None:
    assert holds(wanted, text) is expected


@pytest.mark.parametrize(
    "text", ["<https://example.org/a-long-path/to?page=1>", "- www.example.org", "IV. reports@example.org"]
)
def test_an_address_by_itself_is_no_sentence(text: str) -> None:
    assert not is_sentence(text)


def test_a_sentence_that_holds_an_address_is_one() -> None:
    assert is_sentence("تُرسل التقارير إلى reports@example.org.")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("عرض مقدم إلى ورشة المدن، 8 كانون الأول 2020", True),
        ("قُدم العرض إلى ورشة المدن.", False),
        ("المكان: قاعة البلدية", False),
        ("سوسة | 40", False),
    ],
)
def test_a_line_without_an_end_is_a_title(text: str, title: bool) -> None:
    assert is_title(text) is title


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("متى عُقد اللقاء الأول؟", "اللقاء الأول: 5 أيار 2021"),
        ("متى عُقد اللقاء الثاني؟", ""),
        ("ماذا قيل في اللقاء الأول؟", ""),
        ("متى يُنشر الملخص بحسب اللقاء الأول؟", ""),
    ],
)
def test_a_heading_says_when_the_meeting_was_that_is_asked_for(question: str, heading: str) -> None:
    headings = ["اللقاء الأول: 5 أيار 2021", "باء. نقاش مفتوح"]
    assert dated_heading(standalone(Question(question)), headings) == heading
