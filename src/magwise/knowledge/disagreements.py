"""Where the sources differ: upper levels, hours, laboratory limits and judgements, as rows with scope and date."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from magwise.result import Result, plain_number

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge
    from magwise.knowledge.records import Disagreeing, InteractionRow, Limit

Topic = Literal["upper_level", "spacing", "laboratory", "grade"]
UPPER = ("UL", "guidance_level", "max_supplement")
AGES = (2, 6, 10, 16, 30)
DIFFERING = ("thresholds", "labs", "claims", "health_claims", "absorption")
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
    """Medicines of which the product information asks for other hours than the widest that a source asks for."""
    for row in map(knowledge.interaction_rows.__getitem__, label_hours(knowledge)):
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


@lru_cache(maxsize=8)
def label_hours(knowledge: "Knowledge") -> dict[str, tuple[float, float]]:
    """Hours before and after by the product information, for each row of the interactions where they are not ours.

    A side that the product information does not name is silent, not different: it keeps our hours.
    """
    found = {}
    for row in knowledge.interaction_rows.values():
        before, after = row.safe_medicine_before_h, row.safe_medicine_after_h
        if before is not None and after is not None:
            label = row.label_medicine_before_h, row.label_medicine_after_h
            theirs = tuple(ours if said is None else said for said, ours in zip(label, (before, after), strict=True))
            if theirs != (before, after):
                found[row.id] = (float(theirs[0]), float(theirs[1]))
    return found


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
        used = {knowledge.thresholds[name].value for name in row.ours} if row.topic == "laboratory" else set()
        positions = []
        for fact, column in zip(row.facts, row.columns, strict=True):
            found, value = fact_of(knowledge, fact), held_by(knowledge, fact, column)
            name, year = publisher_of(knowledge, found.source[0])
            positions.append(
                Position(
                    authority=f"{found.source[0]} ({name})",
                    value=plain_number(value) if isinstance(value, Decimal) else value,
                    unit=getattr(found, "unit", None) or "",
                    scope=_scope(knowledge, fact),
                    year=year, reviewed=found.reviewed.isoformat(), fact=fact, ours=value in used or fact in row.ours,
                    grade=found.grade, sources=found.source,
                )
            )  # fmt: skip
        yield Disagreement(id=row.id, topic=row.topic, about=about_of(row, locale), positions=tuple(positions))


def about_of(row: "Disagreeing", locale: str) -> str:
    """The subject in the reader's language."""
    return row.about_nl if locale == "nl" else row.about_en


def fact_of(knowledge: "Knowledge", fact: str) -> Any:
    """The row that a disagreement points at."""
    return next(getattr(knowledge, table)[fact] for table in DIFFERING if fact in getattr(knowledge, table))


def held_by(knowledge: "Knowledge", fact: str, column: str) -> Decimal | str:
    """What that row says: a number, or a judgement in its own word."""
    value = getattr(fact_of(knowledge, fact), column)
    return value if isinstance(value, Decimal) else str(value)


def _scope(knowledge: "Knowledge", fact: str) -> str:
    """For whom a row holds: its population, what a threshold means, or the EU for a health claim."""
    if fact in knowledge.health_claims:
        return "EU"
    found = fact_of(knowledge, fact)
    return getattr(found, "population", None) or getattr(found, "meaning", None) or ""


def publisher_of(knowledge: "Knowledge", source_id: str) -> tuple[str, int | None]:
    """Who published a source, or its title, and its year where it has one."""
    source = knowledge.sources[source_id]
    year = int(source.year) if source.year and source.year.isdigit() else None
    return source.publisher or source.title, year
