"""Passages that were found -> their sentences, ranked by how well each answers the question.

A sentence is scored by a linear model over named features: what its vector says, what its passage is
worth, how much of the question's words it and its surroundings hold, and whether it has the kind of
thing that is asked for. The weights were fitted on development questions.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum

import numpy as np

from bot.addressed import asked_speaker
from bot.coherence import heads_of, introduces, only_asks, wholes_of
from bot.commands import pieces_of, without_commands
from bot.countries import countries, places
from bot.lexicon import BODIES, TITLES
from bot.question import StandaloneQuestion
from bot.speakers import HONORIFICS, named_speaker, speakers_in
from bot.statements import asks_for, asks_what_was_said, statements_of
from bot.tables import head_of, rows_of
from bot.wanted import PEOPLE, TIMES, Wanted
from ingest.dates import mentions
from ingest.document import Span
from vectorstore.analyzer import fold, ngrams, stems, tokenize
from vectorstore.edition import Edition
from vectorstore.parts import parts
from vectorstore.passages import section_path
from vectorstore.retriever import Hit


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of one sentence, each about 0 to 1.

    :param cosine: Of the question with the sentence's own vector.
    :param passage: The passage's fused score, less the best passage's: 0 for the best, negative below.
    :param stems: Share of the question's stems in the sentence, weighted by how rare they are.
    :param ngrams: The same over character n-grams of the question itself, without the turns before it.
    :param carried: What stands just before adds to `stems` and `ngrams`: "وأضافت" leaves the speaker's name to
        the sentence before, and a list's item what it is about to the line or heading above the list.
    :param context: The same over stems of the passage with its headings.
    :param numbers: Share of the question's numbers in the sentence and its headings; 1 if it has none.
    :param kind: 1 if the question wants a time, a number, a person or a place and the sentence has one; a number
        that does not stand beside what is counted is worth half, as is a day on which nothing is said to take place,
        a number, an address or a telephone number twice, what something is called three times.
    :param act: 1 if the question asks who or how many did something and the sentence or its heading speaks of that.
    :param short: 1 if the sentence is too short to say much, or is none but a title on a line of its own.
    :param asks: 1 if the sentence is itself a question, or tells of one and not of the reply, and neither questions
        are asked for nor what somebody said.
    :param elsewhere: 1 if the headings name another meeting than the question: the first and not the second.
    """

    cosine: float
    passage: float
    stems: float
    ngrams: float
    carried: float
    context: float
    numbers: float
    kind: float
    act: float
    short: float
    asks: float
    elsewhere: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage.

    :param hit: The passage that it stands in.
    :param index: Which of the passage's sentences it is, from 0.
    :param span: Where it stands in the passage's text.
    :param head: Which sentence it goes on from; itself where it stands alone.
    :param whole: The list that it introduces or is an item of, or what is said by a speaker of whom nothing else is
        asked; itself where there is neither.
    :param speaker: Who speaks in it, where it leaves that to a sentence before; else empty.
    :param dated: The heading above it that says when the meeting was that is asked for; else empty.
    :param on_topic: Where a question asks what somebody, or the report of a country, says of something: how much of
        that the sentence names, 0 to 1, and 0 of another's or in another meeting than is asked for; else 1.
    :param rest: Where a command stands within the whole: its other pieces.
    :param statement: All that its speaker says, where a question asks for what that speaker says or for a reason; else
        None.
    """

    hit: Hit
    index: int
    span: Span
    head: Span
    whole: Span
    features: Features
    score: float
    speaker: str = ""
    dated: str = ""
    on_topic: float = 1.0
    rest: tuple[Span, ...] = ()
    statement: Span | None = None

    @property
    def text(self) -> str:
        """The sentence as it stands in the document."""
        return self.hit.passage.page_content[self.span.start : self.span.end]


# In log-odds: fitted by softmax regression over the sentences of each development question; `short`, `asks` and
# `elsewhere` are set by hand, for the question sets hold neither fragments nor questions nor several meetings.
WEIGHTS = Features(
    cosine=60.0,
    passage=0.5,
    stems=2.5,
    ngrams=2.5,
    carried=1.5,
    context=2.0,
    numbers=1.5,
    kind=1.5,
    act=1.5,
    short=-1.5,
    asks=-3.0,
    elsewhere=-3.0,
)
# What has no address cannot answer where to write to.
_DECISIVE = {Wanted.CALLED: 3.0, Wanted.ADDRESS: 2.0, Wanted.PHONE: 2.0, Wanted.REASON: 0.9, Wanted.COUNT: 2.0}
# "A week before the first dialogue" says when something else was.
_AS_OF = re.compile(r"(?<!\w)(?:قبل|بعد|عقب)\s[^،؛.:]*")
_MEETS = frozenset(stems("انعقد جرى حدث أقيم نظم بدأ اجتمع التقى افتتح اختتم"))
_TAKES_PLACE = frozenset(stems("عقد انعقد جرى تم كان حدث أقيم نظم بدأ اجتمع التقى افتتح اختتم تاريخ موعد يوم سنة"))
# "Dr Amal moderates the session": which one, the headings say.
_OF_ITS_SESSION = re.compile(r"(?:\w+\s){0,3}?(?:هذا\s|هذه\s)?(?:ال|لل)(?:جلسه|نقاش|لقاء)(?!\w|\sال)")
_PARTICIPANT = frozenset(stems("مشارك"))
_INVITED = frozenset(stems("دعوة"))
_QUESTION = frozenset(stems("سؤال أسئلة سأل"))
_SHORT = 25  # characters
_LONGEST_TITLE = 90  # characters
_ENDS = re.compile(r"[.؟!?:؛;…»\")\]]\s*$|: |\|")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]*|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")
_FEWEST_WORDS = 3  # outside addresses: a link by itself answers nothing
_NUMBER = re.compile(r"\d+")


def rank_evidence(
    question: StandaloneQuestion, vector: Sequence[float], hits: Sequence[Hit], edition: Edition
) -> list[Evidence]:
    """Score every sentence of the passages that were found.

    :param vector: The question's unit vector.
    :param hits: Passages, best first.
    :return: Their sentences, best first.
    """
    if not hits:
        return []
    query = np.asarray(vector, np.float32)
    coverage, own = Coverage.of(question.content, edition), Coverage.of(question.own, edition)
    act = _act(question)
    for_questions = not _QUESTION.isdisjoint(stems(" ".join(question.own)))
    for_replies = not for_questions and not asks_what_was_said(question.search)
    said = _who_says(question, hits, edition)
    asked = asked_speaker(question.search, chain.from_iterable(said.values()))
    topic, of_meeting = Coverage.of(asked.topic, edition), bool(question.parts)
    found: list[Evidence] = []
    for hit in hits:
        spans, vectors = edition.sentences(hit.row)
        path = section_path(hit.passage)
        context = coverage.stems(surroundings(hit))
        heading, headings, dated = " ".join(path[-1:]), " ".join(path), dated_heading(question, path)
        body = without_commands(hit.passage.page_content)
        commands = frozenset(span for span in spans if body[span.start : span.end].isspace())
        heads, wholes, who = heads_of(body, spans), _wholes(question, hit, spans), _speakers(question, hit, edition)
        title = hit.passage.metadata["title"]
        may_be_theirs = not asked.name or not asked.name.isdisjoint(stems(f"{title}\n{surroundings(hit)}"))
        about = countries(f"{title} {headings}")
        says = said.get(hit.row, [""] * len(spans))
        explains = question.wanted is Wanted.REASON  # whoever gives a reason gives it in what follows as well
        statements = statements_of(body, spans) if asked.introductions or explains else []
        for index, (span, head, whole, cosine) in enumerate(zip(spans, heads, wholes, vectors @ query, strict=True)):
            if span in commands or body[span.start : span.end] == head_of(body[whole.start : whole.end]):
                continue
            pieces = pieces_of(whole, spans, commands) if span != whole else [span]
            whole = next(piece for piece in pieces if piece.start <= span.start < piece.end)
            rest = tuple(piece for piece in pieces if piece != whole)
            # What introduces a list answers with the list.
            text = body[span.start : whole.end if introduces(body, span) and whole.start == span.start else span.end]
            told = _AS_OF.sub(" ", text) if question.wanted in TIMES else text
            is_theirs = asked.is_theirs(says[index])
            if is_theirs:  # who speaks is known in each of their sentences
                told = f"{says[index]} {told}"
            if _OF_ITS_SESSION.match(fold(text)):
                told = f"{headings} {told}"
            held, own_held = coverage.stems(told), own.ngrams(told)
            led = f"{_lead(hit, head, span, whole)} {told}"
            features = Features(
                cosine=float(cosine), passage=hit.score - hits[0].score, stems=held, ngrams=own_held,
                carried=coverage.stems(led) - held + own.ngrams(led) - own_held,
                context=context, numbers=coverage.numbers(f"{headings} {text}"),
                kind=_DECISIVE.get(question.wanted, 1.0)
                * (1.0 if dated else kind(question, _with_table(text, body[whole.start : whole.end]), who[index])),
                act=float(bool(act) and not (act.isdisjoint(stems(text)) and act.isdisjoint(stems(heading)))),
                short=float(_says_little(text, is_part=whole != span)),
                asks=float(
                    (not for_questions and text.rstrip().endswith(("؟", "?")))
                    or (for_replies and only_asks(body, span))
                ),
                elsewhere=float(hit.elsewhere or asked.is_another(says[index])),
            )  # fmt: skip
            on_topic = 1.0
            if asked.topic:
                on_topic = topic.either(text) * float(may_be_theirs and not features.elsewhere)
            if asked.introductions and of_meeting and (features.elsewhere or not is_theirs):
                on_topic = 0.0  # "in the first dialogue" is asked, and they spoke in the second
            if asked.country:  # a list of countries tells of the report of none
                on_topic *= float(asked.country in about or countries(text) == frozenset([asked.country]))
            score = _weigh(features)
            statement = statements[index] if is_theirs or explains else None
            found.append(
                Evidence(
                    hit, index, span, head, whole, features, score, who[index], dated, on_topic, rest,
                    statement.span if statement else None,
                )
            )  # fmt: skip
    titles = question.wanted is not Wanted.OTHER  # a line beneath the heading says when, where and who
    sentences = [
        one for one in found if is_sentence(one.text) and (titles or one.whole != one.span or not is_title(one.text))
    ]
    return sorted(sentences or found, key=lambda evidence: -evidence.score)


def _who_says(question: StandaloneQuestion, hits: Sequence[Hit], edition: Edition) -> dict[int, list[str]]:
    """For each sentence of each passage the words that name who says it, where a question may ask for that."""
    if question.wanted in (Wanted.PERSON, Wanted.NAME, Wanted.OFFICE) or not asks_what_was_said(question.search):
        return {}
    said: dict[int, list[str]] = {}
    for hit in hits:
        spans = edition.sentences(hit.row)[0]
        statements = statements_of(without_commands(hit.passage.page_content), spans)
        said[hit.row] = [
            who or (statement.introduction if statement else "")
            for who, statement in zip(speakers_in(hit, edition), statements, strict=True)
        ]
    return said


def dated_heading(question: StandaloneQuestion, headings: Sequence[str]) -> str:
    """The nearest heading that says when the meeting was that a question asks for; empty where none does."""
    if question.wanted not in TIMES:
        return ""
    named = (heading for heading in reversed(headings) if question.parts & parts(heading))
    return next((one for one in named if holds(question.wanted, one) and _asks_of_nothing_else(question, one)), "")


def _asks_of_nothing_else(question: StandaloneQuestion, heading: str) -> bool:
    """Whether a question asks when that was which a heading names, and not of something that was said there."""
    known = _TAKES_PLACE.union(stems(heading))
    return not question.arabic or not any(known.isdisjoint(stems(word)) for word in question.own)


def _act(question: StandaloneQuestion) -> set[str]:
    """The stems of what somebody did, or as what, of whom a question asks who or how many; none where of an office."""
    if question.wanted is Wanted.COUNT and not _INVITED.isdisjoint(stems(" ".join(question.own))):
        return set(_INVITED)  # "how many were sent an invitation?": participants, unless they are counted somewhere
    if question.counted in PEOPLE:
        return set(stems(question.counted)) - _PARTICIPANT
    first = next(iter(question.own), "")
    asks = question.wanted is Wanted.PERSON or (question.wanted is Wanted.COUNT and not question.counted)
    is_deed = asks and first not in TITLES and not first.startswith("ال")
    return set(stems(first)) if is_deed else set()


def _wholes(question: StandaloneQuestion, hit: Hit, spans: Sequence[Span]) -> list[Span]:
    """For each sentence the list that it is a part of, or all that its speaker says where only that is asked for."""
    text = without_commands(hit.passage.page_content)
    wholes = wholes_of(text, spans)
    if question.wanted is not Wanted.OTHER or not asks_what_was_said(question.search):
        return wholes
    headings = section_path(hit.passage)
    return [
        statement.span if statement and asks_for(question.own, statement, headings) else whole
        for statement, whole in zip(statements_of(text, spans), wholes, strict=True)
    ]


def _speakers(question: StandaloneQuestion, hit: Hit, edition: Edition) -> list[str]:
    """For each sentence of a passage who speaks in it; to who asks that, also where the sentence only reports."""
    who = speakers_in(hit, edition)
    if question.wanted is not Wanted.PERSON:
        return who
    text, spans = without_commands(hit.passage.page_content), edition.sentences(hit.row)[0]
    first = {span.start: text[span.start : span.end] for span in spans}
    told = statements_of(text, spans)
    return [
        one or (named_speaker(first[said.span.start]) if said and said.span.start < span.start else "")
        for one, said, span in zip(who, told, spans, strict=True)
    ]


def _with_table(text: str, whole: str) -> str:
    """The whole table, where a text is a row of one: what its columns hold is said at its head."""
    return whole if rows_of(text) else text


def _says_little(text: str, *, is_part: bool) -> bool:
    """Whether a text is too short to say much, or is no sentence but a date or a title on a line of its own."""
    return not is_part and (len(text) < _SHORT or is_title(text))


def is_title(text: str) -> bool:
    """Whether a line has no end of a sentence, and nothing that it would say."""
    return len(text) < _LONGEST_TITLE and not _ENDS.search(text)


def is_sentence(text: str) -> bool:
    """Whether a text has words enough beside its addresses to answer anything."""
    return len(tokenize(ADDRESS.sub(" ", text))) >= _FEWEST_WORDS


def _lead(hit: Hit, head: Span, span: Span, whole: Span) -> str:
    """What a sentence leaves unsaid because it was said just before: by the sentence, lead-in or heading in front."""
    if head != span:
        return hit.passage.page_content[head.start : head.end]
    if whole != span:
        lead_in = hit.passage.metadata["lead_in"] or " ".join(section_path(hit.passage)[-1:])
        return (
            lead_in if whole.start == span.start else f"{lead_in} {hit.passage.page_content[whole.start : span.start]}"
        )
    return ""


def _weigh(features: Features) -> float:
    return sum(getattr(WEIGHTS, name) * getattr(features, name) for name in Features.__slots__)


def surroundings(hit: Hit) -> str:
    """A passage with its headings and what introduces it, without what in it tells a machine what to do."""
    body = without_commands(hit.passage.page_content)
    return "\n".join((*section_path(hit.passage), hit.passage.metadata["lead_in"], body))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a question a text holds, its terms weighted by how rare they are in the edition."""

    stem_weights: dict[str, float]
    ngram_weights: dict[str, float]
    asked_numbers: frozenset[str]

    @classmethod
    def of(cls, words: Iterable[str], edition: Edition) -> "Coverage":
        """Weigh the terms of a question's content words."""
        text = " ".join(words)
        idf = edition.keywords.idf
        numbers = frozenset(_NUMBER.findall(fold(text)))
        return cls(idf("stems", stems(text)), idf("ngrams", ngrams(text)), numbers)

    def stems(self, text: str) -> float:
        """Share of the question's stems in `text`, 0 to 1."""
        return _share(self.stem_weights, stems(text))

    def ngrams(self, text: str) -> float:
        """Share of the question's character n-grams in `text`, 0 to 1."""
        return _share(self.ngram_weights, ngrams(text))

    def either(self, text: str) -> float:
        """Share of the question's stems or of its n-grams, whichever `text` holds more of, 0 to 1."""
        return max(self.stems(text), self.ngrams(text))

    def numbers(self, text: str) -> float:
        """Share of the question's numbers in `text`; 1 if it has none."""
        found = self.asked_numbers & set(_NUMBER.findall(fold(text)))
        return len(found) / len(self.asked_numbers) if self.asked_numbers else 1.0


