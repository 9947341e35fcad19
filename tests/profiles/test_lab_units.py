"""Units of laboratory values: converted where they are given, asked about where several fit, never guessed."""

import pytest

from magwise.errors import InputError
from magwise.knowledge.load import load_knowledge
from magwise.profiles.lab_units import fold_unit, measure, read_lab_value, units_of

KNOWLEDGE = load_knowledge()


def read(test, value, unit=None, **more):
    return read_lab_value({"test": test, "value": value, "unit": unit, **more}, knowledge=KNOWLEDGE, locale="en")


def measured(*told, **more):
    return measure(read(*told, **more), knowledge=KNOWLEDGE)


@pytest.mark.parametrize(
    ("test", "value", "unit", "own"),
    [
        ("magnesium", 0.85, "mmol/L", 0.85),
        ("magnesium", 2.07, "mg/dL", 0.8516808),  # LB04: 2.07 mg/dL = 0.85 mmol/L
        ("magnesium", 1.7, "mEq/L", 0.85),  # LB05
        ("kreatinine", 1.0, "mg/dL", 88.4),  # LB32
        ("creatinine", 80, "umol/l", 80),
        ("rbc magnesium", 5.0, "mg/dl", 2.0572),
        ("urine_magnesium_24h", 72.915, "mg/24 uur", 3.0),  # LB01: 24.305 mg = 1 mmol
        ("urine_magnesium_24h", 6, "mEq/24h", 3.0),
        ("urine creatinine", "8,5", "mmol/L", 8500),
        ("eGFR", 85, "ml/min/1,73 m2", 85),
        ("femg", 3, "%", 3),
    ],
)
def test_a_unit_that_is_given_is_converted(test, value, unit, own):
    found = measured(test, value, unit)
    assert found.value == pytest.approx(own, abs=1e-9)
    assert not found.assumed


def test_the_range_is_converted_with_its_value():
    found = measured("magnesium", 2.0, "mg/dL", low=1.8, high=2.3)
    assert (found.low, found.high) == pytest.approx((0.740592, 0.946312))


@pytest.mark.parametrize(("value", "unit"), [(85, "µmol/L"), (0.9, "mg/dL"), (19.9, "mg/dL"), (34, "µmol/L")])
def test_a_value_that_fits_one_unit_is_read_in_it_and_said_so(value, unit):
    found = measured("creatinine", value)
    assert (found.unit, found.assumed) == (unit, True)


@pytest.mark.parametrize("value", [20, 25, 33.9])
def test_a_creatinine_that_fits_two_units_is_asked_about(value):
    with pytest.raises(InputError, match=r"possible in more than one unit.*µmol/L; mg/dL"):
        read("creatinine", value)


@pytest.mark.parametrize("value", [0.8, 1.9, 2.0])
def test_a_serum_magnesium_without_a_unit_is_always_asked_about(value):
    with pytest.raises(InputError) as caught:
        read("magnesium", value)
    assert caught.value.where == "value"
    assert "mmol/L; mg/dL (= " in caught.value.mend
    assert "mEq/L (= " in caught.value.mend


@pytest.mark.parametrize(
    ("test", "value", "unit", "what"),
    [
        ("creatinine", 85, "mg/dL", "It does fit µmol/L"),
        ("creatinine", 1.0, "µmol/L", "It does fit mg/dL"),
        ("creatinine", 0.01, None, "Likely is 20 to 3000 µmol/L"),
        ("egfr", 0.5, None, "Likely is 1 to 200"),
        ("egfr", 201, "mL/min/1.73 m²", "Likely is 1 to 200"),
        ("magnesium", 40, "mmol/L", "Likely is 0.01 to 10 mmol/L"),
        ("magnesium", 0.8, "mg", "Units are mmol/L, mg/dL, mEq/L"),
        ("magnesim", 0.8, "mmol/L", "serum_magnesium"),
        ("potassium", 4, "mmol/L", "serum_magnesium"),
        ("magnesium", "veel", "mmol/L", "Write a number"),
        ("magnesium", "> 1", "mmol/L", "Write a number"),
        ("magnesium", True, "mmol/L", "Write a number"),
        ("magnesium", None, "mmol/L", "Write a number"),
        ("magnesium", -1, "mmol/L", "Write a number"),
        ("magnesium", float("nan"), "mmol/L", "Write a number"),
    ],
)
def test_what_cannot_be_is_one_clear_line(test, value, unit, what):
    with pytest.raises(InputError) as caught:
        read(test, value, unit)
    assert what in str(caught.value)


def test_bounds_hold_at_their_ends():
    assert measured("egfr", 1).value == 1
    assert measured("egfr", 200).value == 200
    for value in (0.99, 200.01):
        with pytest.raises(InputError):
            read("egfr", value)


def test_a_range_has_its_ends_in_order():
    with pytest.raises(InputError, match="does not lie below"):
        read("magnesium", 0.8, "mmol/L", low=1.0, high=0.7)
    assert measured("magnesium", 0.8, "mmol/L", low=0.7).high is None


def test_the_bounds_are_those_of_the_profile():
    for row in KNOWLEDGE.lab_tests.values():
        if row.field:
            field = KNOWLEDGE.fields[row.field]
            assert (field.unit, field.low, field.high) == (row.unit, float(row.low), float(row.high)), row.id


def test_every_unit_has_its_own_spelling():
    for row in KNOWLEDGE.lab_tests.values():
        units = units_of(row, KNOWLEDGE)
        assert len({fold_unit(unit) for unit in units}) == len(units)
