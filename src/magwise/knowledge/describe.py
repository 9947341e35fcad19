"""Any record of the knowledge base, in words: what it says, what it rests on, and what rests on it."""

import difflib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from magwise.errors import InputError
from magwise.knowledge.conditions import facts_of
from magwise.knowledge.read import TABLES
from magwise.knowledge.telling import tell_rule
from magwise.knowledge.words import is_choice, plain, say_conclusion, say_source, say_when
from magwise.result import Result

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge
    from magwise.knowledge.records import Rule

RULES = "rules"
APART = ("id", "source", "place", "grade", "verified", "reviewed")
NAMES = ("name_nl", "name_en", "title", "substance_inn", "condition", "rule_en", "statement_en", "claim_en", "meaning")
LISTED = 40
SHOWN = 60


class Section(Result, frozen=True, kw_only=True):
    """A heading with its lines, both in the reader's language."""

    heading: str
    lines: tuple[str, ...]


class Description(Result, frozen=True, kw_only=True):
    """A record in words. id: as «table/id»; kind: in words; choice: it rests on a choice of this project."""

    id: str
    title: str
    kind: str
    grade: str
    choice: bool
    sections: tuple[Section, ...]


def describe(knowledge: "Knowledge", record_id: str, locale: str) -> Description:
    """The record with this id in words.

    record_id: an id such as «egfr_low», or «table/id» («forms/oxide») where several records share one; a bare id
    means the rule first, then the tables in their order. Raises InputError with the nearest ids for an unknown one.
    """
    table, name = find_record(knowledge, record_id, locale)
    if table == RULES:
        return _describe_rule(knowledge, name, locale)
    return _describe_row(knowledge, table, name, locale)


def find_record(knowledge: "Knowledge", record_id: str, locale: str) -> tuple[str, str]:
    """Table and id of a record. Raises InputError, in this language, with the nearest ids for an unknown one."""
    places = _places(knowledge)
    wanted = record_id.strip()
    table, slash, name = wanted.rpartition("/")
    if slash and table in places.get(name, ()):
        return table, name
    if not slash and wanted in places:
        return places[wanted][0], wanted
    folded = {known.casefold(): known for known in places}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.6)
    near = ", ".join(f"«{folded[found]}»" for found in close)
    mend = knowledge.say(locale, "knowledge.nearest", names=near) if near else knowledge.say(locale, "knowledge.look")
    shown = "".join(letter if letter.isprintable() else "�" for letter in wanted[:SHOWN])
    raise InputError("id", knowledge.say(locale, "knowledge.unknown_id", name=shown), mend)


@lru_cache(maxsize=4)
def _places(knowledge: "Knowledge") -> dict[str, tuple[str, ...]]:
    """Id → the tables that hold it, rules first."""
    found: dict[str, list[str]] = {}
    for table in (RULES, *TABLES):
        for name in rows_of(knowledge, table):
            found.setdefault(name, []).append(table)
    return {name: tuple(tables) for name, tables in found.items()}


def rows_of(knowledge: "Knowledge", table: str) -> dict[str, Any]:
    """The records of a table (or the rules) by id."""
    attribute = {"interactions": "interaction_rows", "medicines": "medicine_rows", "usually_for": "usual_rows"}.get(
        table, table
    )
    rows: dict[str, Any] = getattr(knowledge, attribute)
    return rows


