"""The magnesium that is taken already and stays."""

from decimal import Decimal

from magwise.advice.case import Source, UnderstoodMedicine, UnderstoodSupplement, shorten
from magwise.advice.engine import Engine
from magwise.labels.read import read_label


def from_supplement(item: UnderstoodSupplement, engine: Engine) -> Source | None:
    """The magnesium of a supplement, high end of its label; a kind that may hold some counts with an assumed amount."""
    label = item.label
    name = shorten(item.entry.label)
    if label.route == "skin" or not item.entry.servings_per_day:
        return None
    if label.elemental_mg_per_serving is not None:
        per_serving = Decimal(str(label.elemental_mg_per_serving.high))
        mg = per_serving * Decimal(str(item.entry.servings_per_day))
        return Source(name, mg, False) if mg else None
    holds = item.match.holds_magnesium if item.match is not None and item.match.recognised else None
    if label.verdict == "no_magnesium" and (holds == "no" or (not label.may_hold_magnesium and holds is None)):
        return None
    return Source(name, engine.masses["unknown_supplement"], True)


def from_medicine(item: UnderstoodMedicine, engine: Engine) -> Source | None:
    """The magnesium of an antacid, laxative or supplement that was typed among the medicines.

    Counted per intake; without times, or where no amount is known, at least what an unknown supplement counts for.
    """
    match, name = item.match, item.entry.name
    if match.holds_magnesium == "no" or match.route != "oral":
        return None
    label = read_label(name, knowledge=engine.knowledge, locale="en")
    amount = label.elemental_mg_per_serving
    per_unit = match.magnesium_mg_per_unit if amount is None else amount.high
    assumed = engine.masses["unknown_supplement"]
    if per_unit is None:
        return Source(name, assumed, True)
    mg = Decimal(str(per_unit))
    if not item.entry.times:
        return Source(name, max(mg, assumed), True)
    return Source(name, mg * len(item.entry.times), False)
