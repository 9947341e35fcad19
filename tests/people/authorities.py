"""`other_authorities` against asking the engine again under each authority, with its values in the knowledge.

The knowledge is built anew for every upper level, for the hours of the product information and for every row of
laboratory limits; flips of an upper level are tried on both sides of where they turn.

python tests/people/authorities.py [--people N] [--first SEED]
"""

import argparse
import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from magwise.advice.authorities import COMPARED
from magwise.advice.engine import ready
from magwise.advice.understand import understand
from magwise.advice.weigh import upshot_of, weigh
from magwise.answer import answer
from magwise.knowledge.disagreements import label_hours
from magwise.knowledge.load import DATA, Knowledge, build
from magwise.knowledge.read import data_files
from magwise.profiles.read import read_profile
from people.people import KNOWLEDGE, partial

ENGINE = ready(KNOWLEDGE)
NEAR = Decimal("0.001")
CHUNK = 2500
LABEL = "product_information"
SPACED = tuple(KNOWLEDGE.interactions[row].substance_inn for row in label_hours(KNOWLEDGE))
PANEL = (  # by the product information the line of zinc speaks, by our hours that of iron
    "Multivitamine en mineralen per tablet: vitamine A 800 mcg, vitamine C 80 mg, selenium 55 mcg\n"
    "zink 30 mg\ncalcium 500 mg\nijzer 14 mg"
)
SERUM = (0.69, 0.7, 0.72, 0.75, 0.78, 0.84, 0.85, 0.95, 0.951, 0.96, 1.0, 1.02, 1.03, 1.04)


def person(seed: int) -> dict:
    """A person by chance who more often has something on which sources differ."""
    chance, told = Random(seed), partial(seed, risky=0.05)
    if chance.random() < 0.4:
        times = [
            chance.choice(("06:30", "08:00", "12:00", "17:30", "21:00", "22:30"))
            for _ in range(chance.choice((1, 1, 2)))
        ]
        added = [
            {"name": name, "times": sorted(set(times)), "movable": chance.random() < 0.1}
            for name in chance.sample(SPACED, chance.choice((1, 1, 2)))
        ]
        told["medicines"] = [*(told.get("medicines") or ()), *added]
    if chance.random() < 0.3:
        told["labs"] = {**(told.get("labs") or {}), "serum_magnesium_mmol_l": chance.choice(SERUM)}
    if chance.random() < 0.1 and told.get("labs"):
        told["labs"] = {**told["labs"], "serum_magnesium_range": [0.75, 0.95]}
    if chance.random() < 0.15:
        told["labs"] = {**(told.get("labs") or {}), "egfr": chance.choice((29, 29.5, 30, 33, 44.9, 45))}
        told["doctor_agreed"] = [*(told.get("doctor_agreed") or ()), "kidney_function"]
    if chance.random() < 0.05:
        told["supplements"] = [
            *(told.get("supplements") or ()),
            {"label": PANEL, "servings_per_day": 1, "times": ["12:30"]},
        ]
    if told.get("medicines") and chance.random() < 0.1:
        told["medicines"][0] = {**told["medicines"][0], "days": ["mon", "thu"]}
    return told


def _with(changes: dict[str, dict[str, dict[str, str]]]) -> Knowledge:
    """The knowledge with other cells: table → row → column → text."""
    files = dict(data_files(DATA))
    for table, rows in changes.items():
        path = f"tables/{table}.csv"
        reader = csv.DictReader(io.StringIO(files[path].decode(), newline=""))
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, reader.fieldnames or [])
        writer.writeheader()
        writer.writerows({**row, **rows.get(row["id"], {})} for row in reader)
        files[path] = out.getvalue().encode()
    return build(files)


@cache
def under_level(mg: Decimal) -> Knowledge:
    """Every jurisdiction with this upper level."""
    ours = [row.limit for row in KNOWLEDGE.authorities.values() if row.jurisdiction]
    return _with({"limits": {limit: {"value": str(mg)} for limit in ours}})


@cache
def under_label() -> Knowledge:
    """The hours of the product information where it names any."""
    rows = {}
    for row in KNOWLEDGE.interaction_rows.values():
        label = {"before": row.label_medicine_before_h, "after": row.label_medicine_after_h}
        rows[row.id] = {f"safe_medicine_{side}_h": str(hours) for side, hours in label.items() if hours is not None}
    return _with({"interactions": rows})


