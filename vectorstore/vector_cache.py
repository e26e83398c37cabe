"""Vectors by what they were made from: a passage that did not change is never embedded twice.

One SQLite file beside the editions. A process that is killed keeps what it has embedded so far. What is damaged of it
is made again: a row by its checksum, the file by SQLite's own check.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from ingest.document import Passage
from ingest.readings import set_aside
from sqlite_file import PRAGMAS, private_file, problem_of
from vectorstore.passages import indexed_sentences, indexed_text
from vectorstore.vectors import PassageVectors

_TABLE = (
    "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, passage BLOB, sentences BLOB, checksum INTEGER)"
    " WITHOUT ROWID"
)
COLUMNS = {"vectors": ("key", "passage", "sentences")}
"""What the file holds; an earlier version kept no checksums."""
_AT_ONCE = 500  # SQLite takes a limited number of values in one statement


def vector_key(title: str, passage: Passage, model: str) -> bytes:
    """What a passage's vectors depend on, as a hash: the model, the text with what stands above, and its sentences."""
    spans = [(span.start, span.end) for span in indexed_sentences(title, passage)]
    return hashlib.sha256(json.dumps([model, indexed_text(title, passage), spans]).encode()).digest()


class VectorCache:
    """Vectors in a file; to be used by one writer at a time.

    :param path: The file; it is made when it is first opened. If it is damaged, it is set aside and begun anew.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and problem_of(path, COLUMNS, sole=True):
            set_aside(path)
        private_file(path)
        self._db = _connect(path)

    def missing(self, keys: Iterable[bytes]) -> set[bytes]:
        """Those of `keys` that have no vectors yet, or damaged ones."""
        wanted = set(keys)
        asked = list(wanted)
        for at in range(0, len(asked), _AT_ONCE):
            some = asked[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._db.execute(f"SELECT * FROM vectors WHERE key IN ({marks})", some)
            wanted -= {row[0] for row in rows if _is_sound(row)}
        return wanted

    def get(self, key: bytes) -> PassageVectors:
        """The vectors of a passage. Raises KeyError if there are none."""
        row = self._db.execute("SELECT passage, sentences FROM vectors WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key.hex())
        passage = np.frombuffer(row[0], np.float32)
        return PassageVectors(passage, np.frombuffer(row[1], np.float16).reshape(-1, len(passage)).astype(np.float32))

    def put(self, entries: Sequence[tuple[bytes, PassageVectors]]) -> None:
        """Keep vectors, all of them or none."""
        blobs = [(key, v.passage.tobytes(), v.sentences.astype(np.float16).tobytes()) for key, v in entries]
        rows = [(*row, _checksum(*row)) for row in blobs]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows)

    def keep_only(self, keys: Iterable[bytes]) -> int:
        """Forget all vectors but those of `keys`. Returns how many were forgotten."""
        with self._db:
            self._db.execute("CREATE TEMP TABLE kept (key BLOB PRIMARY KEY) WITHOUT ROWID")
            self._db.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in keys))
            gone = self._db.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM kept)").rowcount
            self._db.execute("DROP TABLE kept")
        return gone

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()


def _checksum(key: bytes, passage: bytes, sentences: bytes) -> int:
    return zlib.crc32(sentences, zlib.crc32(passage, zlib.crc32(key)))


def _is_sound(row: tuple[Any, ...]) -> bool:
    key, passage, sentences, checksum = row
    # An earlier version kept no checksums.
    return checksum is None or checksum == _checksum(key, passage, sentences)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        connection.execute(_TABLE)
        columns = [row[1] for row in connection.execute("PRAGMA table_info(vectors)")]
        if "checksum" not in columns:
            connection.execute("ALTER TABLE vectors ADD COLUMN checksum INTEGER")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
