"""A name and a password -> who is let in: few are checked at a time, and who guesses waits ever longer.

Nobody can shut the door to others: failures are counted by the account and the address together, and by the address
alone. A browser in which somebody signed in before is counted apart from its address, and waits in a line of its own.
"""

import asyncio
import hashlib
import math
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from anyio.to_thread import run_sync

from accounts.store import Accounts, Person
from errors import HiwarError
from web.answering import BusyError
from web.delays import Delays

_RANK = 10  # niceness
_LINE = 24  # checks that are under way or wait, about two seconds' worth
_LINE_OF_ONE = 8  # of one address
# Failures without a wait: a person mistypes a few, and many people may share one address.
_BY_ACCOUNT, _BY_ADDRESS = 5, 30
_LONGEST = 1024  # characters of a name or a password that can be right


class TooOftenError(HiwarError):
    """Somebody failed too often to try again now.

    :param seconds: Until they may.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__("login_too_often", minutes=math.ceil(seconds / 60))
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class LetIn:
    """Somebody who is let in, with the tokens of the session and of the browser."""

    person: Person
    session: str
    browser: str


class Door:
    """Checks passwords, for one event loop.

    :param accounts: Who may enter.
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        # A check takes a tenth of a second of all cores and 64 MiB. A known browser waits behind no stranger.
        self._of_strangers = ThreadPoolExecutor(1, "passwords", _step_back)
        self._of_known = ThreadPoolExecutor(1, "known", _step_back)
        self._of_accounts, self._of_addresses = Delays(_BY_ACCOUNT), Delays(_BY_ADDRESS)
        self._waiting: dict[str, int] = {}

    async def sign_in(self, name: str, password: str, address: str, browser: str | None) -> LetIn | None:
        """Begin a session; None if name and password do not belong together.

        :param address: Where it comes from, as `web.visitor` has it.
        :param browser: The token that the browser shows, if any.
        :raises TooOftenError: If this address failed too often, with this name or with others.
        :raises BusyError: If too many passwords wait to be checked.
        """
        if len(name) > _LONGEST or len(password) > _LONGEST:
            return None
        known = bool(browser) and await run_sync(self._accounts.knows_browser, browser, name)
        account = _key(name, f"browser {browser}" if known else address)
        tries = [(self._of_accounts, account)] if known else [
            (self._of_accounts, account), (self._of_addresses, address)
        ]  # fmt: skip
        if wait := max(delays.wait(key) for delays, key in tries):
            raise TooOftenError(wait)
        if not known and (sum(self._waiting.values()) >= _LINE or self._waiting.get(address, 0) >= _LINE_OF_ONE):
            raise BusyError
        for delays, key in tries:
            delays.count(key)
        if known:
            let_in = await asyncio.get_running_loop().run_in_executor(self._of_known, self._check, name, password)
        else:
            let_in = await self._checked(name, password, address)
        if let_in:
            self._of_accounts.forget(account)
            for delays, key in tries[1:]:
                delays.take_back(key)
        return let_in

    async def _checked(self, name: str, password: str, address: str) -> LetIn | None:
        """Check a stranger's password when it is its turn."""
        self._waiting[address] = self._waiting.get(address, 0) + 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._of_strangers, self._check, name, password)
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]

    def _check(self, name: str, password: str) -> LetIn | None:
        session = self._accounts.sign_in(name, password)
        person = self._accounts.who(session)
        if not session or not person:
            return None
        return LetIn(person, session, self._accounts.know_browser(name))


def _step_back() -> None:
    """Let what serves pages go first on the processor; the threads that a check begins do as well."""
    if sys.platform == "linux":  # elsewhere a thread has no rank of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _RANK)


def _key(name: str, by: str) -> str:
    """What failures are counted under: of one length, however long the name is."""
    return hashlib.sha256(f"{by}\n{name}".encode(errors="surrogatepass")).hexdigest()
