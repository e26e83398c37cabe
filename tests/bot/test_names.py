"""The words by which the organisations and office-holders that a question names are known."""

import pytest

from bot.answer import Question
from bot.question import standalone


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("ماذا قال ممثل منظمة العفو الدولية؟", {"العفو"}),
        ("بماذا طالب ممثل عن اتحاد عمال الكويت ومندوبة جمعية الأمل؟", {"عمال", "الامل"}),
        ("ماذا أضافت السيدة سلمان؟", {"سلمان"}),
        ("ما موقف المنظمة الدولية للهجرة؟", set()),  # the article: what follows describes, and names nothing else
        ("من أي جمعية جاء؟", set()),
        ("نحن جمعية أهلية، كيف نشارك؟", set()),
        ("What did the representative of Amnesty say?", set()),
    ],
)
def test_an_organisation_is_known_by_the_word_behind_what_it_is_called(question: str, named: set[str]) -> None:
    assert standalone(Question(question)).named == named
