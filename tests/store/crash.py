"""Kill the writer of a diary with -9 at random moments: `python tests/store/crash.py URL [--times 500] [--seed 1]`.

A child process writes entries and says each one aloud once the database has acknowledged it. After every kill the
database is opened anew: everything that was said aloud must be there, whole, and the diary must take new entries.
"""

import argparse
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime

from magwise.followup.diary import Event
from magwise.followup.entry import Entry
from magwise.store.database import open_database
from magwise.store.diary import DiaryStore

NOW = datetime(2027, 1, 4, tzinfo=UTC)
LONGEST = 0.25
EACH = 25


def event(number: str) -> Event:
    note = f"entry {number} " + "x" * 400
    return Event(
        id=number, kind="entry", recorded=NOW.isoformat(), entry=Entry(date="2027-01-04", taken="taken", note=note)
    )


def write(url: str, name: str, prefix: str, out: int) -> None:
    """Write entries for ever, one or a few at a time; say aloud which were acknowledged."""
    store = DiaryStore(open_database(url))
    os.write(out, b"ready\n")
    number = 0
    while True:
        few = [event(f"{prefix}-{number + place}") for place in range(1 + number % 3)]
        number += len(few)
        if store.add(few, NOW, name).new == len(few):
            os.write(out, b"".join(f"{one.id}\n".encode() for one in few))


def round_of(url: str, name: str, prefix: str, chance: random.Random) -> list[str]:
    """One kill; returns the ids that were acknowledged before it."""
    incoming, outgoing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(incoming)
        try:
            write(url, name, prefix, outgoing)
        finally:
            os._exit(1)
    os.close(outgoing)
    with os.fdopen(incoming, "rb") as said:
        if said.readline() != b"ready\n":
            raise SystemExit("the writer did not start")
        time.sleep(chance.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = said.read().split(b"\n")
    return [line.decode() for line in lines[:-1]]


def run(url: str, times: int, seed: int, name: str = "crash") -> tuple[int, int]:
    """So many kills; returns entries acknowledged and entries lost. Raises where the diary cannot be read.

    Every EACH kills begin another diary, so that reading it whole after each kill stays quick; at the end all are read.
    """
    chance = random.Random(seed)
    acknowledged: dict[str, list[str]] = {}
    shown = sys.stderr.isatty() or times >= 100
    for number in range(times):
        diary = f"{name}-{number // EACH}"
        acknowledged.setdefault(diary, []).extend(round_of(url, diary, f"{number}", chance))
        if lost := count_lost(url, {diary: acknowledged[diary]}):
            return sum(map(len, acknowledged.values())), lost
        if shown and (number + 1) % 50 == 0:
            total = sum(map(len, acknowledged.values()))
            print(f"{number + 1} kills, {total} entries acknowledged, 0 lost", file=sys.stderr, flush=True)
    lost = count_lost(url, acknowledged)
    check_whole(url)
    return sum(map(len, acknowledged.values())), lost


def count_lost(url: str, acknowledged: dict[str, list[str]]) -> int:
    """How many acknowledged entries are not there, whole, when the database is opened anew."""
    store = DiaryStore(open_database(url))
    lost = 0
    for diary, names in acknowledged.items():
        kept = {found.id: found for found in store.events(diary)}
        lost += sum(1 for one in names if kept.get(one) != event(one))
    store.close()
    return lost


def check_whole(url: str) -> None:
    """A diary takes new entries, and SQLite finds its own file in order."""
    engine = open_database(url)
    store = DiaryStore(engine)
    assert store.add([event(f"after-{time.time_ns()}")], NOW, "after").new == 1
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
    store.close()


def main() -> int:
    """Run it and say what was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    acknowledged, lost = run(options.url, options.times, options.seed, f"crash-{time.time_ns()}")
    print(f"{options.times} kills: {acknowledged} entries acknowledged, {lost} lost")
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
