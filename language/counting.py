"""A number with its noun, as Arabic says it."""


def counted(number: int, one: str, two: str, few: str, many: str, hundreds: str) -> str:
    """A number with its noun, as Arabic counts it; the case is the caller's.

    :param number: How many, from 1.
    :param one: The noun with its "one", without a figure; `two` the dual, likewise.
    :param few: The plural, behind 3 to 10.
    :param many: The singular in the accusative, behind 11 to 99.
    :param hundreds: The singular in the genitive, behind round hundreds, and one and two above them.
    """
    if number in (1, 2):
        return (one, two)[number - 1]
    last = number % 100
    return f"{number} {few if 3 <= last <= 10 else many if last > 10 else hundreds}"
