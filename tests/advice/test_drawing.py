"""The ladder, read back from its attributes: columns, lines and words say what the dose says."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn import assert_inside, marks, read, texts
from magwise.advice.advice import Already, Dose, Step
from magwise.advice.drawing import ladder_strip, show_ladder
from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from magwise.profiles.profile import Override

KNOWLEDGE = load_knowledge()
LONG = "Je hebt je doel bereikt. Meer dan dit is niet beter voor je slaap, en je buik kan er last van krijgen."
PRACTICE = {"limit": "ceiling_mg", "reason": "tolerated_before", "by": "Praktijk De Linde", "until": date(2027, 1, 31)}


def dose_of(steps, already=(), spare=0.0, ceiling_by=("L001",)):
    total = sum(already)
    return Dose(
        start_mg=steps[0],
        target_mg=steps[-1],
        ceiling_mg=total + max(steps) + spare,
        already_mg=total,
        already=tuple(Already(name=f"multi {number}", mg=mg) for number, mg in enumerate(already, 1)),
        ladder=tuple(
            Step(week=week, mg_per_day=mg, split_mg=(mg,), bound_by="x", because=LONG)
            for week, mg in enumerate(steps, 1)
        ),
        ceiling_by=ceiling_by,
    )


def height_of(root, name):
    (line,) = marks(root, name)
    return float(line.get("d").split()[1].split("H")[0])


DOSES = st.builds(
    dose_of,
    st.lists(st.integers(20, 250), min_size=1, max_size=14).map(sorted),
    st.lists(st.sampled_from((30, 57.5, 100)), max_size=3),
    st.integers(0, 200),
)


@given(dose=DOSES, locale=st.sampled_from(("nl", "en")))
@settings(max_examples=60, deadline=None)
def test_no_column_passes_the_ceiling_and_nothing_leaves_the_picture(dose, locale):
    figure = show_ladder(dose, knowledge=KNOWLEDGE, locale=locale)
    for svg in (figure.narrow, figure.wide):
        root = read(svg)
        assert_inside(root)
        ceiling, floor = height_of(root, "ceiling"), height_of(root, "floor")
        scale = (floor - ceiling) / dose.ceiling_mg
        columns = [(float(box.get("y")), float(box.get("height"))) for box in marks(root, "step")]
        assert [float(box.get("data-dose")) for box in marks(root, "step")] == [s.mg_per_day for s in dose.ladder]
        for (top, height), step in zip(columns, dose.ladder, strict=True):
            assert top >= ceiling - 0.02
            assert height == pytest.approx(step.mg_per_day * scale, abs=0.03)
            assert floor - top - height == pytest.approx(dose.already_mg * scale, abs=0.03)
        assert len(marks(root, "source")) == max(0, len(dose.already) - 1) * len(dose.ladder)
        assert bool(marks(root, "target")) == (dose.already_mg + dose.target_mg < dose.ceiling_mg)
        said = " ".join(texts(root))
        assert all(item.name in said for item in dose.already)
        assert all(word in said for word in LONG.split())
    amounts = [s.mg_per_day for s in dose.ladder]
    unit = f"{amounts[0]:g}\u00a0mg"
    assert figure.rows[0][:2] == ("1", unit)
    assert unit in figure.caption


@given(dose=DOSES, width=st.integers(40, 100))
@settings(max_examples=60, deadline=None)
def test_the_bars_in_letters_stay_left_of_the_ceiling(dose, width):
    lines = ladder_strip(dose, knowledge=KNOWLEDGE, width=width)
    bars = lines[: len(dose.ladder)]
    assert all(len(line) <= width for line in bars)
    places = {line.index("│") for line in bars}
    assert len(places) == 1
    lengths = [line.split("│")[0].count("█") + line.split("│")[0].count("▒") for line in bars]
    assert lengths == sorted(lengths)
    full = places.pop() - min(line.index("█") if "█" in line else 99 for line in bars) + lengths[-1]
    assert full > 0


def test_the_ladder_of_an_advice_says_what_bound_its_last_step():
    for locale in ("nl", "en"):
        advice = answer({"person": {"age": 42}, "goals": ["sleep"], "locale": locale}, knowledge=KNOWLEDGE)
        root = read(show_ladder(advice.dose, knowledge=KNOWLEDGE, locale=locale).narrow)
        assert_inside(root)
        said = " ".join(texts(root))
        assert advice.dose.ladder[-1].because in said
        assert KNOWLEDGE.say(locale, "advice.ladder.rule") in said


@pytest.mark.parametrize(
    ("value", "lines"), [(350.0, {"ceiling": 350, "authority": 250}), (200.0, {"ceiling": 200, "authority": 250})]
)
def test_the_limit_of_a_practice_is_a_line_with_its_name_beside_the_authority_s(value, lines):
    override = Override(value=value, **PRACTICE)
    profile = {"person": {"age": 42}, "goals": ["sleep"], "overrides": [override.to_dict()]}
    dose = answer(profile, knowledge=KNOWLEDGE, on=date(2026, 12, 1)).dose
    figure = show_ladder(dose, knowledge=KNOWLEDGE, overrides=[override])
    root = read(figure.narrow)
    assert_inside(root)
    assert {name: float(marks(root, name)[0].get("data-mg")) for name in lines} == lines
    said = " ".join(texts(root))
    assert "Praktijk De Linde, tot 2027-01-31" in said
    assert (height_of(root, "ceiling") < height_of(root, "authority")) == (value > 250)


def test_a_stricter_rule_stays_the_ceiling_beside_the_limit_of_a_practice():
    override = Override(value=350.0, **PRACTICE)
    dose = dose_of([50, 100], ceiling_by=("kidney_unknown_one", "override"))
    root = read(show_ladder(dose, knowledge=KNOWLEDGE, overrides=[override]).wide)
    assert_inside(root)
    assert [float(marks(root, name)[0].get("data-mg")) for name in ("ceiling", "authority", "override")] == [
        100,
        250,
        350,
    ]
