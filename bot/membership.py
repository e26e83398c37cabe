"""A follow-up after whether a country is one of those just spoken of: "وهل الجزائر منها؟", "Is Algeria one of them?".

What answers it is which they are, and not where else that one is named.
"""

import re

from bot.countries import countries
from bot.preamble import without_well

_MEMBERSHIP = re.compile(
    r"(?:و|ف)?هل (?:كان(?:ت)? )?[^؟?()]+? (?:من|من بين|من ضمن|بين|ضمن)(?:ها|هم|هن)\s*[؟?]?"
    r"|(?:and )?(?:is|are|was|were) [^؟?()]+? (?:one of|among|part of) (?:them|those|these)\s*[؟?]?"
    r"|(?:et )?[^؟?()]+? (?:en fait-(?:il|elle) partie|est-(?:il|elle) parmi (?:eux|elles))\s*[؟?]?",
    re.IGNORECASE,
)


def asks_whether_among(text: str) -> bool:
    """Whether a question asks only whether a country is one of those that were spoken of before."""
    return _MEMBERSHIP.fullmatch(without_well(text).strip()) is not None and bool(countries(text))


def without_such(before: str) -> str:
    """The questions before, without those that asked the same of another country."""
    parts = re.split(r"(?<=[؟?]) ", before)
    return " ".join(part for part in parts if not asks_whether_among(part))
