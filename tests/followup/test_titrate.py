"""The dose follows the diary: every rule of it, its thresholds on both sides, and what may never happen."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.courses import START, course, days_of_runs, followed
from magwise.followup.course import ranges_of
from magwise.followup.diary import Day
from magwise.followup.titrate import Seen, advance, begin, mg_of, titrate
from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
NUMBERS = {row.id: float(row.value) for row in KNOWLEDGE.thresholds.values()}
RULES = sorted(rule.id for rule in KNOWLEDGE.rules.values() if rule.kind == "titration")
STOOLS = (None, "hard", "normal", "loose", "watery")
SEEN = st.builds(
    Seen,
    stool=st.sampled_from(STOOLS),
    taken=st.sampled_from(("taken", "skipped", "unrecorded")),
    benefit=st.sampled_from((None, "none", "some", "good")),
    trial=st.sampled_from((None, None, True, False)),
)


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_has_cases_and_they_hold(rule_id):
    for case in KNOWLEDGE.cases[rule_id]:
        mine, days, on, closed = followed(case.followed)
        for locale in ("nl", "en"):
            today = titrate(mine, days, on, closed=closed, knowledge=KNOWLEDGE, locale=locale).today
            wanted = (case.followed.rule, case.followed.mg, case.followed.way)
            assert (today.rule, today.mg, today.way) == wanted, case.title
            assert today.text
            assert "{" not in today.text
            assert today.limit in (*KNOWLEDGE.thresholds, *KNOWLEDGE.limits, *KNOWLEDGE.rules), case.title


@pytest.mark.parametrize(
    ("threshold", "runs"),  # the course is on its target from 150 mg on
    [
        ("diary_step_days", ["7 normal"]),
        ("diary_least_days", ["2 -", "2 normal", "2 -", "1 normal"]),
        ("diary_stale_days", ["4 normal", "3 -"]),
        ("diary_return_days", ["7 normal", "1 loose", "3 normal"]),
        ("diary_restart_days", ["7 normal", "1 watery", "2 normal"]),
        ("diary_restart_share", ["1 watery", "2 normal"]),
        ("diary_loose_most", ["7 normal", "1 loose", "3 normal", "1 loose", "4 normal"]),
        ("diary_loose_memory", ["7 normal", "1 loose", "27 normal", "1 loose"]),
    ],
)
def test_every_threshold_decides_somewhere(threshold, runs):
    """At the threshold and one more: the dose or the rule of the last day differs."""
    mine, (days, on) = course(target=150), days_of_runs(runs)
    row = KNOWLEDGE.thresholds[threshold]
    more = 0.4 if threshold == "diary_restart_share" else row.value + 1
    changed = dict(NUMBERS, **{threshold: float(more)})
    seen = {day.date: Seen(day.stool, day.taken, day.benefit) for day in days}

    def last(numbers):
        state = begin(mine)
        for passed in range((on - START).days):
            state = advance(state, seen.get((START + timedelta(passed)).isoformat(), Seen()), mine, numbers)
        return state.rule, mg_of(state, mine), state.barred

    assert last(NUMBERS) != last(changed)


@given(st.lists(SEEN, max_size=120), st.sampled_from([(50, 100, 150, 200, 250), (100, 200), (60, 120, 180), (75,)]))
@settings(max_examples=400, deadline=None)
def test_the_dose_never_leaves_its_ranges_and_never_jumps(seens, rungs):
    mine = course(rungs, first=rungs[min(1, len(rungs) - 1)], target=rungs[-1])
    ranges = ranges_of(mine, KNOWLEDGE)
    state, silent = begin(mine), 0
    for seen in seens:
        before = mg_of(state, mine)
        was_paused = state.at < 0
        state = advance(state, seen, mine, NUMBERS)
        now = mg_of(state, mine)
        assert 0 <= now <= ranges.absolute[1]
        assert now == 0 or now in mine.rungs
        if seen.stool in ("loose", "watery") and (seen.trial is not False or seen.taken == "taken"):
            assert now < before or (before == now == 0)
        if seen.trial is not None and not was_paused:
            assert now <= before
        silent = 0 if seen.stool else silent + 1
        if silent >= NUMBERS["diary_stale_days"] and not was_paused:
            assert now <= before
        if now > before and not was_paused:
            assert mine.rungs.index(now) == mine.rungs.index(before) + 1
        if was_paused and now:
            assert now <= mine.rungs[0] or now < mine.target
        if state.stopped:
            assert now == 0


@given(st.lists(SEEN, max_size=90), st.integers(0, 89))
@settings(max_examples=300, deadline=None)
def test_forgetting_to_write_never_gives_more_than_a_normal_day(seens, place):
    """Compared with the same diary in which that day was normal and the dose taken."""
    if place >= len(seens):
        return
    mine = course()
    silent = [*seens[:place], Seen(), *seens[place + 1 :]]
    calm = [*seens[:place], Seen("normal", "taken", seens[place].benefit), *seens[place + 1 :]]
    one, two = begin(mine), begin(mine)
    for step, (left, right) in enumerate(zip(silent, calm, strict=True)):
        one, two = advance(one, left, mine, NUMBERS), advance(two, right, mine, NUMBERS)
        if step == place:
            assert mg_of(one, mine) <= mg_of(two, mine)
            break


def test_a_silent_diary_never_raises_the_dose():
    state, mine = begin(course()), course()
    for _ in range(400):
        state = advance(state, Seen(), mine, NUMBERS)
        assert mg_of(state, mine) == mine.first


def test_several_entries_of_a_day_count_by_the_loosest():
    from magwise.followup.diary import Standing, days_of
    from magwise.followup.entry import Entry

    entries = [
        Standing("a", Entry(date="2027-01-04", time="08:00", bristol=4, taken="skipped"), 1),
        Standing("b", Entry(date="2027-01-04", time="21:00", bristol=6, taken="taken", outcome=4), 1),
        Standing("c", Entry(date="2027-01-04", outcome=8), 1),
    ]
    (day,) = days_of(entries)
    assert (day.stool, day.taken, day.outcome) == ("loose", "taken", 6)


def test_ranges_are_nested_and_cut_to_the_room():
    for room in (60, 100, 180, 250, 350):
        rungs = tuple(mg for mg in (50, 100, 150, 200, 250, 300, 350) if mg <= room)
        ranges = ranges_of(course(rungs, first=rungs[0], target=min(200, rungs[-1]), room=room), KNOWLEDGE)
        assert ranges.absolute == (0, room)
        assert 0 <= ranges.recommended[0] <= ranges.recommended[1] <= room
        assert ranges.recommended[0] <= ranges.start[0] <= ranges.start[1] <= room


def test_the_trail_tells_every_move_with_its_rule():
    days, on = days_of_runs(["7 normal", "1 loose", "3 normal", "1 watery", "2 normal"])
    found = titrate(course(), days, on, closed={}, knowledge=KNOWLEDGE, locale="en")
    assert [(move.way, move.mg) for move in found.trail] == [
        ("start", 100), ("up", 150), ("down", 100), ("up", 150), ("pause", 0), ("restart", 50),
    ]  # fmt: skip
    assert found.trail[1].date == (START + timedelta(7)).isoformat()
    assert all(move.sources and move.grade for move in found.trail)


def test_units_come_from_the_product():
    mine = course((50, 100, 150), first=100, target=150, unit="tablet", unit_mg=100.0)
    assert titrate(mine, [], START, closed={}, knowledge=KNOWLEDGE).today.units == 1
    assert titrate(course(), [], START, closed={}, knowledge=KNOWLEDGE).today.units is None


@pytest.mark.parametrize(("bristol", "mg", "tomorrow"), [(5, 100, 100), (6, 50, 50), (7, 0, 0), (None, 100, 100)])
def test_what_is_written_today_lowers_today_and_once_only(bristol, mg, tomorrow):
    days = [Day(START.isoformat(), bristol=bristol)]
    found = titrate(course(), days, START, closed={}, knowledge=KNOWLEDGE)
    assert (found.today.mg, found.lowered) == (mg, mg < 100)
    assert titrate(course(), days, START + timedelta(1), closed={}, knowledge=KNOWLEDGE).today.mg == tomorrow


def test_what_would_raise_the_dose_waits_for_tomorrow():
    days, on = days_of_runs(["7 normal"])
    assert titrate(course(), days, on - timedelta(1), closed={}, knowledge=KNOWLEDGE).today.mg == 100
    assert titrate(course(), days, on, closed={}, knowledge=KNOWLEDGE).today.mg == 150
