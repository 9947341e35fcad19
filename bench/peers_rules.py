"""One table of twenty rows, the first that holds decides: ours beside zen-engine and OpenFisca, in one run.

Every tool must give the same answers before it is timed. Columns: all profiles at once; single: one profile at a time.
Run with `make bench`.
"""

import importlib
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from magwise.batch.columns import Column
from magwise.batch.table import look_up, ready_table
from magwise.knowledge.conditions import compile_condition

SIZE = 100_000
SINGLE = 2_000
RUNS = 15
AIMS = ("rest", "stool", "muscle", "head", "shortage", "other")
BOWELS = ("firm", "tender", "slow", "runny")
FLAGS = ("block", "sparing", "binder", "bone", "acid")
WORDS: dict[str, tuple[Any, ...]] = {"aim": AIMS, "bowel": BOWELS} | dict.fromkeys(FLAGS, (False, True))
FIELDS = ("aim", "bowel", "filter", "age", *FLAGS)
# (conditions, mg of the first step, what is said)
TABLE: tuple[tuple[tuple[tuple[str, str, Any], ...], int, str], ...] = (
    ((("block", "is", True),), 0, "cardiologist"),
    ((("filter", "below", 20),), 0, "nephrologist"),
    ((("filter", "below", 45), ("sparing", "is", True)), 0, "nephrologist"),
    ((("filter", "below", 45),), 0, "doctor"),
    ((("age", "below", 18),), 0, "dietitian"),
    ((("filter", "below", 60), ("bowel", "is", "runny")), 0, "doctor"),
    ((("filter", "below", 60), ("aim", "is", "stool")), 50, "citrate, careful"),
    ((("filter", "below", 60),), 100, "bisglycinate, careful"),
    ((("bowel", "is", "runny"), ("binder", "is", True)), 0, "wait"),
    ((("binder", "is", True),), 100, "citrate, six hours"),
    ((("bone", "is", True), ("bowel", "is", "tender")), 50, "bisglycinate, four hours"),
    ((("bone", "is", True),), 100, "citrate, four hours"),
    ((("aim", "is", "stool"), ("bowel", "is", "slow")), 150, "citrate"),
    ((("aim", "is", "rest"), ("age", "at_least", 65)), 50, "bisglycinate"),
    ((("aim", "is", "rest"),), 100, "bisglycinate"),
    ((("aim", "is", "muscle"), ("bowel", "is not", "tender")), 100, "malate"),
    ((("aim", "is", "head"), ("age", "at_least", 18)), 100, "doctor beside"),
    ((("aim", "is", "shortage"), ("acid", "is", True)), 150, "test first"),
    ((("bowel", "is", "tender"),), 50, "bisglycinate"),
    ((), 100, "citrate"),
)
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "is": np.equal,
    "is not": np.not_equal,
    "below": np.less,
    "at_least": np.greater_equal,
}
Answers = Callable[[], list[int]]


def _tree(row: tuple[tuple[str, str, Any], ...]) -> dict[str, Any]:
    leaves = [
        {"not": {"field": field, "is": value}} if operator == "is not" else {"field": field, operator: value}
        for field, operator, value in row
    ]
    return {"all": leaves} if leaves else {}


