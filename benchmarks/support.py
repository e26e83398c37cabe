"""Says how many true statements the check of support lets through, and how many false ones it stops.

python -m benchmarks.support DOCUMENTS PAIRS.jsonl... [--failures]

True: every sentence of the documents against its own passage, the same shortened or with the name of who goes on
speaking, and the pairs written by hand. False: the sentences and the true pairs with one number, ordinal, name, date
or negation exchanged for another of the documents, where its passage has one for another of the passage (the harder
case, "within"); two words of a sentence that follow others exchanged for one another; the beginning of a sentence or
clause put together with the end of another, or with its verb; and the false pairs written by hand. The spliced are
made without looking at what they say: some of them are true.
"""

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bot.support.statement import read_statement
from bot.support.supporting import Passage, supporting_quote
from bot.support.words import alike
from ingest.pipeline import find_documents, read_document
from vectorstore.analyzer import fold

_CHARACTERS = 3.5  # of Arabic, a token
_NUMBER = re.compile(r"(?<![\w/.-])\d+(?![\w/.@-])")
_MONTH = re.compile(
    "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|"
    "كانون الثاني|شباط|نيسان|أيار|حزيران|تموز|أيلول|تشرين الأول|تشرين الثاني|كانون الأول"
)
_ORDINAL = re.compile(r"(?<=ال)(?:أولى|ثانية|ثالثة|أول|ثاني|ثالث)(?!\w)")
_PERSON = re.compile(r"(?:السيدة|السيد|الدكتورة|الدكتور) ((?:\w+ )?\w+)")
_PLACE = re.compile(
    r"(?<!\w)(?:البحرين|الأردن|الكويت|المغرب|جيبوتي|السعودية|الإمارات|تونس|العراق|قطر|لبنان|ليبيا|موريتانيا|"
    r"الجزائر|مصر|القاهرة|بيروت|مراكش)(?!\w)"
)
_NEGATED = re.compile(r"(?<!\w)(?P<and>[وف]?)(?:لم|لن|لا|ليس|ليست|غير) (?!سيما|أن)(?=\w)")
_VERB = re.compile(r"(?<![\w/])(?P<and>[وف]?)(?P<verb>[يت]\w{3,}|\w{3,}ت)(?= )")
_GOVERNED = re.compile(r"(?<!\w)(?!\w{0,2}ال)\w{3,} (ال\w{3,})")  # a word behind what governs it
_PREPOSITION = re.compile(r"(?<!\w)(?:في|من|على|عن|إلى|مع|حول|بين)(?= \w)")
_ADJUNCT = re.compile(r" (?:في|من|على|عن|إلى|مع|حول|بين) \w+(?=\.$)")
_ASIDE = re.compile(r"، (?![وف]|بل|ثم)[^،؛:.]+،")
_NAMED = re.compile(r"(?:السيدة|السيد|الدكتورة|ممثلة|ممثل) \w+ \w+")
_FIRST = re.compile(r"[وف]?(\w{3,})(?= )")
_SHORTEST = 4  # words of a statement


@dataclass(frozen=True, slots=True)
class Case:
    """A statement, the passage that it is checked against, and whether that supports it."""

    kind: str
    text: str
    passage: Passage
    true: bool


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--failures", action="store_true", help="print each statement that is judged wrongly")
    arguments = parser.parse_args()
    found = cases(read_passages(arguments.documents), arguments.pairs)
    right: dict[str, list[bool]] = defaultdict(list)
    for case in found:
        supported = supporting_quote(case.text, case.passage) is not None
        right[f"{'true ' if case.true else 'false'} {case.kind}"].append(supported == case.true)
        if arguments.failures and supported != case.true:
            print(f"! {case.kind}, {'true' if case.true else 'false'}: {case.text}")
    for kind, judged in sorted(right.items()):
        print(f"  {kind:36} {sum(judged):4} of {len(judged):4}  {sum(judged) / len(judged):.3f}")


def read_passages(documents: Path) -> list[Passage]:
    """The passages of a folder of documents."""
    found: list[Passage] = []
    for path in find_documents([documents]):
        document = read_document(path, count_tokens=lambda text: int(len(text) / _CHARACTERS) + 1)
        found += [Passage(passage.text, passage.sentences, passage.lead_in) for passage in document.passages]
    return found


def cases(passages: Sequence[Passage], pairs: Sequence[Path]) -> list[Case]:
    """True statements, and false ones made of them or written.

    :param pairs: Lines of JSON: how a passage is known, a statement, and where that is no true paraphrase, of what
        kind it is and whether the passage supports it.
    """
    true = [Case("sentence", text, passage, True) for passage in passages for text in _sentences(passage)]
    written: list[Case] = []
    for line in (line for file in pairs for line in file.read_text("utf-8").splitlines()):
        data = json.loads(line)
        found = [passage for passage in passages if data["passage"] in passage.text]
        if not found:
            raise SystemExit(f"no passage holds {data['passage']!r}")
        kind = f"written: {data['kind']}" if "kind" in data else "paraphrase"
        written.append(Case(kind, data["text"], found[0], data.get("supported", True)))
    true += [case for case in written if case.kind == "paraphrase"]
    written = [case for case in written if case.kind != "paraphrase"]
    recast = [case for passage in passages for case in _recast(passage)]
    return [*true, *written, *recast, *(false for case in true for false in _falsified(case, passages))]