def _share(weights: dict[str, float], terms: Iterable[str]) -> float:
    # Exactly, whatever the order of a set: a whole must be no less than a whole.
    total = fsum(weights.values())
    return fsum(weights[term] for term in weights.keys() & set(terms)) / total if total else 0.0


_NUMBER_WORDS = (
    "واحد واحده اثنان اثنين اثنتان اثنتين ثلاث ثلاثه اربع اربعه خمس خمسه ست سته سبع سبعه ثمان ثماني ثمانيه تسع "
    "تسعه عشر عشره عشرون عشرين ثلاثون ثلاثين اربعون اربعين خمسون خمسين ميه مايه ميات الف الاف"
).split()
_MONTH_WORDS = (
    "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر تشرين كانون شباط اذار نيسان "
    "ايار حزيران تموز ايلول"
).split()


_WEEKDAYS = "الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت الاحد".split()
_PLACE_WORDS = """مدينه عاصمه مقر مكتب موقع صفحه منصه قاعه فندق مركز شارع جامعه مبني مكان افتراضي افتراضيا افتراضيه
    افتراضيين افتراضيتين الانترنت اونلاين برنامج""".split()


def _any_word(words: Iterable[str]) -> str:
    return r"(?<!\w)(?:[وفبل]|ال|وال|بال)?(?:" + "|".join(words) + r")(?!\w)"


