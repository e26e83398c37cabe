import pytest

from bot.exchange import Following, following_asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("ومن أجابه؟", Following("", answers=True)),
        ("طيب ومين رد عليها؟", Following("", answers=True)),
        ("وشو كان الجواب؟", Following("", answers=True)),
        ("وبماذا أُجيب؟", Following("", answers=True)),
        ("من رد على ممثل العمال وبماذا؟", Following("ممثل العمال", answers=True)),
        ("ما الرد على سؤال الأجور؟", Following("سوال الاجور", answers=True)),
        ("And who answered her?", Following("", answers=True)),
        ("Qui lui a répondu ?", Following("", answers=True)),
        ("ومن تكلم بعدها؟", Following("", answers=False)),
        ("مين حكى بعده؟", Following("", answers=False)),
        ("من تحدث بعد السيدة سلمى؟", Following("السيده سلمي", answers=False)),
        ("And who spoke after her?", Following("", answers=False)),
    ],
)
def test_who_answered_or_spoke_next_is_known_for_what_it_asks(text: str, asked: Following) -> None:
    assert following_asked(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "من تحدث عن الأجور؟",
        "ومن تحدث بعدها باسم النقابة؟",
        "ما رد السيدة سلمى على السؤال؟",
        "ماذا حدث بعد اللقاء؟",
        "كم مشاركاً حضر؟",
        "",
    ],
)
def test_what_names_who_spoke_or_asks_something_else_is_none(text: str) -> None:
    assert following_asked(text) is None
