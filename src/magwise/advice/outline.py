"""The gate, the ceiling and the first choice of form once more, for many profiles or for all of them at once.

`decide` and `rank_forms` answer for one case. This says the same over whatever knows `&`, `|` and `~`: masks of many
profiles (batch) or terms of a solver (proof). It reads the same rules, and a test holds it equal to the two.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from itertools import product
from operator import or_
from typing import Any, NamedTuple

from magwise.advice.advice import DOES, ROLES
from magwise.advice.decide import Held, decision_of
from magwise.advice.engine import Engine, ReadyRule
from magwise.advice.forms import FIRST, FormRule, form_book
from magwise.advice.now import gate_book
from magwise.advice.urgency import soon_of
from magwise.knowledge.conditions import Pair, Tree
from magwise.knowledge.records import URGENCIES, Rule


class TakenMedicine(NamedTuple):
    """A medicine that may be taken. rules: the interaction rules that hold for it.

    taken: where it is taken; agreed: where it is, and a doctor agreed to it.
    """

    rules: tuple[Rule, ...]
    taken: Any
    agreed: Any


class TakenNow(NamedTuple):
    """The magnesium that is taken now. replaced, staying: where some of it is replaced by the plan, and where it stays.

    own, prescribed: where some of it was taken up by the person, and by a doctor's word; mg: all of it, a day.
    """

    replaced: Any
    staying: Any
    own: Any
    prescribed: Any
    mg: Any


class World(NamedTuple):
    """The profiles that are asked. read: where a condition holds and fails; choose: one of two numbers by a mask.

    agreed: by what a doctor may agree to; jurisdictions: where each holds; override: where a practice set a ceiling,
    and which; yes: the mask that always holds; now: the magnesium that is taken now, None where nobody asks.
    """

    read: Callable[[Tree], Pair]
    choose: Callable[[Any, Any, Any], Any]
    agreed: Mapping[str, Any]
    medicines: tuple[TakenMedicine, ...]
    jurisdictions: Mapping[str, Any]
    override: tuple[Any, Any]
    yes: Any
    now: TakenNow | None = None


class HeldRule(NamedTuple):
    """A rule of the gate: where it holds and closes, and where a doctor lifted it."""

    rule: Rule
    standing: Any
    lifted: Any


class Outline(NamedTuple):
    """What the gate says. decisions: where each one is taken, room not yet looked at; ceiling: the person's, mg a day.

    soon: by urgency, where a gate that stands asks for that or sooner (magnesium that is taken already left aside).
    caps: by form, where its best role is no better than that of the index; first: where a form is the first choice.
    own: by what to do with what is taken now, where that is said of what the person took up; do: of the whole.
    """

    held: tuple[HeldRule, ...]
    decisions: dict[str, Any]
    ceiling: Any
    careful: Any
    no_step_up: Any
    caps: dict[str, tuple[Any, ...]]
    first: dict[str, Any]
    soon: dict[str, Any]
    own: dict[str, Any] = {}
    do: dict[str, Any] = {}


def outline(engine: Engine, world: World) -> Outline:
    """The gate, the ceiling, the manner of the first step, and the first choice of form."""
    held = (*_safety(engine, world), *_interactions(engine, world))
    caps = _caps(engine, world)
    ceiling = _ceiling(held, engine, world)
    own = _own(held, caps, ceiling, engine, world) if world.now else {}
    return Outline(
        held=held,
        decisions=_decisions(held, world),
        ceiling=ceiling,
        careful=_any_says("careful_start", held, world) | world.read({"field": "gut_sensitive", "is": True}).holds,
        no_step_up=_any_says("no_step_up", held, world),
        caps=caps,
        first=_first(caps, engine, world),
        soon=_soon(held, world),
        own=own,
        do=_whole(own, world.now) if world.now else {},
    )


def _safety(engine: Engine, world: World) -> list[HeldRule]:
    found = []
    for ready in engine.kinds["safety"]:
        holds = _read(ready, world).holds
        lifted = _any([world.agreed[name] for name in ready.rule.lifted_by if name in world.agreed], world)
        found.append(HeldRule(ready.rule, holds & ~lifted, holds & lifted))
    return found


def _interactions(engine: Engine, world: World) -> list[HeldRule]:
    found = []
    for ready in engine.kinds["interaction"]:
        taking = [medicine for medicine in world.medicines if ready.rule in medicine.rules]
        if "medicine" in ready.rule.lifted_by:
            standing = _any([medicine.taken & ~medicine.agreed for medicine in taking], world)
            lifted = _any([medicine.agreed for medicine in taking], world)
        else:
            standing = _any([medicine.taken for medicine in taking], world)
            lifted = ~world.yes
        found.append(HeldRule(ready.rule, standing, lifted))
    return found


def _read(ready: ReadyRule, world: World) -> Pair:
    return world.read(ready.rule.when) if ready.rule.when else Pair(world.yes, ~world.yes)


def _any(masks: list[Any], world: World) -> Any:
    return reduce(or_, masks, ~world.yes)


def _decisions(held: tuple[HeldRule, ...], world: World) -> dict[str, Any]:
    """Where each decision is taken: `decision_of` itself is asked for every mix of decisions that gates may ask for."""
    gates: dict[str, list[HeldRule]] = {}
    for one in held:
        if "decision" in one.rule.then:
            gates.setdefault(one.rule.then["decision"], []).append(one)
    asked = {decision: _any([one.standing for one in found], world) for decision, found in gates.items()}
    taken: dict[str, Any] = dict.fromkeys(("urgent", "consult_first", "no_supplement", "advise"), ~world.yes)
    for mix in product((True, False), repeat=len(gates)):
        chosen = [found[0].rule for (_, found), here in zip(gates.items(), mix, strict=True) if here]
        where = world.yes
        for mask, here in zip(asked.values(), mix, strict=True):
            where = where & (mask if here else ~mask)
        decision = decision_of([Held(rule) for rule in chosen])
        taken[decision] = taken[decision] | where
    return taken


def _ceiling(held: tuple[HeldRule, ...], engine: Engine, world: World) -> Any:
    told, override = world.override
    ceiling: Any = None
    for authority in engine.knowledge.authorities.values():
        if authority.jurisdiction is not None:
            level = float(engine.knowledge.limits[authority.limit].value or 0)
            there = world.jurisdictions[authority.jurisdiction]
            ceiling = world.choose(there, level, level if ceiling is None else ceiling)
    ceiling = world.choose(told, override, ceiling)
    for one in held:
        for key, holds in (("ceiling", one.standing | one.lifted), ("lifted_ceiling", one.lifted)):
            if key in one.rule.then:
                limit = engine.numbers[one.rule.then[key]]
                ceiling = world.choose(holds & (ceiling > limit), limit, ceiling)
    return ceiling


def _soon(held: tuple[HeldRule, ...], world: World) -> dict[str, Any]:
    """By urgency, where a gate that stands asks for that or sooner."""
    found: dict[str, Any] = {}
    for place, level in enumerate(URGENCIES):
        sooner = URGENCIES[: place + 1]
        asked = [one.standing for one in held if soon_of(one.rule, taking=False) in sooner]
        found[level] = _any(asked, world)
    return found


def _any_says(key: str, held: tuple[HeldRule, ...], world: World) -> Any:
    return _any([one.standing | one.lifted for one in held if one.rule.then.get(key)], world)


def _caps(engine: Engine, world: World) -> dict[str, tuple[Any, ...]]:
    """By form, for each role: where some rule that speaks allows no better one."""
    book = form_book(engine.knowledge)
    found: dict[str, list[list[Any]]] = {name: [[] for _ in ROLES] for name in engine.knowledge.families}
    for rule in book.rules:
        if rule.cap is None:
            continue
        speaks = _speaks(rule, world)
        for name in engine.knowledge.families if rule.current_form else rule.families:
            here = speaks & world.read({"field": "current_form", "is": name}).holds if rule.current_form else speaks
            for role in range(1, rule.cap + 1):
                found[name][role].append(here)
    return {name: tuple(_any(masks, world) for masks in roles) for name, roles in found.items()}


def _speaks(rule: FormRule, world: World) -> Any:
    answer = _read(rule.ready, world)
    return ~answer.fails if rule.ready.also_when_unknown else answer.holds


def _first(caps: dict[str, tuple[Any, ...]], engine: Engine, world: World) -> dict[str, Any]:
    """Where a form is the first choice: the best for the goal that nothing holds back, else the mildest."""
    book = form_book(engine.knowledge)
    found = dict.fromkeys(engine.knowledge.families, ~world.yes)
    done = ~world.yes
    for goal, rows in book.goals.items():
        here = world.read({"field": "primary_goal", "is": goal}).holds
        for row in rows:
            chosen = here & ~done & ~caps[row.form][FIRST + 1]
            found[row.form], done = found[row.form] | chosen, done | chosen
    for role in range(FIRST, len(ROLES)):
        for name in book.gentle:
            worse = caps[name][role + 1] if role + 1 < len(ROLES) else ~world.yes
            chosen = ~done & ~worse
            found[name], done = found[name] | chosen, done | chosen
    return found


def _own(
    held: tuple[HeldRule, ...], caps: dict[str, tuple[Any, ...]], ceiling: Any, engine: Engine, world: World
) -> dict[str, Any]:
    """Where what is taken now is to be stopped, asked about, lowered, switched or kept: `judge_now` for many."""
    now = world.now
    assert now is not None
    found = dict.fromkeys(DOES, ~world.yes)
    book, done = gate_book(engine.knowledge), ~(now.replaced | now.staying)
    for do in DOES:
        gates = [one.standing for one in held if _says(book.get(one.rule.id), do) and "decision" in one.rule.then]
        chosen = _any(gates, world) & ~done
        found[do], done = found[do] | chosen, done | chosen
    above = (now.mg > ceiling) & ~done
    found["lower"], done = found["lower"] | above, done | above
    forms = [(name, world.read({"field": "current_form", "is": name}).holds) for name in engine.knowledge.families]
    avoided = _any([caps[name][ROLES.index("avoid")] & here for name, here in forms], world) & now.replaced
    for ready in engine.kinds["now"]:
        do = ready.rule.then["do"]
        there = now.staying if ready.rule.then.get("staying") else now.staying | now.replaced
        chosen = _read(ready, world).holds & there & ~done
        done = done | chosen
        if do in ("switch", "keep"):
            found["switch"], chosen = found["switch"] | (chosen & avoided), chosen & ~avoided
        found[do] = found[do] | chosen
    return found


def _says(rule: Rule | None, do: str) -> bool:
    return rule is not None and rule.then["do"] == do


def _whole(own: dict[str, Any], now: TakenNow) -> dict[str, Any]:
    """Where each is said of the whole: what a doctor prescribed is kept or asked about."""
    asked = now.prescribed & ~own["keep"] & (now.replaced | now.staying)
    whole = {do: mask & ~asked for do, mask in own.items()}
    return {**whole, "ask": whole["ask"] | asked}
