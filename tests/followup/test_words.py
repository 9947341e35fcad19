"""The verdict in words, letters and as a picture: the same finding, in both languages, inside its frame."""

import re
from xml.etree import ElementTree

import msgspec
import pytest

from drawn import assert_inside, marks, read, texts
from magwise.followup import tell
from magwise.followup.analyse import analyse_trial
from magwise.followup.design import design_trial
from magwise.followup.drawing import draw_trial, show_trial
from magwise.followup.strip import strip
from magwise.followup.words import Words

SVG = "{http://www.w3.org/2000/svg}"
CASES = {"works": (3, 0.5), "worse": (-3, 0.5), "no_effect": (0, 0.3), "wide": (0, 3)}


@pytest.fixture(params=["nl", "en"])
def said(knowledge, request):
    return Words(knowledge, request.param)


@pytest.fixture(params=CASES)
def judged(knowledge, plan, diary, said, request):
    rows = diary(plan, *CASES[request.param], missing=0.1)
    return analyse_trial(rows, None, plan, knowledge=knowledge, locale=said.locale), rows


def test_the_size_is_told_in_the_direction_that_is_good(knowledge, plan, diary, words):
    found = analyse_trial(diary(plan, 3, 0.5), None, plan, knowledge=knowledge)
    assert re.fullmatch(
        r"On average [\d.]+ points better; it may be [\d.]+ to [\d.]+\.", tell.size_sentence(found, words)
    )
    worse = analyse_trial(diary(plan, -3, 0.5), None, plan, knowledge=knowledge)
    assert " points worse; it may be " in tell.size_sentence(worse, words)
    low = design_trial(
        {"name": "x", "better": "low"}, 1, "2027-01-04", knowledge=knowledge, blocks=8, period_days=5, seed=11
    )
    good = analyse_trial(diary(low, -3, 0.5), None, low, knowledge=knowledge)
    assert " points better; it may be " in tell.size_sentence(good, words)
    both = analyse_trial(diary(plan, 0.3, 3), None, plan, knowledge=knowledge)
    assert re.search(r"may be [\d.]+ \w+ to [\d.]+ \w+\.", tell.size_sentence(both, words))


def test_the_numbers_are_those_of_the_language(knowledge):
    nl, en = Words(knowledge, "nl"), Words(knowledge, "en")
    assert (tell.points(nl, 0.8), tell.points(en, 0.8)) == ("0,8 punt", "0.8 points")
    assert (tell.points(nl, -2.0), tell.points(en, 1)) == ("2 punten", "1 point")
    assert (nl.number(0.0001), nl.number(-0.04, 2), nl.number(0)) == ("0,0001", "−0,04", "0")


def test_while_it_runs_no_size_is_told(knowledge, plan, diary, said):
    found = analyse_trial(diary(plan, 3)[:40], None, plan, knowledge=knowledge, locale=said.locale)
    assert tell.size_sentence(found, said) == ""
    assert "40" in tell.verdict_sentence(found, said)
    assert said.say("table.effect") not in dict(tell.result_table(found, said))
    assert "●" not in strip(found, said)
    assert "data-effect" not in draw_trial(found, diary(plan, 3)[:40], knowledge=knowledge)


def test_every_verdict_says_that_you_knew(judged, said):
    found, _ = judged
    assert tell.notes(found, said)[-1] == said.say("say.knew")
    table = dict(tell.result_table(found, said))
    assert table[said.say("table.plan_hash")] == found.plan_hash[:12]
    assert tell.caption(found, said).startswith(said.say(f"verdict.{found.verdict}"))


def test_the_strip_keeps_its_width_and_its_order(judged, said):
    found, _ = judged
    for width in (40, 80):
        lines = strip(found, said, width).splitlines()
        assert all(len(line) <= width for line in lines)
        line = next(line for line in lines if "●" in line)
        assert line.index("[") <= line.index("●") <= line.index("]")
        inside = found.low <= 0 <= found.high
        middle = (width - 4) // 2 + 2
        assert (line.index("[") <= middle <= line.index("]")) == inside


def test_the_picture_is_read_back(judged, said, knowledge, plan):
    found, rows = judged
    root = ElementTree.fromstring(
        draw_trial(found, rows, knowledge=knowledge, locale=said.locale, outcome=plan.outcome, prefix="p1")
    )
    dots = root.findall(f".//{SVG}circle[@data-value]")
    assert len(dots) == sum(row["outcome"] is not None for row in rows)
    heights = sorted((float(dot.get("data-value")), -float(dot.get("cy"))) for dot in dots)
    assert [y for _, y in heights] == sorted(y for _, y in heights)
    sides = [shape.get("data-side") for shape in root.findall(f".//{SVG}rect[@data-side]")]
    assert sides == ["washout" if one.washout else "on" if one.on else "off" for one in found.periods]
    means = [float(path.get("data-mean")) for path in root.findall(f".//{SVG}path[@data-mean]")]
    assert means == pytest.approx([one.mean for one in found.periods if not one.washout], rel=1e-4)
    interval = root.find(f".//{SVG}path[@data-low]")
    assert float(interval.get("data-low")) == pytest.approx(found.low, rel=1e-4, abs=1e-9)
    effect = root.find(f".//{SVG}circle[@data-effect]")
    start, end = re.match(r"M([\d.-]+) [\d.]+H([\d.-]+)", interval.get("d")).groups()
    assert float(start) <= float(effect.get("cx")) <= float(end)
    assert {one.get("id") for one in root.iter() if one.get("id")} == {"p1-hatch", "p1-grey"}


