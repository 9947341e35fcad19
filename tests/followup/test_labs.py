"""What laboratory values say: their own range first, what follows from them, and their course."""

from datetime import date

import pytest

from magwise.answer import answer
from magwise.followup.lab_drawing import draw_labs, show_labs
from magwise.followup.lab_report import DatedValue
from magwise.followup.lab_table import read_lab_table
from magwise.followup.labs import read_labs, values_of
from magwise.knowledge.conditions import fields_of
from magwise.knowledge.load import load_knowledge
from magwise.profiles.lab_units import read_lab_value
from magwise.profiles.profile import Labs, Person, Profile
from magwise.profiles.renal import derive_egfr

KNOWLEDGE = load_knowledge()
WOMAN = Profile(person=Person(age=50, sex="female"), goals=("general",))


def value(test, number, unit=None, day=None, **more):
    told = {"test": test, "value": number, "unit": unit, **more}
    return DatedValue(day, read_lab_value(told, knowledge=KNOWLEDGE, locale="en"))


def report(*values, profile=None, on=None, locale="en"):
    return read_labs(values, profile, knowledge=KNOWLEDGE, locale=locale, on=on)


def said(finding):
    return [one.rule for one in finding.says]


def test_the_range_of_the_laboratory_comes_first():
    own = report(value("magnesium", 0.72, "mmol/L", low=0.75, high=0.95)).values[0]
    assert (own.standing, own.own_range, said(own)) == ("below", True, ["lab_serum_low"])
    usual = report(value("magnesium", 0.72, "mmol/L")).values[0]
    assert (usual.standing, usual.own_range, usual.low, usual.high) == ("within", False, 0.7, 1.0)
    bare = report(value("rbc magnesium", 2.0, "mmol/L")).values[0]
    assert (bare.standing, bare.low, said(bare)) == (None, None, ["lab_erythrocyte"])


def test_a_dangerous_value_that_another_unit_would_make_ordinary_is_asked_about_and_still_said():
    found = report(value("magnesium", 2.0, "mmol/L")).values[0]
    assert said(found) == ["lab_serum_severe_high", "lab_serum_sample"]
    assert found.question is not None
    assert "2 mg/dL" in found.question
    assert "0.82 mmol/L" in found.question
    assert report(value("magnesium", 0.9, "mmol/L")).values[0].question is None


def test_a_unit_that_was_taken_for_granted_is_named():
    assert "Only µmol/L fits" in (report(value("creatinine", 80)).values[0].question or "")


def test_kidney_function_follows_from_a_creatinine_and_the_age_of_that_day():
    found = report(value("creatinine", 1.0, "mg/dL", "2022-01-10"), profile=WOMAN, on=date(2027, 1, 10))
    egfr = next(one for one in found.values if one.test == "egfr")
    assert egfr.derived_from == ("creatinine",)
    assert egfr.value == round(derive_egfr(88.4, 45, "female") or 0)
    assert found.asks == ()
    unknown = report(value("creatinine", 80, "µmol/L"))
    assert unknown.asks == ("person.age", "person.sex")
    assert [one.test for one in unknown.values] == ["creatinine"]


def test_fractional_excretion_follows_from_four_values_of_one_day():
    day = "2027-01-10"
    four = [
        value("serum_magnesium", 0.6, "mmol/L", day), value("creatinine", 80, "µmol/L", day),
        value("urine_magnesium", 2.1, "mmol/L", day), value("urine_creatinine", 8, "mmol/L", day),
    ]  # fmt: skip
    femg = next(one for one in report(*four).values if one.test == "femg")
    # 100 · 2.1 · 80 / (0.7 · 0.6 · 8000) = 16800 / 3360
    assert femg.value == 5
    assert said(femg) == ["lab_femg_wasting", "lab_femg_valid"]
    assert not [one for one in report(*four[:3]).values if one.test == "femg"]
    apart = [*four[:3], value("urine_creatinine", 8, "mmol/L", "2027-01-11")]
    assert not [one for one in report(*apart).values if one.test == "femg"]


def test_two_values_of_one_day_stay_two():
    twice = [value("magnesium", mg, "mmol/L", "2027-01-10") for mg in (0.66, 0.8)]
    assert [(one.value, one.standing) for one in report(*twice).values] == [(0.8, "within"), (0.66, "below")]


