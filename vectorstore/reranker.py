"""A question and passages -> a cross-encoder's scores: it reads both together, slower than vectors and often better.

Nogueira and Cho, "Passage Re-ranking with BERT" (2019, arXiv:1901.04085).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from errors import HiwarError
from vectorstore.hub import is_here

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 8
_JUDGING = ("ForSequenceClassification", "ForCausalLM")


class Reranker:
    """A loaded cross-encoder.

    :param model: One that gives one score for a pair.
    """

    def __init__(self, model: "CrossEncoder") -> None:
        self._model = model

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question, in their order: higher is better."""
        pairs = [(question, text) for text in texts]
        return [float(score) for score in self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)]


def load_reranker(name: str | None) -> Reranker | None:
    """Load the model that ranks anew.

    :param name: A sentence-transformers CrossEncoder or a local folder with one; None ranks nothing anew.
    :raises HiwarError: If there is no such model here and it cannot be fetched, or it gives several scores.
    """
    if name is None:
        return None
    try:
        here = is_here(name)  # before the libraries: they take seconds
        from sentence_transformers import CrossEncoder
        from transformers import AutoConfig

        kinds = AutoConfig.from_pretrained(name, local_files_only=here).architectures or []
        model = CrossEncoder(name, device="cpu", local_files_only=here)
        labels = model.num_labels
    except Exception as error:  # what a hub, a broken folder or a bad name raise has no common base
        raise _unusable(name, (str(error) or type(error).__name__).splitlines()[0]) from error
    # Any other model would be given a head of random numbers, with a warning in the log only.
    if not any(kind.endswith(_JUDGING) for kind in kinds):
        raise _unusable(name, "It is a model of another kind, such as for embeddings")
    if labels != 1:
        raise _unusable(name, f"It gives {labels} scores for a passage, and not one")
    return Reranker(model)


def _unusable(name: str, problem: str) -> HiwarError:
    return HiwarError(
        "reranker_unusable",
        f"{problem}. Check HIWAR_RERANKER: a sentence-transformers CrossEncoder with one score, or a folder with one.",
        name=name,
    )
