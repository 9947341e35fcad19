"""Files through the kernels: order, bad rows, workers, formats, memory."""

import csv
import gzip
import io
import json
import subprocess
import sys
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.answer import answer
from magwise.batch.advice import COLUMNS as ADVICE_COLUMNS
from magwise.batch.labels import COLUMNS, label_columns
from magwise.batch.rows import LabelRow, Seen
from magwise.batch.run import batch_advice, batch_labels
from magwise.errors import ExtraMissingError, InputError
from magwise.labels.read import read_label

TEXTS = [
    "Magnesium (as citrate) 75 mg per tablet",
    "Per 2 tabletten: magnesium (bisglycinaat) 200 mg 53% RI",
    "Magnesium oxide 500 mg per capsule",
    "Water, suiker, zout",
    "Magnesium citraat 400 mg",
    "1 Tablette enthält: Magnesium 150 mg, Hilfsstoff: Magnesiumstearat",
]


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def write_lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def expected(row, knowledge):
    label = read_label(row["text"], row.get("lang"), knowledge=knowledge, locale="en")
    amount, serving, reference = label.elemental_mg_per_serving, label.serving, label.reference
    return {
        "id": row["id"],
        "verdict": label.verdict,
        "elemental_mg_best": amount and amount.best,
        "elemental_mg_low": amount and amount.low,
        "elemental_mg_high": amount and amount.high,
        "serving_count": serving and serving.count,
        "serving_unit": serving and serving.unit,
        "forms": [compound.form for compound in label.compounds],
        "reference_system": reference and reference.system,
        "reference_percent": reference and reference.percent,
        "findings": [finding.id for finding in label.findings],
        "error": None,
    }


@pytest.fixture(scope="module")
def many():
    return [{"id": f"r{number}", "text": f"{TEXTS[number % 6]} {number}"} for number in range(1_000)]


def test_the_batch_says_what_the_library_says(tmp_path, knowledge):
    rows = [{"id": str(number), "text": text} for number, text in enumerate(TEXTS)]
    rows.append({"id": "lang", "text": TEXTS[1], "lang": "nl"})
    source = write_lines(tmp_path / "in.jsonl", rows)
    assert batch_labels(source, str(tmp_path / "out.jsonl"), knowledge=knowledge) == (7, 0)
    assert lines_of(tmp_path / "out.jsonl") == [expected(row, knowledge) for row in rows]


def test_one_and_two_workers_write_the_same_bytes_in_the_order_of_the_file(tmp_path, knowledge, many):
    rows = [*many[:600], {"id": "r0", "text": "again"}, {"text": "no id"}, *many[600:]]
    source = write_lines(tmp_path / "in.jsonl", rows)
    for workers in (1, 2):
        tally = batch_labels(source, str(tmp_path / f"{workers}.jsonl"), knowledge=knowledge, workers=workers)
        assert tally == (1_002, 2)
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert [row["id"] for row in lines_of(tmp_path / "2.jsonl")] == [row.get("id") for row in rows]


BAD = [
    ({"id": "a", "text": ""}, "the text is empty"),
    ({"id": "b", "text": " \n "}, "the text is empty"),
    ({"id": "c"}, "the text is missing"),
    ({"id": "d", "text": None}, "the text is missing"),
    ({"id": "e", "text": 5}, "the text is not text"),
    ({"id": "f", "text": ["x"]}, "the text is not text"),
    ({"id": "g", "text": "Magnesium\0 100 mg"}, "NUL"),
    ({"id": "h", "text": "Magnesium 100 mg " * 10_000}, "characters"),
    ({"text": "Magnesium 100 mg"}, "the id is missing"),
    ({"id": " ", "text": "Magnesium 100 mg"}, "the id is missing"),
    ({"id": 1.5, "text": "Magnesium 100 mg"}, "the id is not text or a whole number"),
    ({"id": "good", "text": "Magnesium 100 mg"}, "used before"),
    ({"id": "i", "text": "Magnesium 100 mg", "lang": "not a code"}, "the language is no code"),
    ({"id": "j", "text": "Magnesium 100 mg", "lang": 3}, "the language is no code"),
]


