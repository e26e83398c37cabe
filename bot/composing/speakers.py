"""A sentence that leaves its speaker to one before it -> who speaks and where, for a frame in front of it.

Reports name a speaker once, "أشارت السيدة سلمى الحداد (الإسكوا) إلى ..." or "شدد ممثل عن اتحاد العمال على ...",
and go on with "وأضافت أن ...". Who is named is taken as it stands, and only where nothing else can be meant:
a sentence of the paragraph begins with a verb of speech and the one speaker behind it, the quoted sentence goes on
with a verb of the same gender, and so do those between, or else nobody speaks in them; no other speaker is named.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.documents import Document

from bot.reading.commands import without_commands
from bot.support.figures import figures
from ingest.document import Span
from ingest.numbering import parse_numbering
from vectorstore.analyzer import Token, tokenize
from vectorstore.edition import Edition
from vectorstore.retriever import Hit

# Folded, as `analyzer.fold` leaves them. Verbs that take a person as their object are not here: in "شكرت السيدة"
# she may be who is thanked. Behind a verb stands what belongs to it: all between the two is who speaks.
_BELONGS = {
    "اشار": "الي", "تطرق": "الي", "خلص": "الي", "شدد": "علي", "رد": "علي", "اثني": "علي", "سلط": "الضوء",
    "اعرب": "عن", "تحدث": "عن", "سال": "عن عما", "تساءل": "عن عما", "استفسر": "عن عما", "حذر": "من", "اكد": "علي",
}  # fmt: skip
_THAT = frozenset("ان انه انها بان بانه بانها".split())  # behind any of them
_OTHERS = """قال اوضح اضاف افاد ذكر راي لاحظ اعلن بين شرح استعرض عرض قدم افتتح استهل اختتم تناول رحب اقترح اوصي طالب
    اعتبر استجاب كرر طلب دعا""".split()
# Verbs of which a person is the object: who stands behind one speaks only where others do the listening.
_SPOKEN_TO = "شكر ذكر ابلغ شجع اخبر طمان اطلع".split()
_LISTENING = frozenset("المشاركين المشاركات الحاضرين المتحدثين المنظمين المجتمعين المتدخلين".split())  # objects by form
_OPENING = frozenset((*_BELONGS, *_OTHERS)) - {"دعا", "طلب", "ذكر"}  # of a person: who is invited, asked or reminded
_FEMININE = {"راي": "رات", "دعا": "دعت", "اثني": "اثنت", "اوصي": "اوصت"}
_OF_SPEECH = (*_BELONGS, *_OTHERS, *_SPOKEN_TO)
_VERBS = {verb: (verb, False) for verb in _OF_SPEECH} | {
    _FEMININE.get(verb, f"{verb}ت"): (verb, True) for verb in _OF_SPEECH
}
# What is said is written on to the preposition: "أوصت بمراجعة ...".
_WITH_BA = frozenset("اوصي طالب رحب افاد اختتم".split())
_GOES_ON = frozenset("ان انه انها انهم بان بانه بانها الي علي عن عما من مجددا كذلك ايضا الضوء".split())
_CONNECTIVES = frozenset("كما كذلك ثم ايضا اخيرا واخيرا بالاضافه الي ذلك علاوه علي وفي في هذا السياق الصدد".split())
_NAMED = {
    **dict.fromkeys("السيد الدكتور الاستاذ السفير المهندس".split(), False),
    **dict.fromkeys("السيده الدكتوره الاستاذه السفيره المهندسه".split(), True),
}
_SENT = {"ممثل": False, "ممثله": True, "احد": False, "احدي": True}
_MEMBERS = frozenset("المشاركين المشاركات المتحدثين المتحدثات الحاضرين الحاضرات المتدخلين المتدخلات".split())
# What begins the description of who was named.
_OFFICE = re.compile(
    r"(?:ال)?(?:مدير|مستشار|مسؤول|مسوول|رييس|منسق|امين|وزير|نايب|مندوب|سفير|خبير|مكلف|استاذ|ممثل)ه?|وه[وي]|الذي|التي"
)
_THEIRS = re.compile(r"\w{3,}ها|(?:حديث|كلمت|مداخلت|ملاحظات|عرض)ه")  # "her remarks": no name
_INTRODUCTION = 14  # words that may stand before the verb: "في كلمته الافتتاحية ..."
_BEGINNING = 3  # likewise, in which a verb of speech may stand behind "كما" or "وفي الختام"
_LONGEST_NAME, _LONGEST_BODY, _LONGEST_ASIDE = 5, 14, 8  # words
_PLACE = re.compile(r"(?<!\w)(?:و?ال|و)?(?:جلس[ةه]|حوار|نقاش|لقاء|ملاحظات|افتتاح|[إا]ختتام|ختام|مناقش[ةه])(?!\w)")
_MENTION = re.compile(r"(?:[وفبك]?ال|لل)(?:سيد|دكتور|استاذ|سفير|مهندس)ه?|[وفبكل]?ممثله?")
_ONE = re.compile("[وفبكل]?احدي?")
# What organisations are called by.
_BODIES = tuple("منظمه اتحاد جمعيه نقابه هييه لجنه شبكه وزاره مفوضيه وكاله امانه مجلس مكتب حكومه موسسه مركز".split())
# Who else acts, behind the verb that a sentence begins with: "حدد الاتحاد الدولي ...".
_OTHERS_ACT = frozenset(
    (*(f"ال{body}" for body in _BODIES), *"المشاركون المشاركين المنظمون الحاضرون المتحدثون المجتمعون".split())
)
_CLOSING = re.compile(r"\s*\([^()\[\]]{1,60}\)")
_DAMMA = "\u064f"


def speakers(text: str, spans: Sequence[Span]) -> list[Span | None]:
    """For each sentence of a passage, who speaks in it, where it leaves that to one before it in the paragraph.

    :return: Where that one names the speaker; None where a sentence names its own, or it is not certain.
    """
    found: list[Span | None] = []
    named: tuple[Span, bool] | None = None
    for i, span in enumerate(spans):
        sentence = text[span.start : span.end]
        introduced = _named(sentence)
        if introduced or i == 0 or "\n" in text[spans[i - 1].end : span.start]:
            named = introduced and (
                Span(span.start + introduced[0].start, span.start + introduced[0].end),
                introduced[1],
            )
            found.append(None)
            continue
        gender = _continues(sentence)
        if gender is None and _nobody_speaks(sentence):
            found.append(None)
            continue
        if named and gender is not named[1]:
            named = None
        found.append(named and named[0])
    return found


def speakers_in(hit: Hit, edition: Edition) -> list[str]:
    """For each sentence of a stored passage, who speaks in it, where it leaves that to one before it.

    :return: As the document names them, though it be in the passage in front of it; empty where `speakers` has none.
    """
    text, spans = _with_what_it_goes_on_from(hit.passage, hit.row, edition)
    own = len(edition.sentences(hit.row)[0])
    return [text[span.start : span.end] if span else "" for span in speakers(text, spans)[len(spans) - own :]]


def _with_what_it_goes_on_from(passage: Document, row: int, edition: Edition) -> tuple[str, list[Span]]:
    """A passage and its sentences, behind the passages in front of it that a paragraph was cut into."""
    text, spans = without_commands(passage.page_content), edition.sentences(row)[0]
    if row and _leaves_open_who_speaks(text, spans):
        [before] = edition.passages([row - 1])
        if _is_cut(before.metadata, passage.metadata):
            front, in_front = _with_what_it_goes_on_from(before, row - 1, edition)
            at = len(front) + 1
            return f"{front} {text}", [*in_front, *(Span(at + span.start, at + span.end) for span in spans)]
    return text, spans


def _is_cut(before: Mapping[str, Any], passage: Mapping[str, Any]) -> bool:
    """Whether a passage goes on in the paragraph that the one before it broke off."""
    same = all(before[name] == passage[name] for name in ("document_id", "section"))
    return same and passage["start"] == before["end"] + 1


def place_of(section: Sequence[str]) -> str:
    """The headings that say in which session something was said, without their numbers; empty if none does.

    :return: The nearest, behind those that it stands under without what these say further, a date or a title.
    """
    headings = [heading for heading in section if _PLACE.search(heading) and "[" not in heading]
    named = [without_number(heading) for heading in headings]
    return "، ".join([*(heading.partition(":")[0] for heading in named[:-1]), *named[-1:]])


def without_number(heading: str) -> str:
    """A heading without the number or letter in front of it."""
    numbering = parse_numbering(heading)
    return numbering.rest if numbering else heading


def _leaves_open_who_speaks(text: str, spans: Sequence[Span]) -> bool:
    """Whether a paragraph goes on with who spoke in front of it: nobody is named before a verb without its speaker."""
    paragraph = text.partition("\n")[0]
    for span in spans:
        sentence = paragraph[span.start : span.end]
        if sentence and _continues(sentence) is not None:
            return True
        if not sentence or not _nobody_speaks(sentence):
            return False
    return False


def _nobody_speaks(sentence: str) -> bool:
    """Whether a sentence neither begins with a verb of speech nor speaks of who else may speak."""
    tokens = tokenize(sentence)
    behind = [*(token.text for token in tokens[1:]), ""]
    speaks = any(
        verb_of_speech(sentence, token) and not figures(following)  # "nine states submitted": they do not speak
        for token, following in zip(tokens[:_BEGINNING], behind, strict=False)
    )
    return not speaks and not mentions(tokens) and not others_act(tokens)


def others_act(tokens: Sequence[Token]) -> bool:
    """Whether a sentence begins with what others do than whoever spoke before it."""
    return any(token.text in _OTHERS_ACT for token in tokens[1:2])


def _continues(sentence: str) -> bool | None:
    """The gender of who goes on speaking in a sentence: True for a woman; None where another may speak."""
    tokens = tokenize(sentence)
    at = 0
    while at < len(tokens) and tokens[at].text in _CONNECTIVES:
        at += 1
    verb = verb_of_speech(sentence, tokens[at]) if at + 1 < len(tokens) else None
    following = tokens[at + 1].text if verb else ""
    goes_on = (
        following in _GOES_ON
        or (verb and verb[0] in _WITH_BA and following.startswith("ب"))
        or (verb and verb[0] in (*_SPOKEN_TO, "دعا") and following in _LISTENING)
    )
    if verb is None or not goes_on or mentions(tokens):
        return None
    return verb[1]


def _named(sentence: str) -> tuple[Span, bool] | None:
    """Who speaks in a sentence that names one speaker behind its verb, and whether it is a woman."""
    tokens = tokenize(sentence)
    mentioned = mentions(tokens)
    opener = mentioned[0] if mentioned else 0
    verb, woman = (0 < opener <= _INTRODUCTION and verb_of_speech(sentence, tokens[opener - 1])) or ("", False)
    told_others = verb in _SPOKEN_TO and any(token.text in _LISTENING for token in tokens[opener:])
    opens = verb in _OPENING or told_others
    if not opens or len(mentioned) > 1 or woman is not _gender(tokens[opener].text):
        return None
    end = _end_of_name(sentence, tokens, opener, _THAT.union(_BELONGS.get(verb, "").split(), _LISTENING))
    return (Span(tokens[opener].start, end), woman) if end else None


def _end_of_name(sentence: str, tokens: Sequence[Token], opener: int, belongs: frozenset[str]) -> int | None:
    """Where what names a speaker ends; None where it cannot be told from what follows."""
    person = tokens[opener].text in _NAMED
    for i in range(opener + 1, min(len(tokens) - 1, opener + (_LONGEST_NAME if person else _LONGEST_BODY))):
        gap, following = sentence[tokens[i].end : tokens[i + 1].start], tokens[i + 1].text
        if person and i > opener + 1 and sentence[: tokens[i].end].endswith("ة"):
            return None  # no name, but what she speaks of: "أكدت السيدة الحداد أهمية ..."
        if person and "(" in gap and (closing := _CLOSING.match(sentence, tokens[i].end)):
            return closing.end()
        is_end = following in belongs or (person and (_OFFICE.fullmatch(following) or _THEIRS.fullmatch(following)))
        if is_end or ("،" in gap and not person and _is_aside(sentence, tokens[i + 1 :], belongs)):
            return tokens[i].end
        if gap.strip():
            return None
    return None


def _is_aside(sentence: str, behind: Sequence[Token], belongs: frozenset[str]) -> bool:
    """Whether what stands behind a comma says more of the speaker, up to the comma in front of what is said."""
    at = next((i for i, token in enumerate(behind[:_LONGEST_ASIDE]) if token.text in belongs), 0)
    return at > 0 and "،" in sentence[behind[at - 1].end : behind[at].start]


def _gender(opener: str) -> bool | None:
    """Whether the word that a speaker's name begins with is a woman's."""
    return _NAMED.get(opener, _SENT.get(opener))


def mentions(tokens: Sequence[Token]) -> list[int]:
    """Which words begin the mention of somebody who may speak."""
    pairs = zip(tokens, [*(token.text for token in tokens[1:]), ""], strict=False)
    return [
        i
        for i, (token, following) in enumerate(pairs)
        if _MENTION.fullmatch(token.text) or (_ONE.fullmatch(token.text) and following in _MEMBERS)
    ]


def verb_of_speech(sentence: str, token: Token) -> tuple[str, bool] | None:
    """A verb of speech, and whether a woman speaks; "وذُكر" is none, for nobody is said to speak."""
    if _DAMMA in sentence[token.start : token.end]:
        return None
    return _VERBS.get(token.text) or _VERBS.get(token.text[1:] if token.text[:1] in "وف" else "")
