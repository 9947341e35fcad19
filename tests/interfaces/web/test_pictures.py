"""The label bar, read back from its attributes."""

import re
from xml.etree import ElementTree

import pytest

from drawn import assert_inside, read
from magwise.knowledge.load import load_knowledge
from magwise.labels.drawing import draw_label
from magwise.labels.read import read_label

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("Magnesium oxide 500 mg per tablet", 1),
        ("Magnesium citrate 1000 mg per tablet", 1),
        ("Magnesium 75 mg per tablet (20% NRV)", 1),
        ("Magnesium oxide 500 mg, of which magnesium 400 mg", 0),
        ("Vitamin C 100 mg", 0),
    ],
)
def test_bars_of_a_label(text, bars, locale):
    knowledge = load_knowledge()
    label = read_label(text, knowledge=knowledge, locale=locale)
    svg = draw_label(label, knowledge=knowledge, locale=locale)
    assert svg.count('class="mw-whole"') == bars
    if not bars:
        assert svg == ""
        return
    assert_inside(read(svg))
    boxes = {
        box.get("class"): (float(box.get("width")), float(box.get("data-mg")))
        for box in ElementTree.fromstring(svg).iter(f"{SVG}rect")
        if box.get("data-mg")
    }
    (whole, whole_mg), (part, part_mg) = boxes["mw-whole"], boxes["mw-part"]
    assert part / whole == pytest.approx(part_mg / whole_mg, abs=0.01)
    assert part_mg == pytest.approx(label.elemental_mg_per_serving.low, rel=1e-3)
    perhaps = boxes.get("mw-perhaps")
    assert (perhaps is not None) == (label.elemental_mg_per_serving.best is None)


def test_ids_take_the_prefix():
    knowledge = load_knowledge()
    label = read_label("Magnesium oxide 500 mg per tablet", knowledge=knowledge)
    ids = re.findall(r'id="([^"]+)"', draw_label(label, knowledge=knowledge, prefix="a"))
    assert ids
    assert all(name.startswith("a-") for name in ids)
