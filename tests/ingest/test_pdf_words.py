"""What is painted letter by letter is read word by word: vowel signs, ligatures and raised figures in their places."""

import unicodedata
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from ingest.document import Limits
from ingest.loaders.pdf import load_pdf
from tests.ingest.pdf_kit import MARGIN, WIDTH, Pdf, named, painted, printed


def texts(data: bytes) -> list[str]:
    return [" ".join(block.text.split()) for block in load_pdf(data, Limits()).blocks]


@contextmanager
def spelt(pdf: Pdf, text: str) -> Generator[None]:
    """What is painted in it reads as `text`, whatever its glyphs say."""
    drawn: list[str] = vars(pdf.canvas)["_code"]  # reportlab has no word for it
    drawn.append(f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex()}>>> BDC")
    yield
    drawn.append("EMC")


def letters(word: str) -> list[str]:
    """A word's letters, each with its vowel signs."""
    found: list[str] = []
    for character in word:
        if unicodedata.combining(character):
            found[-1] += character
        else:
            found.append(character)
    return found


def paint_vowelled(pdf: Pdf, line: str, *, spelt_twice: str = "") -> None:
    """Paint letters and vowel signs apart, a word after the other from the right.

    :param spelt_twice: Letters that are spelt out on the letter and again on its sign, as a browser does where the
        glyphs of two letters take turns; of others the sign alone is spelt out, and the letter beside it has no name.
    """
    right = WIDTH - MARGIN
    for word in line.split(" "):
        for letter in letters(word):
            right -= pdf.width(letter[0], 14)
            middle = right + pdf.width(letter[0], 14) / 2 - 1  # a sign is about two points wide
            if len(letter) == 1:
                pdf.raw(letter, MARGIN, x=right, size=14)
            elif letter[0] in spelt_twice:
                with spelt(pdf, letter):
                    pdf.raw(letter[0], MARGIN, x=right, size=14)
                with spelt(pdf, letter):
                    pdf.raw(letter[1], MARGIN - 2, x=middle, size=14)
            else:
                with spelt(pdf, letter):
                    pdf.raw(letter[1], MARGIN - 2, x=middle, size=14)
                    pdf.raw(letter[0], MARGIN, x=right, size=14)
        right -= pdf.width(" ", 14)


VOWELLED = [
    "قَرَّرَ المَجْلِسُ نَقْلَ المَحَطَّةِ إِلى سَاحَةِ السُّوقِ.",
    "أَعْلَنَ المُحَافِظُ مَوْعِدَ الافْتِتَاحِ في الصُّحُفِ.",
    "مَمَرُّ المُشَاةِ مُغْلَقٌ صَبَاحَ الخَمِيسِ.",
]


@pytest.mark.parametrize("line", VOWELLED)
@pytest.mark.parametrize("spelt_twice", ["", "محج", "اصسش"])
@pytest.mark.parametrize("rotation", [0, 90])
def test_letters_spelt_out_with_their_vowel_signs_are_read_once_and_in_whole_words(
    line: str, spelt_twice: str, rotation: int
) -> None:
    pdf = Pdf()
    pdf.turned(rotation)
    paint_vowelled(pdf, line, spelt_twice=spelt_twice)
    assert texts(pdf.data()) == [unicodedata.normalize("NFC", line)]


def test_signs_spelt_out_with_a_lam_stay_on_it_before_an_alef_with_hamza() -> None:
    pdf = Pdf()
    right = WIDTH - MARGIN - pdf.width("ل", 14)
    for letter in ("أَ", "لْ"):
        with spelt(pdf, letter):
            pdf.raw(letter[0], MARGIN, x=right, size=14)
    assert texts(pdf.data()) == ["لْأَ"]


@pytest.mark.slow
@pytest.mark.parametrize("face", ["Noto Naskh Arabic", "Noto Sans Arabic", "DejaVu Sans"])
def test_vowelled_text_that_a_browser_prints_is_read_as_it_was_written(browser: Browser, face: str) -> None:
    lines = [
        "إِنَّ المَجْلِسَ المَحَلِّيَّ لَمْ يُمَمِّمْ لَحْمَ الحَجَرِ، وَمُحَمَّدٌ مُتَمَكِّنٌ مِنَ العَمَلِ.",
        "لِلْأَسَفِ، لَا يُؤَخَّرُ مَوْعِدُ المُخَيَّمِ لِأَنَّهُ مُعْلَنٌ.",
        "كان الطريق مغلقاً صباحاً ثم فتح مساءً، وقال الحارس شكراً.",
    ]
    html = "".join(f'<p style="font: 14pt {face}">{line}</p>' for line in lines)
    assert " ".join(texts(printed(html, browser))) == unicodedata.normalize("NFC", " ".join(lines))


