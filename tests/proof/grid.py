"""A coarse grid of profiles, every one of them asked through the columns: what is proven must hold on each."""

import time

import numpy as np

from magwise.advice.engine import ready
from magwise.advice.outline import TakenMedicine, World, outline
from magwise.batch.columns import FLAGS, Column, read_columns
from magwise.knowledge.conditions import compile_condition
from magwise.proof.gates import read_gates
from magwise.proof.kinds import bars_acid_salts, list_kinds, rules_of
from proof.facts import options_of

CHUNK = 1 << 19
ORDER = ("urgent", "consult_first", "no_supplement", "advise")
NAMES = ("ibuprofen", "raltegravir", "rocuronium", "sirolimus", "misoprostol")
AXES = {
    "age": (3, 17, 40, 70),
    "pregnant": (None, True, False),
    "breastfeeding": (None, True),
    "egfr": (None, 30, 50, 80),
    "serum_magnesium": (None, 0.45, 0.6, 0.85, 1.5, 2.5),
    "stool": (None, "normal", "loose", "watery"),
    "gut_sensitive": (None, True),
    "conditions": (
        None,
        (),
        ("kidney_disease",),
        ("dialysis",),
        ("hypotension",),
        ("diabetes", "hypertension"),
        ("stoma",),
    ),
    "red_flags": (None, ("chest_pain",)),
    "unsure": ((), ("pregnancy",), ("seizure",), ("heart_block",)),
    "agreed": ((), ("kidney_function",), ("kidney_function", "kidney_disease", "pregnancy", "hypotension")),
    "jurisdiction": ("EU", "US", "UK"),
    "medicine": (None, *NAMES, "rocuronium agreed"),
}


def size_of_grid():
    return int(np.prod([len(values) for values in AXES.values()]))


