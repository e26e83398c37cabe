import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.answer import Question, Turn
from bot.function_words import content_words
from bot.question import standalone
from bot.wanted import Wanted

HISTORY = (Turn("user", "من افتتح الحوار الأول؟"), Turn("assistant", "السيدة سلمى الحاج [1]."))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("من نظّم الورشة؟", Wanted.PERSON),
        ("مين حكى باسم النقابات؟", Wanted.PERSON),
        ("من سأل عن موعد نشر المحضر؟", Wanted.PERSON),
        ("Who asked about the date?", Wanted.PERSON),
        ("من تاريخ كم صدر القرار؟", Wanted.TIME),
        ("متى يُعقد المؤتمر؟", Wanted.TIME),
        ("إمتى المؤتمر؟", Wanted.TIME),
        ("ما تاريخ صدور القرار؟", Wanted.TIME),
        ("كم دولة شاركت؟", Wanted.COUNT),
        ("وكم عدد الحاضرين؟", Wanted.COUNT),
        ("قديش عدد المشاركين؟", Wanted.COUNT),
        ("أين تُنشر الوثائق؟", Wanted.PLACE),
        ("وين بلاقي التقرير؟", Wanted.PLACE),
        ("ما طلبات النقابات من الحكومة؟", Wanted.OTHER),
        ("Who opened the dialogue?", Wanted.PERSON),
        ("ما البريد الإلكتروني لإرسال التقارير؟", Wanted.ADDRESS),
        ("شو الايميل اللي نبعت عليه؟", Wanted.ADDRESS),
        ("ما رابط الصفحة؟", Wanted.ADDRESS),
        ("وما رقم هاتفها؟", Wanted.PHONE),
        ("What is the phone number of the office?", Wanted.PHONE),
        ("كم دولاراً خُصص للشبكات؟", Wanted.MONEY),
        ("ما راتب المديرة؟", Wanted.MONEY),
        ("ماذا اقترح ممثل العمال بشأن ميزانية التدريب؟", Wanted.OTHER),
    ],
)
def test_the_kind_of_answer_that_is_wanted_is_told_by_the_question_word(question: str, wanted: Wanted) -> None:
    assert standalone(Question(question)).wanted is wanted


def test_question_words_and_function_words_are_no_content() -> None:
    assert content_words("ما هي مطالب النقابات في الحوار؟") == ("مطالب", "النقابات", "الحوار")
    assert content_words("؟!") == ()
    assert content_words("وفي أي مدينة؟") == ("مدينه",)


@pytest.mark.parametrize("question", ["2020", "١٢/٣", "...", "<b></b>", "<script>alert('هجرة')</script>"])
def test_figures_signs_and_markup_ask_nothing(question: str) -> None:
    assert standalone(Question(question)).content == ()


@pytest.mark.parametrize("question", ["شكراً", "شكراً جزيلاً لكم", "مرحباً", "أهلاً وسهلاً", "Hello", "Merci"])
def test_thanks_and_greetings_ask_nothing_and_do_not_ask_again_what_was_asked(question: str) -> None:
    understood = standalone(Question(question, HISTORY))
    assert (understood.text, understood.content) == (question, ())


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ('<p class="q">من افتتح <b>الحوار</b>؟</p>', ("افتتح", "الحوار")),
        ("هل يصل البريد إلى <reports@example.org>؟", ("يصل", "البريد", "reports", "example", "org")),
    ],
)
def test_markup_is_not_searched_but_an_address_in_brackets_is(question: str, content: tuple[str, ...]) -> None:
    assert standalone(Question(question)).content == content


