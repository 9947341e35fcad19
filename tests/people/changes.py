"""`would_change` against brute force: every move, and every pair where no single one opens, done to the profile itself.

python tests/people/changes.py [--people N] [--first SEED]
"""

import argparse
import copy
import sys
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from magwise.advice.advice import DECISIONS
from magwise.advice.case import shorten
from magwise.advice.changes import find_changes
from magwise.advice.engine import ready
from magwise.advice.moves import moves_of
from magwise.advice.understand import understand
from magwise.advice.weigh import weigh
from magwise.errors import InputError
from magwise.profiles.read import read_profile
from people.people import KNOWLEDGE, partial

ENGINE = ready(KNOWLEDGE)
COARSE = {
    ("labs", "egfr"): (None, 30, 50, 90),
    ("labs", "serum_magnesium_mmol_l"): (None, 0.65, 0.85, 1.2),
    ("gut", "stool"): (None, "normal", "loose", "watery"),
    ("gut", "sensitive"): (None, True, False),
    ("conditions",): (None, [], ["heart_failure"], ["myasthenia_gravis"], ["stoma", "bradycardia"], ["diabetes"]),
    ("medicines",): (
        None,
        [],
        [{"name": "Tivicay"}],
        [{"name": "calcitriol"}, {"name": "tacrolimus"}],
        [{"name": "Renvela"}, {"name": "metformin"}],
    ),
    ("complaints",): (None, ["palpitations"], ["diarrhoea", "poor_sleep"]),
    ("goals",): (["sleep"], ["cognition", "energy"], ["bowel_regularity", "sleep"], ["general"]),
    ("person", "age"): (40, 70),
    ("supplements",): (None, [{"label": "Magnesium 225 mg", "servings_per_day": 1}]),
    ("foundation_ok",): (None, True),
}


def on_grid(number: int) -> dict:
    """Profile number `number` of the coarse grid."""
    profile: dict = {"person": {"sex": "female"}}
    for path, values in COARSE.items():
        number, place = divmod(number, len(values))
        if values[place] is not None:
            group = profile
            for name in path[:-1]:
                group = group.setdefault(name, {})
            group[path[-1]] = values[place]
    return profile


def grid_size() -> int:
    size = 1
    for values in COARSE.values():
        size *= len(values)
    return size


def end(profile):
    """Decision and first choice of a profile, asked anew; None for one that cannot be."""
    try:
        case = understand(read_profile(profile, knowledge=KNOWLEDGE), ENGINE)
    except InputError:
        return None
    found = weigh(case, ENGINE)
    return found.decision, found.ranked.first if found.decision == "advise" else ""


def moved(profile, move, case):
    """The profile itself with a move done to it."""
    changed = copy.deepcopy(profile)
    field = move.field
    if field == "ruled_out":  # asked because of a medicine, and not so
        changed["ruled_out"] = [*changed.get("ruled_out", ()), move.drops]
        changed["unsure"] = [value for value in changed.get("unsure", ()) if value != move.drops]
    elif move.drops:
        changed[field] = [value for value in changed[field] if value != move.drops]
    elif move.agreed:
        changed["doctor_agreed"] = [*changed.get("doctor_agreed", ()), move.agreed]
    elif field == "supplements":
        changed[field] = [entry for entry in changed[field] if shorten(entry["label"]) != move.value]
    elif field == "goals":
        changed["goals"] = list(move.facts["goals"])
    elif field == "labs.egfr":
        changed["labs"] = {**changed.get("labs", {}), "egfr": move.facts["egfr"], "creatinine_umol_l": None}
    else:
        group = changed
        *groups, name = field.split(".")
        for part in groups:
            group[part] = {**(group.get(part) or {})}
            group = group[part]
        group[name] = next(iter(move.facts.values()))
    return changed


def brute(profile):
    """The changes by brute force: fields and values with where they lead."""
    case = understand(read_profile(profile, knowledge=KNOWLEDGE), ENGINE)
    found = weigh(case, ENGINE)
    now = end(profile)
    if now[0] == "urgent":
        return set()
    moves = moves_of(case, found, ENGINE)
    ends = [end(moved(profile, move, case)) for move in moves]
    where = dict(zip(map(id, moves), ends, strict=True))
    single = {
        (((move.field, move.value, move.words),), then)
        for move, then in zip(moves, ends, strict=True)
        if then is not None and then != now and (move.milder is None or where[id(move.milder)] != then)
    }
    rank = DECISIONS.index
    if now[0] == "advise" or any(rank(then[0]) > rank(now[0]) for _, then in single):
        return single
    pairs = {}
    for one, two in combinations(moves, 2):
        if one.facts.keys() & two.facts.keys():
            continue
        then = end(moved(moved(profile, one, case), two, case))
        if then is not None and rank(then[0]) > rank(now[0]):
            pairs[id(one), id(two)] = (one, two, then)
    for (first, second), (one, two, then) in pairs.items():
        nearer = [(id(one.milder), second)] if one.milder else []
        nearer += [(first, id(two.milder))] if two.milder else []
        if not any(key in pairs and pairs[key][2] == then for key in nearer):
            single.add((tuple((move.field, move.value, move.words) for move in (one, two)), then))
    return single


def listed(profile):
    case = understand(read_profile(profile, knowledge=KNOWLEDGE), ENGINE)
    return {
        (tuple((move.field, move.value, move.words) for move in moves), tuple(led.end))
        for moves, led in find_changes(case, weigh(case, ENGINE), ENGINE)
    }


def compare(profiles) -> tuple[int, int, list]:
    """How many profiles were asked, how many needed pairs, and those that differ."""
    asked = paired = 0
    differing = []
    for profile in profiles:
        ours = listed(profile)
        theirs = brute(profile)
        asked += 1
        paired += any(len(moves) == 2 for moves, _ in ours)
        if ours != theirs:
            differing.append((profile, ours - theirs, theirs - ours))
    return asked, paired, differing


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    told = parser.parse_args()
    stride = max(1, grid_size() // told.people) | 1
    grid = (on_grid((told.first + number * stride) % grid_size()) for number in range(told.people))
    for name, profiles in (
        (f"of a grid of {grid_size()}", grid),
        ("by chance", (partial(told.first + seed) for seed in range(told.people))),
    ):
        asked, paired, differing = compare(profiles)
        print(f"{asked} profiles {name}: {paired} needed two facts, {len(differing)} differ from brute force")
        for profile, more, fewer in differing[:3]:
            print(f"  {profile}\n    only listed: {more}\n    only brute: {fewer}")
        if differing:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
