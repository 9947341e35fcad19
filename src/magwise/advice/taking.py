"""The magnesium that is taken now: how much of it is magnesium, by the label where there is one, and in which form."""

from decimal import Decimal
from typing import Literal, NamedTuple

from magwise.advice.engine import Engine
from magwise.labels.label import Label
from magwise.labels.read import read_label
from magwise.profiles.profile import CurrentMagnesium

NEAR = Decimal(1)  # a typed amount this near the printed mass of the salt is that mass


Basis = Literal["typed", "label", "serving", "salt", "no_amount", "skin"]


class Taking(NamedTuple):
    """What is taken now. low, high: elemental mg a day, None while it is not known; form: as told or as printed.

    basis: where the amount comes from: as typed; the label; one serving of it, since nobody said how many; the label,
    where what was typed is the mass of its salt; no amount on the label; a product for the skin, which counts for
    nothing. label: read, None without one.
    """

    low: Decimal | None
    high: Decimal | None
    form: str | None
    basis: Basis
    label: Label | None = None

    def mg_beside(self, limit: float) -> float | None:
        """The amount to compare with a limit: None while it is not known, or while its two ends lie on either side."""
        if self.basis == "serving" or self.low is None or self.high is None:
            return None
        return float(self.high) if (self.low > limit) == (self.high > limit) else None


def read_taking(current: CurrentMagnesium, engine: Engine, locale: str) -> Taking:
    """The amount and the form of what is taken now.

    A label that tells an amount counts above what was typed, once the servings are known; else what was typed stays.
    """
    typed = None if current.mg_per_day is None else Decimal(str(current.mg_per_day))
    if current.label is None:
        return Taking(typed, typed, current.form, "typed")
    label = read_label(current.label, knowledge=engine.knowledge, locale=locale)
    named = {compound.form for compound in label.compounds}
    form = current.form or (named.pop() if len(named) == 1 else None)
    if label.route == "skin":
        return Taking(Decimal(0), Decimal(0), form, "skin", label)
    amount = label.elemental_mg_per_serving
    if amount is None:
        return Taking(typed, typed, form, "no_amount", label)
    servings = None if current.servings_per_day is None else Decimal(str(current.servings_per_day))
    low, high = (Decimal(str(end)) * (1 if servings is None else servings) for end in (amount.low, amount.high))
    salts = [Decimal(str(item.compound_mg)) for item in label.compounds if item.compound_mg is not None]
    if typed is not None and salts and abs(sum(salts) * (servings or 1) - typed) <= NEAR:
        return Taking(low, high, form, "salt", label)
    if servings is not None:
        return Taking(low, high, form, "label", label)
    return Taking(low, high, form, "serving", label) if typed is None else Taking(typed, typed, form, "typed", label)
