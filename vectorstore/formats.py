"""Editions of former formats: each format since the first still tells its documents, so that they can be built anew.

1     documents.jsonl holds the documents as they were read; nothing was kept beside the editions
2 on  documents.json holds records; originals and readings are kept beside the editions

What a format adds to a record has a default, so that the records of earlier ones can be read by the same type. A
format for which that is not enough gets a function of its own here, and an archive among the tests in any case.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ingest.document import IngestedDocument
from ingest.readings import Readings
from vectorstore.manifest import DamagedEditionError, DocumentRecord, Manifest, check_file, first_line, read_records
from vectorstore.records import record_of

_DOCUMENTS_OF_FIRST = "documents.jsonl"
_DOCUMENT = TypeAdapter(IngestedDocument)


def records_of(folder: Path, manifest: Manifest) -> tuple[DocumentRecord, ...]:
    """The documents of an edition of any format, the withdrawn ones among them.

    :raises DamagedEditionError: If their file is missing or altered.
    """
    if manifest.format > 1:
        return read_records(folder, manifest)
    return tuple(record_of(document, name, path) for name, document, path in _documents_of_first(folder, manifest))


def keep_readings_of(folder: Path, manifest: Manifest, readings: Readings) -> None:
    """Keep beside the editions what an edition of the first format holds of its documents itself.

    :raises DamagedEditionError: If their file is missing or altered.
    """
    if manifest.format == 1:
        for name, document, _ in _documents_of_first(folder, manifest):
            if not readings.is_sound(name):
                readings.put(name, document)


def _documents_of_first(folder: Path, manifest: Manifest) -> Iterator[tuple[str, IngestedDocument, str]]:
    """Each document with the name of its reading and the path that it was read from."""
    check_file(folder, _DOCUMENTS_OF_FIRST, manifest)
    try:
        for line in (folder / _DOCUMENTS_OF_FIRST).read_text("utf-8").split("\n"):
            data: dict[str, Any] = json.loads(line)
            content_id = str(data.pop("document_id"))
            document = _DOCUMENT.validate_python({**data, "content_id": content_id})
            yield Readings.name(content_id, "format 1"), document, str(data.get("path", ""))
    except (ValueError, KeyError) as error:
        raise DamagedEditionError(folder.name, f"its documents cannot be read ({first_line(error)})") from error
