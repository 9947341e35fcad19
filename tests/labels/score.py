"""Score the label reader on annotated labels: `python tests/labels/score.py [FILE] [--quiet] [--texts]`.

A table per language, origin, source and verdict, then every miss. «Decided» labels are those with gold verdict `ok` or
`compound_only`; an amount is right within 1 % (an interval: both ends within 2 %).
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

DEV = Path(__file__).parents[3] / "shared" / "labels" / "dev.jsonl"
DECIDED = ("ok", "compound_only")


def close(one: float, two: float, share: float = 0.01) -> bool:
    """Whether two amounts agree within a share of the larger, or within 0.06 mg."""
    return abs(one - two) <= max(share * max(abs(one), abs(two)), 0.06)


def right_amount(gold: dict[str, Any], label: dict[str, Any]) -> bool:
    """Whether the elemental amount is the annotated one."""
    amount = label["elemental_mg_per_serving"]
    best, span = gold["elemental_mg_per_serving"], gold.get("elemental_range_mg")
    if best is not None:
        return amount is not None and amount["best"] is not None and close(amount["best"], best)
    if span is None:
        return amount is None
    return (
        amount is not None
        and amount["best"] is None
        and close(amount["low"], span[0], 0.02)
        and close(amount["high"], span[1], 0.02)
    )


def right_serving(gold: dict[str, Any], label: dict[str, Any]) -> bool:
    """Whether count and unit are the annotated ones."""
    one, two = gold["serving"], label["serving"]
    if one is None or two is None:
        return one is two
    return one["unit"] == two["unit"] and close(one["count"], two["count"])


def right_compounds(gold: dict[str, Any], label: dict[str, Any]) -> bool:
    """Whether the forms are the annotated ones, with their masses where the label prints them."""
    one = {item["form"]: item["compound_mg"] for item in gold["compounds"]}
    two = {item["form"]: item["compound_mg"] for item in label["compounds"]}
    return one.keys() == two.keys() and all(
        (mass is None) == (two[form] is None) and (mass is None or close(mass, two[form])) for form, mass in one.items()
    )


def right_percent(gold: dict[str, Any], label: dict[str, Any]) -> bool:
    """Whether the printed percent and its system are the annotated ones."""
    one, two = gold["pct_reference"], label["reference"]
    if one is None or two is None:
        return one is two
    return one["kind"] == two["system"] and close(one["value"], two["percent"])


def score(records: Iterable[dict[str, Any]], read: Any) -> tuple[dict[str, dict[str, list[int]]], list[dict[str, Any]]]:
    """Counts [right, all] by group and measure, and a record per miss with what was read."""
    groups: dict[str, dict[str, list[int]]] = {}
    misses: list[dict[str, Any]] = []
    for record in records:
        gold = record["gold"]
        label = read(record["text"]).to_dict()
        decided = gold["verdict"] in DECIDED
        checks = {
            "verdict": gold["verdict"] == label["verdict"],
            "elemental": right_amount(gold, label) if decided else None,
            "both": gold["verdict"] == label["verdict"] and right_amount(gold, label) if decided else None,
            "compounds": right_compounds(gold, label),
            "serving": right_serving(gold, label),
            "percent": right_percent(gold, label),
            "false_ok": not (label["verdict"] == "ok" and (gold["verdict"] != "ok" or not right_amount(gold, label))),
            "wrong_ok": not (label["verdict"] == "ok" and gold["elemental_mg_per_serving"] is not None
                             and not right_amount(gold, label)),
        }  # fmt: skip
        source = record["source"].partition(":")[0] if ":" in record["source"] else record["source"].rpartition("/")[2]
        parts = (
            f"lang {record['lang']}",
            f"origin {record['origin']}",
            f"source {source}",
            f"verdict {gold['verdict']}",
        )
        for group in ("all", *parts):
            counts = groups.setdefault(group, {})
            for measure, good in checks.items():
                if good is not None:
                    cell = counts.setdefault(measure, [0, 0])
                    cell[0] += good
                    cell[1] += 1
        wrong = [measure for measure, good in checks.items() if good is False]
        if wrong:
            misses.append({"record": record, "label": label, "wrong": wrong})
    return groups, misses


def main() -> int:
    """Print the table and the misses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=DEV)
    parser.add_argument("--quiet", action="store_true", help="leave out the list of misses")
    parser.add_argument("--texts", action="store_true", help="show the texts of the misses")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent))
    from inject import run, show

    from magwise.knowledge.load import load_knowledge
    from magwise.labels.read import read_label

    knowledge = load_knowledge()
    records = [json.loads(line) for line in options.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    groups, misses = score(records, lambda text: read_label(text, knowledge=knowledge, locale="en"))
    measures = ["verdict", "elemental", "both", "compounds", "serving", "percent", "false_ok", "wrong_ok"]
    print(f"{'group':24}" + "".join(f"{measure:>16}" for measure in measures))
    for group, counts in sorted(groups.items(), key=lambda entry: (entry[0] != "all", entry[0])):
        cells = (counts.get(measure, [0, 0]) for measure in measures)
        print(f"{group:24}" + "".join(f"{f'{a}/{b} {100 * a / b:.1f}' if b else '-':>16}" for a, b in cells))
    if not options.quiet:
        for miss in misses:
            record, label, gold = miss["record"], miss["label"], miss["record"]["gold"]
            print(f"\n== {record['id']} [{record['lang']}] wrong: {', '.join(miss['wrong'])}")
            if options.texts:
                print(record["text"][:900])
            for measure, one, two in (
                ("verdict", gold["verdict"], label["verdict"]),
                ("amount", (gold["elemental_mg_per_serving"], gold.get("elemental_range_mg")), label["elemental_mg_per_serving"]),
                ("serving", gold["serving"], label["serving"]),
                ("compounds", [(c["form"], c["compound_mg"]) for c in gold["compounds"]],
                 [(c["form"], c["compound_mg"]) for c in label["compounds"]]),
                ("percent", gold["pct_reference"], label["reference"]),
            ):  # fmt: skip
                print(f"   {measure:10} gold {one}   read {two}")
            print("   findings  ", [finding["id"] for finding in label["findings"]], "|", gold.get("why", ""))
        print(f"\n{len(misses)} labels with something wrong")
    print("\nOne error put into every label that is read right (tests/labels/inject.py says what is detectable):")
    show(run(knowledge, seed=1, rounds=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