_MONTH = rf"(?:{'|'.join(_MONTH_WORDS)}|اب)(?:\s(?:الاول|الثاني))?"
# Figures that count nothing: dates, years, symbols and addresses, the number of an item, a paragraph, a disease.
_NO_COUNT = re.compile(
    rf"(?:فقره|ماده|قرار|رقم|صفحه|كوفيد)[\s-]\d+|\d{{1,2}}\s+{_MONTH}(?:\s*/\s*{_MONTH})?|(?<!\d)(?:19|20)\d\d(?!\d)|{ADDRESS.pattern}|(?<![a-z])[a-z]+(?:/[\w.]+)+|^[^\S\n]*\d+[.)]",
    re.MULTILINE,
)
_COUNTING = re.compile(rf"\d|{_any_word(_NUMBER_WORDS)}")
_WEAK, _PREFIX = re.compile("[اويهت]"), re.compile("^(?:[وفبلك]?ال|لل)(?=..)")
_SOUND_PLURAL = re.compile(r"م\w{3}|\wا\w{2}|\w+يا?$")  # participles and those that belong somewhere, as a rule people
_FEMININE_DUAL = ("تان", "تين", "تا", "تي")
_COUNTRY_WORDS = frozenset("دوله دول الدول بلد بلدا بلدان البلدان".split())
_FROM = re.compile(r"(?<!\w)من\s(\w+(?:\s\w+)?)")
_SEVERAL = 2  # countries that a number may be told of each by itself
_PERSONS = frozenset("شخص شخصا اشخاص نفر انسان".split())
_SPANS = frozenset(stems("يوم بيوم ايام اسبوع اسابيع شهر اشهر سنه سنوات عام اعوام ساعه ساعات دقيقه دقائق مره مرات"))
_BESIDE = 2  # words between a number and what it counts


