"""Print labels, read them back, count: `python tests/labels/printed.py --prints 200000 [--seed N] [--misses N]`.

A table a value of each axis: the share that is read right, apart for the half of the words that may be seen and the half that may not,
and how many readings say something else under `ok`. Misses are shown of the seen half only, unless `--unseen` asks for the other.
"""

import argparse
import multiprocessing
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from printing.judge import judge, shortfalls
from printing.printer import print_label

import magwise
from magwise.knowledge.load import load_knowledge

CHUNK = 500
Tally = dict[tuple[str, str, str], Counter]


def run(seeds: range, keep: int = 0) -> tuple[Tally, list[dict]]:
    """Counts of right, less and wrong by axis, value and half, and up to `keep` misses of a kind."""
    knowledge = load_knowledge()
    tally: Tally = defaultdict(Counter)
    misses: list[dict] = []
    for seed in seeds:
        printed = print_label(seed, knowledge)
        label = magwise.read_label(printed.text).to_dict()
        outcome = judge(printed, label)
        values = [
            ("all", "all"),
            ("kind", next((kind for kind in ("empty", "two") if kind in printed.axes), "product")),
            *printed.axes.items(),
        ]
        for axis, value in values:
            tally[axis, value, printed.half][outcome] += 1
        if outcome != "right" and len(misses) < keep:
            misses.append({
                "seed": seed, "half": printed.half, "outcome": outcome, "axes": printed.axes, "text": printed.text,
                "wrong": shortfalls(printed, label), "truth": printed.truth, "label": label,
            })  # fmt: skip
    return dict(tally), misses


def _one(job: tuple[range, int]) -> tuple[Tally, list[dict]]:
    return run(*job)


def counted(seed: int, prints: int, keep: int, processes: int) -> Iterator[tuple[Tally, list[dict], int]]:
    """The counts of each piece of work, as it is done."""
    jobs = [(range(start, min(start + CHUNK, seed + prints)), keep) for start in range(seed, seed + prints, CHUNK)]
    with multiprocessing.Pool(processes) as pool:
        for (tally, misses), (seeds, _) in zip(pool.imap(_one, jobs), jobs, strict=True):
            yield tally, misses, len(seeds)


def share(counts: Counter) -> str:
    """The right ones of all, in percents."""
    total = counts.total()
    return f"{100 * counts['right'] / total:7.2f}" if total else "      -"


def show(tally: Tally) -> None:
    """The table."""
    print(f"{'axis':10} {'value':16} {'prints':>8} {'seen %':>7} {'unseen %':>8} {'wrong under ok':>15}")
    for axis, value in sorted(
        {(axis, value) for axis, value, _ in tally}, key=lambda entry: (entry[0] != "all", *entry)
    ):
        seen, unseen = (tally.get((axis, value, half), Counter()) for half in ("seen", "unseen"))
        total = seen.total() + unseen.total()
        wrong = seen["wrong"] + unseen["wrong"]
        print(f"{axis:10} {value:16} {total:8} {share(seen)} {share(unseen):>8} {wrong:7} {100 * wrong / total:6.2f}%")


def show_miss(miss: dict) -> None:
    """One print that was not read right."""
    label, truth = miss["label"], miss["truth"]
    print(f"\n== seed {miss['seed']} {miss['half']}: {miss['outcome']}, {', '.join(miss['wrong'])}\n{miss['text']}")
    print("   axes ", " ".join(f"{axis}={value}" for axis, value in miss["axes"].items()))
    print("   truth", truth.verdicts, truth.pairs, truth.span or "", truth.forms)
    forms = {item["form"]: item["compound_mg"] for item in label["compounds"]}
    print(
        "   read ",
        label["verdict"],
        label["serving"],
        label["elemental_mg_per_serving"],
        forms,
        [found["id"] for found in label["findings"]],
    )


def main() -> int:
    """Print, read, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prints", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", type=int, default=0, help="show so many misses, the wrong ones first")
    parser.add_argument("--unseen", action="store_true", help="show misses of the unseen half too")
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    options = parser.parse_args()
    tally: Tally = defaultdict(Counter)
    misses: list[dict] = []
    done, began = 0, time.monotonic()
    for part, missed, number in counted(options.seed, options.prints, options.misses, options.processes):
        for key, counts in part.items():
            tally[key].update(counts)
        misses += [miss for miss in missed if options.unseen or miss["half"] == "seen"]
        done += number
        if sys.stderr.isatty() or done % 20_000 < CHUNK:
            print(
                f"\r{done} of {options.prints}, {done / (time.monotonic() - began):.0f} a second",
                end="",
                file=sys.stderr,
            )
    print(file=sys.stderr)
    show(tally)
    for miss in sorted(misses, key=lambda miss: miss["outcome"] != "wrong")[: options.misses]:
        show_miss(miss)
    return 0


if __name__ == "__main__":
    sys.exit(main())
