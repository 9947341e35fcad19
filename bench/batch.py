"""`batch labels` over a large file: rows a second on every core and on one; median of three, with reading and writing.

Run: python bench/batch.py [FILE]. Left out: the shared texts beside the project, where they are.
"""

import statistics
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from magwise.batch.adapters import label_row, lacks_label_columns
from magwise.batch.labels import label_columns
from magwise.batch.reading import read_records
from magwise.batch.rows import LabelRow, Seen, Voice
from magwise.batch.run import batch_labels, count_cores
from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label

SHARED = Path(__file__).resolve().parents[2] / "shared" / "labels" / "bulk.csv.gz"
RUNS = 3
LONG = 100_000
EVERY = 10


def _texts(source: Path) -> list[str]:
    voice = Voice(load_knowledge(), "en")
    found = (label_row(record, voice, Seen()).text for record in read_records(str(source), voice, lacks_label_columns))
    return [text for text in islice(found, 0, None, EVERY) if isinstance(text, str)]


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    knowledge = load_knowledge()
    if not source.exists():
        print(f"skipped: {source} is not there")
        return
    with tempfile.TemporaryDirectory() as folder:
        for workers in sorted({1, count_cores()}):
            speeds = []
            for _ in range(RUNS):
                start = time.perf_counter()
                tally = batch_labels(str(source), f"{folder}/out.parquet", knowledge=knowledge, workers=workers)
                speeds.append(tally.rows / (time.perf_counter() - start))
            middle, rows = statistics.median(speeds), tally.rows
            print(f"batch labels, {workers} workers: {middle:9,.0f} rows/s (median of {RUNS}, {rows:,} rows)")
    rows = [LabelRow(str(number), text) for number, text in enumerate(_texts(source))]
    start = time.process_time()
    label_columns(rows, knowledge=knowledge)
    print(f"kernel alone: {(time.process_time() - start) / len(rows) * 1e6:.1f} µs of CPU a row, on {len(rows):,} rows")
    panel = "Per 2 tabletten: magnesium (als citraat) 200 mg, zink 10 mg, vitamine C 80 mg. "
    text = (panel * (LONG // len(panel) + 1))[:LONG]
    start = time.perf_counter()
    read_label(text, knowledge=knowledge)
    print(f"one text of {LONG:,} characters: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
