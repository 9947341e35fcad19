"""The verdict: what it says, on what it rests, and that a look every day does not change what is true."""

import json
import random
from datetime import date, timedelta

import numpy as np
import pytest

import magwise
from magwise.errors import DiaryError
from magwise.followup import fixed
from magwise.followup.analyse import analyse_trial
from magwise.followup.days import follow_plan, pair_stretches, to_blocks
from magwise.followup.design import design_trial
from magwise.followup.estimate import to_numbers
from magwise.followup.rows import read_rows
from magwise.followup.simulate import Shape, World, simulate
from magwise.followup.simulate import to_blocks as simulated_blocks

CONTRACT = [
    "n_on", "n_off", "completeness", "effect", "low", "high", "level", "p_value", "verdict", "reason",
    "smallest_detectable_effect", "plan_hash", "periods",
]  # fmt: skip


@pytest.fixture
def analyse(knowledge):
    def run(rows, least=None, plan=None, **more):
        return analyse_trial(rows, least, plan, knowledge=knowledge, **more)

    return run


def test_the_keys_are_those_of_the_contract(analyse, plan, diary):
    plain = analyse(diary(plan, 2), None, plan.to_dict()).to_dict()
    assert list(plain)[: len(CONTRACT)] == CONTRACT
    assert list(plain["periods"][0]) == ["on", "washout", "from", "to", "n", "mean"]
    assert plain["plan_hash"] == plan.plan_hash
    json.dumps(plain, allow_nan=False)


def test_a_large_effect_works_and_a_bad_one_is_worse(analyse, plan, diary):
    works = analyse(diary(plan, 3), None, plan)
    assert (works.verdict, works.method) == ("works", "fixed")
    assert works.low > 0
    assert works.p_value == pytest.approx(2 / 256, rel=0.01)
    assert analyse(diary(plan, -3), None, plan).verdict == "worse"


def test_low_may_be_the_good_end(analyse, knowledge, diary):
    plan = design_trial(
        {"name": "headache", "better": "low"}, 1, "2027-01-04", knowledge=knowledge, blocks=8, period_days=5
    )
    found = analyse(diary(plan, -3), None, plan)
    assert found.verdict == "works"
    assert found.effect < 0


def test_no_effect_only_inside_the_smallest_effect_worth_having(analyse, plan, diary):
    still = analyse(diary(plan, 0, noise=0.3), None, plan)
    assert still.verdict == "no_effect"
    assert -1 < still.low <= still.high < 1
    small = analyse(diary(plan, 0.5, noise=0.2), None, plan)
    assert small.low > 0
    assert small.verdict == "no_effect"
    wide = analyse(diary(plan, 0, noise=3), None, plan)
    assert (wide.verdict, wide.reason_id) == ("inconclusive", "wide")
    assert wide.smallest_detectable_effect > 1


def test_the_effect_is_the_weighted_mean_of_block_differences(analyse, plan, diary):
    rows = diary(plan, 1, missing=0.2, seed=5)
    by_date = {row["date"]: row["outcome"] for row in rows}
    total = weight = 0.0
    for block in range(1, 9):
        sides = {True: [], False: []}
        for day in plan.days:
            if day.block == block and not day.washout and by_date[day.date] is not None:
                sides[day.on].append(by_date[day.date])
        n, m = len(sides[True]), len(sides[False])
        if n and m:
            total += n * m / (n + m) * (sum(sides[True]) / n - sum(sides[False]) / m)
            weight += n * m / (n + m)
    assert analyse(rows, None, plan).effect == pytest.approx(total / weight, rel=1e-4)


def test_one_diary_and_many_at_once_give_the_same_numbers(knowledge, words):
    """The fast path of the calibration against the path of a real diary."""
    plan = design_trial("x", 1, "2027-01-04", knowledge=knowledge, blocks=7, period_days=5, washout_days=1, seed=3)
    shape = Shape(7, 5, 1)
    made = simulate(shape, World(0.5, 1.0, 0.5, 0.3), count=20, seed=4, effect=0.4)
    many = simulated_blocks(made, shape, 0.1)
    for place in range(20):
        # the order of the plan is its own: give the days of this diary the order of the plan
        rows, lined = [], []
        for number, day in enumerate(plan.days):
            half = number // 5 * 5
            same = bool(made.on[place, half]) == day.on
            other = half + (5 if half % 10 == 0 else -5) + number % 5
            value = made.values[place, number if same else other]
            lined.append(value)
            rows.append({"date": day.date, "on": day.on, "outcome": None if np.isnan(value) else 5 + value})
        read = read_rows([(str(n), row) for n, row in enumerate(rows)], words, need_on=False)
        one = to_numbers(to_blocks(follow_plan(read, plan, None)), 1.0)
        assert one.differences[0] == pytest.approx(many.differences[place], abs=1e-9)
        assert one.weights[0] == pytest.approx(many.weights[place])
        assert one.spreads[0] == pytest.approx(many.spreads[place])


