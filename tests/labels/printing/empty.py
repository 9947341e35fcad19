"""Texts that name magnesium with a number and state no content."""

import random

from .print import Print, Truth
from .words import Words

KINDS = ("reference", "advice", "limit", "price", "study", "food", "question", "denial")


def print_empty(rng: random.Random, words: Words) -> Print:
    """A reference, an advice, a limit, a price, a study, a food, a question or a denial; sometimes beside a product without amounts."""
    kind = rng.choice([kind for kind in KINDS if words.has(f"empty_{kind}")])
    low = rng.choice((200, 250, 300, 310, 320, 350))
    text = str(words.pick(rng, f"empty_{kind}")).format(a=low, b=low + rng.choice((20, 50, 100)))
    beside = rng.choice(("alone", "product"))
    family = rng.choice(sorted(words.table["forms"]))
    if beside == "product":
        unit = rng.choice([unit for unit in words.table["units"] if unit != "scoop"])
        dosage = words.pick(rng, "dosage").format(serving=f"1 {words.unit(unit, 1)}")
        product = words.pick(rng, "ingredients")
        product = product.format(full=words.form(family)[0]) if "{full}" in product else product
        text = rng.choice(("\n", " ")).join(rng.sample([text, f"{product} {dosage}"], 2))
    axes = {"lang": words.lang, "empty": kind, "beside": beside}
    return Print(text, words.half, axes, Truth(("ambiguous", "compound_only"), decidable=True))
