"""Whatever the library is given, it answers or raises InputError, in one line; and every answer can be written down."""

import inspect
import json
import os
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magwise
from hostile import nested, spoiled, values
from magwise import InputError
from profiles.strategies import valid

pytest.importorskip("numpy", reason="The trial extra is not installed: pip install 'magwise[trial]'")
MANY = settings(max_examples=int(os.environ.get("HOSTILE_EXAMPLES", "300")))


def tried(call, *arguments, **named):
    """The answer as JSON, or the one line that refuses; anything else is a fault of ours."""
    try:
        found = call(*arguments, **named)
    except InputError as error:
        line = str(error)
        assert line
        assert line.isprintable()
        line.encode()
        return None
    return json.dumps(found.to_dict(), allow_nan=False, ensure_ascii=False).encode()


ROWS = [{"date": f"2027-01-{day:02d}", "on": day % 2 == 0, "outcome": day % 7} for day in range(4, 20)]
OUTCOME = {"name": "sleep", "min": 0, "max": 10, "low_word": "bad", "high_word": "good", "better": "high"}
DESIGN = {
    "outcome": OUTCOME, "minimal_effect": 1, "start": "2027-01-04", "blocks": 6, "period_days": 4, "washout_days": 1,
    "baseline_sd": 2.0, "seed": 7,
}  # fmt: skip
LABS = [{"test": "magnesium", "value": 0.8, "unit": "mmol/L", "low": 0.7, "high": 1.0, "date": "2027-01-04"}]
PLAN = magwise.design_trial("sleep", 1, "2027-01-04", blocks=2, period_days=4, seed=7).to_dict()


def optional(*names):
    """Arguments that a function may have, such as locale, each perhaps something strange."""
    return lambda call: st.fixed_dictionaries(
        {}, optional={name: values for name in names if name in inspect.signature(call).parameters}
    )


@MANY
@given(text=nested, more=optional("lang", "locale")(magwise.read_label))
def test_read_label(text, more):
    tried(magwise.read_label, text, **more)


@MANY
@given(lang=values)
def test_the_language_of_a_label(lang):
    tried(magwise.read_label, "Magnesium (citraat) 200 mg per tablet", lang)


@MANY
@given(text=nested, more=optional("locale")(magwise.find_medicine))
def test_find_medicine(text, more):
    tried(magwise.find_medicine, text, **more)


@pytest.mark.parametrize("name", ["advise", "plan_day", "ask"])
@MANY
@given(data=st.data())
def test_profiles(name, data):
    call = getattr(magwise, name)
    profile = data.draw(spoiled(valid()) | nested)
    tried(call, profile, **data.draw(optional("on", "locale")(call)))


@MANY
@given(told=spoiled(st.just(DESIGN)))
def test_design_trial(told):
    if isinstance(told, dict):
        known = {key: value for key, value in told.items() if key in DESIGN}
        missing = {key: None for key in ("outcome", "minimal_effect", "start") if key not in known}
        tried(magwise.design_trial, **known, **missing)


@MANY
@given(rows=spoiled(st.just(ROWS)) | nested, effect=values | st.just(1), plan=st.none() | spoiled(st.just(PLAN)))
def test_analyse_trial(rows, effect, plan):
    tried(magwise.analyse_trial, rows, effect, plan)
    tried(magwise.analyse_trial, rows, 0.5)


def test_a_plan_with_a_number_that_signals():
    from decimal import Decimal

    tried(magwise.analyse_trial, ROWS, None, {**PLAN, "baseline_sd": Decimal("sNaN")})


@MANY
@given(plan=spoiled(st.just(PLAN)))
def test_a_plan_that_was_sealed_by_a_stranger(plan):
    """The seal is no secret: whoever changes a plan can seal it anew."""
    import msgspec

    from magwise.followup.design import TrialDesign, hash_plan

    if isinstance(plan, dict):
        try:
            found = msgspec.convert(plan, TrialDesign)
            plan = {**plan, "plan_hash": hash_plan(found)}
        except (msgspec.ValidationError, ValueError, TypeError):
            pass
        tried(magwise.analyse_trial, ROWS, None, plan)


@MANY
@given(rows=spoiled(st.just(LABS)) | nested, profile=st.none() | spoiled(valid()), on=values)
def test_read_labs(rows, profile, on):
    tried(magwise.read_labs, rows, profile, on)


class Whole(int):
    """A whole number that is not quite one."""


def _deep():
    found = {}
    for _ in range(3_000):
        found = {"a": found}
    return found


@pytest.mark.parametrize(
    "ask",
    [
        lambda: magwise.find_medicine([10**5_000]),
        lambda: magwise.find_medicine(_deep()),
        lambda: magwise.find_medicine(dict.fromkeys(range(500))),
        lambda: magwise.design_trial({"name": "x", "min": 0, "max": Decimal("sNaN")}, 1, "2027-01-04"),
        lambda: magwise.design_trial("sleep", 1, "2027-01-04", blocks=Whole(4)),
        lambda: magwise.ask({"person": _deep()}),
        lambda: magwise.ask({"a": _deep()}),
        lambda: magwise.read_labs([{"test": "magnesium", "value": -0.0, "mark": "L"}]),
    ],
)
def test_odd_objects_raise_one_short_line_or_are_answered(ask):
    said = ""
    try:
        ask()
    except magwise.InputError as error:
        said = str(error)
    assert len(said) < 1_000
