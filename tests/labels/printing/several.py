"""Two products in one text: no single number is right, not even where both print the same one."""

import random

from magwise.knowledge.load import Knowledge

from .figures import amount, serving
from .print import Print, Truth
from .product import Product, draw_product
from .words import Words

KINDS = ("other_amount", "same_amount")


def print_two(rng: random.Random, words: Words, knowledge: Knowledge) -> Print:
    """Two products under each other, each with its name, its serving and its amount; the counts of the servings differ."""
    kind = rng.choice(KINDS)
    one = draw_product(rng, words, knowledge, several=False, powder=False)
    other = draw_product(rng, words, knowledge, several=False, powder=False)
    while other.count == one.count or (kind == "other_amount" and _alike(one, other)):
        other = draw_product(rng, words, knowledge, several=False, powder=False)
    mass = one.elemental if kind == "same_amount" else other.elemental
    brands = (
        rng.sample(words.table["brand"][words.half], 2) if len(words.table["brand"][words.half]) > 1 else ["A", "B"]
    )
    lines = []
    for product, value, brand in ((one, one.elemental, brands[0]), (other, mass, brands[1])):
        title = words.pick(rng, "title").replace(" {short}", "").format(brand=brand)
        head = words.pick(rng, "head").format(serving=serving(words, product, spelled=False))
        lines += [title, head, f"{words.pick(rng, 'name')} {amount(rng, words, value, 'mg', glued=False)}", ""]
    return Print("\n".join(lines).strip(), words.half, {"lang": words.lang, "two": kind}, Truth(("ambiguous",)))


def _alike(one: Product, other: Product) -> bool:
    """Whether the two could be one product: the same amount, or the same in a piece."""
    return other.elemental == one.elemental or abs(other.elemental / other.count - one.elemental / one.count) < 1
