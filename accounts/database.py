"""The database of accounts: one SQLite file, and the tables that the modules beside this one declare."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session


class Base(DeclarativeBase):
    """What all tables have in common."""


class Database:
    """An SQLite file, for its owner alone; it is made when it is first opened.

    :param path: The file.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(f"sqlite:///{path}")
        event.listen(self._engine, "connect", _obey_foreign_keys)
        Base.metadata.create_all(self._engine)
        path.chmod(0o600)

    @contextmanager
    def session(self) -> Generator[Session]:
        """One transaction, committed if the block ends well."""
        with Session(self._engine) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _obey_foreign_keys(connection: object, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[attr-defined]
