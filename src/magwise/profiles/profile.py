"""What a person told us: typed, checked for form, not yet understood. None means not told, never «no»."""

from datetime import date
from typing import Literal

from magwise.profiles.lab_number import LabNumber
from magwise.result import Result


class Person(Result, frozen=True, kw_only=True):
    """Who it is about. Weight in kg, height in cm."""

    age: int
    sex: Literal["female", "male"] | None = None
    weight_kg: float | None = None
    height_cm: float | None = None
    pregnant: bool | None = None
    breastfeeding: bool | None = None


class Gut(Result, frozen=True, kw_only=True):
    """How the gut behaves."""

    sensitive: bool | None = None
    stool: Literal["hard", "normal", "loose", "watery"] | None = None


class Labs(Result, frozen=True, kw_only=True):
    """Laboratory values. eGFR in mL/min/1.73 m², creatinine in µmol/L, magnesium in mmol/L, a clearance in mL/min.

    A number, or the short text of a limit or mark («>90», «0.78 L»): `lab_number` has plain numbers for both.
    """

    egfr: LabNumber | None = None
    creatinine_umol_l: LabNumber | None = None
    creatinine_clearance_ml_min: LabNumber | None = None
    serum_magnesium_mmol_l: LabNumber | None = None
    rbc_magnesium_mmol_l: LabNumber | None = None
    serum_magnesium_range: tuple[float, float] | None = None
    urine_magnesium_mmol_24h: LabNumber | None = None
    femg_percent: LabNumber | None = None


class MedicineEntry(Result, frozen=True, kw_only=True):
    """A medicine as typed, or a list of them.

    times: HH:MM, None when not told; days: mon … sun, or every so many days; as_needed: no fixed times; route: how it
    is given, None leaves that to the words of the name; until: the last day of a course, None where no end was told.
    """

    name: str
    times: tuple[str, ...] | None = None
    movable: bool = False
    days: tuple[str, ...] | None = None
    every_days: int | None = None
    as_needed: bool = False
    route: Literal["oral", "eye", "ear", "inhaled", "injected", "skin", "nasal", "rectal", "vaginal"] | None = None
    until: date | None = None


class SupplementEntry(Result, frozen=True, kw_only=True):
    """A supplement that is taken already and stays."""

    label: str
    servings_per_day: float = 1
    times: tuple[str, ...] | None = None


class ProductEntry(Result, frozen=True, kw_only=True):
    """A magnesium product at hand. price in euro or the local money; servings: in the pack."""

    name: str
    label: str
    price: float | None = None
    servings: float | None = None


class CurrentMagnesium(Result, frozen=True, kw_only=True):
    """A magnesium product taken now; the plan replaces it.

    mg_per_day: elemental, as told; label: as printed on it, with servings a day; where it tells an amount, that counts.
    days_week: on how many days of the week it was really taken. prescribed: by a doctor: then it stays, and counts.
    """

    form: str | None = None
    mg_per_day: float | None = None
    label: str | None = None
    servings_per_day: float | None = None
    days_week: float | None = None
    weeks: float | None = None
    effect: Literal["none", "some", "good"] | None = None
    bowel: Literal["hard", "normal", "loose", "watery"] | None = None
    prescribed: bool | None = None


class Day(Result, frozen=True, kw_only=True):
    """How the day runs, HH:MM."""

    wake: str | None = None
    bed: str | None = None
    meals: tuple[str, ...] | None = None


class Lifestyle(Result, frozen=True, kw_only=True):
    """How one lives. stress 0 to 10; protein in g a day."""

    coffee_cups: float | None = None
    sleep_hours: float | None = None
    sweating: Literal["little", "normal", "heavy"] | None = None
    stress: float | None = None
    alcohol_units_week: float | None = None
    smoker: bool | None = None
    training_sessions_week: float | None = None
    recovery_days_week: float | None = None
    protein_g: float | None = None


class Diet(Result, frozen=True, kw_only=True):
    """What one eats; portions a day unless the name says week."""

    wholegrain_portions: float | None = None
    nuts_portions: float | None = None
    legumes_portions_week: float | None = None
    green_vegetables_portions: float | None = None
    magnesium_mg: float | None = None


class Taken(Result, frozen=True, kw_only=True):
    """What was really taken today."""

    name: str
    time: str


class Override(Result, frozen=True, kw_only=True):
    """A limit that a practice sets for this client, with a reason and an end."""

    limit: Literal["ceiling_mg"]
    value: float
    reason: Literal[
        "client_wish", "tolerated_before", "doctor_agreed", "other_evidence", "product_not_available", "other"
    ]
    until: date
    by: str


class Profile(Result, frozen=True, kw_only=True):
    """The input of `advise` and `plan`, as CONTRACT.md describes it. A key that was left out is None.

    An empty list was answered: «none of these». ruled_out: illnesses that a medicine stands for, asked about and not
    so. jurisdiction and movable have defaults that the contract names.
    """

    person: Person | None = None
    locale: Literal["nl", "en"] = "nl"
    jurisdiction: Literal["EU", "US", "UK"] = "EU"
    goals: tuple[str, ...] | None = None
    complaints: tuple[str, ...] | None = None
    red_flags: tuple[str, ...] | None = None
    gut: Gut = Gut()
    wants_laxative_effect: bool | None = None
    unsure: tuple[str, ...] = ()
    ruled_out: tuple[str, ...] = ()
    doctor_agreed: tuple[str, ...] = ()
    conditions: tuple[str, ...] | None = None
    labs: Labs = Labs()
    medicines: tuple[MedicineEntry, ...] | None = None
    supplements: tuple[SupplementEntry, ...] | None = None
    products: tuple[ProductEntry, ...] | None = None
    current_magnesium: tuple[CurrentMagnesium, ...] | None = None
    day: Day = Day()
    lifestyle: Lifestyle = Lifestyle()
    diet: Diet = Diet()
    taken: tuple[Taken, ...] = ()
    overrides: tuple[Override, ...] = ()
    foundation_ok: bool | None = None
