"""What is decided about a label, and the comparisons every decision needs."""

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from magwise.labels.counts import MEASURES, Mention
from magwise.labels.label import Verdict
from magwise.labels.lexicon import Lexicon
from magwise.labels.reference import System, bases_of, join
from magwise.labels.rows import Row
from magwise.labels.substances import Name

PER_HUNDRED = 100
_NO_PIECES = frozenset((*MEASURES, "day", "bottle", "packet"))


class Judgement(Struct, eq=False):
    """What was decided. amount: best, low and high in mg per serving; findings: id and values for its sentence.

    masses: of the compounds, by name; left_out: the names that only say the magnesium of another one again.
    """

    verdict: Verdict
    serving: Mention | None = None
    best: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    masses: dict[int, Decimal] = {}
    left_out: set[int] = set()
    percent: Decimal | None = None
    base: Decimal | None = None
    system: System = "NRV"
    findings: list[tuple[str, dict[str, object]]] = []

    def state(self, best: Decimal) -> None:
        """Sets one value."""
        self.best = self.low = self.high = best

    def span(self, low: Decimal, high: Decimal) -> None:
        """Sets an interval without a best value."""
        self.best, self.low, self.high = None, low, high

    def find(self, finding: str, **values: object) -> None:
        """Adds a finding once."""
        if finding not in [known for known, _ in self.findings]:
            self.findings.append((finding, values))


class Weighing:
    """The rows of one label with the settings they are weighed by; `result` is filled by the decisions."""

    def __init__(
        self,
        rows: list[Row],
        lexicon: Lexicon,
        system: System,
        named: bool,
        strengths: list[Decimal],
        bare_percents: bool = False,
        composed: bool = False,
        headed_percents: bool = False,
        titled: bool = False,
    ) -> None:
        self.lexicon = lexicon
        self.system = system
        self.named = named
        self.bases = bases_of(lexicon, system)
        self.equal = lexicon.equal
        self.richer = lexicon.richer
        self.poorer = lexicon.poorer
        self.bare_percents = bare_percents
        self.headed_percents = headed_percents  # a head says that the bare numbers behind the amounts are percents
        self.titled = titled  # the strengths stand in a title, on a line above every amount
        self.composed = composed  # the text has a heading of composition, so that it is more than a front
        self.least = lexicon.least_mg
        self.most = lexicon.most_mg
        self.elements: list[Row] = []
        self.compounds: list[Row] = []
        for row in rows:
            name = row.statement.name
            if name.role == "aside":
                continue
            # A millimole of magnesium is printed, whatever compound carries it.
            element = name.substance is None or row.statement.of_total or row.amount.unit in ("mmol", "meq")
            (self.elements if element else self.compounds).append(row)
        for row in rows:
            self._place_percent(row, rows)
        self.strengths = strengths
        self.result = Judgement("ambiguous", system=system)

    def same(self, one: Decimal, two: Decimal) -> bool:
        """Whether two amounts say the same, rounding apart."""
        return abs(one - two) <= self.equal * max(one, two)

    def _place_percent(self, row: Row, rows: list[Row]) -> None:
        """«450 mg | 150 mg | 120 %»: the one percent behind several columns is that of the column it joins with."""
        amount = row.amount
        if amount.percent is None or self._base(row) is not None:
            return
        columns = [other for other in rows if other.statement is row.statement and other is not row]
        if any(other.amount.percent is not None for other in columns):
            return
        for other in columns:
            moved = replace(other.amount, percent=amount.percent, decimals=amount.decimals)
            if join(moved.mg, moved.percent or Decimal(0), moved.decimals, self.bases) is not None:
                other.amount, row.amount = moved, replace(amount, percent=None)
                return

    def _common_serving(self, rows: list[Row]) -> Mention | None:
        found = {(row.serving.count, row.serving.unit): row.serving for row in rows if row.serving and not row.several}
        return next(iter(found.values())) if len(found) == 1 else None

    def _key(self, row: Row) -> tuple[Decimal, str] | None:
        return None if row.serving is None else (row.serving.count, row.serving.unit)

    def _same_unit(self, one: Row, two: Row) -> bool:
        return one.serving is not None and two.serving is not None and one.serving.unit == two.serving.unit

    def _agree(self, one: Row, two: Row) -> bool:
        """Whether two rows say the same: the same amount, or the same amount per unit."""
        if self._key(one) == self._key(two):
            return self.same(one.mg, two.mg) and not self._are_parts(one, two)
        if self._same_unit(one, two):
            return self.same(one.per_unit, two.per_unit)
        return self.same(one.mg, two.mg) and not self._are_two_products(one, two)

    def _are_parts(self, one: Row, two: Row) -> bool:
        """«Magnesium (as threonate) 200 mg, magnesium (as oxide) 200 mg»: two rows of a panel, each of its own."""
        forms = [{part.family for part in row.statement.forms} for row in (one, two)]
        apart = one.statement is not two.statement and one.is_panel and two.is_panel
        return apart and bool(forms[0]) and bool(forms[1]) and forms[0].isdisjoint(forms[1])

    def _are_two_products(self, one: Row, two: Row) -> bool:
        """«Per 3 capsules … malate», «Per tablet … oxide»: other pieces and other forms are another product."""
        if one.serving is None or two.serving is None or one.serving.count == two.serving.count:
            return False
        if not (one.is_panel and two.is_panel) or {one.serving.unit, two.serving.unit} & _NO_PIECES:
            return False
        forms = [{part.family for part in row.statement.forms} for row in (one, two)]
        return not forms[0] or not forms[1] or forms[0] != forms[1]

    def _better(self, one: Row, two: Row) -> Row:
        """Of two rows that agree the one with a percent, else with the larger serving."""

        def rank(row: Row) -> tuple[bool, int, Decimal]:
            serving = row.serving
            if serving is None:
                return row.amount.percent is not None, 0, Decimal(0)
            measured = serving.unit in ("g", "ml")
            kind = 1 if measured and serving.count >= PER_HUNDRED else 2 if measured else 3
            return row.amount.percent is not None, kind, serving.count

        return two if rank(two) > rank(one) else one

    def _base(self, row: Row) -> Decimal | None:
        if row.amount.percent is None:
            return None
        return join(row.mg, row.amount.percent, row.amount.decimals, self.bases)

    def references_abroad(self) -> tuple[Decimal, ...]:
        """Reference intakes of other markets: every one where none is named, those of adults where one is."""
        return self.lexicon.references["adult" if self.named else "other"]

    def shares(self, name: Name) -> tuple[Decimal | None, Decimal | None]:
        """The smallest and the largest share of magnesium in what a name may be; None for a mixture."""
        return (None, None) if name.substance is None else (name.substance.low, name.substance.high)

    def _spans(self, element: Decimal, low: Decimal, high: Decimal) -> bool:
        """Whether an element lies between what the poorest grade and the pure compound hold."""
        return low * self.poorer <= element <= high * self.richer


def unique_masses(masses: list[tuple[Name, Decimal]]) -> list[tuple[Name, Decimal]]:
    """Masses of one compound that are printed twice count once."""
    kept: list[tuple[Name, Decimal]] = []
    for name, mass in masses:
        if not any(name.family == other.family and mass == known for other, known in kept):
            kept.append((name, mass))
    return kept


def rounded(value: Decimal) -> Decimal:
    """A value for a sentence: one decimal."""
    return value.quantize(Decimal("0.1"))
