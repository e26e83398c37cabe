"""Can a statement be read off sentences: its items in order, leaving out only what nothing told behind it hangs on?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.support.figures import Figure
from bot.support.items import Item, Word, agree, same
from bot.support.joints import ACTOR, FIRST_WORDS, Joint, Opens
from bot.support.statement import Statement

_OWN = 0.5  # share of a statement that must stand in the sentences themselves, headings left out
# What may introduce what a report says.
_REPORT = frozenset("النص المقطع المقاطع النصوص الوثيقه الوثائق وثيقه التقرير تقرير التقارير".split())
_TELLING = frozenset("ذكر ذكرت يذكر تذكر ورد وردت يرد ترد جاء جاءت اشار اشارت يشير تشير افاد افادت يفيد تفيد".split())
_IF = frozenset("اذا لو لولا".split())
# What is held opens or leads nobody: "the session was opened by her" whatever the order.
_MEETING = re.compile(r"(?:ال)?(?:جلسه|حوار|نقاش|لقاء|اجتماع|موتمر|ورشه|مشاوره|ندوه)(?!\w)")
_LONGEST_BLOCK = 12  # items that are moved together
_MOST_PLACES = 150  # of a statement's items in a run; more are babble


def is_read_off(statement: Statement, run: Statement, above: Statement) -> bool:
    """Whether a statement can be read off a run: its items in order, leaving out only what can be left out.

    One block of them may have been moved within its clause, or be the subject of a verb before. Words of a heading may
    stand before the others.
    """
    years = {figure.value for figure in run.figures} | {float(day.year) for day in run.dates if day.year}
    stated = statement.items
    if not stated:  # addresses alone
        return True
    like = [[at for at, other in enumerate(run.items) if same(item, other, years)] for item in stated]
    kept = [k for k, places in enumerate(like) if places]
    before = [item for k, item in enumerate(stated) if not like[k] and not _is_article(item)]
    if len(kept) < _OWN * len(stated) or before != stated[: len(before)] or not _introduces(before, above):
        return False
    places = [[at for at in like[k] if agree(stated[k], run.items[at])] for k in kept]
    reading = _Reading([statement.joints[k] for k in kept], places, run.joints)
    return sum(map(len, places)) <= _MOST_PLACES and (reading.is_straight() or reading.has_moved())


def _introduces(items: Sequence[Item], above: Statement) -> bool:
    """Whether items say only where the rest stands: "the report says that", or words of the heading."""
    words = {item.text for item in items if isinstance(item, Word)}
    if words & _REPORT and words <= _REPORT | _TELLING:
        return True
    return all(any(same(item, other, set()) and agree(item, other) for other in above.words) for item in items)


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

    stated: Sequence[Joint]
    places: Sequence[Sequence[int]]
    held: Sequence[Joint]

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
        return max((i for i in range(at + 1) if self.held[i].stop == Opens.SENTENCE), default=0)

    def _may_begin(self, at: int) -> bool:
        """Whether what is said from a place on is said: not under a condition, and not only wished or feared."""
        if self.held[at].opens == Opens.CLAUSE and not self.held[at].definite and not self.held[at].stop:
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

    def _moves(self, span: tuple[int, int], at: int, stated: Joint) -> bool:
        """Whether a part of the run says the same on the other side of what parts it from a place."""
        first, last = span
        joint, between = self.held[first], self.held[last + 1 : at + 1] or self.held[at + 1 : first + 1]
        if any(other.rank >= Opens.CONJUNCT for other in between):
            return False
        if joint.by and (joint.opens == Opens.PHRASE or joint.stop == Opens.SENTENCE):
            return joint.by == stated.by
        if joint.opens == Opens.CLAUSE:  # "that he said" and "he said"
            return at == last + 1
        acts = bool(ACTOR.match(joint.form)) or joint.form[0].isdigit()
        return acts and at < first and (at == first - 1 or bool(_MEETING.match(between[0].form)))

    def _goes_on(self, span: tuple[int, int], at: int) -> bool:
        """Whether a sentence begins with a part of the run as its subject, and a place goes on from it."""
        first, last = span
        opening = self._opening(first)
        acts = first - opening < FIRST_WORDS and ACTOR.match(self.held[first].form)
        is_topic = first == opening and self.held[first].definite
        if self.held[at].by == ":":  # "A: said that", as minutes have it
            return first == opening and last < at
        joined = self.held[at].opens == Opens.CONJUNCT or self.held[at].stop == Opens.SENTENCE
        return (
            bool(acts or is_topic) and last < at and joined and not any(map(self._acts_anew, range(last + 1, at + 1)))
        )

    def _acts_anew(self, at: int) -> bool:
        """Whether somebody stands at a place behind a verb that goes on from what was before."""
        before, joint = self.held[at - 1], self.held[at]
        goes_on = before.opens == Opens.CONJUNCT or before.stop == Opens.SENTENCE
        return goes_on and joint.opens == Opens.NOTHING and bool(ACTOR.match(joint.form))


def _may_follow(stated: Joint, held: Sequence[Joint], last: int, at: int) -> bool:
    """Whether what stands in a run at one place may be told right behind what stands at another, joined as stated."""
    if at <= last:
        return False
    joint, left_out = held[at], _without_aside(held[last + 1 : at + 1])
    goes_on = joint.opens == Opens.CONJUNCT or bool(joint.stop)
    if stated.opens == Opens.CONJUNCT:
        likewise = goes_on
    else:
        likewise = bool(stated.stop) or (joint.opens < Opens.CONJUNCT and joint.stop < Opens.SENTENCE)
    if not left_out:
        return likewise
    begun = max(other.rank for other in left_out)
    if not joint.by and not stated.by and max(joint.rank, stated.opens) <= Opens.PHRASE:
        # An adjective behind another, or what a verb goes on to behind a phrase.
        chain = (
            all(other.definite for other in (held[last], *left_out, joint)) and max(begun, joint.opens) == Opens.NOTHING
        )
        return chain or (joint.opens == left_out[0].opens == begun == Opens.PHRASE)
    if (
        joint.rank < begun
        or Opens.NOTHING in (joint.opens, stated.opens)
        or (joint.rank <= Opens.CLAUSE and joint.by != stated.by)
    ):
        return False
    return likewise or joint.by == stated.by == left_out[0].by


def _without_aside(left_out: Sequence[Joint]) -> Sequence[Joint]:
    """What is left out before the last of some items, an aside between two marks not counted."""
    if left_out[0].stop == Opens.PART and left_out[0].opens < Opens.CONJUNCT:
        closed = next((i for i, joint in enumerate(left_out) if i and joint.stop), 0)
        if closed and left_out[closed].stop == Opens.PART:
            first, *others = left_out[closed:]
            left_out = [replace(first, stop=Opens.NOTHING), *others]
    return left_out[:-1]