@pytest.mark.parametrize(("row", "said"), BAD)
def test_a_bad_row_says_why_and_the_next_is_read(tmp_path, knowledge, row, said):
    good = {"id": "good", "text": TEXTS[0]}
    source = write_lines(tmp_path / "in.jsonl", [good, row, {"id": "last", "text": TEXTS[2]}])
    assert batch_labels(source, str(tmp_path / "out.jsonl"), knowledge=knowledge) == (3, 1)
    first, bad, last = lines_of(tmp_path / "out.jsonl")
    assert said in bad["error"]
    assert "\n" not in bad["error"]
    assert all(bad[name] is None for name in COLUMNS if name not in ("id", "error"))
    assert first["elemental_mg_best"] == 75
    assert last["verdict"] == "compound_only"
    assert first["error"] is last["error"] is None


@pytest.mark.parametrize(
    "line", [b"{", b"[1]", b'"x"', b"\xff\xfe", b'{"id": "\\ud800"}', b"{" * 100_000, b"x" * 5_000_000]
)
def test_a_line_that_is_no_row_is_an_error_row(tmp_path, knowledge, line):
    good = json.dumps({"id": "a", "text": TEXTS[0]}).encode()
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + line + b"\n\n" + good)
    assert batch_labels(str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), knowledge=knowledge) == (2, 1)
    bad, found = lines_of(tmp_path / "out.jsonl")
    assert bad["id"] is None
    assert bad["error"].endswith(".")
    assert found["elemental_mg_best"] == 75


WITH_MARKS = 'De "goede"; pot,\tnieuw\nPer tablet: magnesium (citraat) 150 mg'


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_with_quotes_and_line_ends(tmp_path, knowledge, separator):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(["ID", "Text", "brand"])
    writer.writerow(["a", WITH_MARKS, "x"])
    writer.writerow(["b", "", "x"])
    with gzip.open(tmp_path / "in.csv.gz", "wt", encoding="utf-8-sig", newline="") as file:
        file.write(
            text.getvalue()
            + f'c{separator}x\r\nd{separator}"x" y{separator}z\r\ne{separator}Magnesium 5 mg{separator}\r\n'
        )
    assert batch_labels(str(tmp_path / "in.csv.gz"), str(tmp_path / "out.csv"), knowledge=knowledge) == (5, 3)
    rows = list(csv.DictReader((tmp_path / "out.csv").open()))
    assert [row["id"] for row in rows] == ["a", "b", "c", "", "e"]
    wanted = expected({"id": "a", "text": WITH_MARKS}, knowledge)
    assert rows[0]["findings"].split() == wanted["findings"]
    assert rows[0]["elemental_mg_high"] == "150"
    assert "fewer cells" in rows[2]["error"]
    assert "quotes" in rows[3]["error"]


def test_csv_that_is_no_utf8_and_has_a_giant_line(tmp_path, knowledge):
    content = b"id,text\na,caf\xe9\n" + b"b," + b"x" * 5_000_000 + b"\nc,Magnesium 75 mg per tablet\n"
    (tmp_path / "in.csv").write_bytes(content)
    assert batch_labels(str(tmp_path / "in.csv"), str(tmp_path / "out.jsonl"), knowledge=knowledge) == (3, 2)
    one, two, three = lines_of(tmp_path / "out.jsonl")
    assert "UTF-8" in one["error"]
    assert "too long" in two["error"]
    assert three["elemental_mg_best"] == 75


