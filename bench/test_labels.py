"""How fast labels are read on one core; read the medians. Run with `make bench`."""

import json
import random
import sys
import time
from pathlib import Path

import pytest

from magwise.knowledge.load import load_knowledge
from magwise.labels.explain import explain_label
from magwise.labels.read import LONGEST_TEXT, read_label

SHARED = Path(__file__).parents[2] / "shared"
PEERS = SHARED / "research" / "baselines"
DEV = SHARED / "labels" / "dev.jsonl"
LINES = 2000
# Texts on which a careless pattern or loop would take the square of their length.
WORST = (
    "1/",
    "1 ",
    "1O",
    "(",
    "magnesium, ",
    "(magnesium 5 mg ",
    "magnesium (citrate ",
    "5 mmol (",
    "citrate et ",
    "1 or ",
)


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


@pytest.mark.skipif(not PEERS.exists(), reason="the peers' label lines (../shared/research/baselines) are not here")
def test_label_lines(benchmark, knowledge):
    """Two thousand lines as the peers get them, all different; bar: 20,000 lines a second."""
    sys.path.insert(0, str(PEERS))
    from labels import lines

    texts = [line[0] for line in lines(LINES)]

    def read():
        return [read_label(text, knowledge=knowledge, locale="en") for text in texts]

    assert len(benchmark(read)) == LINES
    benchmark.extra_info["lines_per_second"] = round(LINES / benchmark.stats.stats.median)
    print(f"\n{LINES / benchmark.stats.stats.median:,.0f} lines a second")


@pytest.mark.skipif(not DEV.exists(), reason="the annotated labels (../shared/labels/dev.jsonl) are not here")
def test_whole_labels(benchmark, knowledge):
    """The annotated labels, leaflets among them; bar: 3,000 labels a second."""
    texts = [json.loads(line)["text"] for line in DEV.read_text(encoding="utf-8").splitlines()]
    random.Random(1).shuffle(texts)

    def read():
        return [read_label(text, knowledge=knowledge, locale="en") for text in texts]

    assert len(benchmark(read)) == len(texts)
    print(f"\n{len(texts) / benchmark.stats.stats.median:,.0f} labels a second")


def test_explanation(benchmark, knowledge):
    text = "Per 2 capsules: magnesiumtauraat 1.200 mg, waarvan 105 mg magnesium (28% RI)"
    assert benchmark(explain_label, text, knowledge=knowledge).candidates


@pytest.mark.parametrize("piece", WORST)
def test_time_grows_with_the_length(benchmark, knowledge, piece):
    """The longest text; bar: one second. Half of it must not take much less than half the time."""
    text = (piece * (LONGEST_TEXT // len(piece) + 1))[:LONGEST_TEXT]

    def spent(part):
        start = time.process_time()
        read_label(part, knowledge=knowledge)
        return time.process_time() - start

    read_label("magnesium", knowledge=knowledge)
    half, whole = min(spent(text[: LONGEST_TEXT // 2]) for _ in range(2)), min(spent(text) for _ in range(2))
    benchmark.pedantic(read_label, (text,), {"knowledge": knowledge}, rounds=2)
    assert whole < 1
    assert whole < 3 * half + 0.02
