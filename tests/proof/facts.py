"""Generated facts: columns of n cases, around every number that a rule compares with, with gaps everywhere."""

import numpy as np

from magwise.batch.columns import FLAGS, Column
from magwise.knowledge.conditions import leaves

OTHER = "something else"
SPREAD = {"age": (0, 120), "kidney_risks": (0, 5), "medicine_count": (0, 12)}


def options_of(knowledge):
    """How each field is asked about: «number», or its words; sets are told apart by their operator."""
    kinds = {}
    for rule in knowledge.rules.values():
        for leaf in leaves(rule.when):
            operator = next(key for key in leaf if key != "field")
            value = leaf[operator]
            _, words = kinds.setdefault(leaf["field"], ["number", {}])
            if operator in ("has", "has_any"):
                kinds[leaf["field"]][0] = "set"
                words.update(dict.fromkeys(value if isinstance(value, list) else [value]))
            elif operator == "is" and isinstance(value, bool):
                kinds[leaf["field"]] = ["flag", dict.fromkeys(FLAGS)]
            elif operator == "is":
                kinds[leaf["field"]][0] = "word"
                words[value] = None
            elif isinstance(value, dict) and "field" in value:
                kinds.setdefault(value["field"], ["number", {}])
    return {
        field: (kind, (*words, *((OTHER,) if kind in ("word", "set") else ())))
        for field, (kind, words) in kinds.items()
    }


def columns_of(knowledge, size, seed):
    """n cases as columns."""
    random = np.random.default_rng(seed)
    numbers = np.array(sorted({float(row.value) for row in knowledge.thresholds.values()}))
    columns = {}
    for field, (kind, words) in options_of(knowledge).items():
        if kind == "number":
            low, high = SPREAD.get(field, (0, 400))
            near = random.choice(numbers, size) + random.choice([-1, -0.01, 0, 0, 0.01, 1], size)
            values = np.where(random.random(size) < 0.7, near, np.round(random.uniform(low, high, size), 2))
            values[random.random(size) < 0.2] = np.nan
            columns[field] = Column(values)
        elif kind == "set":
            many = random.integers(0, 1 << 62, size, dtype=np.uint64) & random.integers(
                0, 1 << 62, size, dtype=np.uint64
            )
            many &= np.uint64((1 << len(words)) - 1)
            one = np.left_shift(np.uint64(1), random.integers(0, len(words), size).astype(np.uint64))
            values = np.where(random.random(size) < 0.5, one, many)
            known = random.random(size) < 0.8
            columns[field] = Column(np.where(known, values, np.uint64(0)), words, known, is_set=True)
        else:
            columns[field] = Column(random.integers(-1, len(words), size).astype(np.int8), words)
    return columns


def rows_of(columns):
    """The same cases as the interpreter reads them, one dict at a time."""
    decoded = []
    for column in columns.values():
        values = column.values.tolist()
        if column.is_set:
            seen = {}
            for value in set(values):
                seen[value] = frozenset(word for place, word in enumerate(column.words) if value >> place & 1)
            known = column.known.tolist()
            decoded.append([seen[value] if told else None for value, told in zip(values, known, strict=True)])
        elif column.words:
            decoded.append([None if value < 0 else column.words[value] for value in values])
        else:
            decoded.append([None if value != value else value for value in values])
    names = list(columns)
    for cells in zip(*decoded, strict=True):
        yield dict(zip(names, cells, strict=True))
