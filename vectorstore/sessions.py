"""Headings that name a session of a meeting, among those above the passages of a document."""

import re
from collections.abc import Iterable, Sequence

# "I. الحوار الأول: ...", "باء. الجلسة الأولى": the number counts the chapters of a report, and is no part of the name.
_NUMBER = re.compile(r"^(?:[0-9٠-٩]{1,2}|[IVXLC]{1,5}|\w{2,8})[.)]\s+")
_NAMES = re.compile(r"(?:الجلسة|الحوار|اليوم|Session|Dialogue|Day|Séance|Journée)\b", re.IGNORECASE)
_LONGEST = 120  # a longer heading is a sentence


def session_name(heading: str) -> str:
    """The session that a heading names, without the heading's number; empty where it names none."""
    name = _NUMBER.sub("", heading.strip())
    return name if _NAMES.match(name) and len(name) <= _LONGEST else ""


def sessions_of(paths: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The sessions that the headings above passages name, in their order, each once."""
    names = (session_name(heading) for path in paths for heading in path)
    return tuple(dict.fromkeys(name for name in names if name))
