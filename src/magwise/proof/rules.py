"""What must hold of the rules among themselves: each can speak, none is passed over, no two of one rank contradict."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import z3

from magwise.advice.advice import ROLES
from magwise.advice.forms import form_book
from magwise.knowledge.records import LANGUAGES, Rule
from magwise.proof.kinds import rules_of
from magwise.proof.model import Model, as_serious, as_strict
from magwise.proof.terms import YES, any_of, read_terms

EXPLAINING = "lab"  # explains a laboratory value; no advice asks it
SINGLE = ("decision", "moments", "with_food")


def speaking(model: Model) -> Iterator[tuple[Rule, Any]]:
    """Every rule that the engine asks, with where it speaks."""
    engine, thresholds = model.space.engine, model.space.engine.knowledge.thresholds
    for kind, rules in engine.kinds.items():
        for ready in rules if kind != EXPLAINING else ():
            if kind == "interaction":
                pairs = zip(model.space.kinds, model.space.taken, strict=True)
                yield ready.rule, any_of([taken for one, taken in pairs if ready.rule in rules_of(one, engine)])
                continue
            answer = read_terms(ready.rule.when, thresholds, model.facts)
            yield ready.rule, z3.Not(answer.fails) if ready.also_when_unknown else answer.holds


def not_one_do(model: Model) -> Any:
    """Where something is taken now and not exactly one thing is said of it, or nothing is and something is said."""
    taken = z3.Or(model.now.replaced, model.now.staying)
    one = z3.PbEq([(said, 1) for said in model.outline.do.values()], 1)
    return z3.Or(z3.And(taken, z3.Not(one)), z3.And(z3.Not(taken), any_of(list(model.outline.do.values()))))


def too_mild(model: Model) -> Iterator[tuple[str, Any]]:
    """Where what is said of the magnesium taken now is too mild for a gate, for the ceiling or for the prescriber."""
    do, now = model.outline.do, model.now
    taken = z3.Or(now.replaced, now.staying)
    closed = any_of([model.decisions[name] for name in ("urgent", "consult_first")])
    yield "taken now behind a gate", z3.And(taken, closed, z3.Not(as_strict(do, "ask")))
    yield "taken now above the ceiling", z3.And(now.mg > model.ceiling, z3.Not(as_strict(do, "lower")))
    yield "prescribed and stopped", z3.And(now.prescribed, z3.Not(z3.Or(do["ask"], do["keep"])))
    yield "prescribed and not counted", z3.And(now.prescribed, model.already < model.space.current_mg())


def unheard(model: Model) -> Any:
    """Where a gate stands and the decision is milder than it asks."""
    asked = [one for one in model.outline.held if "decision" in one.rule.then]
    return any_of(
        [z3.And(one.standing, z3.Not(as_serious(model.decisions, one.rule.then["decision"]))) for one in asked]
    )


def not_one_decision(model: Model) -> Any:
    """Where a profile gets no decision, or two."""
    return z3.Not(z3.PbEq([(decision, 1) for decision in model.decisions.values()], 1))


def wrong_urgency(model: Model) -> Any:
    """Where how soon does not fit the decision: an alarm that may wait, a number to call without an alarm, or none."""
    soon, decisions = model.outline.soon, model.decisions
    return z3.Or(
        z3.And(decisions["urgent"], z3.Not(soon["today"])),
        z3.And(decisions["consult_first"], z3.Or(soon["emergency"], z3.Not(soon["before_start"]))),
        z3.And(z3.Or(decisions["no_supplement"], decisions["advise"]), soon["before_start"]),
    )


def no_first_choice(model: Model) -> Any:
    """Where a dose is advised with no first choice of form, with two, or with one that a rule says to avoid.

    Or with one that a rule holds back while an ordinary form is free, or while the amount is not that of loose stools.
    """
    first, caps = model.outline.first, model.outline.caps
    held_back = [z3.And(chosen, caps[form][ROLES.index("avoid")]) for form, chosen in first.items()]
    ordinary = form_book(model.space.engine.knowledge).gentle
    free = any_of([z3.Not(caps[form][ROLES.index("next_step")]) for form in ordinary])
    gently = z3.And(model.outline.careful, model.outline.no_step_up)
    for form, chosen in first.items():
        back = z3.And(chosen, caps[form][ROLES.index("not_now")])
        held_back += [z3.And(back, free), z3.And(back, z3.Not(gently))]
    one = z3.PbEq([(chosen, 1) for chosen in first.values()], 1)
    return z3.And(model.decisions["advise"], z3.Or(z3.Not(one), *held_back))


def dose_behind_a_gate(model: Model) -> Any:
    """Where a dose is advised while a gate stands, or with less room than the least."""
    standing = any_of([one.standing for one in model.outline.held if "decision" in one.rule.then])
    least = model.space.engine.masses["least_room"]
    return z3.And(model.decisions["advise"], z3.Or(standing, model.left < z3.RealVal(str(least))))


def contradictions(model: Model) -> Iterator[tuple[str, Any]]:
    """Pairs of rules of one rank that conclude different things, with where both speak."""
    where = {rule.id: term for rule, term in speaking(model)}
    for rules in model.space.engine.kinds.values():
        for one, two in combinations([ready.rule for ready in rules], 2):
            if _contradict(one, two):
                yield f"{one.id} / {two.id}", z3.And(where.get(one.id, YES), where.get(two.id, YES))


def _contradict(one: Rule, two: Rule) -> bool:
    if one.then.get("hides") == two.id and two.then.get("hides") == one.id:
        return True
    if (one.order, one.level) != (two.order, two.level):
        return False
    return any(key in one.then and key in two.then and one.then[key] != two.then[key] for key in SINGLE)


def misjudged(model: Model) -> Iterator[str]:
    """Rules whose flag says less, or more, than their decision."""
    fits: dict[str, tuple[str | None, ...]] = {
        "urgent": ("urgent",), "consult": ("consult_first", None), "caution": ("no_supplement", None), "note": (None,),
    }  # fmt: skip
    for one in model.outline.held:
        if one.rule.then.get("decision") not in fits.get(one.rule.level or "", ()):
            yield one.rule.id


def wordless(rules: list[Rule]) -> Iterator[str]:
    """Rules that may speak and lack their words in a language."""
    for rule in rules:
        for language in LANGUAGES:
            if not rule.text.get(language, "").strip():
                yield f"{rule.id}.text.{language}"
            if rule.level is not None and rule.kind == "safety" and not rule.about.get(language, "").strip():
                yield f"{rule.id}.about.{language}"
