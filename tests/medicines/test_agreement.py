"""`medicine` and `advise` say the same of every medicine that we know."""

from medicines.agreement import KNOWLEDGE, agree, medicine_speaks

SAMPLE = 17  # one row in so many; tests/medicines/agreement.py asks them all


def test_they_agree_on_every_row_of_a_sample() -> None:
    rows = list(KNOWLEDGE.medicines.values())[::SAMPLE]
    differing = [row.name_nl for row in rows if not agree(row.name_nl)]
    assert differing == []


def test_whole_classes_speak_in_both() -> None:
    for name in (
        "Symtuza",
        "methotrexaat 10 mg",
        "doxercalciferol",
        "Sandimmune",
        "Picoprep",
        "raloxifeen",
        "parecoxib",
    ):
        assert agree(name), name
    for name in ("Symtuza", "methotrexaat 10 mg", "doxercalciferol"):
        assert medicine_speaks(name), name
