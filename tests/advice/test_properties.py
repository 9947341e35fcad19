"""What holds for every profile: here on generated ones."""

import copy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from magwise.advice.advice import DECISIONS
from magwise.advice.engine import ready
from magwise.advice.envelope import broken
from magwise.advice.understand import understand
from magwise.answer import answer, compose
from magwise.errors import ProfileError
from magwise.knowledge.load import load_knowledge
from magwise.knowledge.records import URGENCIES
from magwise.profiles.read import read_profile

KNOWLEDGE = load_knowledge()
ENGINE = ready(KNOWLEDGE)
OPTIONS = {name: KNOWLEDGE.fields[name].options for name in ("goals", "complaints", "conditions", "red_flags")}
MEDICINES = (
    "Thyrax", "ciprofloxacine 500", "raltegravir", "Tivicay", "omeprazol", "Rennie", "naproxen", "tacrolimus",
    "hydrochloorthiazide", "spironolacton", "digoxine", "Brummelforte", "lisinopril", "calcitriol", "misoprostol",
    "ferrofumaraat", "doxycycline", "rosuvastatine", "ciprofloxacine oogdruppels", "nilotinib", "erlotinib",
)  # fmt: skip
LABELS = (
    "Per 2 tabletten: magnesium (bisglycinaat) 200 mg",
    "Magnesium (als oxide) 400 mg per tablet",
    "Magnesiumcitraat 1000 mg per tablet",
    "Magnesium (as taurate) 60 mg per capsule",
    "Multivitamine",
    "Vitamine D3 25 mcg per capsule",
    "Magnesiumolie voor op de huid",
    "Puur magnesiumbisglycinaat 500 mg, waarvan magnesium 200 mg, per capsule",
)
times = st.sampled_from(["06:00", "08:00", "12:30", "18:00", "22:00"])


products = st.fixed_dictionaries(
    {"form": st.sampled_from(["citrate", "oxide", "bisglycinate", "l_threonate"])},
    optional={
        "mg_per_day": st.sampled_from([1, 50, 100, 250, 251, 800]),
        "weeks": st.sampled_from([1, 3, 4, 5, 80]),
        "days_week": st.sampled_from([0, 5, 6, 7]),
        "effect": st.sampled_from(["none", "some", "good"]),
        "bowel": st.sampled_from(["hard", "normal", "loose", "watery"]),
        "prescribed": st.booleans(),
    },
)


def subset(name, most=3):
    return st.lists(st.sampled_from(OPTIONS[name]), max_size=most, unique=True)


@st.composite
def profiles(draw):
    """Profiles with any mix of risks, most keys left out half of the time; contradictions are avoided."""
    profile = {"person": {"age": draw(st.integers(16, 90))}, "goals": draw(subset("goals").filter(bool))}
    sex = draw(st.sampled_from([None, "female", "male"]))
    if sex:
        profile["person"]["sex"] = sex
    if sex == "female" and profile["person"]["age"] < 50:
        for state in ("pregnant", "breastfeeding"):
            if (value := draw(st.sampled_from([None, False, False, True]))) is not None:
                profile["person"][state] = value
    for name in ("complaints", "conditions"):
        if draw(st.booleans()):
            profile[name] = draw(subset(name, 2))
    if draw(st.integers(0, 9)) == 0:
        profile["red_flags"] = draw(subset("red_flags", 1))
    if draw(st.integers(0, 4)) == 0:
        unsure = draw(st.sampled_from([*OPTIONS["conditions"], *OPTIONS["red_flags"]]))
        if unsure not in (*profile.get("conditions", ()), *profile.get("red_flags", ())):
            profile["unsure"] = [unsure]
    if draw(st.booleans()):
        profile["gut"] = {
            "sensitive": draw(st.sampled_from([None, True, False])),
            "stool": draw(st.sampled_from([None, "hard", "normal", "loose", "watery"])),
        }
    labs = {}
    if draw(st.integers(0, 3)) == 0 and not {"dialysis", "kidney_disease", "acute_kidney_injury"} & set(
        profile.get("conditions", ())
    ):
        labs["egfr"] = draw(st.sampled_from([20, 44, 45, 59, 60, 90]))
    if draw(st.integers(0, 5)) == 0:
        labs["serum_magnesium_mmol_l"] = draw(st.sampled_from([0.4, 0.5, 0.69, 0.7, 0.85, 1.0, 1.01, 2.0]))
    profile["labs"] = labs
    names = draw(st.lists(st.sampled_from(MEDICINES), max_size=3, unique=True))
    if names or draw(st.booleans()):
        profile["medicines"] = [
            {"name": name, "times": draw(st.lists(times, min_size=1, max_size=2, unique=True))} for name in names
        ]
    if names and draw(st.integers(0, 3)) == 0:
        profile["doctor_agreed"] = [
            names[0],
            draw(st.sampled_from([*OPTIONS["conditions"], "kidney_function", "pregnancy"])),
        ]
    if draw(st.booleans()):
        profile["supplements"] = [
            {"label": draw(st.sampled_from(LABELS)), "servings_per_day": draw(st.sampled_from([1, 2]))}
        ]
    if draw(st.booleans()):
        profile["products"] = [
            {"name": f"pot {label[:9]}", "label": label}
            for label in draw(st.lists(st.sampled_from(LABELS), max_size=2, unique=True))
        ]
    if draw(st.booleans()):
        profile["current_magnesium"] = draw(st.lists(products, max_size=3))
    profile["wants_laxative_effect"] = draw(st.sampled_from([None, True, False]))
    profile["jurisdiction"] = draw(st.sampled_from(["EU", "US", "UK"]))
    profile["locale"] = draw(st.sampled_from(["nl", "en"]))
    return profile


