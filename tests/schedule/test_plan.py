"""The plan is legal, the best by the written objective, and honest where there is none."""

import random

import msgspec
import pytest
from hypothesis import given, settings

from magwise.errors import InputError
from magwise.schedule.conflicts import smallest_conflict
from magwise.schedule.constraints import is_binding
from magwise.schedule.day import MINUTES
from magwise.schedule.moments import find_moments, wished_place
from magwise.schedule.plan import plan_day
from magwise.schedule.solve import Puzzle
from schedule.days import at, day, days, demand, intake, movable_days, small_day
from schedule.exhaustive import best_day
from schedule.verifier import faults, forbidden_minutes, minute


def magnesium(plan):
    return [item.time for item in plan.items if item.kind == "magnesium"]


def wishes_of(request):
    moments = find_moments(request)
    return sorted(wished_place(moments, each.moment, request.with_food) for each in request.intakes)


def moved_minutes(request, plan):
    """Minutes that movable medicines moved, read from the plan's items: old and new in the order of the waking day."""
    total = 0
    for each in request.demands:
        if each.movable:
            old = sorted({(t - request.wake) % MINUTES for t in each.times})
            why = [i for i in plan.items if i.name == each.name and "vandaag ingenomen" not in i.why]
            new = [(minute(i.time) - request.wake) % MINUTES for i in why]
            total += sum(abs(a - b) for a, b in zip(old, new, strict=True))
    return total


def test_thyroid_tablet_in_the_morning(knowledge):
    request = day(demand("Thyrax 100 mcg", [at("07:00")], 240, 240), intakes=[intake("evening")])
    plan = plan_day(request, knowledge=knowledge)
    assert plan.status == "optimal"
    assert magnesium(plan) == ["18:30"]
    assert [(w.medicine, w.from_, w.to) for w in plan.windows] == [("Thyrax 100 mcg", "03:00", "11:00")]
    assert plan.items[-1].why == "'s\u00a0Avonds, ruim na Thyrax 100 mcg van 07:00."
    assert plan.to_dict()["windows"][0]["from"] == "03:00"


def test_the_edges_are_allowed_and_the_minute_inside_is_not(knowledge):
    request = day(demand("A", [at("08:00")], 240, 0), intakes=[intake("wake")], wake="08:00", bed="12:00")
    assert magnesium(plan_day(request, knowledge=knowledge)) == ["12:00"]
    closed = msgspec.structs.replace(request, bed=at("11:55"))
    assert plan_day(closed, knowledge=knowledge).status == "infeasible"


@pytest.mark.parametrize(
    ("before", "after", "time", "expected"),
    [(240, 0, "08:00", "12:00"), (0, 240, "12:00", "08:00"), (240, 60, "08:00", "12:00"), (60, 240, "12:00", "08:00")],
)
def test_both_sides_of_a_dose(knowledge, before, after, time, expected):
    request = day(demand("A", [at(time)], before, after), intakes=[intake("wake")], wake="08:00", bed="12:00")
    assert magnesium(plan_day(request, knowledge=knowledge)) == [expected]


def test_one_sided_hours_close_the_minute_of_the_dose_itself(knowledge):
    request = day(demand("A", [at("07:00")], 0, 240), intakes=[intake("wake")])
    assert magnesium(plan_day(request, knowledge=knowledge)) == ["07:05"]


def test_the_morning_dose_reaches_back_over_midnight(knowledge):
    request = day(demand("A", [at("01:00")], 60, 240), intakes=[intake("bed")], bed="23:00")
    plan = plan_day(request, knowledge=knowledge)
    assert magnesium(plan) == ["21:00"]
    assert [(w.from_, w.to) for w in plan.windows] == [("21:00", "02:00")]


def test_a_night_worker_reads_the_day_from_waking(knowledge):
    request = day(
        demand("A", [at("22:00")], 240, 240),
        intakes=[intake("wake"), intake("bed")],
        wake="22:00",
        bed="14:00",
        meals=("22:30", "04:00", "11:40"),
    )
    plan = plan_day(request, knowledge=knowledge)
    assert [item.time for item in plan.items] == ["22:00", "22:30", "02:00", "04:00", "11:40", "13:00"]
    assert magnesium(plan) == ["02:00", "13:00"]
    assert plan.items[2].why.startswith("'s\u00a0Nachts")


