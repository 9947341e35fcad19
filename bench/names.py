"""How fast typed names are recognised beside an imported vocabulary of 100,000 names. Run with `make bench`.

The vocabulary is a made-up download in the form of the Dutch register: invented brand names, each with the code and the
substance of a medicine of our own table, taken over by the importer itself. Typed are, in turn: a name of ours, a name
of the download, one of ours with a slip of the pen, a name with strength and frequency, and a word that nobody knows.
"""

import random
import statistics
import time

from magwise.knowledge.load import load_knowledge
from magwise.medicines.downloads import REGISTERS
from magwise.medicines.local_names import lay_beside, take_over
from magwise.medicines.match import find_medicine

NAMES, TYPED, ROUNDS, BAR = 100_000, 2_000, 5, 2_000
BEGIN = ["ba", "co", "di", "fe", "ga", "lo", "me", "ni", "pra", "ro", "sa", "tri", "vo", "xe", "zy"]
MIDDLE = ["bla", "cor", "den", "fil", "gro", "lin", "mar", "nox", "pel", "quo", "ris", "sol", "tam", "vin", "wex"]
END = ["dal", "fen", "gil", "len", "mix", "nor", "pan", "ril", "sar", "tex", "vit", "zam"]


def download(draw: random.Random) -> list[str]:
    """The lines of a register with invented names, each of a medicine that we know."""
    known = [one for one in load_knowledge().medicines.values() if one.kind == "medicine" and one.atc]
    lines = ["REGISTRATIENUMMER|SOORT|PRODUCTNAAM|FARMACEUTISCHEVORM|ATC|WERKZAMESTOFFEN|HULPSTOFFEN\n"]
    made: set[str] = set()
    while len(made) < NAMES:
        name = "".join(draw.choice(part) for part in (BEGIN, MIDDLE, MIDDLE, MIDDLE, END))
        if name not in made:
            made.add(name)
            one = draw.choice(known)
            lines.append(f"{len(made)}|G|{name} 5 mg, tabletten|Tablet|{one.atc[0]} - X|{one.name_en.upper()}|\n")
    return lines


def typed(draw: random.Random, imported: list[str]) -> list[str]:
    """What people type, of every kind in turn."""
    own = [
        one.name_nl for one in load_knowledge().medicines.values() if one.kind == "medicine" and len(one.name_nl) > 6
    ]
    entries = []
    for number in range(TYPED):
        name = draw.choice(own)
        place = draw.randrange(2, len(name) - 1)
        entries.append(
            (
                name,
                draw.choice(imported),
                name[:place] + name[place + 1 :],
                f"{name} {draw.choice((5, 10, 20, 40))} mg {draw.choice((1, 2, 3))}x daags",
                "".join(draw.choice("abdefgiklmnoprstuvz") for _ in range(9)),
            )[number % 5]
        )
    return entries


def main() -> None:
    """Take over, lay beside, recognise; print medians."""
    draw = random.Random(1)
    lines = download(draw)
    began = time.perf_counter()
    taken = take_over(REGISTERS["cbg"].read(iter(lines), iter(())), "cbg", knowledge=load_knowledge())
    read = time.perf_counter() - began
    knowledge = lay_beside(load_knowledge(), taken.names)
    print(f"taken over: {len(taken.names):,} names of {len(lines) - 1:,} products in {read:.1f} s")
    entries = typed(draw, [one.name for one in taken.names])
    find_medicine("parasetamol", knowledge=knowledge)  # the index of names is made once
    times: dict[int, list[float]] = {kind: [] for kind in range(5)}
    speeds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for number, entry in enumerate(entries):
            start = time.perf_counter()
            find_medicine(entry, knowledge=knowledge)
            times[number % 5].append(time.perf_counter() - start)
        speeds.append(len(entries) / (time.perf_counter() - began))
    speed = statistics.median(speeds)
    print(f"recognised: {speed:,.0f} names/s (median of {ROUNDS}; bar {BAR:,})")
    for kind, name in enumerate(("own name", "imported name", "slip of the pen", "with strength", "unknown word")):
        print(f"  {name:<16} median {statistics.median(times[kind]) * 1e6:7.0f} µs")


if __name__ == "__main__":
    main()
