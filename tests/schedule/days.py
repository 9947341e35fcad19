"""Random days for the tests, from a seed or from Hypothesis."""

from hypothesis import strategies as st

from magwise.schedule.day import DayRequest, Demand, Intake
from magwise.schedule.moments import WHENS


def intake(moment, mg=100.0, name="Mg"):
    return Intake(mg=mg, name=name, moment=moment)


def demand(name, times, before=None, after=None, **rest):
    rest.setdefault("action", "space" if before or after else "none")
    rest.setdefault("called", "")
    return Demand(name=name, times=tuple(times), before=before, after=after, **rest)


def at(text):
    return int(text[:2]) * 60 + int(text[3:])


def day(*demands, intakes=(), wake="07:00", bed="23:00", meals=("07:30", "12:30", "18:30"), **rest):
    return DayRequest(
        wake=at(wake), bed=at(bed), meals=tuple(map(at, meals)), demands=demands, intakes=tuple(intakes), **rest
    )


def small_day(rng, *, movable=False, intakes=(1, 2)):
    """A short waking day around which any clock time may be taken; small enough to be enumerated."""
    wake = rng.randrange(0, 1440, 5)
    count = rng.choice(intakes)
    length = rng.randrange(60, 180 if count > 2 else 240, 5) if movable or count > 2 else rng.randrange(120, 420, 5)
    demands = []
    for number in range(rng.randint(1, 2 if movable else 4)):
        many = rng.choice([1, 1, 2]) if movable else rng.randint(1, 2)
        step = 5 if rng.random() < 0.8 else 1
        demands.append(
            demand(
                f"m{number}",
                [(wake + rng.randrange(0, length, step)) % 1440 for _ in range(many)]
                if rng.random() < 0.85
                else [rng.randrange(1440)],
                rng.choice([0, 15, 30, 60, 120, 240]),
                rng.choice([0, 15, 30, 60, 120, 300]),
                action=rng.choice(["space"] * 6 + ["note", "consult"]),
                movable=movable and rng.random() < 0.8,
                kind="supplement" if rng.random() < 0.2 else "medicine",
                taken=(rng.randrange(0, 1440, 5),) if rng.random() < 0.1 else (),
                only_acid_neutralising=rng.random() < 0.2,
            )
        )
    return DayRequest(
        wake=wake,
        bed=(wake + length) % 1440,
        meals=tuple((wake + rng.randrange(0, length, 5)) % 1440 for _ in range(rng.randint(0, 3))),
        demands=tuple(demands),
        intakes=tuple(intake(rng.choice(WHENS)) for _ in range(count)),
        acid_neutralising=rng.choice([None, True, False]),
        with_food=rng.random() < 0.4,
        apart=rng.choice([0, 30, 60, 120, 240]),
    )


minute = st.integers(0, 1439)
hours = st.sampled_from([None, 0, 30, 60, 120, 240, 360, 480, 720, 900])
demands = st.builds(
    lambda name, times, before, after, action, **rest: demand(name, times, before, after, action=action, **rest),
    name=st.sampled_from(["A", "B", "C", "D", "E & <f>"]),
    times=st.lists(minute, max_size=3),
    before=hours,
    after=hours,
    action=st.sampled_from(["space"] * 8 + ["consult", "monitor", "note", "none", "avoid"]),
    only_acid_neutralising=st.booleans(),
    taken=st.one_of(st.just(()), st.just(()), st.tuples(minute)),
    short_course=st.booleans(),
)
days = st.builds(
    lambda wake, length, **rest: DayRequest(wake=wake, bed=(wake + length) % 1440, **rest),
    wake=minute,
    length=st.integers(1, 1439),
    meals=st.lists(minute, max_size=4).map(tuple),
    demands=st.lists(demands, max_size=6, unique_by=lambda each: each.name).map(tuple),
    intakes=st.lists(st.sampled_from(WHENS).map(intake), max_size=3).map(tuple),
    acid_neutralising=st.sampled_from([None, True, False]),
    with_food=st.booleans(),
    apart=st.sampled_from([0, 60, 240]),
)
movable_days = st.builds(
    lambda wake, length, **rest: DayRequest(wake=wake, bed=(wake + length) % 1440, **rest),
    wake=minute,
    length=st.integers(300, 1200),
    demands=st.lists(
        st.builds(
            lambda name, times, before, after, movable: demand(name, times, before, after, movable=movable),
            name=st.sampled_from(["A", "B", "C"]),
            times=st.lists(minute, min_size=1, max_size=3, unique=True),
            before=st.sampled_from([60, 240, 480]),
            after=st.sampled_from([60, 240, 480]),
            movable=st.booleans(),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda each: each.name,
    ).map(tuple),
    intakes=st.lists(st.sampled_from(WHENS).map(intake), min_size=1, max_size=2).map(tuple),
)
