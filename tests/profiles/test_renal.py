"""CKD-EPI 2021 from a creatinine, against the printed equation worked out in decimals by another road."""

from decimal import Decimal, getcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magwise.knowledge.load import load_knowledge
from magwise.profiles import renal
from magwise.profiles.profile import Labs, Person, Profile
from magwise.profiles.renal import FILTERED, derive_egfr, derive_femg, known_egfr

getcontext().prec = 40


def by_hand(creatinine_mg_dl: str, age: int, sex: str) -> Decimal:
    """142 · min(Scr/κ, 1)^α · max(Scr/κ, 1)^−1.200 · 0.9938^age · 1.012 if female, with exp and ln."""
    kappa, alpha, factor = {"female": ("0.7", "-0.241", "1.012"), "male": ("0.9", "-0.302", "1")}[sex]
    ratio = Decimal(creatinine_mg_dl) / Decimal(kappa)
    exponent = Decimal(alpha) if ratio < 1 else Decimal("-1.200")
    return Decimal(142) * (exponent * ratio.ln()).exp() * Decimal("0.9938") ** age * Decimal(factor)


# Creatinine in mg/dL, age, sex, eGFR worked out from the equation with pencil and logarithms: at κ both powers are 1,
# so 142 · 0.9938^50 · 1.012 = 142 · 0.73275 · 1.012 = 105.3; (1.0/0.9)^−1.2 = 0.88123, so 142 · 0.88123 · 0.73275 = 91.7.
WORKED = [
    ("0.7", 50, "female", 105.3),
    ("0.9", 50, "male", 104.0),
    ("1.0", 50, "male", 91.7),
    ("1.0", 50, "female", 68.6),
    ("2.0", 70, "male", 35.2),
    ("0.5", 25, "female", 133.4),
    ("4.0", 60, "female", 12.2),
]


@pytest.mark.parametrize(("creatinine", "age", "sex", "egfr"), WORKED)
def test_worked_values(creatinine, age, sex, egfr):
    found = derive_egfr(float(creatinine) * 88.4, age, sex)
    assert found == pytest.approx(float(by_hand(creatinine, age, sex)), rel=1e-9)
    assert found == pytest.approx(egfr, abs=0.06)


# Creatinine in µmol/L, age, sex, eGFR. The first two are what the calculator of the National Kidney Foundation gives
# (CKD-EPI Creatinine Equation 2021; 1.09 mg/dL is 96.36 µmol/L), the others as pharmaverse/admiral publishes them, all
# six in its tests/testthat/test-compute_kidney.R (read 2026-11-27). Its factor is 88.42, ours 88.4.
PUBLISHED = [
    (1.09 * 88.4, 55, "male", 80, 0.5),
    (85, 65, "female", 66, 0.5),
    (96.3, 55, "male", 80.2293, 0.03),
    (70, 52, "female", 89.7175, 0.03),
    (77, 67, "male", 94.5453, 0.03),
    (65, 76, "female", 84.4646, 0.03),
]


@pytest.mark.parametrize(("creatinine", "age", "sex", "egfr", "within"), PUBLISHED)
def test_published_values(creatinine, age, sex, egfr, within):
    assert derive_egfr(creatinine, age, sex) == pytest.approx(egfr, abs=within)


def test_the_constants_are_those_of_the_table():
    labs = load_knowledge().labs
    formula = labs["LB31"].formula_or_rule or ""
    assert formula.startswith(f"{renal.SCALE:g} *")
    for number in ("-1.200", "0.9938", "1.012", "0.7 f", "0.9 m", "-0.241 f", "-0.302 m"):
        assert number in formula
    shown = f"{renal.MAX_EXPONENT:.3f} {renal.AGE_BASE} {renal.SEX_FACTOR} {renal.KAPPA} {renal.MIN_EXPONENT}"
    assert (
        shown
        == "-1.200 0.9938 {'female': 1.012, 'male': 1.0} {'female': 0.7, 'male': 0.9} {'female': -0.241, 'male': -0.302}"
    )
    assert float(labs["LB32"].lower or 0) == renal.UMOL_L_PER_MG_DL


def test_children_and_unknowns_have_no_value():
    assert derive_egfr(70, 17, "female") is None
    assert derive_egfr(70, 18, "female") is not None
    assert derive_egfr(None, 40, "female") is None
    assert derive_egfr(70, None, "female") is None


@given(st.floats(20, 3000), st.integers(18, 120))
def test_an_unknown_sex_takes_the_lower_value(creatinine, age):
    both = [derive_egfr(creatinine, age, sex) for sex in ("female", "male")]
    assert derive_egfr(creatinine, age, None) == min(value for value in both if value is not None)


@given(st.floats(20, 2900), st.integers(18, 119), st.sampled_from(["female", "male", None]))
def test_more_creatinine_or_more_years_never_means_better_kidneys(creatinine, age, sex):
    now = derive_egfr(creatinine, age, sex)
    more, older = derive_egfr(creatinine + 10, age, sex), derive_egfr(creatinine, age + 1, sex)
    assert now is not None
    assert more is not None
    assert older is not None
    assert more < now
    assert older < now


def profile_with(egfr=None, creatinine=None, age=50, sex="male"):
    person = None if age is None else Person(age=age, sex=sex)
    return Profile(person=person, labs=Labs(egfr=egfr, creatinine_umol_l=creatinine))


def test_the_lower_of_two_counts_and_names_its_fields():
    assert known_egfr(profile_with()) == (None, [])
    assert known_egfr(profile_with(egfr=85.0)) == (85.0, ["labs.egfr"])
    assert known_egfr(profile_with(egfr=85.0, creatinine=88.4)) == (85.0, ["labs.egfr"])
    lower, fields = known_egfr(profile_with(egfr=85.0, creatinine=176.8))
    assert lower == derive_egfr(176.8, 50, "male")
    assert fields == ["labs.creatinine_umol_l", "person.age", "person.sex"]
    assert known_egfr(profile_with(creatinine=88.4, sex=None))[1] == ["labs.creatinine_umol_l", "person.age"]
    assert known_egfr(profile_with(creatinine=88.4, age=None)) == (None, [])
    assert known_egfr(profile_with(creatinine=88.4, age=15)) == (None, [])
    assert known_egfr(profile_with(egfr=40.0, age=None)) == (40.0, ["labs.egfr"])


def test_fractional_excretion_is_the_formula_of_the_table():
    # UMg 2.4 mmol/L, SCr 88.4 µmol/L, SMg 0.65 mmol/L, UCr 10000 µmol/L: 100 · 212.16 / (0.7 · 6500) = 21216 / 4550.
    assert derive_femg(0.65, 88.4, 2.4, 10_000) == pytest.approx(4.662857, abs=1e-6)
    # The same in other units of mass: every unit cancels out.
    assert derive_femg(0.65 * 24.305, 88.4 * 0.113, 2.4 * 24.305, 10_000 * 0.113) == pytest.approx(4.662857, abs=1e-6)
    formula = load_knowledge().labs["LB26"].formula_or_rule or ""
    assert formula.startswith(f"FEMg = 100 * (UMg * SCr) / ({FILTERED} * SMg * UCr)")
    assert derive_femg(0, 80, 2, 8000) is None
    assert derive_femg(0.6, 80, 2, 0) is None
