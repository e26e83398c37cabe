"""Texts as terms -> a BM25 index in the files of `bm25s`, in memory that does not grow with them.

`bm25s` builds its matrix of scores in memory, three times over. Here each text's counts go to a file at once, and
the matrix is written a range of terms at a time, each gathered by one pass over that file: inversion by partitioning
the lexicon (Witten, Moffat and Bell, "Managing Gigabytes", 1999, section 5.3). The scores are Lucene's variant of
BM25, as `bm25s` has it (Kamphuis et al., "Which BM25 Do You Mean?", 2020).
"""

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import bm25s
import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
ENTRIES = 8_000_000  # of the matrix, that are gathered at once: about 300 MB
_BLOCK = 1_000_000  # counts that are read at once
_COUNT = np.dtype([("term", "<i4"), ("text", "<i4"), ("count", "<f4")])

Counts = NDArray[Any]
"""Structured array of `_COUNT`: how often a term stands in a text."""


class Bm25Builder:
    """Takes texts one after the other; the position of a text is its row. To be closed when done.

    :param scratch: A folder on a disk with room for the counts, which leave no trace there.
    :param entries: How much of the matrix is held at once.
    """

    def __init__(self, scratch: Path, entries: int = ENTRIES) -> None:
        self._entries = entries
        self._vocabulary: dict[str, int] = {}
        self._frequencies = array("q")  # of each term, in how many texts it stands
        self._lengths = array("i")
        # Not in /tmp, which may be memory.
        self._counts: IO[bytes] = TemporaryFile(dir=scratch)  # noqa: SIM115  # open as long as the builder is

    def add(self, terms: Sequence[str]) -> None:
        """Take the next text's terms, in any order."""
        vocabulary = self._vocabulary
        ids = np.array([vocabulary.setdefault(term, len(vocabulary)) for term in terms], np.int32)
        self._frequencies.extend([0] * (len(vocabulary) - len(self._frequencies)))
        found, counts = np.unique(ids, return_counts=True)
        entries = np.empty(len(found), _COUNT)
        entries["term"], entries["text"], entries["count"] = found, len(self._lengths), counts
        self._counts.write(entries.tobytes())
        for term in found.tolist():
            self._frequencies[term] += 1
        self._lengths.append(len(terms))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`; of no texts there is none."""
        if not self._lengths:
            return
        starts = np.concatenate([[0], np.cumsum(np.array(self._frequencies, np.int64))])
        index = bm25s.BM25(k1=K1, b=B)
        nothing = np.empty(0, np.float32)
        index.scores = {"data": nothing, "indices": nothing, "indptr": starts, "num_docs": len(self._lengths)}
        index.vocab_dict, index.nonoccurrence_array = self._vocabulary, None
        index.save(str(folder), show_progress=False)
        with (
            (folder / "data.csc.index.npy").open("wb") as scores,
            (folder / "indices.csc.index.npy").open("wb") as rows,
        ):
            _write_header(scores, np.dtype("<f4"), int(starts[-1]))
            _write_header(rows, np.dtype("<i4"), int(starts[-1]))
            for part in self._parts(starts):
                scores.write(self._scores(part).astype("<f4").tobytes())
                rows.write(part["text"].tobytes())

    def close(self) -> None:
        """Let go of the counts."""
        self._counts.close()

    def _parts(self, starts: NDArray[np.int64]) -> Iterator[Counts]:
        """The counts by term, and of one term by text: as many terms at a time as may be held."""
        first, terms = 0, len(starts) - 1
        while first < terms:
            last = int(np.searchsorted(starts, starts[first] + self._entries, side="right")) - 1
            last = max(last, first + 1)
            found = np.concatenate(
                [block[(block["term"] >= first) & (block["term"] < last)] for block in self._blocks()]
            )
            yield found[np.argsort(found["term"], kind="stable")]  # texts stay in their order
            first = last

    def _blocks(self) -> Iterator[Counts]:
        self._counts.seek(0)
        while data := self._counts.read(_BLOCK * _COUNT.itemsize):
            yield np.frombuffer(data, _COUNT)

    def _scores(self, counts: Counts) -> NDArray[np.float64]:
        lengths = np.array(self._lengths, np.float64)
        of_term = np.array(self._frequencies, np.float64)[counts["term"]]
        rarity = np.log(1 + (len(lengths) - of_term + 0.5) / (of_term + 0.5))
        length = lengths[counts["text"]] / lengths.mean()
        return rarity * counts["count"] / (counts["count"] + K1 * (1 - B + B * length))


def _write_header(file: IO[bytes], dtype: np.dtype[Any], count: int) -> None:
    header = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": (count,)}
    np.lib.format.write_array_header_2_0(file, header)
