"""A linear classifier over hashed n-grams, as `training.heads` fits it."""

import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from bot.understanding.ngrams import features
from errors import HiwarError

WEIGHTS, CARD = "heads.safetensors", "heads.json"
"""In this package: the weights of all heads, and what they were fitted on, with their labels and figures."""


@dataclass(frozen=True, slots=True)
class Head:
    """Multinomial logistic regression.

    :param labels: What it tells apart.
    :param weights: float32, shape (buckets, labels).
    :param bias: float32, shape (labels,).
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def probabilities(self, text: str) -> dict[str, float]:
        """The probability of each label; they add up to 1."""
        found = features(text)
        buckets, values = np.array(list(found), np.int64), np.array(list(found.values()), np.float32)
        scores = values @ self.weights[buckets] + self.bias
        exponentials = np.exp(scores - scores.max())
        return dict(zip(self.labels, (exponentials / exponentials.sum()).tolist(), strict=True))


def load_head(name: str) -> Head:
    """Load a head by its name.

    :raises HiwarError: If the weights are missing or damaged, or there is no such head among them.
    """
    folder = files("bot.understanding")
    try:
        labels = json.loads(folder.joinpath(CARD).read_text("utf-8"))["heads"][name]["labels"]
        tensors = load(folder.joinpath(WEIGHTS).read_bytes())
        weights, bias = (tensors[f"{name}.{part}"].astype(np.float32) for part in ("weights", "bias"))
    except Exception as error:  # what a damaged file raises has no common base
        raise HiwarError("weights_damaged", "Reinstall Hiwar, or fit the weights anew with `make train`.") from error
    return Head(tuple(labels), weights, bias)
