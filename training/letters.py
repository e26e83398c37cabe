"""Fits the table of letters that follow each other in Arabic, and writes it with a card.

python -m training.letters SENTENCES    fit on the training meetings and on a file of sentences, one JSON object a line
                                        with an Arabic sentence under "ar"; write ingest/letters.bin and letters.json

It takes a few seconds. The sentences are public text that need not be kept: the card has their number and checksum.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.letters import CARD, LETTERS, STEPS, TABLE, bare_words, surprise, triples
from training.meetings import Fold, read_meetings

_SYMBOLS = len(LETTERS) + 1
_WEIGHT = 5.0  # of what the shorter context says, in occurrences
_PAGE = 40  # words
_WRONG_LETTERS = 6  # of the alphabet, each taken for the next one
_MOST_SURPRISE = 255


def fit(words: Sequence[str]) -> bytes:
    """The surprise of each letter behind each two, from how often they stand so in words."""
    size = _SYMBOLS**3
    places = np.fromiter((at for word in words for at in triples(word)), dtype=np.int64)
    three = np.bincount(places, minlength=size).reshape(_SYMBOLS, _SYMBOLS, _SYMBOLS).astype(np.float64)
    two, one = three.sum(axis=0), three.sum(axis=(0, 1))
    likely = (one + 1) / (one + 1).sum()
    likely = _smoothed(two, likely)
    likely = _smoothed(three, likely)
    bits = -np.log2(likely) * STEPS
    return np.clip(np.rint(bits), 0, _MOST_SURPRISE).astype(np.uint8).tobytes()


def _smoothed(counts: NDArray[np.float64], shorter: NDArray[np.float64]) -> NDArray[np.float64]:
    return (counts + _WEIGHT * shorter) / (counts.sum(axis=-1, keepdims=True) + _WEIGHT)


def _measured(words: Sequence[str]) -> dict[str, float]:
    """How surprising pages of unseen words are, bits a letter: as they are, reversed, and with wrong letters."""
    wrong = str.maketrans(
        {letter: LETTERS[at + 1] for at, letter in enumerate(LETTERS[:-1]) if at % _WRONG_LETTERS == 0}
    )
    kinds = {
        "good": list(words),
        "reversed": [word[::-1] for word in words],
        "wrong_letters": [word.translate(wrong) for word in words],
    }
    shares: dict[str, float] = {"pages": len(words) // _PAGE}
    for kind, of_kind in kinds.items():
        pages = [_bits(of_kind[at : at + _PAGE]) for at in range(0, len(words) - _PAGE, _PAGE)]
        low, middle, high = np.quantile(pages, (0.001, 0.5, 0.999))
        shares |= {f"{kind}_least": round(low, 2), f"{kind}_median": round(middle, 2), f"{kind}_most": round(high, 2)}
    return shares


def _bits(words: Sequence[str]) -> float:
    return sum(map(surprise, words)) / sum(len(word) + 1 for word in words)


def _meetings(fold: Fold) -> Iterator[str]:
    return (meeting.path.read_text(encoding="utf-8") for meeting in read_meetings(fold))


def _sentences(path: Path) -> list[str]:
    return [json.loads(line)["ar"] for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Fit the table and write it with its card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path)
    path: Path = parser.parse_args().sentences
    seen = [*_meetings(Fold.TRAIN), *_sentences(path)]
    words = [word for text in seen for word in bare_words(text)]
    TABLE.write_bytes(fit(words))
    unseen = [word for fold in (Fold.VALIDATION, Fold.TEST) for text in _meetings(fold) for word in bare_words(text)]
    card: dict[str, Any] = {
        "sentences": {"number": len(_sentences(path)), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()},
        "words": len(words),
        "bits_a_letter": _measured(unseen),
    }
    CARD.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=1))


if __name__ == "__main__":
    main()