def understood(profile):
    return understand(read_profile(profile, knowledge=KNOWLEDGE), ENGINE)


RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@RELAXED
@given(profiles())
def test_the_rules_alone_never_trip_the_envelope(profile):
    case = understood(profile)
    assert broken(compose(case, ENGINE), case, ENGINE) == ()


@RELAXED
@given(profiles())
def test_an_advice_is_whole(profile):
    advice = answer(profile, knowledge=KNOWLEDGE)
    assert advice.decision in DECISIONS
    assert (advice.dose is not None) == (advice.decision == "advise")
    assert len({form.form for form in advice.forms}) == len(KNOWLEDGE.families)
    if advice.decision == "advise":
        assert [form for form in advice.forms if form.role == "first_choice"]
    assert all(reason.sources and reason.rule in KNOWLEDGE.rules for form in advice.forms for reason in form.reasons)
    assert advice.unknowns
    assert sum(view.topic == "upper_level" for view in advice.other_authorities) == len(KNOWLEDGE.authorities) - 1


def highest(advice):
    """The most magnesium of any step; nothing where no dose is given."""
    return max((step.mg_per_day for step in advice.dose.ladder), default=0) if advice.dose else 0


@RELAXED
@given(profiles(), st.sampled_from(OPTIONS["conditions"]))
def test_adding_a_condition_never_opens_a_gate_or_raises_a_dose(profile, condition):
    riskier = copy.deepcopy(profile)
    if condition in riskier.get("unsure", ()) or (condition == "dialysis" and "egfr" in riskier["labs"]):
        return
    riskier["conditions"] = [*dict.fromkeys([*riskier.get("conditions", ()), condition])]
    before, after = answer(profile, knowledge=KNOWLEDGE), answer(riskier, knowledge=KNOWLEDGE)
    assert DECISIONS.index(after.decision) <= DECISIONS.index(before.decision)
    assert highest(after) <= highest(before)


@RELAXED
@given(profiles(), st.sampled_from(MEDICINES))
def test_adding_a_medicine_never_opens_a_gate_or_raises_a_dose(profile, name):
    riskier = copy.deepcopy(profile)
    entries = riskier.get("medicines", [])
    if name in [entry["name"] for entry in entries]:
        return
    riskier["medicines"] = [*entries, {"name": name, "times": ["12:30"]}]
    before, after = answer(profile, knowledge=KNOWLEDGE), answer(riskier, knowledge=KNOWLEDGE)
    assert DECISIONS.index(after.decision) <= DECISIONS.index(before.decision)
    assert highest(after) <= highest(before)


@RELAXED
@given(profiles(), st.sampled_from(LABELS[:5]))
def test_adding_magnesium_never_raises_a_dose(profile, label):
    fuller = copy.deepcopy(profile)
    fuller["supplements"] = [*fuller.get("supplements", []), {"label": label, "servings_per_day": 1}]
    before, after = answer(profile, knowledge=KNOWLEDGE), answer(fuller, knowledge=KNOWLEDGE)
    assert DECISIONS.index(after.decision) <= DECISIONS.index(before.decision)
    if before.dose and after.dose and not profile.get("products"):
        assert highest(after) <= highest(before)
    if after.dose:
        assert after.dose.already_mg + highest(after) <= after.dose.ceiling_mg


STRICTNESS = ("stop", "ask", "lower", "switch", "keep", None)


def do_of(advice):
    """How strict the word on what is taken now is: 0 for «stop»."""
    return STRICTNESS.index(advice.now.do if advice.now else None)


def not_milder(before, after):
    """Whether the second says nothing milder of what is taken now; what a doctor prescribed turns «stop» into «ask»."""
    doctors = after.now is not None and any(item.prescribed for item in after.now.by)
    return do_of(after) <= do_of(before) or (doctors and after.now.do == "ask")


@RELAXED
@given(profiles(), st.sampled_from([1, 60, 150, 251, 900]), st.booleans())
def test_adding_to_what_is_taken_now_never_raises_a_dose_nor_says_something_milder(profile, mg, prescribed):
    """A product more, of which only the amount is told: what was heard of stools and effect stays as it is."""
    fuller = copy.deepcopy(profile)
    more = {"form": "unspecified", "mg_per_day": mg, "prescribed": prescribed}
    fuller["current_magnesium"] = [*fuller.get("current_magnesium", []), more]
    before, after = answer(profile, knowledge=KNOWLEDGE), answer(fuller, knowledge=KNOWLEDGE)
    assert DECISIONS.index(after.decision) <= DECISIONS.index(before.decision)
    assert not_milder(before, after)
    assert after.now.mg_per_day >= (before.now.mg_per_day if before.now else 0) + mg
    if before.dose and after.dose and not profile.get("products"):
        assert highest(after) <= highest(before)


