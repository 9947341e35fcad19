"""Where the sources differ: upper levels, hours, laboratory limits and judgements, as rows with scope and date."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from magwise.result import Result, plain_number

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge
    from magwise.knowledge.records import InteractionRow, Limit

Topic = Literal["upper_level", "spacing", "laboratory", "grade"]
UPPER = ("UL", "guidance_level", "max_supplement")
AGES = (2, 6, 10, 16, 30)
DIFFERING = ("labs", "claims", "health_claims", "absorption")
ADULT = 30


class Position(Result, frozen=True, kw_only=True):
    """What one authority or source says. value: in `unit`; ours: what we use; fact: the row that holds it."""

    authority: str
    value: float | str
    unit: str
    scope: str
    year: int | None
    reviewed: str
    fact: str
    ours: bool
    grade: str
    sources: tuple[str, ...]


class Disagreement(Result, frozen=True, kw_only=True):
    """A subject on which at least two positions differ."""

    id: str
    topic: Topic
    about: str
    positions: tuple[Position, ...]


def list_disagreements(knowledge: "Knowledge", locale: str) -> tuple[Disagreement, ...]:
    """Every subject on which the facts hold more than one value, by topic."""
    found = [*_levels(knowledge, locale), *_hours(knowledge, locale), *_judgements(knowledge, locale)]
    return tuple(item for item in found if len({position.value for position in item.positions}) > 1)


def _levels(knowledge: "Knowledge", locale: str) -> Iterator[Disagreement]:
    """The upper levels that hold at an age, one subject for each age."""
    ours = {row.limit for row in knowledge.authorities.values() if row.jurisdiction}
    for age in AGES:
        rows = [row for row in knowledge.limits.values() if row.kind in UPPER and _covers(row, age)]
        yield Disagreement(
            id=f"upper_level_{age}",
            topic="upper_level",
            about=knowledge.say(locale, "knowledge.differ.level", age=age),
            positions=tuple(
                Position(
                    authority=f"{row.authority} ({row.country})", value=plain_number(row.value or 0), unit=row.unit,
                    scope=", ".join(part for part in (row.life_stage, row.basis, row.condition) if part),
                    year=row.year, reviewed=row.reviewed.isoformat(), fact=row.id, ours=age == ADULT and row.id in ours,
                    grade=row.grade, sources=row.source,
                )
                for row in rows
            ),
        )  # fmt: skip


def _covers(row: "Limit", age: int) -> bool:
    low, high = row.age_min_y or Decimal(0), row.age_max_y
    return row.value is not None and row.sex == "all" and low <= age and (high is None or age <= high)


def _hours(knowledge: "Knowledge", locale: str) -> Iterator[Disagreement]:
    """Medicines of which the product information asks for other hours than the widest that a source asks for.

    Where the product information names no hours at all it is silent, and nobody differs.
    """
    for row in knowledge.interaction_rows.values():
        if row.label_medicine_before_h is None and row.label_medicine_after_h is None:
            continue
        label = _span(row.label_medicine_before_h, row.label_medicine_after_h)
        safe = _span(row.safe_medicine_before_h, row.safe_medicine_after_h)
        name = row.name_nl if locale == "nl" else row.substance_inn
        yield Disagreement(
            id=f"spacing_{row.id}",
            topic="spacing",
            about=knowledge.say(locale, "knowledge.differ.hours", name=name),
            positions=(
                _hour(row, knowledge.say(locale, "knowledge.differ.label"), label, False),
                _hour(row, knowledge.say(locale, "knowledge.differ.safe"), safe, True),
            ),
        )


def _span(before: Decimal | None, after: Decimal | None) -> str:
    return " / ".join("–" if hours is None else f"{plain_number(hours):g}" for hours in (before, after))


def _hour(row: "InteractionRow", authority: str, hours: str, ours: bool) -> Position:
    return Position(
        authority=authority, value=hours, unit="h", scope=row.applies_to, year=None,
        reviewed=row.reviewed.isoformat(), fact=row.id, ours=ours, grade=row.grade, sources=row.source,
    )  # fmt: skip


def _judgements(knowledge: "Knowledge", locale: str) -> Iterator[Disagreement]:
    """The laboratory limits and judgements of disagreements.csv, with what their rows hold."""
    for row in knowledge.disagreements.values():
        used = knowledge.thresholds[row.ours].value if row.ours else None
        positions = []
        for fact, column in zip(row.facts, row.columns, strict=True):
            found: Any = next(
                getattr(knowledge, table)[fact] for table in DIFFERING if fact in getattr(knowledge, table)
            )
            value = getattr(found, column)
            positions.append(
                Position(
                    authority=_publisher(found.source, knowledge),
                    value=plain_number(value) if isinstance(value, Decimal) else str(value),
                    unit=getattr(found, "unit", None) or "",
                    scope=getattr(found, "population", None) or "",
                    year=None, reviewed=found.reviewed.isoformat(), fact=fact, ours=used is not None and value == used,
                    grade=found.grade, sources=found.source,
                )
            )  # fmt: skip
        about = row.about_nl if locale == "nl" else row.about_en
        yield Disagreement(id=row.id, topic=row.topic, about=about, positions=tuple(positions))


def _publisher(names: tuple[str, ...], knowledge: "Knowledge") -> str:
    source = knowledge.sources[names[0]]
    told = ", ".join(part for part in (source.publisher or source.title, source.year) if part)
    return f"{names[0]} ({told})"
