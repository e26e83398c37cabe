import pytest

from bot.objects import with_its_object


@pytest.mark.parametrize(
    ("text", "before", "asked"),
    [
        ("ومن افتتحه؟", "متى عُقد الحوار الثاني؟", "من افتتح الحوار الثاني؟"),
        ("كم حضره؟", "متى عُقد الحوار الثاني؟", "كم حضر الحوار الثاني؟"),
        ("وكم واحد حضروه؟", "أين عُقد الحوار الأول؟", "كم واحد حضروا الحوار الأول؟"),
        ("وكم شارك فيها؟", "متى عُقدت الجلسة الثانية؟", "كم شارك في الجلسة الثانية؟"),
        ("ومن اختتمها؟", "من يسّر الجلسة الأولى؟", "من اختتم الجلسة الأولى؟"),
        ("ومين أدارها؟", "شو صار بالجلسة الأولى؟", "مين أدار الجلسة الأولى؟"),
        ("كم دولة عارضته؟", "ماذا قالت السيدة سلمى عن القرار؟", "كم دولة عارضت القرار؟"),
        ("ومتى سيعقد؟", "ماذا قالت السيدة سلمى عن المؤتمر؟", "متى سيعقد المؤتمر؟"),
        ("ووين صارت؟", "من افتتح الجلسة؟", "وين صارت الجلسة؟"),
        ("And who closed it?", "Who opened the first dialogue?", "who closed the first dialogue?"),
    ],
)
def test_a_pronoun_gives_way_to_the_one_thing_that_was_asked_about(text: str, before: str, asked: str) -> None:
    assert with_its_object(text, before) == asked


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("كم حضرها؟", "متى عُقد الحوار الثاني؟"),  # another gender
        ("ومن أجابه؟", "من سأل عن الملخص؟"),  # whom people answer
        ("ومن رافقها؟", "ماذا قالت السيدة سلمى؟"),  # a person
        ("ومن كتبها؟", "من تحدث عن صفحة المنطقة؟"),  # the page, and not the region
        ("وكم أهدافه؟", "ما عدد المبادئ التوجيهية؟"),  # of the principles none is "it"
        ("ومن حضر؟", "متى عُقد الحوار الثاني؟"),
        ("ومتى سيعقد؟", "من هي سلمى؟"),
        ("ومن افتتحه؟", ""),
        ("", "متى عُقد الحوار الثاني؟"),
    ],
)
def test_a_pronoun_that_may_stand_for_something_else_is_left(text: str, before: str) -> None:
    assert with_its_object(text, before) is None
