"""The light copies of medicines and names hold what went in, in the same order."""

from magwise.knowledge.load import load_knowledge
from magwise.knowledge.vocabulary import MedicineNames, Medicines, fold, pack_medicines, pack_names

KNOWLEDGE = load_knowledge()


def test_medicines_survive_packing() -> None:
    rows = list(KNOWLEDGE.medicines.values())
    light = Medicines(pack_medicines(rows))
    assert len(light) == len(rows) >= 600
    assert list(light) == [row.id for row in rows]
    assert [light[row.id] for row in rows] == rows
    assert "levothyroxine" in light
    assert "nobody" not in light


def test_names_survive_packing() -> None:
    light = MedicineNames(pack_names(KNOWLEDGE.medicines.values()))
    assert dict(light) == dict(KNOWLEDGE.medicine_names)
    assert list(light) == list(KNOWLEDGE.medicine_names)
    assert light["thyrax"] == ["levothyroxine"]
    assert "kaas" not in light
    assert len(light) == len(list(light))


def test_folding_ignores_case_accents_and_marks() -> None:
    assert fold("Natrium-picosulfaat® Théra") == "natrium picosulfaat thera"
    assert fold("STRASSE ß") == "strasse ss"
    assert fold("B12 + D3") == "b12 + d3"
    assert fold("…") == ""