def lab_rows() -> dict[str, dict[str, Decimal]]:
    """By row that holds other laboratory limits than ours: the threshold and its value there."""
    found: dict[str, dict[str, Decimal]] = {}
    for item in KNOWLEDGE.disagreements.values():
        if item.topic == "laboratory" and item.ours:
            for fact, column in zip(item.facts, item.columns, strict=True):
                value = getattr(KNOWLEDGE.labs.get(fact) or KNOWLEDGE.thresholds[fact], column)
                if value != KNOWLEDGE.thresholds[item.ours[0]].value:
                    found.setdefault(fact, {})[item.ours[0]] = value
    return found


@cache
def under_lab(fact: str) -> Knowledge:
    """The laboratory limits of one row."""
    return _with({"thresholds": {name: {"value": str(value)} for name, value in lab_rows()[fact].items()}})


def keys_of(advice) -> dict:
    """What must be equal for two advices to be the same, read from the advice itself."""
    dose, plan = advice.dose, advice.day_plan

    def intakes(items):
        return ", ".join(f"{item.time} {item.mg:g} mg" for item in items if item.kind == "magnesium")

    return {
        "decision": advice.decision,
        "first_choice": next((form.form for form in advice.forms if form.role == "first_choice"), None),
        "ceiling_mg": dose and dose.ceiling_mg,
        "ladder": dose and ", ".join("+".join(f"{mg:g}" for mg in step.split_mg) for step in dose.ladder),
        "day_plan.status": plan.status,
        "day_plan.magnesium": intakes(plan.items),
        "day_plan.medicines": ", ".join(
            f"{item.time} {item.name}" for item in plan.items if item.kind not in ("magnesium", "meal")
        ),
        "day_plan.windows": ", ".join(f"{w.medicine} {w.from_}-{w.to} {w.action}" for w in plan.windows),
        "day_plan.conflicts": " ".join(plan.conflicts),
        "day_plan.alternatives": " ".join(plan.alternatives),
        "day_plan.other_days": "; ".join(f"{day.text} {day.status} {intakes(day.items)}" for day in plan.other_days),
    }


def upshot(advice) -> dict:
    """What two upper levels are compared by."""
    dose = advice.dose
    chosen = next((product.name for product in advice.products if product.chosen), None)
    return {
        "decision": advice.decision,
        "start_mg": dose and dose.start_mg,
        "target_mg": dose and dose.target_mg,
        "product": chosen if dose else None,
    }


def faults_of_level(advice, view, again) -> Iterator[tuple]:
    """An upper level: the keys that turn; where none does, ladder and day are the same too."""
    mine, theirs = upshot(advice), upshot(again)
    differs = tuple(key for key in COMPARED if mine[key] != theirs[key])
    if differs != view.differs or view.same_advice != (not differs):
        yield (view.authority, view.differs, differs)
    ours, there = keys_of(advice), keys_of(again)
    moved = [key for key in ours if key != "ceiling_mg" and ours[key] != there[key]]
    if view.same_advice and moved:
        yield (view.authority, "said to be the same", moved)


def faults_of_source(advice, view, again) -> Iterator[tuple]:
    """Hours or laboratory limits: exactly the keys that differ, with both values, and the flags that come and go."""
    ours, theirs = keys_of(advice), keys_of(again)
    wanted = [(key, ours[key], theirs[key]) for key in ours if ours[key] != theirs[key]]
    told = [(flip.key, flip.ours, flip.theirs) for flip in view.flips] if view else []
    if told != wanted or (
        view and (view.same_advice != (not wanted) or view.differs != tuple(key for key, *_ in told))
    ):
        yield (view and view.fact, told, wanted)
    if view and again.dose and view.ceiling_mg != again.dose.ceiling_mg:
        yield (view.fact, "ceiling", view.ceiling_mg, again.dose.ceiling_mg)
    here, there = ({(flag.id, flag.level) for flag in each.flags} for each in (advice, again))
    changes = {(flag.id, flag.level, flag.only) for flag in view.flags} if view else set()
    if changes != {*((*flag, "ours") for flag in here - there), *((*flag, "theirs") for flag in there - here)}:
        yield (view and view.fact, changes, here ^ there)


