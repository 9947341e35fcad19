"""Does it cry wolf? Ten thousand made-up diaries for each day-to-day correlation, judged by Magwise and by its peers.

Every diary has a trend, a weekday effect and missing days. Null diaries: nothing works. The others: magnesium does 0.8
standard deviations of a day. Prints a table and, with --write, keeps it in docs/reference/trial-calibration.md.

Run: python bench/calibrate.py [--count N] [--write FILE]
"""

import argparse
import math
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from magwise.followup import anytime, fixed
from magwise.followup.chance import DEFAULT
from magwise.followup.days import pair_stretches
from magwise.followup.days import to_blocks as stretch_blocks
from magwise.followup.estimate import first_refusal, to_numbers
from magwise.followup.rows import Row
from magwise.followup.simulate import Diaries, Shape, World, simulate, to_blocks

CORRELATIONS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9)
WORLD = World(trend=1.0, weekday=0.5, missing=0.15)
SHAPES = {
    "own choice": Shape(DEFAULT[0], 2 + DEFAULT[1], 2),
    "weeks": Shape(8, 7, 2),
    "56 days": Shape(7, 4, 1),
}
EFFECT = 0.8
LEVEL = 0.95
CHUNK = 1000
SEED = 2027
LEAST_SPREAD = 0.08
DRAWS = 2**10
FIRST_LOOK = 5


def t_bound(freedom):
    """The 97.5 % point of Student's t (Cornish-Fisher in 1/freedom; off by less than 0.004 from 5 degrees on)."""
    z = 1.959963984540054
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )


def welch(diaries: Diaries):
    """Welch's t-test on the days as they come, as self-trackers use it: «works» at the end, and at some daily look."""
    seen = ~np.isnan(diaries.values)
    values = np.where(seen, diaries.values, 0.0)
    sums = []
    for side in (diaries.on & seen, ~diaries.on & seen):
        n = side.cumsum(1)
        first = (values * side).cumsum(1)
        second = (values**2 * side).cumsum(1)
        mean = first / np.maximum(n, 1)
        sums.append((n, mean, np.maximum(second - n * mean**2, 0) / np.maximum(n - 1, 1) / np.maximum(n, 1)))
    (n, on, a), (m, off, b) = sums
    error = np.sqrt(a + b)
    freedom = (a + b) ** 2 / np.maximum(a**2 / np.maximum(n - 1, 1) + b**2 / np.maximum(m - 1, 1), 1e-12)
    enough = (n >= FIRST_LOOK) & (m >= FIRST_LOOK)
    works = enough & (on - off > t_bound(np.maximum(freedom, FIRST_LOOK - 1.0)) * error)
    return works[:, -1], works.any(1)


def looks(data, effect=0.0):
    """Whether the e-process ever refused, after any block, that the true effect is at most this."""
    path = anytime.log_wealth(data.differences, data.weights, data.spreads, effect)
    return path.max(1) >= math.log(2 / (1 - LEVEL))


def rank_sum(differences, weights):
    """Signed ranks as differences for the same test."""
    size = np.where(weights > 0, np.abs(differences), -1.0)
    return np.sign(differences) * (size.argsort(1).argsort(1) + 1)


def detrended(diaries: Diaries) -> Diaries:
    """Days with a straight line through the whole diary taken away."""
    seen = ~np.isnan(diaries.values)
    day = np.arange(diaries.values.shape[1])
    n = seen.sum(1, keepdims=True)
    t = np.where(seen, day - (seen * day).sum(1, keepdims=True) / n, 0.0)
    y = np.where(seen, diaries.values, 0.0)
    slope = (t * y).sum(1, keepdims=True) / (t * t).sum(1, keepdims=True)
    return replace(diaries, values=diaries.values - slope * day)


def oracle(diaries: Diaries, shape: Shape, correlation: float):
    """Differences for the test that knows the true correlation: the days whitened with it. Nobody has that test."""
    counted = (np.arange(shape.days) % shape.period_days) >= shape.washout_days
    days = np.flatnonzero(counted)
    base = correlation ** np.abs(days[:, None] - days) if correlation else np.eye(len(days))
    seen = ~np.isnan(diaries.values[:, days])
    values = np.where(seen, diaries.values[:, days], 0.0)
    both = seen[:, :, None] & seen[:, None, :]
    variance = np.where(both, base, 0.0) + np.where(~seen, 1.0, 0.0)[:, :, None] * np.eye(len(days))
    right = np.stack([values, seen.astype(float)], axis=2)
    solved = np.linalg.solve(variance, right)
    level = (seen * solved[..., 0]).sum(1) / (seen * solved[..., 1]).sum(1)
    residue = np.where(seen, solved[..., 0] - level[:, None] * solved[..., 1], 0.0)
    halves = residue.reshape(len(values), shape.blocks, 2, -1).sum(-1)
    first_on = diaries.on.reshape(len(values), shape.blocks, 2, shape.period_days)[:, :, 0, 0]
    gap = halves[..., 0] - halves[..., 1]
    return np.where(first_on, gap, -gap)


