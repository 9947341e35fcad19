"""How soon: the most serious level among the gates that stand."""

from collections.abc import Iterable

from magwise.advice.case import Case
from magwise.advice.decide import Held
from magwise.knowledge.records import URGENCIES, Rule, Urgency


def urgency_of(held: Iterable[Held], case: Case) -> Urgency | None:
    """How soon to call or ask: the most serious level of all gates that no doctor lifted; None where none stands.

    Beside magnesium that is taken already the level for that counts. Adding a gate never makes it later.
    """
    taking = takes_magnesium(case)
    found = {soon_of(one.rule, taking=taking) for one in held if not one.lifted}
    return next((level for level in URGENCIES if level in found), None)


def soon_of(rule: Rule, *, taking: bool) -> Urgency | None:
    """How soon a gate says it is. taking: magnesium is swallowed already; not knowing that counts as not."""
    if "decision" not in rule.then:
        return None
    return (rule.urgency_taking if taking else None) or rule.urgency


def takes_magnesium(case: Case) -> bool:
    """Whether the person told of magnesium that is swallowed now, of whatever amount."""
    return bool(case.now)
