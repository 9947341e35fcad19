"""Today's dose, decided on everything known: what closes it, what opens it again, and that nothing overrules it."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest

import magwise
from magwise.answer import begin_course
from magwise.errors import DiaryError
from magwise.followup.diary import Event
from magwise.followup.entry import read_entry
from magwise.followup.today import today_of
from magwise.knowledge.load import load_knowledge
from magwise.profiles.read import read_profile
from people.diaries import broken

KNOWLEDGE = load_knowledge()
START = date(2027, 1, 4)
SIGNS = tuple(KNOWLEDGE.fields["red_flags"].options)
WOMAN = {"person": {"age": 40, "sex": "female"}, "goals": ["sleep"]}
NUMBERS = {row.id: float(row.value) for row in KNOWLEDGE.thresholds.values()}


class Diary:
    """A diary that is written in, a day counted from the first one of its course."""

    def __init__(self, **told):
        self.events = []
        self.profile = read_profile({**WOMAN, **told}, knowledge=KNOWLEDGE)

    def begin(self, day=0, **told):
        profile = read_profile({**WOMAN, **told}, knowledge=KNOWLEDGE) if told else self.profile
        on = START + timedelta(day)
        course = begin_course(profile, on, knowledge=KNOWLEDGE, on=on, events=self.events)
        self.events.append(
            Event(id=f"c{len(self.events)}", kind="course", recorded="x", course=course, profile=profile)
        )
        return self

    def write(self, day, **row):
        entry = read_entry({"date": (START + timedelta(day)).isoformat(), **row}, knowledge=KNOWLEDGE)
        self.events.append(Event(id=f"e{len(self.events)}", kind="entry", recorded="x", entry=entry))
        return self

    def lab(self, day, test, value, **ends):
        unit = KNOWLEDGE.lab_tests[test].unit
        return self.write(day, lab={"test": test, "value": value, "unit": unit, **ends})

    def normal(self, *days):
        for day in days:
            self.write(day, bristol=4, taken="taken")
        return self

    def on(self, day, locale="en"):
        return today_of(self.events, START + timedelta(day), knowledge=KNOWLEDGE, locale=locale)

    def mg(self, day):
        found = self.on(day)
        return found.dose.mg if found.dose is not None else 0


def rules(found):
    return [closing.rule for closing in found.closed_by]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("locale", ["nl", "en"])
def test_every_alarm_sign_closes_the_day_itself(sign, locale):
    found = Diary().begin().write(3, effects=[sign], time="07:30").on(3, locale)
    assert (found.decision, found.dose) == ("urgent", None)
    assert rules(found) == [f"red_flag_{sign}"]
    (closing,) = found.closed_by
    assert "{" not in closing.text
    assert (closing.since, closing.level) == ("2027-01-07", "urgent")
    assert f"magwise diary seen {sign}" in closing.opens
    assert found.titration.today.mg == 0
    assert closing.sources


@pytest.mark.parametrize("later", [0, 1, 10, 100])
def test_an_alarm_stands_until_a_doctor_saw_it(later):
    diary = Diary().begin().write(3, effects=["fainting"]).normal(*range(4, 4 + later))
    assert rules(diary.on(3 + later)) == ["red_flag_fainting"]
    diary.write(3 + later, seen=["fainting"])
    assert (diary.on(3 + later).decision, diary.mg(3 + later)) == ("advise", 100)
    # A second time is a second alarm.
    diary.write(5 + later, effects=["fainting"])
    assert diary.mg(5 + later) == 0


def test_only_the_sign_that_was_seen_is_answered():
    diary = Diary().begin().write(3, effects=["fainting", "confusion"]).write(4, seen=["fainting"])
    assert rules(diary.on(5)) == ["red_flag_confusion"]
    assert diary.write(5, seen=["confusion"]).mg(5) == 100


def test_a_doctor_who_looked_before_did_not_see_it():
    diary = Diary().begin().write(3, effects=["fainting"]).write(2, seen=["fainting"])
    assert diary.mg(3) == 0
    # On one day the hours decide, else the order of writing.
    assert (
        Diary().begin().write(3, effects=["fainting"], time="14:00").write(3, seen=["fainting"], time="09:00").mg(3)
        == 0
    )
    assert (
        Diary().begin().write(3, seen=["fainting"], time="16:00").write(3, effects=["fainting"], time="14:00").mg(3)
        == 100
    )
    assert Diary().begin().write(3, seen=["fainting"]).write(3, effects=["fainting"]).mg(3) == 0
    assert Diary().begin().write(3, effects=["fainting"]).write(3, seen=["fainting"]).mg(3) == 100


def test_what_opens_again_begins_low():
    diary = Diary().begin().normal(*range(14))
    assert diary.mg(14) == 200
    diary.write(14, effects=["slow_pulse"])
    diary.write(20, seen=["slow_pulse"])
    assert [diary.mg(day) for day in (14, 19, 20)] == [0, 0, 100]
    assert diary.on(20).titration.today.rule == "diary_reopened"


def test_an_alarm_is_not_forgotten_when_the_course_is_begun_anew():
    diary = Diary().write(-60, effects=["blood_in_stool"])
    with pytest.raises(DiaryError, match=r"(?s)call a doctor today.*magwise diary seen blood_in_stool"):
        diary.begin(locale="en")
    found = diary.on(0)
    assert (found.course, found.dose, rules(found)) == (None, None, ["red_flag_blood_in_stool"])
    # Also where an import brought it into a course that had begun before.
    late = Diary().begin().normal(0, 1).write(-60, effects=["blood_in_stool"])
    assert late.mg(2) == 0
    assert diary.write(0, seen=["blood_in_stool"]).begin(locale="en").mg(0) == 100


@pytest.mark.parametrize(
    ("bristol", "mg", "decision", "rule"),
    [
        (1, 100, "advise", None), (2, 100, "advise", None), (3, 100, "advise", None), (4, 100, "advise", None),
        (5, 100, "advise", None), (6, 50, "advise", None), (7, 0, "no_supplement", "watery_stool"),
    ],
)  # fmt: skip
def test_the_stools_of_the_day_itself_count(bristol, mg, decision, rule):
    found = Diary().begin().write(2, bristol=bristol, time="07:30").on(2)
    assert (found.dose.mg if found.dose else 0, found.decision, rules(found)) == (mg, decision, [rule] if rule else [])
    assert found.lowered == (bristol >= 6)


def test_watery_then_normal():
    diary = Diary().begin().normal(*range(7)).write(7, bristol=7)
    assert [diary.mg(day) for day in (6, 7, 8, 60)] == [100, 0, 0, 0]
    diary.normal(8)
    assert diary.mg(9) == 0
    diary.normal(9)
    assert diary.mg(9) == 0
    assert diary.mg(10) == 50  # half of 150, on a rung: as the titration always did
    assert diary.write(10, bristol=7).mg(10) == 0


def test_loose_on_the_lowest_rung_pauses_today():
    found = Diary(gut={"sensitive": True}).begin().write(2, bristol=6).on(2)
    assert (found.dose, found.decision, rules(found)) == (None, "no_supplement", ["diary_lowest_pause"])


def test_what_was_taken_already_is_told():
    found = Diary().begin().write(2, taken="taken").write(2, bristol=7).on(2)
    assert (found.taken, found.dose) == ("taken", None)
    assert Diary().begin().write(2, bristol=7).on(2).taken == "unrecorded"


def test_a_watery_stool_closes_a_trial_day_too():
    diary = Diary().begin().normal(0, 1).write(2, bristol=7, on=False).write(3, on=True, outcome=5)
    assert [rules(diary.on(day)) for day in (2, 3)] == [["watery_stool"], ["watery_stool"]]
    assert Diary().begin().write(2, on=False, outcome=5).on(2).dose is None


@pytest.mark.parametrize(
    ("test", "value", "rule"),
    [
        ("egfr", NUMBERS["egfr_no_lift"] - 1, "egfr_low"),
        ("egfr", NUMBERS["egfr_no_lift"], "egfr_reduced"),
        ("egfr", NUMBERS["egfr_known_risk"] - 1, "egfr_reduced"),
        ("egfr", NUMBERS["egfr_known_risk"], None),
        ("egfr", NUMBERS["egfr_known_risk"] + 1, None),
        ("serum_magnesium", NUMBERS["serum_severe_low"] - 0.01, "serum_magnesium_severe_low"),
        ("serum_magnesium", NUMBERS["serum_severe_low"], "serum_magnesium_low"),
        ("serum_magnesium", NUMBERS["serum_low"] - 0.01, "serum_magnesium_low"),
        ("serum_magnesium", NUMBERS["serum_low"], None),
        ("serum_magnesium", NUMBERS["serum_high"], None),
        ("serum_magnesium", NUMBERS["serum_high"] + 0.01, "serum_magnesium_high"),
        ("serum_magnesium", NUMBERS["serum_severe_high"] - 0.01, "serum_magnesium_high"),
        ("serum_magnesium", NUMBERS["serum_severe_high"], "serum_magnesium_severe_high"),
        ("creatinine", 450, "egfr_low"),
        ("creatinine", 120, "egfr_reduced"),  # 50 mL/min/1.73 m² for a woman of 40
        ("creatinine", 100, None),  # 63
        ("femg", 9, None),
    ],
)
def test_every_threshold_of_a_laboratory_value(test, value, rule):
    diary = Diary().begin().lab(2, test, round(value, 2))
    assert diary.mg(1) == 100
    for day in (2, 30):
        found = diary.on(day)
        assert (found.closed_by[0].rule if rule else None, rules(found)[:1]) == (rule, [rule] if rule else [])
        assert (found.dose is None) == (rule is not None)
        assert all(closing.since == "2027-01-06" for closing in found.closed_by)


def test_a_later_value_answers_an_earlier_one():
    diary = Diary().begin().lab(2, "egfr", 25).lab(9, "egfr", 41)
    assert [rules(diary.on(day)) for day in (2, 9)] == [["egfr_low"], ["egfr_low"]]
    diary.lab(20, "egfr", 82)
    assert (diary.mg(19), diary.mg(20), diary.on(20).titration.today.rule) == (0, 100, "diary_reopened")
    # Kidney function is one thing: a newer creatinine answers an eGFR, and the other way round.
    assert Diary().begin().lab(2, "egfr", 25).lab(9, "creatinine", 60).mg(9) == 100
    assert Diary().begin().lab(2, "creatinine", 60).lab(9, "egfr", 25).mg(9) == 0
    assert Diary().begin().lab(9, "egfr", 25).lab(2, "egfr", 90).mg(9) == 0


def test_the_range_of_the_laboratory_counts():
    assert rules(Diary().begin().lab(2, "serum_magnesium", 0.98, high=0.95).on(2)) == ["serum_magnesium_high"]
    assert rules(Diary().begin().lab(2, "serum_magnesium", 0.98).on(2)) == []
    odd = Diary().begin().lab(2, "serum_magnesium", 0.98, low=0.1, high=3).on(2)
    assert [remark.about for remark in odd.unused] == ["labs.serum_magnesium_range"]


@pytest.mark.parametrize(("own", "mine", "closed"), [(90, 25, True), (59, 90, True), (75, 95, False)])
def test_beside_a_profile_the_lower_counts_and_is_asked(own, mine, closed):
    diary = (
        Diary(labs={"egfr": own}, doctor_agreed=["kidney_function"] if own < 60 else []).begin().lab(2, "egfr", mine)
    )
    found = diary.on(2)
    assert (found.decision != "advise") == (closed and own == 90)
    assert [remark.about for remark in found.asks] == ["labs.egfr"]
    if own == 59:
        assert found.dose.mg == 100


def test_two_values_of_one_day_that_contradict_each_other():
    found = Diary().begin().lab(2, "egfr", 90).lab(2, "creatinine", 150).on(2)
    assert rules(found) == ["egfr_low"]
    assert [remark.about for remark in found.asks] == ["labs.egfr"]
    serum = Diary().begin().lab(2, "serum_magnesium", 2.3).lab(2, "serum_magnesium", 0.8).on(2)
    assert serum.decision == "urgent"
    assert [remark.about for remark in serum.asks] == ["labs.serum_magnesium_mmol_l"]


def test_a_creatinine_without_an_age_closes_where_no_age_would_open():
    """A diary whose course did not bring its profile along: only the most that it can stand for counts."""

    def bare(value):
        diary = Diary().begin()
        diary.events[0] = Event(id="c", kind="course", recorded="x", course=diary.events[0].course)
        return diary.lab(2, "creatinine", value).on(2)

    assert rules(bare(450)) == ["egfr_low"]
    assert [remark.about for remark in bare(70).unused] == ["person.age"]
    assert bare(70).dose.mg == 100


def test_what_the_profile_was_begun_with_still_counts():
    """The limits of a practice end, and the ceiling with them."""
    told = {"overrides": [{"limit": "ceiling_mg", "value": 350, "reason": "other", "until": "2027-03-24", "by": "x"}]}
    diary = Diary(**told).begin()
    for day in range(100):
        diary.write(day, bristol=4, taken="taken", benefit="none")
    last = (date(2027, 3, 24) - START).days
    assert [diary.mg(day) for day in (last, last + 1)] == [300, 250]
    assert diary.on(last + 1).titration.today.rule == "diary_ceiling"


def test_a_value_that_a_doctor_agreed_to_still_lowers_the_dose():
    diary = Diary(labs={"egfr": 80}, doctor_agreed=["kidney_function"]).begin().normal(*range(14)).lab(14, "egfr", 50)
    assert [diary.mg(day) for day in (13, 14)] == [150, 100]


def test_a_new_medicine_is_used_by_its_name():
    diary = Diary(medicines=[]).begin().write(2, change=["new_medicine"], medicine="methotrexaat")
    named = diary.on(2)
    assert named.asks == ()
    lithium = Diary(medicines=[]).begin().write(2, change=["new_medicine"], note="Thyrax 100 mcg").on(2)
    assert [flag.id for flag in lithium.minds] == ["levothyroxine_spacing"]
    assert lithium.unused == ()
    tacrolimus = Diary(medicines=[]).begin().write(2, change=["new_medicine"], medicine="tacrolimus")
    assert (tacrolimus.mg(1), tacrolimus.on(2).decision, tacrolimus.mg(2)) == (100, "consult_first", 0)
    tacrolimus.write(9, change=["stopped_medicine"], medicine="Prograft")
    assert tacrolimus.mg(9) == 100


def test_a_medicine_without_a_name_is_unknown_until_it_is_named():
    diary = Diary(medicines=[]).begin().write(2, change=["new_medicine"])
    found = diary.on(40)
    assert [flag.id for flag in found.minds] == ["unknown_medicine"]
    assert "diary add --correct e1 --medicine" in found.asks[0].text
    entry = read_entry(
        {"date": "2027-01-06", "change": ["new_medicine"], "medicine": "paracetamol"}, knowledge=KNOWLEDGE
    )
    diary.events.append(Event(id="k", kind="correction", recorded="x", about="e1", entry=entry))
    assert (diary.on(40).asks, diary.on(40).minds) == ((), ())


def test_a_medicine_that_stopped_is_asked_where_the_profile_holds_it():
    diary = Diary(medicines=[{"name": "omeprazol"}]).begin().write(2, change=["stopped_medicine"], medicine="Losec")
    assert "Losec" in diary.on(2).asks[0].text
    assert "Which one" in Diary().begin().write(2, change=["stopped_medicine"]).on(2).asks[0].text


def test_what_could_not_be_used_is_named():
    found = Diary().begin().write(2, note="raar gevoel", outcome=4).lab(2, "urine_creatinine", 8000).on(2)
    assert [remark.about for remark in found.unused] == ["labs", "note"]
    assert Diary().begin().write(2, outcome=4).on(2).unused == ()


def test_an_entry_of_a_day_to_come_says_nothing_yet():
    diary = Diary().begin().write(9, effects=["fainting"]).lab(9, "egfr", 20)
    assert [diary.mg(day) for day in (8, 9)] == [100, 0]


def test_a_withdrawn_alarm_is_gone():
    diary = Diary().begin().write(2, effects=["fainting"])
    diary.events.append(Event(id="w", kind="withdrawal", recorded="x", about="e1"))
    assert diary.mg(2) == 100


def test_made_up_diaries_never_get_more_by_a_bad_thing():
    """The small version of `make people`."""
    assert list(broken(40, 7, KNOWLEDGE)) == []


def test_nobody_else_makes_a_dose_of_a_diary():
    """Today's dose is made in one place, which asks the case first: no other module knows how."""
    source = Path(magwise.__file__).parent
    makers = {"titrate", "advance", "begin", "gate", "mg_of", "tell"}
    allowed = {"followup/today.py", "followup/guts.py", "followup/titrate.py"}
    found = set()
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "magwise.followup.titrate":
                names = {alias.name for alias in node.names}
                found |= {path.relative_to(source).as_posix()} if names & makers else set()
    assert found <= allowed
    assert "followup/today.py" in found


