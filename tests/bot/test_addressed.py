import pytest

from bot.addressed import asked_speaker, is_represented

WORKERS, BUILDERS, LADY = "ممثل عن بيت العمال", "ممثل عن اتحاد عمال البناء، الأردن", "السيدة سلمى الحداد، مديرة المركز"
WHO = [WORKERS, BUILDERS, LADY]


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("ماذا قال ممثل بيت العمال عن الأجور؟", {WORKERS}),
        ("ماذا قالت سلمى الحداد عن الأجور؟", {LADY}),
        ("ما رأي اتحاد عمال البناء في الأجور؟", {BUILDERS}),
        ("ماذا قال ممثل منظمة أخرى عن الأجور؟", set()),
        ("ما أهداف بيت العمال؟", set()),
    ],
)
def test_whose_words_are_asked_for_is_found_among_those_who_speak(question: str, who: set[str]) -> None:
    assert asked_speaker(question, WHO).introductions == who


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("ماذا قال ممثل بيت العمال عن تأخر الأجور؟", ("تاخر", "الاجور")),
        ("ماذا قالت سلمى الحداد بشأن الأجور في الجلسة الثانية؟", ("الاجور",)),
        ("ماذا قال ممثل بيت العمال في الجلسة الثانية؟", ()),
        ("ماذا قال ممثل بيت العمال؟", ()),
        ("ما رأي ممثل بيت العمال في الأجور؟", ("الاجور",)),
        ("ماذا طلب ممثل بيت العمال من أجل الأجور؟", ()),
        ("ماذا قال ممثل بيت العمال عن مسألة الأجور؟", ("الاجور",)),
        ("ماذا قال ممثل بيت العمال عن علاقته بالنقابات؟", ("بالنقابات",)),
        ("ماذا ورد في التقرير الطوعي لمصر عن الأجور؟", ("الاجور",)),
        ("ماذا ورد في التقرير الختامي عن الأجور؟", ()),
    ],
)
def test_what_they_would_speak_of_stands_behind_about(question: str, topic: tuple[str, ...]) -> None:
    assert asked_speaker(question, WHO).topic == topic


@pytest.mark.parametrize(
    ("question", "country"),
    [
        ("ماذا ورد في التقرير الطوعي لمصر عن الأجور؟", "EG"),
        ("ما توصيات التقرير الطوعي الذي قدمته مصر؟", "EG"),
        ("متى قُدم تقرير مصر؟", ""),
        ("ما توصيات التقرير الختامي؟", ""),
    ],
)
def test_the_report_of_a_country_is_known_where_its_contents_are_asked_for(question: str, country: str) -> None:
    assert asked_speaker(question, WHO).country == country


@pytest.mark.parametrize(
    ("who", "other"),
    [
        ("السيدة الحداد", False),
        ("السيدة سلمى الحداد", False),
        ("السيدة هدى المنصوري", True),
        (WORKERS, True),
        ("", False),
    ],
)
def test_a_person_is_known_by_a_shorter_name_too(who: str, other: bool) -> None:
    assert asked_speaker("ماذا قالت سلمى الحداد؟", WHO).is_another(who) is other


def test_bodies_that_share_a_word_are_others() -> None:
    assert asked_speaker("ماذا قال ممثل بيت العمال؟", WHO).is_another(BUILDERS)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("ماذا قال ممثل بيت العمال؟", True),
        ("ماذا قال مندوب بيت العمال عن الأجور؟", True),
        ("ماذا قال مندوب بيت العمالل عن الأجور؟", True),
        ("ماذا قال ممثل منظمة بيت العمال في الجلسة؟", True),
        ("ماذا قال ممثل حكومة الأردن؟", False),
        ("ماذا قال ممثل الاتحاد الأوروبي؟", False),
        ("ماذا قال ممثل جامعة الدول العربية؟", False),
        ("ماذا قالت سلمى الحداد؟", True),
    ],
)
def test_a_body_of_which_nobody_spoke_is_known(question: str, found: bool) -> None:
    passages = (
        "شدد ممثل عن بيت العمال، الأردن، على الأجور. وقالت السيدة سلمى الحداد من الجامعة الأمريكية إن العدد كبير."
    )
    assert is_represented(question, passages) is found


def test_what_a_body_speaks_of_is_not_who_it_is() -> None:
    told = "وأشار ممثل من المعهد العربي في تونس إلى دور المنظمات في الضغط على الحكومات."
    assert not is_represented("ماذا قال ممثل حكومة تونس؟", told)
    assert is_represented("ماذا قال ممثل المعهد العربي؟", told)


def test_the_government_of_one_state_does_not_stand_for_that_of_another() -> None:
    told = "أكد ممثل حكومة لبنان أن التقرير جاهز، وعُقد اللقاء في تونس."
    assert not is_represented("ماذا قال ممثل حكومة تونس؟", told)
    assert is_represented("ماذا قال ممثل حكومة لبنان؟", told)
    assert is_represented("ماذا قال ممثل الحكومة؟", told)
