"""Texts -> unit vectors: any sentence-transformers model as one LangChain `Embeddings`.

Besides the vector of a passage it gives the vectors of its sentences, pooled out of the passage's own
forward pass ("late chunking", Günther et al. 2024, arXiv:2409.04701), so that they cost no second pass.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from errors import HiwarError
from ingest.document import Span
from vectorstore.hub import is_here
from vectorstore.vectors import BUNDLED, PassageVectors, Vector

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 8  # larger batches were slower on a CPU
_CHUNK = 64  # passages that are given back together: what a process that is killed may lose
_LONGEST_QUESTION = 192  # tokens, of about 700 characters
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}


def load_embeddings(name: str | None = None) -> "SentenceTransformerEmbeddings":
    """Load an embedding model.

    :param name: A sentence-transformers model or a local folder; None takes the bundled e5.
    :raises HiwarError: If there is no such model here and it cannot be fetched.
    """
    if name is None:
        from vectorstore.bundled_e5 import load_bundled_e5

        return SentenceTransformerEmbeddings(load_bundled_e5(), name=BUNDLED)
    try:
        here = is_here(name)  # before the library: it takes seconds
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(name, device="cpu", local_files_only=here)
    except Exception as error:  # what a hub, a broken folder or a bad name raise has no common base
        raise HiwarError(
            "embeddings_unusable",
            f"{_first_line(error)} "
            "Check HIWAR_EMBEDDINGS: a sentence-transformers model name, or a folder with a saved model.",
            name=name,
        ) from error
    if "e5" in name.lower() and not any(model.prompts.values()):
        model.prompts.update(_E5_PROMPTS)  # E5's own files do not say that it needs them
    return SentenceTransformerEmbeddings(model, name=name)


def share_processor(answers: int) -> None:
    """Let so many answers at a time share the processor's cores, instead of each of them taking all.

    Threads that compete for a core wait for each other by spinning: it costs more than a second core gives.
    Who set OMP_NUM_THREADS is obeyed.
    """
    if "OMP_NUM_THREADS" not in os.environ:
        import torch

        torch.set_num_threads(max((os.cpu_count() or 1) // answers, 1))


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


class SentenceTransformerEmbeddings(Embeddings):
    """A loaded sentence-transformers model behind LangChain's interface.

    :param model: Any model with a fast tokenizer.
    :param name: What the vectors are made by, for people and for the manifest of an edition.
    """

    def __init__(self, model: "SentenceTransformer", *, name: str) -> None:
        self.model = model
        self.prompt = model.prompts.get("document") or model.prompts.get("passage") or ""
        self._query_prompt = model.prompts.get("query") or ""
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.name = name
        self.max_tokens = int(model.max_seq_length or 512)

    def count_tokens(self, text: str) -> int:
        """Tokens that `text` takes up as a passage: prompt and special tokens included."""
        return len(self._tokenize(self.prompt + text, special=True)["input_ids"])

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question; of a long one, which would cost as much as many, of its beginning and end."""
        return self._embed_whole([self._ends_of(text)], self._query_prompt)[0].tolist()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages, in their order; each of length 1."""
        return [vector.tolist() for vector in self._embed_whole(texts, self.prompt)]

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]
    ) -> Iterator[tuple[int, PassageVectors]]:
        """Embed passages together with their sentences.

        :param texts: Passages. One over the token limit is embedded window by window and averaged by
            the windows' tokens, so that its tail counts.
        :param sentences: For each passage, the spans of its sentences in it.
        :return: Index into `texts` and its vectors, shortest passages first.
        """
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for at in range(0, len(order), _CHUNK):
            chunk = order[at : at + _CHUNK]
            windows = [self._windows(texts[i], self.prompt) for i in chunk]
            passes = iter(self._forward(_cut(texts, chunk, windows)))
            for i, spans in zip(chunk, windows, strict=True):
                yield i, self._pool(texts[i], sentences[i], [(span, next(passes)) for span in spans])

    def _embed_whole(self, texts: Sequence[str], prompt: str) -> Vector:
        windows = [self._windows(text, prompt) for text in texts]
        pieces = _cut(texts, range(len(texts)), windows)
        vectors = self.model.encode(
            pieces, prompt=prompt, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        rows, at = np.empty((len(texts), self.dimension), np.float32), 0
        for row, spans in enumerate(windows):
            # A token is about as long everywhere in one text, so characters weigh like tokens.
            rows[row] = _mean(vectors[at : at + len(spans)], [span.end - span.start for span in spans])
            at += len(spans)
        return rows

    def _tokenize(self, text: str, *, special: bool) -> Any:
        return self.model.tokenizer(
            text, add_special_tokens=special, return_offsets_mapping=True, truncation=False, verbose=False
        )

    def _ends_of(self, text: str) -> str:
        """A text whose middle is left out where it is longer than a question is read."""
        starts = [start for start, _end in self._tokenize(text, special=False)["offset_mapping"]]
        if len(starts) <= _LONGEST_QUESTION:
            return text
        half = _LONGEST_QUESTION // 2
        return f"{text[: starts[half]]} {text[starts[-half] :]}"

    def _windows(self, text: str, prompt: str) -> list[Span]:
        """Cut `text` into spans that the model reads whole."""
        starts = [start for start, _end in self._tokenize(text, special=False)["offset_mapping"]]
        room = self.max_tokens - len(self._tokenize(prompt, special=True)["input_ids"])
        cuts = [0, *starts[room::room], len(text)]
        return [Span(a, b) for a, b in pairwise(cuts) if b > a]

    def _forward(self, texts: list[str]) -> list[dict[str, Any]]:
        outputs: Any = self.model.encode(
            texts, prompt=self.prompt, batch_size=_BATCH, output_value=None, show_progress_bar=False
        )
        return outputs

    def _pool(self, text: str, sentences: Sequence[Span], passes: list[tuple[Span, dict[str, Any]]]) -> PassageVectors:
        """One passage's vectors from the forward passes over its windows."""
        whole = np.stack([output["sentence_embedding"].numpy() for _, output in passes])
        passage = _mean(whole, [int(output["attention_mask"].sum()) for _, output in passes])
        tokens = [self._token_vectors(text, window, output) for window, output in passes]
        vectors = np.concatenate([vectors for vectors, _ in tokens])
        if vectors.shape[1] != self.dimension:  # a layer behind the pooling: tokens live elsewhere
            return PassageVectors(passage, self._embed_whole([text[s.start : s.end] for s in sentences], self.prompt))
        positions = np.concatenate([positions for _, positions in tokens])
        pooled = np.empty((len(sentences), self.dimension), np.float32)
        for row, span in enumerate(sentences):
            inside = vectors[(positions >= span.start) & (positions < span.end)]
            pooled[row] = _mean(inside, [1] * len(inside)) if len(inside) else passage
        return PassageVectors(passage, pooled)

    def _token_vectors(self, text: str, window: Span, output: dict[str, Any]) -> tuple[Vector, NDArray[np.int64]]:
        """Token vectors of a window, shape (tokens, dimension), and where in `text` each token lies."""
        encoded = self._tokenize(self.prompt + text[window.start : window.end], special=True)
        offsets = np.array(encoded["offset_mapping"])
        vectors = output["token_embeddings"][output["attention_mask"].bool()].numpy()
        middles = (offsets[:, 0] + offsets[:, 1]) // 2 - len(self.prompt)
        own = (offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= len(self.prompt.rstrip()))
        return vectors[own], middles[own] + window.start


def _cut(texts: Sequence[str], chosen: Sequence[int], windows: Sequence[Sequence[Span]]) -> list[str]:
    return [texts[i][w.start : w.end] for i, spans in zip(chosen, windows, strict=True) for w in spans]


def _mean(vectors: Vector, weights: Sequence[int]) -> Vector:
    """Weighted mean of the rows of `vectors`, at unit length."""
    mean = np.average(vectors, axis=0, weights=weights)
    return (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
