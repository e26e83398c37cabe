"""Documents for tests that need no file."""

from ingest.document import IngestedDocument, Passage
from ingest.sentences import split_sentences


def document_of(name: str, *texts: str, title: str = "محضر الاجتماع", gap: str = "\n\n") -> IngestedDocument:
    """A read document whose passages are `texts`; a space for a gap makes one paragraph of them."""
    passages: list[Passage] = []
    start = 0
    for number, text in enumerate(texts, 1):
        passages.append(
            Passage(text, start, start + len(text), ("أولاً", "الافتتاح"), None, number, "", split_sentences(text))
        )
        start += len(text) + len(gap)
    return IngestedDocument(
        content_id=name, title=title, source=f"{name}.txt", language="ar", date="2020-10-27",
        text=gap.join(texts), passages=tuple(passages),
    )  # fmt: skip