def test_what_was_taken_counts_beside_the_normal_time(knowledge):
    request = day(demand("Thyrax", [at("07:00")], 240, 240, taken=(at("08:40"),)), intakes=[intake("wake")])
    plan = plan_day(request, knowledge=knowledge)
    assert magnesium(plan) == ["12:40"]
    assert [(w.from_, w.to) for w in plan.windows] == [("03:00", "11:00"), ("04:40", "12:40")]
    assert [item.time for item in plan.items if item.kind == "medicine"] == ["07:00", "08:40"]


@pytest.mark.parametrize(("acid", "expected"), [(None, "11:00"), (True, "11:00"), (False, "07:00")])
def test_acid_neutralising_rows_bind_unless_the_form_is_known_to_be_none(knowledge, acid, expected):
    row = demand("A", [at("07:00")], 240, 240, only_acid_neutralising=True)
    plan = plan_day(day(row, intakes=[intake("wake")], acid_neutralising=acid), knowledge=knowledge)
    assert magnesium(plan) == [expected]
    assert [w.applies_to for w in plan.windows] == ([] if acid is False else ["acid_neutralising"])


def test_note_and_no_hours_close_nothing(knowledge):
    request = day(
        demand("A", [at("07:00")], 240, 240, action="note"),
        demand("B", [at("07:00")], None, 0, action="consult"),
        intakes=[intake("wake")],
    )
    plan = plan_day(request, knowledge=knowledge)
    assert (plan.windows, magnesium(plan)) == ((), ["07:00"])


def test_a_medicine_without_a_time_asks_for_it(knowledge):
    request = day(demand("Ciproxin", (), 120, 360), intakes=[intake("evening")])
    plan = plan_day(request, knowledge=knowledge)
    assert plan.status == "infeasible"
    assert plan.conflicts[0].startswith("Hoe laat slik je Ciproxin?")
    assert magnesium(plan) == []
    english = plan_day(request, knowledge=knowledge, locale="en")
    assert english.conflicts[0].startswith("What time do you take Ciproxin?")


def test_avoid_closes_the_day(knowledge):
    request = day(demand("Xofluza", [at("10:00")], action="avoid"), intakes=[intake("evening")])
    plan = plan_day(request, knowledge=knowledge)
    assert plan.status == "infeasible"
    assert [(w.from_, w.to) for w in plan.windows] == [("00:00", "24:00")]
    assert "Xofluza" in plan.conflicts[0]


def test_without_intakes_the_plan_still_shows_the_day(knowledge):
    request = day(demand("A", [at("08:00")], 240, 240), demand("B", (), 240, 240), demand("C", (), action="avoid"))
    plan = plan_day(request, knowledge=knowledge)
    assert (plan.status, plan.conflicts) == ("optimal", ())
    assert [item.kind for item in plan.items] == ["meal", "medicine", "meal", "meal"]
    assert [w.medicine for w in plan.windows] == ["C", "A"]


def test_a_movable_medicine_stays_when_the_day_is_legal_without_moving_it(knowledge):
    request = day(demand("A", [at("18:30")], 240, 240, movable=True), intakes=[intake("evening")])
    plan = plan_day(request, knowledge=knowledge)
    assert magnesium(plan) == ["14:30"]
    assert next(i for i in plan.items if i.kind == "medicine").why == "Blijft op je eigen tijdstip."


def test_a_movable_medicine_moves_as_little_as_possible_and_a_fixed_one_never(knowledge):
    fixed, movable = demand("F", [at("09:00")], 360, 360), demand("M", [at("17:00")], 240, 300, movable=True)
    request = day(fixed, movable, intakes=[intake("evening")], bed="20:00")
    plan = plan_day(request, knowledge=knowledge)
    moved = {i.name: i.time for i in plan.items if i.kind == "medicine"}
    assert (moved, magnesium(plan)) == ({"F": "09:00", "M": "16:00"}, ["20:00"])
    assert "17:00" in next(i.why for i in plan.items if i.name == "M")
    assert [(w.medicine, w.from_) for w in plan.windows] == [("F", "03:00"), ("M", "11:00")]
    stuck = msgspec.structs.replace(request, demands=(fixed, msgspec.structs.replace(movable, movable=False)))
    assert plan_day(stuck, knowledge=knowledge).status == "infeasible"


