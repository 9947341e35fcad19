"""A trial is fixed before its first day: order, hash, washout, chance, help; and what cannot be is refused."""

import hashlib
import itertools
import json
from collections import Counter
from datetime import date

import pytest

from magwise.errors import DiaryError
from magwise.followup.chance import chance, list_alternatives, pick_shape
from magwise.followup.design import check_start, design_trial, hash_plan, instruction, read_design
from magwise.followup.simulate import Shape, World, simulate, to_blocks

START = "2027-01-04"


def test_every_block_has_as_many_days_on_as_off_and_begins_with_washout(plan, knowledge):
    for block in range(1, plan.blocks + 1):
        days = [day for day in plan.days if day.block == block]
        assert Counter(day.on for day in days) == {True: plan.period_days, False: plan.period_days}
        for half in (days[: plan.period_days], days[plan.period_days :]):
            assert len({day.on for day in half}) == 1
            assert [day.washout for day in half] == [True, True, False, False, False]
    assert plan.washout.days == knowledge.thresholds["trial_washout"].value
    assert all(source in knowledge.sources for source in plan.washout.sources)
    assert (plan.days[0].date, plan.days[-1].date) == (START, plan.stopping.last_day)
    dates = [date.fromisoformat(day.date) for day in plan.days]
    assert all((after - before).days == 1 for before, after in itertools.pairwise(dates))


def test_the_washout_is_the_shortest_that_leaves_less_than_a_sixteenth(plan):
    """SILVER1960: of the part that leaves within days the slowest, 15 % of a dose, has a half-time of 35 hours."""
    left = [0.15 * 2 ** (-24 * days / 35) for days in range(5)]
    assert plan.washout.days == next(days for days, share in enumerate(left) if share < 1 / 16) == 2


def test_anyone_can_toss_the_coins_again(plan):
    for block in range(plan.blocks):
        first = next(day for day in plan.days if day.block == block + 1)
        assert first.on == bool(hashlib.sha256(f"{plan.seed}:{block}".encode()).digest()[-1] & 1)


def test_the_order_differs_by_seed_and_is_fair(knowledge):
    firsts = []
    for seed in range(150):
        made = design_trial("sleep", 1, START, knowledge=knowledge, blocks=8, period_days=3, seed=seed)
        firsts += [made.days[6 * block].on for block in range(8)]
    assert 0.46 < sum(firsts) / len(firsts) < 0.54


def test_the_same_input_gives_the_same_bytes(knowledge, plan):
    again = design_trial("sleep", 1, START, knowledge=knowledge, blocks=8, period_days=5, seed=11)
    assert json.dumps(again.to_dict()) == json.dumps(plan.to_dict())


def test_the_hash_is_that_of_the_canonical_json(plan):
    plain = plan.to_dict()
    sealed = plain.pop("plan_hash")
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == sealed == hash_plan(plan)


def test_a_plan_survives_a_file_and_any_change_is_seen(plan, words):
    assert read_design(json.loads(json.dumps(plan.to_dict())), words) == plan
    for change in (
        {"minimal_effect": 0.5},
        {"days": [*plan.to_dict()["days"][:-1], {**plan.to_dict()["days"][-1], "on": not plan.days[-1].on}]},
        {"changes": []},
        {"plan_hash": "0" * 64},
    ):
        with pytest.raises(DiaryError, match="changed after it was made"):
            read_design({**plan.to_dict(), **change}, words)
    for broken in ({}, {**plan.to_dict(), "extra": 1}, "plan", None):
        with pytest.raises(DiaryError, match="no plan of a trial"):
            read_design(broken, words)


def test_the_order_hash_tells_nothing_else_but_seals_the_order(plan):
    text = json.dumps(
        {"order": [day.on for day in plan.days], "seed": plan.seed}, sort_keys=True, separators=(",", ":")
    )
    assert plan.order_hash == hashlib.sha256(text.encode()).hexdigest()


def test_the_chance_is_that_of_running_the_analysis(knowledge):
    """A figure of the plan against a run of its own: other diaries, the same analysis."""
    from magwise.followup import fixed

    shape = Shape(8, 5, 2)
    works, quiet = chance(shape, 1.2)
    there = to_blocks(simulate(shape, World(0.4, missing=0.1), count=4000, seed=9, effect=1.2), shape, 0.1)
    low, high = fixed.interval(there.differences, there.weights)
    assert works == pytest.approx(((low > 0) & ~((low > -1.2) & (high < 1.2))).mean(), abs=0.05)
    still = to_blocks(simulate(shape, World(0.4, missing=0.1), count=4000, seed=10), shape, 0.1)
    low, high = fixed.interval(still.differences, still.weights)
    assert quiet == pytest.approx(((low > -1.2) & (high < 1.2)).mean(), abs=0.05)


def test_a_hopeless_design_says_so_and_offers_what_really_helps(knowledge):
    made = design_trial("sleep", 0.5, START, knowledge=knowledge, blocks=6, period_days=4, baseline_sd=2, seed=1)
    assert made.within_reach is False
    now = made.chance[0].works
    assert {one.change for one in made.alternatives} >= {"longer", "larger_effect", "calmer_outcome"}
    for one in made.alternatives:
        assert one.works > now
        shape = Shape(one.blocks, one.period_days, 2)
        assert (one.works, one.no_effect) == chance(shape, one.minimal_effect / one.baseline_sd)
        assert one.days == shape.days <= 366


