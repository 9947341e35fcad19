"""What would change an advice: the smallest sets of facts, one or else two, that lead elsewhere."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

from magwise.advice.advice import DECISIONS, Change
from magwise.advice.already import from_supplement
from magwise.advice.case import Case, UnderstoodMedicine, shorten
from magwise.advice.change_words import End, Led, tell_change
from magwise.advice.decide import Held, Limit, decision_of, is_lifted
from magwise.advice.engine import Engine, ready
from magwise.advice.facts import count_kidney_risks, forms_taken
from magwise.advice.forms import first_after
from magwise.advice.implied import stood_for
from magwise.advice.moves import Move, moves_of
from magwise.advice.understand import goals_of
from magwise.advice.weigh import Weighed
from magwise.knowledge.conditions import fields_of, leaves
from magwise.knowledge.load import Knowledge


def list_changes(case: Case, weighed: Weighed, engine: Engine) -> tuple[Change, ...]:
    """The smallest changes that give another decision or, with a dose, another first choice.

    Single facts first; where no single one makes the decision less serious, the pairs that do. Beside an alarm sign
    nothing is listed. docs/reference/would-change.md says which facts may change.
    """
    return tuple([tell_change(moves, led, case, weighed, engine) for moves, led in find_changes(case, weighed, engine)])


def find_changes(case: Case, weighed: Weighed, engine: Engine) -> list[tuple[tuple[Move, ...], Led]]:
    """The smallest sets of moves with where they lead, those a person can act on first."""
    if weighed.decision == "urgent":
        return []
    now = End(weighed.decision, weighed.ranked.first if weighed.decision == "advise" else "")
    here = Led(now)
    base = _base(case, weighed, engine)
    moves = moves_of(case, weighed, engine)
    leads = {
        id(move): _soon_seen(move, here, case, weighed, base, engine) or end_of((move,), case, weighed, base, engine)
        for move in moves
    }
    found: list[tuple[tuple[Move, ...], Led]] = [
        ((move,), leads[id(move)])
        for move in moves
        if leads[id(move)].end != now and (move.milder is None or leads[id(move.milder)].end != leads[id(move)].end)
    ]
    if now.decision == "advise" or any(_opens(led.end, now) for _, led in found):
        return found
    pairs: dict[tuple[int, int], tuple[tuple[Move, Move], Led]] = {}
    for one, two in _reaching(moves, case, weighed, base, engine):
        led = end_of((one, two), case, weighed, base, engine)
        if _opens(led.end, now):
            pairs[id(one), id(two)] = ((one, two), led)
    return [*(pair for pair in pairs.values() if not _has_nearer(pair, pairs)), *found]


def _opens(end: End, now: End) -> bool:
    """Whether a decision is less serious."""
    return DECISIONS.index(end.decision) > DECISIONS.index(now.decision)


def _has_nearer(
    pair: tuple[tuple[Move, Move], Led], pairs: dict[tuple[int, int], tuple[tuple[Move, Move], Led]]
) -> bool:
    """Whether a pair with a nearer value of one of its facts leads to the same."""
    (one, two), led = pair
    nearer = [(id(one.milder), id(two))] if one.milder else []
    nearer += [(id(one), id(two.milder))] if two.milder else []
    return any(key in pairs and pairs[key][1].end == led.end for key in nearer)


def _reaching(
    moves: list[Move], case: Case, weighed: Weighed, base: "_Base", engine: Engine
) -> Iterator[tuple[Move, Move]]:
    """The pairs that could open: together they touch every gate that stands at the level of the decision."""
    wanted = weighed.decided.decision
    gates = [
        held for held in (*(held for _, held in base.safety), *base.medicines)
        if held.rule.then.get("decision") == wanted and not held.lifted
    ]  # fmt: skip
    touched = {
        id(move): {number for number, gate in enumerate(gates) if _touches(move, gate, case, base)} for move in moves
    }
    for one, two in combinations(moves, 2):
        if len(touched[id(one)] | touched[id(two)]) == len(gates) and not one.facts.keys() & two.facts.keys():
            yield one, two


def _touches(move: Move, gate: Held, case: Case, base: "_Base") -> bool:
    """Whether a move could make a gate fall: never a «no» for one that it does."""
    if gate.medicine is not None:
        if move.without is not None:
            return base.names[move.without] == gate.medicine.entry.name
        return bool(move.agreed) and _covers(move.agreed, gate.medicine, base)
    if move.agreed:
        return move.agreed in gate.rule.lifted_by
    fields = _changed(move)
    return not fields.isdisjoint(fields_of(gate.rule.when))


def _changed(move: Move) -> set[str]:
    """The case fields that a move may change."""
    changed = {*move.facts, *((move.dropped_from,) if move.drops else ())}
    if changed & {"conditions", "unsure", "egfr"}:
        changed.add("kidney_risks")
    return changed


class _Base(NamedTuple):
    """What stands before anything moves. standing: the places in `safety`; limits: those that no rule set, mg.

    names, taken, forms: of each supplement, by its place, what it is called, its mg a day and its forms of magnesium.
    inns: the substances of each entry that is known, by its name as typed.
    """

    safety: tuple[tuple[int, Held], ...]
    standing: frozenset[int]
    medicines: tuple[Held, ...]
    limits: tuple[Limit, ...]
    already: Decimal
    names: tuple[str, ...]
    taken: tuple[Decimal, ...]
    forms: tuple[tuple[str, ...], ...]
    of_name: Counter[str]
    of_form: Counter[str]
    inns: dict[str, set[str]]


def _base(case: Case, weighed: Weighed, engine: Engine) -> _Base:
    decided, rules = weighed.decided, engine.knowledge.rules
    safety = [held for held in decided.held if held.medicine is None]
    sources = [from_supplement(item, engine) for item in case.supplements]
    names = tuple([shorten(item.entry.label) for item in case.supplements])
    forms = tuple([forms_taken((item,)) for item in case.supplements])
    inns: dict[str, set[str]] = {}
    for other in (*case.medicines, *case.minerals):
        if other.match.recognised:
            inns.setdefault(other.entry.name, _inns(other))
    return _Base(
        tuple(zip(decided.true_places, safety, strict=True)),
        frozenset(decided.true_places),
        tuple([held for held in decided.held if held.medicine is not None]),
        tuple([limit for limit in decided.limits if limit.by not in rules]),
        case.already_mg,
        names,
        tuple([Decimal(0) if source is None else source.mg for source in sources]),
        forms,
        Counter(names),
        Counter(form for each in forms for form in each),
        inns,
    )


@lru_cache(maxsize=8)
def _rules_by_field(knowledge: Knowledge) -> dict[str | tuple[str, str], tuple[int, ...]]:
    """Which safety rules look at a field, and which at one value in it, by their place."""
    places: dict[str | tuple[str, str], dict[int, None]] = {}
    for place, rule in enumerate(ready(knowledge).kinds["safety"]):
        for field in rule.fields:
            places.setdefault(field, {})[place] = None
        for leaf in leaves(rule.rule.when):
            for value in (leaf["has"],) if "has" in leaf else leaf.get("has_any", ()):
                places.setdefault((leaf["field"], value), {})[place] = None
    return {key: tuple(found) for key, found in places.items()}


def _soon_seen(move: Move, here: Led, case: Case, weighed: Weighed, base: _Base, engine: Engine) -> Led | None:
    """Where a move leads when that is soon seen, as for most: nothing holds that did not, or only gates close.

    here: where things stand before it. None only means that `end_of` has to be asked.
    """
    if move.agreed or move.drops or move.without is not None or "egfr" in move.facts:
        return None
    facts = {**case.facts, **move.facts}
    safety, by_field = engine.kinds["safety"], _rules_by_field(engine.knowledge)
    closing: list[Held] = []
    for field in move.facts:
        for place in by_field.get(field, ()):
            holds = safety[place].test(facts) is True
            if holds != (place in base.standing):
                rule = safety[place].rule
                if not holds or "decision" not in rule.then or is_lifted(rule, case.agreed):
                    return None
                closing.append(Held(rule, False))
    decided = weighed.decided.decision
    if closing:
        return Led(End(min(decided, decision_of(closing), key=DECISIONS.index), ""), tuple(closing))
    if decided != "advise" or first_after(move.facts, facts, weighed.ranked, engine.knowledge) == weighed.ranked.first:
        return here
    return None


def end_of(moves: tuple[Move, ...], case: Case, weighed: Weighed, base: _Base, engine: Engine) -> Led:
    """Decision and first choice after these moves; only rules that look at what changed are asked again."""
    facts = case.facts.copy()
    changed: set[str] = set()
    places: set[int] = set()
    by_field = _rules_by_field(engine.knowledge)
    for move in moves:
        facts.update(move.facts)
        changed.update(move.facts)
        if move.drops:
            field = move.dropped_from
            facts[field] = tuple([value for value in facts[field] if value != move.drops])
            places.update(by_field.get((field, move.drops), ()))
    dropped = {move.dropped_from for move in moves if move.drops}
    if "complaints" in dropped and case.goals_derived:
        facts["goals"], _ = goals_of(None, facts["complaints"], engine)
        facts["primary_goal"] = facts["goals"][0]
        changed |= {"goals", "primary_goal"}
    if gone := {move.without for move in moves if move.without is not None}:
        leaving = Counter(form for place in gone for form in base.forms[place])
        facts["supplement_forms"] = tuple([form for form in base.of_form if base.of_form[form] > leaving[form]])
        changed.add("supplement_forms")
        if case.implied and (ended := _no_longer_implied(gone, case) & set(facts["unsure"])):
            facts["unsure"] = tuple([name for name in facts["unsure"] if name not in ended])
            dropped.add("unsure")
            places.update(place for name in ended for place in by_field.get(("unsure", name), ()))
    if "egfr" in changed or not dropped.isdisjoint(("conditions", "unsure")):
        facts["kidney_risks"] = count_kidney_risks(facts, engine) if facts["egfr"] is None else 0
        if facts["kidney_risks"] != case.facts["kidney_risks"]:
            changed.add("kidney_risks")
    for field in changed:
        places.update(by_field.get(field, ()))
    held = _safety_held(moves, facts, places, base, engine)
    held += _medicines_held(moves, case, base) if base.medicines else []
    decision = decision_of(held)
    if decision != "advise":
        return Led(End(decision, ""), tuple(held))
    first = first_after(changed | dropped, facts, weighed.ranked, engine.knowledge)
    limit = _ceiling(held, base, engine)
    if limit.mg - float(base.already - sum(base.taken[place] for place in gone)) < float(engine.masses["least_room"]):
        return Led(End("no_supplement", ""), bound_by=limit.by)
    return Led(End("advise", first), facts=facts, changed=frozenset(changed | dropped))


def _no_longer_implied(gone: set[int], case: Case) -> set[str]:
    """The open illnesses that only supplements which stop stand for."""
    kept = [item.match for place, item in enumerate(case.supplements) if place not in gone]
    still = {one.condition for one in stood_for([*(item.match for item in case.medicines), *kept])}
    return {one.condition for one in case.implied} - still


def _safety_held(
    moves: tuple[Move, ...], facts: dict[str, Any], places: set[int], base: _Base, engine: Engine
) -> list[Held]:
    """The safety rules that hold after the moves, lifted where a doctor agreed before or now."""
    safety = engine.kinds["safety"]
    held = [found for place, found in base.safety if place not in places]
    agreed = frozenset([move.agreed for move in moves if move.agreed])
    if places:
        told = frozenset(facts["doctor_agreed"])
        for place in places:
            if safety[place].test(facts):
                held.append(Held(safety[place].rule, is_lifted(safety[place].rule, told)))
    if agreed:
        held = [
            found._replace(lifted=True) if not found.lifted and is_lifted(found.rule, agreed) else found
            for found in held
        ]
    return held


def _medicines_held(moves: tuple[Move, ...], case: Case, base: _Base) -> list[Held]:
    """The gates of medicines after an agreement or after a supplement stopped."""
    if all(not move.agreed and move.without is None for move in moves):
        return list(base.medicines)
    gone = {move.without for move in moves if move.without is not None}
    leaving = Counter(base.names[place] for place in gone)
    stopped = {name for name, count in leaving.items() if count == base.of_name[name]}
    agreed = [move.agreed for move in moves if move.agreed]
    found = []
    for held in base.medicines:
        medicine = held.medicine
        assert medicine is not None
        if stopped and medicine.entry.name in stopped and medicine in case.minerals:
            continue
        if agreed and not held.lifted and "medicine" in held.rule.lifted_by:
            held = held._replace(lifted=any(_covers(name, medicine, base) for name in agreed))  # noqa: PLW2901
        found.append(held)
    return found


def _covers(name: str, medicine: UnderstoodMedicine, base: _Base) -> bool:
    """Whether an agreement to one medicine, by its name as typed, covers another entry of the same substances."""
    if medicine.entry.name.casefold() == name.casefold():
        return True
    return medicine.match.recognised and name in base.inns and base.inns[name] == _inns(medicine) != set()


def _inns(medicine: UnderstoodMedicine) -> set[str]:
    return {found.inn for found in medicine.match.matches}


def _ceiling(held: list[Held], base: _Base, engine: Engine) -> Limit:
    """The lowest limit after a change: those that no rule set stay, the rest follows what holds."""
    limits = [*base.limits]
    for found in held:
        for key in ("ceiling", "lifted_ceiling"):
            if key in found.rule.then and (key == "ceiling" or found.lifted):
                limits.append(Limit(engine.numbers[found.rule.then[key]], found.rule.id))
    return min(limits)
