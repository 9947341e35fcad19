"""What hours, laboratory limits and judgements that other sources hold would make of an advice.

Only what this person has is compared: a medicine with other hours, a measured value, a judgement that was said. Hours
ask for another day at most, a limit for the engine again, and only where the person's value lies on its other side.
"""

from collections.abc import Iterator, Set
from decimal import Decimal
from functools import lru_cache
from typing import Literal, cast

from msgspec.structs import replace

from magwise.advice.advice import AuthorityView, OtherValue
from magwise.advice.case import Case, binds
from magwise.advice.draft import Draft, day_of, draft, request_of
from magwise.advice.elsewhere_words import say_hours_of, say_judgement, say_limit
from magwise.advice.engine import Engine, ready_under
from magwise.advice.hear import NAME_LENGTH
from magwise.advice.twice import compare_drafts
from magwise.advice.understand import find_supplement, understand
from magwise.knowledge.disagreements import about_of, fact_of, held_by, label_hours, publisher_of
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Grade
from magwise.medicines.match import find_medicine
from magwise.medicines.records import MedicineMatch
from magwise.result import plain_number

LABEL = "product_information"
MEASURED = {"serum_low": "serum_magnesium", "serum_high": "serum_magnesium", "egfr_no_lift": "egfr"}
UPPER_ENDS = ("serum_high",)
UNKNOWN_YET = 0.0  # the ceiling is a person's: it is filled in where there is one


def compare_sources(case: Case, ours: Draft, said: Set[str], engine: Engine) -> tuple[AuthorityView, ...]:
    """What every other source makes of the hours, the limits and the judgements that concern this person.

    said: the rules, and the rows of form_goals, whose sentence stands in the advice. Equal to asking the engine again
    with the values of that source.
    """
    ceiling = plain_number(ours.found.room.ceiling)
    judged = _judgements(said, engine.knowledge, case.locale)
    return (
        *_hours(case, ours, engine),
        *_limits(case, ours, engine),
        *(replace(view, ceiling_mg=ceiling) for view in judged),
    )


def _hours(case: Case, ours: Draft, engine: Engine) -> Iterator[AuthorityView]:
    """The day by the hours of the product information, where it asks for others beside a medicine of this person."""
    if not case.medicines and not case.minerals:
        return
    knowledge = engine.knowledge
    hours = label_hours(knowledge)
    found = dict.fromkeys(_rows_taken(case, hours, engine))
    if not found:
        return
    under = engine._replace(hours=hours)
    theirs = ours
    if _reads_another_line(case, under):
        again = understand(case.profile, under, case.overrides, case.on)
        theirs = draft(again, under)
    elif request_of(case, ours.found, under).demands != ours.request.demands:
        request, plan, waiting = day_of(case, ours.found, under)
        theirs = ours._replace(request=request, plan=plan, waiting=waiting)
    flips, flags = compare_drafts(case, ours, theirs, engine) if theirs is not ours else ((), ())
    rows = [knowledge.interaction_rows[row] for _, row in found]
    values = tuple(value for name, row in found for value in _other_hours(name, row, knowledge))
    view = AuthorityView(
        authority=LABEL,
        name=knowledge.say(case.locale, "knowledge.differ.label"),
        ceiling_mg=plain_number(theirs.found.room.ceiling),
        same_advice=not flips,
        differs=tuple(flip.key for flip in flips),
        flips=flips,
        flags=flags,
        sources=tuple(dict.fromkeys(source for row in rows for source in row.source)),
        grade=max(row.grade for row in rows),
        fact=rows[0].id,
        topic="spacing",
        values=values,
    )
    yield replace(view, text=say_hours_of(view, theirs.plan, ours.plan, knowledge, case.locale))


def _rows_taken(case: Case, hours: dict[str, tuple[float, float]], engine: Engine) -> Iterator[tuple[str, str]]:
    """What is taken, as typed, with each row whose hours differ; of a name that is not sure, of every candidate."""
    for item in case.medicines:
        matches = [item.match]
        if not item.match.recognised and item.match.route == "oral":
            found = (candidate.inn for candidate in item.match.matches)
            matches += [find_medicine(name, knowledge=engine.knowledge, locale=case.locale) for name in found]
        yield from ((item.entry.name, row) for match in matches for row in _rows(match, hours))
    for mineral in case.minerals:
        yield from ((mineral.entry.name, row) for row in _rows(mineral.match, hours))


def _rows(match: MedicineMatch, hours: dict[str, tuple[float, float]]) -> list[str]:
    return [answer.id for answer in match.interactions if answer.id in hours and binds(answer)]


def _reads_another_line(case: Case, under: Engine) -> bool:
    """Whether another line of a panel speaks for a supplement: the one that asks for the widest distance."""
    return any(
        find_supplement(item.entry.label, under, case.locale) != item.match
        for item in case.supplements
        if len(item.entry.label) > NAME_LENGTH
    )


def _other_hours(name: str, row: str, knowledge: Knowledge) -> Iterator[OtherValue]:
    ours = knowledge.interactions[row]
    sides = zip(
        ("hours_before", "hours_after"), (ours.hours_before, ours.hours_after), label_hours(knowledge)[row], strict=True
    )
    for field, here, there in sides:
        if here is not None and here != there:
            yield OtherValue(field=field, about=name, ours=here, theirs=there, unit="h", fact=row)


