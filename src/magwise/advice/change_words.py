"""Where a change of facts leads, in the reader's words and with what that rests on."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from magwise.advice.advice import DECISIONS, Change, Decision, FieldChange
from magwise.advice.case import Case
from magwise.advice.decide import Held, record_of
from magwise.advice.dose import record_of_limit
from magwise.advice.engine import Engine
from magwise.advice.forms import backing
from magwise.advice.moves import Move
from magwise.advice.weigh import Weighed
from magwise.knowledge.evidence import rest_on
from magwise.knowledge.load import Knowledge


class End(NamedTuple):
    """Where changes lead. first_choice: empty unless the decision is `advise`."""

    decision: Decision
    first_choice: str


class Led(NamedTuple):
    """Where changes lead, and what makes it so.

    held: the gates that stand there; facts and changed: as they are after the changes, and which of them became other;
    bound_by: what leaves no room under the ceiling, empty where it does not decide.
    """

    end: End
    held: tuple[Held, ...] = ()
    facts: dict[str, Any] = {}
    changed: frozenset[str] = frozenset()
    bound_by: str = ""


def tell_change(moves: tuple[Move, ...], led: Led, case: Case, weighed: Weighed, engine: Engine) -> Change:
    """A change in the reader's words, with what it rests on."""
    spoken = tuple([(move.field, move.words, move.value) for move in moves])
    records = tuple(dict.fromkeys(_records(led, weighed)))
    if led.end.decision == weighed.decision:
        records = backing(led.changed, led.facts, weighed.ranked, led.end.first_choice, engine.knowledge)
        return _say(spoken, "form", led.end.first_choice, records, engine.knowledge, case.locale)
    return _say(spoken, led.end.decision, "", records, engine.knowledge, case.locale)


def _records(led: Led, weighed: Weighed) -> Iterator[str]:
    """What another decision rests on: the gates that fall away, and those that stand then.

    Where no room is left, now or then, it is the ceiling and what sets it.
    """
    if DECISIONS.index(led.end.decision) > DECISIONS.index(weighed.decision):
        yield from _gates(weighed.decided.held, weighed.decision)
        if weighed.decision != weighed.decided.decision:
            yield from ("ceiling_reached", record_of_limit(weighed.room.bound_by))
    yield from _gates(led.held, led.end.decision)
    if led.bound_by:
        yield from ("ceiling_reached", record_of_limit(led.bound_by))


def _gates(held: tuple[Held, ...], decision: Decision) -> Iterator[str]:
    """The records of the gates that give this decision."""
    for found in held:
        if found.rule.then.get("decision") == decision and not found.lifted:
            yield record_of(found)


@lru_cache(maxsize=4096)
def _say(
    moves: tuple[tuple[str, str, str], ...],
    then: str,
    form: str,
    records: tuple[str, ...],
    knowledge: Knowledge,
    locale: str,
) -> Change:
    """The words of a change. moves: field, wording key and value of each."""
    said = {"form": _spoken(form, knowledge, locale)} if form else {}
    basis = rest_on(knowledge, *records)
    one, *rest = [
        FieldChange(field=field, to=knowledge.say(locale, f"advice.{words}", value=_spoken(value, knowledge, locale)))
        for field, words, value in moves
    ]
    return Change(
        field=one.field,
        to=one.to,
        then=knowledge.say(locale, f"advice.then_{then}", **said),
        also=tuple(rest),
        rule=basis.rule,
        beside=basis.beside,
        sources=basis.sources,
        grade=basis.grade,
    )


def _spoken(value: str, knowledge: Knowledge, locale: str) -> str:
    """A value of the profile in the reader's words; a typed name stays as typed."""
    for rule_id in (value, f"red_flag_{value}"):
        rule = knowledge.rules.get(rule_id)
        if rule is not None and rule.kind == "safety":
            return rule.about[locale]
    if value in knowledge.families:
        family = knowledge.families[value]
        return family.name_nl if locale == "nl" else family.name_en
    return knowledge.wording[locale].get(f"advice.value_{value}", value)
