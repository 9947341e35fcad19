"""The rules of a knowledge base, made ready to be asked: compiled once, used for every case."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from magwise.knowledge.conditions import Test, compile_condition, fields_of
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Rule, Threshold


class ReadyRule(NamedTuple):
    """A rule and its condition as a function. fields: the facts it looks at."""

    rule: Rule
    test: Test
    also_when_unknown: bool
    fields: tuple[str, ...]


class Engine(NamedTuple):
    """All rules by kind, in their order, with the numbers that code needs by name (masses as exact decimals).

    hours: by row of the interactions, hours before and after that another authority asks in place of ours.
    """

    knowledge: Knowledge
    kinds: dict[str, tuple[ReadyRule, ...]]
    numbers: dict[str, float]
    masses: dict[str, Decimal]
    hours: Mapping[str, tuple[float, float]] = {}

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id."""
        return self.knowledge.rules[rule_id]


@lru_cache(maxsize=8)
def ready(knowledge: Knowledge) -> Engine:
    """The engine of a knowledge base. Rules that code raises itself (`raised_by`) are not asked."""
    return _engine(knowledge, knowledge.thresholds)


@lru_cache(maxsize=16)
def ready_under(knowledge: Knowledge, limits: tuple[tuple[str, Decimal], ...]) -> Engine:
    """The engine with the limits of another authority: the ids of thresholds and the values it holds.

    The rules on forms compare with none of these, so they stay.
    """
    changed = {name: replace(knowledge.thresholds[name], value=value) for name, value in limits}
    return _engine(knowledge, knowledge.thresholds | changed)


def _engine(knowledge: Knowledge, thresholds: dict[str, Threshold]) -> Engine:
    kinds: dict[str, list[ReadyRule]] = {}
    for rule in sorted(knowledge.rules.values(), key=lambda rule: (rule.order, rule.id)):
        if "raised_by" not in rule.then:
            test = compile_condition(rule.when, thresholds)
            found = ReadyRule(rule, test, bool(rule.then.get("also_when_unknown")), fields_of(rule.when))
            kinds.setdefault(rule.kind, []).append(found)
    numbers = {row.id: float(row.value) for row in thresholds.values()}
    masses = {row.id: row.value for row in thresholds.values()}
    return Engine(knowledge, {kind: tuple(rules) for kind, rules in kinds.items()}, numbers, masses)