def _limits(case: Case, ours: Draft, engine: Engine) -> Iterator[AuthorityView]:
    """What the limits of other sources say of a measured value. The laboratory's own range leaves no doubt."""
    told = {"serum_magnesium": case.facts["serum_magnesium"], "egfr": case.facts["egfr"]}
    if case.profile.labs.serum_magnesium_range is not None:
        told["serum_magnesium"] = None
    if told["serum_magnesium"] is None and told["egfr"] is None:
        return
    for view in _lab_limits(engine.knowledge, case.locale):
        here = [told[MEASURED[value.field]] for value in view.values]
        if None in here:
            continue
        pairs = list(zip(here, view.values, strict=True))
        if any(_is_open(mine, value, case) for mine, value in pairs):
            continue
        values = tuple(replace(value, told=mine, crossed=_crosses(mine, value)) for mine, value in pairs)
        found = replace(view, values=values, ceiling_mg=plain_number(ours.found.room.ceiling))
        yield _under_limits(found, case, ours, engine) if any(value.crossed for value in values) else found


def _is_open(told: float, value: OtherValue, case: Case) -> bool:
    """Whether a limit («> 30») leaves open on which side of the two limits this person is."""
    mild = case.mild.get(MEASURED[value.field])
    if mild is None:
        return False
    return _crosses(told, value) or _crosses(mild, value) or (told < float(value.ours)) != (mild < float(value.ours))


def _crosses(told: float, value: OtherValue) -> bool:
    """Whether this person is past one of the two limits and not past the other."""
    ours, theirs = float(value.ours), float(value.theirs)
    if value.field in UPPER_ENDS:
        return (told > ours) != (told > theirs)
    return (told < ours) != (told < theirs)


def _under_limits(view: AuthorityView, case: Case, ours: Draft, engine: Engine) -> AuthorityView:
    """The engine asked again with these limits."""
    under = ready_under(engine.knowledge, tuple((value.field, Decimal(str(value.theirs))) for value in view.values))
    facts = case.facts
    if case.profile.labs.serum_magnesium_range is None:
        ends = {"serum_range_low": under.numbers["serum_low"], "serum_range_high": under.numbers["serum_high"]}
        facts = {**facts, **ends}
    theirs = draft(case._replace(facts=facts), under)
    flips, flags = compare_drafts(case, ours, theirs, engine)
    differs = tuple(flip.key for flip in flips)
    ceiling = plain_number(theirs.found.room.ceiling)
    found = replace(view, ceiling_mg=ceiling, same_advice=not flips, differs=differs, flips=flips, flags=flags)
    return replace(found, text=say_limit(found, engine.knowledge, case.locale))


@lru_cache(maxsize=16)
def _lab_limits(knowledge: Knowledge, locale: str) -> tuple[AuthorityView, ...]:
    """The laboratory limits that are not ours, those of one row together, of what the advice looks at."""
    rows: dict[str, list[OtherValue]] = {}
    for item in knowledge.disagreements.values():
        for name in (name for name in item.ours if name in MEASURED):
            ours = knowledge.thresholds[name]
            for fact, column in zip(item.facts, item.columns, strict=True):
                value = held_by(knowledge, fact, column)
                if value != ours.value:
                    told = OtherValue(
                        field=name, about=about_of(item, locale), ours=plain_number(ours.value),
                        theirs=plain_number(Decimal(value)), unit=ours.unit, fact=fact,
                    )  # fmt: skip
                    rows.setdefault(fact, []).append(told)
    bare = (replace(_bare(fact, "laboratory", knowledge), values=tuple(values)) for fact, values in rows.items())
    return tuple(replace(view, text=say_limit(view, knowledge, locale)) for view in bare)


def _bare(fact: str, topic: Literal["laboratory", "grade"], knowledge: Knowledge) -> AuthorityView:
    """A source that differs, before it is known whether that matters."""
    row = fact_of(knowledge, fact)
    name, year = publisher_of(knowledge, row.source[0])
    return AuthorityView(
        authority=row.source[0],
        name=f"{name}, {year}" if year else name,
        ceiling_mg=UNKNOWN_YET,
        same_advice=True,
        differs=(),
        sources=row.source,
        grade=cast(Grade, row.grade),
        fact=fact,
        topic=topic,
    )


def _judgements(said: Set[str], knowledge: Knowledge, locale: str) -> Iterator[AuthorityView]:
    """Who judges otherwise on what was said to this person. No rule looks at a grade: the advice is the same."""
    for item_id, names in _judged(knowledge):
        if not said.isdisjoint(names):
            yield from _judges(knowledge, locale, item_id, tuple(name for name in names if name in said))


@lru_cache(maxsize=8)
def _judged(knowledge: Knowledge) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The judgements that a sentence of ours rests on, with these sentences."""
    return tuple((item.id, item.said_by) for item in knowledge.disagreements.values() if item.said_by)


@lru_cache(maxsize=64)
def _judges(knowledge: Knowledge, locale: str, item_id: str, said_by: tuple[str, ...]) -> tuple[AuthorityView, ...]:
    """Who judges otherwise on a judgement that these sentences rest on."""
    item = knowledge.disagreements[item_id]
    held = {fact: str(held_by(knowledge, fact, column)) for fact, column in zip(item.facts, item.columns, strict=True)}
    views = []
    for fact, column in zip(item.facts, item.columns, strict=True):
        if fact not in item.ours:
            value = OtherValue(
                field=item.id, about=about_of(item, locale), ours=held[item.ours[0]], theirs=held[fact], unit="",
                fact=fact, said_by=said_by,
            )  # fmt: skip
            view = replace(_bare(fact, "grade", knowledge), values=(value,))
            views.append(replace(view, text=say_judgement(view, column, knowledge, locale)))
    return tuple(views)