# بعد سنة, خلال ثلاثة أيام, كل أربع سنوات.
_AFTER = r"(?<!\w)(?:بعد|قبل|خلال|كل|لمده)\s(?:\w+\s)?(?:يوم|ايام|اسبوع|اسابيع|شهر|اشهر|سنه|سنوات|عام|اعوام)"

_HOLDS = {
    Wanted.TIME: re.compile(rf"\d{{4}}|{_any_word(_MONTH_WORDS)}|{_AFTER}"),
    Wanted.DAY: re.compile(rf"{_any_word(_WEEKDAYS)}|(?<!\w)(?:بعد|قبل)\s(?:\w+\s)?(?:يوم|ايام)(?!\w)"),
    Wanted.MONTH: re.compile(_any_word(_MONTH_WORDS)),
    Wanted.HOUR: re.compile(r"\d{1,2}:\d\d|(?<!\w)(?:الساعه|صباحا|مساء|ظهرا)(?!\w)"),
    Wanted.COUNT: _COUNTING,
    Wanted.PERSON: re.compile(_any_word((*TITLES, *BODIES))),
    Wanted.PLACE: re.compile(rf"{ADDRESS.pattern}|{_any_word(_PLACE_WORDS)}|عن بعد(?!\w)"),
    Wanted.NAME: re.compile(_any_word(HONORIFICS)),
    Wanted.CALLED: re.compile(
        r"[«“\"]|(?<!\w)(?:[تي]سمي|المسما[هة]|بعنوان|عنوانه|باسم|اسمه)ا?(?!\w)|(?<![\w./@])[a-z]{3,}(?![\w/@]|\.\w)"
    ),
    Wanted.REASON: re.compile(
        r"(?<!\w)(?:[وف]?لان(?:ه|ها|هم)?|بسبب|نظرا|نتيجه|جراء|ل?كي|لضمان|لذلك|ولهذا|بغيه|حيث)(?!\w)"
    ),
    Wanted.ADDRESS: ADDRESS,
    Wanted.PHONE: re.compile(r"\+?\d[\d \-()]{5,}\d"),
    Wanted.OFFICE: re.compile(_any_word((*TITLES, *BODIES))),
    Wanted.SHARE: re.compile(r"[%٪]|(?<!\w)(?:نسبه|(?:في|ب)\s?ال(?:ميه|مايه))|(?<!\w)بالميه|\w اعشار"),
    Wanted.MONEY: re.compile(r"[$€£]|(?<!\w)(?:دولار|يورو|دينار|ليره|ريال|درهم|جنيه|فرنك|usd|eur)"),
}


