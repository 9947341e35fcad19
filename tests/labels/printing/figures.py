"""Numbers as labels print them: decimal mark, mg or g, thousands, percents."""

import random

from .product import Product
from .words import Words

MMOL = 24.305


def figure(value: float, mark: str) -> str:
    """A number with at most four decimals in the language's own mark."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return text.replace(".", mark)


def amount(rng: random.Random, words: Words, value: float, unit: str, *, glued: bool) -> str:
    """An amount: unit is mg, g, or mmol (mg with the mmol behind it)."""
    mark = words.table["mark"]
    space = "" if glued else " "
    if unit == "g":
        return f"{figure(value / 1000, mark)}{space}g"
    text = f"{figure(value, mark)}{space}{words.pick(rng, 'milligram')}"
    return f"{text} ({figure(round(value / MMOL, 2), mark)} mmol)" if unit == "mmol" else text


def percent(rng: random.Random, words: Words, product: Product) -> str:
    """The percent with the word of its reference."""
    return str(words.pick(rng, "reference")).format(percent=f"{product.percent}%", system=product.system)


def serving(words: Words, product: Product, *, spelled: bool, count: int | None = None) -> str:
    """«2 tablets», «two tablets», or for a powder «1 scoop (5 g)»."""
    number = product.count if count is None else count
    text = f"{words.count(number, spelled=spelled)} {words.unit(product.unit, number)}"
    return f"{text} ({product.grams} g)" if product.unit == "scoop" else text
