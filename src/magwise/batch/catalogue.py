"""A catalogue of products: what each label says, and what 100 mg of elemental magnesium costs."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from magwise.batch.adapters import to_plain
from magwise.batch.labels import read_row
from magwise.batch.rows import LabelRow, Record, Voice, id_of
from magwise.knowledge.load import Knowledge
from magwise.labels.label import Amount, Finding, Label, Serving, Verdict
from magwise.result import Result, plain_number

MOST_ROWS = 20_000
LANES: tuple[Verdict, ...] = ("ok", "compound_only", "ambiguous", "inconsistent", "no_magnesium")
Group = Literal["organic", "inorganic", "amino", "other"]
GROUPS: tuple[Group, ...] = ("organic", "inorganic", "amino", "other")
REPORT = (
    "id", "name", "verdict", "forms", "serving_count", "serving_unit", "elemental_mg_per_serving_best",
    "elemental_mg_per_serving_low", "elemental_mg_per_serving_high", "elemental_mg_per_unit_best",
    "elemental_mg_per_unit_low", "elemental_mg_per_unit_high", "price", "servings", "cost_per_100_mg_best",
    "cost_per_100_mg_low", "cost_per_100_mg_high", "findings", "error",
)  # fmt: skip
_UNNAMED = "unspecified"
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?", re.ASCII)


class CatalogueRow(Result, frozen=True, kw_only=True):
    """One product of a catalogue. number: its place in the file; error: why it was not read, then the rest is empty.

    cost_per_100_mg: in the currency of the price; best is None where only an interval is left; None without price,
    servings in the pack or an amount, and where the numbers cannot all be right.
    """

    number: int
    id: str
    name: str
    verdict: Verdict | None = None
    forms: tuple[str, ...] = ()
    group: Group = "other"
    serving: Serving | None = None
    elemental_mg_per_serving: Amount | None = None
    elemental_mg_per_unit: Amount | None = None
    price: float | None = None
    servings: float | None = None
    cost_per_100_mg: Amount | None = None
    findings: tuple[Finding, ...] = ()
    error: str | None = None


class Judged(NamedTuple):
    """A row of the report with the whole label behind it; label is None where nothing was read."""

    row: CatalogueRow
    label: Label | None


def judge_catalogue(records: Iterable[Record], *, knowledge: Knowledge, locale: str = "en") -> Iterator[Judged]:
    """Read every product: n records in, n rows out, same order.

    A record holds `text` (or `label`), and perhaps `id`, `name`, `lang`, `price` and `servings` (servings in the
    pack); DSLD labels and Open Food Facts products are known too. Without an id the place in the file is the id.
    """
    voice = Voice(knowledge, locale)
    for record in records:
        values = to_plain(record.values)
        name = values.get("name")
        known = id_of(values.get("id")) or str(record.number)
        shown = " ".join(name.split()) if isinstance(name, str) and name.strip() else known
        price, odd_price = _positive(values.get("price"))
        servings, odd_servings = _positive(values.get("servings"))
        fault = record.fault or ("price" if odd_price else "servings" if odd_servings else None)
        error = None if fault is None else voice.row(fault)
        label, error = read_row(LabelRow(known, values.get("text"), values.get("lang"), error), voice)
        if label is None:
            yield Judged(CatalogueRow(number=record.number, id=known, name=shown, error=error), None)
            continue
        forms = tuple(compound.form for compound in label.compounds)
        row = CatalogueRow(
            number=record.number,
            id=known,
            name=shown,
            verdict=label.verdict,
            forms=forms,
            group=group_of(forms, knowledge),
            serving=label.serving,
            elemental_mg_per_serving=label.elemental_mg_per_serving,
            elemental_mg_per_unit=label.elemental_mg_per_unit,
            price=None if price is None else plain_number(price),
            servings=None if servings is None else plain_number(servings),
            cost_per_100_mg=_cost(label, price, servings),
            findings=label.findings,
        )
        yield Judged(row, label)


def sort_catalogue(rows: Iterable[CatalogueRow]) -> list[CatalogueRow]:
    """Cheapest magnesium first, an interval at its high end; then by verdict and name; what was not read comes last."""

    def place(row: CatalogueRow) -> tuple[Any, ...]:
        cost = row.cost_per_100_mg
        lane = LANES.index(row.verdict) if row.verdict else len(LANES)
        price = (cost.best if cost.best is not None else cost.high) if cost else 0
        return row.error is not None, cost is None, price, lane, row.name.casefold(), row.number

    return sorted(rows, key=place)


def group_of(forms: tuple[str, ...], knowledge: Knowledge) -> Group:
    """The group that all named forms belong to; `other` for a mixture of groups or where none is named.

    >>> from magwise.knowledge.load import load_knowledge
    >>> group_of(("citrate", "malate"), load_knowledge()), group_of(("oxide", "citrate"), load_knowledge())
    ('organic', 'other')
    """
    groups: set[Group] = set()
    for name in forms:
        if name == _UNNAMED:
            continue
        kinds = {form.kind.partition(" ")[0] for form in knowledge.forms.values() if form.family == name}
        groups |= {next((group for group in GROUPS if group == kind), "other") for kind in kinds} or {"other"}
    return next(iter(groups)) if len(groups) == 1 else "other"


def report_cells(row: CatalogueRow) -> tuple[Any, ...]:
    """A row of the report as cells, in the order of `REPORT`; what is not known is None."""
    spans: list[Any] = []
    for amount in (row.elemental_mg_per_serving, row.elemental_mg_per_unit, row.cost_per_100_mg):
        spans.append((amount.best, amount.low, amount.high) if amount else (None, None, None))
    serving = (row.serving.count, row.serving.unit) if row.serving else (None, None)
    return (
        row.id, row.name, row.verdict, " ".join(row.forms), *serving, *spans[0], *spans[1], row.price, row.servings,
        *spans[2], " ".join(finding.id for finding in row.findings), row.error,
    )  # fmt: skip


def _cost(label: Label, price: Decimal | None, servings: Decimal | None) -> Amount | None:
    amount = label.elemental_mg_per_serving
    if amount is None or not price or not servings or amount.low <= 0 or label.route == "skin":
        return None
    if label.verdict in ("inconsistent", "no_magnesium"):
        return None

    def per_100(mg: float) -> float:
        return plain_number(price / (Decimal(str(mg)) * servings) * 100, places=2)

    best = None if not amount.best else per_100(amount.best)
    return Amount(best=best, low=per_100(amount.high), high=per_100(amount.low))


def _positive(value: Any) -> tuple[Decimal | None, bool]:
    """A number above zero, with decimal point or comma, and whether something else stood there."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, False
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = Decimal(str(value))
    elif isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        found = Decimal(value.strip().replace(",", "."))
    else:
        return None, True
    return (found, False) if found.is_finite() and found > 0 else (None, True)
