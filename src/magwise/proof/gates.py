"""The fixed gates and ceilings of the contract, held against what the rules make of every profile."""

import os
import tomllib
from collections.abc import Iterator
from typing import Any

import z3

from magwise.advice.advice import ROLES
from magwise.knowledge.conditions import compile_condition
from magwise.proof.model import Model, as_serious, as_strict
from magwise.proof.terms import YES, Number, any_of, read_terms, real

GATES = os.path.join(os.path.dirname(__file__), "gates.toml")
Broken = tuple[str, Any]


def read_gates() -> dict[str, dict[str, Any]]:
    """The gates by name, as gates.toml says them."""
    with open(GATES, "rb") as file:
        return tomllib.load(file)


def broken_gates(model: Model) -> Iterator[Broken]:
    """For each promise of each gate: its name, and where it would be broken."""
    for name, gate in read_gates().items():
        for group, codes in gate.get("classes", {}).items():
            held = model.space.engine.knowledge.medicine_classes[group].atc
            lost = [code for code in codes if not code.startswith(held)]
            yield f"class {group} without {', '.join(lost)}", z3.BoolVal(bool(lost))
        where, lifted = _where(gate, model)
        closed = z3.And(where, z3.Not(lifted))
        if "at_least" in gate:
            yield f"gate {name}", z3.And(closed, z3.Not(as_serious(model.decisions, gate["at_least"])))
        if "taken" in gate:
            mild = z3.And(model.now.own, z3.Not(as_strict(model.outline.own, gate["taken"])))
            yield f"taken {name}", z3.And(closed, mild)
        if "ceiling" in gate:
            above = model.ceiling > real(gate["ceiling"])
            yield f"ceiling {name}", z3.And(where, model.decisions["advise"], above)
        if gate.get("no_step_up"):
            yield f"gate {name}", z3.And(where, model.decisions["advise"], z3.Not(model.outline.no_step_up))
        for form in gate.get("never_form", ()):
            allowed = z3.Or(model.outline.first[form], z3.Not(model.outline.caps[form][ROLES.index("avoid")]))
            yield f"form {name}", z3.And(where, allowed)
        for jurisdiction, level in gate.get("levels", {}).items():
            most = z3.If(model.space.override.known, model.space.override.value, real(level))
            above = z3.And(model.space.jurisdictions[jurisdiction], model.ceiling > most)
            yield f"ceiling {name}", z3.And(model.decisions["advise"], above)


def _where(gate: dict[str, Any], model: Model) -> tuple[Any, Any]:
    """Where a gate holds, and where a doctor agreed to it."""
    space = model.space
    if "medicine" in gate:
        test = compile_condition(gate["medicine"], {})
        liftable = "medicine" in gate.get("unless", ())
        seen = [
            z3.And(taken, z3.Not(agreed)) if liftable else taken
            for kind, taken, agreed in zip(space.kinds, space.taken, space.agreed_medicines, strict=True)
            if any(test(facts) for facts in kind.facts)
        ]
        return any_of(seen), z3.BoolVal(False)
    where = read_terms(gate["when"], {}, model.facts).holds if "when" in gate else YES
    if "of" in gate:
        risks = [(read_terms(tree, {}, model.facts).holds, 1) for tree in gate["of"]]
        fact = model.facts[gate["while_unknown"]]
        assert isinstance(fact, Number)
        where = z3.And(z3.Not(fact.known), z3.PbGe(risks, gate["count"]))
    return where, any_of([space.agreed[name] for name in gate.get("unless", ())])
