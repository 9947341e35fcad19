"""Invariants 16 to 18: what is said of the magnesium that is taken now, below, at and above each limit."""

import msgspec
import pytest

from advice.test_envelope import ENGINE, SOUND, advice_of, breaks, case_of
from magwise.advice.envelope import broken, enforce, refuse

replace = msgspec.structs.replace
CITRATE = {"form": "citrate", "mg_per_day": 150}
TAKES = {"current_magnesium": CITRATE}
KEPT = advice_of(**TAKES)  # «keep», for a healthy person
DOCTORS = {"current_magnesium": {**CITRATE, "prescribed": True}}
PRESCRIBED = advice_of(**DOCTORS)
WOMAN = {"age": 30, "sex": "female"}


def doing(advice, do, **items):
    """The advice with another thing to do; items: for the products by place."""
    by = tuple(replace(item, do=items.get(f"item{place}", item.do)) for place, item in enumerate(advice.now.by))
    return replace(advice, now=replace(advice.now, do=do, by=by))


GATES = [
    ({"labs": {"egfr": 44}}, True),
    ({"labs": {"egfr": 44}, "doctor_agreed": ["kidney_function"]}, True),
    ({"labs": {"egfr": 45}}, False),
    ({"labs": {"egfr": 60}}, False),
    ({"labs": {}}, False),
    ({"conditions": ["dialysis"]}, True),
    ({"conditions": ["acute_kidney_injury"]}, True),
    ({"unsure": ["dialysis"]}, True),
    ({"conditions": ["myasthenia_gravis"]}, True),
    ({"conditions": ["neuromuscular_disease"]}, True),
    ({"conditions": ["heart_block"]}, True),
    ({"unsure": ["heart_block"]}, True),
    ({"conditions": ["bowel_obstruction"]}, True),
    ({"conditions": ["hypermagnesaemia"]}, True),
    ({"conditions": ["diabetes"]}, False),
    ({"conditions": []}, False),
    ({"red_flags": ["fainting"]}, True),
    ({"red_flags": []}, False),
    ({"labs": {"serum_magnesium_mmol_l": 1.00}}, False),
    ({"labs": {"serum_magnesium_mmol_l": 1.01}}, True),
    ({"labs": {"serum_magnesium_mmol_l": 0.96, "serum_magnesium_range": [0.75, 0.95]}}, True),
    ({"labs": {"serum_magnesium_mmol_l": 0.95, "serum_magnesium_range": [0.75, 0.95]}}, False),
    ({"labs": {"serum_magnesium_mmol_l": 0.49}}, True),
    ({"labs": {"serum_magnesium_mmol_l": 0.50}}, False),
    ({"person": {"age": 17, "sex": "male"}}, True),
    ({"person": {"age": 18, "sex": "male"}}, False),
    ({"gut": {"stool": "watery"}}, True),
    ({"gut": {"stool": "loose"}}, False),
    ({"gut": {}}, False),
    ({"medicines": [{"name": "raltegravir", "times": ["08:00"]}]}, True),
    ({"medicines": [{"name": "dolutegravir", "times": ["08:00"]}]}, False),
    ({"medicines": [{"name": "misoprostol", "times": ["08:00"]}]}, False),
    ({"medicines": [{"name": "paracetamol", "times": ["08:00"]}]}, False),
    ({"medicines": []}, False),
]


@pytest.mark.parametrize(("changes", "wrong"), GATES)
def test_16_keep_lower_or_switch_is_too_mild_behind_a_gate(changes, wrong):
    for do in ("keep", "lower", "switch"):
        assert breaks(doing(KEPT, do), "taken_now", **TAKES, **changes) is wrong
    for do in ("stop", "ask"):
        assert not breaks(doing(KEPT, do), "taken_now", **TAKES, **changes)


@pytest.mark.parametrize(("changes", "wrong"), GATES)
def test_16_the_advice_itself_says_stop_or_ask_there(changes, wrong):
    for more in (TAKES, {"current_magnesium": {"form": "citrate"}}, DOCTORS):
        advice = advice_of(**more, **changes)
        assert broken(advice, case_of(**more, **changes), ENGINE) == ()
        if wrong:
            assert advice.now.do in ("stop", "ask")
            assert advice.stance in (None, "stop", "wait")


def test_16_whoever_takes_hears_of_it_and_nobody_else():
    assert breaks(SOUND, "taken_now", **TAKES)
    assert breaks(KEPT, "taken_now")
    assert breaks(KEPT, "taken_now", current_magnesium=[])
    assert breaks(KEPT, "taken_now", current_magnesium=[CITRATE, {"form": "oxide"}])
    assert not breaks(KEPT, "taken_now", **TAKES)
    assert not breaks(SOUND, "taken_now", current_magnesium=[])


def taking(mg, **more):
    return {"current_magnesium": {"form": "citrate", "mg_per_day": mg}, **more}


