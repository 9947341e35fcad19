"""How well the kidneys filter: as the laboratory gave it, or from a creatinine."""

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


def known_egfr(profile: Profile) -> tuple[float | None, list[str]]:
    """The eGFR that counts, in mL/min/1.73 m², and the fields it rests on.

    The laboratory's own value or the one derived from a creatinine; both known: the lower. None with no fields when
    neither is known.
    """
    given = profile.labs.egfr
    person = profile.person
    derived = derive_egfr(profile.labs.creatinine_umol_l, person.age, person.sex) if person else None
    if given is not None and (derived is None or given <= derived):
        return given, ["labs.egfr"]
    if derived is None or person is None:
        return None, []
    fields = ["labs.creatinine_umol_l", "person.age"]
    return derived, fields if person.sex is None else [*fields, "person.sex"]


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