def test_the_distance_shrinks_only_when_it_cannot_be_met(knowledge):
    two = [intake("breakfast"), intake("evening")]
    roomy = day(demand("A", [at("07:00")], 240, 240), intakes=two)
    assert magnesium(plan_day(roomy, knowledge=knowledge)) == ["11:00", "18:30"]
    tight = day(demand("A", [at("07:00")], 600, 240), intakes=two, bed="19:00")
    plan = plan_day(tight, knowledge=knowledge)
    assert magnesium(plan) == ["17:00", "19:00"]
    assert plan.alternatives
    clustered = day(demand("A", [at("07:00")], 600, 240), intakes=two, apart=120)
    assert magnesium(plan_day(clustered, knowledge=knowledge)) == ["17:00", "19:00"]


def test_single_minutes_are_used_where_no_mark_is_legal(knowledge):
    request = day(
        demand("A", [at("07:02")], 240, 240), demand("B", [at("15:04")], 480, 240), intakes=[intake("evening")]
    )
    assert magnesium(plan_day(request, knowledge=knowledge)) == ["11:04"]


def test_a_combination_moves_as_one_tablet(knowledge):
    wide = demand("Duo", [at("09:00")], 60, 60, movable=True)
    other = demand("Duo", [at("09:00")], 120, 30, movable=True, only_acid_neutralising=True)
    request = day(wide, other, intakes=[intake("wake")], wake="08:30", bed="10:30")
    plan = plan_day(request, knowledge=knowledge)
    assert plan.status == "optimal"
    assert len({i.time for i in plan.items if i.name == "Duo"}) == 1
    assert faults(request, plan.to_dict()) == []


@pytest.mark.parametrize("change", [{"bed": 420}, {"wake": 1500}, {"meals": (-5,)}, {"apart": -1}])
def test_an_impossible_request_is_refused(knowledge, change):
    with pytest.raises(InputError):
        plan_day(msgspec.structs.replace(day(intakes=[intake("wake")]), **change), knowledge=knowledge)


def test_negative_hours_and_odd_times_are_refused(knowledge):
    for bad in (demand("A", [60], -1, 0, action="space"), demand("A", [1441], 1, 1)):
        with pytest.raises(InputError, match="A, "):
            plan_day(day(bad), knowledge=knowledge)


def test_alternatives_are_legal_ways_out(knowledge):
    short = demand("doxycycline", [at("08:00"), at("16:00")], 240, 235, short_course=True)
    acid = demand("B", [at("12:00")], 120, 120, only_acid_neutralising=True)
    request = day(short, acid, intakes=[intake("breakfast"), intake("evening")], bed="16:05", meals=())
    plan = plan_day(request, knowledge=knowledge, locale="en")
    assert plan.status == "infeasible"
    assert any("does not bind stomach acid" in way for way in plan.alternatives)
    assert any("doxycycline a short course" in way for way in plan.alternatives)
    once = day(demand("A", [at("07:00")], 240, 240), intakes=[intake("wake")] * 2, bed="11:00")
    assert any("once a day" in way for way in plan_day(once, knowledge=knowledge, locale="en").alternatives)
    assert not any("move" in way or "stop" in way for way in plan.alternatives)


def test_a_day_too_short_says_so(knowledge):
    plan = plan_day(day(intakes=[intake("wake")] * 3, bed="07:05"), knowledge=knowledge)
    assert plan.status == "infeasible"
    assert "3" in plan.conflicts[0]


