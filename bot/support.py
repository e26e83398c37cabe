"""Does a passage support a statement? A check by words and facts, made to err on the side of "no".

A statement is supported by a run of neighbouring sentences if every address, Latin word, quotation, date
and number in it occurs there, every content word is like a word there, what is negated in the one is
negated in the other, and a number stands with what it counts. It is a check of wording: what it lets
through says what the sentences say, in their words; a free paraphrase is turned down.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from bot.figures import Figure, figures
from ingest.dates import Mention, mentions
from ingest.document import Span
from vectorstore.analyzer import fold, ngrams, stems, tokenize

# Share of a statement's content words that must be like a word of the passage. On pairs made from the sample
# documents (`benchmarks/support.py`) all of them let through 3 of 38 exchanged places and 2 of 44 exchanged
# persons, nine in ten 22 and 7, eight in ten 37 and 28: a name is one word of twelve. Of 45 true paraphrases they
# let through 34, 35 and 40; what is turned down is quoted instead, so the strictest costs least.
COVERAGE = 1.0
_OWN = 0.5  # share of them that must be like a word of the sentences themselves, headings left out
_LONGEST_RUN = 3  # sentences
_ALIKE = 0.5  # share of a word's n-grams in another; fewer in common are chance
_FEWEST = 2  # content words and figures: less states nothing
_SAME = 0.8  # share of a statement's words in a sentence that then speaks of the same
_ITEM = 0.75  # share of a list's item that must be named where any of it is
_NEAR = 6  # items between two that stand together
_SUBJECT_ITEMS = 3
_BEFORE, _BEHIND = 3, 2  # items that a number or date stands with

# Folded. What says nothing of its own: particles, pronouns, forms of "to be".
_FUNCTION_WORDS = frozenset(
    """في من الي علي عن مع ان انه انها انهم انهما اني او ام ثم قد لقد كما هو هي هم هما هن هذا هذه هذان هاتان هولاء
    ذلك تلك اولئك الذي التي الذين اللذان اللذين اللتان اللتين اللواتي اللاتي ما مما عما فيما بما ممن من حيث اذ اذا
    كان كانت كانوا كانتا يكون تكون يكونوا كون لكن لكنه لكنها بل اي بان لان وان بين عند عندما لدي حول خلال عبر ضمن
    نحو تجاه ازاء بشان بخصوص به بها بهم بهما فيه فيها فيهم فيهما له لها لهم لهما لي لنا عليه عليها عليهم عليهما اليه
    اليها اليهم منه منها منهم منهما عنه عنها عنهم عنهما معه معها معهم بينهم بينهما بينها اياه اياها كذلك ايضا وذلك هناك
    هنا كي حتي سوف س ف و ب ل ك يا ايها ايتها منذ اما انما مثل مثلا كلا كلتا اثناء لدن ال اصل بسبب سبب نتيجه حسب بحسب وفق
    وفقا طبقا""".split()
)
# What speaks of the report and not of its subject.
_NEUTRAL = frozenset(
    """ذكر ذكرت يذكر تذكر ذكره ورد وردت يرد ترد جاء جاءت اشار اشارت يشير تشير افاد افادت يفيد
    تفيد اوضح اوضحت يوضح توضح بين بينت يبين تبين اضاف اضافت يضيف تضيف قال قالت يقول تقول تم يتم تمت جري جرت
    نص المقطع المقاطع النص النصوص الوثيقه الوثائق وثيقه التقرير تقرير التقارير بلغ بلغت يبلغ تبلغ عدد عددها عددهم
    شمل شملت يشمل تشمل تضمن تضمنت يتضمن تتضمن اضافه بالاضافه السيد السيده الدكتور الدكتوره الاستاذ الاستاذه""".split()
)
_NEGATORS = frozenset("لم لن لا ليس ليست ليسا ليسوا ليسوا لسنا لست غير دون بدون عدم بلا لعدم بغير".split())
_WIDE_NEGATORS = frozenset("ليس ليست ليسا ليسوا لسنا لست".split())  # the subject may come first
_NO_NEGATION = {"لا": frozenset({"سيما"}), "غير": frozenset({"ان", "انه", "انها", "انهم"})}
_SCOPE = 3  # words between a negator and what it negates

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>«»\"]*|[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z][\w./&:+-]*")
_QUOTED = re.compile(r"«([^»]*)»|“([^”]*)”|\"([^\"]*)\"")
_BREAK = re.compile(r"[،؛;:,.!?؟…()«»\"\n](?=\s|$)|[\n(«]|\s[–—-]\s")
_WORD = re.compile(r"[^\W\d_]+")
_END_MARKS = ".,،؛:!?؟/"


@dataclass(frozen=True, slots=True)
class _Word:
    """A content word as it is compared.

    :param start: Offset in the folded text.
    :param negated: True behind a negator; None where that cannot be told.
    """

    text: str
    start: int
    negated: bool | None = False


Item = _Word | Figure | Mention
"""What a statement is made of: a content word, a number, or a date."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """What stands between two marks of punctuation, in order."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text states, taken apart for comparing."""

    addresses: frozenset[str]
    latin: frozenset[str]
    quoted: tuple[str, ...]
    clauses: tuple[_Clause, ...]
    folded: str

    @property
    def items(self) -> list[Item]:
        """What it is made of, in order."""
        return [item for clause in self.clauses for item in clause.items]

    @property
    def words(self) -> list[_Word]:
        """Its content words."""
        return [item for item in self.items if isinstance(item, _Word)]

    @property
    def figures(self) -> list[Figure]:
        """Its numbers and ordinals, those in dates left out."""
        return [item for item in self.items if isinstance(item, Figure)]

    @property
    def dates(self) -> list[Mention]:
        """The dates that it names, whole or in part."""
        return [item for item in self.items if isinstance(item, Mention)]


