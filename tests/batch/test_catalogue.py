"""The report of a catalogue and its picture."""

import csv
import io
import json
import random
import re
from xml.etree import ElementTree

import pytest

from magwise.batch.catalogue import GROUPS, REPORT, group_of, judge_catalogue, report_cells, sort_catalogue
from magwise.batch.drawing import describe_catalogue, draw_catalogue
from magwise.batch.rows import Record
from magwise.interfaces.cli.main import main

SHOP = [
    {
        "id": "bis",
        "name": "Bis",
        "text": "Per 2 tabletten: magnesium (bisglycinaat) 200 mg",
        "price": "18,00",
        "servings": "45",
    },
    {"id": "ox", "name": "Oxide", "text": "Magnesium oxide 500 mg per capsule", "price": 6.03, "servings": 100},
    {"id": "cit", "name": "Citraat", "text": "Magnesium citraat 400 mg per tablet", "price": 12, "servings": 60},
    {
        "id": "odd",
        "name": "Raar",
        "text": "Per tablet: magnesiumbisglycinaat 500 mg, waarvan magnesium 300 mg",
        "price": 1,
        "servings": 60,
    },
    {"id": "free", "name": "Zonder", "label": "Per tablet magnesium 100 mg"},
    {"id": "none", "name": "Leeg", "text": ""},
    {"id": "dear", "name": "Duur", "text": "Per tablet magnesium 100 mg", "price": "veel", "servings": 3},
    {
        "id": "skin",
        "name": "Olie",
        "text": "Magnesium olie voor op de huid. Per 5 sprays magnesium 100 mg",
        "price": 3,
        "servings": 3,
    },
]


@pytest.fixture(scope="module")
def rows(knowledge):
    records = [Record(number, values) for number, values in enumerate(SHOP, 1)]
    return [found.row for found in judge_catalogue(records, knowledge=knowledge)]


def test_cost_per_100_mg(rows):
    costs = {row.id: row.cost_per_100_mg for row in rows}
    assert costs["bis"].to_dict() == {"best": 0.2, "low": 0.2, "high": 0.2}
    assert costs["ox"].best == 0.02
    assert costs["cit"].best is None
    assert 0.2 < costs["cit"].low < costs["cit"].high
    assert [costs[name] for name in ("odd", "free", "none", "dear", "skin")] == [None] * 5


def test_the_report_is_sorted_and_has_a_row_for_each(rows):
    ordered = sort_catalogue(rows)
    assert [row.id for row in ordered][:3] == ["ox", "bis", "cit"]
    assert {row.id for row in ordered[-2:]} == {"none", "dear"}
    shuffled = list(rows)
    random.Random(1).shuffle(shuffled)
    assert sort_catalogue(shuffled) == ordered
    assert all(len(report_cells(row)) == len(REPORT) for row in rows)
    assert [row.number for row in rows] == list(range(1, 9))


def test_every_family_has_one_group(knowledge):
    assert {group_of((family,), knowledge) for family in knowledge.families} <= set(GROUPS)
    assert group_of(("bisglycinate",), knowledge) == "amino"
    assert group_of(("oxide",), knowledge) == "inorganic"
    assert group_of((), knowledge) == "other"


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_picture_shows_every_price_and_lists_the_rest(rows, knowledge, locale):
    svg = draw_catalogue(rows, knowledge=knowledge, locale=locale, own=["bis"], priced_on="2026-11-01", prefix="p")
    tree = ElementTree.fromstring(svg)
    marks = {node.get("data-id"): node for node in tree.iter() if node.get("data-id")}
    assert set(marks) == {"bis", "ox", "cit"}
    assert marks["bis"].get("data-cost") == "0.2"
    cit = next(row for row in rows if row.id == "cit").cost_per_100_mg
    assert (marks["cit"].get("data-low"), marks["cit"].get("data-high")) == (f"{cit.low:g}", f"{cit.high:g}")
    text = " ".join(node.text for node in tree.iter() if node.tag.endswith("text"))
    assert "2026-11-01" in text
    assert all(name in text for name in ("Raar", "Zonder", "Olie"))
    assert re.findall(r' id="([^"]+)"', svg) == ["p-span"]
    for node in tree.iter():
        if node.tag.endswith("text"):
            assert 0 <= float(node.get("x")) < 640