def test_a_urine_value_asks_for_the_serum_beside_it():
    assert report(value("femg", 3)).asks == ("labs.serum_magnesium_mmol_l",)
    low = Profile(person=WOMAN.person, goals=("general",), labs=Labs(serum_magnesium_mmol_l=0.6))
    found = report(value("femg", 3), profile=low)
    assert found.asks == ()
    assert "lab_femg_doubt" in said(found.values[0])


def test_the_values_of_a_profile_have_its_units_and_its_range():
    labs = Labs(egfr=85, creatinine_umol_l=70, serum_magnesium_mmol_l=0.72, serum_magnesium_range=(0.75, 0.95))
    found = values_of(labs, KNOWLEDGE)
    assert {(one.value.test, one.value.low) for one in found} == {
        ("egfr", None), ("creatinine", None), ("serum_magnesium", 0.75),
    }  # fmt: skip


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_every_sentence_has_rule_source_and_grade(locale):
    values = [value(row.id, float(row.low + row.high) / 2, row.unit) for row in KNOWLEDGE.lab_tests.values()]
    values += [
        value("magnesium", mg, "mmol/L", f"2027-01-{day:02d}") for day, mg in enumerate((0.4, 0.6, 0.8, 1.1, 2.2), 1)
    ]
    found = report(*values, profile=WOMAN, locale=locale)
    sentences = [one for finding in found.values for one in finding.says]
    assert len(sentences) > 10
    for one in sentences:
        assert one.text
        assert one.sources
        assert set(one.sources) <= set(KNOWLEDGE.sources)
        assert one.rule in KNOWLEDGE.rules
        assert one.grade in "ABCDX"


COURSE = [
    value("magnesium", 0.66, "mmol/L", "2026-02-01", low=0.7, high=1.0),
    value("magnesium", 1.8, "mg/dL", "2026-06-01", low=1.7, high=2.4),
    value("magnesium", 0.81, "mmol/L", "2027-01-10", low=0.7, high=1.0),
]


def test_the_course_is_told_oldest_first_in_one_unit():
    trend = report(*reversed(COURSE)).trends[0]
    assert [(point.date, point.value) for point in trend.points] == [
        ("2026-02-01", 0.66), ("2026-06-01", 0.74), ("2027-01-10", 0.81),
    ]  # fmt: skip
    assert trend.text == (
        "Serum magnesium went from 0.66 (2026-02-01) to 0.81 mmol/L (2027-01-10): 0.15 higher. "
        "1 of the 3 values lay outside the range."
    )
    two = report(*COURSE[1:]).trends[0]
    assert two.few
    assert two.text.endswith("Every value lay within the range. Two values are no course yet.")
    assert report(COURSE[0]).trends == ()
    assert report(value("magnesium", 0.8, "mmol/L"), value("magnesium", 0.9, "mmol/L")).trends == ()


def numbers(svg, name):
    import re

    return [
        dict(re.findall(r'([\w-]+)="([^"]*)"', found))
        for found in re.findall(rf'<[a-z]+ [^>]*class="mw-{name}"/?>', svg)
    ]


@pytest.mark.parametrize("width", [320, 640])
def test_the_picture_holds_every_value_at_its_place(width):
    svg = draw_labs(report(*COURSE), knowledge=KNOWLEDGE, width=width)
    dots, outside, ranges = numbers(svg, "value"), numbers(svg, "outside"), numbers(svg, "range")
    assert [dot["data-value"] for dot in dots] == ["0.74", "0.81"]
    assert [mark["data-date"] for mark in outside] == ["2026-02-01"]
    assert len(ranges) == 3
    # A value within its range is drawn inside its band.
    for dot, band in zip(dots, ranges[1:], strict=True):
        assert float(band["y"]) <= float(dot["cy"]) <= float(band["y"]) + float(band["height"])
        assert float(band["x"]) <= float(dot["cx"]) <= float(band["x"]) + float(band["width"])
    tall = int(svg.split('height="')[1].split('"')[0])
    for shape in [*dots, *ranges]:
        assert 0 <= float(shape.get("cx", shape.get("x"))) <= width
        assert 0 <= float(shape.get("cy", shape.get("y"))) <= tall


def test_the_figure_tells_the_same_in_words_and_rows():
    figure = show_labs(report(*COURSE, value("egfr", 80), locale="nl"), knowledge=KNOWLEDGE)
    assert "0,15 hoger" in figure.caption
    assert figure.head == ("Datum", "Bepaling", "Uitslag", "Bereik", "Plaats")
    assert figure.rows[0] == ("2027-01-10", "magnesium in serum", "0,81\u00a0mmol/L", "0,7 tot 1", "erbinnen")
    assert figure.rows[-1][0] == "zonder datum"
    assert 'width="320"' in figure.narrow
    assert 'width="640"' in figure.wide
    nothing = show_labs(report(COURSE[0]), knowledge=KNOWLEDGE)
    assert (nothing.narrow, nothing.caption) == ("", "")


