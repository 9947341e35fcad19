"""Label lines read by us and by other people's tools, on the same lines in one run. Run with `make bench`.

The lines come from the shared generator beside the project. Each tool is asked what it can give: plain patterns, fitted
to these very lines, give compound, amount and percent; quantity readers only amounts. Ours is the full reading.
"""

import importlib
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

SHARED = Path(__file__).resolve().parents[2] / "shared" / "research" / "baselines"
RUNS = 5
AMOUNT = r"(\d+(?:[.,]\d+)?)\s*(mg|mcg|µg|g)\b"
PERCENT = r"(\d+(?:[.,]\d+)?)\s*%"
ANIONS = ("glycinaa?te?", "citraa?te?", "oxide", "malaa?te?", "tauraa?te?", "threonaa?te?", "chloride", "carbonaa?te?")
Reader = Callable[[str], object]


def _patterns(engine: object) -> Reader:
    compiled = [engine.compile(f"(?i){text}") for text in ("|".join(f"({one})" for one in ANIONS), AMOUNT, PERCENT)]
    return lambda line: [pattern.search(line) for pattern in compiled]


def _pint() -> Reader:
    registry = importlib.import_module("pint").UnitRegistry()
    amount = re.compile(f"(?i){AMOUNT}")

    def read(line: str) -> object:
        found = amount.search(line)
        return found and registry.Quantity(float(found[1].replace(",", ".")), found[2].lower().replace("mcg", "ug"))

    return read


def readers() -> dict[str, tuple[Callable[[], Reader], int]]:
    """Every tool with how many lines it gets (slow ones fewer)."""
    knowledge = load_knowledge()
    return {
        "magwise, full reading": (lambda: lambda line: read_label(line, knowledge=knowledge, locale="en"), 2000),
        "python re, 3 patterns": (lambda: _patterns(re), 2000),
        "google-re2, 3 patterns": (lambda: _patterns(importlib.import_module("re2")), 2000),
        "pint, after a pattern": (_pint, 1000),
        "quantulum3": (lambda: importlib.import_module("quantulum3.parser").parse, 200),
    }


def main() -> None:
    """Print lines a second, the median of five runs in turn, and each tool's ratio to ours."""
    if not SHARED.exists():
        print(f"skipped: the lines (../shared/research/baselines) are not here: {SHARED}")
        return
    sys.path.insert(0, str(SHARED))
    sys.dont_write_bytecode = True
    lines = [line[0] for line in importlib.import_module("labels").lines(2000)]
    ready: dict[str, tuple[Reader, int]] = {}
    for name, (make, count) in readers().items():
        try:
            ready[name] = (make(), count)
        except ImportError as error:
            print(f"{name:24} not installed ({error.name})")
    seconds: dict[str, list[float]] = {name: [] for name in ready}
    for _ in range(RUNS):
        for name, (read, count) in ready.items():
            start = time.process_time()
            for line in lines[:count]:
                read(line)
            seconds[name].append((time.process_time() - start) / count)
    ours = statistics.median(seconds["magwise, full reading"])
    for name, found in seconds.items():
        middle = statistics.median(found)
        print(f"{name:24} {1 / middle:10,.0f} lines/s   {ours / middle:8.3f} x ours")


if __name__ == "__main__":
    main()
