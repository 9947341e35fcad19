"""Where the serving stands and how the rows lie: under a head, in a sentence, in a bracket, per day, in a table, in a record."""

import random

from .figures import amount, percent, serving
from .print import Serving, Truth
from .product import Product
from .statement import Statement
from .words import Words

LAYOUTS = ("head", "sentence", "bracket", "day", "bare", "piece_day", "hundred", "record")
PANELS = ("head", "piece_day", "hundred")
# Which statements a layout can hold; the rest is not printed.
HOLDS = {
    "head": ("element", "form", "of_which", "compound", "percent", "total", "parts"),
    "sentence": ("element", "form", "compound"),
    "bracket": ("element", "form", "compound"),
    "day": ("element", "form"),
    "bare": ("element", "form", "of_which", "total"),
    "piece_day": ("element", "form"),
    "hundred": ("element", "form"),
    "record": ("element", "form"),
}


class Layout:
    """Lays a statement out; `text` and `truth` are the result."""

    def __init__(
        self, rng: random.Random, words: Words, product: Product, said: Statement, axes: dict[str, str]
    ) -> None:
        self.rng, self.words, self.product, self.said, self.axes = rng, words, product, said, axes
        self.spelled = axes["count"] == "spelled"
        self.before = ""
        self.after = ""
        self.lines: list[str] = []
        self.pairs: tuple[tuple[Serving | None, float], ...] = ((self.whole, product.elemental),)
        getattr(self, f"_{axes['layout']}")()

    @property
    def whole(self) -> Serving:
        """The serving that the amounts belong to."""
        return (self.product.count, self.product.unit)

    @property
    def truth(self) -> Truth:
        """What this layout says."""
        return self.said.truth(self.pairs)

    def others(self, number: int) -> list[str]:
        """Rows of other nutrients, laid as the row of magnesium is."""
        rows = self.words.table["others"][self.words.half]
        return [self.row(*row) for row in self.rng.sample(rows, min(number, len(rows)))]

    def row(self, name: str, mass: str, share: str) -> str:
        """One row in the order of this print."""
        if not mass:
            return f"{name} {share}".strip()
        between = self.axes["between"]
        if self.axes["order"] == "amount_first":
            return " ".join(part for part in (mass, name, share) if part)
        stuck = "" if self.axes["glue"] == "all" else between
        return f"{name}{stuck}{mass}{' ' + share if share else ''}"

    def served(self, count: int | None = None) -> str:
        """The serving in words."""
        return serving(self.words, self.product, spelled=self.spelled, count=count)

    def _rows(self) -> list[str]:
        return [self.row(*row) for row in self.said.rows]

    def _head(self) -> None:
        self.before = self.words.pick(self.rng, "head").format(serving=self.served())
        self.lines = self._rows()

    def _bare(self) -> None:
        self.pairs = ((None, self.product.elemental),)
        self.lines = self._rows()

    def _sentence(self) -> None:
        name, mass, share = self.said.rows[0]
        form = self.words.pick(self.rng, "sentence_one" if self.product.count == 1 else "sentence_many")
        one = self.words.unit(self.product.unit, 1)
        text = form.format(serving=self.served(), unit=one, amount=mass, name=name)
        if share:
            text = f"{text[:-1]} {share}."
        self.lines = [text[0].upper() + text[1:]]

    def _bracket(self) -> None:
        name, mass, share = self.said.rows[0]
        text = self.words.pick(self.rng, "bracket").format(name=name, amount=mass, serving=self.served())
        self.lines = [f"{text} {share}".strip()]

    def _day(self) -> None:
        name, mass, share = self.said.rows[0]
        text = self.words.pick(self.rng, "per_day").format(name=name, amount=mass)
        self.lines = [f"{text[:-1]} {share}.".replace(" .", ".")]
        self.after = self.words.pick(self.rng, "dosage").format(serving=self.served())

    def _record(self) -> None:
        name, mass, _ = self.said.rows[0]
        self.lines = [self.words.pick(self.rng, "record").format(serving=self.served(), name=name, amount=mass)]

    def _piece_day(self) -> None:
        one = self.words.unit(self.product.unit, 1)
        each = self.product.elemental / self.product.count
        day = (self.words.column(self.rng, "day").format(serving=self.served()), self.said.mass(self.product.elemental))
        piece = (self.words.column(self.rng, "piece").format(one=one, serving=self.served()), self.said.mass(each))
        self.pairs = ((self.whole, self.product.elemental), ((1, self.product.unit), each))
        self._table([piece, day])

    def _hundred(self) -> None:
        scoop = self.words.unit(self.product.unit, 1)
        portion = f"{scoop} ({self.product.grams} g)"
        hundred = self.product.elemental / self.product.grams * 100
        head = self.words.column(self.rng, "piece").format(one=portion, serving=portion)
        columns = [
            (self.words.column(self.rng, "hundred"), self.said.mass(round(hundred, 2))),
            (head, self.said.mass(self.product.elemental)),
        ]
        self.pairs = (
            ((1, "scoop"), self.product.elemental),
            ((self.product.grams, "g"), self.product.elemental),
            ((100, "g"), hundred),
        )
        self._table(columns)

    def _table(self, columns: list[tuple[str, str]]) -> None:
        self.rng.shuffle(columns)
        if self.axes["percent"] == "yes":
            head = self.words.column(self.rng, "percent").format(system=self.product.system)
            columns.insert(self.rng.choice((0, 1, 2, 2)), (head, f"{self.product.percent}%"))
        cell = self.axes["cells"]
        name = self.said.rows[0][0]
        self.before = cell.join([self.words.column(self.rng, "name"), *(head for head, _ in columns)])
        self.lines = [cell.join([name, *(value for _, value in columns)])]


def amount_of(rng: random.Random, words: Words, value: float) -> str:
    """A plain amount in mg."""
    return amount(rng, words, value, "mg", glued=False)


__all__ = ["HOLDS", "LAYOUTS", "PANELS", "Layout", "amount_of", "percent"]
