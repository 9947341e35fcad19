"""What stands around the product on its page: a title, other nutrients, ingredients, shop text, neighbours."""

import random

from .layout import Layout
from .product import Product
from .statement import Statement
from .words import Words

AROUND = ("none", "others", "ingredients", "shop", "page")


def surround(
    rng: random.Random, words: Words, product: Product, said: Statement, laid: Layout, axes: dict[str, str]
) -> list[str]:
    """The blocks of the page in order; notes in the statement the forms that they name."""
    around, rows = axes["around"], axes["rows"]
    lines = list(laid.lines)
    if around in ("others", "page") and axes["layout"] in ("head", "bare") and not said.is_phrase:
        others = laid.others(2)
        place = rng.randrange(len(others) + 1)
        lines = others[:place] + lines + others[place:]
    panel = rows.join(lines)
    if len(rows) > 1 and rows.startswith("\n"):
        panel = rows.lstrip("\n") + panel if len(lines) > 1 else panel
    first = [laid.before, panel] if laid.before else [panel]
    open_head = (
        axes["layout"] in ("piece_day", "hundred") or not laid.before.endswith(":") or panel.startswith(tuple("-•*–"))
    )
    joint = "\n" if open_head else rng.choice(("\n", " "))
    blocks = [joint.join(first)]
    if laid.after:
        blocks.append(laid.after)
    if around in ("ingredients", "page"):
        blocks.append(_ingredients(rng, words, said, product))
    if around in ("shop", "page"):
        pack = product.count * rng.choice((15, 30, 60))
        shop = [
            str(line).format(pack=pack)
            for line in rng.sample(
                words.table["shop"][words.half], 1 if around == "shop" else min(2, len(words.table["shop"][words.half]))
            )
        ]
        blocks = [*blocks, *shop] if rng.random() < 0.7 else [*shop, *blocks]
    if around == "page":
        blocks.insert(0, _title(rng, words, said, product))
        if axes["layout"] in ("head", "piece_day", "hundred"):
            blocks.append(words.pick(rng, "neighbour"))
    return blocks


def _title(rng: random.Random, words: Words, said: Statement, product: Product) -> str:
    title = str(words.pick(rng, "title"))
    part = product.parts[0]
    if "{short}" in title and len(product.parts) == 1:
        said.forms.setdefault(part.family, None)
        return title.format(brand=words.pick(rng, "brand"), short=words.form(part.family)[1])
    return title.replace(" {short}", "").format(brand=words.pick(rng, "brand"))


def _ingredients(rng: random.Random, words: Words, said: Statement, product: Product) -> str:
    line = str(words.pick(rng, "ingredients"))
    if "{full}" not in line:
        return line
    for part in product.parts:
        said.forms.setdefault(part.family, None)
    return line.format(full=", ".join(words.form(part.family)[0] for part in product.parts))
