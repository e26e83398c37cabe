"""A small database: one SQLite file of tables that its user declares."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.schema import CreateColumn

from errors import HiwarError
from sqlite_file import PRAGMAS, Columns, private_file, problem_of

_FORGOTTEN = "forgotten"  # on a connection: it has deleted something


class DatabaseBusyError(HiwarError):
    """The database cannot be read or written now.

    :param why: What it says itself.
    """

    def __init__(self, why: str) -> None:
        super().__init__(
            "database_busy",
            f"{why}. See that it may be written, that the disk has room, and that no other program holds it.",
        )


class DatabaseDamagedError(HiwarError):
    """The file of a database is not what was written.

    :param why: What SQLite says of it.
    """

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            "database_damaged",
            f"{path}: {why}. Put a copy of it back, or let `hiwar check --repair` set it aside: "
            "then a new one without its content is begun.",
            name=path.name,
        )


class Database:
    """An SQLite file, for its owner alone; it is made when it is first opened.

    :param path: The file.
    :param tables: What the tables are declared on; those of others in the file are left alone.
    :raises DatabaseDamagedError: If the file is damaged.
    :raises DatabaseBusyError: If it cannot be read or written.
    """

    def __init__(self, path: Path, tables: type[DeclarativeBase]) -> None:
        self._path = path
        if problem := problem_of(path, columns_of(tables)):
            raise DatabaseDamagedError(path, problem)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            private_file(path)
        except OSError as error:
            raise DatabaseBusyError(f"{path}: {error.strerror or error}") from error
        self._engine = create_engine(f"sqlite:///{path}")
        event.listen(self._engine, "connect", _begin)
        event.listen(self._engine, "after_cursor_execute", _note_deletion)
        with self._told(), self._engine.begin() as connection:
            tables.metadata.create_all(connection)
            _add_what_is_new(connection, tables)

    @contextmanager
    def session(self) -> Generator[Session]:
        """One transaction, committed if the block ends well; what was read in it can be read on behind it.

        :raises DatabaseBusyError: If the file is locked for longer than a few seconds, or the disk is full.
        :raises DatabaseDamagedError: If the file is damaged.
        """
        with self._told(), self._engine.connect() as connection:
            with Session(connection, expire_on_commit=False) as session, session.begin():
                yield session
            if connection.info.pop(_FORGOTTEN, False):
                _empty_log(connection)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Generator[None]:
        """Tell what SQLite says of the file itself as an error of its own."""
        try:
            yield
        except OperationalError as error:
            raise DatabaseBusyError(str(error.orig)) from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:  # what a statement did wrong
                raise
            raise DatabaseDamagedError(self._path, str(error.orig)) from error


def columns_of(tables: type[DeclarativeBase]) -> Columns:
    """The columns that each table has had since it was first made: what came later may be empty or has a default."""
    return {
        table.name: {c.name for c in table.columns if not c.nullable and c.server_default is None}
        for table in tables.metadata.sorted_tables
    }


def _add_what_is_new(connection: Connection, tables: type[DeclarativeBase]) -> None:
    """Add the columns and indexes that the tables of an earlier version do not have."""
    for table in tables.metadata.sorted_tables:
        there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                told = CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {told}"))
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def _begin(connection: sqlite3.Connection, _: object) -> None:
    for pragma in (*PRAGMAS, "PRAGMA foreign_keys = ON"):
        connection.execute(pragma)


def _note_deletion(connection: Connection, cursor: Any, statement: str, *_: object) -> None:
    if statement.lstrip().upper().startswith("DELETE") and cursor.rowcount > 0:
        connection.info[_FORGOTTEN] = True


def _empty_log(connection: Connection) -> None:
    """Let the write-ahead log be emptied too: it would hold for long what was deleted."""
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA busy_timeout = 0")  # where somebody reads, it is emptied another time
    try:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.execute("PRAGMA busy_timeout = 5000")
