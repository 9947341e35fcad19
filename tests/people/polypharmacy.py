"""How many flags `advise` raises on people with five to twelve medicines: the mean, and by level and action.

python tests/people/polypharmacy.py [--people N] [--first SEED]

The medicines are drawn from our own table (those by mouth, no group, no supplement). Who takes many medicines takes mostly
the usual ones: a substance of OFTEN is drawn forty times as easily as any other and one of a class of CHRONIC ten times.
Both weights are ours; they are no counts of dispensing.
"""

import argparse
import sys
from collections import Counter
from itertools import accumulate
from pathlib import Path
from random import Random
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[1]))

from magwise.advice.advice import Advice, Flag
from magwise.answer import answer
from magwise.knowledge.records import LEVELS
from people.people import KNOWLEDGE

# Named among the ten most dispensed or most used by the Dutch foundation for pharmaceutical statistics (SFK): Pharm Weekbl
# 2012;147(4), and its list of 2016 as told by skipr.nl («Diclofenac telt de meeste gebruikers»).
OFTEN = (
    "omeprazole", "metoprolol", "acetylsalicylic_acid", "simvastatin", "amlodipine", "diclofenac", "amoxicillin",
    "naproxen", "pantoprazole",
)  # fmt: skip
# What is taken for years: stomach, diabetes, clotting, heart, blood pressure, lipids, bladder, thyroid, bone, pain, nerves, lungs.
CHRONIC = (
    "A02B", "A06A", "A10B", "A11C", "A12A", "B01A", "B03", "C01", "C03", "C07A", "C08", "C09", "C10A", "G04", "H02A", "H03A",
    "M01A", "M04A", "M05B", "N02A", "N02B", "N03A", "N04B", "N05", "N06A", "R03D",
)  # fmt: skip
FEWEST, MOST = 5, 12
TIMES = ("07:00", "08:00", "12:30", "18:00", "22:00")
ORAL = [row for row in KNOWLEDGE.medicines.values() if row.kind == "medicine" and row.route == "oral"]
WEIGHTS = list(
    accumulate(
        40 if row.id in OFTEN else 10 if any(code.startswith(CHRONIC) for code in row.atc[:1]) else 1 for row in ORAL
    )
)


def polypharmacy(seed: int) -> dict:
    """A grown-up with five to twelve different medicines, under Dutch, English or brand names, and a known kidney."""
    chance = Random(seed)
    chosen: dict[str, str] = {}
    wanted = chance.randint(FEWEST, MOST)
    while len(chosen) < wanted:
        row = chance.choices(ORAL, cum_weights=WEIGHTS)[0]
        chosen.setdefault(row.id, chance.choice((row.name_nl, row.name_nl, row.name_en, *row.brands[:1])))
    return {
        "person": {"age": chance.randint(50, 90), "sex": chance.choice(("female", "male"))},
        "goals": [chance.choice(("sleep", "relaxation", "bowel_regularity", "general"))],
        "labs": {"egfr": chance.choice((50, 70, 90))},
        "gut": {"sensitive": False, "stool": "normal"},
        "medicines": [
            {"name": name, "times": sorted(chance.sample(TIMES, chance.choice((1, 1, 2))))} for name in chosen.values()
        ],
        "day": {"wake": "07:00", "bed": "23:00", "meals": ["08:00", "12:30", "18:30"]},
    }


def about_medicines(advice: Advice) -> list[Flag]:
    """The flags that are about one medicine."""
    return [flag for flag in advice.flags if KNOWLEDGE.rules[flag.rule].kind == "interaction"]


def main() -> None:
    """Print the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    every: list[int] = []
    medicines: list[int] = []
    counts: list[int] = []
    levels: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    for seed in range(given.first, given.first + given.people):
        profile = polypharmacy(seed)
        advice = answer(profile, knowledge=KNOWLEDGE)
        medicines.append(len(profile["medicines"]))
        every.append(len(advice.flags))
        counts.append(len(about_medicines(advice)))
        levels.update(flag.level for flag in advice.flags)
        rules.update(flag.rule for flag in about_medicines(advice))
    people = given.people
    print(f"{people} people with {FEWEST} to {MOST} medicines (mean {mean(medicines):.1f}), seeds from {given.first}")
    print(f"  flags of one advice: mean {mean(every):.2f}, most {max(every)}")
    print(
        f"  about a medicine:    mean {mean(counts):.2f}, {sum(counts) / sum(medicines):.2f} a medicine, most {max(counts)}"
    )
    print("  by level:  " + ", ".join(f"{level} {levels[level] / people:.2f}" for level in LEVELS))
    print("  by rule:   " + ", ".join(f"{rule} {count / people:.2f}" for rule, count in rules.most_common()))


if __name__ == "__main__":
    main()
