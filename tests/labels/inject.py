"""Put one error into labels that are read right: does the reader notice? `python tests/labels/inject.py [--seed N]`.

Each error changes what is printed of the magnesium: its unit, its decimal mark, its number by the factor of the serving,
its place in the row, or one character by a look-alike. Afterwards the true amount is still the one before the error.

Detectable means: another thing printed on the same label, a witness, contradicts the changed amount. The witnesses are
worked out here, apart from the reader, and with its tolerances doubled where a tolerance is needed:
`percent`: no reference intake of the market joins the changed amount with the printed percent, 1.5 points apart;
`compound`: the changed amount is above 1.06 times what the printed mass can hold, or below 0.35 of what it must hold;
`again`: the same row or text prints the element once more (a second column, per unit, mmol beside mg), and it differs.
An error no witness contradicts cannot be seen by anyone who has only the label; those are counted and shown apart.
A false answer is the verdict `ok` with another amount than the true one. The bar: at most 2 % of the detectable.
"""

import argparse
import json
import random
import re
import sys
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from magwise.chemistry.compounds import family_span
from magwise.knowledge.load import Knowledge, load_knowledge
from magwise.labels.label import Label
from magwise.labels.read import read_label

HERE = Path(__file__).parent
DEV = HERE.parents[2] / "shared" / "labels" / "dev.jsonl"
CASES = HERE.parent / "cases" / "labels"
BASES = {"NRV": (375, 300), "DV": (420, 400, 450, 200, 80, 375), "other": (375, 300, 420, 400, 450, 200, 80, 350)}
AMOUNT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)(\s*)(mg|µg|mcg|g|mmol)(?![\w/])")
NEAR_BEFORE, NEAR_BEHIND = 90, 40
MG = {"mg": 1.0, "g": 1000.0, "µg": 0.001, "mcg": 0.001, "mmol": 24.305}
# Names of other nutrients: an amount behind one of them is not the metal's.
OTHERS = re.compile(
    r"(?i)vitamin|calcium|calcio|zin[ck]|cinc|iron|ijzer|eisen|\bfer\b|selen|niacin|pantothen|folate|ribofl|thiamin|pyridox"
    r"|copper|koper|kupfer|cuivre|chrom|mangan|boron|iod|potass|kalium|sod|biotin|choline|glycin|coq10|protein"
)
LOOKALIKES = {"0": "O", "1": "l", "5": "S", "8": "B"}


@dataclass(frozen=True)
class Printed:
    """An amount in the print. start, end: of number and unit; mg: its plausible values."""

    start: int
    end: int
    number: str
    blank: str
    unit: str

    @property
    def readings(self) -> tuple[float, ...]:
        """What the number may mean, in mg."""
        marks = re.sub(r"[.,]", "", self.number)
        plain = [float(self.number.replace(",", "."))] if len(re.findall(r"[.,]", self.number)) < 2 else []
        if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", self.number):
            plain.append(float(marks))
        return tuple(value * MG[self.unit] for value in plain)

    def is_mg(self, mg: float) -> bool:
        """Whether it may mean this many milligrams, rounding apart."""
        return any(abs(value - mg) <= max(0.005 * mg, 0.06) for value in self.readings)


@dataclass(frozen=True)
class Error:
    """A label with one error in it. wrong: the changed amount in mg, None where the print no longer gives one."""

    kind: str
    text: str
    true_mg: float
    wrong: float | None
    witnesses: tuple[str, ...]


def printed_amounts(text: str) -> list[Printed]:
    """Every amount in the print."""
    return [Printed(found.start(), found.end(), *found.groups()) for found in AMOUNT.finditer(text)]


def of_magnesium(text: str, amounts: list[Printed], mg: float) -> list[Printed]:
    """The amounts that print these milligrams near the metal's name."""
    kept = []
    for amount in amounts:
        if not amount.is_mg(mg):
            continue
        before = re.search(r"(?is)magn(?!.*magn).*$", text[max(0, amount.start - NEAR_BEFORE) : amount.start])
        behind = re.match(r"(?is)[^.\n]{0,25}?magn", text[amount.end : amount.end + NEAR_BEHIND])
        owned = before is not None and not OTHERS.search(before[0])
        if owned or (behind is not None and not AMOUNT.search(behind[0]) and not OTHERS.search(behind[0])):
            kept.append(amount)
    return kept


