"""The words of a question -> what kind of thing would answer it."""

import re
from enum import StrEnum
from itertools import pairwise

from bot.function_words import CONJUNCTIONS, QUESTION_WORDS, is_function_word
from bot.lexicon import TITLES
from bot.spoken import with_spoken
from vectorstore.analyzer import stems


class Wanted(StrEnum):
    """What kind of thing answers the question."""

    PERSON = "person"
    TIME = "time"
    DAY = "day"
    MONTH = "month"
    HOUR = "hour"
    COUNT = "count"
    PLACE = "place"
    COUNTRY = "country"  # or a city: a place by its name
    ADDRESS = "address"
    PHONE = "phone"
    MONEY = "money"
    SHARE = "share"
    NAME = "name"
    CALLED = "called"
    REASON = "reason"
    OFFICE = "office"
    OTHER = "other"


TIMES = frozenset({Wanted.TIME, Wanted.DAY, Wanted.MONTH, Wanted.HOUR})
# Folded, as `analyzer.fold` leaves them.
_WANTED = {
    Wanted.PERSON: "من بمن لمن ممن who whom whose qui",
    Wanted.TIME: "متي when quand",
    Wanted.COUNT: "كم بكم عدد many much combien",
    Wanted.PLACE: "اين اينما where où",
}
_KIND = {word: kind for kind, words in _WANTED.items() for word in with_spoken(words)}
_WHOEVER = frozenset("بمن لمن ممن".split())
# Nouns that name what is wanted, whatever the question word; عنوان alone is a title as often as an address.
_NOUNS = {
    Wanted.TIME: "تاريخ موعد اجل مهله date deadline",
    Wanted.ADDRESS: "بريد ايميل رابط لينك موقع email mail link url website address",
    Wanted.PHONE: "هاتف تلفون تليفون جوال موبايل فاكس phone telephone fax",
    Wanted.MONEY: """راتب مرتب ميزانيه موازنه مبلغ سعر ثمن كلفه تكلفه غرامه دولار دولارا يورو salary budget price cost
        dollars""",
    Wanted.SHARE: "نسبه percentage",
    Wanted.OFFICE: "منصب وظيفه صفه",
}
_NOUN_KIND = {
    form: kind
    for kind, nouns in _NOUNS.items()
    for noun in nouns.split()
    for form in (noun, f"ال{noun}", *(f"{re.sub('ه$', 'ت', noun)}{its}" for its in ("ه", "ها", "هم")))
} | {"العنوان": Wanted.ADDRESS}
_WHICH = {  # behind أي
    noun: kind
    for kind, nouns in {
        Wanted.TIME: "عام سنه فتره ربع year annee",
        Wanted.DAY: "يوم تاريخ day date jour",
        Wanted.MONTH: "شهر month mois",
        Wanted.HOUR: "ساعه hour heure",
        Wanted.PLACE: "جامعه مكان اماكن موقع قاعه",
        Wanted.COUNTRY: "بلد بلدان دوله دول country countries pays مدينه مدن عاصمه city ville",
        Wanted.ADDRESS: "بريد ايميل رابط عنوان",
        Wanted.CALLED: "منصه تطبيق برنامج platform app plateforme",
    }.items()
    for noun in nouns.split()
}
_DUAL = re.compile(r"(?<=\w{2})(?:ين|ان)$")  # "أي تاريخين"
_WHAT, _THE_MEANS = with_spoken("ما هي هو"), frozenset("المنصه التطبيق البرنامج".split())
_PRONOUNS = frozenset("هو هي هم هن".split())
_BY_NAME = "بالاسم"
_NAMING = _WHAT | frozenset("سم سمي سموا اذكر اذكري اذكروا".split())
_PERSONS, _TITLES = frozenset("شخص متكلم متكلمه".split()), frozenset(stems(" ".join(TITLES)))
_CALLED = frozenset("اسمها اسمه المسمي".split())
_ANY, _NAME, _NAMES_OF = frozenset("اي واي باي انهي انهو".split()), frozenset(["اسم"]), frozenset(["اسماء"])
_WHICH_ELSEWHERE = frozenset("which what quel quels quelle quelles".split())
_WITHIN = 4  # words: further behind, such a noun is rather what the question is about

# "How much did it cost", "combien a-t-il coûté": these stand at the end.
_COSTS = frozenset(
    """cost costs paid spent coûte coûtent coûté coûter coute couté payé dépensé يكلف تكلف كلف كلفت
    يتقاضي تتقاضي يتقاضون تقاضي تقاضت يدفع تدفع دفع دفعت دفعوا""".split()
)

# Whom something is for may be anybody: workers, unions, "the member states".
_COMPRISES = frozenset(
    """يشمل تشمل سيشمل ستشمل شمل شملت يضم تضم سيضم ستضم ضم ضمت يستهدف تستهدف سيستهدف ستستهدف استهدف استهدفت يخاطب تخاطب
    يخص تخص يفيد تفيد يخدم تخدم""".split()
)

