"""The shelf of editions: builds the next one beside the live one, and makes it live by moving one pointer.

A crash at any point leaves the live edition as it was: a folder without a manifest is unfinished, and
the next build clears it away.
"""

import hashlib
import shutil
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from errors import HiwarError
from ingest.document import IngestedDocument, Passage
from vectorstore.edition import (
    FORMAT,
    Edition,
    Manifest,
    Progress,
    Vectors,
    open_edition,
    write_edition,
    write_synced,
)
from vectorstore.embeddings import PassageVectors, SentenceTransformerEmbeddings
from vectorstore.passages import indexed_sentences, indexed_text, numbered, to_json

LoadEmbeddings = Callable[[], SentenceTransformerEmbeddings]

_POINTER, _LOCK = "live", "writer.lock"


class Editions:
    """The editions in one folder.

    :param root: Where they live; it is made when the first is built.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def live(self) -> str | None:
        """The name of the live edition, or None where nothing was published yet."""
        try:
            return (self.root / _POINTER).read_text("utf-8", errors="replace").strip() or None
        except (FileNotFoundError, NotADirectoryError):
            return None

    def open_live(self) -> Edition:
        """Open the live edition.

        :raises HiwarError: If nothing was published yet, or if the edition is damaged.
        """
        name = self.live()
        if name is None:
            raise HiwarError(
                "لم تُنشر أي وثائق بعد.",
                f"Nothing has been published in {self.root.parent} yet.",
                "Run `hiwar ingest FOLDER` first.",
            )
        return open_edition(self.root / name)

    @contextmanager
    def writing(self) -> Generator[None]:
        """Hold the shelf as its only writer.

        :raises HiwarError: If another process is writing, or if the disk does not take what is written.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with FileLock(self.root / _LOCK, timeout=0):
                yield
        except Timeout as error:
            raise HiwarError(
                "هناك عملية إدخال أخرى جارية الآن.",
                "Another ingest is running on this data directory.",
                "Wait until it ends, then run this one again.",
            ) from error
        except OSError as error:
            raise HiwarError(
                "تعذّرت الكتابة في مجلد البيانات.",
                f"The data directory {self.root.parent} cannot be written: {error.strerror or error}.",
                "Check its rights and the free disk space, or choose another with --data-dir.",
            ) from error

    def publish(
        self,
        documents: Sequence[IngestedDocument],
        load_embeddings: LoadEmbeddings,
        *,
        embeddings_name: str,
        recipe: str,
        live: Edition | None,
        progress: Progress,
    ) -> Manifest | None:
        """Build an edition of `documents` and make it live; to be called inside `writing`.

        :param load_embeddings: Gives the model; called only if a passage has no vector yet.
        :param embeddings_name: The name of that model.
        :param recipe: How the documents were cut into passages.
        :param live: The live edition, whose vectors are used again for passages that did not change.
        :return: The new edition's manifest, or None if the live edition already is this one.
        """
        fingerprint = _fingerprint(documents, embeddings_name, recipe)
        if live and live.manifest.fingerprint == fingerprint:
            return None
        self._clear_unfinished()
        vectors = _vectors(documents, load_embeddings, embeddings_name, live, progress)
        now = datetime.now(UTC)
        edition = f"{now:%Y%m%dT%H%M%S%f}-{fingerprint[:8]}"
        draft = Manifest(
            format=FORMAT, edition=edition, created=now.isoformat(timespec="seconds"), embeddings=embeddings_name,
            recipe=recipe, fingerprint=fingerprint, documents=0, passages=0, sentences=0, files={},
        )  # fmt: skip
        manifest = write_edition(self.root / edition, documents, vectors, manifest=draft)
        open_edition(self.root / edition).close()
        write_synced(self.root / _POINTER, edition)
        return manifest

    def _clear_unfinished(self) -> None:
        for folder in self.root.iterdir():
            if folder.is_dir() and not (folder / "manifest.json").exists():
                shutil.rmtree(folder)


def _fingerprint(documents: Sequence[IngestedDocument], embeddings: str, recipe: str) -> str:
    content = [str(FORMAT), embeddings, recipe, *(to_json(document) for document in documents)]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


def _vectors(
    documents: Sequence[IngestedDocument],
    load_embeddings: LoadEmbeddings,
    name: str,
    live: Edition | None,
    progress: Progress,
) -> Vectors:
    """The vectors of every passage: the live edition's where the passage is the same, new ones elsewhere."""
    passages = [passage for _, _, passage in numbered(documents)]
    found = _known(passages, live) if live and live.manifest.embeddings == name else {}
    missing = [row for row in range(len(passages)) if row not in found]
    progress(0, len(missing))
    if missing:
        texts = [indexed_text(passages[row]) for row in missing]
        spans = [indexed_sentences(passages[row]) for row in missing]
        for done, (i, vectors) in enumerate(load_embeddings().embed_passages(texts, spans), 1):
            found[missing[i]] = vectors
            progress(done, len(missing))
    rows = [found[row] for row in range(len(passages))]
    return Vectors(np.stack([row.passage for row in rows]), [row.sentences for row in rows])


def _known(passages: Sequence[Passage], live: Edition) -> dict[int, PassageVectors]:
    rows = {_content(passage): row for row, _, passage in numbered(live.documents())}
    return {
        i: live.passage_vectors(rows[content])
        for i, passage in enumerate(passages)
        if (content := _content(passage)) in rows
    }


def _content(passage: Passage) -> tuple[object, ...]:
    return passage.lead_in, passage.text, passage.sentences
