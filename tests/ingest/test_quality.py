"""Which text layers may be quoted: wrong letters and reversed ones may not, names and tables may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.quality import Verdict, judge, share_of_common_words

PROSE = (
    "ناقش المشاركون في الجلسة الثانية سبل التعاون بين الحكومات والنقابات من أجل حماية العمال، وأكدوا أن العمل على "
    "تحسين الظروف في الموانئ لا يتم إلا مع أصحاب العمل الذين يتحملون المسؤولية عن السلامة في كل ميناء. "
    "كما أشار ممثل الوزارة إلى أن الخطة التي أقرتها الحكومة خلال هذا العام تتضمن برامج تدريب على المستوى المحلي، "
    "وقد بدأ تنفيذها بعد التشاور مع الجهات المعنية. ودعا إلى مراجعة ما تحقق منها قبل نهاية السنة المقبلة."
)
NAMES = "محمد الشمري\nسارة خليل\nيوسف حداد\nليلى بن عمر\nفيصل القحطاني\nرانيا طوقان\nهشام الكردي\nبسام نعمة\n" * 12
TABLE = "لبنان | 23 | 26.4%\nالأردن | 18 | 20.7%\nمصر | 15 | 17.2%\nتونس | 9 | 10.3%\nالمغرب | 7 | 8.1%\n" * 10
OTHER_LETTERS = str.maketrans("علنمتيهوبر", "يافثدصقكحج")
WORDS = st.lists(st.sampled_from(PROSE.split()), min_size=1, max_size=12).map(" ".join)


def test_prose_is_good() -> None:
    assert judge(PROSE) is Verdict.GOOD


def test_names_and_tables_are_good_without_one_common_word() -> None:
    assert judge(NAMES) is judge(TABLE) is Verdict.GOOD
    assert share_of_common_words(NAMES) == 0


def test_text_with_a_wrong_letter_for_each_shape_is_broken() -> None:
    assert judge(PROSE.translate(OTHER_LETTERS)) is Verdict.BROKEN


MINUTES = (
    "عقد المجلس المحلي الجلسة الثامنة في المدرسة الجديدة، وناقش الخطة المالية والمحضر السابق.\n"
    "قال الحاضرون إن المجلس لم يناقش المخالفات في الحي، وطلبوا إدراجها في الجلسة المقبلة."
)


@pytest.mark.parametrize(
    ("letters", "named"),
    [("اوةت", "بىتث"), ("لم", "مل"), ("اي", "أى"), ("ال", "إك"), ("اعة", "\u0236\u01c2\u01e2")],
)
def test_some_wrong_letters_make_a_page_unlikely(letters: str, named: str) -> None:
    assert judge(MINUTES) is Verdict.GOOD
    assert judge(MINUTES.translate(str.maketrans(letters, named))) is Verdict.UNLIKELY


def test_arabic_that_was_decoded_as_latin_is_broken() -> None:
    assert judge(PROSE.encode("cp1256").decode("cp1252", errors="replace")) is Verdict.BROKEN


def test_characters_of_a_font_of_its_own_are_broken() -> None:
    assert judge("".join(chr(0xE100 + ord(letter) % 90) if letter.isalpha() else letter for letter in PROSE)) is (
        Verdict.BROKEN
    )


@pytest.mark.parametrize("text", [PROSE, PROSE[:120], "لبنان، الأردن، المملكة العربية السعودية، الولايات المتحدة"])
def test_reversed_text_is_told(text: str) -> None:
    assert judge(text[::-1]) is Verdict.REVERSED


@given(WORDS)
def test_few_words_never_condemn_a_page_and_are_never_taken_for_reversed(text: str) -> None:
    assert judge(text) is Verdict.GOOD


@pytest.mark.parametrize("text", ["", "  \n ", "2020", "The report", "\ue000"])
def test_a_page_without_arabic_has_no_share(text: str) -> None:
    assert share_of_common_words(text) is None
