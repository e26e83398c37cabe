"""A corpus -> questions that it answers: what a newcomer is offered to click on."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.answer import Question
from bot.chain import AnswerChain
from bot.question import content_words
from ingest.document import IngestedDocument
from ingest.numbering import parse_numbering
from vectorstore.analyzer import fold

COUNT = 4
_PEOPLE, _HEADINGS = 6, 10  # candidates of each kind that are put to the chain
_PERSON = re.compile(r"(السيدة|السيد|الدكتورة|الدكتور) ((?:\w+ ){1,2}\w+)(?=[،,:.(؛]|\s+(?:أن|إن|إلى|على|في|عن|من)\b)")
_HEADING_WORDS = range(3, 9)


def example_questions(chain: AnswerChain, count: int = COUNT) -> tuple[str, ...]:
    """Questions made from a corpus's names and headings, each of which the chain answers from it.

    :return: At most `count`, no two about the same passage; fewer where the corpus yields no more.
    """
    documents = chain.edition.documents()
    kept: dict[str, str] = {}
    for text in _alternate(list(_about_people(documents)), list(_about_sections(documents))):
        answer = chain.invoke(Question(text))
        if not answer.refused:
            kept.setdefault(answer.citations[0].passage_id, text)
        if len(kept) == count:
            break
    return tuple(kept.values())


def _names_a_subject(heading: str) -> bool:
    """Whether a heading can stand in a question: some words, none of them a question, no preposition in front."""
    words = content_words(heading)
    starts = bool(words) and fold(heading).startswith(words[0])
    return starts and len(heading.split()) in _HEADING_WORDS and not heading.endswith(("؟", "?"))


def _alternate(first: Sequence[str], second: Sequence[str]) -> Iterator[str]:
    for i in range(max(len(first), len(second))):
        yield from first[i : i + 1]
        yield from second[i : i + 1]


def _about_people(documents: Sequence[IngestedDocument]) -> Iterator[str]:
    named = Counter(match.groups() for document in documents for match in _PERSON.finditer(document.text))
    for (title, name), _ in named.most_common(_PEOPLE):
        yield f"ماذا {'قالت' if title.endswith('ة') else 'قال'} {title} {name}؟"


def _about_sections(documents: Sequence[IngestedDocument]) -> Iterator[str]:
    headings = (passage.section[-1] for document in documents for passage in document.passages if passage.section)
    bare = (number.rest if (number := parse_numbering(heading)) else heading for heading in headings)
    once = dict.fromkeys(heading for heading in bare if _names_a_subject(heading))
    yield from (f"ما أبرز ما ورد بشأن «{heading}»؟" for heading in list(once)[:_HEADINGS])
