"""Score the photo reader on rendered photos of annotated labels.

`python tests/photos/score.py [--count 120] [--first 0] [--processes 2] [--seed 7] [--hard] [--misses] [--out FILE]`

Labels that the text reader itself gets right or wrong are told apart: a miss by «text» is wrong on the clean text too.
Right is an amount within 1 % (an interval: both ends within 2 %); «wrong under ok» is a verdict `ok` with a wrong amount.
"""

import argparse
import importlib.util
import json
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from render import dev_records, draw_shot, photograph  # noqa: E402

_spec = importlib.util.spec_from_file_location("score_labels", HERE.parent / "labels" / "score.py")
assert _spec is not None
assert _spec.loader is not None
_labels = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_labels)
right_amount = _labels.right_amount


def read_one(job: tuple[dict[str, Any], int, bool]) -> dict[str, Any]:
    """One label, photographed and read."""
    from magwise.knowledge.load import load_knowledge
    from magwise.labels.read import read_label
    from magwise.photos.read import read_photo

    record, seed, hard = job
    shot = draw_shot(seed, hard=hard)
    knowledge = load_knowledge()
    photo = photograph(record["text"], seed, shot)
    began = time.perf_counter()
    reading = read_photo(photo, knowledge=knowledge, locale="en")
    seconds = time.perf_counter() - began
    clean = read_label(record["text"], knowledge=knowledge, locale="en").to_dict()
    label = None if reading.label is None else reading.label.to_dict()
    right = label is not None and right_amount(record["gold"], label)
    clean_right = right_amount(record["gold"], clean)
    return {
        "id": record["id"], "seed": seed, "shot": shot._asdict(), "seconds": seconds, "right": right,
        "ok": label is not None and label["verdict"] == "ok", "clean_right": clean_right,
        "clean_ok": clean["verdict"] == "ok", "gold": record["gold"], "label": label, "text": reading.text,
        "printed": record["text"], "doubtful": [doubt.to_dict() for doubt in reading.doubtful],
        "confidence": reading.confidence, "turned": reading.turned,
    }  # fmt: skip


def main() -> int:
    """Print the figures as they come, then the misses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--hard", action="store_true", help="photos that should be taken again")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    records = list(dev_records())
    random.Random(options.seed).shuffle(records)
    records = records[options.first : options.first + options.count]
    jobs = [(record, 1000 * options.seed + options.first + place, options.hard) for place, record in enumerate(records)]
    results: list[dict[str, Any]] = []
    with ProcessPoolExecutor(options.processes) as pool:
        for result in pool.map(read_one, jobs):
            results.append(result)
            if len(results) % 20 == 0 or len(results) == len(jobs):
                print(tell(results), flush=True)
    if options.out:
        options.out.write_text("\n".join(json.dumps(result) for result in results), encoding="utf-8")
    if options.misses:
        for result in results:
            if not result["right"]:
                label = result["label"] or {}
                cause = "photo" if result["clean_right"] else "text"
                print(f"\n== {result['id']} seed {result['seed']} [{cause}] {result['gold']['elemental_mg_per_serving']}"
                      f" read {label.get('elemental_mg_per_serving')} {label.get('verdict')}\n{result['shot']}\n"
                      f"{result['text']}\n-- printed\n{result['printed']}\n-- doubts {result['doubtful']}")  # fmt: skip
    return 0


def tell(results: list[dict[str, Any]]) -> str:
    """The figures in one line."""
    total = len(results)

    def share(count: int) -> str:
        return f"{count}/{total} {100 * count / total:.1f}%"

    right = sum(result["right"] for result in results)
    among = [result for result in results if result["clean_right"]]
    kept = sum(result["right"] for result in among)
    wrong_ok = sum(result["ok"] and not result["right"] for result in results)
    new_wrong = sum(result["ok"] and not result["right"] and not (result["clean_ok"] and not result["clean_right"])
                    for result in results)  # fmt: skip
    lowered = sum(bool(result["clean_ok"] and not result["ok"] and result["right"]) for result in results)
    asked = sum(bool(result["doubtful"]) for result in results)
    seconds = sorted(result["seconds"] for result in results)[total // 2]
    return (
        f"elemental right {share(right)} (clean text right: {kept}/{len(among)}) | wrong under ok {share(wrong_ok)}"
        f" (by the photo {new_wrong}) | right but no longer ok {lowered} | with doubts {asked} | median {seconds:.1f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
