"""Every kill at once, on SQLite and on a PostgreSQL of its own: `python tests/store/crash_all.py [--times 500]`.

The writer of a diary, and what opens a new database or upgrades one of each earlier revision, is killed so many times
each; then 40 first writers open one new database at once.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from store import crash, crash_opening
from store.postgres import running


def main() -> int:
    """Run it on both; the exit status is 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory(prefix="magwise-crash-") as folder, running() as server:
        for name, places, writer in (
            ("SQLite", f"sqlite:///{folder}", f"sqlite:///{folder}/writer.sqlite"), ("PostgreSQL", server, server),
        ):  # fmt: skip
            acknowledged, lost = crash.run(writer, options.times, options.seed)
            print(
                f"{name}: {options.times} kills of a writer: {acknowledged} entries acknowledged, {lost} lost",
                flush=True,
            )
            bad += lost + crash_opening.report(places, options.times, options.seed, name=name)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