def errors_of(text: str, label: Label, knowledge: Knowledge, rng: random.Random) -> list[Error]:
    """One error of each kind that the label allows. label: the right reading of the text."""
    amount = label.elemental_mg_per_serving
    if amount is None or amount.best is None:
        return []
    true = amount.best
    amounts = printed_amounts(text)
    here = of_magnesium(text, amounts, true)
    if not here:
        return []
    place = rng.choice(here)
    rest = [other for other in amounts if other is not place]
    found: list[Error] = []

    def put(kind: str, number: str, unit: str, wrong: float | None) -> None:
        changed = text[: place.start] + number + place.blank + unit + text[place.end :]
        if changed != text and (wrong is None or abs(wrong - true) > 0.01 * true):
            found.append(Error(kind, changed, true, wrong, witnesses(wrong, label, text, rest, knowledge)))

    units = [unit for unit in ("g", "mcg", "mmol", "mg") if unit != place.unit and MG[unit] != MG[place.unit]]
    unit = rng.choice(units)
    put("unit", place.number, unit, true * MG[unit] / MG[place.unit])
    factor = rng.choice((10, Decimal("0.1"), 100))
    put("decimal", shown(place.number, factor), place.unit, true * float(factor))
    count = int(label.serving.count) if label.serving and label.serving.count > 1 else rng.choice((2, 3))
    share = rng.choice((Decimal(count), 1 / Decimal(count)))
    put("serving", shown(place.number, share), place.unit, true * float(share))
    marks = [spot for spot, letter in enumerate(place.number) if letter in LOOKALIKES]
    if marks:
        spot = rng.choice(marks)
        number = place.number[:spot] + LOOKALIKES[place.number[spot]] + place.number[spot + 1 :]
        put("lookalike", number, place.unit, None)
    if re.search(r"[.,]\d{1,2}$", place.number):
        bare = re.sub(r"[.,]", "", place.number)
        put("comma", bare, place.unit, float(bare) * MG[place.unit])
    swap = [
        other
        for other in rest
        if other.unit == place.unit and not other.is_mg(true) and "\n" not in text[min(place.start, other.start) : max(place.end, other.end)]
        and abs(other.start - place.start) < NEAR_BEFORE
        and any(other.is_mg(known) for known in _known(label))
    ]  # fmt: skip
    if swap:
        other = rng.choice(swap)
        first, second = sorted((place, other), key=lambda item: item.start)
        changed = (
            text[: first.start] + text[second.start : second.end] + text[first.end : second.start]
            + text[first.start : first.end] + text[second.end :]
        )  # fmt: skip
        wrong = other.readings[0]
        found.append(Error("swapped", changed, true, wrong, witnesses(wrong, label, text, [], knowledge, true)))
    return found


def _known(label: Label) -> list[float]:
    """The other amounts a reading knows: masses of compounds, and the amount of one unit."""
    masses = [compound.compound_mg for compound in label.compounds if compound.compound_mg is not None]
    unit = label.elemental_mg_per_unit
    return [*masses, *([] if unit is None or unit.best is None else [unit.best])]


def shown(number: str, factor: Decimal | int) -> str:
    """A number times a factor, printed with the same mark."""
    mark = "," if "," in number else "."
    grouped = bool(re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number)) and not number.startswith("0")
    plain = Decimal(re.sub(r"[.,]", "", number) if grouped else number.replace(",", "."))
    value = (plain * factor).quantize(Decimal("0.01")).normalize()
    return f"{value:f}".replace(".", mark)


def witnesses(
    wrong: float | None,
    label: Label,
    text: str,
    rest: list[Printed],
    knowledge: Knowledge,
    swapped: float | None = None,
) -> tuple[str, ...]:
    """What on the label contradicts the changed amount."""
    against: list[str] = []
    if wrong is None:
        return ("print",)
    reference = label.reference
    if reference is not None and reference.consistent:
        shares = [wrong * 100 / base for base in BASES[reference.system]]
        if all(abs(share - reference.percent) > 1.5 for share in shares):
            against.append("percent")
    low = high = 0.0
    for compound in label.compounds:
        if compound.compound_mg is not None:
            span = family_span(knowledge, compound.form)
            if span is None:
                high = 0.0
                break
            # In a swap the compound takes the element's number.
            mass = compound.compound_mg if swapped is None or wrong != compound.compound_mg else swapped
            low, high = low + mass * float(span.low), high + mass * float(span.high)
    if high and (wrong > 1.06 * high or wrong < 0.35 * low):
        against.append("compound")
    unit = label.elemental_mg_per_unit
    true = label.elemental_mg_per_serving
    assert true is not None
    values = [true.best or 0.0] + ([unit.best] if unit is not None and unit.best is not None else [])
    if any(of_magnesium(text, [other], value) for other in rest for value in values):
        against.append("again")
    return tuple(against)


