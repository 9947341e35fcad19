"""The day plan beside CP-SAT and HiGHS, on the same seeded days in one run. Run with `make bench`.

The order of docs/reference/day-plan.md as numbers: minutes moved, doses moved, distance between intakes (as large as
can be, up to the wished), minutes from the wishes, minutes from meals. CP-SAT weighs them into one sum; that sum passes
what HiGHS can hold apart, so HiGHS is asked in turns. Every day must give the same numbers. Each solver runs in a
process of its own: ortools and HiGHS carry copies of one library, and the second one to load fails.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise

from magwise.knowledge.load import load_knowledge
from magwise.schedule.day import MINUTES, DayRequest, Demand, Intake, minutes_of
from magwise.schedule.moments import find_moments, wished_place
from magwise.schedule.plan import plan_day

DAYS, STEP = 200, 5
Score = list[int] | None


def make_day(seed: int, movable: bool) -> DayRequest:
    """Eight medicines awake 07:00 to 23:00, of which two or three bind; when movable, three to five that bind."""
    draw = random.Random(seed)
    bind = draw.sample(range(8), draw.choice((3, 4, 5)) if movable else 3 if seed % 4 == 0 else 2)
    demands = tuple(
        Demand(
            name=f"m{number}",
            called="",
            times=(draw.randrange(420, 1380, STEP),),
            before=draw.randrange(120, 245, STEP) if number in bind else None,
            after=draw.randrange(120, 365, STEP) if number in bind else None,
            action="space" if number in bind else "none",
            movable=movable,
        )
        for number in range(8)
    )
    meals = tuple(draw.randrange(low, high, STEP) for low, high in ((430, 540), (720, 810), (1050, 1170)))
    intakes = tuple(Intake(mg=100, name="Mg", moment=moment) for moment in ("breakfast", "afternoon", "bed"))
    return DayRequest(
        wake=420, bed=1380, meals=meals, demands=demands, intakes=intakes, with_food=seed % 2 == 0, apart=180
    )


def steps(request: DayRequest) -> tuple[int, list[int], list[int], list[tuple[int, int, int]], int]:
    """A day for the peers, in steps after waking: length, wishes, meals (where food counts), (place, before, after)."""
    moments = find_moments(request)
    wishes = sorted(wished_place(moments, each.moment, request.with_food) for each in request.intakes)
    binding = [
        ((d.times[0] - request.wake) // STEP, (d.before or 0) // STEP, (d.after or 0) // STEP)
        for d in request.demands
        if d.before or d.after
    ]
    return moments.length // STEP, wishes, list(moments.meals) if request.with_food else [], binding, 180 // STEP


def score(request: DayRequest, magnesium: list[int], moved: list[int]) -> list[int]:
    """The five numbers of a day; magnesium in minutes after waking, moved in minutes."""
    _, wishes, meals, _, apart = steps(request)
    distance = min([apart * STEP, *(b - a for a, b in pairwise(magnesium))])
    near = sum(abs(a - b) for a, b in zip(magnesium, wishes, strict=True))
    food = sum(min(abs(place - meal) for meal in meals) for place in magnesium) if meals else 0
    return [sum(moved), sum(1 for each in moved if each), -distance, near, food]


def ours(request: DayRequest) -> Score:
    plan = plan_day(request, knowledge=KNOWLEDGE)
    if plan.status == "infeasible":
        return None
    at = {item.name: (minutes_of(item.time) - request.wake) % MINUTES for item in plan.items if item.name != "Mg"}
    places = [(minutes_of(item.time) - request.wake) % MINUTES for item in plan.items if item.kind == "magnesium"]
    moved = [abs(at[d.name] - (d.times[0] - request.wake)) for d in request.demands]
    return score(request, places, moved)


def cp_sat(request: DayRequest) -> Score:
    from ortools.sat.python import cp_model

    length, wishes, meals, binding, apart = steps(request)
    movable = request.demands[0].movable
    model = cp_model.CpModel()
    doses = [model.new_int_var(0, length, "") for _ in wishes]
    moves, counts, places = [], [], []
    for place, before, after in binding:
        where: object = place
        if movable:
            where = model.new_int_var(0, length, "")
            move, moved = model.new_int_var(0, length, ""), model.new_bool_var("")
            model.add(move >= where - place)
            model.add(move >= place - where)
            model.add(move <= length * moved)
            moves.append(move)
            counts.append(moved)
        places.append(where)
        for dose in doses:
            later = model.new_bool_var("")
            round_ = MINUTES // STEP
            model.add(dose - where >= before).only_enforce_if(later)
            model.add(dose - where <= round_ - after).only_enforce_if(later)
            model.add(where - dose >= after).only_enforce_if(~later)
            model.add(where - dose <= round_ - before).only_enforce_if(~later)
    gap = model.new_int_var(1, apart, "")
    for earlier, later_dose in pairwise(doses):
        model.add(later_dose - earlier >= gap)
    nears, foods = [], []
    for dose, wish in zip(doses, wishes, strict=True):
        near = model.new_int_var(0, MINUTES, "")
        model.add(near >= dose * STEP - wish)
        model.add(near >= wish - dose * STEP)
        nears.append(near)
        if meals:
            food, chosen = model.new_int_var(0, MINUTES, ""), [model.new_bool_var("") for _ in meals]
            model.add_exactly_one(chosen)
            for meal, here in zip(meals, chosen, strict=True):
                model.add(food >= dose * STEP - meal).only_enforce_if(here)
                model.add(food >= meal - dose * STEP).only_enforce_if(here)
            foods.append(food)
    parts = (sum(moves), sum(counts), apart - gap, sum(nears), sum(foods))
    weights = (10**13, 10**11, 10**8, 10**4, 1)
    model.minimize(sum(weight * part for weight, part in zip(weights, parts, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    changed = [abs(solver.value(w) - p) * STEP if movable else 0 for w, (p, _, _) in zip(places, binding, strict=True)]
    return score(request, [solver.value(dose) * STEP for dose in doses], changed)


def highs(request: DayRequest) -> Score:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    length, wishes, meals, binding, apart = steps(request)
    movable = request.demands[0].movable
    lows: list[int] = []
    highs_: list[int] = []
    rows: list[tuple[float, list[tuple[int, float]]]] = []
    big, round_ = 3 * MINUTES, MINUTES // STEP

    def var(low: int, high: int) -> int:
        lows.append(low)
        highs_.append(high)
        return len(lows) - 1

    def row(least: float, *terms: tuple[int, float]) -> None:
        rows.append((least, list(terms)))

    doses = [var(0, length) for _ in wishes]
    moves, counts, places = [], [], []
    for place, before, after in binding:
        where = var(0, length) if movable else var(place, place)
        places.append(where)
        if movable:
            move, moved = var(0, length), var(0, 1)
            row(-place, (move, 1), (where, -1))
            row(place, (move, 1), (where, 1))
            row(0, (moved, length), (move, -1))
            moves.append(move)
            counts.append(moved)
        for dose in doses:
            later = var(0, 1)
            row(before - big, (dose, 1), (where, -1), (later, -big))
            row(after - round_ - big, (dose, -1), (where, 1), (later, -big))
            row(after, (where, 1), (dose, -1), (later, big))
            row(before - round_, (where, -1), (dose, 1), (later, big))
    gap = var(1, apart)
    for earlier, following in pairwise(doses):
        row(0, (following, 1), (earlier, -1), (gap, -1))
    nears, foods = [], []
    for dose, wish in zip(doses, wishes, strict=True):
        near = var(0, MINUTES)
        row(-wish, (near, 1), (dose, -STEP))
        row(wish, (near, 1), (dose, STEP))
        nears.append(near)
        if meals:
            food, chosen = var(0, MINUTES), [var(0, 1) for _ in meals]
            row(1, *((here, 1) for here in chosen))
            for meal, here in zip(meals, chosen, strict=True):
                row(-meal - big, (food, 1), (dose, -STEP), (here, -big))
                row(meal - big, (food, 1), (dose, STEP), (here, -big))
            foods.append(food)
    turns = [
        [*((move, 10) for move in moves), *((count, 1) for count in counts)],
        [(gap, -1)],
        [*((near, 2000) for near in nears), *((food, 1) for food in foods)],
    ]
    found = None
    for terms in turns[0 if movable else 1 :]:
        cost = np.zeros(len(lows))
        for place, weight in terms:
            cost[place] = weight
        starts, columns, values = [0], [], []
        for _, entries in rows:
            columns += [column for column, _ in entries]
            values += [float(value) for _, value in entries]
            starts.append(len(columns))
        matrix = csr_array((np.array(values), columns, starts), shape=(len(rows), len(lows)))
        found = milp(
            cost,
            integrality=np.ones(len(lows)),
            bounds=Bounds(lows, highs_),
            constraints=LinearConstraint(matrix, [least for least, _ in rows], np.inf),
            options={"mip_rel_gap": 0},
        )
        if found.status == 2:
            return None
        assert found.status == 0, found.message
        row(-round(found.fun), *((place, -weight) for place, weight in terms))
    assert found is not None
    at = [round(value) for value in found.x]
    changed = [abs(at[w] - place) * STEP for w, (place, _, _) in zip(places, binding, strict=True)]
    return score(request, [at[dose] * STEP for dose in doses], changed)


SOLVERS: dict[str, Callable[[DayRequest], Score]] = {"magwise": ours, "CP-SAT": cp_sat, "HiGHS": highs}
KNOWLEDGE = load_knowledge()


def measure(name: str, movable: bool) -> dict[str, list]:
    """The scores of all days and the milliseconds of each, model building included; the first day twice."""
    solve, scores, times = SOLVERS[name], [], []
    solve(make_day(0, movable))
    for seed in range(DAYS):
        request = make_day(seed, movable)
        start = time.process_time()
        scores.append(solve(request))
        times.append((time.process_time() - start) * 1000)
    return {"scores": scores, "times": times}


def main() -> None:
    """One table; ends with an error where any day differs."""
    for movable in (False, True):
        answers = {}
        for name in SOLVERS:
            done = subprocess.run(
                [sys.executable, __file__, name, str(int(movable))], check=True, capture_output=True, text=True
            )
            answers[name] = json.loads(done.stdout)
        best = answers["magwise"]["scores"]
        told = f"{sum(one is None for one in best)} without a plan"
        told += f", {sum(bool(one and one[0]) for one in best)} with a medicine moved" if movable else ""
        print(f"{'movable' if movable else 'fixed'} medicines, {DAYS} days ({told}); process ms")
        for name, answer in answers.items():
            times = sorted(answer["times"])
            different = sum(a != b for a, b in zip(answer["scores"], best, strict=True))
            p50, p99 = times[DAYS // 2], times[DAYS * 99 // 100]
            print(f"  {name:8} p50 {p50:8.2f}  p99 {p99:8.2f}  worst {times[-1]:8.2f}  days that differ: {different}")
            if different:
                sys.exit("the solvers disagree")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1], sys.argv[2] == "1")))
    else:
        main()
