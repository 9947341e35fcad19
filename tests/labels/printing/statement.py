"""What a label says of its magnesium: the element, the element with its form, both masses, the compound, a percent, parts."""

import random

from .figures import amount, percent
from .print import Truth
from .product import Part, Product
from .words import Words

STATES = ("element", "form", "of_which", "compound", "percent", "total", "parts")


class Statement:
    """The rows about magnesium: (name, amount, percent), and the truth but for the serving."""

    def __init__(self, rng: random.Random, words: Words, product: Product, axes: dict[str, str]) -> None:
        self.rng, self.words, self.product, self.axes = rng, words, product, axes
        self.forms: dict[str, float | None] = {}
        self.rows: list[tuple[str, str, str]] = []
        getattr(self, f"_{axes['state']}")()

    @property
    def is_phrase(self) -> bool:
        """Whether name and amount stand in one phrase, which has no order of its own."""
        return self.axes["state"] in ("of_which", "total")

    def truth(self, pairs: tuple[tuple[tuple[float, str] | None, float], ...]) -> Truth:
        """What is right, with the amounts and servings that the layout prints."""
        state = self.axes["state"]
        if state == "compound":
            part = self.product.parts[0]
            span = (part.low * part.compound, part.high * part.compound)
            return Truth(("compound_only",), tuple((serving, 0.0) for serving, _ in pairs), span, self.forms)
        if state == "percent":
            half = self.product.base / 200
            middle = self.product.percent * self.product.base / 100
            return Truth(
                ("ambiguous",),
                tuple((serving, 0.0) for serving, _ in pairs),
                (middle - half, middle + half),
                self.forms,
            )
        return Truth(("ok",), pairs, None, self.forms)

    def mass(self, value: float, *, of_compound: bool = False) -> str:
        """A mass in the unit of this print; only magnesium itself is given in mmol too."""
        unit = "mg" if of_compound and self.axes["unit"] == "mmol" else self.axes["unit"]
        return amount(self.rng, self.words, value, unit, glued=self.axes["glue"] != "none")

    def full(self, part: Part, mass: float | None = None) -> str:
        """The compound's name, noted as printed."""
        self.forms[part.family] = mass
        return self.words.form(part.family)[0]

    def _row(self, name: str, value: float, share: str | None = None) -> None:
        shown = (
            percent(self.rng, self.words, self.product)
            if share is None and self.axes["percent"] == "yes"
            else share or ""
        )
        self.rows.append((name, self.mass(value), shown))

    def _element(self) -> None:
        self._row(self.words.pick(self.rng, "name"), self.product.elemental)

    def _form(self) -> None:
        part = self.product.parts[0]
        name = self.words.pick(self.rng, "as_form").format(full=self.full(part), short=self.words.form(part.family)[1])
        self._row(name, self.product.elemental)

    def _of_which(self) -> None:
        part = self.product.parts[0]
        phrase = self.words.pick(self.rng, "of_which").format(
            full=self.full(part, part.compound),
            compound=self.mass(part.compound, of_compound=True),
            amount=self.mass(part.elemental),
        )
        self.rows.append(
            (phrase, "", percent(self.rng, self.words, self.product) if self.axes["percent"] == "yes" else "")
        )

    def _compound(self) -> None:
        part = self.product.parts[0]
        self.rows.append((self.full(part, part.compound), self.mass(part.compound, of_compound=True), ""))

    def _percent(self) -> None:
        self.rows.append((self.words.pick(self.rng, "name"), percent(self.rng, self.words, self.product), ""))

    def _total(self) -> None:
        share = self.words.pick(self.rng, "parts")
        shares = ", ".join(
            share.format(amount=self.mass(part.elemental), full=self.full(part)) for part in self.product.parts
        )
        name = self.words.pick(self.rng, "name")
        shown = f" {percent(self.rng, self.words, self.product)}" if self.axes["percent"] == "yes" else ""
        self.rows.append((f"{name} {self.mass(self.product.elemental)}{shown} ({shares})", "", ""))

    def _parts(self) -> None:
        for part in self.product.parts:
            name = self.words.pick(self.rng, "as_form").format(
                full=self.full(part), short=self.words.form(part.family)[1]
            )
            share = f"{round(100 * part.elemental / self.product.base)}%"
            self._row(name, part.elemental, share=share if self.axes["percent"] == "yes" else "")
