"""Units of laboratory values: converted where they are given, asked about where several fit, never guessed."""

import json
import os
import subprocess
from decimal import Decimal
from shutil import which

import pytest
from molmass import Formula

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
        ("magnesium", 40_000, "mmol/L", "Likely is 0.01 to 10 mmol/L"),
        ("magnesium", 40, "mmol/L", "It does fit mg/L"),
        ("magnesium", 0.8, "mg", "Units are mmol/L, mg/dL, mEq/L"),
        ("magnesim", 0.8, "mmol/L", "serum_magnesium"),
        ("potassium", 4, "mmol/L", "serum_magnesium"),
        ("magnesium", "veel", "mmol/L", "Write a number"),
        ("magnesium", "1 - 2", "mmol/L", "Write a number"),
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


@pytest.mark.parametrize(
    ("name", "value", "unit", "own"),
    [
        ("magnesium", "0,78", "mmol/l", 0.78),
        ("magnesium", "780", "µmol/l", 0.78),
        ("magnesium", "19", "mg/L", 0.781732),
        ("magnesium", "1,9", "mg/100ml", 0.781736),
        ("magnesium", "1,9", "mg/100 ml", 0.781736),
        ("magnesium", "1,56", "mval/l", 0.78),
        ("magnesium", "1.56", "mEq/L", 0.78),
        ("magnesium", "0,78 mmol/l", None, 0.78),
        ("magnesium urine", "4,1", "mmol/24u", 4.1),
        ("magnesium", "4,1", "mmol/24 h", 4.1),
        ("magnesium", "4,1", "mmol/dag", 4.1),
        ("magnesium", "4,1", "mmol/24 Std", 4.1),
        ("kreatinin", "1,02", "mg/dl", 90.168),
        ("kreatinine", "90", "umol/L", 90),
        ("kreatinine", "0,09", "mmol/l", 90),
        ("eGFR", "85", "ml/min/1.73qm", 85),
        ("eGFR", "85", "mL/min/1,73m²", 85),
        ("eGFR", "85", "ml/min per 1,73 m2", 85),
        ("eGFR", "85", "ml/min/1.73 m^2", 85),
        ("eGFR", "85", "ml/min", 85),
        ("eGFR", "85", "ml/min./1,73 m2", 85),
        ("magnesium", "0,78", "mmol/liter", 0.78),
        ("magnesium urine", "4,1", "mmol per 24 uur", 4.1),
        ("creatinineklaring", "85", "ml/min", 85),
    ],
)
def test_units_as_sheets_print_them(name, value, unit, own):
    assert measured(name, value, unit).value == pytest.approx(own, abs=1e-5)


def test_the_unit_chooses_the_test_of_a_name():
    assert read("magnesium", 4.1, "mmol/24u").test == "urine_magnesium_24h"
    assert read("magnesium urine", 4.1, "mmol/24u").test == "urine_magnesium_24h"
    assert read("magnesium urine", 4.1, "mmol/L").test == "urine_magnesium"
    assert read("creatinine", 90, "umol/L").test == "creatinine"


@pytest.mark.parametrize(
    ("value", "kept", "ends"),
    [
        ("> 90", ">90", (90, 200)),
        ("meer dan 90", ">90", (90, 200)),
        ("< 60", "<60", (1, 60)),
        ("85 L", "85 L", (85, 85)),
    ],
)
def test_a_limit_is_kept_as_it_was_typed(value, kept, ends):
    found = read("eGFR", value, "ml/min/1,73m2")
    assert found.value == kept
    one = measure(found, knowledge=KNOWLEDGE)
    assert (one.least, one.most) == pytest.approx(ends, abs=1e-9)
    assert read_lab_value(found.to_dict(), knowledge=KNOWLEDGE) == found