def test_nothing_leaves_the_picture(judged, said, knowledge, plan):
    found, rows = judged
    for outcome in (None, plan.outcome, msgspec.structs.replace(plan.outcome, low_word="slecht", high_word="goed")):
        figure = show_trial(found, rows, knowledge=knowledge, locale=said.locale, outcome=outcome)
        for svg in (figure.narrow, figure.wide):
            assert_inside(read(svg))


def test_the_figure_holds_the_finding_and_every_number(judged, said, knowledge, plan):
    found, rows = judged
    figure = show_trial(found, rows, knowledge=knowledge, locale=said.locale, outcome=plan.outcome)
    assert figure.caption == tell.caption(found, said)
    assert figure.rows == tuple(tell.result_table(found, said))
    for svg in (figure.narrow, figure.wide):
        root = read(svg)
        shown = texts(root)
        assert said.say("draw.zero") in shown
        assert said.say("draw.better_right") in shown
        (grey,) = marks(root, "worth")
        assert float(grey.get("data-worth")) == plan.minimal_effect
        (zero,) = marks(root, "zero")
        middle = float(zero.get("d").split()[0][1:])
        assert float(grey.get("x")) + float(grey.get("width")) / 2 == pytest.approx(middle, abs=0.1)
        for name in ("on", "off", "washout"):
            assert said.say(f"draw.{name}") in shown


def test_the_arrow_points_to_the_good_side_of_the_outcome(knowledge, diary, said):
    low = design_trial(
        {"name": "x", "better": "low"}, 1, "2027-01-04", knowledge=knowledge, blocks=8, period_days=5, seed=11
    )
    rows = diary(low, -3, 0.5)
    found = analyse_trial(rows, None, low, knowledge=knowledge, locale=said.locale)
    root = read(show_trial(found, rows, knowledge=knowledge, locale=said.locale, outcome=low.outcome).wide)
    arrow = next(text for text in root.iter(f"{SVG}text") if text.text == said.say("draw.better_left"))
    effect = root.find(f".//{SVG}circle[@data-effect]")
    (zero,) = marks(root, "zero")
    middle = float(zero.get("d").split()[0][1:])
    assert float(arrow.get("x")) < middle
    assert float(effect.get("cx")) < middle
    assert found.verdict == "works"


def test_what_is_typed_cannot_break_the_picture(knowledge, diary):
    plan = design_trial(
        {"name": "x", "low_word": "<script>", "high_word": "a & b"}, 1, "2027-01-04", knowledge=knowledge, blocks=8
    )
    rows = diary(plan, 2)
    found = analyse_trial(rows, None, plan, knowledge=knowledge)
    picture = draw_trial(found, rows, knowledge=knowledge, outcome=plan.outcome)
    assert "<script>" not in picture
    assert "a &amp; b" in picture
    ElementTree.fromstring(picture)


def test_a_design_never_tells_its_order(plan, said):
    told = [
        *tell.lead_sentences(plan, said), *tell.reach_sentences(plan, said), *tell.rule_sentences(plan, said),
        *tell.seal_sentences(plan, said), *(cell for row in tell.chance_table(plan, said)[1] for cell in row),
    ]  # fmt: skip
    assert plan.plan_hash in " ".join(told)
    for day in plan.days[1:-1]:
        assert day.date not in " ".join(told)


def test_a_verdict_that_fell_earlier_is_told(knowledge, plan, diary, said):
    rows = diary(plan, 5, noise=0.5)
    found = analyse_trial(rows, None, plan, knowledge=knowledge, locale=said.locale)
    assert found.first_verdict_on < plan.stopping.last_day
    assert any(note.startswith(said.say("say.early").split("{")[0]) for note in tell.notes(found, said))
    # the last two blocks turn everything round
    for row, day in zip(rows, plan.days, strict=True):
        if day.block > 6:
            row["outcome"] = 0 if day.on else 10
    turned = analyse_trial(rows, None, plan, knowledge=knowledge, locale=said.locale)
    assert (turned.verdict, turned.first_verdict) == ("inconclusive", "works")
    assert any(said.say("verdict.works") in note for note in tell.notes(turned, said))