def test_before_the_end_only_the_e_process_speaks(analyse, plan, diary):
    rows = diary(plan, 4, noise=0.5)
    seen = [analyse(rows[:count], None, plan) for count in range(1, 81)]
    assert all(one.method == "anytime" for one in seen[:-1])
    assert seen[-1].method == "fixed"
    assert {one.verdict for one in seen[:59]} == {"inconclusive"}
    assert all(one.blocks == (count // 10) for count, one in enumerate(seen, 1))
    early = [one for one in seen[:-1] if one.verdict == "works"]
    assert early
    assert seen[-1].first_verdict == "works"
    assert seen[-1].first_verdict_on == rows[seen.index(early[0])]["date"]
    assert seen[5].reason == "74 days to go. We say nothing yet."
    assert seen[5].days_left == 74


def test_a_verdict_moves_only_on_the_last_day_of_a_block(analyse, plan, diary):
    rows = diary(plan, 2, noise=0.8, seed=9)
    seen = [analyse(rows[:count], None, plan) for count in range(60, 80)]
    for one in seen[1:10]:
        assert (one.low, one.high, one.effect) == (seen[0].low, seen[0].high, seen[0].effect)


def test_missing_last_days_do_not_end_a_trial_but_the_day_of_looking_does(analyse, plan, diary):
    rows = diary(plan, 3)[:-1]
    assert analyse(rows, None, plan).method == "anytime"
    late = analyse(rows, None, plan, on=date.fromisoformat(plan.stopping.last_day))
    assert late.method == "fixed"
    assert late.left_out.missing == 1


def test_missing_is_never_zero(analyse, plan, diary):
    rows = diary(plan, 3, missing=0.4, seed=2)
    found = analyse(rows, None, plan)
    counted = [row["outcome"] is not None for row, day in zip(rows, plan.days, strict=True) if not day.washout]
    assert found.completeness == pytest.approx(sum(counted) / len(counted), abs=1e-4)
    assert found.n_on + found.n_off == sum(counted)
    assert found.left_out.missing == len(counted) - sum(counted)
    nothing = analyse([{**row, "outcome": None} for row in rows], None, plan)
    assert (nothing.verdict, nothing.effect, nothing.reason_id) == ("inconclusive", None, "few_blocks")


def test_too_little_written_down_is_said(analyse, plan, diary):
    found = analyse(diary(plan, 0.3, noise=2, missing=0.5, seed=4), None, plan)
    assert found.reason_id == "missing"
    assert f"{round(100 * found.completeness)}%" in found.reason


def test_by_intention_and_per_protocol_are_both_shown(analyse, plan, diary):
    rows = diary(plan, 3, noise=0.3)
    for row, day in zip(rows, plan.days, strict=True):
        row["taken"] = "taken" if day.on else ""
    skipped = [number for number, day in enumerate(plan.days) if day.on and not day.washout][::3]
    for number in skipped:
        rows[number]["taken"] = "skipped"
        rows[number]["outcome"] -= 3
    found = analyse(rows, None, plan)
    assert found.left_out.skipped == len(skipped)
    assert found.per_protocol.n_on == found.n_on - len(skipped)
    assert found.per_protocol.effect == pytest.approx(3, abs=0.3)
    assert found.effect < found.per_protocol.effect - 0.5
    for row in rows:
        row["taken"] = ""
    assert analyse(rows, None, plan).per_protocol is None


def test_not_recorded_is_not_kept_to_the_plan(analyse, plan, diary):
    rows = diary(plan, 1)
    for number, (row, day) in enumerate(zip(rows, plan.days, strict=True)):
        row["taken"] = "taken" if day.on and number % 2 else ""
    found = analyse(rows, None, plan)
    assert found.left_out.unrecorded == sum(day.on and not number % 2 for number, day in enumerate(plan.days))
    assert found.per_protocol.n_on < found.n_on
    assert found.per_protocol.n_off == found.n_off


def test_the_plan_says_what_was_on_and_a_row_that_differs_is_a_deviation(analyse, plan, diary):
    rows = diary(plan, 3, noise=0.2)
    whole = analyse(rows, None, plan)
    turned = [{**row, "on": not row["on"], "taken": "taken"} for row in rows[:10]] + rows[10:]
    found = analyse(turned, None, plan)
    assert (found.effect, found.low, found.high) == (whole.effect, whole.low, whole.high)
    assert found.left_out.skipped == 10


def test_carry_over_is_checked_by_a_longer_washout(analyse, plan, diary):
    rows = diary(plan, 2, noise=0.2)
    # what was before still acts on the first counted day of every period
    for start in range(0, 80, 5):
        day = start + 2
        rows[day]["outcome"] += -1.5 if plan.days[day].on else 1.5
    found = analyse(rows, None, plan)
    assert [one.washout_days for one in found.carry_over] == [3, 4]
    assert found.effect == pytest.approx(1, abs=0.3)
    assert found.carry_over[0].effect == pytest.approx(2, abs=0.3)


@pytest.mark.parametrize(("change", "gone"), [("illness", 1), ("coffee", 1), ("new_medicine", 6)])
def test_a_change_voids_what_the_plan_said_beforehand(analyse, plan, diary, change, gone):
    rows = diary(plan, 2)
    rows[14]["change"] = change
    found = analyse(rows, None, plan)
    assert found.left_out.void == gone
    assert found.n_on + found.n_off == 48 - gone
    assert found.method == "fixed"
    assert found.blocks == (8 if gone == 1 else 7)


def test_another_form_ends_the_trial_and_earlier_blocks_count(analyse, plan, diary):
    rows = diary(plan, 4, noise=0.3)
    rows[71]["change"] = "other_form"
    found = analyse(rows, None, plan)
    assert (found.blocks, found.method, found.verdict) == (7, "anytime", "works")
    rows[31]["change"] = "other_dose"
    found = analyse(rows, None, plan)
    assert (found.blocks, found.verdict, found.reason_id) == (3, "inconclusive", "ended")


@pytest.mark.parametrize("planned", [True, False], ids=["with a plan", "without one"])
def test_days_behind_the_day_of_looking_are_counted_and_left_out(analyse, plan, diary, planned):
    rows = diary(plan, 2)
    least, design = (None, plan) if planned else (1, None)
    found = analyse(rows, least, design, on=date.fromisoformat(rows[49]["date"]))
    assert found.left_out.later == len(rows) - 50
    seen = analyse(rows[:50], least, design)
    assert (found.effect, found.low, found.high, found.n_on) == (seen.effect, seen.low, seen.high, seen.n_on)
    assert seen.left_out.later == 0
    with pytest.raises(DiaryError, match="behind 2026-01-01"):
        analyse(rows, least, design, on=date(2026, 1, 1))


def test_days_outside_the_plan_are_counted_and_left_out(analyse, plan, diary):
    extra = [{"date": "2026-12-31", "on": 1, "outcome": 9}, {"date": "2027-12-31", "on": 1, "outcome": 9}]
    found = analyse(diary(plan, 2) + extra, None, plan)
    assert found.left_out.outside == 2
    assert found.effect == analyse(diary(plan, 2), None, plan).effect
    with pytest.raises(DiaryError, match="no row lies within"):
        analyse(extra, None, plan)


def test_the_order_of_the_rows_does_not_matter(analyse, plan, diary):
    rows = diary(plan, 1.5, missing=0.1)
    mixed = rows[:]
    random.Random(3).shuffle(mixed)
    assert analyse(mixed, None, plan) == analyse(rows, None, plan)


def test_the_smallest_effect_is_fixed_by_the_plan(analyse, plan, diary):
    assert analyse(diary(plan, 2), 1, plan) == analyse(diary(plan, 2), None, plan)
    with pytest.raises(DiaryError, match="differs from the plan"):
        analyse(diary(plan, 2), 0.5, plan)
    for bad in (None, 0, -1, "1", True):
        with pytest.raises(DiaryError):
            analyse(diary(plan, 2), bad)


def test_rows_of_the_scale_and_not_beyond(analyse, plan, diary):
    rows = diary(plan, 2)
    rows[3]["outcome"] = 11
    with pytest.raises(DiaryError, match="row 4, outcome: 11 lies outside"):
        analyse(rows, None, plan)
    for bad in ("rows", {"date": 1}, 7, [], [3]):
        with pytest.raises(DiaryError):
            analyse(bad, 1)


def stretches(lengths, first=True):
    """Rows without a plan: stretches of so many days, on and off in turn."""
    rows, on, day = [], first, date(2027, 1, 1)
    for length in lengths:
        for _ in range(length):
            rows.append({"date": day.isoformat(), "on": on, "outcome": 5 + on * 2 + len(rows) % 3 / 10})
            day += timedelta(days=1)
        on = not on
    return rows


def pairs(words, rows):
    read = read_rows([(str(n), row) for n, row in enumerate(rows)], words, need_on=True)
    return [(len(block.on), len(block.off)) for block in to_blocks(pair_stretches(read))]


@pytest.mark.parametrize(
    ("lengths", "found"),
    [
        ([7] * 8, [(7, 7)] * 4),
        ([14] * 4, [(14, 14)] * 2),
        ([7, 14, 14, 7], [(7, 7)] * 3),
        ([20, 22], [(20, 20)]),
        ([14, 1, 13, 28], [(14, 1), (13, 13)]),
        ([1] * 9, [(1, 1)] * 4),
        ([30], []),
    ],
)
def test_without_a_plan_neighbouring_stretches_are_paired(words, lengths, found):
    assert pairs(words, stretches(lengths)) == found


def test_pairs_stay_what_they_are_when_days_are_added(words):
    """Looking earlier shows the same pairs, so that a look every day is one path."""
    source = random.Random(8)
    rows = stretches([source.choice([1, 2, 3, 7]) for _ in range(25)])
    whole = pairs(words, rows)
    for count in range(1, len(rows) + 1):
        part = pairs(words, rows[:count])
        assert part == whole[: len(part)]


def test_without_a_plan_what_is_assumed_is_said(analyse):
    found = analyse(stretches([7] * 8), 0.5)
    assert (found.verdict, found.reason_id, found.plan_hash) == ("inconclusive", "few_pairs", None)
    assert "4 switches" in found.reason
    assert len(found.assumptions) == 2
    assert (found.n_on, found.n_off, found.completeness) == (28, 28, 1)
    many = analyse(stretches([3] * 20), 0.5)
    assert (many.verdict, many.method) == ("works", "anytime")


def test_washout_days_of_a_diary_without_plan_do_not_count(analyse):
    rows = stretches([5] * 16)
    for number, row in enumerate(rows):
        row["washout"] = number % 5 < 2
        if row["washout"]:
            row["outcome"] = 0
    found = analyse(rows, 0.5)
    assert (found.n_on, found.left_out.washout) == (24, 32)
    assert found.effect == pytest.approx(2, abs=0.1)
    assert [part.washout for part in found.periods[:4]] == [True, False, True, False]


def test_gaps_between_dates_are_missing_days(analyse):
    rows = [row for number, row in enumerate(stretches([5] * 8)) if number not in (3, 17, 20)]
    assert analyse(rows, 1).completeness == pytest.approx(37 / 40, abs=1e-4)


def test_both_languages_and_the_front_door(knowledge, plan, diary):
    rows = diary(plan, 0, noise=3)
    assert magwise.analyse_trial(rows, 1, plan).reason.startswith("Your days differ")
    assert analyse_trial(rows, 1, plan, knowledge=knowledge, locale="nl").reason.startswith("Je dagen verschillen")
    assert magwise.TrialDesign is type(plan)
    assert magwise.design_trial("sleep", 1, "2027-01-04", 8, 5, seed=11) == plan


def test_the_reach_of_a_trial_is_measured_on_its_own_test(knowledge):
    """What would show in four of five: made diaries with that effect do show it about as often."""
    from magwise.followup.estimate import detectable

    random_ = np.random.default_rng(2)
    d = random_.normal(0, 1, (1, 9))
    d = (d - d.mean()) / d.std(ddof=1)
    from magwise.followup.estimate import Numbers

    reach = detectable(Numbers(d, np.ones_like(d), np.ones_like(d)), 9, final=True)
    trials = random_.normal(reach, 1, (3000, 9))
    low, _ = fixed.interval(trials, np.ones_like(trials))
    assert (low > 0).mean() == pytest.approx(0.8, abs=0.04)
    reach = detectable(Numbers(d, np.ones_like(d), np.ones_like(d)), 9, final=False)
    from magwise.followup import anytime

    trials = random_.normal(reach, 1, (3000, 9))
    wealth = anytime.log_wealth(trials, np.ones_like(trials), np.ones_like(trials)).max(axis=1)
    assert (wealth >= np.log(40)).mean() == pytest.approx(0.8, abs=0.05)