def test_parquet_there_and_back(tmp_path, knowledge):
    parquet = pytest.importorskip("pyarrow.parquet")
    import pyarrow

    rows = [{"id": str(number), "text": text, "lang": None} for number, text in enumerate(TEXTS)]
    rows.append({"id": None, "text": "x", "lang": None})
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "in.parquet")
    assert batch_labels(str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet"), knowledge=knowledge) == (7, 1)
    table = parquet.read_table(tmp_path / "out.parquet")
    assert table.schema.names == list(COLUMNS)
    assert table.schema.field("forms").type == pyarrow.list_(pyarrow.string())
    assert table.schema.field("elemental_mg_best").type == pyarrow.float64()
    assert table.schema.metadata[b"magwise.knowledge_version"].decode() == knowledge.version
    found = table.to_pylist()
    assert found[:6] == [expected(row, knowledge) for row in rows[:6]]
    assert found[6]["error"].startswith("the id is missing")


def test_the_same_parquet_bytes_twice(tmp_path, knowledge, many):
    pytest.importorskip("pyarrow")
    source = write_lines(tmp_path / "in.jsonl", many)
    for name, workers in (("a", 1), ("b", 2)):
        batch_labels(source, str(tmp_path / f"{name}.parquet"), knowledge=knowledge, workers=workers)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_missing_extra_is_one_line_and_other_formats_work(tmp_path, knowledge, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    source = write_lines(tmp_path / "in.jsonl", [{"id": "a", "text": TEXTS[0]}])
    with pytest.raises(ExtraMissingError, match=r"magwise\[batch\]"):
        batch_labels(source, str(tmp_path / "out.parquet"), knowledge=knowledge)
    with pytest.raises(ExtraMissingError):
        batch_labels(str(tmp_path / "in.parquet"), str(tmp_path / "out.csv"), knowledge=knowledge)
    assert list(tmp_path.glob("out*")) == []
    assert batch_labels(source, str(tmp_path / "out.csv"), knowledge=knowledge) == (1, 0)


def test_arrow_is_loaded_only_when_parquet_is_asked_for():
    code = "import sys, magwise.batch.run, magwise.batch.drawing; print('pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_file_that_cannot_be_used_leaves_the_old_result(tmp_path, knowledge):
    (tmp_path / "out.jsonl").write_text("old")
    (tmp_path / "empty.csv").write_text("\n")
    (tmp_path / "columns.csv").write_text("name,words\na,b\n")
    (tmp_path / "twice.csv").write_text("id,text,text\na,b,c\n")
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "fake.parquet").write_text("no")
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(b"id,text\n" + b"a,b\n" * 1000)[:-9])
    (tmp_path / "x.xls").write_text("no")
    (tmp_path / "folder.csv").mkdir()
    sources = [
        "gone.jsonl", "gone.parquet", "empty.csv", "columns.csv", "twice.csv", "bad.json", "cut.csv.gz", "x.xls",
        "folder.csv",
    ]  # fmt: skip
    for name in sources:
        with pytest.raises(InputError) as error:
            batch_labels(str(tmp_path / name), str(tmp_path / "out.jsonl"), knowledge=knowledge)
        assert name in str(error.value)
        assert (tmp_path / "out.jsonl").read_text() == "old"
    with pytest.raises(InputError, match="replace"):
        batch_labels(str(tmp_path / "out.jsonl"), str(tmp_path / "out.jsonl"), knowledge=knowledge)
    with pytest.raises(InputError, match="written"):
        batch_labels(str(tmp_path / "empty.csv"), str(tmp_path / "no" / "out.jsonl"), knowledge=knowledge)
    with pytest.raises(InputError, match="kind of file"):
        batch_labels(str(tmp_path / "empty.csv"), str(tmp_path / "out.txt"), knowledge=knowledge)
    assert not list(tmp_path.glob("*.part"))


def test_memory_does_not_grow_with_the_file(tmp_path, knowledge):
    def peak(count):
        path = tmp_path / f"{count}.jsonl"
        with path.open("w") as file:
            for number in range(count):
                file.write(json.dumps({"id": str(number), "text": f"sugar {number} " + "." * 3_000}) + "\n")
        tracemalloc.start()
        batch_labels(str(path), str(tmp_path / "out.jsonl"), knowledge=knowledge)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(1_500)  # what the reader keeps of words is bounded, and full after this
    small, large = peak(1_000), peak(3_000)
    # 2,000 more rows are 6 MB of text; only their ids may be kept.
    assert large < small + 1_000_000


