"""Words of a question -> the words that reports use for them: acronyms to names.

What is spoken and not written Arabic is put into writing by `bot.spoken`. Only what is searched changes, never what
is shown.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from bot.figures import figures
from bot.spoken import in_writing
from vectorstore.analyzer import fold, tokenize

# Acronyms of the institutions that reports on migration name, and the Arabic names that stand for them.
_NAMES = {
    "escwa": "الإسكوا",
    "iom": "المنظمة الدولية للهجرة",
    "un": "الأمم المتحدة",
    "unhcr": "مفوضية الأمم المتحدة لشؤون اللاجئين",
    "gcm": "الاتفاق العالمي من أجل الهجرة",
    "imrf": "منتدى استعراض الهجرة الدولي",
    "ilo": "منظمة العمل الدولية",
    "ioe": "المنظمة الدولية لأرباب العمل",
    "uclg": "منظمة المدن والحكومات المحلية المتحدة",
    "ifrc": "الاتحاد الدولي لجمعيات الصليب الأحمر والهلال الأحمر",
    "ituc": "الاتحاد الدولي لنقابات العمال",
    "ngo": "منظمة غير حكومية",
    "ngos": "المنظمات غير الحكومية",
    "ugtt": "الاتحاد العام التونسي للشغل",
    "unicef": "اليونيسف",
    "undp": "برنامج الأمم المتحدة الإنمائي",
    "who": "منظمة الصحة العالمية",
    "unesco": "اليونسكو",
    "icrc": "اللجنة الدولية للصليب الأحمر",
    "ohchr": "مفوضية الأمم المتحدة لحقوق الإنسان",
    "oecd": "منظمة التعاون الاقتصادي والتنمية",
    "eu": "الاتحاد الأوروبي",
    "au": "الاتحاد الأفريقي",
    "imf": "صندوق النقد الدولي",
}
ACRONYMS = frozenset(_NAMES)
_QUESTION_WORDS_TOO = frozenset(["who"])  # and so no acronyms in a question
# Those that are written in one way: whom no passage names so, of them none speaks.
_ONE_NAME = "escwa ilo ioe unhcr unicef undp who unesco icrc ohchr oecd eu au imf".split()
# How those are called in English and French, and others that have no acronym, by their Arabic name.
_ABROAD = {
    "eu": "European Union|Union européenne",
    "au": "African Union|Union africaine",
    "ilo": "International Labour Organization|Organisation internationale du travail",
    "who": "World Health Organization|Organisation mondiale de la santé",
    "البنك الدولي": "World Bank|Banque mondiale",
    "منظمة العفو الدولية": "Amnesty",
    "هيومن رايتس ووتش": "Human Rights Watch",
    "جامعة الدول العربية": "Arab League|League of Arab States|Ligue arabe",
}
# What people are called by their office, folded.
TITLES = frozenset(
    """السيد السيده الدكتور الدكتوره الاستاذ الاستاذه ممثل ممثله مدير مديره مستشار مستشاره مسوول مسووله رييس
    رييسه منسق منسقه امين امينه وزير وزيره نايب نايبه مندوب مندوبه سفير سفيره خبير خبيره متحدث متحدثه""".split()
)
# What organisations are called by, folded.
BODIES = tuple("منظمه اتحاد جمعيه نقابه هييه لجنه شبكه وزاره مفوضيه وكاله امانه مجلس مكتب حكومه موسسه مركز".split())
# Offices, acts and particulars of a person or an event that nothing else implies, folded; a line is a family. Who asks
# about a minister is not told what somebody else said, and whom a report makes resign, it says so in such a word.
_PARTICULARS = """
وزير وزيره وزراء وزراوه minister ministers
رييس رييسه روساء يراس تراس يتراس تتراس تراست رياسه president
ملك ملكه king queen
امير اميره
سفير سفيره سفراء ambassador ambassadors
امين امينه secretary
نايب نايبه
مدير مديره director
قاض قاضي قضاه judge
محام محامي محاميه محامين lawyer
محافظ governor
عمده
برلماني برلمانيه برلمانيون برلمانيين برلمان parliamentarians parliament
طبيب طبيبه اطباء doctor
شرطه police
جيش army
رفض رفضت رفضوا يرفض ترفض امتنع امتنعت امتناع refuse refused
انسحب انسحبت انسحبوا ينسحب انسحاب withdrew withdraw
استقال استقالت استقالوا يستقيل استقاله resign resigned
الغي الغت الغوا يلغي تلغي الغاء الغيت cancel cancelled
صوت صوتت صوتوا يصوت تصوت تصويت vote voted votes
عارض عارضت عارضوا يعارض معارضه معارض اعترض اعترضت اعترضوا اعتراض اعتراضات oppose opposed object objected
وقعوا وقعته وقعتها توقيع توقيعه الموقعون الموقعين موقعون موقعين sign signed signatories
اعتذر اعتذرت اعتذروا يعتذر اعتذار apologise apologised apologize apologized
قاطع قاطعت قاطعوا مقاطعه boycott boycotted
احتج احتجت احتجوا احتجاج احتجاجات protest protested
طرد طردت طردوا expelled
اقال اقالت اقاله dismissed
اتهم اتهمت اتهموا اتهام اتهامات accused accuse
عاقب عاقبت عقوبه عقوبات غرم غرمت غرامه غرامات penalty penalties fine fines sanctions
ادان ادانت ادانه ندد نددت تنديد استنكر استنكرت condemned condemn
مول مولت مولوا تمويل ممول ممولين ممولون funded funding fund funder donor donors
تبرع تبرعت تبرعات
اعتقل اعتقلت اعتقال اعتقالات سجن سجنت arrested
توفي توفيت وفاه وفيات مات ماتوا ماتت died deaths
انتخب انتخبت انتخاب انتخابات elected election
عين عينت تعيين appointed
جايزه جوايز award awards prize prizes
قتل قتلت قتلوا قتيل قتلي مقتل killed
حادث حوادث حريق accident accidents fire
محكمه محاكم court
محرر محررون حرر حررت حرره editor edited
مصمم مصممون صمم صممت designed
اجماع اغلبيه majority unanimously unanimous
متحدث_رييسي المتحدث_الرييسي المتحدثه_الرييسيه المتحدث_الاول ضيف_شرف ضيف_الشرف keynote
صحفي صحافي صحفيه صحافيه صحفيون صحفيين صحافيون صحافيين اعلامي اعلاميون اعلاميين journalist journalists
فندق فنادق hotel hotels
عمر عمره عمرها age
جنسيه nationality
تخصص تخصصه تخصصها شهادته شهادتها درس درست تخرج تخرجت دكتوراه studied graduated degree
اخر_موعد اخر_اجل موعد_نهايي الموعد_النهايي اقصي_موعد موعد_اقصاه اجل_اقصاه مهله deadline
حد_ادني الحد_الادني حد_اقصي الحد_الاقصي minimum maximum
زوج زوجه متزوج متزوجه married
"""
_FAMILY = {word: number for number, line in enumerate(_PARTICULARS.strip().split("\n")) for word in line.split()}
_JOINED = re.compile(r"^[وف]?(?:ال|لل|[بل]ال|[بلك])?(?=\w{2})")
# Of the first and the second of something reports speak without saying so.
LATER_ORDINALS = frozenset(
    fold(
        "الثالث الثالثة الرابع الرابعة الخامس الخامسة السادس السادسة السابع السابعة الثامن الثامنة التاسع التاسعة "
        "العاشر العاشرة"
    ).split()
)
ORDINALS = (
    LATER_ORDINALS
    | frozenset(fold("الأول الأولى الثاني الثانية الأخير الأخيرة").split())
    | frozenset(
        "first second third fourth last premier première deuxième second seconde troisième dernier dernière".split()
    )
)


# Whoever directs a session moderates it, and that is no office.
_MODERATES = re.compile(r"(?:ال)?مديره? (?:ال|لل)(?:نقاش|جلسه|حوار|لقاء|مناقشه|مناقشات)")


def particulars(words: Iterable[str]) -> frozenset[int]:
    """Which offices, acts and particulars folded words name, each as the number of its family."""
    words = list(words)
    pairs = (f"{word}_{following}" for word, following in pairwise(words))
    words = [word for word, following in pairwise([*words, ""]) if not _MODERATES.fullmatch(f"{word} {following}")]
    bare = (_FAMILY.get(word, _FAMILY.get(_JOINED.sub("", word))) for word in (*words, *pairs))
    return frozenset(family for family in bare if family is not None)


# What lists number in figures: who asks for the ninth objective is answered by "9. ...".
_ITEM = re.compile(
    r"(?:ال|لل|[بل]ال)?(?:هدف|مبدا|بند|فقره|ماده|توصيه|نقطه|خطوه|قاعده)|objectives?|principles?|objectif|principe"
)


_MEETINGS = frozenset("حوار لقاء اجتماع موتمر".split())


def written(text: str) -> str:
    """An Arabic question in the words of a report; what is unknown stays as it is.

    An acronym stays too, its name behind it, and so does an item's ordinal, its figure behind it, and "the last" of
    meetings, its adjective behind it.
    """
    text = in_writing(text)
    parts: list[str] = []
    at = 0
    tokens = tokenize(text)
    words = ["", *(token.text for token in tokens), ""]
    for token, before, following in zip(tokens, words, words[2:], strict=False):
        word = text[token.start : token.end]
        name = _name_of(token.text) or _item(before, token.text, following) or _last(token.text, following)
        parts += [text[at : token.start], f"{word} {name}" if name else word]
        at = token.end
    return "".join(parts) + text[at:]


def _last(word: str, following: str) -> str:
    """The adjective that says the same behind its noun: "آخر حوار" is الحوار الأخير; empty where it is none."""
    return "الأخير" if word == "اخر" and following in _MEETINGS else ""


def _name_of(acronym: str) -> str:
    return "" if acronym in _QUESTION_WORDS_TOO else _NAMES.get(acronym, "")


def organisations(text: str) -> frozenset[str]:
    """Organisations of one name that a text speaks of, by that or their acronym, each by its acronym if it has one."""
    folded = " ".join(token.text for token in tokenize(text))
    return frozenset(name for name, pattern in _organisations().items() if pattern.search(folded))


@cache
def _organisations() -> dict[str, re.Pattern[str]]:
    return {name: _any_of(name) for name in {*_ONE_NAME, *_ABROAD}}


def _any_of(organisation: str) -> re.Pattern[str]:
    """Any of the names of an organisation, which is given by its acronym or else by its Arabic name."""
    name = fold(_NAMES.get(organisation, organisation))
    acronyms = [organisation] if organisation in _NAMES and organisation not in _QUESTION_WORDS_TOO else []
    abroad = [fold(one) for one in _ABROAD.get(organisation, "").split("|") if one]
    to = [f"لل{name[2:]}"] if name.startswith("ال") else []
    arabic, foreign = "|".join([name, *to]), "|".join([*acronyms, *abroad]) or "(?!)"
    return re.compile(rf"(?<!\w)(?:[وف]?[بلك]?(?:{arabic})|{foreign})(?!\w)")


def is_item(noun: str) -> bool:
    """Whether a folded word is what lists call their items: an objective, a principle."""
    return _ITEM.fullmatch(noun) is not None


def _item(noun: str, ordinal: str, following: str) -> str:
    """The figure of an item: 9 of "الهدف التاسع", 23 of "الهدف الثالث والعشرون"; empty where it is none."""
    is_tenth = ordinal.startswith("ال")  # "الهدف العشرون"; behind a number as in "عشرون هدفاً" it counts
    found = next((figure for figure in figures(ordinal) if figure.ordinal or (is_tenth and figure.spelled)), None)
    if found is None or not is_item(noun):
        return ""
    tens = next((figure.value for figure in figures(following) if figure.value % 10 == 0), 0.0)
    return f"{found.value + tens:.0f}"
