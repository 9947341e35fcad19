"""The picture: everything inside, nothing by colour alone, and no intake in closed hours."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from magwise.picture import FONT, text_width
from magwise.schedule.drawing import draw_day, draw_days, stack
from magwise.schedule.plan import plan_day
from magwise.schedule.spans import list_notes
from schedule.days import at, day, days, demand, intake
from schedule.verifier import minute

SVG = "{http://www.w3.org/2000/svg}"


def parsed(knowledge, request, **options):
    plan = plan_day(request, knowledge=knowledge)
    return plan, ElementTree.fromstring(draw_day(plan, request, knowledge=knowledge, **options))


def bars(root, lane):
    found = [e for e in root.iter(f"{SVG}rect") if e.get("data-lane") == lane]
    return [(e.get("data-from"), e.get("data-to")) for e in found]


def assert_inside(root):
    width, height = (float(part) for part in root.get("viewBox").split()[2:])
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
        assert min(x, y) >= 0
        assert w > 0
        assert h > 0
        assert x + w <= width
        assert y + h <= height
    for text in root.iter(f"{SVG}text"):
        x, y = float(text.get("x")), float(text.get("y"))
        wide = text_width(text.text, bold=text.get("font-weight") == "bold")
        left = {"start": x, "middle": x - wide / 2}[text.get("text-anchor")]
        assert left >= 0, text.text
        assert left + wide <= width, text.text
        assert FONT <= y <= height - 3, text.text
    for disc in root.iter(f"{SVG}circle"):
        x, y, r = (float(disc.get(key)) for key in ("cx", "cy", "r"))
        assert r <= x <= width - r
        assert r <= y <= height - r


@pytest.mark.parametrize("tall", [False, True])
def test_a_usual_day(knowledge, tall):
    request = day(
        demand("Thyrax & <co>", [at("07:00")], 240, 240),
        demand("paracetamol", [at("10:00")]),
        intakes=[intake("breakfast"), intake("evening", 112.5)],
    )
    plan, root = parsed(knowledge, request, tall=tall, prefix="x1")
    assert_inside(root)
    assert root.get("aria-hidden") == "true"
    assert root.get("viewBox").split()[2] == ("320" if tall else "640")
    assert {p.get("id") for p in root.iter(f"{SVG}pattern")} == {"x1-hatch", "x1-cross"}
    assert bars(root, "A") == [("03:00", "11:00")]
    assert bars(root, "B") == []
    assert bars(root, "magnesium") == [("03:00", "11:00")]
    doses = [(c.get("data-time"), c.get("data-dose")) for c in root.iter(f"{SVG}circle")]
    assert doses == [(i.time, f"{i.mg:g}") for i in plan.items if i.kind == "magnesium"]
    said = " ".join(text.text for text in root.iter(f"{SVG}text"))
    assert all(word in said for word in ("Thyrax & <co>", "112,5\u00a0mg", "geen magnesium", "Wakker"))
    assert "style" not in {key for element in root.iter() for key in element.attrib}


def test_a_phone_gets_24_pixels_an_hour(knowledge):
    _, root = parsed(knowledge, day(demand("A", [at("12:00")], 240, 240), intakes=[intake("wake")]), tall=True)
    bar = next(e for e in root.iter(f"{SVG}rect") if e.get("data-lane") == "A")
    assert float(bar.get("height")) == 8 * 24


@pytest.mark.parametrize("tall", [False, True])
def test_a_window_over_midnight_is_two_bars(knowledge, tall):
    _, root = parsed(knowledge, day(demand("A", [at("22:10")], 240, 240), intakes=[intake("wake")]), tall=tall)
    assert bars(root, "A") == [("00:00", "02:10"), ("18:10", "24:00")]


@pytest.mark.parametrize("tall", [False, True])
def test_an_impossible_day_shows_a_cross_and_a_word(knowledge, tall):
    request = day(demand("A", [at("08:00")], action="avoid"), intakes=[intake("wake")])
    _, root = parsed(knowledge, request, tall=tall)
    assert_inside(root)
    assert not list(root.iter(f"{SVG}circle"))
    assert any("mw-conflict" in (e.get("class") or "") for e in root.iter(f"{SVG}path"))
    assert any("past niet" in text.text for text in root.iter(f"{SVG}text"))
    assert bars(root, "magnesium") == [("00:00", "24:00")]
    assert any("mw-cross" in (e.get("class") or "") for e in root.iter(f"{SVG}rect"))


def test_amounts_close_together_do_not_overlap(knowledge):
    request = day(demand("A", [at("07:00")], 860, 100), intakes=[intake("breakfast"), intake("evening"), intake("bed")])
    _, root = parsed(knowledge, request)
    labels = [t for t in root.iter(f"{SVG}text") if "mg" in t.text]
    assert len(labels) == 3
    boxes = sorted((t.get("y"), float(t.get("x")), text_width(t.text, bold=True)) for t in labels)
    for (y1, x1, w1), (y2, x2, w2) in pairwise(boxes):
        assert y1 != y2 or x1 + w1 / 2 <= x2 - w2 / 2
    assert_inside(root)


def said(root):
    return " ".join(text.text for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("tall", [False, True])
def test_what_to_ask_or_watch_is_a_numbered_note_without_a_band(knowledge, tall):
    request = day(
        demand("lithium", [at("20:00")], mind="Overleg eerst met je arts of apotheker, want de spiegel kan dalen."),
        demand("furosemide", [at("08:00")], mind="Vertel het je arts."),
        demand("Thyrax", [at("07:00")], 240, 240),
        intakes=[intake("bed")],
    )
    _, root = parsed(knowledge, request, tall=tall)
    assert_inside(root)
    assert [(note.number, note.name) for note in list_notes(request)] == [(1, "furosemide"), (2, "lithium")]
    marks = [text for text in root.iter(f"{SVG}text") if text.get("data-note")]
    assert [(mark.get("data-note"), mark.text) for mark in marks] == [("1", "(1)"), ("2", "(2)")]
    assert "B ◆ (1) furosemide" in said(root)
    assert "C ◆ (2) lithium" in said(root)
    assert "A ◆ Thyrax" in said(root)
    assert all(note.text in said(root) for note in list_notes(request))
    assert bars(root, "B") == bars(root, "C") == []


@pytest.mark.parametrize("tall", [False, True])
def test_every_kind_of_day_has_a_picture_of_its_own(knowledge, tall):
    request = day(
        demand("alendroninezuur", [at("07:00")], 240, 360, days=("mon",)),
        demand("Thyrax", [at("21:00")], 240, 240, every_days=2),
        intakes=[intake("bed")],
    )
    plan = plan_day(request, knowledge=knowledge)
    pictures = draw_days(plan, request, knowledge=knowledge, tall=tall, prefix="p")
    roots = [ElementTree.fromstring(picture) for picture in pictures]
    assert len(roots) == 1 + len(plan.other_days) > 1
    assert "Op een dag met al je medicijnen" in said(roots[0])
    for root, kind in zip(roots, (plan, *plan.other_days), strict=True):
        assert_inside(root)
        drawn = [disc.get("data-time") for disc in root.iter(f"{SVG}circle")]
        assert drawn == [item.time for item in kind.items if item.kind == "magnesium"]
        names = {path.get("data-time") for path in root.iter(f"{SVG}path") if path.get("data-lane")}
        assert names == {item.time for item in kind.items if item.kind == "medicine"}
    for root, other in zip(roots[1:], plan.other_days, strict=True):
        assert other.text in said(root)
    ids = [pattern.get("id") for root in roots for pattern in root.iter(f"{SVG}pattern")]
    assert len(ids) == len(set(ids))

    whole = ElementTree.fromstring(stack(pictures))
    frames = whole.findall(f"{SVG}svg")
    ends = [float(frame.get("y")) + float(frame.get("height")) for frame in frames]
    assert [float(frame.get("y")) for frame in frames] == [0.0, *ends[:-1]]
    assert ends[-1] == float(whole.get("height"))
    assert stack(pictures[:1]) == pictures[0]


@settings(max_examples=80, deadline=None)
@given(request_=days)
@pytest.mark.parametrize("tall", [False, True])
def test_any_day_stays_inside_and_legal(knowledge, tall, request_):
    plan, root = parsed(knowledge, request_, tall=tall)
    assert_inside(root)
    closed = bars(root, "magnesium")
    for disc in root.iter(f"{SVG}circle"):
        m = minute(disc.get("data-time"))
        assert not any(minute(a) < m < minute(b) for a, b in closed)
    drawn = {m for a, b in closed for m in range(minute(a) + 1, minute(b))}
    told = set()
    for window in plan.windows:
        start, stop = minute(window.from_), minute(window.to)
        length = stop - start if stop > start else stop - start + 1440
        told |= {(start + m) % 1440 for m in range(1, length)}
    edges = {minute(end) % 1440 for span in closed for end in span}
    assert drawn - edges == told - edges
