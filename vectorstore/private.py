"""The data directory is for its owner alone: folders 0700, files 0600."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_FOLDERS = ("editions", "readings", "originals", "evaluations")
_DATABASES = "*.sqlite*"


def loose(data_dir: Path) -> Iterator[Path]:
    """What is Hiwar's in a data directory and open to others than its owner.

    The directory itself is among it only if nothing else lies in it: it may be anybody's home.
    """
    if not data_dir.is_dir():
        return
    entries = list(data_dir.iterdir())
    own = [path for path in entries if path.name in _FOLDERS or path.match(_DATABASES)]
    if own and len(own) == len(entries) and _is_loose(data_dir):
        yield data_dir
    for path in own:
        yield from _loose_below(path)


def make_private(data_dir: Path) -> None:
    """Close to others what `loose` finds, as far as this process may."""
    for path in list(loose(data_dir)):
        try:
            path.chmod(path.stat().st_mode & ~_OTHERS)
        except OSError:  # somebody else's, or gone by now; `hiwar check` tells what is still open
            continue


def new_files_are_private() -> None:
    """Let every file that this process and its children make be for their owner alone."""
    os.umask(_OTHERS)


def _loose_below(path: Path) -> Iterator[Path]:
    if path.is_symlink():
        return  # what it leads to is not Hiwar's
    if _is_loose(path):
        yield path
    if path.is_dir():
        for root, folders, files in os.walk(path):
            for name in (*folders, *files):
                found = Path(root, name)
                if not found.is_symlink() and _is_loose(found):
                    yield found


def _is_loose(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except OSError:
        return False