LIGATURES = {"A": "لم", "B": "لج", "C": "لح", "D": "لخ", "E": "في", "F": "مح", "G": "لمح"}
LIGATED = [
    ("عقد اAجلس اAحلي اBلسة الثامنة E اAدرسة اBديدة", "عقد المجلس المحلي الجلسة الثامنة في المدرسة الجديدة"),
    ("ناقش اDبراء اDطة المالية واGاضر السابقة", "ناقش الخبراء الخطة المالية والمحاضر السابقة"),
    ("وAا انتهى اCوار E المدينة أعلن اGافظ ذلك", "ولما انتهى الحوار في المدينة أعلن المحافظ ذلك"),
    ("ثم أعيد الFضر كما هو إلى اCاضرين للتوقيع", "ثم أعيد المحضر كما هو إلى الحاضرين للتوقيع"),
]


@pytest.mark.parametrize("from_right", [True, False], ids=["drawn from the right", "drawn from the left"])
@pytest.mark.parametrize("turned", [False, True], ids=["named as read", "named as painted"])
def test_the_letters_of_ligatures_are_read_in_their_order(from_right: bool, turned: bool) -> None:
    names = {glyph: name[::-1] if turned else name for glyph, name in LIGATURES.items()}
    pdf = Pdf()
    with named(names):
        for at, (line, _) in enumerate(LIGATED):
            x = WIDTH - MARGIN
            glyphs: list[tuple[str, float]] = []
            for glyph in line:
                x -= pdf.width(glyph)
                glyphs.append((glyph, x))
            for glyph, x in glyphs if from_right else reversed(glyphs):
                pdf.raw(glyph, MARGIN + 36 * at, x=x)
        data = pdf.data()
    assert texts(data) == [written for _, written in LIGATED]


BEFORE, AFTER, REST = "حضر الاجتماع ثلاثون عضواً.", "وتغيب سالم بعذر.", "ثم تلي جدول الأعمال وأقر بالإجماع."


def with_raised(mark: str, *, share: float, notes: Sequence[str] = ()) -> bytes:
    """A page with a small raised figure behind a sentence, and the notes that figures refer to.

    :param share: Its size, times that of the text.
    """
    pdf = Pdf()
    x = WIDTH - MARGIN
    pdf.right(BEFORE, MARGIN, x=x)
    x -= pdf.width(painted(BEFORE)) + pdf.width(mark, 12 * share)
    pdf.raw(mark, MARGIN - 5, x=x, size=12 * share)
    pdf.right(AFTER, MARGIN, x=x - pdf.width(" "))
    pdf.right(REST, MARGIN + 40)
    for at, note in enumerate(notes):
        pdf.right(note, 740 + 14 * at, size=9)
    return pdf.data()


NOTES = [f"{number} بحسب سجل الديوان." for number in ("1", "2", "٣")]


@pytest.mark.parametrize("share", [0.58, 0.75, 0.83])
@pytest.mark.parametrize("mark", ["1", "(2)", "[1]", "1،2", "٣"])
def test_raised_figures_that_refer_to_footnotes_are_no_part_of_the_sentence(mark: str, share: float) -> None:
    assert texts(with_raised(mark, share=share, notes=NOTES))[0] == f"{BEFORE} {AFTER}"


@pytest.mark.parametrize("share", [0.58, 0.83])
@pytest.mark.parametrize(("mark", "told"), [("4", "(4)"), ("(7)", "(7)"), ("*", "(*)")])
def test_other_raised_figures_are_set_off_from_the_word(mark: str, told: str, share: float) -> None:
    assert texts(with_raised(mark, share=share))[0] == f"{BEFORE}{told} {AFTER}"


def test_a_figure_that_is_raised_again_is_a_power() -> None:
    pdf = Pdf()
    area = "مساحة القاعة الكبرى في مبنى المجلس 120 م"
    for top, line in ((MARGIN, BEFORE), (MARGIN + 40, area)):
        pdf.right(line, top)
        pdf.raw("2", top - 5, x=WIDTH - MARGIN - pdf.width(painted(line)) - pdf.width("2", 8), size=8)
    pdf.right(REST, MARGIN + 80)
    for at, note in enumerate(NOTES):
        pdf.right(note, 740 + 14 * at, size=9)
    assert texts(pdf.data())[:2] == [BEFORE, f"{area}(2)"]
