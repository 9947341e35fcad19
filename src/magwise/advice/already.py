"""The magnesium that is taken now, by where it was told: supplements and medicines stay, the plan replaces the rest."""

from decimal import Decimal

from magwise.advice.case import Source, UnderstoodMedicine, UnderstoodSupplement, shorten
from magwise.advice.engine import Engine
from magwise.advice.taking import Taking
from magwise.labels.read import read_label

EXCIPIENT = "excipient_not_counted"
BARE = "magnesium"  # the name that is left of a salt


def from_supplement(item: UnderstoodSupplement, engine: Engine) -> Source | None:
    """The magnesium of a supplement, high end of its label; a kind that may hold some counts with an assumed amount.

    A known product («Rennie») brings its own amount; what is for a bath or the skin is not swallowed.
    """
    label = item.label
    match = item.match if item.match is not None and item.match.recognised else None
    name = shorten(item.entry.label)
    on_skin = label.route == "skin" or (match is not None and match.recognised and match.route == "skin")
    if on_skin or not item.entry.servings_per_day:
        return None
    if label.elemental_mg_per_serving is not None:
        servings = Decimal(str(item.entry.servings_per_day))
        amount = label.elemental_mg_per_serving
        low, mg = (Decimal(str(end)) * servings for end in (amount.low, amount.high))
        return Source(name, mg, False, units=item.entry.servings_per_day, low=low) if mg else None
    holds = _holds(item, engine)
    if match is not None and match.recognised and holds == "yes" and match.magnesium_mg_per_unit is not None:
        mg = Decimal(str(match.magnesium_mg_per_unit)) * Decimal(str(item.entry.servings_per_day))
        return Source(name, mg, False)
    if label.verdict == "no_magnesium" and (holds == "no" or (not label.may_hold_magnesium and holds is None)):
        return None
    return Source(name, engine.masses["unknown_supplement"], True)


def _holds(item: UnderstoodSupplement, engine: Engine) -> str | None:
    """Whether the things that a supplement is called hold magnesium: yes, may or no; None when its name is not known.

    A salt that the label reads as an excipient («vulstof magnesiumstearaat») is no source, whatever its name says.
    """
    known = [entry for entry in item.match.entries if entry.recognised] if item.match is not None else []
    if item.match is None or not known:
        return None
    if all(finding.id != EXCIPIENT for finding in item.label.findings):
        return item.match.holds_magnesium
    named = {match.id for match in item.match.matches if match.name != BARE}
    bare = {match.id for match in item.match.matches} - named
    held = {engine.knowledge.medicines[row].holds_magnesium for row in item.match.ids if row not in bare}
    return next((level for level in ("yes", "may") if level in held), "no")


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
    low = mg if amount is None else Decimal(str(amount.low))
    count = len(item.entry.times)
    return Source(name, mg * count, False, units=count, low=low * count)


def from_taking(taking: Taking, engine: Engine, locale: str) -> Source | None:
    """The magnesium of a product taken now; what a doctor prescribed stays.

    High end of its label; where no amount is known it counts as an unknown supplement, as do servings nobody told.
    """
    if not taking.is_taken:
        return None
    entry, high = taking.entry, taking.high
    prescribed = entry.prescribed is True
    mg = engine.masses["unknown_supplement"] if high is None else high
    assumed = high is None or taking.basis == "serving"
    name = name_of_taking(taking, engine, locale)
    return Source(
        name, mg, assumed, stays=prescribed, prescribed=prescribed, units=entry.servings_per_day, low=taking.low
    )


def name_of_taking(taking: Taking, engine: Engine, locale: str) -> str:
    """What a product is called: its label on one line, else its form, else «magnesium»."""
    if taking.entry.label is not None:
        return shorten(taking.entry.label)
    family = engine.knowledge.families.get(taking.form or "")
    return BARE if family is None else family.name_nl if locale == "nl" else family.name_en
