"""The drawn product: compounds with their chemistry, amounts, a serving, a reference."""

import random
from dataclasses import dataclass

from magwise.chemistry.compounds import family_span
from magwise.knowledge.load import Knowledge

from .words import Words

COUNTS = (1, 1, 1, 2, 2, 2, 3, 3, 4)
POWDER_GRAMS = (3, 4, 5, 8, 10)
MOST = 450  # mg of magnesium in a serving
PIECE = 1600  # mg of a compound that a piece can hold
USUAL = 0.6  # of the richest hydrate: a poorer one is a salt of its own, which a label would name


@dataclass(frozen=True)
class Part:
    """One compound: its family, its mass and the magnesium in it, both in mg per serving, and the fractions of the family."""

    family: str
    compound: float
    elemental: float
    low: float
    high: float


@dataclass(frozen=True)
class Product:
    """What is printed: amounts are mg of magnesium per serving."""

    lang: str
    unit: str
    count: int
    grams: int
    parts: tuple[Part, ...]
    system: str
    base: float

    @property
    def elemental(self) -> float:
        """All magnesium of a serving."""
        return round(sum(part.elemental for part in self.parts), 3)

    @property
    def percent(self) -> int:
        """The percent of the reference that a serving is, in whole percents."""
        return round(100 * self.elemental / self.base)


def draw_product(rng: random.Random, words: Words, knowledge: Knowledge, *, several: bool, powder: bool) -> Product:
    """A product that can exist: every compound holds its magnesium within 1 % of what the chemistry says."""
    count = 1 if powder else rng.choice(COUNTS)
    families = rng.sample(sorted(words.table["forms"]), 2 if several else 1)
    parts = tuple(_part(rng, family, count, knowledge, most=MOST / len(families)) for family in families)
    units = [unit for unit in words.table["units"] if (unit == "scoop") == powder]
    system, base = rng.choice(words.table["references"])
    return Product(words.lang, rng.choice(units), count, rng.choice(POWDER_GRAMS), parts, system, float(base))


def _part(rng: random.Random, family: str, count: int, knowledge: Knowledge, *, most: float) -> Part:
    span = family_span(knowledge, family)
    assert span is not None
    low, high = float(span.low), float(span.high)
    each = rng.choice((30, 40, 50, 56.5, 60, 75, 80, 87.5, 90, 100, 110, 120, 133, 150, 187.5, 200, 250, 300, 375))
    while (each * count > most or each / low > PIECE) and each > 15:
        each /= 2
    elemental = round(each * count, 2)
    fractions = [
        float(form.mg_mass_fraction)
        for form in knowledge.forms.values()
        if form.family == family and form.mg_mass_fraction
    ]
    usual = [fraction for fraction in fractions if fraction >= USUAL * high]
    compound = round(elemental / rng.choice(usual), 0 if elemental > 60 else 1)
    return Part(family, compound, elemental, low, high)
