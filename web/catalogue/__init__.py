"""What the page says to readers, in each of its languages: one file a language, for translators to edit."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from string import Formatter
from typing import Any, Final

import yaml

from errors import HiwarError
from language.counting import counted
from language.days import FIRST_OF_MONTH, MONTHS, day_in_words
from vectorstore.editions import built_on

LANGUAGES: Final = {"ar": "العربية", "en": "English", "fr": "Français"}
"""The languages of the page, by their own names; the first is spoken unless another is chosen."""


class CatalogueError(HiwarError):
    """A catalogue lacks a sentence, or says it without what is to be filled in: it cannot tell of that itself.

    :param language: Which catalogue.
    :param problem: What is wrong, in English.
    """

    def __init__(self, language: str, problem: str) -> None:
        super().__init__("", f"{problem}. Compare it with web/catalogue/ar.yaml.")
        self._of = language

    def told(self, language: str) -> str:
        """In two languages, whichever is wanted."""
        if language == "ar":
            return f"دليل عبارات الواجهة «{self._of}» غير مكتمل."
        return f"The catalogue web/catalogue/{self._of}.yaml is not complete."


class Words:
    """The sentences of one language, each an attribute named as in its file.

    :param language: ISO 639-1 code.
    :param said: What its file holds.
    """

    def __init__(self, language: str, said: Mapping[str, Any]) -> None:
        self.language: Final = language
        self.direction: Final = "rtl" if language == "ar" else "ltr"
        self.home: Final = "/" if language == "ar" else f"/{language}/"
        self.chrome: Final[dict[str, str]] = {**said["CHROME"], **dict(said["GRADIO"].values())}
        self.reasons: Final[dict[str, str]] = said["REASONS"]
        self.months: Final = MONTHS[language]
        self.first_of_month: Final = FIRST_OF_MONTH[language]
        self._counts: dict[str, tuple[str, str, str, str, str]] = said["COUNTS"]
        self._said = said

    def __getattr__(self, name: str) -> str:
        if name.isupper() and isinstance(sentence := self._said.get(name), str):
            return sentence
        raise AttributeError(name)

    def named(self, group: str) -> Mapping[str, str]:
        """Sentences by their keys, such as those of `OUTCOMES`."""
        return self._said[group]

    def row(self, name: str) -> Sequence[str]:
        """Words in their order, such as those above the columns of `DOCUMENTS_HEAD`."""
        return self._said[name]

    def noun(self, name: str) -> Sequence[str]:
        """The forms of a noun that is counted, as `language.counting.counted` takes them.

        :param name: Of `COUNTS`.
        """
        return self._counts[name]

    def documents_counted(self, count: int) -> str:
        """The number of documents with its noun, to stand in `CORPUS_SIZE`.

        :param count: How many, from 1.
        """
        return counted(count, *self._counts["documents"])

    def documents_alone(self, count: int) -> str:
        """The number of documents with its noun, to stand by itself.

        :param count: How many, from 1.
        """
        return counted(count, *self._counts["documents_alone"])

    def day(self, day: str) -> str:
        """A day in words.

        :param day: ISO 8601; anything else is given back as it stands.
        """
        return day_in_words(day, self.language)

    def updated(self, edition: str) -> str:
        """When the documents were last updated; empty where the name of the edition does not tell.

        :param edition: The name of the edition that answers.
        """
        day = built_on(edition)
        return self.UPDATED.format(date=self.day(day)) if day else ""


def read_catalogue(language: str, text: str, model: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A catalogue as it stands in its file, checked.

    :param model: Another whose keys and blanks it must share.
    :raises CatalogueError: If a sentence is missing, empty, unknown, or has other blanks than its model.
    """
    said = yaml.safe_load(text)
    if not isinstance(said, dict):
        raise CatalogueError(language, "it holds no sentences")
    mine, theirs = dict(_sentences(said)), dict(_sentences(model or said))
    if missing := theirs.keys() ^ mine.keys():
        raise CatalogueError(language, f"{', '.join(sorted(missing))} stands in one of the two only")
    for key, sentence in mine.items():
        if not isinstance(sentence, str) or not sentence.strip():
            raise CatalogueError(language, f"{key} is no sentence")
        if _blanks(sentence) != _blanks(theirs[key]):
            raise CatalogueError(language, f"{key} has other words in braces")
    return said


def _sentences(said: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in said.items():
        parts: Any = dict(enumerate(value)) if isinstance(value, list) else value
        if isinstance(parts, dict):
            yield from _sentences(parts, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def _load(language: str) -> str:
    return files("web.catalogue").joinpath(f"{language}.yaml").read_text("utf-8")


_ARABIC = read_catalogue("ar", _load("ar"))
WORDS: Final = {language: Words(language, read_catalogue(language, _load(language), _ARABIC)) for language in LANGUAGES}
"""The page's words by language; a catalogue that is not complete is told when the program starts."""
ARABIC: Final = WORDS["ar"]
