"""What the rules make of every profile: decision, ceiling and first choice as terms over the space of profiles."""

from typing import Any, NamedTuple

import z3

from magwise.advice.outline import Outline, TakenMedicine, TakenNow, World, outline
from magwise.proof.kinds import rules_of
from magwise.proof.space import Space, facts_of
from magwise.proof.terms import YES, Facts, any_of, choose, read_terms, real


class Model(NamedTuple):
    """The space with what follows from it. decisions: with the room looked at; left: what remains under the ceiling.

    now: all magnesium that is taken now.
    """

    space: Space
    facts: Facts
    outline: Outline
    decisions: dict[str, Any]
    ceiling: Any
    already: Any
    left: Any
    now: TakenNow


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
        now=space.now(),
    )
    found = outline(engine, world)
    assert world.now is not None
    already = space.already_mg()
    left = z3.If(found.ceiling > already, found.ceiling - already, real(0))
    return Model(
        space=space,
        facts=facts,
        outline=found,
        decisions=_with_room(found, left, space),
        ceiling=found.ceiling,
        already=already,
        left=left,
        now=world.now,
    )


def _with_room(found: Outline, left: Any, space: Space) -> dict[str, Any]:
    """The decisions once the room under the ceiling was looked at."""
    too_little = left < real(space.engine.masses["least_room"])
    decisions = dict(found.decisions)
    decisions["advise"] = z3.And(found.decisions["advise"], z3.Not(too_little))
    decisions["no_supplement"] = z3.Or(decisions["no_supplement"], z3.And(found.decisions["advise"], too_little))
    return decisions


DO_ORDER = ("stop", "ask", "lower", "switch", "keep")
ORDER = ("urgent", "consult_first", "no_supplement", "advise")


def as_serious(decisions: dict[str, Any], decision: str) -> Any:
    """Where the decision is this one or a more serious one. The order is the contract's, not the code's."""
    return any_of([decisions[name] for name in ORDER[: ORDER.index(decision) + 1]])


def as_strict(does: dict[str, Any], do: str) -> Any:
    """Where what is said of the magnesium taken now is this or something stricter."""
    return any_of([does[name] for name in DO_ORDER[: DO_ORDER.index(do) + 1]])
