"""Does a passage support a statement? A check by words and facts, made to err on the side of "no".

A statement is supported by a run of neighbouring sentences if it can be read off it: every address, Latin word and
quotation occurs there, and every content word, date and number stands there in the same order, negated or not as
it is here. Left out may be only what nothing told behind it hangs on. Where phrases begin is seen by particles, marks
and articles alone, after Abney, "Parsing by Chunks" (1991). It is a check of wording: what it lets through says what
the sentences say, in their words; a free paraphrase is turned down.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from bot.figures import Figure, figures
from ingest.dates import Mention, mentions
from ingest.document import Span
from vectorstore.analyzer import fold, ngrams, stems, tokenize

_OWN = 0.5  # share of a statement that must stand in the sentences themselves, headings left out
_LONGEST_RUN = 3  # sentences
_ALIKE = 0.5  # share of a word's n-grams in another; fewer in common are chance
_FEWEST = 2  # content words and figures: less states nothing

# Folded. What says nothing of its own: particles, pronouns, forms of "to be".
_FUNCTION_WORDS = frozenset(
    """في من الي علي عن مع ان انه انها انهم انهما اني او ام ثم قد لقد كما هو هي هم هما هن هذا هذه هذان هاتان هولاء
    ذلك تلك اولئك الذي التي الذين اللذان اللذين اللتان اللتين اللواتي اللاتي ما مما عما فيما بما ممن من حيث اذ اذا
    كان كانت كانوا كانتا يكون تكون يكونوا يكن تكن كون لكن لكنه لكنها بل اي بان لان وان بين عند عندما لدي حول خلال عبر
    ضمن نحو تجاه ازاء بشان بخصوص به بها بهم بهما فيه فيها فيهم فيهما له لها لهم لهما لي لنا عليه عليها عليهم عليهما اليه
    اليها اليهم منه منها منهم منهن منهما عنه عنها عنهم عنهما معه معها معهم بينهم بينهما بينها اياه اياها كذلك ايضا وذلك
    هناك هنا كي حتي سوف س ف و ب ل ك يا ايها ايتها منذ اما انما مثل مثلا كلا كلتا اثناء لدن ال اصل بسبب سبب نتيجه حسب
    بحسب وفق وفقا طبقا""".split()
)
# What may introduce what a report says.
_REPORT = frozenset("النص المقطع المقاطع النصوص الوثيقه الوثائق وثيقه التقرير تقرير التقارير".split())
_TELLING = frozenset("ذكر ذكرت يذكر تذكر ورد وردت يرد ترد جاء جاءت اشار اشارت يشير تشير افاد افادت يفيد تفيد".split())
_NEGATORS = frozenset("لم لن لا ليس ليست ليسا ليسوا ليسوا لسنا لست غير دون بدون عدم بلا لعدم بغير".split())
_WIDE_NEGATORS = frozenset("ليس ليست ليسا ليسوا لسنا لست".split())  # the subject may come first
_NO_NEGATION = {"لا": frozenset({"سيما"}), "غير": frozenset({"ان", "انه", "انها", "انهم"})}
_SCOPE = 3  # words between a negator and what it negates

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>«»\"]*|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z][\w./&:+-]*")
_CLOSING = {"«": "»", "“": "”", '"': '"'}
_OPENING = re.compile('[«“"]')
_BREAK = re.compile(r"[،؛;:,.!?؟…()«»\"\n](?=\s|$)|[\n(«]|\s[–—-]\s")
_WORD = re.compile(r"[^\W\d_]+")
_END_MARKS = ".,،؛:!?؟/"

# How an item is joined to the one before. All folded.
_END = re.compile(r"[.!?؟…](?=\s|$)|\n")
_PAUSE = re.compile(r"[،؛;,()–—]|\s-\s")
_AND = frozenset("ثم بل لكن لكنه لكنها".split())
_NOT_AND = re.compile(  # words that begin with the letters of "and"
    r"(?:ال)?(?:و(?:طن|ثيق|ثايق|رش|زار|زير|ضع|جد|صل|قت|سط|سع|اسع|احد|اضح|فد|سايل|قف|با|عد|صف|ظ|كال|رق|قع|اجب|افد|عي|جه)|"
    r"ف(?:ريق|يه|ءه|قر|رص|رق|ير|يدي|رنس|اعل|عل|تر|وايد|ايد|ور|ضل|هم|حص|كر))"
)
_THAT = frozenset(
    """ان انه انها انهم انهما اني الا الذي التي الذين اللذان اللذين اللتان اللتين كي حتي لكي اذا اذ حيث لان لانه لانها
    لانهم بان بانه بانها كما ما مما عما فيما بما ممن""".split()
)
_IF = frozenset("اذا لو لولا".split())
_IF_NOT = re.compile(r"(?<!\w)ف?ان لم(?!\w)")
_PRONOUNS = frozenset("هو هي هم هما".split())
_ADVERBS = frozenset("قبل بعد داخل خارج فوق تحت امام يوم".split())
_PREFIX = re.compile(r"ل(?=ل|\w{4})|ب(?=ال|\w{5})")
_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)")
_TITLE = re.compile(r"[وفلب]?(?:ا?ل)?(?:سيده?|دكتوره?|استاذه?)|د")
# What is held opens or leads nobody: "the session was opened by her" whatever the order.
_MEETING = re.compile(r"(?:ال)?(?:جلسه|حوار|نقاش|لقاء|اجتماع|موتمر|ورشه|مشاوره|ندوه)(?!\w)")
_LONGEST_BLOCK = 12  # items that are moved together
_MOST_PLACES = 150  # of a statement's items in a run; more are babble


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


class _Opens(IntEnum):
    """How much begins anew with an item: what is left out before it must not begin more."""

    NOTHING = 0  # it is the genitive, adjective or argument of the item before
    PHRASE = 1
    CLAUSE = 2
    CONJUNCT = 3
    PART = 4  # of a sentence, behind a mark of punctuation
    SENTENCE = 5


@dataclass(frozen=True, slots=True)
class _Joint:
    """How an item is joined to the one before it.

    :param form: The item as it is written, folded.
    :param opens: What its words begin: CONJUNCT at most.
    :param by: The particle that joins it; empty where none does.
    :param stop: What the mark of punctuation before it begins.
    :param definite: Whether it has the article or is a name behind a title.
    """

    form: str
    opens: _Opens
    by: str
    stop: _Opens
    definite: bool

    @property
    def rank(self) -> _Opens:
        """How much begins with it, marks counted."""
        return max(self.opens, self.stop)


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
    joints: tuple[_Joint, ...]
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
    quoted = tuple(map(_plain, _quotes(text)))
    folded = fold(bare.replace("%", " في المئة ").replace("٪", " في المئة "))
    clauses = tuple(_clauses(folded))
    joints = tuple(_joints([item for clause in clauses for item in clause.items], folded))
    return Statement(addresses, latin, tuple(filter(None, quoted)), clauses, joints, _plain(text))


def _quotes(text: str) -> Iterator[str]:
    """What stands between quotation marks, from left to right."""
    at, unclosed = 0, set[str]()
    for opening in _OPENING.finditer(text):
        closing = _CLOSING[opening[0]]
        if opening.start() < at or closing in unclosed:
            continue
        end = text.find(closing, opening.end())
        if end < 0:
            unclosed.add(closing)
        else:
            yield text[opening.end() : end]
            at = end + 1


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
    in_dates = {at for day in dates for at in range(day.start, day.end)}
    ends = [m.start() for m in _BREAK.finditer(folded) if m.start() not in in_dates]
    told = sorted((*found, *dates), key=lambda item: item.start)
    start = first = 0
    for end in (*ends, len(folded)):
        last = bisect_left(told, end, key=lambda item: item.start)
        items: list[Item] = [*told[first:last], *_content("".join(blank[start:end]), start)]
        if items:
            yield _Clause(tuple(sorted(items, key=lambda item: item.start)))
        start, first = end, last


def _joints(items: Iterable[Item], folded: str) -> Iterator[_Joint]:
    """How each of a text's items is joined to what stands before it."""
    end, definite, named = 0, False, False
    for item in items:
        word = item.text if isinstance(item, _Word) else folded[item.start : item.end]
        between = folded[end : item.start]
        stop = _stop(between) if end else _Opens.SENTENCE
        end = item.start + len(word)
        opens, by = _opening(between, word)
        article = bool(_ARTICLE.match(word))
        named = bool(_TITLE.fullmatch(word)) or (named and not (between.strip() or article or opens == _Opens.CONJUNCT))
        # Behind a definite word, one that is not definite is neither its genitive nor its adjective.
        if opens == _Opens.NOTHING and (stop or (definite and not (article or named))):
            opens = _Opens.PHRASE
        definite = article or named
        yield _Joint(word, opens, by, stop, definite)


