"""Says how many true statements the check of support lets through, and how many false ones it stops.

python -m benchmarks.support DOCUMENTS PARAPHRASES.jsonl [--failures]

True: every sentence of the documents against its own passage, and the paraphrases. False: the same with one
number, ordinal, name, date or negation exchanged for another of the documents, where its passage has one for
another of the passage (the harder case, "within").
"""

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import support
from bot.support import Passage, supporting_quote
from ingest.pipeline import find_documents, read_document

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


@dataclass(frozen=True, slots=True)
class Case:
    """A statement, the passage that it is checked against, and whether that supports it."""

    kind: str
    text: str
    passage: Passage
    true: bool


def main() -> None:
    """Print the table for some thresholds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("paraphrases", type=Path)
    parser.add_argument("--failures", action="store_true", help="print each statement that is judged wrongly")
    arguments = parser.parse_args()
    found = cases(read_passages(arguments.documents), arguments.paraphrases)
    for coverage in (1.0, 0.9, 0.8):
        support.COVERAGE = coverage  # pyright: ignore[reportConstantRedefinition]
        right: dict[str, list[bool]] = defaultdict(list)
        for case in found:
            supported = supporting_quote(case.text, case.passage) is not None
            right[f"{'true ' if case.true else 'false'} {case.kind}"].append(supported == case.true)
            if arguments.failures and supported != case.true and coverage == 1.0:
                print(f"! {case.kind}, {'true' if case.true else 'false'}: {case.text}")
        print(f"\ncoverage {coverage}")
        for kind, judged in sorted(right.items()):
            print(f"  {kind:32} {sum(judged):4} of {len(judged):4}  {sum(judged) / len(judged):.3f}")


def read_passages(documents: Path) -> list[Passage]:
    """The passages of a folder of documents."""
    found: list[Passage] = []
    for path in find_documents([documents]):
        document = read_document(path, count_tokens=lambda text: int(len(text) / _CHARACTERS) + 1)
        found += [Passage(passage.text, passage.sentences, passage.lead_in) for passage in document.passages]
    return found


def cases(passages: Sequence[Passage], paraphrases: Path) -> list[Case]:
    """True statements, and false ones made of them."""
    true: list[Case] = []
    for passage in passages:
        for span in passage.sentences:
            text = passage.text[span.start : span.end]
            if len(text.split()) >= 4 and not text.endswith((":", "؟")):
                true.append(Case("sentence", text, passage, True))
    for line in paraphrases.read_text("utf-8").splitlines():
        data = json.loads(line)
        found = [passage for passage in passages if data["passage"] in passage.text]
        if not found:
            raise SystemExit(f"no passage holds {data['passage']!r}")
        true.append(Case("paraphrase", data["text"], found[0], True))
    return true + [false for case in true for false in _falsified(case, passages)]


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
