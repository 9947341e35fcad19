"""Threads by what they wait for, so that one kind of waiting never takes the threads of another."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeVar

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar

from magwise.interfaces.work.pool import WAITING, WORKERS, BusyError

T = TypeVar("T")
SHORT, KEEPING = 8, 16
PATIENCE = 0.5  # seconds that a request waits for a thread that may ask the database


class _Limits(NamedTuple):
    """short: of pages and answers that need nobody; keeping: of the database; long: of those that wait for a worker.

    turn, place: who may stand before the second and the third; a limiter alone lets everybody wait.
    """

    short: anyio.CapacityLimiter
    keeping: anyio.CapacityLimiter
    turn: anyio.Semaphore
    long: anyio.CapacityLimiter
    place: anyio.Semaphore


_LIMITS: RunVar[_Limits] = RunVar("magwise.rooms")


def _limits() -> _Limits:
    """Those of this event loop."""
    found = _LIMITS.get(None)
    if found is None:
        found = _Limits(
            anyio.CapacityLimiter(SHORT),
            anyio.CapacityLimiter(KEEPING),
            anyio.Semaphore(KEEPING),
            anyio.CapacityLimiter(WORKERS + WAITING),
            anyio.Semaphore(WORKERS + WAITING),
        )
        _LIMITS.set(found)
    return found


async def short(work: Callable[..., T], *given: Any) -> T:
    """Do what takes milliseconds and no database."""
    return await anyio.to_thread.run_sync(partial(work, *given), limiter=_limits().short)


async def keeping(work: Callable[..., T], *given: Any) -> T:
    """Do what asks the database. Raises BusyError when all who do are still waiting for it."""
    limits = _limits()
    try:
        with anyio.fail_after(PATIENCE):
            await limits.turn.acquire()
    except TimeoutError:
        raise BusyError from None
    try:
        return await anyio.to_thread.run_sync(partial(work, *given), limiter=limits.keeping)
    finally:
        limits.turn.release()


async def long(work: Callable[..., T], *given: Any) -> T:
    """Do what waits for a worker. Raises BusyError when the queue is full."""
    limits = _limits()
    try:
        limits.place.acquire_nowait()
    except anyio.WouldBlock:
        raise BusyError from None
    try:
        return await anyio.to_thread.run_sync(partial(work, *given), limiter=limits.long)
    finally:
        limits.place.release()
