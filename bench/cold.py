"""Whole processes, side by side in one run: `python -c pass` against a cold command. Medians and the ratio."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 31
BIN = Path(sys.executable).parent
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "magwise medicine thyrax": [str(BIN / "magwise"), "medicine", "thyrax"],
    "magwise --version": [str(BIN / "magwise"), "--version"],
    "magwise label …": [str(BIN / "magwise"), "label", "Magnesium (citraat) 100 mg per tablet"],
}


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    for command in COMMANDS.values():
        seconds(command)
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    floor = statistics.median(times["python -c pass"])
    for name, found in times.items():
        middle = statistics.median(found)
        print(f"{name:28} median {middle * 1000:7.1f} ms   {middle / floor:5.2f} × python -c pass")


if __name__ == "__main__":
    main()
