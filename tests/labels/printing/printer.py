"""Prints one label from a seed: every axis is drawn by itself."""

import random

from magwise.knowledge.load import Knowledge

from .around import AROUND, surround
from .damage import MARKUP, SCANS, mark_up, mistake
from .empty import print_empty
from .layout import HOLDS, LAYOUTS, Layout
from .print import Print
from .product import draw_product
from .several import print_two
from .statement import STATES, Statement
from .words import HALVES, Words, languages

EMPTY_SHARE = 0.2
TWO_SHARE = 0.04


def print_label(seed: int, knowledge: Knowledge) -> Print:
    """The print of a seed: the same seed, the same text."""
    rng = random.Random(seed)
    names, weights = languages()
    words = Words(rng.choices(names, weights)[0], rng.choice(HALVES))
    kind = rng.random()
    if kind < EMPTY_SHARE:
        return print_empty(rng, words)
    if kind < EMPTY_SHARE + TWO_SHARE:
        return print_two(rng, words, knowledge)
    axes = _draw_axes(rng, words)
    powder = axes["layout"] == "hundred"
    product = draw_product(rng, words, knowledge, several=axes["state"] in ("total", "parts"), powder=powder)
    if axes["layout"] == "piece_day" and product.count == 1:
        axes["layout"] = "head"
    said = Statement(rng, words, product, axes)
    laid = Layout(rng, words, product, said, axes)
    text = "\n".join(surround(rng, words, product, said, laid, axes))
    if axes["scan"] == "letters":
        text = mistake(rng, words, text)
    if axes["markup"] == "html":
        text = mark_up(rng, words, text)
    shown = {name: repr(value) if name in ("between", "rows", "cells") else value for name, value in axes.items()}
    return Print(text, words.half, shown, laid.truth)


def _draw_axes(rng: random.Random, words: Words) -> dict[str, str]:
    layout = rng.choice(LAYOUTS)
    if layout == "hundred" and "scoop" not in words.table["units"]:
        layout = "head"
    state = rng.choice([state for state in STATES if state in HOLDS[layout]])
    return {
        "lang": words.lang,
        "layout": layout,
        "state": state,
        "order": rng.choice(("name_first", "name_first", "amount_first")),
        "between": words.pick(rng, "between"),
        "rows": words.pick(rng, "rows"),
        "cells": words.pick(rng, "cells"),
        "unit": rng.choice(("mg", "mg", "mg", "g", "mmol")),
        "glue": rng.choice(("none", "none", "none", "unit", "all")),
        "count": rng.choice(("digit", "digit", "spelled")),
        "percent": rng.choice(("yes", "yes", "no")),
        "around": rng.choice(AROUND),
        "markup": rng.choice((MARKUP[0], MARKUP[0], MARKUP[0], MARKUP[1])),
        "scan": rng.choice((SCANS[0], SCANS[0], SCANS[0], SCANS[0], SCANS[1])),
    }
