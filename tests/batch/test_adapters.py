"""Records in the shape of the NIH label database and of Open Food Facts, written for these tests."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from magwise.batch.adapters import from_dsld, from_off, profile_row, to_plain
from magwise.batch.catalogue import judge_catalogue, sort_catalogue
from magwise.batch.rows import Record, Seen, Voice
from magwise.batch.run import batch_labels

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "labels"


def quantity(number, unit, percent=None, order=1):
    group = {"name": "Adults and children 4 or more years of age", "operator": None, "percent": percent, "footnote": ""}
    return {
        "servingSizeOrder": order, "servingSizeQuantity": 2, "operator": "=", "quantity": number, "unit": unit,
        "dailyValueTargetGroup": [group], "servingSizeUnit": "Capsule(s)",
    }  # fmt: skip


def ingredient(name, amounts, forms=(), nested=()):
    return {
        "order": 1, "ingredientId": 1, "description": "", "notes": "", "quantity": amounts, "nestedRows": list(nested),
        "name": name, "category": "mineral", "ingredientGroup": name, "uniiCode": "0", "alternateNames": [],
        "forms": [{"order": 1, "ingredientId": 2, "prefix": "as", "percent": None, "name": form} for form in forms],
    }  # fmt: skip


def dsld(rows, sizes=((1, 2, "Capsule(s)"),), **more):
    return {
        "id": 4711, "fullName": "Calm Magnesium", "brandName": "Example Labs", "upcSku": "0 00000 00000 0",
        "servingsPerContainer": "60", "productType": {"langualCode": "A1305", "langualCodeDescription": "Mineral"},
        "servingSizes": [
            {"order": order, "minQuantity": count, "maxQuantity": count, "unit": unit, "notes": "", "inSFB": True}
            for order, count, unit in sizes
        ],
        "ingredientRows": rows,
        "otheringredients": {"text": None, "ingredients": [{"name": "Magnesium Stearate"}, {"name": "None"}]},
        **more,
    }  # fmt: skip


def judged(values, knowledge):
    return next(judge_catalogue([Record(1, values)], knowledge=knowledge)).row


def test_a_dsld_label_is_read_as_its_panel(knowledge):
    rows = [
        ingredient("Vitamin B6", [quantity(2, "mg", 118)], ["Pyridoxine HCl"]),
        ingredient("Magnesium", [quantity(200, "mg", 48)], ["Magnesium Bisglycinate"]),
    ]
    row = judged(dsld(rows), knowledge)
    assert (row.id, row.name, row.verdict, row.servings) == ("4711", "Calm Magnesium", "ok", 60)
    assert row.forms == ("bisglycinate",)
    assert row.elemental_mg_per_serving.best == 200
    assert row.elemental_mg_per_unit.best == 100
    assert row.cost_per_100_mg is None
    assert judged(dsld(rows, price=12), knowledge).cost_per_100_mg.best == 0.1


def test_the_first_serving_size_counts_and_nested_rows_are_lines(knowledge):
    inner = ingredient("Magnesium Citrate", [quantity(1000, "mg"), quantity(2000, "mg", order=2)])
    label = dsld(
        [ingredient("Blend", [quantity(1500, "mg")], nested=[inner])], ((2, 2, "Tablet(s)"), (1, 1, "Tablet(s)"))
    )
    text = from_dsld(label)["text"]
    assert "Serving Size: 1 Tablets" in text
    assert "Magnesium Citrate 1000 mg" in text
    assert "2000" not in text


@pytest.mark.parametrize(
    "broken",
    [
        {"servingSizes": None, "otheringredients": None},
        {"servingSizes": [None, 3], "otheringredients": {"ingredients": "x"}},
        {"fullName": None, "brandName": 5, "servingsPerContainer": "Not Present"},
        {"ingredientRows": [None, {"name": None, "quantity": "x", "forms": {}, "nestedRows": 4}]},
    ],
)
def test_a_dsld_label_with_holes_is_still_a_row(knowledge, broken):
    row = judged({**dsld([]), **broken}, knowledge)
    assert row.error is None
    assert row.cost_per_100_mg is None


def test_units_are_written_as_people_print_them(knowledge):
    row = judged(dsld([ingredient("Magnesium Oxide", [quantity(1, "Gram(s)")])]), knowledge)
    assert row.verdict == "compound_only"
    assert row.elemental_mg_per_serving.best == pytest.approx(603, rel=0.01)


def test_np_and_odd_amounts_are_not_numbers():
    text = from_dsld(dsld([ingredient("Magnesium", [quantity(0, "NP")]), ingredient("Zinc", [quantity("nan", "mg")])]))[
        "text"
    ]
    assert text.splitlines()[-3:-1] == ["Magnesium", "Zinc"]


OFF = {
    "code": "0000000000017", "product_name": "Magnesium complex", "brands": "Voorbeeld", "quantity": "60 tabletten",
    "lang": "nl", "serving_size": "2 tabletten", "nutrition_data_per": "serving",
    "ingredients_text": "magnesiumcitraat, vulstof: cellulose, antiklontermiddel: magnesiumstearaat",
    "nutriments": {"magnesium": 0.15, "magnesium_value": 150, "magnesium_unit": "mg", "magnesium_serving": 0.15},
}  # fmt: skip


def test_an_off_product_is_read_with_its_typed_magnesium(knowledge):
    row = judged(OFF, knowledge)
    assert (row.id, row.name, row.verdict) == ("0000000000017", "Magnesium complex", "ok")
    assert row.elemental_mg_per_serving.best == 150
    assert "citrate" in row.forms


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"magnesium_serving": 0.15}, "Per 2 tabletten: Magnesium 150 mg"),
        ({"magnesium_100g": 0.0282}, "Per 100 g: Magnesium 28.2 mg"),
        ({"magnesium_value": 30, "magnesium_unit": "% DV", "magnesium_100g": 0.0282}, "Per 100 g: Magnesium 28.2 mg"),
        ({"magnesium_100g": ""}, None),
        ({"magnesium_100g": "x"}, None),
        ({}, None),
    ],
)
def test_off_magnesium_in_grams_is_given_in_mg(facts, line):
    text = from_off({**OFF, "nutriments": facts})["text"]
    assert ([said for said in text.splitlines() if said.startswith("Per ")] or [None])[0] == line


def test_the_off_csv_export_goes_through_the_batch(tmp_path, knowledge):
    rows = io.StringIO(newline="")
    writer = csv.writer(rows, delimiter="\t")
    writer.writerow(["code", "url", "product_name", "brands", "ingredients_text", "serving_size", "magnesium_100g"])
    writer.writerow(["17", "x", "Magnesium water", "Voorbeeld", "water", "", "0.011"])
    (tmp_path / "off.csv").write_text(rows.getvalue())
    assert batch_labels(str(tmp_path / "off.csv"), str(tmp_path / "out.jsonl"), knowledge=knowledge) == (1, 0)
    found = json.loads((tmp_path / "out.jsonl").read_text())
    assert (found["id"], found["elemental_mg_best"], found["serving_count"]) == ("17", 11, 100)


def test_a_dsld_search_answer_is_a_list_of_labels(tmp_path, knowledge):
    label = dsld([ingredient("Magnesium", [quantity(200, "mg", 48)])])
    del label["id"]
    (tmp_path / "hits.json").write_text(
        json.dumps({"hits": [{"_id": "9", "_source": label}, {"_id": "10", "_source": label}]})
    )
    assert batch_labels(str(tmp_path / "hits.json"), str(tmp_path / "out.jsonl"), knowledge=knowledge) == (2, 0)
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(row["id"], row["elemental_mg_best"]) for row in found] == [("9", 200), ("10", 200)]


def test_our_own_columns_stay_as_they_are():
    own = {"id": "1", "text": "x", "code": "2", "product_name": "y"}
    assert to_plain(own) is own


def test_real_texts_sort_and_never_fail(knowledge):
    path = SHARED / "dev.jsonl"
    if not path.exists():
        pytest.skip("the shared labels are not here")
    records = [Record(n, json.loads(line)) for n, line in enumerate(path.read_text().splitlines(), 1)]
    rows = [found.row for found in judge_catalogue(records, knowledge=knowledge)]
    assert len(rows) == len(records)
    assert not [row.error for row in rows if row.error]
    assert len(sort_catalogue(rows)) == len(rows)


def test_real_open_food_facts_texts_in_the_shape_of_their_export(tmp_path, knowledge):
    path = SHARED / "bulk.csv.gz"
    if not path.exists():
        pytest.skip("the shared labels are not here")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        source = csv.DictReader(file)
        texts = [next(source) for _ in range(300)]
    with (tmp_path / "off.jsonl").open("w") as file:
        for row in texts:
            name, _, rest = row["text"].partition(". ")
            file.write(
                json.dumps({"code": row["id"], "product_name": name, "ingredients_text": rest, "lang": "en"}) + "\n"
            )
    assert batch_labels(str(tmp_path / "off.jsonl"), str(tmp_path / "out.jsonl"), knowledge=knowledge) == (300, 0)


@pytest.mark.parametrize("beside", [{"conditions": '["dialysis"]'}, {"person": {"age": 12}}, {"labs.egfr": 20}])
def test_a_column_beside_a_profile_is_never_lost(knowledge, beside):
    voice = Voice(knowledge, "en")
    values = {"id": "1", "profile": '{"person": {"age": 42}, "goals": ["sleep"]}'}
    row = profile_row(Record(1, {**values, **beside}), voice, Seen())
    assert row.profile is None
    assert next(iter(beside)) in row.error
    for empty in ({}, dict.fromkeys(beside, ""), dict.fromkeys(beside), {"region": "north"}):
        assert profile_row(Record(1, {**values, **empty}), voice, Seen()).error is None
