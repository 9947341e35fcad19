"""Threads by what they do, so that one kind of work never takes the threads of another.

Python runs one thread at a time: every thread that is at work makes a page wait a little longer. So they are few, and
who comes when they are taken waits for a turn, in the order of coming, and hears «busy» when that lasts.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread
from anyio.lowlevel import RunVar

from magwise.interfaces.work.pool import WORKERS, BusyError

T = TypeVar("T")
LARGE_PIECE = 16_000  # bytes of a body that come in at once


class _Room:
    """So many threads; who waits longer than `patience` seconds for one hears BusyError."""

    def __init__(self, threads: int, patience: float) -> None:
        self._patience = patience
        self._turns = anyio.Semaphore(threads)
        self._threads = anyio.CapacityLimiter(threads)

    async def do(self, work: Callable[[], T]) -> T:
        try:
            self._turns.acquire_nowait()
        except anyio.WouldBlock:
            await self._wait()
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        finally:
            self._turns.release()

    async def _wait(self) -> None:
        try:
            with anyio.fail_after(self._patience):
                await self._turns.acquire()
        except TimeoutError:
            raise BusyError from None


class _House(NamedTuple):
    """The rooms of one event loop. piece: who takes in a large piece of a body now."""

    short: _Room
    quick: _Room
    heavy: _Room
    keeping: _Room
    long: _Room
    piece: anyio.Lock


_HOUSE: RunVar[_House] = RunVar("magwise.rooms")


def _house() -> _House:
    found = _HOUSE.get(None)
    if found is None:
        found = _House(_Room(4, 5.0), _Room(1, 2.0), _Room(1, 2.0), _Room(6, 0.5), _Room(WORKERS, 8.0), anyio.Lock())
        _HOUSE.set(found)
    return found


async def short(work: Callable[..., T], *given: Any) -> T:
    """Make a page that takes a few milliseconds and no database."""
    return await _house().short.do(partial(work, *given))


async def quick(work: Callable[..., T], *given: Any) -> T:
    """Work something out that takes some ten milliseconds and no database: one at a time. Raises BusyError."""
    return await _house().quick.do(partial(work, *given))


async def heavy(work: Callable[..., T], *given: Any) -> T:
    """Make a page that takes long and may ask the database: one at a time. Raises BusyError."""
    return await _house().heavy.do(partial(work, *given))


async def keeping(work: Callable[..., T], *given: Any) -> T:
    """Do what asks the database. Raises BusyError when all who do are still waiting for it."""
    return await _house().keeping.do(partial(work, *given))


async def long(work: Callable[..., T], *given: Any) -> T:
    """Do what waits for a worker. Raises BusyError."""
    return await _house().long.do(partial(work, *given))


async def take_in(size: int) -> None:
    """Let others go first after a large piece of a body: one such piece for each round of the loop, from whomever."""
    if size > LARGE_PIECE:
        async with _house().piece:
            await anyio.lowlevel.checkpoint()