@pytest.mark.parametrize(
    "question",
    [
        "وما منصبها؟",
        "ما منصبه؟",
        "متى كان ذلك؟",
        "شو منصبها؟",
        "ومن هي؟",
        "ماذا قالت؟",
        "كم عددهم في الجلسة الثانية؟",
        "كم دولة شاركت معها؟",
        "طيب شو منصبها؟",
        "من أي دول؟",
        "كم دولة؟",
        "وبكم لغة؟",
        "ما المبادئ التي فيها؟",
        "مين حكى بعدها؟",
        "بماذا أجيب؟",
        "وعلى ماذا شددت في ختام اللقاء؟",
        "وفي أي مدينة عُقد اللقاء؟",
        "هل افتتحت الحوار الثاني أيضاً؟",
        "وشو قالت عن التقارير؟",
        "ماذا قالت في ختام اللقاء؟",
        "شو قالت باللقاء؟",
        "على شو ركزت؟",
        "And what is her position?",
        "And why?",
        "Which countries?",
        "How many people attended?",
        "De combien de pays ?",
        "Et quel est son poste ?",
    ],
)
def test_a_question_that_points_back_takes_what_it_points_to_with_it(question: str) -> None:
    understood = standalone(Question(question, HISTORY)).text
    assert understood.startswith(question.removeprefix("طيب "))
    assert "من افتتح الحوار الأول؟ السيدة سلمى الحاج" in understood
    assert "[1]" not in understood


@pytest.mark.parametrize(
    "question",
    [
        "من اختتم الحوار الثاني في القاهرة؟",
        "مين هي سلمى الحاج؟",
        "ما هو نظام الكفالة؟",
        "كم دولة قدمت تقارير المراجعة الطوعية؟",
        "ما عاصمة فرنسا؟",
        "ما عاصمه فرنسا؟",
        "كم دولة شاركت؟",
        "متى ورشة العمل؟",
        "ورشة العمل",
        "كيف تساهم المدن؟",
        "ما أهم التوصيات؟",
        "Who said that migration is a right and must be protected?",
        "وسائل الإعلام",
        "وزارة العمل",
        "وثائق الحوار الثاني",
        "ومتى يوم المهاجرين؟",
        "وماذا قالت ممثلة لبنان؟",
        "وما موقف تونس؟",
        "وماذا قالت السيدة هدى المنصوري؟",
        "ومن هي هدى المنصوري؟",
        "واش الاتفاق ملزم للدول؟",
        "وما رأي منظمة تمكين؟",
        "وين منشور التقرير النهائي؟",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone(Question(question, HISTORY)).text == question


@pytest.mark.parametrize(
    ("question", "before", "understood"),
    [
        ("وماذا عن الحوار الثاني؟", "من افتتح الحوار الأول؟", "من افتتح الحوار الثاني؟"),
        ("والثاني؟", "من افتتح الحوار الأول؟", "من افتتح الحوار الثاني؟"),
        ("وفي الجلسة الثانية؟", "كم عدد الحاضرين في الجلسة الأولى؟", "كم عدد الحاضرين في الجلسة الثانية؟"),
        ("وفي تونس؟", "كم نقابة شاركت في المملكة المغربية؟", "كم نقابة شاركت في تونس؟"),
        ("وفي الثاني؟", "كم مشاركاً حضر الحوار الأول؟", "كم مشاركاً حضر الحوار الثاني؟"),
        ("وفي اللقاء الثاني؟", "كم مشاركاً حضر الحوار الأول؟", "كم مشاركاً حضر اللقاء الثاني؟"),
        ("والحوار الأول؟", "ما أهداف الحوار؟", "ما أهداف الحوار الأول؟"),
        ("وماذا عن المغرب؟", "ما موقف لبنان من الاتفاق؟", "ما موقف المغرب من الاتفاق؟"),
        ("وممثلة الأردن؟", "ما رأي ممثل نقابات البحرين في الأجور؟", "ما رأي ممثلة الأردن في الأجور؟"),
        ("وأين؟", "متى عُقد الحوار الأول؟", "أين عُقد الحوار الأول؟"),
        ("وليش؟", "ومتى تأجّل المؤتمر الإقليمي؟", "ليش تأجّل المؤتمر الإقليمي؟"),
        ("What about the second session?", "Who opened the first session?", "Who opened the second session?"),
        ("And in the second session?", "Who spoke in the first session?", "Who spoke in the second session?"),
        ("And the second one?", "When was the first dialogue held?", "When was the second dialogue held?"),
        ("And worldwide?", "How many networks are there in the region?", "How many networks are there worldwide?"),
        ("وعلى مستوى العالم؟", "كم شبكة في المنطقة العربية؟", "كم شبكة على مستوى العالم؟"),
        ("And the second?", "How many joined the first dialogue?", "How many joined the second dialogue?"),
        ("Et la deuxième séance ?", "Qui a ouvert le premier dialogue ?", "Qui a ouvert la deuxième séance ?"),
    ],
)
def test_a_follow_up_that_names_another_thing_takes_its_place_in_the_question_before(
    question: str, before: str, understood: str
) -> None:
    assert standalone(Question(question, (Turn("user", before),))).text == understood


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("متى انعقد الحوار؟", "ar"),
        ("When was the dialogue held?", "en"),
        ("Quand le dialogue a-t-il eu lieu ?", "fr"),
        ("ESCWA", "en"),
        ("ما سعر سهم Microsoft Corporation اليوم؟", "ar"),
    ],
)
def test_the_language_of_the_asker_is_told(question: str, language: str) -> None:
    assert standalone(Question(question)).language == language


