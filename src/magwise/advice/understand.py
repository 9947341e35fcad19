"""From a profile to a case: read the labels, recognise the medicines, derive what can be derived."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from magwise.advice.already import from_medicine, from_supplement, from_taking
from magwise.advice.case import (
    GENERAL_RULE,
    Case,
    UnderstoodMedicine,
    UnderstoodProduct,
    UnderstoodSupplement,
    binds,
    shorten,
)
from magwise.advice.engine import Engine
from magwise.advice.facts import derive_facts, mild_facts
from magwise.advice.hear import (
    NAME_LENGTH,
    Hearing,
    find_typed,
    hear_medicine,
    hear_product,
    hear_supplement,
    read_printed,
)
from magwise.advice.implied import still_open, stood_for
from magwise.advice.taking import combine, read_taking
from magwise.knowledge.load import Knowledge
from magwise.knowledge.vocabulary import fold
from magwise.medicines.interactions import with_hours
from magwise.medicines.records import InteractionAnswer, MedicineMatch
from magwise.profiles.profile import MedicineEntry, ProductEntry, Profile, SupplementEntry

_LINE = re.compile(r"[\n/;|•]+|(?<=[a-z%])\. ")
LOCAL_ROUTES = frozenset({"eye", "ear", "skin", "inhaled", "nasal"})


def understand(profile: Profile, engine: Engine, overrides: tuple[Decimal, ...] = (), on: date | None = None) -> Case:
    """Read the labels, recognise the medicines and derive what can be derived.

    overrides: ceilings of a practice that hold today. on: the day that judges whether a course of medicine is over;
    without it every course still runs. Unknown facts stay None.
    """
    knowledge, locale = engine.knowledge, profile.locale
    told = profile.medicines or ()
    over = tuple(entry for entry in told if is_over(entry, on))
    heard = [hear_medicine(entry, profile.day, knowledge, locale) for entry in told if entry not in over]
    products = tuple(_product(entry, engine, locale) for entry in profile.products or ())
    others = [hear_product(item.entry, item.label, knowledge, locale) for item in products]
    entries = (*(profile.supplements or ()), *(entry for entry in others if entry is not None))
    taken_too = [_supplement(entry, engine, locale) for entry in entries]
    supplements = tuple(item for item, _ in taken_too)
    elsewhere = [hearing for _, hearing in taken_too]
    matches = [(entry, match) for hearing in (*heard, *elsewhere) for entry, match in hearing.heard]
    medicines = tuple(_medicine(entry, match, profile, engine) for entry, match in matches)
    minerals = tuple(
        _medicine(MedicineEntry(name=shorten(item.entry.label), times=item.entry.times), piece, profile, engine)
        for item in supplements
        for piece in item.pieces
    )
    agreed = frozenset(profile.doctor_agreed)
    goals, derived = goals_of(profile.goals, profile.complaints, engine)
    stands_for = stood_for([*(item.match for item in medicines), *(item.match for item in supplements)])
    implied = still_open(stands_for, profile)
    outside = sum(len(hearing.heard) for hearing in elsewhere)
    taking = tuple(read_taking(current, engine, locale) for current in profile.current_magnesium or ())
    now = [from_taking(item, engine, locale) for item in taking]
    now += [from_supplement(item, engine) for item in supplements]
    now += [from_medicine(item, engine) for item in medicines[: len(medicines) - outside]]
    names = [one.condition for one in implied]
    facts = derive_facts(profile, engine, goals, medicines, supplements, combine(taking, engine), names)
    return Case(
        profile=profile,
        locale=locale,
        goals=goals,
        goals_derived=derived,
        facts=facts,
        medicines=medicines,
        minerals=minerals,
        supplements=supplements,
        products=products,
        now=tuple(source for source in now if source is not None),
        agreed=agreed,
        overrides=overrides,
        taking=taking,
        denied=tuple(piece for hearing in (*heard, *elsewhere) for piece in hearing.denied),
        elsewhere=outside,
        stands_for=stands_for,
        implied=implied,
        mild=mild_facts(profile, engine),
        over=over,
        on=on,
    )


def is_over(entry: MedicineEntry, on: date | None) -> bool:
    """Whether the last day of a course has passed; a course without an end, or asked without a day, still runs."""
    return on is not None and entry.until is not None and entry.until < on


def _product(entry: ProductEntry, engine: Engine, locale: str) -> UnderstoodProduct:
    """A product with its label read; a name such as «magnesium oil» says that it is for the skin."""
    label = read_printed(entry.label, engine.knowledge, locale)
    if label.route == "oral" and _names_skin(entry.name, engine):
        label = replace(label, route="skin")
    return UnderstoodProduct(entry, label)


def _names_skin(name: str, engine: Engine) -> bool:
    """Whether a name holds a word that labels print on products for the skin."""
    folded = f" {fold(name)} "
    return any(word in folded for word in _skin_words(engine.knowledge))


@lru_cache(maxsize=8)
def _skin_words(knowledge: Knowledge) -> tuple[str, ...]:
    """The words of every language, a blank at both ends."""
    return tuple(f" {word} " for terms in knowledge.label_terms.values() for word in terms.get("skin.plain", ()))


def _supplement(entry: SupplementEntry, engine: Engine, locale: str) -> tuple[UnderstoodSupplement, Hearing]:
    """A supplement with its label read, and the medicines that were typed in its place."""
    label = read_printed(entry.label, engine.knowledge, locale)
    heard, minerals, whole = hear_supplement(entry, label, engine.knowledge, locale)
    if len(entry.label) > NAME_LENGTH:
        speaking = find_supplement(entry.label, engine, locale)
        return UnderstoodSupplement(entry, label, speaking, (speaking,) if speaking is not None else ()), heard
    match = find_typed(entry.label, engine.knowledge, locale) if entry.label.strip() else None
    return UnderstoodSupplement(entry, label, match, minerals, whole), heard


def find_supplement(text: str, engine: Engine, locale: str) -> MedicineMatch | None:
    """Of a whole panel, the line that asks for the widest distance from magnesium; None where none does."""
    lines = [line.strip() for line in _LINE.split(text)]
    found = [
        piece
        for line in lines
        if 2 < len(line) <= NAME_LENGTH
        for piece in find_typed(line, engine.knowledge, locale).entries
    ]
    apart = [match for match in found if match.kind == "supplement" and any(map(binds, match.interactions))]

    def widest(match: MedicineMatch) -> float:
        return max(answer.hours_before or 0 for answer in with_hours(match.interactions, engine.hours))

    return max(apart, key=widest, default=None)


def _medicine(entry: MedicineEntry, match: MedicineMatch, profile: Profile, engine: Engine) -> UnderstoodMedicine:
    """A medicine with the classes and interactions of every part that is known, also beside a part that is not."""
    knowledge = engine.knowledge
    answers = tuple(answer for answer in match.interactions if answer.id != GENERAL_RULE and not answer.of_class)
    rows = [knowledge.medicines[row] for row in match.ids] if match.recognised else []
    names = [row.name_nl if profile.locale == "nl" else row.name_en for row in rows if not row.components]
    codes = match.codes if match.recognised else (*match.codes, *_codes_behind(match, answers, engine))
    classes = frozenset[str]() if match.route in LOCAL_ROUTES else _classes_of(codes, knowledge)
    if not match.recognised and match.route not in LOCAL_ROUTES:
        classes |= _shared_classes(match, knowledge)
    known = {entry.name, *(row.name_nl for row in rows), *(row.name_en for row in rows)}
    known |= {found.inn for found in match.matches if match.recognised}
    agreed = _is_agreed({name.casefold() for name in known}, match, profile, engine)
    base = {"medicine.recognised": match.recognised, "medicine.classes": classes, "medicine.taken": match.taken}
    facts: list[tuple[dict[str, Any], InteractionAnswer | None]] = [
        (
            {
                **base,
                "medicine.action": answer.action,
                "medicine.also_consult": answer.also_consult,
                "medicine.severity": answer.severity,
                "medicine.applies_to": answer.applies_to,
            },
            answer,
        )
        for answer in answers
    ]
    if not facts:
        bare = dict.fromkeys(("medicine.action", "medicine.severity", "medicine.applies_to"), "none")
        facts.append(({**base, **bare, "medicine.also_consult": False}, None))
    return UnderstoodMedicine(entry, match, " / ".join(names) or entry.name, classes, agreed, tuple(facts))


@lru_cache(maxsize=2048)
def _classes_of(codes: tuple[str, ...], knowledge: Knowledge) -> frozenset[str]:
    """The classes of medicines that these codes belong to."""
    groups = knowledge.medicine_classes.values()
    return frozenset(group.id for group in groups if any(code.startswith(group.atc) for code in codes))


def _shared_classes(match: MedicineMatch, knowledge: Knowledge) -> frozenset[str]:
    """The classes of everything that a doubtful name may stand for: «chemo», whichever it is."""
    candidates = [_classes_of(found.codes, knowledge) for found in match.matches if found.via in ("typo", "group")]
    return frozenset.intersection(*candidates) if candidates else frozenset()


def _is_agreed(names: set[str], match: MedicineMatch, profile: Profile, engine: Engine) -> bool:
    """Whether a doctor agreed to this medicine, by its name as typed, its INN or another way to type the same."""
    inns = {found.inn for found in match.matches} if match.recognised else set()
    ids = {*engine.knowledge.fields["conditions"].options, *engine.knowledge.fields["complaints"].options}
    for text in profile.doctor_agreed:
        if text.casefold() in names:
            return True
        if inns and text not in ids:
            other = find_typed(text[:NAME_LENGTH], engine.knowledge, profile.locale)
            if other.recognised and inns == {found.inn for found in other.matches}:
                return True
    return False


def _codes_behind(match: MedicineMatch, answers: tuple[InteractionAnswer, ...], engine: Engine) -> tuple[str, ...]:
    """The codes of the parts of a half-known entry that its interactions speak about."""
    prefixes = [code for answer in answers for code in engine.knowledge.interactions[answer.id].atc]
    return tuple(
        code for found in match.matches for code in found.codes if any(code.startswith(prefix) for prefix in prefixes)
    )


def goals_of(
    goals: tuple[str, ...] | None, complaints: tuple[str, ...] | None, engine: Engine
) -> tuple[tuple[str, ...], bool]:
    """The goals, or those that the complaints point to: most complaints first, then the order of the table.

    The second value says whether they were derived.
    """
    if goals:
        return goals, False
    votes: dict[str, list[int]] = {}
    for complaint in complaints or ():
        row = engine.knowledge.complaint_goals.get(complaint)
        if row is not None:
            votes.setdefault(row.goal, []).append(row.priority)
    ranked = sorted(votes, key=lambda goal: (goal == "general", -len(votes[goal]), min(votes[goal])))
    return tuple(ranked) or ("general",), True
