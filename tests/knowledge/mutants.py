"""A knowledge base with one thing changed, to see whether a case notices."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from knowledge.expectations import problems
from magwise.errors import MagwiseError
from magwise.knowledge.cases import RuleCase
from magwise.knowledge.conditions import OPERATORS
from magwise.knowledge.load import Knowledge, build
from magwise.knowledge.read import Files

CASE_FIELDS = "case_fields.toml"
OPPOSITE = {"below": "at_least", "at_least": "below", "above": "below"}


def without_rule(files: Files, kind: str, rule_id: str) -> Knowledge:
    """The base without one rule, built from its files. Cases are left out: they would name the missing rule.

    What is said of a fact that is not known no longer rests on it either, nor does what a judgement is said by; what
    is said to those who take magnesium behind a gate no longer names it.
    """
    gone = f"rules/{kind}/{rule_id}.toml"
    assert gone in files
    rest = {name: content for name, content in files.items() if name != gone and not name.startswith("cases/")}
    for name in [name for name in rest if name.startswith("rules/")]:
        rest[name] = re.sub(rb'(?m)^(hides = .*?)"%s"(?:, )?' % rule_id.encode(), rb"\1", rest[name])
    rest[CASE_FIELDS] = re.sub(rb'"%s"(, )?' % rule_id.encode(), b"", rest[CASE_FIELDS])
    for name in [name for name in rest if name.startswith("rules/now/")]:
        rest[name] = re.sub(rb'"%s"(, )?' % rule_id.encode(), b"", rest[name]).replace(b", ]", b"]")
        if b"gates = []" in rest[name]:
            del rest[name]
    table = "tables/disagreements.csv"
    return build({**rest, table: rest[table].replace(f",{rule_id},".encode(), b",,")})


def with_part(knowledge: Knowledge, part: str, records: dict[str, Any]) -> Knowledge:
    """The base with one part replaced."""
    return Knowledge({**knowledge._parts, part: msgspec.json.encode(records)}, f"{knowledge.version}*")


def with_condition(knowledge: Knowledge, rule_id: str, when: dict[str, Any]) -> Knowledge:
    """The base with another condition for one rule."""
    rule = msgspec.structs.replace(knowledge.rules[rule_id], when=when)
    return with_part(knowledge, "rules", {**knowledge.rules, rule_id: rule})


def flips(tree: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each way to turn round one comparison or one branch of a tree, with its name."""
    for place in _places(tree):
        changed = copy.deepcopy(tree)
        node = changed
        for step in place:
            node = node[step]
        name = ".".join(str(step) for step in place) or "top"
        if "field" in node:
            operator = next(key for key in OPERATORS if key in node)
            if operator in OPPOSITE:
                node[OPPOSITE[operator]] = node.pop(operator)
            else:
                leaf = dict(node)
                node.clear()
                node["not"] = leaf
            yield f"{name} {operator}", changed
        elif len(node.get("any", node.get("all", ()))) > 1:
            branch, other = ("any", "all") if "any" in node else ("all", "any")
            node[other] = node.pop(branch)
            yield f"{name} {branch}", changed


def _places(tree: Any, so_far: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield so_far
    for branch in ("any", "all"):
        for number, part in enumerate(tree.get(branch, ())):
            yield from _places(part, (*so_far, branch, number))
    if "not" in tree:
        yield from _places(tree["not"], (*so_far, "not"))


def notices(cases: tuple[RuleCase, ...], mutant: Knowledge) -> bool:
    """Whether a case fails on the mutant, or no advice can be given at all for want of the rule."""
    for case in cases:
        try:
            if problems(case, mutant):
                return True
        except (MagwiseError, KeyError):
            return True
    return False
