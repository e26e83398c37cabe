"""The one family of errors that a person can meet; what they say stands in the catalogue, in each of its languages."""

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from language.counting import counted

_CATALOGUE = Path(__file__).with_name("web") / "catalogue"


class Sentence:
    """A sentence among the ERRORS of the catalogue, or a part of one, with what fills its blanks.

    :param key: Its name there.
    :param blanks: Texts, numbers, lists of them, and parts that are told in the same language.
    """

    def __init__(self, key: str, **blanks: object) -> None:
        self.key = key
        self.blanks = blanks

    def told(self, language: str) -> str:
        """The sentence in a language of the catalogue."""
        said = _catalogue(language)

        def filled(blank: object) -> object:
            if isinstance(blank, Sentence):
                return blank.told(language)
            return said["LIST_COMMA"].join(map(str, blank)) if isinstance(blank, tuple) else blank

        blanks = {name: filled(blank) for name, blank in self.blanks.items()}
        return _Counting(said["COUNTS"]).format(said["ERRORS"][self.key], **blanks)

    def everywhere(self) -> dict[str, str]:
        """The sentence in each language of the catalogue, for programs that tell it on."""
        return {file.stem: self.told(file.stem) for file in sorted(_CATALOGUE.glob("*.yaml"))}


class HiwarError(Sentence, Exception):
    """Something a person can mend: what happened, and what to do about it.

    The pages tell it in their language. The command line prints it in English with the hint, then in Arabic,
    and exits with 2.

    :param key: Of its sentence, as for `Sentence`.
    :param hint: For the shell and the log, in English: what a sentence for everybody leaves out, and what to do next.
    :param blanks: As for `Sentence`.
    """

    def __init__(self, key: str, hint: str = "", **blanks: object) -> None:
        super().__init__(key, **blanks)
        self.hint = hint

    def __str__(self) -> str:
        """As the shell and the log tell it."""
        return f"{self.told('en')} {self.hint}".rstrip()


class _Counting(Formatter):
    """Fills blanks; in `{limit:characters}` comes the noun of that name too, as the language counts it."""

    def __init__(self, nouns: dict[str, list[str]]) -> None:
        self._nouns = nouns

    def format_field(self, value: Any, format_spec: str) -> str:
        return counted(value, *self._nouns[format_spec]) if format_spec else str(value)


@cache
def _catalogue(language: str) -> dict[str, Any]:
    # Read where it lies, and only when something went wrong: importing the page would take its seconds.
    return yaml.safe_load((_CATALOGUE / f"{language}.yaml").read_text("utf-8"))