@pytest.mark.parametrize("refused", [wording.refusal(64, 1), wording.REFUSAL_NO_QUESTION, wording.REFUSAL_EMPTY])
def test_a_follow_up_carries_no_refusal_along(refused: str) -> None:
    history = (Turn("user", "من افتتح الحوار الأول؟"), Turn("assistant", refused))
    assert standalone(Question("وما منصبها؟", history)).text == "وما منصبها؟ (من افتتح الحوار الأول؟)"


def test_a_follow_up_without_history_is_asked_as_it_is() -> None:
    assert standalone(Question("وما منصبها؟")).text == "وما منصبها؟"


def asked(*questions: str) -> str:
    """How the last of some questions is understood behind the others, none of which was answered."""
    *before, last = questions
    return standalone(Question(last, tuple(Turn("user", one) for one in before))).text


def test_a_fragment_behind_fragments_asks_what_the_first_of_them_asked() -> None:
    assert asked("ماذا قال ممثل لبنان؟", "وماذا عن المغرب؟", "وتونس؟") == "ماذا قال ممثل تونس؟"
    assert asked("متى عُقد الحوار الأول؟", "والثاني؟", "وأين؟") == "أين عُقد الحوار الثاني؟"
    assert asked("ما عنوان الورشة؟", "وماذا عن الندوة؟", "والدورة؟") == "والدورة؟ (ما عنوان الورشة؟)"


@given(st.lists(st.sampled_from(["تونس", "المغرب", "لبنان", "العراق", "الكويت", "مصر"]), min_size=2, unique=True))
def test_however_many_countries_are_asked_about_in_turn_the_question_stays_the_same(named: list[str]) -> None:
    assert (
        asked(f"ما رأي {named[0]} في الاتفاق؟", *(f"و{one}؟" for one in named[1:])) == f"ما رأي {named[-1]} في الاتفاق؟"
    )


def test_a_fragment_takes_its_place_in_the_question_that_the_last_one_leaned_on() -> None:
    understood = asked("ماذا اقترح ممثل نقابات لبنان؟", "وما حجته؟", "وماذا عن ممثل الكويت؟")
    assert understood == "وما حجته؟ (ماذا اقترح ممثل الكويت؟)"
    understood = asked("ما هي الشبكات الوطنية؟", "وكم عددها في المنطقة العربية؟", "وفي العالم؟")
    assert understood == "وكم عددها في العالم؟ (ما هي الشبكات الوطنية؟)"


@pytest.mark.parametrize("question", ["وماذا عن نقابة البحارة؟", "وفي 3 تشرين الثاني؟", "What about the sailors?"])
def test_who_asks_about_another_thing_does_not_ask_about_what_was_answered(question: str) -> None:
    assert standalone(Question(question, HISTORY)).text == f"{question} (من افتتح الحوار الأول؟)"


@given(st.text(alphabet="وفالمنهتيك ؟abd", max_size=40))
def test_a_first_question_is_left_as_it_is_whatever_it_says(text: str) -> None:
    assert asked(text) == " ".join(text.split())


