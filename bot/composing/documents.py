"""Which documents there are to ask about."""

from collections.abc import Sequence

from language.counting import counted
from language.days import day_in_words
from vectorstore.manifest import DocumentRecord

_MOST = 12  # documents that are named
_HEADS = {
    "ar": "أجيب من {documents}، وهذه عناوينها من الأحدث:",
    "en": "I answer from {documents}. Their titles, newest first:",
    "fr": "Je réponds à partir de {documents}. Leurs titres, du plus récent au plus ancien\u00a0:",
}
_ONE = {
    "ar": "أجيب من وثيقة واحدة:",
    "en": "I answer from one document:",
    "fr": "Je réponds à partir d’un document\u00a0:",
}
_MORE = {"ar": "إضافةً إلى {documents}.", "en": "And {documents} more.", "fr": "Et {documents} de plus."}
_NOUNS = {
    "ar": ("وثيقة واحدة", "وثيقتين", "وثائق", "وثيقة", "وثيقة"),
    "en": ("one document", "two documents", *["documents"] * 3),
    "fr": ("un document", "deux documents", *["documents"] * 3),
}


def about_documents(records: Sequence[DocumentRecord], language: str) -> str:
    """Name the documents that answer.

    :param records: The documents, at least one.
    :param language: "ar", "en" or "fr".
    :return: A line for each of the newest documents, with its date where it has one.
    """
    newest = sorted(records, key=lambda record: record.date or "", reverse=True)
    head = _ONE[language] if len(newest) == 1 else _HEADS[language].format(documents=_count(len(newest), language))
    lines = [head, *(_line(record, language) for record in newest[:_MOST])]
    if len(newest) > _MOST:
        lines.append(_MORE[language].format(documents=_count(len(newest) - _MOST, language)))
    return "\n".join(lines)


def _count(number: int, language: str) -> str:
    return counted(number, *_NOUNS[language])


def _line(record: DocumentRecord, language: str) -> str:
    return f"- {record.title} ({day_in_words(record.date, language)})" if record.date else f"- {record.title}"