def holds(wanted: Wanted, text: str) -> bool:
    """Whether a text has the kind of thing that is wanted; False where nothing particular is."""
    pattern = _HOLDS.get(wanted)
    folded = fold(text)
    if wanted is Wanted.COUNT:
        folded = _NO_COUNT.sub(" ", folded)
    if wanted is Wanted.DAY and any(mention.day for mention in mentions(folded)):
        return True
    if wanted is Wanted.COUNTRY:
        return any(not place.isdecimal() for place in places(text))  # a continent is no country
    return bool(pattern and pattern.search(folded)) or (wanted is Wanted.PLACE and bool(countries(text)))


def kind(question: StandaloneQuestion, text: str, speaker: str = "") -> float:
    """How well a text has the kind of thing that a question wants: 0, 1, or half of it for a number of other things.

    :param speaker: Who speaks in the text, where it leaves that unsaid: the person that "who said ...?" wants.
    """
    if speaker and question.wanted is Wanted.PERSON:
        return 1.0
    if question.wanted is Wanted.COUNT and _counts_other_countries(question, text):
        return 0.0
    if question.also is not Wanted.OTHER and holds(question.also, text):
        return 1.0
    if question.counted and _is_two(question.counted, text):
        return 1.0
    if not holds(question.wanted, text):
        return 0.0
    if question.wanted is Wanted.DAY and not _says_that_it_takes_place(question, text):
        return 0.5
    if not question.counted:
        return 0.5 if not _PERSONS.isdisjoint(question.own) and _counts_time(text) else 1.0
    rows = rows_of(text)
    told = _counts_in_table(question, rows) if rows else _counts(question.counted, text)
    return 1.0 if told else 0.5


