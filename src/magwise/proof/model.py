"""What the rules make of every profile: decision, ceiling and first choice as terms over the space of profiles."""

from typing import Any, NamedTuple

import z3

from magwise.advice.limits import form_limits
from magwise.advice.outline import Outline, TakenMedicine, World, outline
from magwise.proof.kinds import rules_of
from magwise.proof.space import Space, facts_of
from magwise.proof.terms import YES, Facts, any_of, choose, read_terms, real


class Model(NamedTuple):
    """The space with what follows from it. decisions: with the room looked at; ceiling: with the form's own limit.

    own_ceiling: the person's, whatever the form; left: what remains under the ceiling, never below zero.
    """

    space: Space
    facts: Facts
    outline: Outline
    decisions: dict[str, Any]
    own_ceiling: Any
    ceiling: Any
    already: Any
    left: Any


def make_model(space: Space) -> Model:
    """The same rules, thresholds and order of decisions that the engine reads."""
    engine = space.engine
    facts = facts_of(space)
    thresholds = engine.knowledge.thresholds
    world = World(
        read=lambda tree: read_terms(tree, thresholds, facts),
        choose=choose,
        agreed=space.agreed,
        medicines=tuple(
            TakenMedicine(rules_of(kind, engine), taken, agreed)
            for kind, taken, agreed in zip(space.kinds, space.taken, space.agreed_medicines, strict=True)
        ),
        jurisdictions=space.jurisdictions,
        override=(space.override.known, space.override.value),
        yes=YES,
    )
    found = outline(engine, world)
    ceiling = found.ceiling
    for form, chosen in found.first.items():
        for limit in form_limits(form, engine):
            ceiling = choose(z3.And(chosen, ceiling > real(limit.mg)), limit.mg, ceiling)
    already = space.already_mg()
    left = z3.If(ceiling > already, ceiling - already, real(0))
    too_little = left < real(engine.masses["least_room"])
    decisions = dict(found.decisions)
    advise = decisions["advise"]
    decisions["advise"] = z3.And(advise, z3.Not(too_little))
    decisions["no_supplement"] = z3.Or(decisions["no_supplement"], z3.And(advise, too_little))
    return Model(space, facts, found, decisions, found.ceiling, ceiling, already, left)


def at_least_as_serious(model: Model, decision: str) -> Any:
    """Where the decision is this one or a more serious one. The order is the contract's, not the code's."""
    order = ("urgent", "consult_first", "no_supplement", "advise")
    return any_of([model.decisions[name] for name in order[: order.index(decision) + 1]])
