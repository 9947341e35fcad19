"""`magwise prove`: every check over every profile, its faults with the smallest profiles that show them."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from typing import Any, NamedTuple

import z3

from magwise.advice.engine import Engine, ready
from magwise.knowledge.load import Knowledge
from magwise.proof import rules
from magwise.proof.dose import DoseFault, prove_ladders, prove_order, prove_splits, prove_without
from magwise.proof.gates import broken_gates
from magwise.proof.model import Model, make_model
from magwise.proof.order import aspects, broken_order
from magwise.proof.profiles import UNTIL, Profile
from magwise.proof.search import Search
from magwise.proof.space import make_space
from magwise.proof.witness import outcomes, outcomes_of, speak

CHECKS = (
    "gates", "closed", "decision", "now", "first_choice", "order", "alive", "contradictions", "words", "engine",
    "splits", "ladders", "ladder_order", "ladder_without",
)  # fmt: skip
NOT_COVERED = (
    "understanding",
    "renal",
    "products",
    "day",
    "diary",
    "envelope",
    "decimals",
    "several",
)
ON_THEIR_OWN = ("splits", "ladders", "ladder_order", "ladder_without")


class Fault(NamedTuple):
    """A promise that is broken. what: which; profiles: the smallest that show it, one or a pair (harmless, worse).

    real: the engine itself, without the envelope, gives what the solver says; None where there is nothing to run.
    """

    what: str
    profiles: tuple[Profile, ...] = ()
    real: bool | None = None


class Checked(NamedTuple):
    """One check with what it found. seconds: of the clock."""

    check: str
    faults: tuple[Fault, ...]
    seconds: float


class Proof(NamedTuple):
    """The whole proof. not_covered: keys of what it does not speak about."""

    knowledge_version: str
    checks: tuple[Checked, ...]
    not_covered: tuple[str, ...] = NOT_COVERED

    @property
    def holds(self) -> bool:
        """Whether every check found nothing."""
        return not any(checked.faults for checked in self.checks)

    def to_dict(self) -> dict[str, Any]:
        """The proof as plain data."""
        return {
            "knowledge_version": self.knowledge_version,
            "holds": self.holds,
            "checks": [
                {
                    "check": checked.check,
                    "holds": not checked.faults,
                    "seconds": round(checked.seconds, 1),
                    "faults": [fault._asdict() for fault in checked.faults],
                }
                for checked in self.checks
            ],
            "not_covered": list(self.not_covered),
        }


def prove(
    knowledge: Knowledge,
    *,
    only: tuple[str, ...] = CHECKS,
    workers: int = 2,
    tell: Callable[[Checked], None] = lambda checked: None,
) -> Proof:
    """Check every promise over the whole space of profiles.

    only: names out of CHECKS; workers: processes; tell: hears of every check when it is done. Raises RuntimeError
    where the solver cannot tell: never silence.
    """
    apart = [name for name in CHECKS if name in only and name in ON_THEIR_OWN]
    here = [name for name in CHECKS if name in only and name not in ON_THEIR_OWN]
    done = {}
    many = workers > 1 and len(only) > 1 and bool(apart)
    with ProcessPoolExecutor(workers) if many else nullcontext() as pool:
        parts = knowledge._parts, knowledge.version
        pieces = [(name, piece) for name in reversed(apart) for piece in range(len(_PIECES[name]))]
        sent = [pool.submit(_check_apart, name, piece, *parts) for name, piece in pieces] if pool else []
        model = make_model(make_space(ready(knowledge))) if here else None
        for name in here:
            assert model is not None
            done[name] = _timed(name, partial(_FOUND[name], model))
            tell(done[name])
        found: dict[str, list[Checked]] = {name: [] for name in apart}
        for checked in (future.result() for future in sent) if pool else _dose_here(apart, knowledge):
            found[checked.check].append(checked)
        for name, all_found in found.items():
            faults = tuple(fault for checked in all_found for fault in checked.faults)
            done[name] = Checked(name, faults, max(checked.seconds for checked in all_found))
            tell(done[name])
    return Proof(knowledge.version, tuple(done[name] for name in CHECKS if name in done))


_PIECES: dict[str, tuple[Callable[[Engine], Iterator[DoseFault]], ...]] = {
    "splits": (prove_splits,),
    "ladders": (prove_ladders,),
    "ladder_without": (prove_without,),
    "ladder_order": (partial(prove_order, starts=(False,)), partial(prove_order, starts=(True,))),
}


def _check_apart(name: str, piece: int, parts: Mapping[str, bytes], version: str) -> Checked:
    return _dose(name, piece, Knowledge(parts, version))


def _dose_here(names: list[str], knowledge: Knowledge) -> Iterator[Checked]:
    return (_dose(name, piece, knowledge) for name in names for piece in range(len(_PIECES[name])))


def _dose(name: str, piece: int, knowledge: Knowledge) -> Checked:
    return _timed(name, lambda: _dose_faults(_PIECES[name][piece](ready(knowledge))))


def _timed(name: str, found: Callable[[], Iterator[Fault]]) -> Checked:
    start = time.perf_counter()
    faults = tuple(found())
    return Checked(name, faults, time.perf_counter() - start)


def _search(model: Model) -> Search:
    return Search((model.space,))


def _fault(search: Search, models: tuple[Model, ...], what: str, where: Any) -> Iterator[Fault]:
    """The fault with its smallest profile, run through the engine; nothing where there is none."""
    found = search.find(where)
    if found is not None:
        pairs = zip(models, found.profiles, strict=True)
        real = all(outcomes(model, found.model) == outcomes_of(profile, model.space.engine) for model, profile in pairs)
        yield Fault(what, found.profiles, real)


def _gates(model: Model) -> Iterator[Fault]:
    search = _search(model)
    for what, where in broken_gates(model):
        yield from _fault(search, (model,), what, where)


def _one(what: str, promise: Callable[[Model], Any]) -> Callable[[Model], Iterator[Fault]]:
    return lambda model: _fault(_search(model), (model,), what, promise(model))


def _decision(model: Model) -> Iterator[Fault]:
    search = _search(model)
    yield from _fault(search, (model,), "one decision", rules.not_one_decision(model))
    yield from _fault(search, (model,), "a gate is passed over", rules.unheard(model))
    yield from _fault(search, (model,), "how soon does not fit the decision", rules.wrong_urgency(model))


def _now(model: Model) -> Iterator[Fault]:
    search = _search(model)
    yield from _fault(search, (model,), "one word on what is taken now", rules.not_one_do(model))
    for what, where in rules.too_mild(model):
        yield from _fault(search, (model,), what, where)


def _order(model: Model) -> Iterator[Fault]:
    for aspect in aspects(model.space):
        worse = make_model(aspect.worse)
        search = Search((model.space, aspect.worse), aspect.how)
        broken = broken_order(model, worse, says=aspect.says)
        yield from _fault(search, (model, worse), f"worse off by {aspect.name}", broken)


def _alive(model: Model) -> Iterator[Fault]:
    search = _search(model)
    for rule, where in rules.speaking(model):
        if not search.exists(where):
            yield Fault(f"{rule.id} can never hold")


def _contradictions(model: Model) -> Iterator[Fault]:
    search = _search(model)
    for what, where in rules.contradictions(model):
        yield from _fault(search, (model,), what, where)
    yield from (Fault(f"{name}: its level does not fit its decision") for name in rules.misjudged(model))


def _words(model: Model) -> Iterator[Fault]:
    """No rule that may speak lacks its words in a language."""
    knowledge = model.space.engine.knowledge
    may_speak = {rule.id for rule, _ in rules.speaking(model)}
    named = [rule for rule in knowledge.rules.values() if rule.id in may_speak or "raised_by" in rule.then]
    yield from (Fault(f"{name} is missing") for name in rules.wordless(named))


def _engine(model: Model) -> Iterator[Fault]:
    """Every rule is made to speak, and every decision to fall, once: the engine says the same, in both languages."""
    search, engine = _search(model), model.space.engine
    asked = [(rule.id, where) for rule, where in rules.speaking(model)]
    asked += [(f"{one.rule.id} lifted", one.lifted) for one in model.outline.held]
    for what, where in (*asked, *model.decisions.items()):
        found = search.find(z3.And(where, model.decisions["advise"])) or search.find(where)
        if found is None:
            continue
        yield from (Fault(f"{what}: {fault}", found.profiles) for fault in speak(found.profiles[0], engine.knowledge))
        if outcomes(model, found.model) != outcomes_of(found.profiles[0], engine):
            yield Fault(f"{what}: the engine says something else than the model", found.profiles, real=False)


_FOUND: dict[str, Callable[[Model], Iterator[Fault]]] = {
    "gates": _gates,
    "closed": _one("a dose behind a gate", rules.dose_behind_a_gate),
    "decision": _decision,
    "now": _now,
    "first_choice": _one("first choice", rules.no_first_choice),
    "order": _order,
    "alive": _alive,
    "contradictions": _contradictions,
    "words": _words,
    "engine": _engine,
}


def _dose_faults(found: Iterator[DoseFault]) -> Iterator[Fault]:
    for fault in found:
        amounts = {key: float(value) if hasattr(value, "numerator") else value for key, value in fault.amounts.items()}
        told = ", ".join(f"{key} {value:g}" for key, value in amounts.items() if isinstance(value, float))
        yield Fault(f"{fault.claim} ({told})", _dose_profiles(fault.claim, amounts))


def _dose_profiles(claim: str, amounts: dict[str, Any]) -> tuple[Profile, ...]:
    names = ("", "_less") if claim == "dose_order" else ("",)
    return tuple(_dose_profile(amounts, name) for name in names)


def _dose_profile(amounts: dict[str, Any], which: str) -> Profile:
    """A profile with this ceiling (set by a practice), this much taken, and a product with this part."""
    profile: Profile = {"person": {"age": 40}, "goals": ["sleep"], "jurisdiction": "UK"}
    if amounts["careful"]:
        profile["gut"] = {"sensitive": True}
    if amounts["no_step_up"]:
        profile["complaints"] = ["diarrhoea"]
    override = {"limit": "ceiling_mg", "reason": "other", "until": UNTIL, "by": "a practice"}
    profile["overrides"] = [{**override, "value": round(amounts[f"ceiling{which}"], 3)}]
    if already := round(amounts[f"already{which}"], 3):
        profile["supplements"] = [{"label": f"Magnesium (citrate) {already:g} mg per tablet", "servings_per_day": 1}]
    if amounts["part"] is not None:
        label = f"Magnesium (bisglycinate) {round(amounts['part'], 3):g} mg per capsule"
        profile["products"] = [{"name": "Pot", "label": label}]
    return profile