def _says_that_it_takes_place(question: StandaloneQuestion, text: str) -> bool:
    """Whether a text says that something takes place, where a question asks on which day it does."""
    asks = not _MEETS.isdisjoint(stems(" ".join(question.own)))
    return not asks or not _MEETS.isdisjoint(stems(text))


def _counts_other_countries(question: StandaloneQuestion, text: str) -> bool:
    """Whether one country is asked about and a text names several: its number is none of that one.

    Nor is it where those are asked for who came from there, and a text does not say where they came from.
    """
    asked, told = countries(question.search), countries(text)
    if len(asked) != 1 or question.counted in _COUNTRY_WORDS:
        return False
    from_there = question.counted in PEOPLE and any(asked & countries(one) for one in _FROM.findall(question.search))
    return (asked < told and len(told) > _SEVERAL) or (from_there and not asked <= told)


def _counts(noun: str, text: str) -> bool:
    """Whether a number stands beside a form of the noun."""
    return any(_is_form(noun, word) for beside in _beside_numbers(text) for word in beside)


def _counts_time(text: str) -> bool:
    """Whether all that a text counts are spans of time: "يوم واحد" is nobody."""
    return not any(_SPANS.isdisjoint(stems(" ".join(beside))) for beside in _beside_numbers(text))


def _beside_numbers(text: str) -> list[Sequence[str]]:
    """The words that each number of a text may count."""
    words = [token.text for token in tokenize(_NO_COUNT.sub(" ", fold(text)))]
    return [_beside(words, i) for i, word in enumerate(words) if _COUNTING.fullmatch(word) or word.isdecimal()]