def test_a_limit_is_converted_with_its_sign():
    found = measured("kreatinin", "> 5", "mg/dl")
    assert (found.value, found.sign) == (442, ">")
    assert (found.least, found.most) == pytest.approx((442, 3000))


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [("0,70 - 1,05", 0.7, 1.05), ("(0.70-1.05)", 0.7, 1.05), ("0,70 tot 1,05 mmol/l", 0.7, 1.05), ("< 1,05", None, 1.05),
     (">0,7", 0.7, None), ("0,7 – 1,0", 0.7, 1.0)],
)  # fmt: skip
def test_a_range_is_read_as_sheets_print_it(typed, low, high):
    found = read("magnesium", 0.8, "mmol/L", range=typed)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"test": "egfr", "value": "abc"}, "«abc» is no number. Write a number such as 85"),
        ({"test": "creatinine", "value": "abc"}, "Write a number such as 75"),
        ({"test": "egfr", "value": None}, "there is no number. Write a number such as 85"),
        ({"test": "urine creatinine", "value": "9.200", "unit": "µmol/l"}, "may also be 9200"),
        ({"test": "urine creatinine", "value": "1.234,5", "unit": "µmol/l"}, "Write 1234.5"),
        ({"test": "egfr", "value": "60-80"}, "«60-80» is no number"),
        ({"test": "magnesium", "value": "0,8 mg", "unit": None}, "is no number"),
        ({"test": "magnesium", "value": 0.8, "unit": "mmol/L", "range": "gewoon"}, "is no range"),
        ({"test": "magnesium", "value": 0.8, "unit": "mmol/L", "mark": "?"}, "is no mark"),
    ],
)
def test_a_fault_shows_the_value_and_an_example_of_its_own_test(row, what):
    with pytest.raises(InputError) as caught:
        read_lab_value(row, knowledge=KNOWLEDGE, locale="en")
    assert what in str(caught.value)


def test_a_point_that_can_only_be_decimal_is_read():
    assert read("magnesium", "0.785", "mmol/L").value == 0.785
    assert read("magnesium", "1.234", "mmol/L").value == 1.234


MASSES = {"magnesium": Decimal(str(Formula("Mg").mass)), "creatinine": Decimal(str(Formula("C4H7N3O").mass))}
PARTS = {"mmol": 1, "µmol": Decimal("0.001"), "mEq": Decimal("0.5")}
VOLUMES = {"/L": 1, "/dL": 10, "/24 h": 1}


def by_molar_mass(test, unit):
    """The factor to mmol per litre (or per day), from the atomic weights alone."""
    amount, volume = next((unit.removesuffix(end), factor) for end, factor in VOLUMES.items() if unit.endswith(end))
    return volume * (1 / MASSES[test.analyte] if amount == "mg" else PARTS[amount])


@pytest.mark.parametrize(
    "row", [row for row in KNOWLEDGE.lab_units.values() if row.way in ("multiply", "divide")], ids=str
)
def test_every_factor_is_that_of_the_molar_mass(row):
    test = KNOWLEDGE.lab_tests[row.test]
    factor = units_of(test, KNOWLEDGE)[row.unit].factor
    assert factor == pytest.approx(
        by_molar_mass(test, row.unit) / by_molar_mass(test, test.unit), rel=Decimal("0.0002")
    )


UCUM = {"mmol/24 h": "mmol/(24.h)", "mg/24 h": "mg/(24.h)", "mEq/24 h": "meq/(24.h)", "µmol/24 h": "umol/(24.h)"}
ASK = """
const u = require('@lhncbc/ucum-lhc').UcumLhcUtils.getInstance();
const rows = JSON.parse(require('fs').readFileSync(0));
const found = rows.map(([from, to, mass]) =>
  u.convertUnitTo(from, 1, to, {suggest: false, molecularWeight: mass, charge: 2}).toVal);
console.log(JSON.stringify(found));
"""


def test_every_factor_is_that_of_an_independent_converter():
    """@lhncbc/ucum-lhc, where NODE_PATH holds it."""
    node = which("node")
    asked = [row for row in KNOWLEDGE.lab_units.values() if row.way in ("multiply", "divide")]
    rows = []
    for row in asked:
        test = KNOWLEDGE.lab_tests[row.test]
        names = [UCUM.get(unit, unit.replace("µ", "u").replace("mEq", "meq")) for unit in (row.unit, test.unit)]
        rows.append([*names, float(MASSES[test.analyte])])
    if node is None:
        pytest.skip("node is not installed")
    told = {"input": json.dumps(rows), "capture_output": True, "text": True}
    done = subprocess.run([node, "-e", ASK], check=False, env=os.environ, **told)
    if "Cannot find module" in done.stderr:
        pytest.skip("npm package @lhncbc/ucum-lhc is not in NODE_PATH")
    theirs = json.loads(done.stdout)
    ours = [float(units_of(KNOWLEDGE.lab_tests[row.test], KNOWLEDGE)[row.unit].factor) for row in asked]
    assert ours == pytest.approx(theirs, rel=0.0002)
