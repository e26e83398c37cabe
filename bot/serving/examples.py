"""A corpus -> questions that it answers: what a newcomer is offered to click on."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from langchain_core.documents import Document

from bot.chain import AnswerChain
from bot.understanding.function_words import content_words
from ingest.numbering import parse_numbering
from vectorstore.analyzer import fold
from vectorstore.edition import Edition
from vectorstore.passages import section_path

COUNT = 4
_PASSAGES = 2000  # names and headings are looked for in the first so many
_PEOPLE, _HEADINGS = 6, 10  # candidates of each kind that are put to the chain
# Behind a name, "to", "on" or "in" may follow what the verb governs: "drew Ms A the participants' attention to".
_PERSON = re.compile(r"(السيدة|السيد|الدكتورة|الدكتور) ((?:\w+ ){1,2}\w+)(?=\s*[،,:.(؛]|\s+(?:أن|إن|من)\b)")
# ... and so may what she did: "Ms A opened the discussion by saying: ..."
_NO_NAME = re.compile(r"\b(?:ال(?:نقاش|جلسة|حوار|لقاء|اجتماع|مؤتمر|مناقشة|ورشة|كلمة)|\w{3,}ها)\b")
_HEADING_WORDS = range(3, 9)
_OF_SECTION = "ماذا قيل عن «{heading}»؟"  # in quotation marks a heading keeps its own case
_ABOUT_SECTION = re.compile(_OF_SECTION.format(heading="(?P<heading>.+)"))


def example_questions(chain: AnswerChain, count: int = COUNT) -> tuple[str, ...]:
    """Questions made from a corpus's names and headings, each of which the chain answers from it.

    :return: At most `count`, no two about the same passage; fewer where the corpus yields no more.
    """
    passages = chain.edition.passages(range(min(len(chain.edition.ids), _PASSAGES)))
    kept: dict[str, str] = {}
    for text in candidates(passages):
        passage = chain.answers(text)
        if passage and keeps_to_its_section(text, passage, chain.edition):
            kept.setdefault(passage, text)
        if len(kept) == count:
            break
    return tuple(kept.values())


def keeps_to_its_section(text: str, passage_id: str, edition: Edition) -> bool:
    """Whether a question about a section is answered from it; True for a question of another kind."""
    asked, row = _ABOUT_SECTION.fullmatch(text), edition.row(passage_id)
    if asked is None or row is None:
        return True
    (passage,) = edition.passages([row])
    return any(asked["heading"] in heading for heading in section_path(passage))


def candidates(passages: Sequence[Document]) -> Iterator[str]:
    """Questions about the people and headings of passages, of both kinds in turn.

    Whether they can be answered is for the chain to say.
    """
    yield from _alternate(list(_about_people(passages)), list(_about_sections(passages)))


def _names_a_subject(heading: str) -> bool:
    """Whether a heading can stand in a question: some words, none of them a question, no preposition in front."""
    words = content_words(heading)
    starts = bool(words) and fold(heading).startswith(words[0])
    return starts and len(heading.split()) in _HEADING_WORDS and not heading.endswith(("؟", "?"))


def _alternate(first: Sequence[str], second: Sequence[str]) -> Iterator[str]:
    for i in range(max(len(first), len(second))):
        yield from first[i : i + 1]
        yield from second[i : i + 1]


def _about_people(passages: Sequence[Document]) -> Iterator[str]:
    found = (match.groups() for passage in passages for match in _PERSON.finditer(passage.page_content))
    named = Counter((title, name) for title, name in found if not _NO_NAME.search(name))
    for (title, name), _ in named.most_common(_PEOPLE):
        yield f"ماذا {'قالت' if title.endswith('ة') else 'قال'} {title} {name}؟"


def _about_sections(passages: Sequence[Document]) -> Iterator[str]:
    headings = (path[-1] for passage in passages if (path := section_path(passage)))
    bare = (number.rest if (number := parse_numbering(heading)) else heading for heading in headings)
    once = dict.fromkeys(heading for heading in bare if _names_a_subject(heading))
    yield from (_OF_SECTION.format(heading=heading) for heading in list(once)[:_HEADINGS])