@pytest.mark.parametrize(
    ("limit", "more"),
    [
        (250, {}),
        (350, {"jurisdiction": "US"}),
        (400, {"jurisdiction": "UK"}),
        (250, {"jurisdiction": "US", "person": {**WOMAN, "breastfeeding": True}}),
        (250, {"jurisdiction": "US", "person": {**WOMAN, "pregnant": True}}),
        (250, {"jurisdiction": "UK", "person": WOMAN, "unsure": ["pregnancy"]}),
    ],
)
def test_17_above_the_level_is_lower_or_stricter(limit, more):
    for mg, wrong in ((limit - 1, False), (limit, False), (limit + 1, True)):
        consult = replace(KEPT, dose=None)
        for do in ("keep", "switch"):
            assert breaks(doing(consult, do), "taken_above", **taking(mg, **more)) is wrong
        for do in ("lower", "ask", "stop"):
            assert not breaks(doing(consult, do), "taken_above", **taking(mg, **more))
        assert breaks(SOUND, "taken_above", **taking(mg, **more)) is wrong or limit > 250


def test_17_the_ceiling_of_a_dose_counts_as_well():
    careful = replace(KEPT, dose=replace(KEPT.dose, ceiling_mg=100))
    assert not breaks(careful, "taken_above", **taking(99))
    assert not breaks(careful, "taken_above", **taking(100))
    assert breaks(careful, "taken_above", **taking(101))


def test_17_it_is_a_sum_over_everything_that_is_swallowed():
    supplements = [{"label": "Magnesium (citraat) 100 mg per tablet"}]
    advice = replace(KEPT, dose=None)
    assert not breaks(advice, "taken_above", **taking(150, supplements=supplements))
    assert breaks(advice, "taken_above", **taking(151, supplements=supplements))
    unknown = [{"form": "citrate"}, {"form": "oxide", "mg_per_day": 101}]
    assert breaks(advice, "taken_above", current_magnesium=unknown)


@pytest.mark.parametrize("do", ["stop", "lower", "switch"])
def test_18_prescribed_magnesium_is_asked_about_or_kept(do):
    assert breaks(doing(PRESCRIBED, "ask", item0=do), "prescribed", **DOCTORS)
    assert not breaks(doing(KEPT, do, item0=do), "prescribed", **TAKES)
    for fine in ("ask", "keep"):
        assert not breaks(doing(PRESCRIBED, fine, item0=fine), "prescribed", **DOCTORS)


def test_18_the_whole_is_never_stop_and_the_dose_counts_it():
    assert breaks(doing(PRESCRIBED, "stop"), "prescribed", **DOCTORS)
    assert breaks(replace(PRESCRIBED, dose=replace(PRESCRIBED.dose, already_mg=149)), "prescribed", **DOCTORS)
    assert not breaks(replace(PRESCRIBED, dose=replace(PRESCRIBED.dose, already_mg=150)), "prescribed", **DOCTORS)
    assert not breaks(replace(PRESCRIBED, dose=None), "prescribed", **DOCTORS)
    assert not breaks(replace(PRESCRIBED, now=None), "prescribed", **DOCTORS)
    both = [DOCTORS["current_magnesium"], {"form": "oxide", "mg_per_day": 50}]
    advice = advice_of(current_magnesium=both, conditions=["dialysis"])
    assert [item.do for item in advice.now.by] == ["ask", "stop"]
    assert not breaks(advice, "prescribed", current_magnesium=both, conditions=["dialysis"])
    assert breaks(doing(advice, "ask", item0="stop"), "prescribed", current_magnesium=both, conditions=["dialysis"])


def test_18_every_prescribed_product_counts():
    two = [{**DOCTORS["current_magnesium"], "mg_per_day": 50}, {"form": "oxide", "mg_per_day": 50, "prescribed": True}]
    advice = advice_of(current_magnesium=two)
    assert not breaks(advice, "prescribed", current_magnesium=two)
    assert breaks(doing(advice, "ask", item1="lower"), "prescribed", current_magnesium=two)


def test_14_what_is_said_of_it_names_rule_and_source():
    for change in ({"sources": ()}, {"rule": "nobody_wrote_this"}, {"text": ""}):
        assert breaks(replace(KEPT, now=replace(KEPT.now, **change)), "every_sentence", **TAKES)
    assert not breaks(KEPT, "every_sentence", **TAKES)


def test_a_refusal_asks_about_what_is_taken_and_keeps_a_stricter_word():
    for more, before, do, stance in (
        (TAKES, KEPT, "ask", "wait"),
        (TAKES, doing(KEPT, "stop", item0="stop"), "stop", "wait"),
        (DOCTORS, PRESCRIBED, "ask", "wait"),
        (DOCTORS, doing(PRESCRIBED, "stop", item0="stop"), "ask", "wait"),
        (TAKES, SOUND, "ask", "wait"),
        ({}, SOUND, None, None),
    ):
        refused = enforce(before, case_of(conditions=["dialysis"], **more), ENGINE)
        assert (refused.decision, refused.dose, refused.stance) == ("consult_first", None, stance)
        assert (refused.now and refused.now.do) == do
        assert broken(refused, case_of(conditions=["dialysis"], **more), ENGINE) == ()
        if do == "ask":
            assert (refused.now.rule, refused.now.mg_per_day) == ("now_refused", 150)
    both = {"current_magnesium": [DOCTORS["current_magnesium"], {"form": "oxide", "mg_per_day": 50}]}
    refused = enforce(doing(advice_of(**both), "stop"), case_of(conditions=["dialysis"], **both), ENGINE)
    assert (refused.now.do, refused.now.rule) == ("ask", "now_refused")
    alarm = refuse(KEPT, ("red_flags",), case_of(red_flags=["fainting"], **TAKES), ENGINE)
    assert (alarm.decision, alarm.stance, alarm.now.do) == ("urgent", None, "ask")