def test_a_table_is_read_with_comma_or_semicolon():
    comma = "date,test,value,unit,low,high\n2027-01-10,magnesium,0.81,mmol/L,0.70,1.00\n,egfr,85,,,\n"
    semicolon = "date;test;value;unit;low;high\n2027-01-10;magnesium;0,81;mmol/L;0,70;1,00\n;egfr;85;;;\n"
    first, second = (read_lab_table(text, knowledge=KNOWLEDGE) for text in (comma, semicolon))
    assert first == second
    assert [dated.date for dated in first.values] == ["2027-01-10", None]


def test_what_explains_a_value_decides_nothing():
    for rule in KNOWLEDGE.rules.values():
        asked = {field for field in fields_of(rule.when) if field.startswith("lab_")}
        assert bool(asked) == (rule.kind == "lab"), rule.id
        assert rule.kind != "lab" or rule.then == {}


@pytest.mark.parametrize(
    "labs", [{"rbc_magnesium_mmol_l": 3.9}, {"urine_magnesium_mmol_24h": 0.1}, {"femg_percent": 40}]
)
@pytest.mark.parametrize("more", [{}, {"conditions": ["kidney_disease"]}, {"labs": {"egfr": 44}}], ids=str)
def test_values_that_no_guideline_limits_change_neither_decision_nor_dose(labs, more):
    base = {"person": {"age": 50, "sex": "male"}, "goals": ["sleep"], **more}
    with_value = {**base, "labs": {**more.get("labs", {}), **labs}}
    one, two = (answer(told, knowledge=KNOWLEDGE) for told in (base, with_value))
    assert (one.decision, one.dose, one.flags) == (two.decision, two.dose, two.flags)


def test_a_limit_says_what_holds_for_every_value_and_what_may_hold():
    high = report(value("egfr", ">90")).values[0]
    assert (said(high), [one.certain for one in high.says], high.sign) == (["lab_egfr_g1"], [True], ">")
    wide = report(value("egfr", "> 30")).values[0]
    assert [(one.rule, one.certain) for one in wide.says] == [("lab_egfr_g3b", False)]
    assert wide.says[0].text.startswith("This may be too:")
    low = report(value("magnesium", "<0,5", "mmol/L")).values[0]
    assert (low.standing, [(one.rule, one.certain) for one in low.says]) == ("below", [("lab_serum_severe_low", True)])
    open_end = report(value("magnesium", "< 1.0", "mmol/L")).values[0]
    assert open_end.standing is None
    assert [(one.rule, one.certain) for one in open_end.says] == [("lab_serum_severe_low", False)]


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
@pytest.mark.parametrize("test", ["egfr", "serum_magnesium", "erythrocyte_magnesium", "femg", "creatinine_clearance"])
def test_a_certain_sentence_holds_for_every_value_of_the_limit(test, sign):
    row = KNOWLEDGE.lab_tests[test]
    steps = [float(row.low) + (float(row.high) - float(row.low)) * share / 40 for share in range(1, 40)]
    for number in steps:
        found = report(value(test, f"{sign}{number:.3f}", row.unit)).values[0]
        certain = {one.rule for one in found.says if one.certain}
        inside = [step for step in steps if (step < number if "<" in sign else step > number)]
        for step in inside:
            assert certain <= set(said(report(value(test, round(step, 3), row.unit)).values[0])), (number, step)


def test_a_mark_of_the_laboratory_comes_before_the_usual_range():
    marked = report(value("magnesium", "0.78 L", "mmol/L")).values[0]
    assert (marked.standing, marked.mark, said(marked)) == ("below", "low", ["lab_serum_low"])
    ranged = report(value("magnesium", "0.78 L", "mmol/L", low=0.7, high=1.0)).values[0]
    assert ranged.standing == "below"


OLD_WOMAN = Profile(person=Person(age=70, sex="female"), goals=("general",))


