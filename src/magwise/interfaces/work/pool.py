"""The server's side of long work: a few workers, a short queue before them, a limit to how long a task may take."""

import os
import selectors
import subprocess
import sys
import threading
import time
import weakref
from typing import Any

from magwise.interfaces.work.frames import Frame, pack, unpack
from magwise.interfaces.work.worker import CHANGED

WORKERS = max(2, min(4, (os.cpu_count() or 2) - 1))
WAITING = 4
MOST_SECONDS = 60.0
IDLE_SECONDS = 60.0
MOST_RESIDENT = 400_000_000  # bytes that a worker may still hold after a task; above it a fresh one takes over
BUSY_FOR = 2  # seconds after which it is worth asking again


class BusyError(Exception):
    """The queue is full. Asking again after BUSY_FOR seconds may do."""


class TooHeavyError(Exception):
    """One task took more time or memory than it may; the same task again would too."""


class WorkerFaultError(Exception):
    """A fault of ours inside a worker, by its kind and place."""

    def __init__(self, kind: str, place: str) -> None:
        self.kind, self.place = kind, place
        super().__init__(kind, place)


class Pool:
    """Workers, started when there is work and let go when there has been none for a while. Safe between threads.

    version: of the server's knowledge; a worker has the same, or the task is refused with RuntimeError.
    """

    def __init__(
        self, version: str, *, workers: int = WORKERS, waiting: int = WAITING, seconds: float = MOST_SECONDS
    ) -> None:
        self._version, self._seconds = version, seconds
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._inside = threading.BoundedSemaphore(workers + waiting)
        self._working = threading.BoundedSemaphore(workers)
        self._all: weakref.WeakSet[_Worker] = weakref.WeakSet()
        self._closing = weakref.finalize(self, _stop_all, self._all)
        self._reaper: threading.Timer | None = None

    def do(self, body: bytes, **head: Any) -> Frame:
        """What comes of a task. body, head: as `tasks.py` takes them.

        Raises BusyError, TooHeavyError, WorkerFaultError.
        """
        if not self._inside.acquire(blocking=False):
            raise BusyError
        try:
            with self._working:
                return self._hand_out(Frame(head, body))
        finally:
            self._inside.release()

    def pids(self) -> list[int]:
        """The process ids of the workers that there are now."""
        return [worker.pid for worker in self._all if worker.lives]

    def close(self) -> None:
        """Stop every worker, also one that is at work."""
        self._closing()

    def _hand_out(self, task: Frame) -> Frame:
        if not self._closing.alive:
            raise BusyError
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        if worker is None:
            worker = _Worker(self._version)
            self._all.add(worker)
        try:
            answer = worker.do(task, self._seconds)
        except BaseException:
            worker.stop()
            raise
        self._put_back(worker)
        if "fault" in answer.head:
            raise WorkerFaultError(answer.head["fault"], answer.head["place"])
        if "heavy" in answer.head:
            raise TooHeavyError
        return answer

    def _put_back(self, worker: "_Worker") -> None:
        if worker.resident() > MOST_RESIDENT or not self._closing.alive:
            worker.stop()
            return
        worker.since = time.monotonic()
        with self._lock:
            self._idle.append(worker)
            if self._reaper is None:
                self._reaper = _later(self)

    def _let_go(self) -> None:
        """Stop the workers that have been idle for long."""
        with self._lock:
            old = [worker for worker in self._idle if time.monotonic() - worker.since >= IDLE_SECONDS]
            self._idle = [worker for worker in self._idle if worker not in old]
            self._reaper = _later(self) if self._idle else None
        for worker in old:
            worker.stop()


def _later(pool: Pool) -> threading.Timer:
    seen = weakref.ref(pool)

    def look() -> None:
        found = seen()
        if found is not None:
            found._let_go()

    timer = threading.Timer(IDLE_SECONDS / 2, look)
    timer.daemon = True
    timer.start()
    return timer


class _Worker:
    """One process and the pipes to it."""

    def __init__(self, version: str) -> None:
        words = [sys.executable, "-W", "ignore", "-m", "magwise.interfaces.work.worker", version]
        # A group of its own: Ctrl-C is for the server, which then stops its workers.
        self._process = subprocess.Popen(  # noqa: S603 - our own module, under our own interpreter
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self.since = time.monotonic()
        self.pid = self._process.pid

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def do(self, task: Frame, seconds: float) -> Frame:
        """Hand over a task and wait for what comes of it, so many seconds at most."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        until = time.monotonic() + seconds
        try:
            process.stdin.write(pack(task))
            process.stdin.flush()
            return unpack(lambda count: self._read(count, until))
        except (EOFError, BrokenPipeError):
            if process.wait(timeout=5) == CHANGED:
                raise RuntimeError("the knowledge on disk has changed: start the server again") from None
            raise TooHeavyError from None  # out of memory, or ended by the system

    def _read(self, count: int, until: float) -> bytes:
        assert self._process.stdout is not None
        descriptor, parts = self._process.stdout.fileno(), b""
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while len(parts) < count:
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise TooHeavyError
                part = os.read(descriptor, count - len(parts))
                if not part:
                    raise EOFError
                parts += part
        return parts

    def resident(self) -> int:
        """Bytes of memory that the worker holds now; 0 where the system does not tell."""
        try:
            with open(f"/proc/{self._process.pid}/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError, ValueError):
            return 0

    def stop(self) -> None:
        """End it at once; it holds nothing that is not kept elsewhere."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


def _stop_all(workers: "weakref.WeakSet[_Worker]") -> None:
    for worker in list(workers):
        worker.stop()