def faults_of_grades(advice) -> Iterator[tuple]:
    """Judgements on what was said, and on nothing else."""
    said = {flag.rule for flag in advice.flags} | {basic.rule for basic in advice.foundation}
    said |= {advice.expectation.rule, *advice.expectation.beside} if advice.expectation else set()
    said |= {reason.rule for form in advice.forms for reason in form.reasons}
    fits = {form.traits.goal_fit.text for form in advice.forms}
    words = {row.id: row.text_nl if advice.locale == "nl" else row.text_en for row in KNOWLEDGE.form_goals.values()}
    said |= {name for name, text in words.items() if text in fits}
    wanted = {
        (item.id, fact, frozenset(name for name in item.said_by if name in said))
        for item in KNOWLEDGE.disagreements.values()
        if said & {*item.said_by}
        for fact in item.facts
        if fact not in item.ours
    }
    views = [view for view in advice.other_authorities if view.topic == "grade"]
    told = {(value.field, value.fact, frozenset(value.said_by)) for view in views for value in view.values}
    if told != wanted or not all(view.same_advice and not view.flips for view in views):
        yield ("grade", told, wanted)
    if advice.dose and any(view.ceiling_mg != advice.dose.ceiling_mg for view in views):
        yield ("grade", "ceiling")


def _wrong_flips(profile, advice) -> Iterator[tuple]:
    """A flip of an upper level holds when the key is ours up to it, and another from it (or just past it) on."""
    views = [view for view in advice.other_authorities if view.topic == "upper_level" and view.flips]
    if not views:
        return
    case = understand(read_profile(profile, knowledge=KNOWLEDGE), ENGINE)
    found = weigh(case, ENGINE)
    mine, ours = upshot_of(found), found.room.ceiling

    def asked_again(ceiling):
        return upshot_of(weigh(case._replace(overrides=(Decimal(str(ceiling)),)), ENGINE))

    for view in views:
        away = 1 if view.ceiling_mg > ours else -1
        for flip in view.flips:
            at = Decimal(str(flip.at_mg))
            before, after = (at - away * NEAR, at) if flip.including else (at, at + away * NEAR)
            unchanged = (before == at and at == ours) or getattr(asked_again(before), flip.key) == getattr(
                mine, flip.key
            )
            if not unchanged or getattr(asked_again(after), flip.key) == getattr(mine, flip.key):
                yield (view.authority, flip)


def _has_nothing(profile: dict, topic: str) -> bool:
    """Whether a person took nothing that hours may hang on, or had nothing measured."""
    keys = ("medicines", "supplements") if topic == "spacing" else ("labs",)
    return not any(profile.get(key) for key in keys)


def compare(profiles: list[dict]) -> tuple[Counter, list]:
    """How many views say something else, by topic, and where an advice tells that wrongly."""
    counts: Counter = Counter()
    wrong: list = []
    advices = [answer(profile, knowledge=KNOWLEDGE) for profile in profiles]
    for profile, advice in zip(profiles, advices, strict=True):
        wrong += [(profile, fault) for fault in (*_wrong_flips(profile, advice), *faults_of_grades(advice))]
        for view in advice.other_authorities:
            counts[view.topic] += 1
            counts[f"{view.topic}: other"] += not view.same_advice
    levels = sorted({row.value for row in (KNOWLEDGE.limits[each.limit] for each in KNOWLEDGE.authorities.values())})
    for mg in levels:
        for profile, advice in zip(profiles, advices, strict=True):
            views = [view for view in advice.other_authorities if view.topic == "upper_level" and view.ceiling_mg == mg]
            again = answer(profile, knowledge=under_level(mg)) if views else None
            wrong += [(profile, fault) for view in views for fault in faults_of_level(advice, view, again)]
    sources = [("spacing", None, under_label()), *(("laboratory", fact, under_lab(fact)) for fact in lab_rows())]
    for topic, fact, knowledge in sources:
        for profile, advice in zip(profiles, advices, strict=True):
            views = [view for view in advice.other_authorities if view.topic == topic and fact in (None, view.fact)]
            view = views[0] if views else None
            if view is None and _has_nothing(profile, topic):
                continue
            again = answer(profile, knowledge=knowledge)
            wrong += [(profile, fault) for fault in faults_of_source(advice, view, again)]
    return counts, wrong


def compare_seeds(seeds: range) -> tuple[Counter, list]:
    """The people of these seeds."""
    return compare([person(seed) for seed in seeds])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    told = parser.parse_args()
    counts: Counter = Counter()
    last = told.first + told.people
    chunks = [range(start, min(start + CHUNK, last)) for start in range(told.first, last, CHUNK)]
    with ProcessPoolExecutor() as pool:
        for found, wrong in pool.map(compare_seeds, chunks):
            counts += found
            if wrong:
                print(f"{len(wrong)} wrong; the first: {wrong[0][1]}\n  {wrong[0][0]}")
                return 1
    print(f"{told.people} people: equal to asking the engine again under each authority")
    for topic in ("upper_level", "spacing", "laboratory", "grade"):
        print(f"  {topic}: {counts[topic]} views, {counts[f'{topic}: other']} with another advice")
    return 0


if __name__ == "__main__":
    sys.exit(main())
