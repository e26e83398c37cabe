"""Draws Arabic-Indic digits in several fonts for the recogniser of pages, and writes them with a card.

python -m training.digits FONT...       write ingest/loaders/ocr/digits.bin and digits.json

It takes a minute. Digits are drawn large, and small and enlarged, as on a coarse scan.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from ingest.loaders.ocr import digits
from ingest.loaders.ocr.digits import CARD, DIGITS, SIDE, TABLE, drawn, read_number, shapes

_SIZES = ((60, 1), (24, 2), (16, 3), (12, 4), (9, 6))  # pixels, and how many times they are enlarged
_NUMBERS = 100  # of each font, to be measured
_SCANS = ((13, 4), (17, 3), (22, 2.5), (33, 1.5), (50, 1))  # 12 points at 75 to 300 dots an inch, enlarged to 300


def fit(fonts: Sequence[Path]) -> npt.NDArray[np.uint8]:
    """The shapes of each digit, one digit after the other."""
    told = [drawn(_written(digit, font, *size)) for digit in DIGITS for font in fonts for size in _SIZES]
    return np.array(told, np.uint8)


def _written(text: str, path: Path, size: int, enlarged: float) -> digits.Ink:
    font = ImageFont.truetype(path, size)
    page = Image.new("L", (size * (len(text) + 3), size * 3))
    ImageDraw.Draw(page).text((size, size // 2), text, font=font, fill=255)
    page = page.resize((round(page.width * enlarged), round(page.height * enlarged)), Image.Resampling.BICUBIC)
    return np.asarray(page)


def _measured(fonts: Sequence[Path]) -> dict[str, Any]:
    """Of numbers in each font that the table has not seen, nor any of its family, how many are read right and wrong."""
    shares: dict[str, Any] = {}
    for font in fonts:
        others = shapes(fit([other for other in fonts if _family(other) != _family(font)]))
        with patch.object(digits, "_table", return_value=others):
            chance = random.Random(1)
            wanted = ["".join(chance.choices(DIGITS, k=chance.choice((2, 3, 4)))) for _ in range(_NUMBERS)]
            read = [read_number(_written(one, font, *_SCANS[at % len(_SCANS)])) for at, one in enumerate(wanted)]
        right = sum(one == other for one, other in zip(wanted, read, strict=True))
        wrong = sum(other not in (one, None) for one, other in zip(wanted, read, strict=True))
        shares[font.stem] = {"right": right / _NUMBERS, "wrong": wrong / _NUMBERS}
    return shares


def _family(font: Path) -> str:
    return font.stem.partition("-")[0].removesuffix("Condensed").removesuffix("Mono")


def main() -> None:
    """Draw the table and write it with its card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fonts", type=Path, nargs="+")
    fonts: list[Path] = parser.parse_args().fonts
    TABLE.write_bytes(fit(fonts).tobytes())
    card = {"side": SIDE, "fonts": [font.name for font in fonts], "of_unseen_families": _measured(fonts)}
    CARD.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=1))


if __name__ == "__main__":
    main()
