"""Simulated guts: what three ways of dosing do to people whose tolerance nobody knows beforehand.

The model is written down in docs/explanation/titration.md. Every person is drawn from the seed; the same seed gives
the same table. The titration that is tried is the very one of `titrate`.
"""

import math
import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from magwise.followup.course import Course
from magwise.followup.titrate import Seen, State, advance, begin, mg_of
from magwise.knowledge.load import Knowledge

DAYS = 84
WAYS = ("target", "ladder", "diary")
TOLERABLE = 0.10


class Model(NamedTuple):
    """The figures of the model; those with a source are read from the tables, the rest are choices, written as such.

    median_mg and spread: of the tolerance, log-normal, in true elemental mg a day; steep: how sharply loose stools
    begin around it; other: chance of a loose day without magnesium; watery: share of loose days far above the
    tolerance that are watery; content: lowest, likeliest and highest true content per printed mg; writes: lowest and
    highest share of days that a person writes down; takes: share of days that the dose is taken.
    """

    median_mg: float
    spread: float
    steep: float = 12.0
    other: float = 0.005
    watery: float = 0.3
    far: float = 1.3
    content: tuple[float, float, float] = (0.8, 1.0, 1.45)
    writes: tuple[float, float] = (0.5, 1.0)
    takes: float = 0.9


class Person(NamedTuple):
    """A simulated person. tolerance: true mg a day at which half of the days are loose."""

    tolerance: float
    content: float
    writes: float


class Run(NamedTuple):
    """One person on one way of dosing. loose: days; caused: those that would not have been loose without magnesium.

    reached: the day on which the person's own tolerable dose was first taken, None if never; highest: mg a day.
    """

    loose: int
    caused: int
    reached: int | None
    highest: float


class Row(NamedTuple):
    """A way of dosing over everyone. Loose and caused days per person; reached: mean day among those who did."""

    way: str
    people: int
    loose: float
    caused: float
    reached: float
    share_reached: float
    highest: float


def model_of(knowledge: Knowledge) -> Model:
    """The tolerance through two figures: 5 % (a choice) at the level without adverse effect, the trial share at 400 mg.

    The first is L001 (250 mg); the second B10: bowel changes in 50 % on 400 mg against 7 % on placebo.
    """
    low, high = float(knowledge.limits["L001"].value or 0), TRIAL_MG
    share = (TRIAL_SHARE - PLACEBO_SHARE) / (1 - PLACEBO_SHARE)
    z_low, z_high = _quantile(LOW_SHARE), _quantile(share)
    spread = (math.log(high) - math.log(low)) / (z_high - z_low)
    return Model(median_mg=math.exp(math.log(high) - z_high * spread), spread=spread)


# Claim B10 (LUTSEY2018): «50% vs 7% GI changes on 400 mg MgO vs placebo»; a test holds the record to these figures.
TRIAL_MG, TRIAL_SHARE, PLACEBO_SHARE = 400.0, 0.50, 0.07
LOW_SHARE = 0.05  # a choice: «no adverse effect level» was found in groups too small to see less


def _quantile(share: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(share)


def draw_person(model: Model, chance: random.Random) -> Person:
    """One person of the model."""
    low, mode, high = model.content
    return Person(
        tolerance=model.median_mg * math.exp(model.spread * chance.gauss(0, 1)),
        content=chance.triangular(low, high, mode),
        writes=chance.uniform(*model.writes),
    )


def loose_chance(mg: float, person: Person, model: Model) -> float:
    """Chance that magnesium makes a day loose, 0 without magnesium."""
    true = mg * person.content
    if true <= 0:
        return 0.0
    return 1 / (1 + math.exp(-model.steep * (math.log(true) - math.log(person.tolerance))))


def tolerable(course: Course, person: Person, model: Model) -> float | None:
    """The highest rung, up to the target, at which at most a tenth of the days are loose; None without one."""
    fitting = [mg for mg in course.rungs if mg <= course.target and loose_chance(mg, person, model) <= TOLERABLE]
    return fitting[-1] if fitting else None


def run_person(
    person: Person, way: str, course: Course, model: Model, numbers: dict[str, float], chance: random.Random
) -> Run:
    """Twelve weeks of one person. way: target (from the first day), ladder (weekly, whatever happens) or diary."""
    own = tolerable(course, person, model)
    state = begin(course)
    loose = caused = 0
    reached, highest = None, 0.0
    steps = [mg for mg in course.rungs if course.first <= mg <= course.target]
    for day in range(DAYS):
        mg = _dose(way, state, course, steps, day)
        highest = max(highest, mg)
        # The same draws for every way: only the dose differs.
        by_dose, by_else, water, writes, takes = (chance.random() for _ in range(5))
        taken = takes < model.takes
        by_magnesium = taken and by_dose < loose_chance(mg, person, model)
        is_loose = by_magnesium or by_else < model.other
        loose += is_loose
        caused += by_magnesium and by_else >= model.other
        if reached is None and own is not None and mg >= own and taken:
            reached = day + 1
        if way == "diary":
            far = mg * person.content > model.far * person.tolerance
            stool = ("watery" if far and water < model.watery else "loose") if is_loose else "normal"
            # Trouble is written down; an ordinary day may be forgotten.
            written = is_loose or writes < person.writes
            seen = Seen(stool, "taken" if taken else "skipped", "some") if written else Seen()  # type: ignore[arg-type]
            state = advance(state, seen, course, numbers)
    return Run(loose, caused, reached, highest)


def _dose(way: str, state: State, course: Course, steps: list[float], day: int) -> float:
    if way == "target":
        return course.target
    if way == "ladder":
        return steps[min(day // 7, len(steps) - 1)]
    return mg_of(state, course)


def simulate(
    course: Course,
    *,
    knowledge: Knowledge,
    people: int = 10_000,
    seed: int = 1,
    model: Model | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Row, ...]:
    """Every person on every way of dosing, with the same luck; one row a way."""
    model = model or model_of(knowledge)
    numbers = {row.id: float(row.value) for row in knowledge.thresholds.values()}
    runs: dict[str, list[Run]] = {way: [] for way in WAYS}
    for number in range(people):
        person = draw_person(model, _luck(f"{seed}-{number}"))
        for way in WAYS:
            luck = _luck(f"{seed}-{number}-days")
            runs[way].append(run_person(person, way, course, model, numbers, luck))
        if progress is not None:
            progress(number + 1)
    return tuple(_rows(runs, people))


def _luck(seed: str) -> random.Random:
    """Draws that are the same for the same seed on every machine."""
    return random.Random(seed)  # noqa: S311 — a simulation, no secret


def _rows(runs: dict[str, list[Run]], people: int) -> Iterator[Row]:
    for way, found in runs.items():
        reached = [run.reached for run in found if run.reached is not None]
        yield Row(
            way=way,
            people=people,
            loose=sum(run.loose for run in found) / people,
            caused=sum(run.caused for run in found) / people,
            reached=sum(reached) / len(reached) if reached else math.nan,
            share_reached=len(reached) / people,
            highest=max(run.highest for run in found),
        )
