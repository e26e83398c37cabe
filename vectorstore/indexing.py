"""Files -> a live edition: reads what is new, keeps what is unchanged, and publishes both as one edition."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from errors import HiwarError
from ingest.document import IngestedDocument
from ingest.pipeline import VERSION, content_id, find_documents, read_bytes, read_document
from vectorstore.edition import Edition, Manifest, Progress
from vectorstore.editions import Editions
from vectorstore.embeddings import SentenceTransformerEmbeddings


@dataclass(frozen=True, slots=True)
class Embedder:
    """An embedding model that is loaded only if it is needed: an unchanged corpus needs none."""

    name: str
    load: Callable[[], SentenceTransformerEmbeddings]


@dataclass(frozen=True, slots=True)
class IndexingReport:
    """What became of each file.

    :param manifest: The edition that was published; None where the live one already held all this.
    :param read: Files that were read anew.
    :param unchanged: Files whose content was known.
    :param kept: Titles of documents of the live edition that stay, though no file was given for them.
    :param refused: Files that could not be taken, and why. A former version of one stays.
    :param damaged: Why the live edition could not be used; None if it could.
    """

    manifest: Manifest | None
    read: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    kept: tuple[str, ...]
    refused: tuple[tuple[Path, HiwarError], ...]
    damaged: HiwarError | None


def index_documents(
    paths: Sequence[Path],
    editions: Editions,
    embedder: Embedder,
    *,
    max_tokens: int,
    only: bool = False,
    progress: Progress = lambda done, of: None,
) -> IndexingReport:
    """Read documents, add them to those that are live and publish the whole as a new edition.

    A document whose bytes are known is not read again, and passages that did not change keep their
    vectors. Other content at a known path replaces the former version.

    :param max_tokens: Longest passage, in tokens of the embedding model.
    :param only: Publish these documents and no others. Then one refused file stops the publishing.
    :raises HiwarError: If there is nothing to read, if every file is refused, if another process is
        writing, or if a passage cannot be embedded. The live edition stays as it was.
    """
    files = find_documents(paths)
    with editions.writing():
        live, damaged = _open_live(editions)
        try:
            recipe = f"ingest {VERSION}, {max_tokens} tokens"
            shelf = _Shelf.of(live, recipe)
            taken = _read_all(files, shelf, embedder, max_tokens)
            if taken.refused and (only or not taken.documents):
                raise taken.refused[0][1]
            kept = () if only else shelf.beside(taken.documents)
            manifest = editions.publish(
                _in_order([*kept, *taken.documents]), embedder.load, embeddings_name=embedder.name, recipe=recipe,
                live=live, progress=progress,
            )  # fmt: skip
        finally:
            if live:
                live.close()
    titles = tuple(document.title for document in kept)
    return IndexingReport(manifest, taken.read, taken.unchanged, titles, taken.refused, damaged)


def _open_live(editions: Editions) -> tuple[Edition | None, HiwarError | None]:
    if editions.live() is None:
        return None, None
    try:
        return editions.open_live(), None
    except HiwarError as error:
        return None, error


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The documents of the live edition; `readable` those that this recipe would read just so."""

    documents: tuple[IngestedDocument, ...]
    readable: dict[str, IngestedDocument]

    @classmethod
    def of(cls, live: Edition | None, recipe: str) -> "_Shelf":
        documents = tuple(live.documents()) if live else ()
        same = live is not None and live.manifest.recipe == recipe
        return cls(documents, {d.document_id: d for d in documents} if same else {})

    def beside(self, documents: Sequence[IngestedDocument]) -> tuple[IngestedDocument, ...]:
        """The live documents that none of `documents` is, or is a new version of."""
        ids, paths = {d.document_id for d in documents}, {d.path for d in documents}
        return tuple(d for d in self.documents if d.document_id not in ids and d.path not in paths)


@dataclass(frozen=True, slots=True)
class _Taken:
    documents: tuple[IngestedDocument, ...]
    read: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    refused: tuple[tuple[Path, HiwarError], ...]


def _read_all(files: Sequence[Path], shelf: _Shelf, embedder: Embedder, max_tokens: int) -> _Taken:
    documents: dict[str, IngestedDocument] = {}
    read: list[Path] = []
    unchanged: list[Path] = []
    refused: list[tuple[Path, HiwarError]] = []
    for path in files:
        try:
            known = shelf.readable.get(content_id(read_bytes(path)))
            document = known or _read(path, embedder, max_tokens)
        except HiwarError as error:
            refused.append((path, error))
            continue
        (unchanged if known else read).append(path)
        documents.setdefault(document.document_id, replace(document, source=path.name, path=str(path.resolve())))
    return _Taken(tuple(documents.values()), tuple(read), tuple(unchanged), tuple(refused))


def _read(path: Path, embedder: Embedder, max_tokens: int) -> IngestedDocument:
    model = embedder.load()
    room = min(max_tokens, model.max_tokens)
    return read_document(path, count_tokens=model.count_tokens, max_tokens=room)


def _in_order(documents: Sequence[IngestedDocument]) -> list[IngestedDocument]:
    """The same documents make the same edition, in whatever order they were given."""
    return sorted(documents, key=lambda document: (document.source, document.document_id))