@lru_cache(maxsize=4096)
def read_statement(text: str) -> Statement:
    """Take a text apart."""
    addresses = frozenset(m.group().rstrip(_END_MARKS).lower() for m in _ADDRESS.finditer(text))
    bare = _ADDRESS.sub(" ", text)
    latin = frozenset(m.group().rstrip(_END_MARKS + "-").lower() for m in _LATIN.finditer(bare))
    quoted = tuple(_plain(next(filter(None, m.groups()), "")) for m in _QUOTED.finditer(text))
    folded = fold(bare.replace("%", " في المئة ").replace("٪", " في المئة "))
    return Statement(addresses, latin, tuple(filter(None, quoted)), tuple(_clauses(folded)), _plain(text))


def _plain(text: str) -> str:
    """The folded words of a text, with one blank around each."""
    words = " ".join(token.text for token in tokenize(text))
    return f" {words} " if words else ""


def _clauses(folded: str) -> Iterator[_Clause]:
    dates = mentions(folded)
    blank = list(_LATIN.sub(lambda m: " " * len(m.group()), folded))
    for day in dates:
        blank[day.start : day.end] = " " * (day.end - day.start)
    rest = "".join(blank)
    found = figures(rest)
    for figure in found:
        blank[figure.start : figure.end] = " " * (figure.end - figure.start)
    # Dates are cut out first: the mark between the two names of a month ends nothing.
    ends = [m.start() for m in _BREAK.finditer(folded) if not any(d.start <= m.start() < d.end for d in dates)]
    start = 0
    for end in (*ends, len(folded)):
        items: list[Item] = [item for item in (*found, *dates) if start <= item.start < end]
        items += _content("".join(blank[start:end]), start)
        if items:
            yield _Clause(tuple(sorted(items, key=lambda item: item.start)))
        start = end


def _content(clause: str, offset: int) -> Iterator[_Word]:
    """The content words of a clause, each with whether it is negated."""
    tokens = [(m.group(), offset + m.start()) for m in _WORD.finditer(clause)]
    reach, doubtful = 0, 0
    for i, (token, at) in enumerate(tokens):
        following = tokens[i + 1][0] if i + 1 < len(tokens) else ""
        negator = _negator(token, following)
        if negator:
            reach, doubtful = _SCOPE, _SCOPE if negator in _WIDE_NEGATORS else 0
        elif not _says_nothing(token):
            yield _Word(token, at, True if reach else None if doubtful else False)
            reach, doubtful = 0, max(0, doubtful - 1)
        else:
            reach = max(0, reach - 1)


def _negator(token: str, following: str) -> str:
    for word in (token, token[1:] if token[:1] in "وفا" else ""):
        if word in _NEGATORS:
            return "" if following in _NO_NEGATION.get(word, ()) else word
    return ""


def _says_nothing(token: str) -> bool:
    return len(token) < 2 or any(token[cut:] in _FUNCTION_WORDS for cut in _cuts(token))


