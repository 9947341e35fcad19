"""Generated people: whole profiles with anything in them, each told as the solver's variables too."""

import random
from decimal import Decimal

from magwise.advice.limits import valid_overrides
from magwise.advice.understand import understand
from magwise.errors import InputError
from magwise.profiles.read import read_profile
from magwise.proof.profiles import UNTIL, bind
from magwise.proof.witness import ON


def some(dice, options, most):
    return dice.sample(list(options), dice.randint(0, min(most, len(options))))


def person(space, seed):
    """One profile, and what it says as pairs of variable and value; another seed where it contradicts itself."""
    dice, fields = random.Random(seed), space.engine.knowledge.fields
    numbers = [0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.01, 1.9, 2.0, 3.5, "<0.5", ">0.9", "0.8 *"]
    kidneys = [20, 44.9, 45, 59, 60, 90, ">30", ">50", ">=60", ">90", "<60", "85 L"]
    profile = {"person": {"age": dice.choice([2, 3, 4, 12, 17, 18, 30, 50, 64, 65, 80])}}
    profile["goals"] = dice.sample(fields["goals"].options, dice.randint(1, 3))
    for path, options in {
        "person.sex": ["female", "male"], "person.pregnant": [True, False, False], "person.breastfeeding": [True, False, False],
        "gut.sensitive": [True, False], "gut.stool": fields["gut.stool"].options, "wants_laxative_effect": [True, False],
        "jurisdiction": ["EU", "US", "UK"], "foundation_ok": [True, False], "labs.egfr": kidneys,
        "labs.serum_magnesium_mmol_l": numbers, "labs.serum_magnesium_range": [[0.75, 0.95], [0.4, 1.2]],
        "current_magnesium.form": ["bisglycinate", "malate", "oxide", "unspecified"],
        "current_magnesium.bowel": fields["current_magnesium.bowel"].options,
        "current_magnesium.mg_per_day": [0, 60, 150, 250, 251, 900], "current_magnesium.weeks": [1, 4, 80],
        "current_magnesium.days_week": [0, 5, 7], "current_magnesium.prescribed": [True, False],
        "current_magnesium.effect": ["none", "good"], "lifestyle.sleep_hours": [6, 7, 8], "lifestyle.stress": [3, 7, 9],
        "diet.wholegrain_portions": [0, 3], "diet.nuts_portions": [0, 1], "diet.magnesium_mg": [100, 900],
    }.items():  # fmt: skip
        if dice.random() < 0.3:
            group, _, key = path.rpartition(".")
            (profile.setdefault(group, {}) if group else profile)[key] = dice.choice(options)
    for name, most in (("conditions", 2), ("complaints", 2), ("red_flags", 1), ("unsure", 1)):
        if dice.random() < (0.15 if name in ("red_flags", "unsure") else 0.6):
            profile[name] = some(dice, fields[name].options, most)
    if dice.random() < 0.6:
        kinds = some(dice, space.kinds, 3)
        profile["medicines"] = [{"name": kind.names[0], "times": ["12:30"]} for kind in kinds]
    if dice.random() < 0.3:
        told = (*profile.get("conditions", ()), *profile.get("unsure", ()))
        answered = some(dice, fields["ruled_out"].options, 6)
        profile["ruled_out"] = [name for name in answered if name not in told]
    names = [item["name"] for item in profile.get("medicines", ())]
    if dice.random() < 0.5:
        wishes = [*names, *profile.get("conditions", ()), *profile.get("unsure", ()), "kidney_function", "pregnancy"]
        profile["doctor_agreed"] = some(dice, wishes, 4)
    if dice.random() < 0.4:
        mg = dice.choice([10, 57, 100, 199, 201, 260, 400])
        profile["supplements"] = [
            {
                "label": f"Magnesium ({dice.choice(['citrate', 'L-threonate'])}) {mg} mg per tablet",
                "servings_per_day": 1,
            }
        ]
    if dice.random() < 0.2:
        override = {"limit": "ceiling_mg", "reason": "other", "until": UNTIL, "by": "a practice"}
        profile["overrides"] = [{**override, "value": dice.choice([50, 120, 300, 350])}]
    try:
        told = read_profile(profile, knowledge=space.engine.knowledge)
    except InputError:
        return person(space, seed + 1_000_003)
    case = understand(told, space.engine, valid_overrides(told, ON))
    return profile, bind(space, profile, _told(space, profile, case))


def _told(space, profile, case):
    agreed = {item.entry.name: item.agreed for item in case.medicines}
    kinds = {place: agreed[kind.names[0]] for place, kind in enumerate(space.kinds) if kind.names[0] in agreed}
    counted = sum((space.kinds[place].mg for place in kinds), Decimal(0))
    counted += sum((source.mg for source in case.now if source.prescribed), Decimal(0))
    return {
        "goals": case.goals,
        "agreed": case.agreed,
        "kinds": kinds,
        "count": len(case.medicines),
        "supplements_mg": case.already_mg - counted,
        "supplement_forms": case.facts["supplement_forms"],
        "override": min(case.overrides, default=None),
        "diet_below_reference": case.facts["diet_below_reference"],
        "egfr": case.facts["egfr"],  # of a limit the number that decides
        "serum_magnesium": case.facts["serum_magnesium"],
    }