def ciprofloxacin(until=None):
    told = {"name": "ciprofloxacin 500 mg", "times": ["08:00", "14:00", "20:00"]}
    return {"medicines": [told if until is None else {**told, "until": until}]}


def test_a_short_course_of_a_medicine_closes_every_day_up_to_its_last():
    diary = Diary(**ciprofloxacin("2027-01-08")).begin().normal(*range(9))
    last, after = diary.on(4), diary.on(5)
    assert (last.decision, last.dose, rules(last)) == ("no_supplement", None, ["course_wait_until"])
    assert "8 January 2027" in last.closed_by[0].opens or "8 Jan 2027" in last.closed_by[0].opens
    assert (after.decision, after.dose.mg) == ("advise", after.course.first)
    assert after.titration.today.rule == "diary_reopened"


def test_a_short_course_of_which_the_end_was_not_told_closes_until_the_profile_says_so():
    diary = Diary(**ciprofloxacin()).begin().normal(*range(9))
    assert rules(diary.on(8)) == ["course_wait"]
    assert "diary begin" in diary.on(8).closed_by[0].opens


def test_who_may_go_on_begins_a_diary_with_what_is_taken_and_not_below_it():
    now = {"form": "citrate", "mg_per_day": 180, "weeks": 8, "effect": "good", "bowel": "normal"}
    diary = Diary(labs={"egfr": 90}, current_magnesium=now).begin()
    found = diary.on(0)
    assert (found.dose.mg, found.dose.form, found.titration.today.rule) == (180, "citrate", "diary_keep")
    assert found.course.first < 180 <= found.course.room
    assert diary.write(0, bristol=6, taken="taken").mg(1) < 180


@pytest.mark.parametrize("changed", [{"effect": "none"}, {"bowel": "loose"}, {"form": "oxide", "effect": "none"}])
def test_what_may_not_go_on_begins_low(changed):
    now = {"form": "citrate", "mg_per_day": 180, "weeks": 8, "effect": "good", "bowel": "normal", **changed}
    diary = Diary(labs={"egfr": 90}, current_magnesium=now).begin()
    assert diary.on(0).course.current is None
    assert diary.mg(0) == diary.on(0).course.first


@pytest.mark.parametrize(
    ("test", "value", "closed"),
    [
        ("egfr", "<60", True), ("egfr", "< 30", True), ("egfr", "> 90", False), ("egfr", ">=60", False), ("egfr", "> 45", True),
        ("serum_magnesium", "<0,5", True), ("serum_magnesium", ">2", True), ("serum_magnesium", "0.60 L", True), ("serum_magnesium", "0,80 mmol/l", False),
    ],
)  # fmt: skip
def test_a_bound_of_the_laboratory_closes_the_day_where_a_value_behind_it_does(test, value, closed):
    found = Diary().begin().lab(2, test, value).on(2)
    assert (found.dose is None) == closed, found.closed_by
