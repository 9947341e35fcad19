"""How many warnings an advice raises for people with many medicines. Run with `make bench`.

A thousand made-up profiles: 5 to 12 medicines of the table, the often dispensed ones (with a Dutch brand) three times as
likely, ages 50 to 90. Prints the mean number of flags by level, and how many people got two flags for one medicine and
action: none.
"""

import random
import statistics
from collections import Counter

from magwise.answer import answer
from magwise.knowledge.load import load_knowledge

PEOPLE, SEED = 1_000, 1
ORDER = ("urgent", "consult", "caution", "note")


def main() -> None:
    """Print the figures."""
    draw, knowledge = random.Random(SEED), load_knowledge()
    oral = [one for one in knowledge.medicines.values() if one.kind == "medicine" and one.route == "oral"]
    weights = [3 if one.brands else 1 for one in oral]
    counts: list[int] = []
    levels: Counter[str] = Counter()
    twice = misplaced = 0
    for _ in range(PEOPLE):
        names = {one.name_nl for one in draw.choices(oral, weights, k=draw.randint(5, 12))}
        medicines = [{"name": name, "times": [f"{draw.randint(7, 22):02}:00"]} for name in sorted(names)]
        profile = {
            "person": {"age": draw.randint(50, 90), "sex": draw.choice(("female", "male"))},
            "goals": ["general"],
            "medicines": medicines,
        }
        flags = answer(profile, knowledge=knowledge).flags
        counts.append(len(flags))
        levels.update(flag.level for flag in flags)
        pairs = Counter((flag.id, flag.about) for flag in flags)
        twice += any(count > 1 for count in pairs.values())
        places = [ORDER.index(flag.level) for flag in flags]
        misplaced += places != sorted(places)
    mean, most = statistics.mean(counts), max(counts)
    shown = ", ".join(f"{level} {levels[level] / PEOPLE:.2f}" for level in ORDER)
    print(f"flags on {PEOPLE:,} people with 5 to 12 medicines: mean {mean:.1f}, most {most} ({shown})")
    print(f"two flags for one medicine and action: {twice} people; out of order: {misplaced} people")


if __name__ == "__main__":
    main()
