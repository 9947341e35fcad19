"""Parquet that unpacks to very much more than it is: refused by what it says of itself, or unpacked a few rows at a time."""

import pytest

pytest.importorskip("pyarrow", reason="The batch extra is not installed: pip install 'magwise[batch]'")
import pyarrow as arrow
from pyarrow import parquet

from magwise.batch.reading import read_records
from magwise.batch.rows import Voice
from magwise.batch.run import batch_labels
from magwise.errors import InputError

LONG = "magnesium 100 mg per tablet " * 36_000


def repeated(text, rows):
    return arrow.DictionaryArray.from_arrays(arrow.array([0] * rows, arrow.int32()), arrow.array([text])).cast(
        arrow.string()
    )


def write(path, rows, text, **how):
    parquet.write_table(arrow.table({"id": [str(row) for row in range(rows)], "text": text}), path, compression="zstd", **how)  # fmt: skip
    return str(path)


@pytest.mark.parametrize("rows", [1, 200])
def test_one_that_grows_too_much_is_refused_before_it_is_unpacked(tmp_path, knowledge, monkeypatch, rows):
    path = write(tmp_path / "in.parquet", rows, [LONG * (200 // rows)] * rows, use_dictionary=False)
    monkeypatch.setattr(parquet.ParquetFile, "iter_batches", lambda *_given, **_named: pytest.fail("it was unpacked"))
    with pytest.raises(InputError) as caught:
        batch_labels(path, str(tmp_path / "out.jsonl"), knowledge=knowledge)
    assert "unpacks to very much more than it is" in str(caught.value)
    assert not (tmp_path / "out.jsonl").exists()


def test_more_rows_than_its_bytes_can_hold_are_refused(tmp_path, knowledge):
    rows = 2_000_000
    table = arrow.table({"id": arrow.array([1] * rows, arrow.int64()), "text": repeated("mg 5", rows)})
    parquet.write_table(table, tmp_path / "in.parquet", compression="zstd")
    with pytest.raises(InputError, match="unpacks"):
        batch_labels(str(tmp_path / "in.parquet"), str(tmp_path / "out.jsonl"), knowledge=knowledge)


def test_a_long_text_said_once_for_many_rows_is_unpacked_a_few_rows_at_a_time(tmp_path, knowledge):
    path = write(tmp_path / "in.parquet", 1_000, repeated(LONG, 1_000), dictionary_pagesize_limit=2_000_000)
    before = arrow.total_allocated_bytes()
    found = read_records(path, Voice(knowledge, "en"), lambda _names: None)
    most = 0
    for _ in range(300):
        assert len(next(found).values["text"]) == len(LONG)
        most = max(most, arrow.total_allocated_bytes() - before)
    found.close()
    assert most < 200_000_000


def test_an_ordinary_one_that_packs_well_is_read(tmp_path, knowledge):
    texts = [f"Magnesium {row % 400} mg per tablet" for row in range(3_000)]
    path = write(tmp_path / "in.parquet", len(texts), texts)
    tally = batch_labels(path, str(tmp_path / "out.jsonl"), knowledge=knowledge)
    assert tally.rows == len(texts)