def _people() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    random = np.random.default_rng(20)
    codes: dict[str, Any] = {name: random.integers(0, len(words), SIZE) for name, words in WORDS.items()}
    codes |= {flag: (random.random(SIZE) < 0.08).astype(int) for flag in FLAGS}
    codes |= {"filter": random.integers(8, 121, SIZE), "age": random.integers(10, 95, SIZE)}
    columns = [[WORDS[name][code] if name in WORDS else int(code) for code in codes[name]] for name in FIELDS]
    return codes, [dict(zip(FIELDS, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _coded(field: str, value: Any) -> Any:
    return WORDS[field].index(value) if field in WORDS else value


def _zen(people: list[dict[str, Any]]) -> Answers:
    zen = importlib.import_module("zen")
    signs = {"below": "<", "at_least": ">="}

    def cell(row: tuple[tuple[str, str, Any], ...], field: str) -> str:
        said = []
        for name, operator, value in row:
            if name == field:
                plain = json.dumps(value)
                said.append(
                    plain
                    if operator == "is"
                    else f"not in [{plain}]"
                    if operator == "is not"
                    else f"{signs[operator]} {plain}"
                )
        return " and ".join(said)

    inputs = [{"id": name, "name": name, "field": name, "type": "expression"} for name in FIELDS]
    outputs = [{"id": "row", "name": "row", "field": "row", "type": "expression"}]
    rules = [
        {"_id": str(place), **{name: cell(row, name) for name in FIELDS}, "row": str(place)}
        for place, (row, _, _) in enumerate(TABLE)
    ]
    table = {"hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rules}
    at = {"position": {"x": 0, "y": 0}}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", **at},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table, **at},
        {"id": "out", "type": "outputNode", "name": "out", **at},
    ]
    edges = [{"id": "a", "sourceId": "in", "targetId": "table"}, {"id": "b", "sourceId": "table", "targetId": "out"}]
    content = json.dumps({"nodes": nodes, "edges": [{**edge, "type": "edge"} for edge in edges]})
    decision = zen.ZenEngine().create_decision(content)
    return lambda: [decision.evaluate(person)["result"]["row"] for person in people[:SINGLE]]


def _openfisca(codes: dict[str, Any]) -> Callable[[], Any]:
    build_entity = importlib.import_module("openfisca_core.entities").build_entity
    system = importlib.import_module("openfisca_core.taxbenefitsystems").TaxBenefitSystem
    variable = importlib.import_module("openfisca_core.variables").Variable
    month = importlib.import_module("openfisca_core.periods").MONTH
    builder = importlib.import_module("openfisca_core.simulation_builder").SimulationBuilder
    person = build_entity(key="person", plural="persons", label="person", is_person=True)
    country = system([person])
    common = {"value_type": int, "entity": person, "definition_period": month, "label": "a fact"}
    for name in FIELDS:
        country.add_variable(type(name, (variable,), dict(common)))

    def formula(people: Any, period: Any) -> Any:
        facts = {name: people(name, period) for name in FIELDS}
        masks = []
        for row, _, _ in TABLE:
            mask = np.ones(SIZE, dtype=bool)
            for field, operator, value in row:
                mask &= OPERATORS[operator](facts[field], _coded(field, value))
            masks.append(mask)
        return np.select(masks, np.arange(len(TABLE)), len(TABLE) - 1)

    country.add_variable(type("row", (variable,), {**common, "formula": formula}))

    def run() -> Any:
        simulation = builder().build_default_simulation(country, SIZE)
        for name in FIELDS:
            simulation.set_input(name, "2026-01", codes[name])
        return simulation.calculate("row", "2026-01")

    return run


def main() -> int:
    """Print profiles a second and microseconds a profile, medians of runs in turn, each beside ours."""
    warnings.simplefilter("ignore")
    codes, people = _people()
    trees = [_tree(row) for row, _, _ in TABLE]
    tests = [compile_condition(tree, {}) for tree in trees]
    table = ready_table(trees, {}, WORDS)
    columns = {
        name: Column(codes[name].astype(np.uint8 if name in WORDS else np.int32), WORDS.get(name, ()))
        for name in FIELDS
    }
    amounts = np.array([mg for _, mg, _ in TABLE], dtype=np.int16)

    def first(person: dict[str, Any]) -> int:
        return next(place for place, test in enumerate(tests) if test(person))

    tools: dict[str, tuple[Callable[[], Any], int]] = {
        "magwise, columns": (lambda: look_up(table, columns), SIZE),
        "magwise, single": (lambda: [first(person) for person in people[:SINGLE]], SINGLE),
    }
    for name, make, size in (
        ("openfisca-core, columns", lambda: _openfisca(codes), SIZE),
        ("zen-engine, single", lambda: _zen(people), SINGLE),
    ):
        try:
            tools[name] = (make(), size)
        except ImportError as error:
            print(f"{name:24} not installed ({error.name})")
    truth = [first(person) for person in people]
    for name, (run, size) in tools.items():
        if list(run()) != truth[:size]:
            print(f"{name}: other answers", file=sys.stderr)
            return 1
    seconds: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(RUNS):
        for name, (run, size) in tools.items():
            start = time.process_time()
            found = run()
            if size == SIZE:
                amounts.take(found)
            seconds[name].append((time.process_time() - start) / size)
    for name, found in seconds.items():
        ours = statistics.median(seconds["magwise, columns" if "columns" in name else "magwise, single"])
        middle = statistics.median(found)
        print(
            f"{name:24} {1e-6 / middle:8.3f} M profiles/s {middle * 1e6:9.3f} µs a profile {ours / middle:8.3f} x ours"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