# A whole statement answers these, whatever it holds.
_WHETHER = with_spoken("هل did does do is are was were will would can has have")
_OPEN = with_spoken("كيف comment")
_WHY = with_spoken("لماذا why pourquoi")
_AND_HOW_MANY = frozenset("وكم فكم وعدد وبكم".split())
# Whoever takes part, by whatever name: behind "how many" each stands for the others.
PEOPLE = frozenset(
    """شخص شخصا اشخاص ناس الناس نفر انسان واحد مشارك مشاركا مشاركه مشاركين مشاركون المشاركين المشاركون
    حاضر حاضرا حاضرين الحاضرين الحاضرون الحضور مدعو مدعوا مدعوين المدعوين المدعوون معزوم معزومين المعزومين
    منضم منضما منضمين المنضمين المنضمون ضيف ضيفا ضيوف الضيوف عضوا مستفيد مستفيدا مستفيدين المستفيدين
    مندوب مندوبا مندوبين ممثل ممثلا ممثلين الممثلين متدرب متدربا متدربين المتدربين""".split()
)
# Behind "how many", these name nothing that would stand beside the figure.
_NO_NOUN = frozenset(
    """شخص شخصا اشخاص واحد نفر انسان عدده عددها عددهم بلغ بلغت يبلغ تبلغ كان كانت صار صارت جري نسبه مره مرات يجب
    دعي دعيت دعوا حضر حضرت حضروا شارك شاركت شاركوا انضم انضمت انضموا استغرق استغرقت يستغرق تستغرق دام استمر""".split()
)
_REACHES = frozenset("بلغ بلغت يبلغ تبلغ".split())
_OBJECT = re.compile("(?:و?ه|ها|هم)$")  # "كم حضره؟": how many came to it


def wanted(words: list[str]) -> Wanted:
    """What kind of thing a question wants, given its folded words."""
    bare = [_without_and(word) for word in words]
    if bare and (bare[0] in _WHETHER or bare[0] in _OPEN):
        return Wanted.OTHER
    if bare and bare[0] in _WHY:
        return Wanted.REASON
    if bare[:1] == ["من"] and len(bare) > 2 and bare[1] in _PRONOUNS and bare[2].removeprefix("ال") in _WHICH:
        return _WHICH[bare[2].removeprefix("ال")]  # "who are the states that ...?"
    by_which = next((kind for before, noun in pairwise(bare) if (kind := _by_which(before, noun))), None)
    if _BY_NAME in bare and by_which is not Wanted.COUNTRY:
        return Wanted.NAME
    if by_which:
        return by_which
    by_word = _by_question_word(bare)
    if by_word is Wanted.COUNT and not _COSTS.isdisjoint(bare):
        return Wanted.MONEY
    if by_word is Wanted.PERSON and _begins_with_who(bare):
        return Wanted.OTHER if not _COMPRISES.isdisjoint(bare[1:2]) else by_word
    return _by_noun(bare) or by_word


def _by_which(before: str, noun: str) -> Wanted | None:
    """What two words ask for: "أي بلد", "اسم المتحدث", "ما المنصة"; None where they do not say."""
    bare = noun.removeprefix("ال")
    if bare == "وظيفي":  # "الموقع الوظيفي"
        return Wanted.OFFICE
    which = _WHICH.get(bare, _WHICH.get(_DUAL.sub("", noun)))
    if before in _ANY and not (before == "انهي" and noun.startswith("ال")):  # أنهى الحوار
        return which or Wanted.OTHER
    if before in _WHICH_ELSEWHERE or (before in _NAMING and which is Wanted.COUNTRY):
        return which
    if before in _NAME and (bare in _PERSONS or not _TITLES.isdisjoint(stems(noun))):
        return Wanted.NAME
    is_called = before in _CALLED and not noun.startswith("بريد")
    if before in _NAME or is_called or (before in _WHAT and noun in _THE_MEANS):
        return Wanted.CALLED
    return which or Wanted.NAME if before in _NAMES_OF else None


def _without_and(word: str) -> str:
    """A question word without the "and" that is written on to it."""
    return word[1:] if word[:1] in CONJUNCTIONS and word[1:] in QUESTION_WORDS else word


def _begins_with_who(words: list[str]) -> bool:
    """Whether a question asks who did something, whatever it was: "من سأل عن موعد النشر؟"; not "من موقع ...؟"."""
    return _KIND.get(words[0]) is Wanted.PERSON and not any(word in _NOUN_KIND for word in words[1:2])


def _by_noun(words: list[str]) -> Wanted | None:
    """What a noun near the beginning says: "ما تاريخ", "على أي هاتف"."""
    return next((_NOUN_KIND[word] for word in words[:_WITHIN] if word in _NOUN_KIND), None)


def _by_question_word(words: list[str]) -> Wanted:
    for i, word in enumerate(words):
        # In the middle of a question من is mostly "from", and so it is before "how many"; لمن is "to whoever".
        if word == "من" and (i or _KIND.get(words[1] if words[1:] else "") is not None):
            continue
        if word in _WHOEVER and 0 < i < len(words) - 1:
            continue
        if word in _KIND:
            return _KIND[word]
    return Wanted.OTHER


def also_wanted(words: list[str]) -> Wanted:
    """What the second half of a question wants: time in "أين عُقد اللقاء ومتى؟"."""
    further = (word[1:] for word in words[1:] if word[:1] in CONJUNCTIONS)
    return next((_KIND[word] for word in further if word in _KIND and word != "من"), Wanted.OTHER)


def counted(words: list[str]) -> str:
    """Of an Arabic question the noun behind the word for a number: دولة in "كم دولة؟", in "كم بلغ عدد الدول؟" الدول."""
    asking = [i for i, word in enumerate(words[:-1]) if _KIND.get(word) is Wanted.COUNT or word in _AND_HOW_MANY]
    behind = words[asking[-1] + 1 :] if asking else [""]
    if behind[0] in _REACHES and behind[1:]:  # "كم بلغت التحويلات؟"
        behind = behind[1:]
    noun = behind[1] if behind[0] == "من" and words[asking[-1]] != "عدد" and behind[1:] else behind[0]
    is_none = is_function_word(noun) or not _NO_NOUN.isdisjoint((noun, _OBJECT.sub("", noun)))
    return "" if is_none else noun
