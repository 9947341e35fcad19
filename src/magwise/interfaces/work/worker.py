"""One worker: reads a task from its input, does it, writes what came of it, until the server goes.

Started by `pool.py` as `python -m magwise.interfaces.work.worker VERSION`; VERSION: of the knowledge the server has.
"""

import os
import select
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from magwise.errors import InputError, MagwiseError
from magwise.interfaces.local_names import load_all
from magwise.interfaces.place import place_of
from magwise.interfaces.work.frames import Frame, pack, unpack
from magwise.knowledge.load import Knowledge, load_knowledge

MOST_BYTES = 3_000_000_000  # of address space, libraries and models included: beyond it a task fails, not the computer
LESS_URGENT = 5  # than the server: a page goes first
CHANGED = 3  # exit code: the knowledge on disk is no longer the server's


def main() -> int:
    """Work until the input ends; 0, or CHANGED where the knowledge on disk is another than the server's."""
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the frames
    _hold_back()
    threading.Thread(target=_end_with_server, daemon=True).start()
    knowledge = _knowledge(sys.argv[1])
    if knowledge is None:
        return CHANGED
    from magwise.interfaces.work.tasks import do

    while True:
        try:
            task = unpack(lambda count: _read(tasks, count))
        except EOFError:
            return 0
        answers.write(pack(_result(partial(do, task, knowledge))))
        answers.flush()


def _knowledge(version: str) -> Knowledge | None:
    return next((found for load in (load_all, load_knowledge) if (found := load()).version == version), None)


def _result(work: Callable[[], Frame]) -> Frame:
    """What came of a task. Of a fault of ours only its kind and place go back, never what was typed."""
    try:
        return work()
    except InputError as error:
        return Frame({"input": {"where": error.where, "what": error.what, "mend": error.mend}}, b"")
    except MemoryError:
        return Frame({"heavy": True}, b"")
    except MagwiseError as error:
        return Frame({"cannot": str(error)}, b"")
    except Exception as error:
        return Frame({"fault": type(error).__name__, "place": place_of(error)}, b"")


def _hold_back() -> None:
    """Take less than the server: in processor time, and in memory."""
    if hasattr(os, "nice"):
        os.nice(LESS_URGENT)
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_BYTES if hard == resource.RLIM_INFINITY else min(MOST_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _end_with_server() -> None:
    """End when nobody holds the other side of the input any more, also in the middle of a task."""
    if not hasattr(select, "poll"):
        return
    closed = select.poll()
    closed.register(sys.stdin.fileno(), 0)
    closed.poll()
    os._exit(1)


def _read(source: BinaryIO, count: int) -> bytes:
    data = source.read(count)
    if len(data) < count:
        raise EOFError
    return data


if __name__ == "__main__":
    sys.exit(main())