def test_two_kidney_functions_of_one_day_that_contradict_are_asked_about_and_the_lower_counts():
    day = "2026-11-01"
    found = report(value("creatinine", 150, "µmol/L", day), value("egfr", 90, None, day), profile=OLD_WOMAN)
    given = next(one for one in found.values if one.test == "egfr" and one.typed_value is not None)
    derived = next(one for one in found.values if one.derived_from)
    assert (given.counts, given.says, derived.counts) == (False, (), True)
    assert said(derived) == ["lab_egfr_g3b"]
    assert "90 and 32" in given.question
    assert "cannot both be right" in given.question
    assert "Now 32 counts" in given.question
    assert found.trends == ()
    good = report(value("creatinine", 60, "µmol/L", day), value("egfr", 85, None, day), profile=OLD_WOMAN)
    assert not any("cannot both" in (one.question or "") for one in good.values)


def test_without_an_age_a_creatinine_puts_the_kidney_function_in_doubt():
    day = "2026-11-01"
    sure = report(value("creatinine", 150, "µmol/L", day), value("egfr", 90, None, day))
    egfr = next(one for one in sure.values if one.test == "egfr")
    assert egfr.says == ()
    assert "fits no adult" in egfr.question
    doubt = report(value("creatinine", 90, "µmol/L", day), value("egfr", 90, None, day))
    egfr = next(one for one in doubt.values if one.test == "egfr")
    assert "Without an age no eGFR follows" in egfr.question
    assert "may be too high" in egfr.question
    alone = report(value("egfr", 90, None, day))
    assert alone.values[0].question is None


def test_two_typed_values_of_one_day_are_both_named_and_one_counts():
    day = "2026-11-01"
    found = report(value("egfr", 90, None, day), value("egfr", 40, None, day), value("egfr", 85, None, "2026-10-01"))
    assert [(one.value, one.counts) for one in found.values if one.date == day] == [(40, True), (90, False)]
    assert [(point.date, point.value) for point in found.trends[0].points] == [("2026-10-01", 85), (day, 40)]
    serum = report(value("magnesium", 1.2, "mmol/L", day), value("magnesium", 0.8, "mmol/L", day))
    assert [(one.value, one.counts) for one in serum.values] == [(0.8, False), (1.2, True)]
    assert "Two values stand side by side: 0.8 and 1.2" in serum.values[0].question
    assert serum.trends == ()


def test_a_course_to_a_limit_tells_no_difference():
    trend = report(value("egfr", 80, None, "2026-01-01"), value("egfr", ">90", None, "2026-11-01")).trends[0]
    assert trend.change is None
    assert "80 (2026-01-01) and more than 90" in trend.text
    svg = draw_labs(
        report(value("egfr", 80, None, "2026-01-01"), value("egfr", ">90", None, "2026-11-01")), knowledge=KNOWLEDGE
    )
    assert "&gt;90" in svg


def test_a_limit_on_creatinine_gives_the_opposite_limit_on_the_kidney_function():
    found = report(value("creatinine", "> 450", "µmol/L"), profile=OLD_WOMAN)
    derived = next(one for one in found.values if one.test == "egfr")
    assert derived.sign == "<"
    assert derived.says


def test_a_clearance_is_named_and_is_no_kidney_function():
    low, good = (report(value("creatinineklaring", number, "ml/min")).values[0] for number in (55, 90))
    assert (low.test, said(low), said(good)) == ("creatinine_clearance", ["lab_clearance_low"], ["lab_clearance_other"])


def test_a_unit_without_its_surface_is_read_and_asked_about():
    assert "We read that as mL/min/1.73 m²" in (report(value("egfr", 85, "ml/min")).values[0].question or "")


def test_what_a_limit_or_a_star_leaves_open_is_asked():
    asked = {text: report(value("egfr", text)).values[0].question or "" for text in (">90", "> 30", "90*")}
    assert asked[">90"] == ""
    assert "More than 30 is a limit. Ask your laboratory for the exact number." in asked["> 30"]
    assert "what your laboratory means by the mark beside 90" in asked["90*"]


def test_a_serum_limit_that_leaves_its_place_open_explains_no_urine_value():
    day = "2027-01-10"
    open_end = report(value("magnesium", "<1.0", "mmol/L", day), value("femg", 5, "%", day))
    assert "labs.serum_magnesium_mmol_l" in open_end.asks
    assert "lab_femg_wasting" not in said(next(one for one in open_end.values if one.test == "femg"))
    low = report(value("magnesium", "<0.6", "mmol/L", day), value("femg", 5, "%", day))
    assert "lab_femg_wasting" in said(next(one for one in low.values if one.test == "femg"))
