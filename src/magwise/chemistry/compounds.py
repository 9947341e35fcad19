"""Compounds of magnesium by family: how much magnesium they can hold, over their hydrates."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Form

_WATER = re.compile(r"\.(\d*)H2O$")


class Span(NamedTuple):
    """The smallest and the largest share of magnesium by mass, from 0 to 1."""

    low: Decimal
    high: Decimal


def water_of(form: Form) -> int | None:
    """How many molecules of water the formula of a compound ends in; None when the compound has no formula.

    A formula without water gives 0.
    """
    if form.formula is None:
        return None
    match = _WATER.search(form.formula.replace("·", "."))
    return int(match[1] or 1) if match else 0


def forms_of(knowledge: Knowledge, family: str) -> tuple[Form, ...]:
    """The compounds of a family, in the order of the table; empty for a family that is not known."""
    return tuple(form for form in knowledge.forms.values() if form.family == family)


def fraction_span(forms: Iterable[Form]) -> Span | None:
    """Smallest and largest fraction of these compounds; None when one of them has none (a mixture)."""
    fractions = [form.mg_mass_fraction for form in forms]
    known = [fraction for fraction in fractions if fraction is not None]
    if not known or len(known) != len(fractions):
        return None
    return Span(min(known), max(known))


def family_span(knowledge: Knowledge, family: str) -> Span | None:
    """Smallest and largest fraction over the hydrates and salts of a family that have a formula.

    None where no compound of the family has one: a mixture, of which nothing is ever computed.
    """
    return fraction_span(form for form in forms_of(knowledge, family) if form.mg_mass_fraction is not None)