def _cuts(token: str) -> tuple[int, ...]:
    """Where a word may begin behind the particles that are written to it."""
    joined = 1 if token[:1] in ("و", "ف") else 0
    return (0, joined, joined + 1) if token[joined : joined + 1] in ("ل", "ب", "ك", "س") else (0, joined)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as statements are checked against it.

    :param text: As it stands in the document.
    :param sentences: Spans of the sentences that may be quoted, in order.
    :param lead_in: The sentence that introduces the list which it continues; empty where there is none.
    """

    text: str
    sentences: tuple[Span, ...]
    lead_in: str = ""


def supporting_quote(text: str, passage: Passage) -> Span | None:
    """Find the shortest run of a passage's sentences that supports a statement.

    :return: Where the run stands in the passage; None if no run supports it.
    """
    statement = read_statement(text)
    if len(statement.items) + len(statement.addresses) < _FEWEST or text.rstrip().endswith(("؟", "?")):
        return None
    runs = list(_runs(passage))
    if any(_contradicts(read_statement(run.of(passage)), statement) for run in runs if len(run.sentences) == 1):
        return None
    for run in runs:
        above = read_statement(run.lead_in)
        several = len(run.sentences) > 1
        if _supports(statement, read_statement(run.of(passage)), above, several=several) and _whole_items(
            statement, run, passage
        ):
            return run.span
    return None


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring sentences that may support a statement together.

    :param lead_in: What introduces the list that its only sentence is an item of.
    :param is_list: Whether it is a whole list with what introduces it.
    """

    sentences: tuple[Span, ...]
    lead_in: str = ""
    is_list: bool = False

    @property
    def span(self) -> Span:
        return Span(self.sentences[0].start, self.sentences[-1].end)

    def of(self, passage: Passage) -> str:
        return passage.text[self.span.start : self.span.end]


def _runs(passage: Passage) -> Iterator[_Run]:
    """Single sentences, then those that go on from one another, then lists with what introduces them."""
    text, spans = passage.text, passage.sentences
    lists = [_list_at(text, spans, i) for i in range(len(spans))]
    for i, span in enumerate(spans):
        heads = [found[0] for found in lists[:i] if span in found]
        yield _Run((span,), text[heads[-1].start : heads[-1].end] if heads else passage.lead_in)
    for length in range(2, _LONGEST_RUN + 1):
        for i in range(len(spans) - length + 1):
            run = spans[i : i + length]
            if all(_goes_on(text, before, after) for before, after in pairwise(run)):
                yield _Run(run)
    yield from (_Run(found, is_list=True) for found in lists if len(found) > 1)


def _list_at(text: str, spans: Sequence[Span], first: int) -> tuple[Span, ...]:
    """The list that a sentence introduces, with it; empty where it introduces none."""
    if not text[spans[first].start : spans[first].end].endswith(":"):
        return ()
    last = first
    while last + 1 < len(spans) and text[spans[last].end : spans[last + 1].start].strip(" ") == "\n":
        last += 1
    return tuple(spans[first : last + 1])


_JOINED = re.compile(r"(?:و|ف)(?!ال|اما)\w|(?:كما|ثم|كذلك|ايضا)(?!\w)")
_SUBJECT = re.compile(
    r"(?<!\w)(?:و|ف|ل|ب)?(?:ال)?(?:سيده?|دكتوره?|استاذه?|ممثله?|ممثلا|ممثلو|ممثلي|متحدثه?|مشاركه?|مديره?|مندوبه?|وزيره?|رئيسه?|"
    r"مسووله?|مستشاره?|منظمه|اتحاد|نقابه|لجنه|مؤسسه|موسسه|جمعيه|مركز|معهد|هيئه|هييه|وفد)(?!\w)"
)
_FIRST_WORDS = 4


def _goes_on(text: str, before: Span, after: Span) -> bool:
    """Whether a sentence goes on from the one before: joined to it, in its line, and without a speaker of its own.

    "A said this. And B said that." supports nothing about both.
    """
    if "\n" in text[before.end : after.start]:
        return False
    words = fold(text[after.start : after.end]).split()
    return bool(_JOINED.match(" ".join(words)) and not _SUBJECT.search(" ".join(words[:_FIRST_WORDS])))