def refuses(differences, weights):
    """Whether the one-sided test at 0.025 refuses «no effect»."""
    return fixed.one_sided_p(differences, weights, draws=DRAWS) <= (1 - LEVEL) / 2 + 1e-12


def one_chunk(job):
    """Counts of one chunk of diaries; the seed follows from shape, correlation and chunk."""
    name, correlation, chunk, count = job
    shape, world = SHAPES[name], replace(WORLD, correlation=correlation)
    seed = SEED + 1000 * CORRELATIONS.index(correlation) + 100_000 * list(SHAPES).index(name) + chunk
    null = simulate(shape, world, count=count, seed=seed)
    data = to_blocks(null, shape, LEAST_SPREAD)
    low, high = fixed.interval(data.differences, data.weights, LEVEL, DRAWS)
    looked = looks(data)
    end, daily = welch(null)
    real = simulate(shape, world, count=count, seed=seed + 50_000, effect=EFFECT)
    there = to_blocks(real, shape, LEAST_SPREAD)
    works = refuses(there.differences, there.weights)
    low_real, high_real = fixed.interval(there.differences, there.weights, LEVEL, DRAWS)
    minus = replace(there, differences=-there.differences)
    return {
        "works": (low > 0).sum(),
        "daily": ((low > 0) | looked).sum(),
        "welch": end.sum(),
        "welch_daily": daily.sum(),
        "cover": ((low <= 0) & (high >= 0)).sum() + ((low_real <= EFFECT) & (high_real >= EFFECT)).sum(),
        "sequence": (~(looks(there, EFFECT) | looks(minus, -EFFECT))).sum(),
        "power": works.sum(),
        "power_daily": (works | looks(there)).sum(),
        "power_looks": looks(there).sum(),
        "mean": works.sum(),
        "ranks": refuses(rank_sum(there.differences, there.weights), (there.weights > 0).astype(float)).sum(),
        "detrended": refuses(*_pair(to_blocks(detrended(real), shape, LEAST_SPREAD))).sum(),
        "oracle": refuses(oracle(real, shape, correlation), (there.weights > 0).astype(float)).sum(),
    }


def _pair(data):
    return data.differences, data.weights


LOOSE = 5  # one diary at a time is slow: so many times fewer of them
PATTERNS = ("drawn every day", "weeks, drawn in pairs", "four days in turn", "two weeks in turn")


def pattern(name: str, random):
    """Which of 56 days are on, where nobody kept a plan."""
    if name == "drawn every day":
        return random.random(56) < 0.5
    if name == "weeks, drawn in pairs":
        first = random.random(4) < 0.5
        return np.repeat(np.stack([first, ~first], axis=1).ravel(), 7)
    length = 4 if name == "four days in turn" else 14
    return np.arange(56) // length % 2 == int(random.integers(2))


def without_plan(job):
    """How often a diary without a plan says «works» at some look: null diaries, and with the effect."""
    name, correlation, chunk, count = job
    shape, world = Shape(4, 7, 0), replace(WORLD, correlation=correlation)
    seed = SEED + 1000 * CORRELATIONS.index(correlation) + 100_000 * (10 + PATTERNS.index(name)) + chunk
    made, random = simulate(shape, world, count=count, seed=seed), np.random.default_rng(seed + 1)
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(56)]
    found = {"works": 0, "power": 0}
    for values in made.values:
        on = pattern(name, random)
        for key, effect in (("works", 0.0), ("power", EFFECT)):
            rows = [
                Row(
                    "", day, bool(flag), None if math.isnan(value) else value + effect * flag, False, "unrecorded", None
                )
                for day, flag, value in zip(days, on, values, strict=True)
            ]
            numbers = to_numbers(stretch_blocks(pair_stretches(rows)), EFFECT)
            found[key] += numbers.used > 0 and first_refusal(numbers, 0.0, above=True) is not None
    return found