def test_names_cannot_break_the_picture(knowledge):
    record = Record(
        1, {"id": '"><script>', "name": "<b>&'\"", "text": "Per tablet magnesium 100 mg", "price": 1, "servings": 1}
    )
    other = Record(2, {"id": "2", "name": "<i>", "text": "Per tablet magnesium 100 mg"})
    found = [judged.row for judged in judge_catalogue([record, other], knowledge=knowledge)]
    svg = draw_catalogue(found, knowledge=knowledge)
    ElementTree.fromstring(svg)
    assert "<script>" not in svg
    assert "<i>" not in svg


def test_an_empty_catalogue_has_a_picture_and_a_sentence(knowledge):
    ElementTree.fromstring(draw_catalogue([], knowledge=knowledge))
    assert describe_catalogue([], knowledge=knowledge, locale="en") == "No product has a sure amount and a price."


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in SHOP))
    return path


def test_the_command_shows_a_table_within_80_columns(shop, capsys, tmp_path):
    assert main(["label", "--file", str(shop), "--svg", str(tmp_path / "a.svg"), "--csv", str(tmp_path / "a.csv")]) == 0
    out = capsys.readouterr().out
    assert all(len(line) <= 80 for line in out.splitlines() if str(tmp_path) not in line)
    assert all(row["name"] in out for row in SHOP if row["id"] not in ("none", "dear"))
    assert "Rij 6" in out
    ElementTree.parse(tmp_path / "a.svg")
    report = list(csv.DictReader((tmp_path / "a.csv").open()))
    assert [row["id"] for row in report][:2] == ["ox", "bis"]
    assert len(report) == len(SHOP)


def test_the_command_gives_one_json_line_a_row_in_order(shop, capsys):
    assert main(["label", "--file", str(shop), "--json", "--locale", "en"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in found] == [row["id"] for row in SHOP]
    assert found[0]["elemental_mg_per_unit"]["best"] == 100
    assert "error" in found[5]
    assert "verdict" not in found[5]


def test_a_told_language_holds_for_labels_that_name_none(tmp_path, capsys):
    path = tmp_path / "two.jsonl"
    rows = [{"text": "Magnesium 100 mg per tablet"}, {"text": "Magnesium 100 mg per tablet", "lang": "en"}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["label", "--file", str(path), "--json", "--lang", "de"]) == 0
    assert [json.loads(line)["lang"] for line in capsys.readouterr().out.splitlines()] == ["de", "en"]
    assert main(["label", "--file", str(path), "--lang", "xx"]) == 2


def test_batch_from_standard_input_to_standard_output(shop, capsysbinary, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(shop.read_bytes())))
    assert main(["batch", "labels", "-", "-", "--workers", "1"]) == 0
    found = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert [row["id"] for row in found] == [row["id"] for row in SHOP]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["batch", "labels", "x.csv"], "IN OUT"),
        (["batch", "labels", "gone.csv", "out.jsonl"], "gone.csv"),
        (["batch", "labels", "a", "b", "c"], "one too many"),
        (["batch", "labels", "a.csv", "b.csv", "--workers", "0"], "--workers"),
        (["batch", "labels", "a.csv", "b.csv", "--engine", "cloud"], "local"),
        (["batch", "labls", "a.csv", "b.csv"], "labels"),
        (["label", "--svg", "x.svg", "magnesium 100 mg"], "--file"),
        (["label", "--file", "gone.csv"], "gone.csv"),
    ],
)
def test_a_slip_is_one_line_and_status_2(words, said, capsys):
    assert main(words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert len(err.splitlines()) == 1
