"""What holds for every SQLite file of the product: how it is opened, who may open it, and whether it is whole."""

import errno
import os
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing, suppress
from pathlib import Path

PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # the command line and the server read and write beside each other
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
)
"""How each connection begins, in SQL."""


_PRIMARY = 0xFF  # the part of an error code that tells its kind
_NOT_NOW = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}


Columns = Mapping[str, Collection[str]]
"""Tables, and the columns of each without which it is of no use."""


def problem_of(path: Path, columns: Columns | None = None, *, sole: bool = False) -> str:
    """What is wrong with an SQLite file as SQLite finds it, or nothing; the file is only read.

    A file that is locked or may not be opened has nothing wrong with it: whoever uses it is told then.

    :param columns: What it should hold. A table may be missing: it is made when the file is opened.
    :param sole: Whether a file that has tables, but none of these, is another one.
    """
    if path.is_dir():
        return "it is a folder"
    beside = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")]
    if not any(file.exists() for file in beside):
        # Nobody has it open: it is read as it lies, for SQLite would leave its log beside it.
        problem = _problem(path, "immutable=1", columns or {}, sole=sole)
        if not problem or not any(file.exists() for file in beside):
            return problem
    return _problem(path, "mode=ro", columns or {}, sole=sole)


def _problem(path: Path, how: str, columns: Columns, *, sole: bool) -> str:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True)) as connection:
            said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0]).splitlines()[0]
            return _problem_of_tables(connection, columns, sole=sole) if said == "ok" else said
    except sqlite3.DatabaseError as error:
        return "" if error.sqlite_errorcode & _PRIMARY in _NOT_NOW else str(error).splitlines()[0]


def _problem_of_tables(connection: sqlite3.Connection, columns: Columns, *, sole: bool) -> str:
    tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in tables & columns.keys():
        there = {row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        if missing := set(columns[table]) - there:
            return f"its table {table} lacks {', '.join(sorted(missing))}"
    return "it holds other tables" if sole and tables and tables.isdisjoint(columns) else ""


def private_file(path: Path) -> None:
    """Make a database file that its owner alone may open, or close one that is there to others.

    SQLite gives the files that it keeps beside it the same rights. A file that is there is not opened: this process may
    have it open as a database, and POSIX drops all locks that a process has on a file when it closes the file once.

    :raises OSError: If it cannot be made, or is there and cannot be read and written.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path)) from None
        with suppress(OSError):  # somebody else's
            path.chmod(0o600)
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path)) from None