def measure_without_plan(count: int, workers: int | None = None):
    """Shares for every pattern and correlation."""
    jobs = [
        (name, correlation, chunk, min(CHUNK, count - chunk * CHUNK))
        for name in PATTERNS
        for correlation in CORRELATIONS
        for chunk in range(-(-count // CHUNK))
    ]
    totals = {}
    with ProcessPoolExecutor(workers) as pool:
        for job, found in zip(jobs, pool.map(without_plan, jobs), strict=True):
            total = totals.setdefault(job[:2], dict.fromkeys(found, 0.0))
            for key, value in found.items():
                total[key] += value / count
    return totals


def measure(count: int, names=tuple(SHAPES), workers: int | None = None, progress=None):
    """Shares for every shape and correlation: {(shape, correlation): {column: share}}."""
    jobs = [
        (name, correlation, chunk, min(CHUNK, count - chunk * CHUNK))
        for name in names
        for correlation in CORRELATIONS
        for chunk in range(-(-count // CHUNK))
    ]
    totals = {}
    with ProcessPoolExecutor(workers) as pool:
        for done, (job, found) in enumerate(zip(jobs, pool.map(one_chunk, jobs), strict=True), 1):
            total = totals.setdefault(job[:2], dict.fromkeys(found, 0))
            for key, value in found.items():
                total[key] += int(value)
            if progress:
                progress(done, len(jobs))
    for total in totals.values():
        for key in total:
            total[key] /= count * (2 if key == "cover" else 1)
        total["best"] = max(total[key] for key in ("mean", "ranks", "detrended"))
    return totals


def peers_table(count: int):
    """The usual self-test: 56 days, two weeks without, two with, and again; Welch at the end and every day."""
    shape = Shape(2, 14, 0)
    rows = []
    for correlation in CORRELATIONS:
        world = replace(WORLD, correlation=correlation)
        made = simulate(shape, world, count=count, seed=SEED + 7)
        on = np.broadcast_to(np.arange(shape.days) // 14 % 2 == 1, made.on.shape)
        end, daily = welch(replace(made, on=on))
        rows.append((correlation, end.mean(), daily.mean()))
    return rows


def tell(totals, loose, peers, count: int, seconds: float) -> str:
    """The tables as Markdown."""
    lines = [
        "# Calibration of the trial",
        "",
        f"Made by `make calibrate`: {count:,} null diaries and {count:,} with a true effect of {EFFECT} standard deviations of a day",
        f"for every row, seed {SEED}. Days follow AR(1) with the correlation shown; on top come a trend of {WORLD.trend:g} SD over the trial,",
        f"{WORLD.weekday:g} SD more on two days of the week, and {WORLD.missing:.0%} of days missing at random. «works» is a false alarm on the null",
        "diaries: the interval wholly on the good side of 0. A share from 10,000 is uncertain by about 0.4 % (two standard errors at 5 %).",
        "",
        "Daily looks are the whole procedure: the e-process after every block, and the exact test on the last day.",
        "Welch is the t-test of days with against days without, once at the end or from five days a side on every day.",
    ]
    for name, shape in SHAPES.items():
        if (name, CORRELATIONS[0]) not in totals:
            continue
        lines += [
            "",
            f"## {shape.blocks} blocks of {shape.period_days} + {shape.period_days} days, washout {shape.washout_days}: {shape.days} days ({name})",
            "",
            "| correlation | false «works», at the end | with daily looks | Welch at the end | Welch, daily looks | interval holds the truth | sequence holds it at every look |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]
        for correlation in CORRELATIONS:
            one = totals[name, correlation]
            keys = ("works", "daily", "welch", "welch_daily", "cover", "sequence")
            lines.append(f"| {correlation} | " + " | ".join(f"{one[key]:.1%}" for key in keys) + " |")
        lines += [
            "",
            f"Power at {EFFECT} SD. «Best» is the highest of the exact tests on the mean, on signed ranks and on days with the trend taken away;",
            "the last column is a test that is told the true correlation, which nobody knows.",
            "",
            "| correlation | with daily looks | by the looks alone | exact test at the end | best | share of best | knows the correlation | share of that |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for correlation in CORRELATIONS:
            one = totals[name, correlation]
            lines.append(
                f"| {correlation} | {one['power_daily']:.1%} | {one['power_looks']:.1%} | {one['power']:.1%} | {one['best']:.1%} | "
                f"{one['power_daily'] / one['best']:.0%} | {one['oracle']:.1%} | {one['power_daily'] / one['oracle']:.0%} |"
            )
    lines += [
        "",
        "## Without a plan",
        "",
        "56 days; neighbouring stretches are paired and the e-process judges after every pair. False «works» at any look / shown at",
        f"{EFFECT} SD at any look, {count // LOOSE:,} diaries each. Fewer than six pairs can give no verdict: that is «two weeks in turn» and «weeks, drawn in pairs».",
        "",
        "| correlation | " + " | ".join(PATTERNS) + " |",
        "| --- |" + " --- |" * len(PATTERNS),
        *(
            f"| {correlation} | "
            + " | ".join(
                f"{loose[name, correlation]['works']:.1%} / {loose[name, correlation]['power']:.1%}"
                for name in PATTERNS
            )
            + " |"
            for correlation in CORRELATIONS
        ),
        "",
        "## The usual self-test on its own design",
        "",
        "56 days, two weeks without and two with, twice; the same days and null effect, Welch's t-test.",
        "",
        "| correlation | false «works» at the end | with daily looks |",
        "| --- | --- | --- |",
        *(f"| {correlation} | {end:.1%} | {daily:.1%} |" for correlation, end, daily in peers),
        "",
        f"Measured in {seconds:.0f} s on the machine that wrote this page.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--count", type=int, default=10_000)
    reader.add_argument("--write", type=Path)
    given = reader.parse_args()
    begin = time.perf_counter()

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done}/{total} chunks, {time.perf_counter() - begin:.0f} s", end="", file=sys.stderr)

    totals = measure(given.count, progress=progress)
    loose = measure_without_plan(given.count // LOOSE)
    text = tell(totals, loose, peers_table(given.count), given.count, time.perf_counter() - begin)
    print(text)
    if given.write:
        given.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
