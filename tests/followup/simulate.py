"""Ten thousand simulated guts on three ways of dosing: `python tests/followup/simulate.py [--people 10000] [--svg FILE]`.

Prints the table of docs/explanation/titration.md and draws its picture.
"""

import argparse
import sys
from pathlib import Path

from magwise.answer import begin_course
from magwise.followup.guts import DAYS, model_of, simulate
from magwise.followup.guts_drawing import draw_guts
from magwise.knowledge.load import load_knowledge

PEOPLE = {
    "Europe, 250 mg": {"person": {"age": 45}, "goals": ["general"], "gut": {"sensitive": False}},
    "Europe, sensitive gut": {"person": {"age": 45}, "goals": ["general"], "gut": {"sensitive": True}},
}


def main() -> int:
    """Simulate, print, draw; 1 when a promise does not hold."""
    from datetime import date

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--svg", type=Path)
    options = parser.parse_args()
    knowledge = load_knowledge()
    model = model_of(knowledge)
    print(
        f"tolerance: median {model.median_mg:.0f} mg, spread {model.spread:.3f}; {DAYS} days; {options.people} people"
    )
    drawn, broken = [], False

    def progress(done: int) -> None:
        if sys.stderr.isatty() and done % 250 == 0:
            print(f"\r{done} of {options.people}", end="", file=sys.stderr, flush=True)

    print(
        f"{'who':24}{'way':9}{'loose':>8}{'caused':>8}{'reached':>9}{'share':>7}{'highest':>9}   loose days per person"
    )
    for name, profile in PEOPLE.items():
        course = begin_course(profile, date(2027, 1, 4), knowledge=knowledge)
        rows = simulate(course, knowledge=knowledge, people=options.people, seed=options.seed, progress=progress)
        for row in rows:
            print(
                f"{name:24}{row.way:9}{row.loose:8.2f}{row.caused:8.2f}{row.reached:9.1f}{100 * row.share_reached:6.1f}%"
                f"{row.highest:9.0f}"
            )
        target, ladder, diary = rows
        fewer, longer = 1 - diary.loose / target.loose, diary.reached / ladder.reached - 1
        print(
            f"{name:24}fewer loose days than from the target: {100 * fewer:.0f} %; longer than the ladder: {100 * longer:.1f} %"
        )
        broken = broken or fewer < 0.5 or longer > 0.10 or diary.highest > course.room
        drawn.append((name, rows))
    if options.svg is not None:
        options.svg.write_text(draw_guts(drawn) + "\n", encoding="utf-8")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
