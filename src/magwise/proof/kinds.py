"""The medicines of the knowledge base by what they do to the advice: finitely many kinds, each with its names."""

from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from magwise.advice.already import from_medicine
from magwise.advice.case import UnderstoodMedicine
from magwise.advice.decide import hold_medicine
from magwise.advice.engine import Engine, ready
from magwise.advice.understand import understand
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Rule
from magwise.profiles.profile import MedicineEntry, Person, Profile

NOON = "12:30"
UNHEARD = "Qzxwvk 500"
DOUBTFUL = f"maybe {UNHEARD}"  # what may or may not be taken


class Taken(NamedTuple):
    """What rules and sums can see of a medicine taken once a day, and the names that show it. Rows of one kind differ
    in nothing that the gate, the ceiling or the form can see.

    facts: one dict per interaction; implies: the illnesses it stands for; mg: its magnesium, the least of the kind.
    """

    facts: tuple[dict[str, Any], ...]
    classes: frozenset[str]
    implies: frozenset[str]
    mg: Decimal
    names: tuple[str, ...]
    example: UnderstoodMedicine


@lru_cache(maxsize=4)
def list_kinds(knowledge: Knowledge) -> tuple[Taken, ...]:
    """Every kind of medicine that the knowledge base knows, and the name that nobody knows.

    Two names of a kind are of different substances, so that a doctor may agree to one and not to the other.
    """
    engine = ready(knowledge)
    found: dict[Any, dict[Any, tuple[str, UnderstoodMedicine, Decimal]]] = {}
    for name in (*(row.name_en for row in knowledge.medicine_rows.values()), UNHEARD, DOUBTFUL):
        if len(name) > 100:
            continue
        item = _understood(name, engine)
        source = from_medicine(item, engine)
        mg = source.mg if source is not None else Decimal(0)
        seen = frozenset(tuple(sorted((key, str(value)) for key, value in facts.items())) for facts, _ in item.facts)
        inns = frozenset(match.inn for match in item.match.matches) or frozenset({name})
        same = found.setdefault((seen, item.classes, _implied(item), mg > 0), {})
        if not any(inns & other for other in same):
            same[inns] = (name, item, mg)
    kinds = []
    for same in found.values():
        _, item, mg = min(same.values(), key=lambda one: one[2])
        names = tuple(name for name, _, its_mg in same.values() if its_mg == mg)[:2]
        facts = tuple(facts for facts, _ in item.facts)
        kinds.append(Taken(facts, item.classes, _implied(item), mg, names, item))
    return tuple(kinds)


def _implied(item: UnderstoodMedicine) -> frozenset[str]:
    return frozenset(one.condition for one in item.match.implies)


def _understood(name: str, engine: Engine) -> UnderstoodMedicine:
    entry = MedicineEntry(name=name, times=(NOON,))
    profile = Profile(person=Person(age=40), goals=("general",), medicines=(entry,))
    return understand(profile, engine).medicines[0]


def rules_of(kind: Taken, engine: Engine) -> tuple[Rule, ...]:
    """The interaction rules that hold for a kind, as the engine itself finds them."""
    return tuple({held.rule.id: held.rule for held in hold_medicine(kind.example, engine)}.values())


def bars_acid_salts(kind: Taken, engine: Engine) -> bool:
    """Whether a kind rules out salts that neutralise stomach acid."""
    barring = [found for found in engine.kinds["interaction"] if found.rule.then.get("bars_acid_salts")]
    interactions = [facts for facts, answer in kind.example.facts if answer is not None]
    return any(found.test(facts) for found in barring for facts in interactions)