@pytest.mark.parametrize("seed", range(8))
def test_fixed_days_are_the_best_of_all_days(knowledge, seed):
    rng = random.Random(seed)
    seen = {"optimal": 0, "infeasible": 0}
    for _ in range(150):
        request = small_day(rng, intakes=(1, 2, 2, 3))
        plan = plan_day(request, knowledge=knowledge)
        best = best_day(request, wishes_of(request))
        if best is None and plan.status == "optimal":
            best = best_day(request, wishes_of(request), step=1)
        seen[plan.status] += 1
        if best is None:
            assert plan.status == "infeasible", request
        else:
            found = tuple((minute(time) - request.wake) % MINUTES for time in magnesium(plan))
            assert found == best[-1], request
            assert faults(request, plan.to_dict()) == [], request
    assert min(seen.values()) > 10


@pytest.mark.parametrize("seed", range(5))
def test_the_rest_of_a_day_is_the_best_of_all_rests(seed):
    """What was taken today: the exact search alone, for the plan may leave out what was missed."""
    rng = random.Random(200 + seed)
    seen = 0
    for _ in range(60):
        request = small_day(rng, movable=rng.random() < 0.5)
        length = (request.bed - request.wake) % MINUTES
        now = (request.wake + rng.randrange(0, length, 5)) % MINUTES
        request = msgspec.structs.replace(
            request, not_before=now, magnesium_taken=now if rng.random() < 0.5 else request.wake
        )
        binding = [d for d in request.demands if is_binding(d, request.acid_neutralising)]
        solved = Puzzle(request, find_moments(request)).best(binding)
        best = best_day(request, wishes_of(request))
        if best is not None:
            assert solved is not None, request
            assert tuple(place for _, place in solved.intakes) == best[-1], request
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("seed", range(5))
def test_movable_days_are_the_best_of_all_days(knowledge, seed):
    rng = random.Random(100 + seed)
    moved = 0
    for _ in range(160):
        request = small_day(rng, movable=True, intakes=(1, 2, 2, 3))
        plan = plan_day(request, knowledge=knowledge)
        best = best_day(request, wishes_of(request))
        if best is None:
            assert plan.status == "infeasible" or any(t % 5 for d in request.demands for t in (*d.times, *d.taken)), (
                request
            )
            continue
        found = tuple((minute(time) - request.wake) % MINUTES for time in magnesium(plan))
        assert (moved_minutes(request, plan), found) == (best[0], best[-1]), request
        assert faults(request, plan.to_dict()) == [], request
        moved += best[0] > 0
    assert moved > 5


@pytest.mark.parametrize("movable", [False, True])
def test_every_conflict_is_minimal(knowledge, movable):
    """Leave out any one demand of a conflict and the day can be planned; with all of them it cannot."""
    rng = random.Random(300)
    sizes = []
    while len(sizes) < 150:
        request = small_day(rng, movable=movable, intakes=(1, 2, 3))
        puzzle = Puzzle(request, find_moments(request))
        binding = [d for d in request.demands if is_binding(d, request.acid_neutralising)]
        if puzzle.best(binding) is not None:
            continue
        clashing = smallest_conflict(binding, puzzle.is_legal)
        sizes.append(len(clashing))
        assert plan_day(request, knowledge=knowledge).status == "infeasible"
        alone = msgspec.structs.replace(request, demands=tuple(clashing))
        assert plan_day(alone, knowledge=knowledge).status == "infeasible", request
        for dropped in clashing:
            rest = tuple(d for d in clashing if d is not dropped)
            fewer = msgspec.structs.replace(request, demands=rest)
            assert plan_day(fewer, knowledge=knowledge).status == "optimal", (request, dropped)
    assert {1, 2} <= set(sizes)


