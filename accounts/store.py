"""Who may do more than ask: people with a name, a password and a role, and the sessions they are in.

Passwords are kept as Argon2id hashes (RFC 9106, by argon2-cffi's defaults), tokens of sessions and browsers as
SHA-256 hashes: whoever reads the database can use neither.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from database import Database, columns_of
from errors import HiwarError

BROWSER_DAYS = 180  # for which a browser is known in which somebody signed in
_MOST_BROWSERS = 20  # of one person; the oldest go first
SHORTEST_PASSWORD = 12  # characters, as NIST SP 800-63B counsels for passwords that stand alone, and a bit more


class Role(StrEnum):
    """What somebody may do beside asking."""

    ORGANISER = "organiser"
    EVALUATOR = "evaluator"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has signed in, or could."""

    name: str
    role: Role


class _Base(DeclarativeBase):
    pass


class _User(_Base):
    __tablename__ = "users"
    name: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    password: Mapped[str]


class _SignIn(_Base):
    __tablename__ = "sessions"
    token: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name", ondelete="CASCADE"))
    expires: Mapped[float]


class _Browser(_Base):
    __tablename__ = "browsers"
    token: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name", ondelete="CASCADE"))
    expires: Mapped[float]


COLUMNS = columns_of(_Base)
"""What the database file holds of it."""


class Accounts:
    """The people in a database file.

    :param path: An SQLite file; it is made when it is first opened.
    :param hours: How long a session lasts.
    """

    def __init__(self, path: Path, *, hours: float = 8) -> None:
        self._database = Database(path, _Base)
        self._life = timedelta(hours=hours)
        self._hasher = PasswordHasher()
        # Checked where there is no such name, so that the time tells nobody which names there are.
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def add(self, name: str, role: Role, password: str) -> None:
        """Let somebody in, or give them another role and password, which ends their sessions and forgets browsers.

        :raises HiwarError: If the name is empty or the password too short.
        """
        if not name.strip() or len(password) < SHORTEST_PASSWORD:
            raise HiwarError("person_incomplete", limit=SHORTEST_PASSWORD)
        with self._database.session() as session:
            for known in (_SignIn, _Browser):
                session.execute(delete(known).where(known.user == name))
            session.merge(_User(name=name, role=role.value, password=self._hasher.hash(password)))

    def remove(self, name: str) -> None:
        """Forget somebody, and end their sessions.

        :raises HiwarError: If there is nobody of that name.
        """
        with self._database.session() as session:
            user = session.get(_User, name)
            if user is None:
                raise HiwarError("person_unknown", name=name)
            session.delete(user)

    def people(self) -> list[Person]:
        """All who have an account, by name."""
        with self._database.session() as session:
            return [Person(user.name, Role(user.role)) for user in session.scalars(select(_User).order_by(_User.name))]

    def sign_in(self, name: str, password: str) -> str | None:
        """Begin a session.

        :return: Its token, or None if name and password do not belong together.
        """
        with self._database.session() as session:
            user = session.get(_User, name)
            try:
                self._hasher.verify(user.password if user else self._nobody, password)
            except VerificationError:
                return None
            if user is None:
                return None
            token = secrets.token_urlsafe(32)
            session.execute(delete(_SignIn).where(_SignIn.expires < _now().timestamp()))
            session.add(_SignIn(token=_hash(token), user=name, expires=(_now() + self._life).timestamp()))
        return token

    def know_browser(self, name: str) -> str:
        """Know a browser in which somebody signed in.

        :return: A token for it to show when they sign in again.
        """
        token = secrets.token_urlsafe(32)
        with self._database.session() as session:
            session.execute(delete(_Browser).where(_Browser.expires < _now().timestamp()))
            expires = _now() + timedelta(days=BROWSER_DAYS)
            session.add(_Browser(token=_hash(token), user=name, expires=expires.timestamp()))
            newest = select(_Browser.token).where(_Browser.user == name).order_by(_Browser.expires.desc())
            too_many = list(session.scalars(newest.offset(_MOST_BROWSERS)))
            session.execute(delete(_Browser).where(_Browser.token.in_(too_many)))
        return token

    def knows_browser(self, token: str | None, name: str) -> bool:
        """Whether somebody of that name signed in before in the browser that shows a token."""
        if not token:
            return False
        with self._database.session() as session:
            found = session.get(_Browser, _hash(token))
            return bool(found and found.user == name and found.expires > _now().timestamp())

    def who(self, token: str | None) -> Person | None:
        """Whose session a token is; None if it is nobody's, or has expired."""
        if not token:
            return None
        with self._database.session() as session:
            found = session.get(_SignIn, _hash(token))
            user = session.get(_User, found.user) if found and found.expires > _now().timestamp() else None
            return Person(user.name, Role(user.role)) if user else None

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._database.session() as session:
            session.execute(delete(_SignIn).where(_SignIn.token == _hash(token)))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)