@RELAXED
@given(profiles(), st.integers(0, 2), st.sampled_from([0, 1, 100, 700]))
def test_raising_what_is_taken_now_never_raises_a_dose_nor_says_something_milder(profile, place, more):
    told = [entry for entry in profile.get("current_magnesium", []) if "mg_per_day" in entry]
    if place >= len(told):
        return
    fuller = copy.deepcopy(profile)
    raised = next(entry for entry in fuller["current_magnesium"] if entry == told[place])
    raised["mg_per_day"] += more
    before, after = answer(profile, knowledge=KNOWLEDGE), answer(fuller, knowledge=KNOWLEDGE)
    assert DECISIONS.index(after.decision) <= DECISIONS.index(before.decision)
    assert do_of(after) <= do_of(before)
    if before.dose and after.dose and not profile.get("products"):
        assert highest(after) <= highest(before)


@RELAXED
@given(profiles())
def test_what_is_taken_now_is_heard_of_and_the_stance_follows(profile):
    advice, case = answer(profile, knowledge=KNOWLEDGE), understood(profile)
    assert (advice.now is None) == (not case.now)
    assert (advice.stance is None) == (advice.decision == "urgent" or (advice.dose is None and not case.now))
    if advice.now:
        assert [item.name for item in advice.now.by] == [source.name for source in case.now]
        own = {item.do for item in advice.now.by if not item.prescribed}
        assert all(item.do in ("ask", "keep") for item in advice.now.by if item.prescribed)
        if advice.stance == "stop":
            assert own == {"stop"}
        if advice.decision in ("urgent", "consult_first"):
            assert advice.now.do in ("stop", "ask")


@RELAXED
@given(profiles(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_taken_does_not_matter(profile, random):
    entries = list(profile.get("current_magnesium", []))
    random.shuffle(entries)
    shuffled = {**profile, "current_magnesium": entries} if entries else profile
    first, second = answer(profile, knowledge=KNOWLEDGE), answer(shuffled, knowledge=KNOWLEDGE)
    assert (first.decision, first.stance, first.now and first.now.do) == (
        second.decision, second.stance, second.now and second.now.do,
    )  # fmt: skip
    assert [form.role for form in first.forms] == [form.role for form in second.forms]


@RELAXED
@given(profiles(), st.randoms(use_true_random=False))
def test_the_order_of_medicines_does_not_matter(profile, random):
    entries = list(profile.get("medicines", []))
    random.shuffle(entries)
    shuffled = {**profile, "medicines": entries} if "medicines" in profile else profile
    first, second = answer(profile, knowledge=KNOWLEDGE), answer(shuffled, knowledge=KNOWLEDGE)
    assert first.decision == second.decision
    assert first.dose == second.dose or {a.name for a in first.dose.already} == {a.name for a in second.dose.already}
    assert {flag.id for flag in first.flags} == {flag.id for flag in second.flags}
    assert [form.role for form in first.forms] == [form.role for form in second.forms]
    assert first.day_plan.status == second.day_plan.status


@RELAXED
@given(profiles())
def test_both_languages_decide_alike(profile):
    dutch = answer({**profile, "locale": "nl"}, knowledge=KNOWLEDGE)
    english = answer({**profile, "locale": "en"}, knowledge=KNOWLEDGE)
    assert dutch.decision == english.decision
    assert [flag.id for flag in dutch.flags] == [flag.id for flag in english.flags]
    assert [(form.form, form.role) for form in dutch.forms] == [(form.form, form.role) for form in english.forms]
    if dutch.dose:
        assert [step.mg_per_day for step in dutch.dose.ladder] == [step.mg_per_day for step in english.dose.ladder]


@RELAXED
@given(profiles())
def test_how_soon_and_what_to_expect_fit_the_decision_and_a_risk_never_lets_anyone_wait_longer(profile):
    advice = answer(profile, knowledge=KNOWLEDGE)
    allowed = {"urgent": ("emergency", "today"), "consult_first": ("today", "this_week", "before_start")}
    assert advice.urgency in allowed.get(advice.decision, (None,))
    assert (advice.expectation is None) == (advice.decision == "urgent")

    def place(found):
        return URGENCIES.index(found) if found else len(URGENCIES)

    here = place(advice.urgency)
    for key, names in (("conditions", OPTIONS["conditions"]), ("red_flags", OPTIONS["red_flags"])):
        had = profile.get(key, [])
        for name in names[:: max(1, len(names) // 4)]:
            if name in had or name in profile.get("unsure", ()):
                continue
            try:
                worse = answer({**profile, key: [*had, name]}, knowledge=KNOWLEDGE)
            except ProfileError:  # it contradicts what else was told
                continue
            assert place(worse.urgency) <= here, name