def _stop(between: str) -> _Opens:
    """What a mark of punctuation begins; what stands behind a colon belongs to what stands before it."""
    if ":" in between:
        return _Opens.NOTHING
    if _END.search(between):
        return _Opens.SENTENCE
    return _Opens.PART if _PAUSE.search(between) else _Opens.NOTHING


def _opening(between: str, word: str) -> tuple[_Opens, str]:
    """What begins anew with a word and the particles before it, and the last of these."""
    conjunct = word[0] in "وف" and len(word) > 3 and not _NOT_AND.match(word)
    bare = word[1:] if conjunct else word
    particles: list[str] = []
    for particle in _WORD.findall(_IF_NOT.sub("اذا", between)):
        joined = particle[0] in "وف" and particle not in _FUNCTION_WORDS
        particles.append(particle[1:] if joined else particle)
        # "And he is" tells of the same; "and that he" goes on to something else.
        conjunct |= (joined and particles[-1] not in _PRONOUNS) or particle in _AND
    prefix = _PREFIX.match(bare)
    colon = ":" if ":" in between else ""
    by = prefix[0] if prefix else particles[-1] if particles else bare if bare in _ADVERBS else colon
    if conjunct:
        return _Opens.CONJUNCT, by
    if not _THAT.isdisjoint(particles):
        return _Opens.CLAUSE, by
    return (_Opens.PHRASE if by else _Opens.NOTHING), by