def _sentences(passage: Passage) -> Iterator[str]:
    for span in passage.sentences:
        text = passage.text[span.start : span.end]
        if len(text.split()) >= _SHORTEST and not text.endswith((":", "؟")):
            yield text


def _recast(passage: Passage) -> Iterator[Case]:
    """What can be made of a passage's sentences: shorter ones, and ones that say what none of them does."""
    sentences = list(_sentences(passage))
    for text in sentences:
        chance = random.Random(text)
        head, *tails = re.split("(?<=،) ", text)
        shorter = {_ASIDE.sub("", text, count=1), _ADJUNCT.sub("", text), head.rstrip("،") + "."} - {text}
        yield from (Case("shortened", t, passage, True) for t in sorted(shorter) if len(t.split()) >= _SHORTEST)
        for kind, made in (
            ("words exchanged", _governed_exchanged(text, chance)),
            ("clauses spliced", _spliced(head, " ".join(tails), chance)),
        ):
            if made:
                yield Case(kind, made, passage, False)
    for before, after in pairwise(sentences):
        chance = random.Random(before + after)
        name, first = _NAMED.search(before), _FIRST.match(after)
        if name and first and re.match("و(?!ال|أما|كل)", after) and not _NAMED.search(after):
            yield Case("subject from before", f"{first[1]} {name[0]}{after[first.end() :]}", passage, True)
        made = _spliced(before, after, chance)
        if made:
            yield Case("sentences spliced", made, passage, False)
        verb = _FIRST.match(before)
        if verb and first and read_statement(verb[1]).words and after.startswith(("و", "ف")):
            yield Case("verbs exchanged", verb[1] + after[first.end() :], passage, False)


def _governed_exchanged(text: str, chance: random.Random) -> str:
    """The text with two words exchanged, each of them behind one that governs it; empty where there are none."""
    found = list(_GOVERNED.finditer(text))
    if len({match[1] for match in found}) < 2:
        return ""
    first, second = sorted(chance.sample(found, 2), key=lambda match: match.start())
    if alike(fold(first[1]), fold(second[1])):
        return ""
    between = text[first.end(1) : second.start(1)]
    return f"{text[: first.start(1)]}{second[1]}{between}{first[1]}{text[second.end(1) :]}"


def _spliced(before: str, after: str, chance: random.Random) -> str:
    """A beginning of one text, and of another what follows the same preposition; empty where they share none."""
    ends = [(one, two) for one in _PREPOSITION.finditer(before) for two in _PREPOSITION.finditer(after)]
    shared = [
        (one, two)
        for one, two in ends
        if one[0] == two[0] and len(before[: one.start()].split()) > 1 and len(after[two.end() :].split()) > 1
    ]
    if not shared:
        return ""
    one, two = chance.choice(shared)
    return before[: one.start()] + after[two.start() :]


def _falsified(case: Case, passages: Sequence[Passage]) -> Iterator[Case]:
    chance = random.Random(case.text)
    everything = "\n".join(passage.text for passage in passages)
    kinds: dict[str, re.Pattern[str]] = {
        "number": _NUMBER, "month": _MONTH, "ordinal": _ORDINAL, "person": _PERSON, "place": _PLACE,
    }  # fmt: skip
    for kind, pattern in kinds.items():
        for where, source in ((kind, everything), (f"{kind} within", case.passage.text)):
            text = _exchanged(case.text, pattern, source, chance)
            if text:
                yield Case(f"{where} ({case.kind})", text, case.passage, False)
    removed = _NEGATED.sub(lambda m: m["and"], case.text, count=1)
    if removed != case.text:
        yield Case(f"negation removed ({case.kind})", removed, case.passage, False)
    added = _VERB.sub(lambda m: f"{m['and']}لم {m['verb']}", case.text, count=1)
    if added != case.text and not _NEGATED.search(case.text):
        yield Case(f"negation added ({case.kind})", added, case.passage, False)


def _exchanged(text: str, pattern: re.Pattern[str], source: str, chance: random.Random) -> str:
    """The text with one match exchanged for another of the source; empty where there is none."""
    group = pattern.groups
    matches = list(pattern.finditer(text))
    if not matches:
        return ""
    match = chance.choice(matches)
    others = sorted({other[group] for other in pattern.finditer(source) if _same(other[group]) != _same(match[group])})
    return text[: match.start(group)] + chance.choice(others) + text[match.end(group) :] if others else ""


_PAIRS = (
    "يناير|كانون الثاني", "فبراير|شباط", "أبريل|نيسان", "مايو|أيار", "يونيو|حزيران", "يوليو|تموز",
    "سبتمبر|أيلول", "أكتوبر|تشرين الأول", "نوفمبر|تشرين الثاني", "ديسمبر|كانون الأول", "أول|أولى", "ثاني|ثانية",
)  # fmt: skip


def _same(found: str) -> str:
    """One name for what has two, so that nothing is exchanged for itself."""
    if found.isdecimal():
        return str(int(found))
    return next((pair for pair in _PAIRS if found in pair.split("|")), found)


if __name__ == "__main__":
    main()