@settings(max_examples=300, deadline=None)
@given(days)
def test_every_plan_is_legal_or_has_a_smallest_conflict(knowledge, request):
    plan = plan_day(request, knowledge=knowledge)
    again = plan_day(request, knowledge=knowledge)
    assert msgspec.json.encode(plan.to_dict()) == msgspec.json.encode(again.to_dict())
    order = [(minute(item.time) - request.wake) % MINUTES for item in plan.items]
    assert order == sorted(order)
    if plan.status == "optimal":
        assert faults(request, plan.to_dict()) == []
        assert plan.conflicts == ()
        return
    assert request.intakes
    assert plan.conflicts
    assert plan.alternatives or "Hoe laat" in plan.conflicts[0]
    assert not magnesium(plan)
    puzzle = Puzzle(request, find_moments(request))
    binding = [d for d in request.demands if is_binding(d, request.acid_neutralising)]
    clashing = smallest_conflict(binding, puzzle.is_legal)
    assert len(clashing) == len(plan.conflicts) or not clashing
    alone = msgspec.structs.replace(request, demands=tuple(clashing))
    assert plan_day(alone, knowledge=knowledge).status == "infeasible"
    for dropped in clashing:
        rest = tuple(d for d in clashing if d is not dropped)
        smaller = plan_day(msgspec.structs.replace(request, demands=rest), knowledge=knowledge)
        assert smaller.status == "optimal", (request, dropped)
    if len(request.intakes) == 1 and not any(d.movable for d in request.demands):
        awake = {(request.wake + m) % MINUTES for m in range((request.bed - request.wake) % MINUTES + 1)}
        assert awake <= forbidden_minutes(request)


@settings(max_examples=150, deadline=None)
@given(days)
def test_windows_follow_the_formula(knowledge, request):
    plan = plan_day(request, knowledge=knowledge)
    inside = set()
    for window in plan.windows:
        start, stop = minute(window.from_), 1440 if window.to == "24:00" else minute(window.to)
        length = 1440 if (start, stop) == (0, 1440) else (stop - start) % 1440 or 1440
        whole = (start, stop) == (0, 1440)
        inside |= {(start + step) % 1440 for step in range(0 if whole else 1, length)}
    timed = msgspec.structs.replace(
        request, demands=tuple(d for d in request.demands if d.times or d.action == "avoid" or d.taken)
    )
    if any(not d.times for d in timed.demands if d.action != "avoid"):
        return
    one_sided = {t for d in timed.demands for t in (*d.times, *d.taken) if not (d.before and d.after)}
    assert inside | one_sided == forbidden_minutes(timed) | one_sided


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_sentences_are_short_and_say_je(knowledge, locale):
    said = {key: text for key, text in knowledge.wording[locale].items() if key.startswith("schedule.")}
    said |= {rule.id: rule.text[locale] for rule in knowledge.rules.values() if rule.kind == "timing"}
    for key, text in said.items():
        assert all(len(sentence.split()) <= 15 for sentence in text.replace("?", ".").split(".")), key
        words = text.lower().split()
        assert "u" not in words
        assert not any(bad in text.lower() for bad in ("inname", "interactie", "suppletie", "titratie", "elementair"))


@settings(max_examples=60, deadline=None)
@given(request_=movable_days)
def test_moved_medicines_keep_order_and_distance(knowledge, request_):
    plan = plan_day(request_, knowledge=knowledge)
    if plan.status == "infeasible":
        rigid = tuple(msgspec.structs.replace(d, movable=False) for d in request_.demands)
        fixed = plan_day(msgspec.structs.replace(request_, demands=rigid), knowledge=knowledge)
        assert fixed.status == "infeasible"
        return
    assert faults(request_, plan.to_dict()) == []
    for each in request_.demands:
        old, new = (
            sorted((t - request_.wake) % MINUTES for t in times)
            for times in (each.times, [minute(i.time) for i in plan.items if i.name == each.name])
        )
        gaps = [[b - a for a, b in zip(x, [*x[1:], x[0] + MINUTES], strict=True)] for x in (old, new)]
        assert min(gaps[1]) >= min(gaps[0])
        assert each.movable or old == new


def test_a_large_conflict_is_reduced_to_what_is_needed(knowledge):
    times = {"A": "08:30", "B": "12:25", "idle": "03:00", "C": "16:20", "D": "20:15", "E": "23:30"}
    request = day(*(demand(name, [at(time)], 120, 120) for name, time in times.items()), intakes=[intake("wake")])
    plan = plan_day(request, knowledge=knowledge)
    assert plan.status == "infeasible"
    assert [sentence[0] for sentence in plan.conflicts] == ["A", "B", "C", "D", "E"]
