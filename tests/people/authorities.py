"""`other_authorities` against asking the engine again under each authority, flips on both sides of where they turn.

python tests/people/authorities.py [--people N] [--first SEED]
"""

import argparse
import sys
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from magwise.advice.authorities import COMPARED, compare_authorities
from magwise.advice.engine import ready
from magwise.advice.understand import understand
from magwise.advice.weigh import upshot_of, weigh
from magwise.profiles.read import read_profile
from people.people import KNOWLEDGE, partial

ENGINE = ready(KNOWLEDGE)
NEAR = Decimal("0.001")


def asked_again(case, ceiling):
    """The engine asked again with this upper level in place of the jurisdiction's."""
    return upshot_of(weigh(case._replace(overrides=(Decimal(str(ceiling)),)), ENGINE))


def differences(profile) -> tuple[int, list]:
    """How many authorities would say something else, and where the advice tells that wrongly."""
    case = understand(read_profile(profile, knowledge=KNOWLEDGE), ENGINE)
    found = weigh(case, ENGINE)
    mine = upshot_of(found)
    wrong, differing = [], 0
    for view in compare_authorities(case, found, ENGINE):
        theirs = asked_again(case, view.ceiling_mg)
        differs = tuple(key for key in COMPARED if getattr(mine, key) != getattr(theirs, key))
        differing += bool(differs)
        if differs != view.differs or view.same_advice != (not differs):
            wrong.append((view.authority, view.differs, differs))
        for flip in view.flips:
            wrong += _wrong_flip(case, mine, found.room.ceiling, view, flip)
    return differing, wrong


def _wrong_flip(case, mine, ours, view, flip):
    """A flip holds when the key is ours up to it, and another from it (or just past it) on."""
    away = 1 if view.ceiling_mg > ours else -1
    at = Decimal(str(flip.at_mg))
    before, after = (at - away * NEAR, at) if flip.including else (at, at + away * NEAR)
    unchanged = (before == at and at == ours) or getattr(asked_again(case, before), flip.key) == getattr(mine, flip.key)
    turned = getattr(asked_again(case, after), flip.key) != getattr(mine, flip.key)
    return [] if unchanged and turned else [(view.authority, flip)]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    told = parser.parse_args()
    people = differing = 0
    for seed in range(told.first, told.first + told.people):
        count, wrong = differences(partial(seed, risky=0.1))
        people, differing = people + bool(count), differing + count
        if wrong:
            print(f"seed {seed}: {wrong}\n  {partial(seed, risky=0.1)}")
            return 1
    authorities = len(KNOWLEDGE.authorities)
    print(
        f"{told.people} people, {authorities} authorities: equal to asking the engine again under each; "
        f"for {people} people somebody says something else ({differing} views)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