def test_a_good_design_offers_nothing(knowledge):
    made = design_trial("sleep", 3, START, knowledge=knowledge, baseline_sd=1, seed=1)
    assert made.within_reach is True
    assert made.chance[0].works >= 0.8
    assert made.alternatives == []
    assert list_alternatives(made.shape, 3, 1, 366) == []


def test_with_four_blocks_no_verdict_is_possible(knowledge):
    made = design_trial("sleep", 3, START, knowledge=knowledge, blocks=4, period_days=7, baseline_sd=0.5)
    assert (made.chance[0].works, made.chance[0].no_effect, made.within_reach) == (0, 0, False)
    assert made.alternatives[0].works > 0.9
    assert made.alternatives[0].blocks >= 6


def test_shorter_is_preferred_where_it_is_good_enough():
    quick, slow = pick_shape(2, 3.0), pick_shape(2, 0.5)
    assert quick.days < slow.days <= 112
    assert chance(quick, 3.0)[0] >= 0.8
    assert all(chance(slow, 0.5)[0] >= chance(Shape(b, 6, 2), 0.5)[0] for b in range(6, 10))


def test_an_unknown_spread_gives_several_chances(knowledge):
    made = design_trial("sleep", 1, START, knowledge=knowledge)
    assert made.baseline_sd is None
    assert made.within_reach is None
    assert [one.baseline_sd for one in made.chance] == [1, 2, 3]
    works = [one.works for one in made.chance]
    assert works == sorted(works, reverse=True)
    assert works[0] > works[-1]


def test_only_today_is_told(plan):
    assert instruction(plan, date(2027, 1, 3)) is None
    assert instruction(plan, date(2027, 1, 4)) == (1, plan.days[0])
    assert instruction(plan, date.fromisoformat(plan.stopping.last_day)) == (80, plan.days[-1])
    assert instruction(plan, date(2028, 1, 4)) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"minimal_effect": 0}, "minimal_effect"),
        ({"minimal_effect": "1"}, "minimal_effect"),
        ({"minimal_effect": float("nan")}, "minimal_effect"),
        ({"minimal_effect": 10}, "whole scale"),
        ({"start": "2027-02-30"}, "start: «2027-02-30» is no date"),
        ({"start": "4 jan"}, "start"),
        ({"blocks": 0}, "blocks"),
        ({"blocks": 2.5}, "blocks"),
        ({"blocks": 100, "period_days": 7}, "1400 days"),
        ({"period_days": 2}, "from 3 to 90"),
        ({"washout_days": -1}, "washout_days"),
        ({"baseline_sd": -1}, "baseline_sd"),
        ({"seed": -1}, "seed"),
        ({"outcome": ""}, "outcome.name"),
        ({"outcome": {"name": "sleep", "bettr": "low"}}, "Choose from: better"),
        ({"outcome": {"name": "sleep", "better": "up"}}, "outcome"),
        ({"outcome": {"name": "sleep", "min": 5, "max": 5}}, "Make min smaller"),
        ({"outcome": {"min": 0}}, "outcome"),
        ({"outcome": 7}, "outcome"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(knowledge, change, said):
    told = {"outcome": "sleep", "minimal_effect": 1, "start": START, **change}
    with pytest.raises(DiaryError) as caught:
        design_trial(knowledge=knowledge, **told)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.mend


def test_a_trial_starts_only_when_the_dose_is_settled_and_no_other_runs(words):
    check_start(titration_finished=True, running=[], words=words)
    for finished, running, said in (
        (True, ["sleep"], "still runs"),
        (False, [], "not settled"),
        (None, [], "not known"),
    ):
        with pytest.raises(DiaryError, match=said):
            check_start(titration_finished=finished, running=running, words=words)


def test_every_field_of_plan_and_result_is_documented(plan, knowledge):
    from pathlib import Path

    from magwise.followup.analyse import CarryOver, Left, Period, Side, TrialResult
    from magwise.followup.chance import Alternative, Chance
    from magwise.followup.design import ChangeRule, Outcome, Stopping, TrialDay, TrialDesign, Washout

    text = (Path(__file__).parents[2] / "docs" / "reference" / "trial.md").read_text(encoding="utf-8")
    for record in (
        TrialDesign, Outcome, Washout, Stopping, ChangeRule, Chance, Alternative, TrialDay,
        TrialResult, Period, Side, CarryOver, Left,
    ):  # fmt: skip
        for name in record.__struct_encode_fields__:
            assert f"`{name}`" in text, (record.__name__, name)


def test_without_numpy_the_way_to_get_it_is_told():
    import subprocess
    import sys

    program = (
        "import sys; sys.modules['numpy'] = None\n"
        "from magwise.interfaces.cli.main import main\n"
        "sys.exit(main(['trial', 'design', '--outcome', 'sleep', '--minimal-effect', '1']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'magwise[trial]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_is_kept_of_a_chance_holds_nothing_else(knowledge):
    """A view of one column would keep a table of megabytes for every shape that was ever looked at."""
    from magwise.followup.chance import _ends
    from magwise.followup.simulate import Shape

    for end in _ends(Shape(12, 5, 2)):
        assert end.base is None
        assert end.nbytes < 10_000
