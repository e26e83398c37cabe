"""A library in which something is wrong -> the same, mended from what is there.

Nothing is deleted but what an ingest that was broken off has left: what is damaged is renamed.
"""

from contextlib import suppress

from ingest.readings import set_aside
from vectorstore.checking import can_be_rebuilt, edition_problem, last_published, live_records
from vectorstore.indexing import Progress, Reader
from vectorstore.library import Library
from vectorstore.manifest import DamagedEditionError, FutureEditionError
from vectorstore.pointer import LostPointerError
from vectorstore.rebuilding import rebuild
from vectorstore.spare import set_aside_with_spare


def repair_library(library: Library, reader: Reader, progress: Progress = lambda what, done, of: None) -> None:
    """Mend what `vectorstore.checking` calls repairable; to be called by the only writer.

    What cannot be mended stays as it is, for the next check to tell.

    :raises HiwarError: If a passage cannot be embedded.
    """
    editions = library.editions
    editions.clear_unfinished()
    for draft in library.drafts():
        draft.unlink(missing_ok=True)
    _restore_pointer(library)
    for record in live_records(library):
        original = library.original_at(record)
        if original:
            library.keep_original(original)
    for name in library.readings.names():
        if not library.readings.is_sound(name):
            library.readings.set_aside(name)
    with suppress(LostPointerError, FutureEditionError):
        if _needs_rebuilding(library):
            rebuild(library, reader, progress=progress)
    if editions.live_if_known() is None:
        return  # any of them may be the one that is to be published again
    for name in editions.names():
        damaged = isinstance(edition_problem(library, name), DamagedEditionError)
        if damaged and not editions.is_live(name):
            set_aside_with_spare(editions.root / name)
    for name in set(editions.pointer.published()):
        folder = editions.root / name
        if folder.is_dir() and name not in editions.names():
            set_aside(folder)


def _restore_pointer(library: Library) -> None:
    try:
        library.editions.live()
    except LostPointerError:
        name = last_published(library)
        if name:
            library.editions.pointer.move(name)


def _needs_rebuilding(library: Library) -> bool:
    """Whether the live edition is damaged or outdated, or what was read of a document is gone; and all can be had."""
    name = library.editions.live()
    if name is None or not can_be_rebuilt(library):
        return False
    lost = [record for record in library.records_to_build_on() if record.reading not in library.readings]
    return bool(lost) or edition_problem(library, name) is not None
