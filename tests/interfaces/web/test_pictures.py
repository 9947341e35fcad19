"""The label bar and the ladder, read back from their attributes."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magwise.advice.advice import Already, Dose, Step
from magwise.advice.drawing import draw_ladder
from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from magwise.labels.drawing import draw_label
from magwise.labels.read import read_label

SVG = "{http://www.w3.org/2000/svg}"
PERSON = {"person": {"age": 42}, "goals": ["sleep"]}


def columns(svg):
    """Per step: top of the column and its mg; and the heights of the lines."""
    tree = ElementTree.fromstring(svg)
    steps = [
        (float(box.get("y")), float(box.get("height")), float(box.get("data-dose")))
        for box in tree.iter(f"{SVG}rect")
        if box.get("data-dose")
    ]
    lines = {
        path.get("class"): float(re.match(r"M\S+ (\S+)H", path.get("d"))[1])
        for path in tree.iter(f"{SVG}path")
        if path.get("data-mg")
    }
    return steps, lines


@given(
    already=st.integers(0, 150),
    steps=st.lists(st.integers(20, 250), min_size=1, max_size=8).map(sorted),
    spare=st.integers(0, 200),
    locale=st.sampled_from(["nl", "en"]),
)
@settings(max_examples=80, deadline=None)
def test_no_column_passes_the_ceiling(already, steps, spare, locale):
    ceiling = already + max(steps) + spare
    dose = Dose(
        start_mg=steps[0],
        target_mg=steps[-1],
        ceiling_mg=ceiling,
        already_mg=already,
        already=(Already(name="multi", mg=already),) if already else (),
        ladder=tuple(
            Step(week=week, mg_per_day=mg, split_mg=(mg,), bound_by="x", because="x")
            for week, mg in enumerate(steps, 1)
        ),
    )
    found, lines = columns(draw_ladder(dose, knowledge=load_knowledge(), locale=locale))
    assert [mg for _, _, mg in found] == steps
    for top, height, mg in found:
        assert top >= lines["mw-ceiling"] - 0.02
        below = lines["mw-floor"] - top - height
        assert below == pytest.approx((lines["mw-floor"] - lines["mw-ceiling"]) * already / ceiling, abs=0.03)
        assert height == pytest.approx((lines["mw-floor"] - lines["mw-ceiling"]) * mg / ceiling, abs=0.03)
    assert ("mw-target" in lines) == (already + steps[-1] < ceiling)


def test_the_ladder_of_an_advice():
    dose = answer(PERSON, knowledge=load_knowledge()).dose
    found, _ = columns(draw_ladder(dose, knowledge=load_knowledge()))
    assert [mg for _, _, mg in found] == [step.mg_per_day for step in dose.ladder]


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


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_pictures_hold_no_style_that_the_content_policy_refuses(locale):
    knowledge = load_knowledge()
    svg = draw_ladder(answer(PERSON, knowledge=knowledge).dose, knowledge=knowledge, locale=locale)
    assert "style" not in svg
    assert "<script" not in svg
    assert 'aria-hidden="true"' in svg
