"""What kind of thing a question wants, and whether a sentence has it."""

import pytest

from bot.answer import Question
from bot.evidence import kind
from bot.question import Wanted, standalone


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("كم مدينة شاركت في البرنامج؟", "شاركت ثلاث مدن في البرنامج.", 1.0),
        ("كم هدفاً في الاتفاق؟", "للاتفاق أهداف عددها معروف، وعمره 5 سنوات.", 0.5),
        ("كم مشاركاً حضر اللقاء؟", "عُقد اللقاء في 27 تشرين الأول/أكتوبر 2020.", 0.0),
        ("كم مشاركاً حضر اللقاء؟", "أُرسلت الدعوة إلى info@example7.org بحسب القرار A/RES/73/195.", 0.0),
        ("كم شخصاً حضر؟", "حضر اللقاء 40 نقابياً.", 1.0),
        ("في أي مدينة يُعقد المنتدى؟", "يُعقد المنتدى في عام 2022.", 0.0),
        ("في أي بلد يُعقد المنتدى؟", "يُعقد المنتدى في الأردن.", 1.0),
        ("ما اسم مندوب النقابة؟", "أفاد مندوب النقابة بأن الورش أُغلقت.", 0.0),
        ("ما اسم مندوب النقابة؟", "تكلم السيد فادي حداد مندوباً عن النقابة.", 1.0),
        ("كم بلغ عدد الدول؟", "شاركت 21 دولة.", 1.0),
        ("كم بلغ عدد الدول؟", "شارك 21 نقابياً.", 0.5),
        ("وكم عددهم في الثانية؟", "حضر 76 مشاركاً.", 1.0),
        ("How many countries took part?", "شاركت 21 دولة.", 1.0),
        ("أين عُقد اللقاء؟", "عُقد اللقاء بعد أسبوع.", 0.0),
        ("أين عُقد اللقاء؟", "عُقد اللقاء عن بُعد.", 1.0),
        ("ما رأي النقابة؟", "رأت النقابة أن الأجور تتأخر.", 0.0),
    ],
)
def test_a_sentence_has_the_kind_of_thing_that_is_wanted(question: str, text: str, fits: float) -> None:
    assert kind(standalone(Question(question)), text) == fits


def test_a_noun_behind_which_says_what_is_wanted() -> None:
    assert standalone(Question("إلى أي بريد تُرسل التقارير؟")).wanted is Wanted.ADDRESS
    assert standalone(Question("من أي بلدان جاء المشاركون؟")).wanted is Wanted.PLACE
    assert standalone(Question("ما اسم المنصة؟")).wanted is Wanted.OTHER
    assert standalone(Question("في أي عام عُقد المؤتمر؟")).wanted is Wanted.TIME
