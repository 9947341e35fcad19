"""«Adding a risk, or not knowing, never opens a gate or raises a dose»: pairs of profiles that differ in one way."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import z3

from magwise.advice.advice import ROLES
from magwise.proof.model import DO_ORDER, ORDER, Model, as_serious, as_strict
from magwise.proof.space import SETS, Space, make_space
from magwise.proof.terms import Words

MILD_STOOLS = ("hard", "normal")


class Aspect(NamedTuple):
    """One way to be worse off. worse: the other profile; how: what it may and may not differ in.

    says: what is said of the magnesium taken now may not get milder either.
    """

    name: str
    worse: Space
    how: list[Any]
    says: bool = True


def aspects(space: Space) -> Iterator[Aspect]:
    """Every way in which a second profile carries more risk than the first, or tells less, all else being equal."""
    other = make_space(space.engine, "worse")
    values, others = space.values, other.values

    def with_values(name: str, how: list[Any], *facts: str) -> Aspect:
        changed = {fact: others[fact] for fact in facts or (name,)}
        return Aspect(name, replace(space, values={**values, **changed}), how)

    for name in SETS:
        yield with_values(name, _more_words(values[name], others[name]))
    yield with_values("unsure", _more_words(values["unsure"], others["unsure"]))
    for name in ("pregnant", "breastfeeding", "gut_sensitive"):
        yield with_values(name, [_worse_flag(values[name].bits, others[name].bits)])
    numbers = space.engine.numbers
    age = values["age"].value
    yield with_values("age", [age >= 18, age < 65])
    one, two = values["egfr"], others["egfr"]
    harmless = z3.And(one.value >= 60, z3.Not(two.known))
    yield with_values("egfr", [one.known, z3.Or(z3.And(two.known, two.value <= one.value), harmless)])
    serum = values["serum_magnesium"]
    low, high = values["serum_range_low"], values["serum_range_high"]
    low = z3.If(low.known, low.value, z3.RealVal(str(numbers["serum_low"])))
    high = z3.If(high.known, high.value, z3.RealVal(str(numbers["serum_high"])))
    within = z3.And(serum.value >= low, serum.value <= high, serum.value >= z3.RealVal("1/2"), serum.value < 2)
    yield with_values("serum_magnesium", [z3.Or(z3.Not(serum.known), within)])
    for name in ("stool_told", "current_bowel"):
        how = [_worse_stool(values[name].bits, others[name].bits, name == "stool_told")]
        if name == "stool_told":  # told after all, it counts instead of the stools on magnesium
            bowel = values["current_bowel"].bits
            how.append(z3.Or(*values[name].bits.values(), z3.Not(z3.Or(bowel["loose"], bowel["watery"]))))
        yield with_values(name, how)
    taken = [z3.Implies(mine, theirs) for mine, theirs in zip(space.taken, other.taken, strict=True)]
    agreed = [
        z3.Implies(theirs, z3.Or(mine, z3.Not(before)))
        for mine, theirs, before in zip(space.agreed_medicines, other.agreed_medicines, space.taken, strict=True)
    ]
    yield Aspect(
        "medicines",
        replace(
            space,
            taken=other.taken,
            agreed_medicines=other.agreed_medicines,
            medicines_told=other.medicines_told,
            count=other.count,
        ),
        [*taken, *agreed, z3.Or(other.count >= space.count, z3.Not(other.medicines_told))],
    )
    asked = [z3.Implies(other.ruled_out[name], bit) for name, bit in space.ruled_out.items()]
    yield Aspect("ruled_out", replace(space, ruled_out=other.ruled_out), asked)
    forms = "supplement_forms"
    more = replace(space, supplements_mg=other.supplements_mg, values={**values, forms: others[forms]})
    others_forms = _more_words(values[forms], others[forms])
    yield Aspect("supplements", more, [other.supplements_mg >= space.supplements_mg, *others_forms])
    mg = others["current_mg"]
    yield with_values("current_mg", [mg.known, mg.value >= space.current_mg(), mg.value > 0])
    doctors = with_values("current_prescribed", [z3.Implies(space.prescribed, other.prescribed)])
    yield doctors._replace(says=False)
    fewer = [z3.Implies(other.agreed[name], space.agreed[name]) for name in space.agreed]
    fewer += [z3.Implies(one, two) for one, two in zip(other.agreed_medicines, space.agreed_medicines, strict=True)]
    less = replace(space, agreed=other.agreed, agreed_medicines=other.agreed_medicines)
    yield Aspect("doctor_agreed", less, fewer)


def broken_order(one: Model, two: Model, *, says: bool = True) -> Any:
    """Where the second, worse off, gets a milder decision, may wait longer, or gets a wider ceiling, start or step.

    Also where a form that was ruled out is so no longer: the form of a product then comes to fit; and (says) where
    something milder is said of what the person took up.
    """
    milder = [z3.And(as_serious(one.decisions, name), z3.Not(as_serious(two.decisions, name))) for name in ORDER[:-1]]
    if says:
        milder += [z3.And(as_strict(one.outline.own, do), z3.Not(as_strict(two.outline.own, do))) for do in DO_ORDER]
    both = z3.And(one.decisions["advise"], two.decisions["advise"])
    bolder = [
        two.ceiling > one.ceiling,
        *(z3.And(_barred(form, one), z3.Not(_barred(form, two))) for form in one.outline.caps),
        two.already < one.already,
        z3.And(one.outline.careful, z3.Not(two.outline.careful)),
        z3.And(one.outline.no_step_up, z3.Not(two.outline.no_step_up)),
    ]
    later = [z3.And(one.outline.soon[level], z3.Not(two.outline.soon[level])) for level in one.outline.soon]
    return z3.Or(*milder, *later, z3.And(both, z3.Or(bolder)))


def _barred(form: str, model: Model) -> Any:
    """Where no product of a form may be used."""
    return model.outline.caps[form][ROLES.index("not_now")]


def _more_words(one: Words, two: Words) -> list[Any]:
    """The second names all that the first names; or the first names none and the second does not tell."""
    more = z3.And([z3.Implies(one.bits[word], two.bits[word]) for word in one.bits])
    return [z3.Or(two.known, z3.Not(z3.Or(list(one.bits.values())))), more]


def _worse_flag(one: Any, two: Any) -> Any:
    """From «no» to «yes» or not told; from not told to «yes»."""
    return z3.And(z3.Implies(one[True], two[True]), z3.Implies(z3.Not(one[False]), z3.Not(two[False])))


def _worse_stool(one: Any, two: Any, told: bool) -> Any:
    """From hard or normal to looser or not told; from not told to looser; from loose to watery."""
    looser = z3.Or(two["loose"], two["watery"])
    from_loose = z3.Implies(one["loose"], looser)
    untold = z3.Not(z3.Or(list(one.values())))
    mild = z3.Or([one[name] for name in MILD_STOOLS])
    to_untold = z3.Not(z3.Or(list(two.values()))) if told else z3.BoolVal(False)
    return z3.And(
        from_loose,
        z3.Implies(one["watery"], two["watery"]),
        z3.Implies(untold, looser),
        z3.Implies(mild, z3.Or(looser, to_untold, *[two[name] for name in MILD_STOOLS])),
    )
