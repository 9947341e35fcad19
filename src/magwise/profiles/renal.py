"""How well the kidneys filter: as the laboratory gave it, or from a creatinine."""

from typing import NamedTuple

from magwise.profiles.lab_number import TURNED, LabNumber, Reading, least_of, most_of, reading_of
from magwise.profiles.profile import Profile

# CKD-EPI 2021, creatinine, without race: row LB31 of labs.csv (CKDEPI2021); µmol/L per mg/dL: row LB32. A formula is
# code, so its constants stand here and nowhere else.
SCALE, MAX_EXPONENT, AGE_BASE = 142.0, -1.200, 0.9938
KAPPA = {"female": 0.7, "male": 0.9}
MIN_EXPONENT = {"female": -0.241, "male": -0.302}
SEX_FACTOR = {"female": 1.012, "male": 1.0}
UMOL_L_PER_MG_DL = 88.4
YOUNGEST = 18


def derive_egfr(creatinine_umol_l: float | None, age: int | None, sex: str | None) -> float | None:
    """eGFR in mL/min/1.73 m² by CKD-EPI 2021 from a serum creatinine in µmol/L.

    sex: female or male; unknown gives the lower of the two values. None when creatinine or age is not known, and
    below 18 years, where the equation does not hold. Not rounded.
    Source: row LB31 of labs.csv (CKDEPI2021).

    >>> round(derive_egfr(70, 42, "female"), 1)
    95.4
    """
    if creatinine_umol_l is None or age is None or age < YOUNGEST:
        return None
    sexes = (sex,) if sex is not None else ("female", "male")
    return min(_ckd_epi(creatinine_umol_l / UMOL_L_PER_MG_DL, age, one) for one in sexes)


def _ckd_epi(creatinine_mg_dl: float, age: int, sex: str) -> float:
    ratio = creatinine_mg_dl / KAPPA[sex]
    below: float = min(ratio, 1.0) ** MIN_EXPONENT[sex]
    above: float = max(ratio, 1.0) ** MAX_EXPONENT
    fading: float = AGE_BASE**age
    return SCALE * below * above * fading * SEX_FACTOR[sex]


def egfr_of_creatinine(creatinine_umol_l: LabNumber | None, age: int | None, sex: str | None) -> Reading | None:
    """The eGFR that follows from a creatinine as typed: a limit on the one is the opposite limit on the other.

    None where `derive_egfr` gives none.

    >>> round(egfr_of_creatinine(">150", 70, "female").number), egfr_of_creatinine(">150", 70, "female").sign
    (32, '<')
    """
    if creatinine_umol_l is None:
        return None
    typed = reading_of(creatinine_umol_l)
    number = derive_egfr(typed.number, age, sex)
    return None if number is None else Reading(number, TURNED[typed.sign] if typed.sign else None)


def highest_egfr(creatinine_umol_l: float) -> float:
    """The eGFR that a creatinine gives the youngest adult of the sex in which it is highest: nobody's is higher."""
    return max(_ckd_epi(creatinine_umol_l / UMOL_L_PER_MG_DL, YOUNGEST, sex) for sex in KAPPA)


def contradict(one: LabNumber, other: LabNumber, share: float) -> bool:
    """Whether two values of one kidney function cannot both be right.

    share: the part of the higher that the lower has to reach. Of a limit the nearest possible value counts.

    >>> contradict(90, 32, 0.7), contradict(">60", 85, 0.7), contradict(">60", 32, 0.7)
    (True, False, True)
    """
    return most_of(one) < share * least_of(other) or most_of(other) < share * least_of(one)


class KidneyValue(NamedTuple):
    """An eGFR that a profile gives, with the fields behind it."""

    value: LabNumber
    fields: tuple[str, ...]


def kidney_values(profile: Profile) -> tuple[KidneyValue, ...]:
    """The eGFR of the laboratory and the one that follows from a creatinine, those that are known."""
    person, found = profile.person, []
    if profile.labs.egfr is not None:
        found.append(KidneyValue(profile.labs.egfr, ("labs.egfr",)))
    derived = egfr_of_creatinine(profile.labs.creatinine_umol_l, person.age, person.sex) if person else None
    if derived is not None and person is not None:
        fields = ("labs.creatinine_umol_l", "person.age", *(("person.sex",) if person.sex is not None else ()))
        found.append(KidneyValue(derived.short(), fields))
    return tuple(found)


def known_egfr(profile: Profile, clearance_below: float = 0) -> tuple[float | None, list[str]]:
    """The eGFR that counts, in mL/min/1.73 m², and the fields it rests on.

    The laboratory's own value or the one derived from a creatinine; both known: the lower. Of a limit the lowest value
    that remains possible counts. A creatinine clearance lies above the real filtration (row LB46 of labs.csv): below
    `clearance_below` it counts as an eGFR of that height, a higher one is no eGFR. None with no fields when nothing is
    known.
    """
    found = [(least_of(value), fields) for value, fields in kidney_values(profile)]
    clearance = profile.labs.creatinine_clearance_ml_min
    if clearance is not None and least_of(clearance) < clearance_below:
        found.append((least_of(clearance), ("labs.creatinine_clearance_ml_min",)))
    if not found:
        return None, []
    value, fields = min(found, key=lambda item: item[0])
    return value, list(fields)


# Share of the serum magnesium that is not bound to protein and so is filtered: row LB26 of labs.csv (CLINLABNAV).
FILTERED = 0.7


def derive_femg(
    serum_magnesium: float, serum_creatinine: float, urine_magnesium: float, urine_creatinine: float
) -> float | None:
    """Fractional excretion of magnesium in percent, from a blood and a urine sample of the same time.

    Magnesium in mmol/L, creatinine in µmol/L. None where a serum magnesium or a urine creatinine is zero.
    Source: row LB26 of labs.csv (CLINLABNAV, TOPF2003).

    >>> derive_femg(0.6, 80, 2.1, 8000)
    5.0
    """
    filtered = FILTERED * serum_magnesium * urine_creatinine
    return round(100 * urine_magnesium * serum_creatinine / filtered, 6) if filtered else None
