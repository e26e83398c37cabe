"""How the cost of a function grows with its text: a ratio, so that no test depends on how quick a machine is."""

import gc
import time
from collections.abc import Callable
from typing import TypeVar

_Given = TypeVar("_Given")

LINEAR = 3.0
"""A bound between what is linear, which costs twice as much for twice the text, and quadratic, four times as much."""

_SHORTEST = 64  # characters
_TELLING = 0.02  # seconds of processor time: above what noise and fixed costs add
_TOO_QUICK = 0.002  # seconds, below which a ratio tells nothing
_MORE = (3, 9)  # times as many runs when a doubt is looked into, and looked into again


def growth(
    function: Callable[[_Given], object],
    make_text: Callable[[int], _Given],
    *,
    longest: int = 2**16,
    runs: int = 2,
) -> float:
    """How many times as much a text costs that is twice as long: about 2 where the cost is linear, 4 where quadratic.

    Texts are doubled until one takes 20 ms or is the longest, and the last two doublings are compared. A doubt is
    looked into again with more runs, for other work on the machine may have fallen on the longer text alone.

    :param function: What is measured. What it raises counts as an answer: to refuse a text is to be done with it.
    :param make_text: Gives a text of so many characters, or what is made of it and whose making is not measured. Each
        run gets one of another length, so that nothing that is cached is measured.
    :param longest: The longest text, in characters, where none takes that long.
    :param runs: How often each text is timed; the quickest counts.
    :return: The ratio; 1 where even the longest text takes next to nothing.
    """
    size = _SHORTEST
    took = [_seconds(function, make_text, size, runs)]
    while took[-1] < _TELLING and size * 2 <= longest:
        size *= 2
        took.append(_seconds(function, make_text, size, runs))
    if took[-1] < _TOO_QUICK or len(took) < 3:
        return 1.0 if took[-1] < _TOO_QUICK else float("inf")
    ratio = (took[-1] / took[-3]) ** 0.5
    for more in _MORE:
        if ratio < LINEAR:
            break
        short, long = (_seconds(function, make_text, length, more * runs) for length in (size // 4, size))
        ratio = min(ratio, (long / short) ** 0.5)
    return ratio


def repeated(unit: str, before: str = "", behind: str = "") -> Callable[[int], str]:
    """Texts of any length that repeat a unit, with what stands before and behind it."""

    def make_text(characters: int) -> str:
        middle = max(characters - len(before) - len(behind), 0)
        return before + (unit * (middle // len(unit) + 1))[:middle] + behind

    return make_text


def _seconds(function: Callable[[_Given], object], make_text: Callable[[int], _Given], size: int, runs: int) -> float:
    """Processor time of the quickest run; other programs on the machine do not count."""
    return min(_once(function, make_text(size + run)) for run in range(runs))


def _once(function: Callable[[_Given], object], text: _Given) -> float:
    gc.disable()
    begun = time.thread_time()
    try:
        function(text)
    except Exception:
        pass  # whatever it says of the text, it has said it
    finally:
        took = time.thread_time() - begun
        gc.enable()
    return took