def _whole_items(statement: Statement, run: _Run, passage: Passage) -> bool:
    """Whether each item of a list is named as good as whole or not at all: none lends a word to another."""
    if not run.is_list:
        return True
    items = [read_statement(passage.text[span.start : span.end]).items for span in run.sentences]
    stated = statement.items
    for i, item in enumerate(items[1:], 1):
        others = [other for j, rest in enumerate(items) if j != i for other in rest]
        lent = [it for it in stated if _any_same(it, item) and not _any_same(it, others)]
        if lent and sum(_any_same(it, stated) for it in item) < _ITEM * len(item):
            return False
    return True


def _contradicts(sentence: Statement, statement: Statement) -> bool:
    """Whether a sentence says the same but for a negation."""
    words = statement.words
    held = [(word, [other for other in sentence.words if alike(word.text, other.text)]) for word in words]
    if sum(bool(others) for _, others in held) < _SAME * len(words):
        return False
    return any(
        others and not any(_agree(word, other) for other in _likest_words(word, others)) for word, others in held
    )


def _supports(statement: Statement, run: Statement, above: Statement, *, several: bool) -> bool:
    return (
        statement.addresses <= run.addresses
        and statement.latin <= run.latin | above.latin
        and all(quoted in run.folded for quoted in statement.quoted)
        and _holds_dates(statement, run)
        and _holds_figures(statement, run)
        and _covers(statement, run, above)
        and _stands_together(statement.items, run.items, free=_SUBJECT_ITEMS if several else 0)
        and all(_stands_with_its_own(item, clause.items, run) for clause in statement.clauses for item in clause.items)
    )


def _holds_dates(statement: Statement, run: Statement) -> bool:
    years = _years(run)
    return all(any(_same_day(day, other, years) for other in run.dates) for day in statement.dates)


def _years(statement: Statement) -> set[float]:
    figures = {figure.value for figure in statement.figures}
    return figures | {float(day.year) for day in statement.dates if day.year}


def _same_day(day: Mention, other: Mention, years: set[float]) -> bool:
    if day.month != other.month or (day.day is not None and day.day != other.day):
        return False
    return day.year in (None, other.year) or (other.year is None and float(day.year or 0) in years)


def _holds_figures(statement: Statement, run: Statement) -> bool:
    known = {(figure.value, figure.ordinal) for figure in run.figures} | {(year, False) for year in _years(run)}
    return all((f.value, f.ordinal) in known or _is_article(f) for f in statement.figures) and all(
        _follows_its_own(clause.items, i, run)
        for clause in statement.clauses
        for i, item in enumerate(clause.items)
        if isinstance(item, Figure) and item.ordinal
    )


def _follows_its_own(items: Sequence[Item], at: int, run: Statement) -> bool:
    """Whether an ordinal stands in the run right behind what it follows here: "the second session".

    Where it begins its clause, right before what follows it here.
    """
    step = -1 if at else 1
    if not 0 <= at + step < len(items):
        return True
    held = run.items
    return any(
        _same(items[at], other)
        and _any_same(items[at + step], held[max(0, min(i, i + 2 * step)) : max(i, i + 2 * step) + 1])
        for i, other in enumerate(held)
    )


def _is_article(figure: Figure) -> bool:
    """Whether a figure is "one" in words: "one of them", "the same"."""
    return figure.spelled and figure.value == 1 and not figure.ordinal


def _covers(statement: Statement, run: Statement, above: Statement) -> bool:
    words = statement.words
    own = context = 0
    for word in words:
        held = [other for other in run.words if alike(word.text, other.text)]
        own += any(_agree(word, other) for other in _likest_words(word, held))
        context += not held and (word.text in _NEUTRAL or any(_agree(word, other) for other in above.words))
    return own >= _OWN * len(words) and own + context >= COVERAGE * len(words)


def _likest_words(word: _Word, others: Sequence[_Word]) -> Sequence[_Word]:
    """Of the words that are like a word those that are the same, if any are."""
    return [other for other in others if _bare(other.text) == _bare(word.text)] or others


def _agree(word: _Word, other: _Word) -> bool:
    same = word.negated == other.negated or word.negated is None or other.negated is None
    return same and alike(word.text, other.text)


def _same(item: Item, other: Item) -> bool:
    """Whether two items of statements name the same thing."""
    if isinstance(item, _Word):
        return isinstance(other, _Word) and alike(item.text, other.text)
    if isinstance(item, Figure):
        return isinstance(other, Figure) and (item.value, item.ordinal) == (other.value, other.ordinal)
    return isinstance(other, Mention) and _same_day(item, other, {float(item.year)} if item.year else set())


