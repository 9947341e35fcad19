"""Hold the readers of a condition equal, on as many generated cases as asked. Run: make equal, or
python tests/proof/equal.py [COLUMNS [SOLVER [GRID]]] with how many cases each comparison gets.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from magwise.batch.columns import read_columns
from magwise.knowledge.conditions import compile_condition
from magwise.knowledge.load import load_knowledge
from proof.facts import columns_of, rows_of

CHUNK = 50_000


def differing_rules(knowledge, size, seed):
    """Ids of the rules that the interpreter and the columns answer differently on some of n generated cases."""
    columns = columns_of(knowledge, size, seed)
    rules = [rule for rule in knowledge.rules.values() if rule.when]
    tests = [compile_condition(rule.when, knowledge.thresholds) for rule in rules]
    codes = {None: 0, True: 1, False: 2}
    told = np.empty((len(rules), size), dtype=np.int8)
    for place, row in enumerate(rows_of(columns)):
        for number, test in enumerate(tests):
            told[number, place] = codes[test(row)]
    different = []
    for number, rule in enumerate(rules):
        holds, fails = read_columns(rule.when, knowledge.thresholds, columns)
        if (holds & fails).any() or not (told[number] == np.where(holds, 1, np.where(fails, 2, 0))).all():
            different.append(rule.id)
    return different


def compare_columns(knowledge, total):
    start, done = time.perf_counter(), 0
    while done < total:
        size = min(CHUNK, total - done)
        different = differing_rules(knowledge, size, seed=done)
        if different:
            return f"interpreter and columns differ on {', '.join(different)}"
        done += size
    print(f"interpreter = columns on {done:,} cases, every rule with a condition ({time.perf_counter() - start:.0f} s)")
    return None


def main():
    sizes = [int(word) for word in sys.argv[1:]] + [1_000_000, 10_000, 10_000_000][len(sys.argv) - 1 :]
    knowledge = load_knowledge()
    faults = [compare_columns(knowledge, sizes[0])]
    for fault in filter(None, faults):
        print(fault, file=sys.stderr)
    return int(any(faults))


if __name__ == "__main__":
    sys.exit(main())