LONG = "افتتحت السيدة سلمى الحاج مديرة المركز اللقاء وشكرت أصحاب المصلحة على مشاركتهم " + "في الحوار الإقليمي " * 8


def test_a_follow_up_to_a_follow_up_goes_back_to_what_both_are_about() -> None:
    history = (*HISTORY, Turn("user", "وما منصبها؟"), Turn("assistant", LONG))
    assert "من افتتح الحوار الأول؟ وما منصبها؟" in standalone(Question("وماذا قالت؟", history)).text


def test_a_follow_up_about_one_person_takes_whom_a_long_answer_named_along() -> None:
    history = (Turn("user", "من افتتح اللقاء؟"), Turn("assistant", f"{LONG} [1]"))
    understood = standalone(Question("وماذا قالت؟", history)).text
    assert understood == "وماذا قالت؟ (من افتتح اللقاء؟ السيدة سلمى الحاج)"
    assert "سلمى" not in standalone(Question("وكم عددهم؟", history)).text


def test_a_name_with_a_part_of_two_words_is_taken_along_whole() -> None:
    answer = LONG.replace("السيدة سلمى الحاج", "السيد عبد الله أبو زيد")
    history = (Turn("user", "من افتتح اللقاء؟"), Turn("assistant", f"{answer} [1]"))
    assert standalone(Question("وما منصبه؟", history)).text == "وما منصبه؟ (من افتتح اللقاء؟ السيد عبد الله أبو زيد)"


@pytest.mark.parametrize(
    ("answer", "question", "named"),
    [
        (f"أبلغت السيدة سلمى المشاركين بذلك {LONG}", "وماذا قالت؟", "السيدة سلمى"),
        (f"أوضحت السيدة سلمى أن ذلك تم {LONG}", "وماذا قالت؟", "السيدة سلمى"),
        (f"رد السيد زيد الأحمد على {LONG}", "وماذا قالت؟", "السيدة سلمى الحاج"),
        (f"{LONG} ثم رد السيد زيد الأحمد على ذلك", "وما منصبه؟", "السيد زيد الأحمد"),
        (f"{LONG}", "وكم شخصاً معه؟", ""),
        (f"{LONG}", "وكام واحد؟", ""),
        (f"{LONG}", "ومن رحب بالحاضرين بعدها؟", ""),
        (f"{LONG}", "وما جدول الأعمال الموزع؟", ""),
    ],
)
def test_of_a_long_answer_the_person_goes_along_that_the_follow_up_can_speak_of(
    answer: str, question: str, named: str
) -> None:
    history = (Turn("user", "من افتتح اللقاء؟"), Turn("assistant", f"{answer} [1]"))
    assert standalone(Question(question, history)).text == f"{question} ({f'من افتتح اللقاء؟ {named}'.strip()})"


def test_who_said_something_is_asked_of_whom_the_answer_names() -> None:
    history = (Turn("user", "ما هي منصة المعرفة؟"), Turn("assistant", f"{LONG} [1]"))
    assert (
        standalone(Question("ومن أعلن عنها؟", history)).text == "ومن أعلن عنها؟ (ما هي منصة المعرفة؟ السيدة سلمى الحاج)"
    )


def test_of_a_long_answer_it_is_also_whoever_spoke_for_others() -> None:
    history = (Turn("user", "من شدد على التسامح؟"), Turn("assistant", f"شدد ممثل عن اتحاد العمال على ذلك. {LONG} [1]"))
    assert standalone(Question("طيب شو قال؟", history)).text == "شو قال؟ (من شدد على التسامح؟ ممثل عن اتحاد العمال)"


def test_who_asks_for_an_office_does_not_ask_what_was_spoken_of() -> None:
    history = (Turn("user", "ماذا قالت سلمى الحاج عن الشبكات؟"), Turn("assistant", f"{LONG} [1]"))
    assert standalone(Question("وما منصبها؟", history)).text == "وما منصبها؟ (السيدة سلمى الحاج)"


@pytest.mark.parametrize("text", ["طيب", "؟طيب", "ok", "Well?"])
def test_who_says_nothing_but_well_is_left_as_they_are(text: str) -> None:
    assert standalone(Question(text)).text == text
