"""A small database: one SQLite file of tables that its user declares."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from errors import HiwarError


class DatabaseBusyError(HiwarError):
    """The database cannot be read or written now.

    :param why: What it says itself.
    """

    def __init__(self, why: str) -> None:
        super().__init__(
            "database_busy", f"{why}. See that the disk has room, and that no other program holds the file."
        )


class Database:
    """An SQLite file, for its owner alone; it is made when it is first opened.

    :param path: The file.
    :param tables: What the tables are declared on; those of others in the file are left alone.
    """

    def __init__(self, path: Path, tables: type[DeclarativeBase]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(f"sqlite:///{path}")
        event.listen(self._engine, "connect", _obey_foreign_keys)
        tables.metadata.create_all(self._engine)
        path.chmod(0o600)

    @contextmanager
    def session(self) -> Generator[Session]:
        """One transaction, committed if the block ends well; what was read in it can be read on behind it.

        :raises DatabaseBusyError: If the file is locked for longer than a few seconds, or the disk is full.
        """
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                yield session
        except OperationalError as error:
            raise DatabaseBusyError(str(error.orig)) from error

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _obey_foreign_keys(connection: object, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[attr-defined]