@lru_cache(maxsize=4)
def _pointers(knowledge: "Knowledge") -> dict[tuple[str, str], tuple[str, ...]]:
    """(table, id) → the records that name it, as «table/id», in the order of rules and tables."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for rule in knowledge.rules.values():
        for target in _named_by_rule(rule, knowledge):
            found.setdefault(target, {})[f"{RULES}/{rule.id}"] = None
    for table in TABLES:
        for row in rows_of(knowledge, table).values():
            for target in _named_by_row(table, row, knowledge):
                found.setdefault(target, {})[f"{table}/{row.id}"] = None
    return {target: tuple(names) for target, names in found.items()}


def _named_by_rule(rule: "Rule", knowledge: "Knowledge") -> Iterator[tuple[str, str]]:
    for source in rule.sources:
        yield "sources", source
    for name in rule.blog:
        yield "blog_rules", name
    for name in (*facts_of(rule.when), *(rule.then[key] for key in ("ceiling", "lifted_ceiling") if key in rule.then)):
        yield "thresholds", name
    for name in rule.facts:
        yield fact_table(name, knowledge), name
    for name in (*rule.then.get("forms", ()), rule.then.get("fits", "")):
        if name in knowledge.families:
            yield "families", name
    if "hides" in rule.then:
        yield RULES, rule.then["hides"]


def fact_table(name: str, knowledge: "Knowledge") -> str:
    """The table that a fact of a rule is a row of: never the rules and the sources themselves."""
    return next(table for table in TABLES if table != "sources" and name in rows_of(knowledge, table))


def _named_by_row(table: str, row: Any, knowledge: "Knowledge") -> Iterator[tuple[str, str]]:
    for key in ("source", "absorption_source", "gut_source"):
        for source in getattr(row, key, ()):
            yield "sources", source
    links = {
        "forms": (("families", (getattr(row, "family", ""),)),),
        "form_goals": (("families", (getattr(row, "form", ""),)),),
        "absorption": (("families", getattr(row, "families", ())),),
        "authorities": (("limits", (getattr(row, "limit", ""),)),),
        "medicines": (("medicines", getattr(row, "components", ())),),
        "kidney_risks": (
            ("thresholds", (getattr(row, "value", ""),)),
            ("medicine_classes", (getattr(row, "value", ""),)),
        ),
        "courses": (("interactions", (getattr(row, "interaction", ""),)),),
        "blog_rules": (("claims", getattr(row, "claim_refs", ())), ("conditions", getattr(row, "overridden_by", ()))),
    }
    for target, names in links.get(table, ()):
        for name in names:
            if name in rows_of(knowledge, target):
                yield target, name


def _describe_rule(knowledge: "Knowledge", name: str, locale: str) -> Description:
    rule = knowledge.rules[name]

    def say(key: str, **values: object) -> str:
        return knowledge.say(locale, f"knowledge.{key}", **values)

    other = "en" if locale == "nl" else "nl"
    signed = say("signed", name=rule.review.clinician) if rule.review.clinician else say("not_signed")
    review = [say("reviewed_until", on=rule.review.on, next=rule.review.next), say(rule.review.verified), signed]
    parts: list[tuple[str, list[str]]] = [
        ("what", [tell_rule(rule, knowledge, locale), tell_rule(rule, knowledge, other)]),
        ("when", [say_when(rule, knowledge, locale)]),
        ("then", say_conclusion(rule, knowledge, locale)),
        ("lifted", [", ".join(rule.lifted_by)] if rule.lifted_by else []),
        ("why", [rule.why]),
        ("grade", [say(f"grade.{rule.grade}")]),
        ("facts", [short(fact_table(fact, knowledge), fact, knowledge, locale) for fact in rule.facts]),
        ("sources", [say_source(cite.source, cite.place, knowledge, locale) for cite in rule.cites]),
        ("review", review),
        ("blog", [short("blog_rules", found, knowledge, locale) for found in rule.blog]),
        ("cases", [case.title for case in knowledge.cases.get(name, ())]),
    ]
    about = rule.about.get(locale)
    return Description(
        id=f"{RULES}/{name}",
        title=f"{about[:1].upper()}{about[1:]}" if about else tell_rule(rule, knowledge, locale),
        kind=say(f"kind.{rule.kind}"),
        grade=rule.grade,
        choice=is_choice(rule.sources),
        sections=_sections([*parts, *_around(knowledge, RULES, name)], knowledge, locale),
    )


def _describe_row(knowledge: "Knowledge", table: str, name: str, locale: str) -> Description:
    row = rows_of(knowledge, table)[name]

    def say(key: str, **values: object) -> str:
        return knowledge.say(locale, f"knowledge.{key}", **values)

    cells = [
        f"{key}: {_shown(value, knowledge, locale)}"
        for key, value in _cells(row)
        if key not in APART and value not in (None, ())
    ]
    grade = getattr(row, "grade", "")
    sources = getattr(row, "source", ())
    if table == "sources":
        sources, cells = (), [say_source(name, row.place, knowledge, locale), *cells]
    parts: list[tuple[str, list[str]]] = [
        ("cells", cells),
        ("grade", [say(f"grade.{grade}")] if grade else []),
        ("sources", [say_source(found, _place(row.place, found), knowledge, locale) for found in sources]),
        ("review", [say("reviewed", on=row.reviewed), say(row.verified)]),
    ]
    return Description(
        id=f"{table}/{name}",
        title=title_of(table, row, knowledge, locale),
        kind=say(f"kind.{table}"),
        grade=grade,
        choice=is_choice(sources),
        sections=_sections([*parts, *_around(knowledge, table, name)], knowledge, locale),
    )


def _around(knowledge: "Knowledge", table: str, name: str) -> list[tuple[str, list[str]]]:
    """The records that name this one, and those that share its id."""
    found = list(_pointers(knowledge).get((table, name), ()))
    more = [f"… +{len(found) - LISTED}"] if len(found) > LISTED else []
    also = [f"{other}/{name}" for other in _places(knowledge)[name] if other != table]
    return [("used_by", [*found[:LISTED], *more]), ("also", also)]


def used_by(knowledge: "Knowledge", table: str, name: str) -> tuple[str, ...]:
    """The records that name this one, as «table/id»."""
    return _pointers(knowledge).get((table, name), ())


def _sections(parts: list[tuple[str, list[str]]], knowledge: "Knowledge", locale: str) -> tuple[Section, ...]:
    return tuple(
        Section(heading=knowledge.say(locale, f"knowledge.heading.{key}"), lines=tuple(lines))
        for key, lines in parts
        if lines
    )


def _cells(row: Any) -> Iterator[tuple[str, Any]]:
    """The columns of a row as the table names them."""
    for info in msgspec.structs.fields(row):
        yield info.encode_name, getattr(row, info.name)


def _shown(value: Any, knowledge: "Knowledge", locale: str) -> str:
    if isinstance(value, bool):
        return knowledge.say(locale, "knowledge.yes" if value else "knowledge.no")
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _place(places: str, source: str) -> str:
    """The place in one source out of a cell such as «SCF2001: table 2; BFR2017: text of the page»."""
    for part in places.split("; "):
        name, colon, place = part.partition(": ")
        if colon and name == source:
            return place
    return places


def title_of(table: str, row: Any, knowledge: "Knowledge", locale: str) -> str:
    """A row in a few words. A choice of this project is called just that."""
    if table == "sources" and row.id == "POLICY":
        return knowledge.say(locale, "knowledge.policy")
    if table == "limits":
        value = knowledge.say(locale, "knowledge.not_known") if row.value is None else f"{plain(row.value)} {row.unit}"
        return ", ".join(str(part) for part in (row.authority, row.year, row.kind, row.life_stage, value) if part)
    if table == "thresholds":
        return f"{row.meaning}: {plain(row.value)} {row.unit}"
    if table == "absorption":
        told = (", ".join(row.families), row.comparator and f"≠ {row.comparator}", row.citation, row.result)
        return "; ".join(str(part) for part in told if part)
    if table == "labs":
        return ", ".join(part for part in (row.topic, row.parameter, row.population) if part)
    names = [f"name_{locale}", "claim_nl" if locale == "nl" else "claim_en", *NAMES]
    return next((str(getattr(row, key)) for key in names if getattr(row, key, None)), row.id)


def short(table: str, name: str, knowledge: "Knowledge", locale: str) -> str:
    """A row as one line: id, kind, a few words and its grade."""
    row = rows_of(knowledge, table)[name]
    kind = knowledge.say(locale, f"knowledge.kind.{table}")
    return f"{name} ({kind}, {row.grade}): {title_of(table, row, knowledge, locale)}"