def _content(clause: str, offset: int) -> Iterator[_Word]:
    """The content words of a clause, each with whether it is negated."""
    tokens = [(m.group(), offset + m.start()) for m in _WORD.finditer(clause)]
    reach, doubtful = 0, 0
    for i, (token, at) in enumerate(tokens):
        following = tokens[i + 1][0] if i + 1 < len(tokens) else ""
        negator = _negator(token, following)
        if negator:
            reach, doubtful = _SCOPE, _SCOPE if negator in _WIDE_NEGATORS else 0
        elif token not in _NEGATORS and not _says_nothing(token):
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
    for run in _runs(passage):
        if _supports(statement, read_statement(run.of(passage)), read_statement(run.lead_in)):
            return run.span
    return None


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring sentences that may support a statement together.

    :param lead_in: What introduces the list that its only sentence is an item of.
    """

    sentences: tuple[Span, ...]
    lead_in: str = ""

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
    yield from (_Run(found) for found in lists if len(found) > 1)


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


def _supports(statement: Statement, run: Statement, above: Statement) -> bool:
    return (
        statement.addresses <= run.addresses
        and statement.latin <= run.latin | above.latin
        and all(quoted in run.folded for quoted in statement.quoted)
        and _is_read_off(statement, run, above)
    )


def _same(item: Item, other: Item, years: Set[float]) -> bool:
    """Whether two items of statements name the same thing.

    :param years: What the other's text names beside; a date may leave its year to them.
    """
    if isinstance(item, _Word):
        return isinstance(other, _Word) and alike(item.text, other.text)
    if isinstance(item, Figure):
        if isinstance(other, Figure):
            return (item.value, item.ordinal) == (other.value, other.ordinal)
        return isinstance(other, Mention) and not item.ordinal and item.value == other.year
    if not isinstance(other, Mention) or item.month != other.month or item.day not in (None, other.day):
        return False
    return item.year in (None, other.year) or (other.year is None and float(item.year or 0) in years)


def _agree(item: Item, other: Item) -> bool:
    """Whether both or neither of two words are negated, as far as that can be told."""
    if not (isinstance(item, _Word) and isinstance(other, _Word)):
        return True
    return item.negated == other.negated or item.negated is None or other.negated is None


def _is_read_off(statement: Statement, run: Statement, above: Statement) -> bool:
    """Whether a statement can be read off a run: its items in order, leaving out only what can be left out.

    One block of them may have been moved within its clause, or be the subject of a verb before. Words of a heading may
    stand before the others.
    """
    years = {figure.value for figure in run.figures} | {float(day.year) for day in run.dates if day.year}
    stated = statement.items
    if not stated:  # addresses alone
        return True
    like = [[at for at, other in enumerate(run.items) if _same(item, other, years)] for item in stated]
    kept = [k for k, places in enumerate(like) if places]
    before = [item for k, item in enumerate(stated) if not like[k] and not _is_article(item)]
    if len(kept) < _OWN * len(stated) or before != stated[: len(before)] or not _introduces(before, above):
        return False
    places = [[at for at in like[k] if _agree(stated[k], run.items[at])] for k in kept]
    reading = _Reading([statement.joints[k] for k in kept], places, run.joints)
    return sum(map(len, places)) <= _MOST_PLACES and (reading.is_straight() or reading.has_moved())


def _introduces(items: Sequence[Item], above: Statement) -> bool:
    """Whether items say only where the rest stands: "the report says that", or words of the heading."""
    words = {item.text for item in items if isinstance(item, _Word)}
    if words & _REPORT and words <= _REPORT | _TELLING:
        return True
    return all(any(_same(item, other, set()) and _agree(item, other) for other in above.words) for item in items)


def _is_article(item: Item) -> bool:
    """Whether an item is "one" in words: "one of them", "the same"."""
    return isinstance(item, Figure) and item.spelled and item.value == 1 and not item.ordinal


@dataclass(frozen=True, slots=True)
class _Reading:
    """A statement that may be read off a run.

    :param stated: How its items are joined.
    :param places: Where each of them stands in the run.
    :param held: How the items of the run are joined.
    """

    stated: Sequence[_Joint]
    places: Sequence[Sequence[int]]
    held: Sequence[_Joint]

    def is_straight(self) -> bool:
        """Whether all items can be read off in order."""
        first, *others = range(len(self.places))
        found = {at for at in self.places[first] if self._may_begin(at)}
        for k in others:
            found = self._behind(k, found)
        return bool(found)

    def _behind(self, k: int, before: Iterable[int]) -> set[int]:
        """Where an item may be told behind others."""
        return {at for at in self.places[k] if any(_may_follow(self.stated[k], self.held, last, at) for last in before)}

    def has_moved(self) -> bool:
        """Whether the items can be read off if a block of them is taken from elsewhere."""
        return any(self._has_moved(start, first) for start in range(len(self.places)) for first in self.places[start])

    def _has_moved(self, start: int, first: int) -> bool:
        """The same where the block begins with an item at a place."""
        found = {first} if self._may_begin(first) else set[int]()
        for stop in range(start + 1, min(start + _LONGEST_BLOCK, len(self.places) - (start == 0)) + 1):
            beside = start - 1 if start else stop
            for last in found:
                for at in self.places[beside]:
                    if not first <= at <= last and self._reads_without(range(start, stop), (first, last), beside, at):
                        return True
            found = self._behind(stop, found) if stop < len(self.places) else found
        return False

    def _reads_without(self, block: range, span: tuple[int, int], beside: int, at: int) -> bool:
        """Whether a block may stand here instead of there, and the others can be read off without it."""
        known = {beside: at}
        if not self._moves(span, at, self.stated[block.start]):
            if not self._goes_on(span, at):
                return False
            known[max(block.stop, beside + 1)] = at + 1  # a verb goes on from its subject if none of its own follows
        return self._without(block, span, known).is_straight()

    def _opening(self, at: int) -> int:
        """Where the sentence of a place begins."""
        return max((i for i in range(at + 1) if self.held[i].stop == _Opens.SENTENCE), default=0)

    def _may_begin(self, at: int) -> bool:
        """Whether what is said from a place on is said: not under a condition, and not only wished or feared."""
        if self.held[at].opens == _Opens.CLAUSE and not self.held[at].definite and not self.held[at].stop:
            return False
        return not any(joint.by in _IF for joint in self.held[self._opening(at) : at])

    def _without(self, block: range, span: tuple[int, int], known: Mapping[int, int]) -> "_Reading":
        """The same without a block and its part of the run, and with some items where they are known to stand."""
        first, last = span
        held = [*self.held[:first], *self.held[last + 1 :]]
        if first < len(held):  # a sentence still begins there
            held[first] = replace(held[first], stop=max(held[first].stop, self.held[first].stop))
        rest = [k for k in range(len(self.places)) if k not in block]
        places = [[at for at in self.places[k] if not first <= at <= last and known.get(k, at) == at] for k in rest]
        shifted = [[at if at < first else at - (last + 1 - first) for at in found] for found in places]
        return _Reading([self.stated[k] for k in rest], shifted, held)

    def _moves(self, span: tuple[int, int], at: int, stated: _Joint) -> bool:
        """Whether a part of the run says the same on the other side of what parts it from a place."""
        first, last = span
        joint, between = self.held[first], self.held[last + 1 : at + 1] or self.held[at + 1 : first + 1]
        if any(other.rank >= _Opens.CONJUNCT for other in between):
            return False
        if joint.by and (joint.opens == _Opens.PHRASE or joint.stop == _Opens.SENTENCE):
            return joint.by == stated.by
        if joint.opens == _Opens.CLAUSE:  # "that he said" and "he said"
            return at == last + 1
        acts = bool(_SUBJECT.match(joint.form)) or joint.form[0].isdigit()
        return acts and at < first and (at == first - 1 or bool(_MEETING.match(between[0].form)))

    def _goes_on(self, span: tuple[int, int], at: int) -> bool:
        """Whether a sentence begins with a part of the run as its subject, and a place goes on from it."""
        first, last = span
        opening = self._opening(first)
        acts = first - opening < _FIRST_WORDS and _SUBJECT.match(self.held[first].form)
        is_topic = first == opening and self.held[first].definite
        if self.held[at].by == ":":  # "A: said that", as minutes have it
            return first == opening and last < at
        joined = self.held[at].opens == _Opens.CONJUNCT or self.held[at].stop == _Opens.SENTENCE
        return (
            bool(acts or is_topic) and last < at and joined and not any(map(self._acts_anew, range(last + 1, at + 1)))
        )

    def _acts_anew(self, at: int) -> bool:
        """Whether somebody stands at a place behind a verb that goes on from what was before."""
        before, joint = self.held[at - 1], self.held[at]
        goes_on = before.opens == _Opens.CONJUNCT or before.stop == _Opens.SENTENCE
        return goes_on and joint.opens == _Opens.NOTHING and bool(_SUBJECT.match(joint.form))


def _may_follow(stated: _Joint, held: Sequence[_Joint], last: int, at: int) -> bool:
    """Whether what stands in a run at one place may be told right behind what stands at another, joined as stated."""
    if at <= last:
        return False
    joint, left_out = held[at], _without_aside(held[last + 1 : at + 1])
    goes_on = joint.opens == _Opens.CONJUNCT or bool(joint.stop)
    if stated.opens == _Opens.CONJUNCT:
        likewise = goes_on
    else:
        likewise = bool(stated.stop) or (joint.opens < _Opens.CONJUNCT and joint.stop < _Opens.SENTENCE)
    if not left_out:
        return likewise
    begun = max(other.rank for other in left_out)
    if not joint.by and not stated.by and max(joint.rank, stated.opens) <= _Opens.PHRASE:
        # An adjective behind another, or what a verb goes on to behind a phrase.
        chain = (
            all(other.definite for other in (held[last], *left_out, joint))
            and max(begun, joint.opens) == _Opens.NOTHING
        )
        return chain or (joint.opens == left_out[0].opens == begun == _Opens.PHRASE)
    if (
        joint.rank < begun
        or _Opens.NOTHING in (joint.opens, stated.opens)
        or (joint.rank <= _Opens.CLAUSE and joint.by != stated.by)
    ):
        return False
    return likewise or joint.by == stated.by == left_out[0].by


def _without_aside(left_out: Sequence[_Joint]) -> Sequence[_Joint]:
    """What is left out before the last of some items, an aside between two marks not counted."""
    if left_out[0].stop == _Opens.PART and left_out[0].opens < _Opens.CONJUNCT:
        closed = next((i for i, joint in enumerate(left_out) if i and joint.stop), 0)
        if closed and left_out[closed].stop == _Opens.PART:
            first, *others = left_out[closed:]
            left_out = [replace(first, stop=_Opens.NOTHING), *others]
    return left_out[:-1]


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
