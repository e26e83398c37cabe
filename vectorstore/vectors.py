"""The vectors of one passage, as they are made, kept and read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Unit vectors of one passage, float32.

    :param passage: Shape (dimension,).
    :param sentences: Shape (sentences, dimension), in the order of the sentences.
    """

    passage: Vector
    sentences: Vector
