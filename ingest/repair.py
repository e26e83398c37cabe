"""What extraction broke in Arabic text -> the text as it was written. Vowel signs, hamza and wording stay."""

import re
import unicodedata

_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
# Marks that steer display or cut words for the eye; none of them is part of what was written.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_BREAK = re.compile("\r\n|[\r\u0085\u2028\u2029\v]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BLANKS = re.compile(" {2,}")
_LONGEST_PATH = 200  # characters
_SIGNS = re.compile(r"[^\w\s]{32,}")
_MOST_MARKS = 30  # on a letter; as many as Unicode's stream-safe text format (UAX #15) allows

_LINK = re.compile(r"\[([^\]\[]*)\]\s*\(((?:https?://|mailto:)[^)\s]+)\)(?:\s*\[[^\]\[]*\]\s*\(\2\))*")
_AUTOLINK = re.compile(r"<([^\s<>@][^\s<>@./]*+[@./][^\s<>]++)>")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w")
_PATH = re.compile(r"[\w-]+/[\w/-]+$")
# Addresses are looked for in so many characters: within one another may begin, and another in that.
# Only where the address stops at a character that it cannot end with.
_BROKEN_URL = re.compile(r"(https?://[^\s()<>\[\]]{1,500}[-_/=&])\s*\n\s*(?=[A-Za-z0-9][\w./?=&%-]*)")
_SAME_URL_TWICE = re.compile(r"(https?://[^\s()<>\[\]]{1,500})(?:\s+\1)+(?![^\s()<>\[\].,،؛])")
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^\n]{0,1000}?\S)\1")
_OPEN_URL = re.compile(r"https?://[^\s()<>\[\]]{0,500}[-_/=&]$")


def repair_characters(text: str) -> str:
    """Mend single characters: presentation forms, invisible marks, kinds of blanks and of line ends.

    Idempotent. Form feeds, which part pages, stay.
    """
    text = _PRESENTATION_FORMS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    text = _LINE_BREAK.sub("\n", _SIGNS.sub(_without_piles, _INVISIBLE.sub("", text)))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _CONTROL.sub("", text)))


def repair_paragraph(text: str) -> str:
    """Mend a whole paragraph: links become their bare addresses, broken ones whole, and blanks single.

    To be called when what a page break cut has been joined. Idempotent.
    """
    text = _AUTOLINK.sub(r"\1", _LINK.sub(_bare_link, _BROKEN_URL.sub(r"\1", text)))
    text = _SAME_URL_TWICE.sub(r"\1", _BOLD.sub(r"\2", text))
    return _BLANKS.sub(" ", " ".join(text.split()))


def _without_piles(match: re.Match[str]) -> str:
    """Signs without the marks that pile up on a letter: to put them in order takes as long as their number squared."""
    kept: list[str] = []
    marks = 0
    for sign in match[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def ends_in_broken_url(text: str) -> bool:
    """Whether a text ends within an address that goes on behind it."""
    return _OPEN_URL.search(text) is not None


def _bare_link(match: re.Match[str]) -> str:
    label, url = match[1].strip(), match[2].removeprefix("mailto:")
    if not label or label in url or _ADDRESS.search(label) or _PATH.search(label[-_LONGEST_PATH:]):
        return url
    return f"{label} ({url})"