def right_labels(knowledge: Knowledge) -> Iterable[tuple[str, Label]]:
    """Texts that are read right with the verdict `ok`: the project's own, and the annotated ones where they are."""
    for path in sorted(CASES.glob("*/*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8")).values():
            if case["verdict"] == "ok" and isinstance(case.get("mg"), int | float):
                yield from _right(case["text"], float(case["mg"]), knowledge)
    if DEV.exists():
        for line in DEV.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            gold = record["gold"]
            if gold["verdict"] == "ok" and gold["elemental_mg_per_serving"] is not None:
                yield from _right(record["text"], float(gold["elemental_mg_per_serving"]), knowledge)


def _right(text: str, mg: float, knowledge: Knowledge) -> Iterable[tuple[str, Label]]:
    label = read_label(text, knowledge=knowledge, locale="en")
    amount = label.elemental_mg_per_serving
    if label.verdict == "ok" and amount is not None and amount.best is not None and abs(amount.best - mg) <= 0.01 * mg:
        yield text, label


@dataclass
class Tally:
    """Counts of one kind of error."""

    detectable: int = 0
    false: int = 0
    hidden: int = 0
    hidden_ok: int = 0


def run(
    knowledge: Knowledge, seed: int, rounds: int, report: Callable[[Error, Label], None] | None = None
) -> dict[str, Tally]:
    """The tally by kind of error over every label that is read right, `rounds` draws each."""
    rng = random.Random(seed)
    tallies: dict[str, Tally] = {}
    labels = list(right_labels(knowledge))
    for _ in range(rounds):
        for text, right in labels:
            for error in errors_of(text, right, knowledge, rng):
                label = read_label(error.text, knowledge=knowledge, locale="en")
                amount = label.elemental_mg_per_serving
                best = None if amount is None else amount.best
                false = label.verdict == "ok" and (best is None or abs(best - error.true_mg) > 0.01 * error.true_mg)
                tally = tallies.setdefault(error.kind, Tally())
                if error.witnesses:
                    tally.detectable += 1
                    tally.false += false
                    if false and report is not None:
                        report(error, label)
                else:
                    tally.hidden += 1
                    tally.hidden_ok += false
    return dict(sorted(tallies.items()))


def total(tallies: dict[str, Tally]) -> Tally:
    """All kinds together."""
    counts = zip(*((one.detectable, one.false, one.hidden, one.hidden_ok) for one in tallies.values()), strict=True)
    return Tally(*(sum(column) for column in counts))


def show(tallies: dict[str, Tally]) -> None:
    """Print the table."""
    print(f"{'error put in':14}{'detectable':>12}{'false ok':>12}{'not detectable':>18}{'read as printed':>18}")
    for kind, tally in {**tallies, "all": total(tallies)}.items():
        share = f"{tally.false} ({100 * tally.false / max(tally.detectable, 1):.1f} %)"
        print(f"{kind:14}{tally.detectable:>12}{share:>12}{tally.hidden:>18}{tally.hidden_ok:>18}")


def main() -> int:
    """Print the table; 1 when the bar of 2 % is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--misses", action="store_true", help="show every false answer")
    options = parser.parse_args()

    def report(error: Error, label: Label) -> None:
        print(
            f"-- {error.kind} {error.true_mg:g} -> {error.wrong} {error.witnesses} read {label.elemental_mg_per_serving}"
        )
        print("   ", " ".join(error.text.split())[:420])
        print("   ", [finding.id for finding in label.findings])

    tallies = run(load_knowledge(), options.seed, options.rounds, report if options.misses else None)
    show(tallies)
    everything = total(tallies)
    return int(everything.false > 0.02 * everything.detectable)


if __name__ == "__main__":
    sys.exit(main())