def test_seen_stays_exact_beyond_its_bound():
    with Seen(most=100) as seen:
        assert all(seen.add(str(number)) for number in range(1_050))
        assert not any(seen.add(str(number)) for number in range(1_050))
        assert seen.add("new")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(max_size=5),
            st.one_of(st.none(), st.text(max_size=60), st.integers()),
            st.one_of(st.none(), st.text(max_size=4)),
        )
    )
)
def test_n_labels_in_n_rows_out(knowledge, rows):
    columns = label_columns([LabelRow(*row) for row in rows], knowledge=knowledge)
    assert tuple(columns) == COLUMNS
    assert all(len(values) == len(rows) for values in columns.values())
    assert columns["id"] == [row[0] for row in rows]
    for verdict, error in zip(columns["verdict"], columns["error"], strict=True):
        assert (verdict is None) != (error is None)


PROFILES = [
    {"person": {"age": 42}, "goals": ["sleep"]},
    {"person": {"age": 70}, "goals": ["sleep"], "conditions": ["dialysis"]},
    {
        "person": {"age": 35, "sex": "female"},
        "complaints": ["muscle_cramps"],
        "medicines": [{"name": "Thyrax", "times": ["07:00"]}],
    },
]


def expected_advice(name, profile, knowledge):
    advice = answer(profile, knowledge=knowledge)
    dose = advice.dose
    return {
        "id": name,
        "decision": advice.decision,
        "first_choice": next((form.form for form in advice.forms if form.role == "first_choice"), None),
        "start_mg": dose and dose.start_mg,
        "ceiling_mg": dose and dose.ceiling_mg,
        "already_mg": dose and dose.already_mg,
        "flags": [flag.id for flag in advice.flags],
        "error": None,
    }


def test_advice_in_every_shape_of_a_row(tmp_path, knowledge):
    rows = []
    for number, profile in enumerate(PROFILES):
        rows += [
            {"id": f"text{number}", "profile": json.dumps(profile)},
            {"id": f"nested{number}", "profile": profile},
            {"id": f"flat{number}", **profile},
        ]
    source = write_lines(tmp_path / "in.jsonl", rows)
    for workers in (1, 2):
        assert batch_advice(source, str(tmp_path / "out.jsonl"), knowledge=knowledge, workers=workers) == (9, 0)
        wanted = [expected_advice(row["id"], PROFILES[place // 3], knowledge) for place, row in enumerate(rows)]
        assert lines_of(tmp_path / "out.jsonl") == wanted


def test_advice_from_nested_parquet_reads_null_as_left_out(tmp_path, knowledge):
    parquet = pytest.importorskip("pyarrow.parquet")
    import pyarrow

    rows = [{"id": str(number), **profile} for number, profile in enumerate(PROFILES)]
    names = ["id", "person", "goals", "conditions", "complaints", "medicines"]
    table = pyarrow.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])
    parquet.write_table(table, tmp_path / "in.parquet")
    assert batch_advice(str(tmp_path / "in.parquet"), str(tmp_path / "out.parquet"), knowledge=knowledge) == (3, 0)
    found = parquet.read_table(tmp_path / "out.parquet")
    assert found.schema.names == list(ADVICE_COLUMNS)
    assert found.to_pylist() == [expected_advice(str(n), profile, knowledge) for n, profile in enumerate(PROFILES)]


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (None, "the profile is missing"),
        (7, "the profile is missing"),
        ("", "profile"),
        ("{", "profile"),
        ({"person": {"age": 42}}, "goals"),
        ({"person": {"age": 900}, "goals": ["sleep"]}, "person.age"),
        ({"persn": {"age": 42}, "goals": ["sleep"]}, "persn"),
    ],
)
def test_a_bad_profile_says_why_and_the_next_is_answered(tmp_path, knowledge, profile, said):
    rows = [{"id": "bad", "profile": profile}, {"id": "good", "profile": PROFILES[0]}]
    source = write_lines(tmp_path / "in.jsonl", rows)
    assert batch_advice(source, str(tmp_path / "out.jsonl"), knowledge=knowledge) == (2, 1)
    bad, good = lines_of(tmp_path / "out.jsonl")
    assert said in bad["error"]
    assert bad["decision"] is None
    assert good == expected_advice("good", PROFILES[0], knowledge)
