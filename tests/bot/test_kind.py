"""What kind of thing a question wants, and whether a sentence has it."""

import pytest

from bot.answer import Question
from bot.evidence import kind
from bot.question import standalone
from bot.wanted import Wanted


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("كم مدينة شاركت في البرنامج؟", "شاركت ثلاث مدن في البرنامج.", 1.0),
        ("كم هدفاً في الاتفاق؟", "للاتفاق أهداف عددها معروف، وعمره 5 سنوات.", 0.5),
        ("كم مشاركاً حضر اللقاء؟", "عُقد اللقاء في 27 تشرين الأول/أكتوبر 2020.", 0.0),
        ("كم مشاركاً حضر اللقاء؟", "أُرسلت الدعوة إلى info@example7.org بحسب القرار A/RES/73/195.", 0.0),
        ("من هي الدول التي وافقت؟", "وافق ممثل الاتحاد.", 0.0),
        ("من هي الدول التي وافقت؟", "وافقت لبنان.", 1.0),
        ("كم عدد المشاركين؟", "ذكّرت المشاركين بالخطوات الثلاثة.", 0.5),
        ("كم عدد المبادئ؟", "شرحت المبادئ التوجيهية العشرة.", 1.0),
        ("من ممثل النقابة بالاسم؟", "تكلم ممثل النقابة.", 0.0),
        ("كم مشاركاً من لبنان؟", "جاء 87 مشاركاً من لبنان وتونس وقطر.", 0.0),
        ("من كم دولة جاؤوا ومنها لبنان؟", "جاؤوا من 3 دول هي لبنان وتونس وقطر.", 1.0),
        ("كم شخصاً حضر؟", "حضر اللقاء 40 نقابياً.", 1.0),
        ("كم شخصاً حضر؟", "حضره 40 نقابياً قبل يوم واحد من المؤتمر.", 1.0),
        ("كم شخصاً حضر؟", "تُعقد مشاورة قبل المؤتمر بيوم واحد.", 0.5),
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
        ("كم ورشة نُظمت؟", "نُظمت ورشتي عمل في عام 2020.", 1.0),
        ("كم تقريراً صدر؟", "صدر تقريران.", 1.0),
        ("كم ورشة نُظمت؟", "نُظمت ورش عمل في عام 2020.", 0.0),
        ("أين عُقد اللقاء ومتى؟", "عُقد اللقاء في 18 ديسمبر.", 1.0),
        ("في أي يوم عُقد اللقاء؟", "عُقد اللقاء في عام 2020.", 0.0),
        ("في أي يوم عُقد اللقاء؟", "عُقد اللقاء في 18 ديسمبر.", 1.0),
        ("في أي يوم عُقد اللقاء؟", "عُقد اللقاء قبل يوم واحد من المنتدى.", 1.0),
        ("في أي يوم عُقد اللقاء؟", "موضوع الورقة المؤرخة 18 ديسمبر هو اللقاء.", 0.5),
        ("في أي شهر عُقد اللقاء؟", "عُقد اللقاء في عام 2020.", 0.0),
        ("في أي ساعة بدأ اللقاء؟", "بدأ اللقاء في 18 ديسمبر 2020.", 0.0),
        ("في أي ساعة بدأ اللقاء؟", "بدأ اللقاء في الساعة العاشرة صباحاً.", 1.0),
        ("ما البلدان التي طلبت مهلة؟", "طلبت بلدان أخرى مهلة من الأمانة.", 0.0),
        ("سمِّ الدول التي طلبت مهلة.", "طلبت تونس ولبنان مهلة.", 1.0),
        ("Which countries asked for more time?", "طلبت تونس ولبنان مهلة.", 1.0),
        ("وما اسم ممثلته؟", "تكلمت ممثلة الاتحاد.", 0.0),
        ("ما الموقع الوظيفي لسلمى الحداد؟", "راسلوا info@example.org.", 0.0),
        ("كم بلغت التحويلات؟", "صدرت ثلاثة تقارير.", 0.5),
        ("كم نموذجاً أُعد؟", "أعدت الشبكة نموذجين إرشاديين.", 1.0),
        ("كم نقابياً حضر؟", "تكلمت مع نقابيين من البحرين.", 0.0),
        ("كم مشاركاً جاء من المغرب؟", "حضر اللقاء 87 مشاركاً.", 0.0),
        ("أي الدول طلبت مهلة؟", "طلبت دول أخرى مهلة إضافية.", 0.0),
        ("ما أسماء الدول التي طلبت مهلة؟", "طلبتها قطر ولبنان.", 1.0),
        ("ما أسماء الصحفيين؟", "حضر صحفيون من بلدان عدة.", 0.0),
        ("كم نسبة النساء بين المشاركين؟", "حضر 87 مشاركاً.", 0.0),
        ("كم نسبة النساء بين المشاركين؟", "كانت النساء 40 % من الحاضرين.", 1.0),
        ("كم بلغت كلفة اللقاء؟", "حضر اللقاء 87 مشاركاً.", 0.0),
        ("ما وظيفة السيدة سلمى؟", "تعمل السيدة سلمى مستشارة إقليمية.", 1.0),
        ("كم كان عدد الحاضرين؟", "انضم 87 مشاركاً.", 1.0),
        ("كم بلداً شارك؟", "جاؤوا من 21 دولة.", 1.0),
        ("شحال من مبدأ في الاتفاق؟", "للاتفاق عشرة مبادئ.", 1.0),
        ("كم مرة يُعقد المنتدى؟", "يُعقد كل أربع سنوات.", 1.0),
        ("متى تسقط المطالبة؟", "تسقط بعد سنة من الاستحقاق.", 1.0),
        ("متى تسقط المطالبة؟", "تسقط المطالبة بلا حكم.", 0.0),
        ("ما اسم المنصة؟", "عُقد اللقاء على منصة Kudo.", 1.0),
        ("ما اسم السلسلة؟", "تسمى السلسلة «في العمل».", 1.0),
        ("ما اسم السلسلة؟", "تُعدّ الشبكة سلسلة من الأفلام.", 0.0),
        ("لماذا تأجل اللقاء؟", "تأجل اللقاء بسبب الجائحة.", 1.0),
        ("لماذا تأجل اللقاء؟", "تأجل اللقاء إلى الربيع.", 0.0),
        ("كم حضره؟", "حضر اللقاء 40 نقابياً.", 1.0),
        ("وما ميزانيته؟", "شاركت 21 دولة.", 0.0),
        ("كم دُعي إلى اللقاء؟", "دُعي إليه 500 شخص.", 1.0),
        ("كم مستفيداً في سوسة؟", "المدينة | عدد المستفيدين\nسوسة | 40\nنابل | 25", 1.0),
        ("كم مستفيداً في قابس؟", "المدينة | عدد المستفيدين\nسوسة | 40\nنابل | 25", 0.5),
    ],
)
def test_a_sentence_has_the_kind_of_thing_that_is_wanted(question: str, text: str, fits: float) -> None:
    assert kind(standalone(Question(question)), text) == fits