def _beside(words: Sequence[str], number: int) -> Sequence[str]:
    """The words that a number may count: near it, but of "الخطوات الثلاثة" the noun in front with its adjective."""
    if words[number].startswith("ال"):
        reach = _BESIDE if number and words[number - 1].startswith("ال") else 1
        return words[max(0, number - reach) : number]
    return [*words[max(0, number - _BESIDE) : number], *words[number + 1 : number + _BESIDE + 1]]


def _counts_in_table(question: StandaloneQuestion, rows: Sequence[str]) -> bool:
    """Whether a table's head names what is counted, and a row with a number what it is counted of."""
    of = set(stems(" ".join(word for word in question.own if not _is_form(question.counted, word))))
    is_counted = any(_is_form(question.counted, token.text) for token in tokenize(rows[0]))
    return is_counted and any(_NUMBER.search(fold(row)) and not of.isdisjoint(stems(row)) for row in rows[1:])


def _is_form(noun: str, word: str) -> bool:
    if noun in PEOPLE and word in PEOPLE:
        return True
    return _skeleton(noun) == _skeleton(word) or stems(noun) == stems(word)


def _is_two(noun: str, text: str) -> bool:
    """Whether a text has the noun's dual, which says two without a number: ورشتان of ورشة."""
    base = _PREFIX.sub("", noun)
    if base.endswith("ه"):
        duals = {base[:-1] + ending for ending in _FEMININE_DUAL}
    else:  # مشاركين and نقابيين are many, نموذجين are two
        endings = ("ان",) if _SOUND_PLURAL.match(base) else ("ان", "ين")
        duals = {base.rstrip("ا") + ending for ending in endings}
    return not duals.isdisjoint(_PREFIX.sub("", token.text) for token in tokenize(text))


def _skeleton(word: str) -> str:
    """A noun without prefixes and weak letters, which is what its singular and its broken plural have in common.

    مدينة and مدن, هدف and أهداف: Goweder, Poesio and De Roeck, "Broken Plural Detection for Arabic Information
    Retrieval" (2004), find them in this way, beside other means.
    """
    return _WEAK.sub("", _PREFIX.sub("", word)) or word
