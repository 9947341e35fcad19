"""A bad row never ends a run: one that would take all memory or time is refused or answered, and the next one is read."""

import json

import pytest

from bounds import at_most
from magwise.batch import advice, labels
from magwise.batch.run import batch_advice, batch_labels
from magwise.errors import InputError

GOOD = {"person": {"age": 42}, "goals": ["sleep"]}
MANY = [{"name": f"Thyrax {place}", "times": ["07:00"], "every_days": 2} for place in range(60)]


def answers(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_row_with_sixty_rounds_is_answered_and_so_is_the_next(tmp_path, knowledge):
    rows = [{"id": "many", "profile": {**GOOD, "medicines": MANY}}, {"id": "good", "profile": GOOD}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with at_most(30):
        done = batch_advice(str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), knowledge=knowledge)
    assert done == (2, 0)
    assert [row["decision"] for row in answers(tmp_path / "out.jsonl")] == ["advise", "advise"]


@pytest.mark.parametrize(
    "kind", [MemoryError, RecursionError, OverflowError, UnicodeEncodeError("utf-8", "x", 0, 1, "y")]
)
def test_what_a_row_runs_out_of_stands_in_its_error(tmp_path, knowledge, monkeypatch, kind):
    real_answer, real_label = advice.answer, labels.read_label

    def fail(told, *arguments, **named):
        if "person" in told and told["person"]["age"] == 41:
            raise kind
        return real_answer(told, *arguments, **named)

    def fail_label(text, *arguments, **named):
        if "magnesium 41 mg" in text:
            raise kind
        return real_label(text, *arguments, **named)

    monkeypatch.setattr(advice, "answer", fail)
    monkeypatch.setattr(labels, "read_label", fail_label)
    profiles = [{"id": str(age), "profile": {**GOOD, "person": {"age": age}}} for age in (40, 41, 42)]
    texts = [{"id": str(mg), "text": f"magnesium {mg} mg per tablet", "lang": "nl"} for mg in (40, 41, 42)]
    for run, rows in ((batch_advice, profiles), (batch_labels, texts)):
        (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        assert run(str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), knowledge=knowledge) == (3, 1)
        first, bad, last = answers(tmp_path / "out.jsonl")
        assert (first["error"], last["error"]) == (None, None)
        assert type(kind() if isinstance(kind, type) else kind).__name__ in bad["error"]


def test_labels_longer_than_a_house_holds_are_refused_in_their_row(tmp_path, knowledge):
    label = {"label": "magnesium 100 mg per tablet; zink 15 mg " * 400}
    rows = [{"id": "long", "profile": {**GOOD, "supplements": [label] * 100}}, {"id": "good", "profile": GOOD}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert batch_advice(str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), knowledge=knowledge) == (2, 1)
    long, good = answers(tmp_path / "out.jsonl")
    assert "supplements: the labels are longer than 100000 characters in all" in long["error"]
    assert good["decision"] == "advise"


def test_text_of_parquet_that_is_no_utf8_is_one_row_and_no_end(tmp_path, knowledge):
    arrow = pytest.importorskip("pyarrow", reason="The batch extra is not installed: pip install 'magwise[batch]'")
    from pyarrow import parquet

    raw = arrow.array([b"Magnesium oxide 100 mg", b"\xff\xfe", b"Magnesium citrate 100 mg"], arrow.binary())
    text = arrow.Array.from_buffers(arrow.string(), 3, raw.buffers())
    parquet.write_table(arrow.table({"id": ["a", "b", "c"], "text": text}), tmp_path / "in.parquet")
    done = batch_labels(str(tmp_path / "in.parquet"), str(tmp_path / "out.jsonl"), knowledge=knowledge)
    assert done == (3, 1)
    assert [row["id"] for row in answers(tmp_path / "out.jsonl") if not row.get("error")] == ["a", "c"]


def test_lines_that_end_in_a_bare_return_are_named(tmp_path, knowledge):
    (tmp_path / "in.csv").write_bytes(b"id,text\rx,Magnesium oxide 100 mg\r")
    with pytest.raises(InputError, match="CR"):
        batch_labels(str(tmp_path / "in.csv"), str(tmp_path / "out.jsonl"), knowledge=knowledge)
