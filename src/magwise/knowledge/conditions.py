"""Conditions as data: one tree, and what can be asked of it.

A leaf compares a field with a value: `{field = "labs.egfr", below = {fact = "egfr_no_lift"}}`. Branches are `any`,
`all` and `not`; an empty tree always holds. There is no other syntax. Evaluation is three-valued: True, False, or
None where a field that decides is not known.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Facts = Mapping[str, Any]
Truth = bool | None
Test = Callable[[Facts], Truth]
Tree = Mapping[str, Any]

OPERATORS = ("below", "at_least", "above", "is", "has", "has_any")


def leaves(tree: Tree) -> Iterator[Tree]:
    """The comparisons of a tree, left to right."""
    if "field" in tree:
        yield tree
    for branch in ("any", "all"):
        for part in tree.get(branch, ()):
            yield from leaves(part)
    if "not" in tree:
        yield from leaves(tree["not"])


def fields_of(tree: Tree) -> tuple[str, ...]:
    """The fields that a tree looks at, each once, in order."""
    names: dict[str, None] = {}
    for leaf in leaves(tree):
        names[leaf["field"]] = None
        for operator in OPERATORS:
            value = leaf.get(operator)
            if isinstance(value, dict) and "field" in value:
                names[value["field"]] = None
    return tuple(names)


def facts_of(tree: Tree) -> tuple[str, ...]:
    """Ids of the thresholds that a tree compares with, each once, in order."""
    names: dict[str, None] = {}
    for leaf in leaves(tree):
        for operator in OPERATORS:
            value = leaf.get(operator)
            if isinstance(value, dict) and "fact" in value:
                names[value["fact"]] = None
    return tuple(names)


class Pair(NamedTuple):
    """A three-valued answer as two two-valued ones, of any kind that knows `&` and `|`: unknown is neither."""

    holds: Any
    fails: Any


Leaf = Callable[[str, str, Any], Pair]


def fold_condition(tree: Tree, thresholds: Mapping[str, Any], leaf: Leaf) -> Pair:
    """A tree read by another reader: `leaf` answers one comparison (field, operator, value), the branches are joined.

    value: a number, a word, a tuple of words, or a FieldName where two fields are compared. The tree is not empty.
    The interpreter (`compile_condition`) is the reference that every such reader must equal.
    """
    if "not" in tree:
        found = fold_condition(tree["not"], thresholds, leaf)
        return Pair(found.fails, found.holds)
    for branch in ("any", "all"):
        if branch in tree:
            first, *rest = (fold_condition(part, thresholds, leaf) for part in tree[branch])
            holds, fails = first
            for part in rest:
                holds = holds | part.holds if branch == "any" else holds & part.holds
                fails = fails & part.fails if branch == "any" else fails | part.fails
            return Pair(holds, fails)
    operator = next(key for key in tree if key != "field")
    return leaf(tree["field"], operator, _value(tree[operator], thresholds))


class FieldName(str):
    """The name of a field that another field is compared with."""

    __slots__ = ()


def _value(value: Any, thresholds: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return FieldName(value["field"]) if "field" in value else float(thresholds[value["fact"]].value)
    return tuple(value) if isinstance(value, list) else value


def faults_of(tree: Any, fields: Mapping[str, Any], thresholds: Mapping[str, Any]) -> list[str]:
    """What is wrong with a tree, in words; nothing for a sound one."""
    if not isinstance(tree, dict):
        return [f"a condition is a table, not {tree!r}"]
    faults = []
    keys = set(tree)
    if keys == {"any"} or keys == {"all"}:
        parts = next(iter(tree.values()))
        if not isinstance(parts, list) or not parts:
            return [f"«{next(iter(keys))}» takes a list with at least one condition"]
        for part in parts:
            faults += faults_of(part, fields, thresholds)
        return faults
    if keys == {"not"}:
        return faults_of(tree["not"], fields, thresholds)
    if not keys:
        return []
    operators = keys - {"field"}
    if "field" not in keys or len(operators) != 1 or not operators <= set(OPERATORS):
        return [f"a comparison has «field» and one of {', '.join(OPERATORS)}; this has {', '.join(sorted(keys))}"]
    if tree["field"] not in fields:
        faults.append(f"unknown field «{tree['field']}»: see case_fields.toml")
    operator = operators.pop()
    value = tree[operator]
    if isinstance(value, dict):
        if set(value) == {"fact"}:
            if value["fact"] not in thresholds:
                faults.append(f"unknown threshold «{value['fact']}»: see tables/thresholds.csv")
        elif set(value) == {"field"}:
            if value["field"] not in fields:
                faults.append(f"unknown field «{value['field']}»: see case_fields.toml")
        else:
            faults.append("a value is plain, {fact = …} or {field = …}")
    elif operator in ("below", "at_least", "above"):
        faults.append(f"«{operator}» compares with a number of tables/thresholds.csv or a field, never with a bare one")
    elif operator == "has_any" and not isinstance(value, list):
        faults.append("«has_any» takes a list")
    return faults


def compile_condition(tree: Tree, thresholds: Mapping[str, Any]) -> Test:
    """The tree as a function from facts to True, False or None (not known).

    >>> test = compile_condition({"any": [{"field": "a", "is": 1}, {"field": "b", "is": 2}]}, {})
    >>> test({"a": 1, "b": None}), test({"a": 0, "b": None}), test({"a": 0, "b": 0})
    (True, None, False)
    """
    if "any" in tree:
        return _any([compile_condition(part, thresholds) for part in tree["any"]])
    if "all" in tree:
        return _all([compile_condition(part, thresholds) for part in tree["all"]])
    if "not" in tree:
        return _not(compile_condition(tree["not"], thresholds))
    if not tree:
        return lambda facts: True
    return _leaf(tree, thresholds)


def _any(tests: list[Test]) -> Test:
    def holds(facts: Facts) -> Truth:
        answer: Truth = False
        for test in tests:
            found = test(facts)
            if found:
                return True
            if found is None:
                answer = None
        return answer

    return holds


def _all(tests: list[Test]) -> Test:
    def holds(facts: Facts) -> Truth:
        answer: Truth = True
        for test in tests:
            found = test(facts)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    return holds


def _not(test: Test) -> Test:
    def holds(facts: Facts) -> Truth:
        found = test(facts)
        return None if found is None else not found

    return holds


def _leaf(tree: Tree, thresholds: Mapping[str, Any]) -> Test:
    field: str = tree["field"]
    operator = next(key for key in tree if key != "field")
    value = tree[operator]
    if isinstance(value, dict) and "field" in value:
        return _against_field(field, operator, value["field"])
    if isinstance(value, dict):
        value = float(thresholds[value["fact"]].value)
    if operator == "below":
        return lambda facts: None if (found := facts[field]) is None else found < value
    if operator == "at_least":
        return lambda facts: None if (found := facts[field]) is None else found >= value
    if operator == "above":
        return lambda facts: None if (found := facts[field]) is None else found > value
    if operator == "is":
        return lambda facts: None if (found := facts[field]) is None else found == value
    if operator == "has":
        return lambda facts: None if (found := facts[field]) is None else value in found
    wanted = frozenset(value)
    return lambda facts: None if (found := facts[field]) is None else not wanted.isdisjoint(found)


def _against_field(field: str, operator: str, other: str) -> Test:
    def holds(facts: Facts) -> Truth:
        left, right = facts[field], facts[other]
        if left is None or right is None:
            return None
        if operator == "below":
            return bool(left < right)
        if operator == "at_least":
            return bool(left >= right)
        if operator == "above":
            return bool(left > right)
        return bool(left == right)

    return holds


def in_words(tree: Tree, thresholds: Mapping[str, Any]) -> str:
    """A condition as an English sentence part, with the numbers filled in.

    >>> in_words({"field": "conditions", "has": "dialysis"}, {})
    'conditions has dialysis'
    """
    for branch, joiner in (("any", " or "), ("all", " and ")):
        if branch in tree:
            parts = [in_words(part, thresholds) for part in tree[branch]]
            return f"({joiner.join(parts)})" if len(parts) > 1 else parts[0]
    if "not" in tree:
        return f"not {in_words(tree['not'], thresholds)}"
    if not tree:
        return "always"
    operator = next(key for key in tree if key != "field")
    value = tree[operator]
    if isinstance(value, dict) and "fact" in value:
        fact = thresholds[value["fact"]]
        value = f"{fact.value} {fact.unit}"
    elif isinstance(value, dict):
        value = value["field"]
    elif isinstance(value, list):
        value = ", ".join(str(part) for part in value)
    return f"{tree['field']} {operator.replace('_', ' ')} {value}"
