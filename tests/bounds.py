"""A limit on the time that a test may take: work without bound fails, and does not hang the suite."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail what runs inside when it takes longer. The figure is far above what it takes on a busy machine."""

    def stop(_number: int, _frame: object) -> None:
        raise AssertionError(f"this took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
