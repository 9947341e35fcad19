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
    """So many kills; returns entries acknowledged and entries lost. Raises where the diary cannot be read."""
    chance = random.Random(seed)
    acknowledged: list[str] = []
    lost = 0
    shown = sys.stderr.isatty() or times >= 100
    for number in range(times):
        acknowledged += round_of(url, name, f"{number}", chance)
        store = DiaryStore(open_database(url))
        kept = {found.id: found for found in store.events(name)}
        store.close()
        lost = sum(1 for one in acknowledged if kept.get(one) != event(one))
        if lost:
            break
        if shown and (number + 1) % 50 == 0:
            print(
                f"{number + 1} kills, {len(acknowledged)} entries acknowledged, {lost} lost",
                file=sys.stderr,
                flush=True,
            )
    store = DiaryStore(open_database(url))
    assert store.add([event("after")], NOW, name).new == 1
    store.close()
    return len(acknowledged), lost


def main() -> int:
    """Run it and say what was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    acknowledged, lost = run(options.url, options.times, options.seed)
    print(f"{options.times} kills: {acknowledged} entries acknowledged, {lost} lost")
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