def _any_same(item: Item, others: Iterable[Item]) -> bool:
    return any(_same(item, other) for other in others)


def _stands_together(stated: Sequence[Item], held: Sequence[Item], *, free: int) -> bool:
    """Whether nothing was moved: each item stands near one of its neighbours in the run as well.

    The first is mostly a verb, whose subject comes between it and what follows it.

    :param free: How many of the first items may come from elsewhere: a subject named a sentence before.
    """
    places = [where for item in stated if (where := [i for i, other in enumerate(held) if _same(item, other)])]
    for at, place in enumerate(places[free:], free):
        beside = places[1:_NEAR] if at == 0 else [places[at - 1], *places[at + 1 : at + 2]]
        if beside and not any(_near(place, other) for other in beside):
            return False
    return True


def _near(first: Sequence[int], second: Sequence[int]) -> bool:
    return any(abs(i - j) <= _NEAR for i in first for j in second)


def _stands_with_its_own(item: Item, beside: Sequence[Item], run: Statement) -> bool:
    """Whether a number or date stands in the run with what it stands with here.

    The clause of the run that is most like its surroundings must hold it, if that holds any at all.
    """
    if isinstance(item, _Word) or (isinstance(item, Figure) and item.ordinal):
        return True
    around = _around(item, beside)
    counting = [clause for clause in run.clauses if any(type(i) is type(item) and _counts(i) for i in clause.items)]
    holding = [clause for clause in counting if _any_same(item, clause.items)]
    rivals = [clause for clause in counting if clause not in holding]
    return not holding or _likeness(around, rivals) <= _likeness(around, holding)


def _counts(item: Item) -> bool:
    return isinstance(item, Mention) or (isinstance(item, Figure) and not item.ordinal)


def _around(item: Item, beside: Sequence[Item]) -> list[Item]:
    """Some items before and behind one, up to the next number or date."""
    at = beside.index(item)
    before = list(takewhile(lambda i: not _counts(i), reversed(beside[:at])))[:_BEFORE]
    return before + list(takewhile(lambda i: not _counts(i), beside[at + 1 :]))[:_BEHIND]


def _likeness(around: Sequence[Item], clauses: Iterable[_Clause]) -> int:
    """How much of some items the likest of several clauses holds; ordinals weigh twice."""
    return max(
        (sum(_any_same(i, clause.items) * (2 if isinstance(i, Figure) else 1) for i in around) for clause in clauses),
        default=0,
    )


@lru_cache(maxsize=200_000)
def alike(word: str, other: str) -> bool:
    """Whether two folded words are forms of one: the same stem, or most of their n-grams in common."""
    if word == other:
        return True
    if not _forms(word).isdisjoint(_forms(other)):
        return True
    first, second = _bare(word), _bare(other)
    grams = ngrams(first)
    return len(grams) > 1 and sum(gram in ngrams(second) for gram in grams) / len(grams) >= _ALIKE


_PARTICLES = re.compile(r"(?:[وف]?[بك]?ال|[وف]?لل|[وف](?=\w{3}))(?=\w{2})")
_PREPOSITION = re.compile(r"[بلكس](?=\w{3})")
_PERSON = re.compile(r"(?:[يتنا]|ان)(?=\w{3})")  # of a verb: he, she, we, I; and the reflexive
_ENDINGS = re.compile(r"(?<=\w{3})(?:وها|هما|ات|ون|ين|ان|تا|تي|وا|ها|هم|نا|ته|يه|ه|ت|ي|ا)$")


def _bare(word: str) -> str:
    match = _PARTICLES.match(word)
    return word[match.end() :] if match else word


@lru_cache(maxsize=200_000)
def _forms(word: str) -> frozenset[str]:
    """A word without what may be written to it: particles, a verb's persons, endings."""
    bare = _bare(word)
    starts = {bare, _PREPOSITION.sub("", bare)}
    starts |= {_PERSON.sub("", start) for start in starts}
    ends = starts | {_ENDINGS.sub("", start) for start in starts}
    # The one who does it, and what is done: صادر and صدر.
    ends |= {end[0] + end[2:] for end in ends if len(end) == 4 and end[1] == "ا"}
    return frozenset({word, *ends, *stems(word), *stems(bare)})
