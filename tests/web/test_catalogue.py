import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from bot.composing.lines import LINES, NO_EARLIER_ANSWER
from bot.composing.wording import GENERATED_BELOW, NOT_ANSWERED, NOT_ANSWERED_WITHIN, QUOTED_BELOW
from errors import HiwarError
from web import shell
from web.catalogue import ARABIC, LANGUAGES, WORDS, CatalogueError, read_catalogue

WEB = Path(str(files("web")))
CODE = [
    path
    for path in WEB.parent.rglob("*.py")
    if not {"tests", "scripts", "benchmarks", "training", ".venv"} & set(path.relative_to(WEB.parent).parts)
]
ABOUT_THE_DOCUMENTS = (
    *LINES.values(),
    NO_EARLIER_ANSWER,
    GENERATED_BELOW,
    NOT_ANSWERED,
    NOT_ANSWERED_WITHIN,
    QUOTED_BELOW,
)
MODEL = {"SEND": "إرسال", "PLACE": "ص {page}", "MANY": {"one": "واحد"}}


def spoken() -> set[str]:
    """The names of sentences that the page's code asks for."""
    said: set[str] = set()
    for path in WEB.glob("*.py"):
        said |= set(re.findall(r"\b(?:words|ARABIC)\.([A-Z][A-Z_]+)\b", path.read_text("utf-8")))
    for path in WEB.glob("*.html"):
        said |= set(re.findall(r"\bwords\.([A-Z][A-Z_]+)\b", path.read_text("utf-8")))
    return said


def groups() -> set[str]:
    """The names of groups and rows of sentences that the code asks for."""
    code = "\n".join(path.read_text("utf-8") for path in WEB.glob("*.py"))
    return set(re.findall(r"\bwords\.(?:named|row)\(\"([A-Z_]+)\"\)", code))


def test_every_sentence_that_the_page_asks_for_is_in_each_catalogue() -> None:
    assert len(spoken()) > 100
    assert len(groups()) > 6
    for words in WORDS.values():
        for name in spoken():
            assert getattr(words, name), (words.language, name)
        for name in groups():
            assert words.named(name) or words.row(name), (words.language, name)


def test_every_word_of_the_scripts_is_given_to_them() -> None:
    given = shell.page_script("__WORDS__")
    for path in (WEB / "page.js", *(WEB / "static").glob("*.js")):
        for name in re.findall(r"\bwords\.([a-z_]+)\b", path.read_text("utf-8")):
            assert f'"{name}"' in given, name


def test_french_apostrophes_are_typographic() -> None:
    catalogue = (WEB / "catalogue" / "fr.yaml").read_text("utf-8")
    assert re.findall(r"\w'\w.*", catalogue) == []


def test_no_sentence_is_left_over() -> None:
    catalogue = yaml.safe_load((WEB / "catalogue" / "ar.yaml").read_text("utf-8"))
    code = "\n".join(path.read_text("utf-8") for path in (*CODE, *WEB.glob("*.html")))
    assert [key for key in catalogue["ERRORS"] if key not in code] == []
    assert [name for name in catalogue if not re.search(rf"\b{name}\b", code)] == []


def test_what_an_error_says_has_its_sentence_and_fills_its_blanks() -> None:
    said = yaml.safe_load((WEB / "catalogue" / "ar.yaml").read_text("utf-8"))["ERRORS"]
    calls = [
        node for path in CODE for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    told = [
        (first.value, {keyword.arg for keyword in call.keywords} - {"hint"})
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("HiwarError", "Sentence")
        if isinstance(first := call.args[0], ast.Constant)
    ]
    assert len(told) > 50
    for key, blanks in told:
        assert set(re.findall(r"{(\w+)(?::\w+)?}", said[str(key)])) == blanks, key


def test_no_page_says_a_sentence_of_its_own() -> None:
    arabic = re.compile(r"[\u0621-\u064a]")
    for path in WEB.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not arabic.search(node.value), (path.name, node.value)
    for path in (*WEB.glob("*.js"), *WEB.glob("static/*.js"), *WEB.glob("*.html")):
        assert not arabic.search(re.sub(r"(?m)^\s*//.*", "", path.read_text("utf-8"))), path.name


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("SEND: Send\nPLACE: p. {page}", "MANY.one"),
        ("SEND: Send\nPLACE: p. {page}\nMANY: {one: one}\nMORE: x", "MORE"),
        ("SEND: ''\nPLACE: p. {page}\nMANY: {one: one}", "SEND"),
        ("SEND: yes\nPLACE: p. {page}\nMANY: {one: one}", "SEND"),
        ("SEND: Send\nPLACE: p. {number}\nMANY: {one: one}", "PLACE"),
        ("", "no sentences"),
    ],
)
def test_a_catalogue_that_is_not_complete_says_where(text: str, problem: str) -> None:
    with pytest.raises(CatalogueError) as told:
        read_catalogue("xx", text, MODEL)
    assert problem in str(told.value)
    assert "xx.yaml" in str(told.value)


def test_arabic_is_spoken_first_and_no_other_catalogue_holds_arabic() -> None:
    assert next(iter(LANGUAGES)) == "ar"
    assert (ARABIC.home, ARABIC.direction) == ("/", "rtl")
    for language in ("en", "fr"):
        text = (WEB / "catalogue" / f"{language}.yaml").read_text("utf-8")
        assert not re.search(r"[\u0600-\u06ff]", text)
        assert WORDS[language].direction == "ltr"


@pytest.mark.parametrize(
    ("number", "characters", "seconds"),
    [
        (1, "حرف واحد", "ثانية واحدة"),
        (2, "حرفين", "ثانيتين"),
        (5, "5 أحرف", "5 ثوانٍ"),
        (60, "60 حرفاً", "60 ثانية"),
        (100, "100 حرف", "100 ثانية"),
        (2003, "2003 أحرف", "2003 ثوانٍ"),
        (2011, "2011 حرفاً", "2011 ثانية"),
    ],
)
def test_what_is_counted_in_a_notice_agrees_with_its_number(number: int, characters: str, seconds: str) -> None:
    assert f"على {characters}." in HiwarError("key_name_invalid", limit=number).told("ar")
    assert f"بعد {seconds}." in HiwarError("quota_exceeded", seconds=number).told("ar")
    assert f"({characters})" in HiwarError("question_too_long", length=number, limit=2000).told("ar")


def test_a_single_second_is_no_plural_in_the_other_languages() -> None:
    one = HiwarError("quota_exceeded", seconds=1)
    assert one.told("en").endswith("in one second.")
    assert one.told("fr").endswith("dans une seconde.")


def test_french_has_typographic_apostrophes_and_spaces_that_do_not_break() -> None:
    catalogue = (WEB / "catalogue" / "fr.yaml").read_text("utf-8")
    sentences = [*re.findall(r"(?m)^ *\w+: (.*)", catalogue), *(said["fr"] for said in ABOUT_THE_DOCUMENTS)]
    assert [said for said in sentences if re.search(r"« | [;:!?»]|\w'\w", said)] == []


def test_french_and_arabic_hold_to_their_words() -> None:
    french, arabic = ((WEB / "catalogue" / f"{language}.yaml").read_text("utf-8") for language in ("fr", "ar"))
    for translated in ("à sa place", "rangée", "Place de la référence", "délai est passé", "de la leur"):
        assert translated not in french, translated
    assert "وتأتِك" not in arabic