class Grid:
    """The grid from one place to another: its columns, what the gate makes of it, and what the contract says."""

    def __init__(self, knowledge, start, stop):
        self.engine = ready(knowledge)
        places = np.unravel_index(np.arange(start, stop), [len(values) for values in AXES.values()])
        self.at = dict(zip(AXES, places, strict=True))
        self.size = stop - start
        self.kinds = {name: next(k for k in list_kinds(knowledge) if self._is(k, name)) for name in NAMES}
        self.columns = self._columns(knowledge)
        self.yes = np.ones(self.size, dtype=bool)
        self.found = outline(self.engine, self._world())

    @staticmethod
    def _is(kind, name):
        return {"ibuprofen": "nsaid" in kind.classes}.get(name, name in kind.names) or name in kind.names

    def takes(self, name):
        values = AXES["medicine"]
        return np.isin(
            self.at["medicine"], [place for place, value in enumerate(values) if value and value.split()[0] == name]
        )

    def agreed_to(self, name):
        return self.at["medicine"] == (
            AXES["medicine"].index(f"{name} agreed") if f"{name} agreed" in AXES["medicine"] else -1
        )

    def _columns(self, knowledge):
        columns = {}
        for field, (kind, words) in options_of(knowledge).items():
            values = AXES.get(field, (None,))
            place = self.at.get(field, np.zeros(self.size, dtype=int))
            if kind == "number":
                columns[field] = Column(np.array([np.nan if v is None else v for v in values], dtype=float)[place])
            elif kind == "set":
                asked = tuple(dict.fromkeys([*words, *(word for value in values for word in value or ())]))
                bits = [sum(1 << asked.index(word) for word in value or ()) for value in values]
                known = np.array([value is not None for value in values])
                columns[field] = Column(np.array(bits, dtype=np.uint64)[place], asked, known[place], is_set=True)
            else:
                options = FLAGS if kind == "flag" else tuple(dict.fromkeys([*words, *(v for v in values if v)]))
                codes = [-1 if value is None else options.index(value) for value in values]
                columns[field] = Column(np.array(codes, dtype=np.int8)[place], options)
        columns["serum_range_low"] = Column(np.full(self.size, self.engine.numbers["serum_low"]))
        columns["serum_range_high"] = Column(np.full(self.size, self.engine.numbers["serum_high"]))
        columns["kidney_risks"] = Column(self._risks(columns))
        columns["medicine_classes"] = self._classes()
        barred = np.zeros(self.size, dtype=np.int8)
        for name, kind in self.kinds.items():
            if bars_acid_salts(kind, self.engine):
                barred[self.takes(name)] = 1
        columns["acid_salts_barred"] = Column(barred, FLAGS)
        goals = columns["primary_goal"].words
        columns["primary_goal"] = Column(np.full(self.size, goals.index("sleep"), dtype=np.int8), goals)
        return columns

    def _classes(self):
        names = tuple(self.engine.knowledge.medicine_classes)
        bits = np.zeros(self.size, dtype=np.uint64)
        for name, kind in self.kinds.items():
            bits[self.takes(name)] = sum(1 << names.index(group) for group in kind.classes)
        return Column(bits, names, is_set=True)

    def _risks(self, columns):
        groups = {}
        for risk in self.engine.knowledge.kidney_risks.values():
            if risk.by == "age":
                found = columns["age"].values >= self.engine.numbers[risk.value]
            elif risk.by == "condition":
                has = {"any": [{"field": field, "has": risk.value} for field in ("conditions", "unsure")]}
                found = read_columns(has, {}, columns).holds
            else:
                found = np.zeros(self.size, dtype=bool)
                for name, kind in self.kinds.items():
                    if risk.value in kind.classes:
                        found |= self.takes(name)
            groups[risk.group] = groups.get(risk.group, False) | found
        return np.where(np.isnan(columns["egfr"].values), sum(group.astype(float) for group in groups.values()), 0.0)

    def _world(self):
        engine = self.engine
        thresholds = engine.knowledge.thresholds
        names = {name for rule in engine.knowledge.rules.values() for name in rule.lifted_by}
        agreed = {
            name: np.isin(self.at["agreed"], [place for place, value in enumerate(AXES["agreed"]) if name in value])
            for name in names
        }
        return World(
            read=lambda tree: read_columns(tree, thresholds, self.columns),
            choose=np.where,
            agreed=agreed,
            medicines=tuple(
                TakenMedicine(rules_of(kind, engine), self.takes(name), self.agreed_to(name))
                for name, kind in self.kinds.items()
            ),
            jurisdictions={name: self.at["jurisdiction"] == place for place, name in enumerate(AXES["jurisdiction"])},
            override=(~self.yes, 0.0),
            yes=self.yes,
        )

    def broken(self):
        """Names of what the contract promises and this stretch of the grid breaks."""
        decisions = self.found.decisions
        rank = sum(place * decisions[name].astype(int) for place, name in enumerate(ORDER))
        if (sum(mask.astype(int) for mask in decisions.values()) != 1).any():
            yield "decision"
        for name, gate in read_gates().items():
            where, lifted = self._where(gate)
            if "at_least" in gate and (where & ~lifted & (rank > ORDER.index(gate["at_least"]))).any():
                yield f"gate {name}"
            if "ceiling" in gate and (where & decisions["advise"] & (self.found.ceiling > gate["ceiling"])).any():
                yield f"ceiling {name}"
            for jurisdiction, level in gate.get("levels", {}).items():
                there = self.at["jurisdiction"] == AXES["jurisdiction"].index(jurisdiction)
                if (there & (self.found.ceiling > level)).any():
                    yield f"ceiling {name}"

    def _where(self, gate):
        if "medicine" in gate:
            test, found = compile_condition(gate["medicine"], {}), ~self.yes
            for name, kind in self.kinds.items():
                if any(test(facts) for facts in kind.facts):
                    agreed = self.agreed_to(name) if "medicine" in gate.get("unless", ()) else ~self.yes
                    found = found | self.takes(name) & ~agreed
            return found, ~self.yes
        where = read_columns(gate["when"], {}, self.columns).holds if "when" in gate else self.yes
        if "of" in gate:
            many = sum(read_columns(tree, {}, self.columns).holds.astype(int) for tree in gate["of"])
            where = np.isnan(self.columns[gate["while_unknown"]].values) & (many >= gate["count"])
        lifted = ~self.yes
        for name in gate.get("unless", ()):
            lifted = lifted | np.isin(self.at["agreed"], [n for n, value in enumerate(AXES["agreed"]) if name in value])
        return where, lifted


def stretches(total):
    """Stretches of the grid that together hold so many of its points, spread over all of it."""
    size = size_of_grid()
    many = -(-min(total, size) // CHUNK)
    for number in range(many):
        start = number * size // many
        yield start, min(start + CHUNK, size, start + total)


def compare_grid(knowledge, total):
    start, points = time.perf_counter(), 0
    for low, high in stretches(total):
        broken = list(Grid(knowledge, low, high).broken())
        if broken:
            return f"the grid breaks {', '.join(broken)}, which was proven"
        points += high - low
    print(
        f"proven = brute force on {points:,} points of the grid of {size_of_grid():,} ({time.perf_counter() - start:.0f} s)"
    )
    return None
