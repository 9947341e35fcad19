"""The magnesium that is taken now: how much of it is magnesium, by the label where there is one, and in which form."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from magwise.advice.engine import Engine
from magwise.labels.label import Label
from magwise.labels.read import read_label
from magwise.profiles.profile import CurrentMagnesium

NEAR = Decimal(1)  # a typed amount this near the printed mass of the salt is that mass
LOOSEST = ("watery", "loose", "normal", "hard")
LEAST_EFFECT = ("none", "some", "good")


Basis = Literal["typed", "label", "serving", "salt", "no_amount", "skin"]


class Taking(NamedTuple):
    """One product taken now. low, high: elemental mg a day, None while it is not known; form: as told or as printed.

    basis: where the amount comes from: as typed; the label; one serving of it, since nobody said how many; the label,
    where what was typed is the mass of its salt; no amount on the label; a product for the skin, which counts for
    nothing. label: read, None without one.
    """

    entry: CurrentMagnesium
    low: Decimal | None
    high: Decimal | None
    form: str | None
    basis: Basis
    label: Label | None = None

    @property
    def is_taken(self) -> bool:
        """Whether it is swallowed at all: none a day, on no day of the week or on the skin is not taking it."""
        never = self.entry.days_week == 0 or self.entry.servings_per_day == 0
        return not never and self.high != 0 and self.basis != "skin"


class Told(NamedTuple):
    """What is told of all products together; None is not known. mg: to compare with what is a low dose."""

    form: str | None = None
    mg: float | None = None
    weeks: float | None = None
    days_week: float | None = None
    effect: str | None = None
    bowel: str | None = None


def read_taking(current: CurrentMagnesium, engine: Engine, locale: str) -> Taking:
    """The amount and the form of one product that is taken now.

    A label that tells an amount counts above what was typed, once the servings are known; else what was typed stays.
    """
    typed = None if current.mg_per_day is None else Decimal(str(current.mg_per_day))
    if current.label is None:
        return Taking(current, typed, typed, current.form, "typed")
    label = read_label(current.label, knowledge=engine.knowledge, locale=locale)
    named = {compound.form for compound in label.compounds}
    form = current.form or (named.pop() if len(named) == 1 else None)
    if label.route == "skin":
        return Taking(current, Decimal(0), Decimal(0), form, "skin", label)
    amount = label.elemental_mg_per_serving
    if amount is None:
        return Taking(current, typed, typed, form, "no_amount", label)
    servings = None if current.servings_per_day is None else Decimal(str(current.servings_per_day))
    low, high = (Decimal(str(end)) * (1 if servings is None else servings) for end in (amount.low, amount.high))
    salts = [Decimal(str(item.compound_mg)) for item in label.compounds if item.compound_mg is not None]
    if typed is not None and salts and abs(sum(salts) * (servings or 1) - typed) <= NEAR:
        return Taking(current, low, high, form, "salt", label)
    if servings is not None:
        return Taking(current, low, high, form, "label", label)
    if typed is None:
        return Taking(current, low, high, form, "serving", label)
    return Taking(current, typed, typed, form, "typed", label)


def combine(takings: Sequence[Taking], engine: Engine) -> Told:
    """What is told of several products as if they were one; the worst of each counts.

    Of one product: what is told of it. Of several: the loosest stools and, of the products that give them, the mildest
    form (if that one fails, so do the others); the least effect, and of the products without more the longest time.
    """
    if not takings:
        return Told()
    bowels = [taking.entry.bowel for taking in takings]
    bowel = next((name for name in LOOSEST if name in bowels), None)
    effects = [taking.entry.effect for taking in takings]
    effect = next((name for name in LEAST_EFFECT if name in effects), None)
    alike = [one for one in takings if one.entry.effect == effect]
    longest = max(alike, key=lambda one: (one.entry.weeks or -1, one.entry.days_week or -1))
    forms = [one.form for one in takings if one.entry.bowel == bowel and one.form is not None]
    families = engine.knowledge.families
    return Told(
        form=max(forms, key=lambda form: (families[form].gut if form in families else 0, form), default=None),
        mg=_mg_beside(takings, engine.numbers["low_dose_mg"]),
        weeks=longest.entry.weeks,
        days_week=longest.entry.days_week,
        effect=effect,
        bowel=bowel,
    )


def _mg_beside(takings: Sequence[Taking], limit: float) -> float | None:
    """The sum to compare with a limit: None while it is not known, or while its two ends lie on either side."""
    low = high = Decimal(0)
    for taking in takings:
        if taking.basis == "serving" or taking.low is None or taking.high is None:
            return None
        low, high = low + taking.low, high + taking.high
    return float(high) if (low > limit) == (high > limit) else None