def test_whoever_speaks_may_be_who_is_asked_for_whatever_the_verb() -> None:
    question, text = standalone(Question("من أثار قضية السجون؟")), "كما سلط الضوء على السجون."
    assert kind(question, text, "ممثل اللجنة") == 1.0
    assert kind(question, text) == 0.0


def test_a_noun_behind_which_says_what_is_wanted() -> None:
    assert standalone(Question("إلى أي بريد تُرسل التقارير؟")).wanted is Wanted.ADDRESS
    assert standalone(Question("من أي بلدان جاء المشاركون؟")).wanted is Wanted.COUNTRY
    assert standalone(Question("ما اسم المنصة؟")).wanted is Wanted.CALLED
    assert standalone(Question("على أي تطبيق جرى اللقاء؟")).wanted is Wanted.CALLED
    assert standalone(Question("في أي تاريخين عُقد اللقاءان؟")).wanted is Wanted.DAY
    assert standalone(Question("Which platform was used?")).wanted is Wanted.CALLED
    assert standalone(Question("في أي عام عُقد المؤتمر؟")).wanted is Wanted.TIME
    assert standalone(Question("ماذا يحدث لمن تأخر عن الموعد؟")).wanted is Wanted.OTHER
    assert standalone(Question("لمن تُرسل التقارير؟")).wanted is Wanted.PERSON
    assert standalone(Question("من أنهى الحوار؟")).wanted is Wanted.PERSON


def test_a_question_whether_or_why_wants_nothing_that_a_noun_in_it_names() -> None:
    assert standalone(Question("هل حُدد عدد الجلسات؟")).wanted is Wanted.OTHER
    assert standalone(Question("لماذا تأخر موعد اللقاء؟")).wanted is Wanted.REASON


def test_a_noun_far_from_the_beginning_does_not_say_what_is_wanted() -> None:
    assert standalone(Question("كيف وصف ممثل المؤسسة موقع البلد؟")).wanted is Wanted.OTHER
    assert standalone(Question("ما موقع الشبكة؟")).wanted is Wanted.ADDRESS


def test_from_how_many_asks_for_a_number_and_not_for_a_person() -> None:
    assert standalone(Question("من كم بلد جاء المشاركون؟")).wanted is Wanted.COUNT


@pytest.mark.parametrize("question", ["How much did it cost?", "Combien a coûté le dialogue ?", "كم كلفة الحوار؟"])
def test_who_asks_what_something_cost_wants_a_sum(question: str) -> None:
    assert standalone(Question(question)).wanted is Wanted.MONEY


def test_whom_something_comprises_need_be_no_person() -> None:
    assert standalone(Question("ومن ستشمل السلسلة؟")).wanted is Wanted.OTHER
    assert standalone(Question("ومن أعدّ السلسلة؟")).wanted is Wanted.PERSON


def test_who_speaks_in_a_sentence_answers_who_said_it_and_nothing_else() -> None:
    text = "وأضافت أن الورش تحتاج إلى مزيد من الوقت."
    assert kind(standalone(Question("من قال إن الورش تحتاج إلى وقت؟")), text) == 0.0
    assert kind(standalone(Question("من قال إن الورش تحتاج إلى وقت؟")), text, "ممثلة من نقابة") == 1.0
    assert kind(standalone(Question("كم ورشة نُظمت؟")), text, "ممثلة من نقابة") == 0.0


def test_a_number_word_counts_nobody_by_itself() -> None:
    question = standalone(Question("كم عدد الحاضرين؟"))
    assert kind(question, "ستُعقد مشاورة قبل يوم واحد من المؤتمر.") == 0.5
    assert kind(question, "حضر اللقاء 87 مشاركاً.") == 1.0
