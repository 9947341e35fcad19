"""`ask` against the full intake: answer until it says done, and the whole intake gives the same advice.

python tests/people/asking.py [--people N] [--first SEED]
"""

import argparse
import copy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from magwise.advice.asking import INTAKE, ask
from magwise.advice.engine import ready
from magwise.advice.understand import understand
from magwise.advice.weigh import upshot_of, weigh
from magwise.profiles.read import read_profile
from people.people import KNOWLEDGE, person

ENGINE = ready(KNOWLEDGE)


def upshot(profile):
    return upshot_of(weigh(understand(read_profile(profile, knowledge=KNOWLEDGE), ENGINE), ENGINE))


def answered(profile, whole, fields):
    """The profile with the answers of the whole intake to these fields."""
    profile = copy.deepcopy(profile)
    for path in fields:
        group, source = profile, whole
        *groups, name = path.split(".")
        for part in groups:
            group, source = group.setdefault(part, {}), source[part]
        group[name] = source.get(name) if name in ("ruled_out", "unsure") else source[name]
    return {name: value for name, value in profile.items() if name != "unsure" or value is not None}


def interview(whole):
    """How many questions were asked, which, and the profile in the end."""
    profile = {key: whole[key] for key in ("jurisdiction", "locale", "unsure") if key in whole}
    asked = []
    while not (found := ask(profile, knowledge=KNOWLEDGE)).done:
        implied = "ruled_out" in found.question.fields  # conditions once more, because of a medicine
        name = "ruled_out" if implied and "conditions" in asked else found.question.field
        assert name not in asked, name
        asked.append(name)
        profile = answered(profile, whole, found.question.fields)
    return asked, profile


def check(whole):
    """The questions asked, and whether the advice is that of the whole intake."""
    asked, profile = interview(whole)
    return asked, upshot(profile if told_purpose(profile) else {**profile, "goals": whole["goals"]}) == upshot(whole)


def told_purpose(profile):
    return any(profile.get(name) for name in ("goals", "complaints", "products"))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    told = parser.parse_args()
    total = {0.05: 0, 0.25: 0}
    for number, seed in enumerate(range(told.first, told.first + told.people)):
        risky = 0.05 if number % 2 else 0.25
        whole = person(seed, risky)
        asked, same = check(whole)
        total[risky] += len(asked)
        if not same:
            print(f"seed {seed}: another advice than the full intake\n  {whole}\n  asked {asked}")
            return 1
    everything = len(INTAKE)
    for risky, count in total.items():
        print(
            f"{told.people // 2} people, risk {risky:g}: {count / (told.people // 2):.1f} of {everything} questions, {count / (told.people // 2) / everything:.1%}"
        )
    mean = sum(total.values()) / told.people / everything
    print(
        f"{told.people} people: the same decision, first choice and dose as the full intake; mean share asked {mean:.1%}"
    )
    return mean > 0.40


if __name__ == "__main__":
    sys.exit(main())
