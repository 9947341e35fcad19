"""What is taken now comes first: stop, ask, lower, switch or keep, and the stance that follows from it.

The rules of the kind `now` say what to do in which situation. A gate of the safety and interaction rules names none of
them; each of them names its gates (`then.gates`). What a doctor prescribed is never stopped here: it is asked about.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from magwise.advice.advice import DOES, ROLES, Decision, Do, Stance
from magwise.advice.case import Case
from magwise.advice.engine import Engine
from magwise.advice.forms import Ranked
from magwise.advice.waiting import Waiting
from magwise.advice.weigh import Weighed
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Rule


class Judged(NamedTuple):
    """What to do with what is taken now, before it is put in words.

    own: what the person took up themselves, prescribed: what a doctor prescribed; each with what to do, None where
    there is none of it. rule: behind `own`, or where all is prescribed behind what it would have been. above: whether
    the sum passes the ceiling; waiting: the course that it pauses for.
    """

    rule: Rule
    own: Do | None
    prescribed: Do | None
    above: bool
    waiting: Waiting | None = None

    @property
    def do(self) -> Do:
        """For the whole: a doctor's magnesium that must change is asked about before anything else is said."""
        if self.prescribed == "ask" or self.own is None:
            return self.prescribed or "ask"
        return self.own


def judge_now(case: Case, weighed: Weighed, engine: Engine, waiting: Waiting | None = None) -> Judged | None:
    """What to do with the magnesium that is taken now; None where none is.

    Gates come first, the strictest of them; then a short course to wait for; then the ceiling; then how it goes.
    """
    if not case.now:
        return None
    own = any(not source.prescribed for source in case.now)
    prescribed = any(source.prescribed for source in case.now)
    above = is_above(case, weighed)
    rule = _rule_of(case, weighed, engine, waiting, above=above)
    do: Do = rule.then["do"]
    return Judged(
        rule=rule,
        own=do if own else None,
        prescribed=(do if do == "keep" else "ask") if prescribed else None,
        above=above,
        waiting=waiting if rule.id == "now_pause_course" else None,
    )


def is_above(case: Case, weighed: Weighed) -> bool:
    """Whether all that is taken now passes the lowest limit; at the limit it does not."""
    return now_mg(case) > Decimal(str(weighed.limits[0].mg))


def now_mg(case: Case) -> Decimal:
    """All magnesium that is taken now, mg a day, with what is assumed."""
    return sum((source.mg for source in case.now), Decimal(0))


def _rule_of(case: Case, weighed: Weighed, engine: Engine, waiting: Waiting | None, *, above: bool) -> Rule:
    gates = [held.rule.id for held in weighed.decided.held if "decision" in held.rule.then and not held.lifted]
    closed = rules_of_gates(gates, engine)
    if closed:
        return closed[0]
    if waiting is not None:
        return engine.rule("now_pause_course")
    if above:
        known = sum((source.known for source in case.now), Decimal(0))
        return engine.rule("now_lower" if known > Decimal(str(weighed.limits[0].mg)) else "now_lower_unsure")
    return how_it_goes(case, weighed.ranked, engine)


def how_it_goes(case: Case, ranked: Ranked, engine: Engine) -> Rule:
    """The rule for what is within the ceiling and behind no gate: the form, the bowel, the effect; else it may stay."""
    stays = any(source.stays for source in case.now)
    speaking = (
        found.rule
        for found in engine.kinds["now"]
        if found.test(case.facts) and (stays or not found.rule.then.get("staying"))
    )
    found = next(speaking, engine.rule("now_keep_within"))
    milder = DOES.index(found.then["do"]) >= DOES.index("switch")
    return engine.rule("now_switch_form") if milder and is_barred(case, ranked) else found


def rules_of_gates(gates: Iterable[str], engine: Engine) -> list[Rule]:
    """The rules of the kind `now` behind these gates, the strictest first."""
    by_gate = gate_book(engine.knowledge)
    found = {by_gate[gate].id: by_gate[gate] for gate in gates if gate in by_gate}
    return sorted(found.values(), key=lambda rule: (DOES.index(rule.then["do"]), rule.order, rule.id))


@lru_cache(maxsize=8)
def gate_book(knowledge: Knowledge) -> dict[str, Rule]:
    """By gate, the rule that says what to do with what is taken."""
    rules = (rule for rule in knowledge.rules.values() if rule.kind == "now")
    return {gate: rule for rule in rules for gate in rule.then.get("gates", ())}


def is_barred(case: Case, ranked: Ranked) -> bool:
    """Whether the form that is taken now is one to avoid for this person."""
    form = case.facts["current_form"]
    replaced = any(not source.stays for source in case.now)
    return replaced and form is not None and ranked.roles.get(form) == ROLES.index("avoid")


def stance_of(
    decision: Decision, judged: Judged | None, waiting: Waiting | None, case: Case, *, dosing: bool
) -> Stance | None:
    """What to do, seen from what is taken now. dosing: whether a dose is advised."""
    if decision == "urgent":
        return None
    if judged is None:
        return ("wait" if waiting else "start") if dosing else None
    if judged.waiting is not None:
        return "wait"
    if judged.own == "stop":
        return "stop"
    if judged.own is not None and judged.above:
        return "lower"
    if judged.do == "ask":
        return "wait"
    if judged.do == "keep" and dosing and all(source.stays and not source.prescribed for source in case.now):
        return "start"  # beside the supplements that stay
    return judged.do
