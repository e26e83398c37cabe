"""Keys by which programs ask: who holds one, what it opens, and how much of it is left.

A key is 256 random bits and kept as its SHA-256 hash. A slow hash such as Argon2 slows the guessing of what people
choose; nobody guesses 256 bits, and a plain hash is looked up by an index at every request.
"""

import hashlib
import math
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from database import Database, columns_of
from errors import HiwarError

PER_MINUTE, PER_DAY = 60, 2000
"""The quota of a key, where none is named."""

_BEGINS = "hiwar_"  # so that scanners for leaked secrets, and people, know one when they see it
_LONGEST_NAME = 64


class Scope(StrEnum):
    """What a key opens."""

    ASK = "ask"
    METRICS = "metrics"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is known after it was made: by its name.

    :param per_minute: Requests that it may make in a minute; `per_day` likewise.
    :param created: When, in UTC: an ISO 8601 time.
    """

    name: str
    scope: Scope
    per_minute: int
    per_day: int
    created: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a key may still do after a request, by the quota that is nearest to its end.

    :param limit: Requests allowed in the window.
    :param remaining: Requests left in it.
    :param reset: Seconds until it begins anew.
    :param granted: False where this request was one too many.
    """

    limit: int
    remaining: int
    reset: int
    granted: bool


class _Base(DeclarativeBase):
    pass


class _Key(_Base):
    __tablename__ = "api_keys"
    name: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[str]
    per_minute: Mapped[int]
    per_day: Mapped[int]
    created: Mapped[str]


class _Window(_Base):
    __tablename__ = "api_windows"
    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires: Mapped[float] = mapped_column(index=True)


COLUMNS = columns_of(_Base)
"""What the database file holds of it."""


class ApiKeys:
    """The keys in a database file, and what was spent of their quotas: a restart forgets nothing.

    :param path: An SQLite file; it is made when it is first opened.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _Base)
        self._limiter = FixedWindowRateLimiter(_Windows(self._database))

    def add(self, name: str, *, scope: Scope = Scope.ASK, per_minute: int = PER_MINUTE, per_day: int = PER_DAY) -> str:
        """Make a key.

        :return: The key itself: it is shown now and never again.
        :raises HiwarError: If the name is empty, too long or taken.
        """
        if not name.strip() or len(name) > _LONGEST_NAME:
            raise HiwarError("key_name_invalid", limit=_LONGEST_NAME)
        token = _BEGINS + secrets.token_urlsafe(32)
        created = datetime.now(UTC).isoformat()
        with self._database.session() as session:
            if session.get(_Key, name):
                raise HiwarError(
                    "key_taken", "Choose another name, or take that key away first: hiwar keys remove", name=name
                )
            session.add(
                _Key(
                    name=name, hash=_hash(token), scope=scope.value, per_minute=per_minute, per_day=per_day,
                    created=created,
                )
            )  # fmt: skip
        return token

    def remove(self, name: str) -> None:
        """Take a key away: it opens nothing from now on.

        :raises HiwarError: If there is none of that name.
        """
        with self._database.session() as session:
            key = session.get(_Key, name)
            if key is None:
                raise HiwarError("key_unknown", name=name)
            session.delete(key)

    def all(self) -> list[ApiKey]:
        """All keys, by name."""
        with self._database.session() as session:
            return [_known(key) for key in session.scalars(select(_Key).order_by(_Key.name))]

    def find(self, token: str) -> ApiKey | None:
        """Whose key this is; None if it is nobody's."""
        with self._database.session() as session:
            key = session.scalar(select(_Key).where(_Key.hash == _hash(token)))
            return _known(key) if key else None

    def spend(self, key: ApiKey) -> Allowance:
        """Count a request of a key. What a minute refuses is not taken from the day."""
        quotas = (RateLimitItemPerMinute(key.per_minute), RateLimitItemPerDay(key.per_day))
        for quota in quotas:
            # The time of its making tells a key from a former one of the same name.
            if not self._limiter.hit(quota, key.name, key.created):
                return self._allowance(key, quota, granted=False)
        return min((self._allowance(key, quota) for quota in quotas), key=lambda left: left.remaining)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _allowance(self, key: ApiKey, quota: RateLimitItem, *, granted: bool = True) -> Allowance:
        stats = self._limiter.get_window_stats(quota, key.name, key.created)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        return Allowance(quota.amount, stats.remaining, seconds, granted)


class _Windows(Storage):
    """Where `limits` counts: in the database, so that servers beside each other count together."""

    STORAGE_SCHEME = None

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        return ()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        is_over = _Window.expires <= now
        counted = (
            insert(_Window)
            .values(key=key, count=amount, expires=now + expiry)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "count": case((is_over, amount), else_=_Window.count + amount),
                    "expires": case((is_over, now + expiry), else_=_Window.expires),
                },
            )
        )
        with self._database.session() as session:
            count = session.execute(counted.returning(_Window.count)).scalar_one()
            if count == amount:  # a window begins: time to let go of those that nobody came back to
                session.execute(delete(_Window).where(is_over))
            return count

    def get(self, key: str) -> int:
        window = self._open(key)
        return window.count if window else 0

    def get_expiry(self, key: str) -> float:
        window = self._open(key)
        return window.expires if window else time.time()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._database.session() as session:
            session.execute(delete(_Window))
        return None

    def clear(self, key: str) -> None:
        with self._database.session() as session:
            session.execute(delete(_Window).where(_Window.key == key))

    def _open(self, key: str) -> _Window | None:
        with self._database.session() as session:
            return session.scalar(select(_Window).where(_Window.key == key, _Window.expires > time.time()))


def _known(key: _Key) -> ApiKey:
    return ApiKey(key.name, Scope(key.scope), key.per_minute, key.per_day, key.created)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
