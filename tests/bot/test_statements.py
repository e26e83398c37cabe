import pytest

from bot.statements import asks_for, asks_what_was_said, statements_of
from ingest.sentences import split_sentences

HEAD = "شدد ممثل عن اتحاد عمال البناء، الأردن، على ضرورة الحوار."
MORE = "يُهمَل الحوار في الغالب."
ADDED = "كما دعا إلى صندوق مشترك."


def said(text: str) -> list[str]:
    found = statements_of(text, split_sentences(text))
    return [text[one.span.start : one.span.end] if one else "" for one in found]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        pytest.param(f"{HEAD} {MORE} {ADDED}", [f"{HEAD} {MORE} {ADDED}"] * 3, id="to the paragraph's end"),
        pytest.param(
            f"{HEAD} {MORE} وقالت ممثلة البلدية إنها توافق.",
            [f"{HEAD} {MORE}"] * 2 + ["وقالت ممثلة البلدية إنها توافق."],
            id="to the next speaker",
        ),
        pytest.param(f"{HEAD} حدد الاتحاد الدولي أولوياته.", [HEAD, ""], id="to what others do"),
        pytest.param(f"{HEAD}\n{MORE}", [HEAD, ""], id="not into another paragraph"),
        pytest.param(f"{MORE} {ADDED}", ["", ""], id="nobody is introduced"),
        pytest.param(f"{HEAD} وعدّد ثلاث خطوات:\nالأولى؛", [HEAD, "", ""], id="without what introduces a list"),
        pytest.param("عُقد اللقاء في قاعة حضر إليها ممثل البلدية.", [""], id="whoever is spoken of does not speak"),
    ],
)
def test_what_a_speaker_says_goes_on_until_another_speaks(text: str, statements: list[str]) -> None:
    assert said(text) == statements


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("ممثل اتحاد عمال البناء", True),
        ("راي ممثل اتحاد البناء", True),
        ("ممثل الاردن", True),
        ("ممثل الاردن الجلسه الختاميه", True),
        ("ممثل الاردن الاجور", False),
        ("ممثل لبنان", False),
        ("ممثل", False),
        ("الجلسه الختاميه", False),
    ],
)
def test_a_speaker_and_nothing_else_is_asked_for(words: str, asked: bool) -> None:
    [statement] = filter(None, statements_of(HEAD, split_sentences(HEAD)))
    assert asks_for(words.split(), statement, ["الجلسة الختامية"]) is asked


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("ماذا قالت سلمى الحداد؟", True),
        ("ما رأي الاتحاد؟", True),
        ("What did the union say?", True),
        ("ما أهداف الاتفاق؟", False),
    ],
)
def test_what_was_said_is_asked_by_a_verb_of_speech_or_an_opinion(question: str, asks: bool) -> None:
    assert asks_what_was_said(question) is asks
