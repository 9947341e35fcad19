"""The shape of everything that is known: one frozen record per row or rule.

A record without source, place, grade, way of verifying and review date does not load. Masses are milligrams,
fractions run from 0 to 1, hours are hours. An empty cell is None: not known, never zero.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct, field

Grade = Literal["A", "B", "C", "D", "X"]
Verified = Literal["read", "known"]
Level = Literal["urgent", "consult", "caution", "note"]
Language = Literal["nl", "en"]
Urgency = Literal["emergency", "today", "this_week", "before_start"]
LEVELS: tuple[Level, ...] = ("urgent", "consult", "caution", "note")
URGENCIES: tuple[Urgency, ...] = ("emergency", "today", "this_week", "before_start")
LANGUAGES: tuple[Language, ...] = ("nl", "en")


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A publication. tier: authority, study, reference, secondary, internal or memory; POLICY is a choice of ours."""

    id: str
    title: str
    publisher: str | None
    year: str | None
    locator: str | None
    tier: Literal["authority", "study", "reference", "secondary", "internal", "memory"]
    place: str
    verified: Verified
    reviewed: date
    note: str | None


class Cited(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every row carries: where it comes from, how strong it is and who has looked."""

    source: tuple[str, ...]
    place: str
    grade: Grade
    verified: Verified
    reviewed: date


class Form(Cited, frozen=True, kw_only=True):
    """A compound of magnesium; `family` is the form of the public contract. fraction: mass of Mg per mass, 0 to 1."""

    id: str
    family: str
    name_en: str
    name_nl: str
    synonyms: tuple[str, ...]
    formula: str | None
    molar_mass_g_mol: Decimal | None
    mg_atoms: int | None
    mg_mass_fraction: Decimal | None
    mg_percent: Decimal | None
    compound_mg_for_100mg_elemental: Decimal | None
    cas: str | None
    pubchem_cid: str | None
    kind: str = field(name="class")
    solubility_note: str | None
    tendency_laxative: Literal["none", "low", "low to moderate", "moderate", "high", "depends"] | None
    eu_supplement_permitted: Literal["yes", "no", "unclear", "depends", "excipient"] | None
    typical_label_percent: str | None
    note: str | None


class Family(Cited, frozen=True, kw_only=True):
    """What the advice must know of a form as a family: how it is named, absorbed and borne.

    absorption, gut: 1 (poor, hard on the gut) to 3 (good, mild); acid_neutralising: the salt raises stomach pH.
    """

    id: str
    name_nl: str
    name_en: str
    acid_neutralising: bool
    absorption: int
    absorption_grade: Grade
    absorption_source: tuple[str, ...]
    gut: int
    gut_grade: Grade
    gut_source: tuple[str, ...]


class FormGoal(Cited, frozen=True, kw_only=True):
    """How well a form fits a goal. rank: 1 is the first choice; fit: 1 to 3."""

    id: str
    goal: str
    form: str
    rank: int
    fit: int
    text_nl: str
    text_en: str


class ComplaintGoal(Cited, frozen=True, kw_only=True):
    """Which goal a complaint points to, where no goal was given. priority: lower leads on a tie."""

    id: str
    complaint: str
    goal: str
    priority: int


class Absorption(Cited, frozen=True, kw_only=True):
    """A study of how much magnesium comes in."""

    id: str
    families: tuple[str, ...]
    route: Literal["oral", "skin", "iv"]
    comparator: str | None
    population: str | None
    n: int | None
    design: str | None
    elemental_dose_mg: str | None
    measure: str | None
    result: str | None
    direction: str | None
    citation: str | None
    quality_note: str | None


class Claim(Cited, frozen=True, kw_only=True):
    """What is said about magnesium, and how well it stands. Grade X: contradicted, unsupported or unsafe as worded."""

    id: str
    origin: Literal["blog", "extra"]
    blog_quote_nl: str | None
    statement_en: str
    family: str
    outcome: str
    population: str | None
    best_evidence: str | None
    effect_size: str | None
    honest_wording_en: str


class HealthClaim(Cited, frozen=True, kw_only=True):
    """A health claim that the EU has judged."""

    id: str
    status: Literal["authorised", "not_authorised"]
    claim_en: str
    claim_nl: str | None
    efsa_claim_ids: str | None
    efsa_opinion: str | None
    condition_of_use: str | None
    min_mg_per_daily_portion: Decimal | None
    note: str | None


class Limit(Cited, frozen=True, kw_only=True):
    """An upper level, reference value or tolerance, as one authority set it."""

    id: str
    authority: str
    country: str
    year: int | None
    kind: str
    sex: str | None
    life_stage: str | None
    age_min_y: Decimal | None
    age_max_y: Decimal | None
    value: Decimal | None
    unit: str
    basis: str | None
    condition: str | None
    note: str | None


class InteractionRow(Cited, frozen=True, kw_only=True):
    """A row of interactions.csv.

    *_before_h: the medicine first, so many hours, then magnesium; *_after_h: magnesium first, then the medicine.
    """

    id: str
    substance_inn: str
    name_nl: str
    atc: tuple[str, ...]
    kind: str | None = field(name="class")
    nl_brands: tuple[str, ...]
    mechanism: str
    affected: str
    label_medicine_before_h: Decimal | None
    label_medicine_after_h: Decimal | None
    safe_medicine_before_h: Decimal | None
    safe_medicine_after_h: Decimal | None
    action: Literal[
        "space", "space_and_consult", "avoid", "monitor", "monitor_and_lower_ceiling", "consult", "note", "sum"
    ]
    severity: Literal["major", "moderate", "minor", "unknown"]
    applies_to: str
    conflict_note: str | None
    basis_text: str | None
    simplest_alternative: str | None
    hours_verified: Literal["read", "read_general_rule", "known", "design"] | None


class Condition(Cited, frozen=True, kw_only=True):
    """An illness, stage of life or finding, and what it asks of us."""

    id: str
    condition: str
    name_nl: str
    category: str
    detect_input: str | None
    threshold: str | None
    action: str
    ceiling_mg_per_day: Decimal | None
    what_the_system_must_do: str
    basis: str | None
    basis_kind: str


class Lab(Cited, frozen=True, kw_only=True):
    """A reference range, conversion or formula for a laboratory value."""

    id: str
    topic: str
    parameter: str | None
    population: str | None
    lower: Decimal | None
    upper: Decimal | None
    unit: str | None
    formula_or_rule: str | None
    interpretation: str | None


class LabTest(Cited, frozen=True, kw_only=True):
    """A laboratory test. analyte, specimen, collection: what was measured, in what, gathered how (lab_words.csv).

    unit: the one we reckon in (lab_units.csv holds the others); low, high: what is plausible, in `unit`; field: of the
    profile; range: the row of labs.csv that holds where the laboratory gives no range; drawn: decimals that are shown;
    example: a number that may be typed; stricter: the end of what a limit leaves open that decides most strictly, None
    where nothing is decided.
    """

    id: str
    name_nl: str
    name_en: str
    analyte: Literal["magnesium", "creatinine", "egfr", "clearance", "femg"]
    specimen: Literal["serum", "erythrocyte", "urine"] | None
    collection: Literal["day", "spot"] | None
    unit: str
    low: Decimal
    high: Decimal
    field: str | None
    range: str | None
    drawn: int
    example: Decimal
    stricter: Literal["low", "high", "open"] | None


class LabUnit(Cited, frozen=True, kw_only=True):
    """A unit in which a test is printed. spellings: other ways to print it; bare: may be meant where none is printed.

    way: how its number becomes that of the test's own unit, with the factor of the row `fact` of labs.csv: multiply,
    divide, same (it is the own unit), or as_own (read as the own unit, and asked about).
    """

    id: str
    test: str
    unit: str
    spellings: tuple[str, ...]
    way: Literal["multiply", "divide", "same", "as_own"]
    fact: str | None
    bare: bool


class LabWord(Cited, frozen=True, kw_only=True):
    """A word on a laboratory's sheet, and the part it plays there. means: empty where the role says it all."""

    id: str
    language: Literal["nl", "en", "de", "any"]
    word: str
    role: Literal[
        "analyte", "specimen", "collection", "day_urine", "spot_urine", "filler", "bound", "bound_after", "mark",
        "column", "to", "month",
    ]  # fmt: skip
    means: str | None


class Food(Cited, frozen=True, kw_only=True):
    """Magnesium in a food, mg per 100 g and per household portion."""

    id: str
    name_nl: str
    name_en: str
    category: str
    usda_ndb: str | None
    usda_description: str | None
    mg_per_100g: Decimal | None
    portion_g: Decimal | None
    portion_nl: str | None
    mg_per_portion: Decimal | None
    note: str | None


class DietGroup(Cited, frozen=True, kw_only=True):
    """Foods that the profile asks of in one question. field: that question, in portions of so many days.

    foods: rows of foods.csv; a portion holds what their portions hold, from the least to the most.
    """

    id: str
    name_nl: str
    name_en: str
    field: str
    days: int
    foods: tuple[str, ...]


class BlogRule(Cited, frozen=True, kw_only=True):
    """One of the 36 rules of the practitioner's blog."""

    id: str
    rule_en: str
    quote_nl: str
    inputs: str | None
    concludes: str | None
    caveat: str | None
    claim_refs: tuple[str, ...]
    overridden_by: tuple[str, ...]


class Threshold(Cited, frozen=True, kw_only=True):
    """A number that a rule compares with. Rules name it; no rule and no code repeats it."""

    id: str
    value: Decimal
    unit: str
    meaning: str


class DoseRange(Cited, frozen=True, kw_only=True):
    """A range that a dose moves in. low, high: ids of thresholds; an empty end is nothing, or the room there is."""

    id: str
    low: str | None
    high: str | None
    meaning: str


class Authority(Cited, frozen=True, kw_only=True):
    """An authority whose upper level is compared with ours. jurisdiction: EU, US or UK where it sets ours."""

    id: str
    name_nl: str
    name_en: str
    jurisdiction: str | None
    limit: str


class Disagreeing(Cited, frozen=True, kw_only=True):
    """A laboratory limit or a judgement on which the facts differ.

    facts: rows of thresholds, labs, claims, health_claims or absorption; columns: where each holds what it says.
    ours: of a laboratory limit the threshold that we use, of a judgement the facts that we go by; empty where none is.
    said_by: rules, or rows of form_goals, whose sentence rests on a judgement.
    """

    id: str
    topic: Literal["laboratory", "grade"]
    about_nl: str
    about_en: str
    facts: tuple[str, ...]
    columns: tuple[str, ...]
    ours: tuple[str, ...]
    said_by: tuple[str, ...]


class Superseded(Cited, frozen=True, kw_only=True):
    """A value that no longer holds. superseded_by: the row of limits.csv that took its place."""

    id: str
    about_nl: str
    about_en: str
    old_value: Decimal
    unit: str
    note: str
    superseded_by: str


class MedicineClass(Cited, frozen=True, kw_only=True):
    """A group of medicines by ATC prefix."""

    id: str
    name_nl: str
    name_en: str
    atc: tuple[str, ...]


class MedicineRoute(Cited, frozen=True, kw_only=True):
    """A way in which medicines of these ATC groups may be given beside their usual one."""

    id: str
    route: str
    atc: tuple[str, ...]


class UsualRow(Cited, frozen=True, kw_only=True):
    """An illness that a medicine usually stands for. atc: codes or prefixes; medicines: ids, where no code is apart.

    condition: of the contract's list; strength: `only` (licensed for nothing else), `usually` or `often`.
    """

    id: str
    name_nl: str
    name_en: str
    atc: tuple[str, ...]
    medicines: tuple[str, ...]
    condition: str
    strength: Literal["only", "usually", "often"]
    basis_text: str


class KidneyRisk(Cited, frozen=True, kw_only=True):
    """Something that makes unknown kidney function a risk. Rows of one group count once."""

    id: str
    group: str
    by: Literal["age", "condition", "medicine_class"]
    value: str


class Course(Cited, frozen=True, kw_only=True):
    """How long a medicine with hours is usually taken. interaction: the row with its hours.

    usual: short where it is nearly always a course of days or weeks, so that magnesium may wait for its end; varies
    where some take it for months.
    """

    id: str
    interaction: str
    usual: Literal["short", "varies"]


class MedicineRow(Cited, frozen=True, kw_only=True):
    """A medicine or supplement by name, or a group of which someone must say which one is meant.

    components: ids of the substances of a combination; of a group, what it usually stands for.
    """

    id: str
    kind: Literal["medicine", "supplement", "group"]
    name_en: str
    name_nl: str
    atc: tuple[str, ...]
    synonyms: tuple[str, ...]
    brands: tuple[str, ...]
    components: tuple[str, ...]
    route: Literal["oral", "injected", "eye", "ear", "skin", "inhaled", "nasal", "rectal", "vaginal", "other"]
    holds_magnesium: Literal["yes", "may", "no"]
    magnesium_mg_per_unit: Decimal | None


class Cite(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source and the place in it. backs: `urgency` where it is the one that says how soon."""

    source: str
    place: str
    backs: Literal["", "urgency"] = ""


class Review(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who looked, when, and when it is due again. clinician stays empty until one has really signed."""

    verified: Verified
    on: date
    next: date
    clinician: str = ""


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule, one file. kind is its folder; `when` a condition tree; `then` what it concludes.

    about: the subject in both languages; blog: rules of the blog it carries; facts: rows of the tables it rests on.
    urgency: how soon, of an alarm sign, a gate or a laboratory value; urgency_taking: the same where magnesium is
    taken already, never later. hides: rules whose flag says nothing more beside this one; the gate of each stays.
    """

    id: str
    kind: str
    grade: Grade
    why: str
    text: dict[str, str]
    cites: tuple[Cite, ...]
    review: Review
    level: Level | None = None
    urgency: Urgency | None = None
    urgency_taking: Urgency | None = None
    hides: tuple[str, ...] = ()
    about: dict[str, str] = {}
    possible: dict[str, str] = {}
    when: dict[str, Any] = {}
    then: dict[str, Any] = {}
    blog: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()
    order: int = 100

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the cited sources, in order, each once."""
        return tuple(dict.fromkeys(cite.source for cite in self.cites))


class CaseField(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact that rules may look at. asks: the profile fields to ask for when it is not known.

    used_by: the rules that the sentence about not knowing it rests on; empty: the rule that weighs most of those that
    look at it.
    """

    asks: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field of the profile: what may stand in it and how it is asked.

    kind: integer, number, text, choice, choices, flag, time, times, range, list. low and high: what is plausible;
    outside them the value is refused with `mend`. code: LOINC or SNOMED CT, empty where none was checked. lab: the test
    of lab_tests.csv whose value this is; it may be a text such as «> 90» or «0.78 L».
    """

    kind: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    code: str = ""
    mend: str = ""
    lab: str = ""
