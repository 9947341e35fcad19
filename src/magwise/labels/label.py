"""What a label says: the result of reading one."""

from typing import Literal

from magwise.result import Result

Verdict = Literal["ok", "compound_only", "ambiguous", "inconsistent", "no_magnesium"]


class Serving(Result, frozen=True, kw_only=True):
    """How many of what the amounts belong to."""

    count: float
    unit: str


class Amount(Result, frozen=True, kw_only=True):
    """Elemental magnesium in mg: the best value and what the surviving readings span; best is None without one."""

    best: float | None
    low: float
    high: float


class Compound(Result, frozen=True, kw_only=True):
    """A compound named on the label. form: a family id; compound_mg: its printed mass per serving, None without one."""

    form: str
    compound_mg: float | None = None
    hydrate: str | None = None


class Reference(Result, frozen=True, kw_only=True):
    """The printed percentage. base_mg: the reference intake that joins it with the amount, None when none does."""

    system: Literal["NRV", "DV", "other"]
    percent: float
    base_mg: float | None
    consistent: bool


class Finding(Result, frozen=True, kw_only=True):
    """Something the reader of the label should know: which readings were considered, which the chemistry ruled out."""

    id: str
    text: str


NumberRole = Literal[
    "content", "compound", "serving", "percent", "reference", "advice", "limit", "other_nutrient", "other_product",
    "dosage", "pack", "price", "study", "food", "code", "unknown", "question", "denied",
]  # fmt: skip


class Number(Result, frozen=True, kw_only=True):
    """A quantity of the text. start, end: its place in the text as typed; role: what the number is about.

    `question`: it is asked and not said; `denied`: the text says that it is not so; `unknown`: nothing tells.
    """

    text: str
    start: int
    end: int
    role: NumberRole


class Label(Result, frozen=True, kw_only=True):
    """One label, read. Amounts are None when the label cannot tell.

    route: skin when the product is not swallowed; vitamin_b6_mg: per serving, None when not printed.
    numbers: every quantity of the text with its role; only those of content and compound feed the amounts.
    may_hold_magnesium: no amount, but the product is of a kind that often holds it (a multivitamin, a mineral complex).
    tolerance_low_mg, tolerance_high_mg: what the law of the label's market lets a serving really hold behind the best
    amount (EU: rows L089 and L088 of the limits, US: L092 and L093, which set no upper end: None); tolerance_text says
    so in words. All three are None without one amount, for medicines, and where the market is not known.
    next_step: one sentence on what to do with this verdict; products: a label for each product, where the text holds
    more than one: the amounts above them are then an interval or None.
    """

    verdict: Verdict
    serving: Serving | None
    elemental_mg_per_serving: Amount | None
    elemental_mg_per_unit: Amount | None
    compounds: tuple[Compound, ...] = ()
    reference: Reference | None = None
    findings: tuple[Finding, ...] = ()
    numbers: tuple[Number, ...] = ()
    lang: str | None = None
    route: Literal["oral", "skin"] = "oral"
    vitamin_b6_mg: float | None = None
    may_hold_magnesium: bool = False
    tolerance_low_mg: float | None = None
    tolerance_high_mg: float | None = None
    tolerance_text: str | None = None
    next_step: str | None = None
    products: tuple["Label", ...] = ()
