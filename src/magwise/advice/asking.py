"""The next question that can still matter, or that every completion of the answers gives the same advice.

«The same advice» is the decision and, where it is `advise`, the first choice, the dose (start, target, ceiling) and the
product; flags, reasons, the day and what to mend first may still become other. An illness that a medicine stands for
is asked first of all. A question that stands in the profile
with null was asked and is not known; it is not asked again. The safety questions are never left out.
"""

from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from typing import Any, Literal, NamedTuple

from msgspec.structs import replace

from magwise.advice.advice import DECISIONS
from magwise.advice.case import Case
from magwise.advice.decide import Held, decide, decision_of, is_lifted
from magwise.advice.dose import Room, climb
from magwise.advice.engine import Engine, ready
from magwise.advice.forms import FIRST, form_book
from magwise.advice.implied import that_matter
from magwise.advice.understand import understand
from magwise.advice.unknowns import may_be_pregnant
from magwise.advice.weigh import Weighed, weigh
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Rule
from magwise.knowledge.telling import tell_rule
from magwise.medicines.implied import Implied
from magwise.profiles.profile import Profile
from magwise.profiles.read import read_profile
from magwise.result import Result

Part = Literal["decision", "first_choice", "dose"]
SAFETY = ("person.age", "red_flags", "conditions", "medicines", "person.pregnant", "person.breastfeeding")
# Every question of an intake, in the order in which they are asked. Fields of one answer stand together.
INTAKE = (
    *SAFETY, "complaints", "goals", "doctor_agreed", "labs.serum_magnesium_mmol_l", "labs.egfr", "person.sex",
    "gut.stool", "supplements", "gut.sensitive", "current_magnesium", "foundation_ok", "wants_laxative_effect",
    "products", "lifestyle.sleep_hours", "lifestyle.stress", "diet.wholegrain_portions", "diet.nuts_portions",
    "diet.legumes_portions_week", "diet.green_vegetables_portions", "diet.magnesium_mg", "lifestyle.coffee_cups",
    "lifestyle.sweating", "lifestyle.alcohol_units_week", "lifestyle.smoker", "lifestyle.training_sessions_week",
    "lifestyle.recovery_days_week", "lifestyle.protein_g", "person.weight_kg", "person.height_cm",
    "labs.rbc_magnesium_mmol_l", "labs.urine_magnesium_mmol_24h", "labs.femg_percent", "day.wake", "day.bed",
    "day.meals",
)  # fmt: skip
TOGETHER = {
    "labs.egfr": ("labs.egfr", "labs.creatinine_umol_l"),
    "labs.serum_magnesium_mmol_l": ("labs.serum_magnesium_mmol_l", "labs.serum_magnesium_range"),
}
BASICS = (
    "foundation_ok", "lifestyle.sleep_hours", "lifestyle.stress", "diet.wholegrain_portions", "diet.nuts_portions",
    "diet.legumes_portions_week", "diet.green_vegetables_portions", "diet.magnesium_mg",
)  # fmt: skip
# The case facts that an open question leaves open, where the field is not the fact itself.
LEAVES_OPEN = {
    "person.age": ("age",), "person.pregnant": ("pregnant",), "person.breastfeeding": ("breastfeeding",),
    "supplements": ("supplement_forms",),
    "labs.egfr": ("egfr",), "labs.serum_magnesium_mmol_l": ("serum_magnesium", "serum_range_low", "serum_range_high"),
    "gut.stool": ("stool",), "gut.sensitive": ("gut_sensitive",), "goals": ("goals", "primary_goal"),
    "current_magnesium": (
        "current_form", "current_mg", "current_weeks", "current_days_week", "current_effect", "current_bowel",
    ),
    "medicines": (
        "medicines", "medicine_classes", "medicine_count", "medicine_unrecognised", "acid_salts_barred",
    ),
}  # fmt: skip
CONDITIONS = "conditions"
PROBE_AGE = 42  # only to check the other answers while the age is still to be asked
PARTS: tuple[Part, ...] = ("decision", "first_choice", "dose")


class Why(Result, frozen=True, kw_only=True):
    """A rule that hangs on a question."""

    rule: str
    text: str
    grade: str
    sources: tuple[str, ...]


class NextQuestion(Result, frozen=True, kw_only=True):
    """What to ask next. fields: of the profile, answered together; kind, unit and options: what may stand in the first.

    why: the rules that hang on it; may_change: the parts of the advice that they could change; safety: always asked.
    """

    field: str
    fields: tuple[str, ...]
    text: str
    kind: str
    unit: str
    options: tuple[str, ...]
    safety: bool
    may_change: tuple[Part, ...]
    why: tuple[Why, ...]


class Asked(Result, frozen=True, kw_only=True):
    """The next question, or (with `done`) that nothing left to ask can change `same`. open: what could still matter."""

    done: bool
    question: NextQuestion | None
    same: tuple[str, ...]
    decision: str | None
    open: tuple[str, ...]
    answered: int
    questions: int
    locale: str
    knowledge_version: str


class Pending(NamedTuple):
    """Why a question may matter: the rule (None where the field itself counts) and the part it may change."""

    question: str
    rule: Rule | None
    part: Part


def told_fields(profile: Mapping[str, Any], prefix: str = "") -> set[str]:
    """The questions that a profile answers, null («not known») among them; groups are opened up."""
    told = set()
    for key, value in profile.items():
        path = f"{prefix}{key}"
        if path in INTAKE:
            told.add(path)
        if isinstance(value, Mapping) and "." not in path:  # no question lies deeper than a group
            told |= told_fields(value, f"{path}.")
        elif value is None and path in ("lifestyle", "diet", "labs", "gut", "day"):
            told |= {name for name in INTAKE if name.startswith(f"{path}.")}
    return told


def unanswered_safety(told: set[str], case: Case | None) -> list[str]:
    """The safety questions that were not asked yet. Pregnancy is not asked of men and at ages that rule it out."""
    maternal = case is None or may_be_pregnant(case)
    asks = [name for name in SAFETY if maternal or name not in ("person.pregnant", "person.breastfeeding")]
    return [name for name in asks if name not in told]


def pending(case: Case, told: set[str], engine: Engine) -> list[Pending]:
    """What could still change decision, first choice or dose once the safety questions were asked.

    Sound: whoever is asked nothing of it hears the same whatever the other answers are. An open question counts as any
    answer; a rule matters when its truth hangs on one and what it concludes could show.
    """
    view = _View(case, told, engine)
    certain, possible = view.safety()
    decided = decision_of([*certain, *view.medicine_held])
    found = [
        Pending(name, held.rule, "decision")
        for held in possible
        if "decision" in held.rule.then and _worse(held.rule.then["decision"], decided)
        for name in view.questions(held.rule)
    ]
    open_gates = [
        held for held in (*certain, *view.medicine_held)
        if held.rule.then.get("decision") in ("consult_first", "urgent") and not held.lifted
    ]  # fmt: skip
    if "doctor_agreed" not in told and decided == "consult_first" and all(held.rule.lifted_by for held in open_gates):
        found += [Pending("doctor_agreed", held.rule, "decision") for held in open_gates]
    if decided in ("advise", "no_supplement"):  # both may hold magnesium that stays
        staying = [name for name in ("supplements", "current_magnesium") if name not in told]
        found += [Pending(name, engine.rule("ceiling_reached"), "decision") for name in staying]
    if decided == "advise":
        weighed = weigh(view.case, engine)
        if weighed.decision == "advise":
            found += view.form_pending(weighed)
            found += view.dose_pending(weighed, possible)
            if "products" not in told:
                found.append(Pending("products", engine.rule("product_unit"), "dose"))
        else:
            found += view.room_pending()
    order = {name: place for place, name in enumerate(INTAKE)}
    return sorted(found, key=lambda item: (PARTS.index(item.part), order[item.question]))


def _worse(decision: str, than: str) -> bool:
    return DECISIONS.index(decision) < DECISIONS.index(than)


class _View:
    """A case with the facts that open questions leave open set to None, and which question each hangs on."""

    def __init__(self, case: Case, told: set[str], engine: Engine) -> None:
        self.engine, self.told = engine, told
        self.hangs: dict[str, tuple[str, ...]] = {}
        facts = dict(case.facts)
        for name in INTAKE:
            if name not in told:
                for field in LEAVES_OPEN.get(name, (name,)):
                    if field in facts:
                        self.hangs[field] = (name,)
        profile = case.profile
        if profile.gut.stool is not None:
            self.hangs.pop("stool", None)
        elif "gut.stool" in told and "current_magnesium" not in told:
            self.hangs["stool"] = ("current_magnesium",)
        if profile.labs.creatinine_umol_l is not None and "person.sex" not in told:
            self.hangs["egfr"] = (*self.hangs.get("egfr", ()), "person.sex")
        if case.goals_derived and "goals" in told and "complaints" not in told:
            self.hangs["goals"] = self.hangs["primary_goal"] = ("complaints",)
        basics = [name for name in BASICS if name not in told]
        if profile.diet.magnesium_mg is not None and "person.sex" not in told:
            basics.append("person.sex")
        settled = profile.foundation_ok is not None or ("foundation_ok" in told and facts["foundation_ok"] is False)
        self.hangs.pop("foundation_ok", None)
        if basics and not settled:
            self.hangs["foundation_ok"] = (basics[0],)
        if "egfr" in self.hangs and facts["kidney_risks"]:
            self.hangs["kidney_risks"] = self.hangs["egfr"]
        maternal = may_be_pregnant(case)
        for field in ("pregnant", "breastfeeding"):
            if not maternal:
                self.hangs.pop(field, None)
        self.case = case
        self.facts = {**facts, **dict.fromkeys(self.hangs)}
        self.medicine_held = [held for held in decide(case, engine).held if held.medicine is not None]

    def questions(self, rule: Rule) -> list[str]:
        """The open questions that a rule hangs on, first those of its first field."""
        fields = next(found.fields for found in self.engine.kinds[rule.kind] if found.rule is rule)
        return list(dict.fromkeys(name for field in fields for name in self.hangs.get(field, ())))

    def safety(self) -> tuple[list[Held], list[Held]]:
        """The safety rules that hold whatever is answered, and those that may come to hold."""
        certain, possible = [], []
        for found in self.engine.kinds["safety"]:
            truth = found.test(self.facts)
            held = Held(found.rule, is_lifted(found.rule, self.case.agreed))
            if truth:
                certain.append(held)
            elif truth is None and any(field in self.hangs for field in found.fields):
                possible.append(held)
        return certain, possible

    def form_pending(self, weighed: Weighed) -> list[Pending]:
        """What may still change the first choice: what could take its place from the form that leads."""
        if "goals" in self.hangs:
            return [Pending(self.hangs["goals"][0], None, "first_choice")]
        book = form_book(self.engine.knowledge)
        low = dict.fromkeys(self.engine.knowledge.families, FIRST)
        maybe: dict[str, list[tuple[int, Rule, list[str]]]] = {}
        for rule in book.rules:
            if rule.cap is None:
                continue
            truth = rule.ready.test(self.facts)
            hanging = [name for field in rule.ready.fields for name in self.hangs.get(field, ())]
            if rule.current_form and "current_form" in self.hangs:
                families, hanging, truth = tuple(low), [*self.hangs["current_form"]], None
            else:
                families = (self.facts["current_form"],) if rule.current_form else rule.families
            for family in families:
                if truth or (truth is None and not hanging and rule.ready.also_when_unknown):
                    low[family] = max(low.get(family, FIRST), rule.cap)
                elif truth is None and hanging:
                    maybe.setdefault(family, []).append((rule.cap, rule.ready.rule, hanging))
        goal = self.facts["goals"][0]
        wished = [row.form for row in book.goals[goal]]
        for form in (*wished, *book.gentle):
            if low[form] != FIRST:
                continue
            if form not in maybe:
                return []
            return [Pending(name, rule, "first_choice") for _, rule, names in maybe[form] for name in names[:1]]
        return [
            Pending(name, rule, "first_choice")
            for form in book.gentle for _, rule, names in maybe.get(form, ()) for name in names[:1]
        ]  # fmt: skip

    def room_pending(self) -> list[Pending]:
        """What may still give room under the ceiling: kidneys that become known, another first choice."""
        rule = self.engine.rule("kidney_unknown_one_risk")
        found = [Pending(name, rule, "decision") for name in self.hangs.get("kidney_risks", ())[:1]]
        if "goals" in self.hangs:
            return [*found, Pending(self.hangs["goals"][0], None, "decision")]
        return found

    def dose_pending(self, weighed: Weighed, possible: list[Held]) -> list[Pending]:
        """Rules that may still lower the ceiling, the start or the ladder, where that would show."""
        numbers, engine = self.engine.numbers, self.engine
        base = _Bounds(float(weighed.room.ceiling), weighed.careful, weighed.decided.no_step_up)
        shows = [held for held in possible if set(held.rule.then) & {"ceiling", "careful_start", "no_step_up"}]
        ceilings = [
            base.ceiling,
            *(numbers[held.rule.then["ceiling"]] for held in shows if "ceiling" in held.rule.then),
        ]
        around = [_Bounds(*more) for more in product(ceilings, (base.careful, True), (base.no_step_up, True))]
        found = []
        for held in shows:
            then = held.rule.then
            ceiling = numbers[then["ceiling"]] if "ceiling" in then else base.ceiling
            own = _Bounds(ceiling, bool(then.get("careful_start")), bool(then.get("no_step_up")))
            if any(
                self._dose(more.with_(base), weighed) != self._dose(more.with_(own).with_(base), weighed)
                for more in around
            ):
                found += [Pending(name, held.rule, "dose") for name in self.questions(held.rule)]
        if "gut_sensitive" in self.hangs and not base.careful:
            found.append(Pending("gut.sensitive", engine.rule("start_low_sensitive"), "dose"))
        if "kidney_risks" in self.hangs:
            found.append(Pending(self.hangs["egfr"][0], engine.rule("kidney_unknown_one_risk"), "dose"))
        return [*found, *self._product_pending(weighed)]

    def _product_pending(self, weighed: Weighed) -> list[Pending]:
        """Rules about the form of a product at hand: it may come not to fit."""
        families = {compound.form for fit in weighed.fits for compound in fit.product.label.compounds}
        if families and "current_form" in self.hangs:
            return [Pending("current_magnesium", self.engine.rule("failed_form"), "dose")]
        found = []
        for rule in form_book(self.engine.knowledge).rules:
            hanging = [name for field in rule.ready.fields for name in self.hangs.get(field, ())]
            if rule.cap is None or not hanging or families.isdisjoint(rule.families):
                continue
            if rule.ready.test(self.facts) is None:
                found.append(Pending(hanging[0], rule.ready.rule, "dose"))
        return found

    def _dose(self, key: "_Bounds", weighed: Weighed) -> Any:
        """Start, target and ceiling under these bounds; with products at hand the bounds themselves."""
        if weighed.fits:
            return key
        room = Room(Decimal(str(key.ceiling)), weighed.room.already, "")
        if room.left < self.engine.masses["least_room"]:
            return None
        rungs = climb(room, self.engine, None, careful=key.careful, no_step_up=key.no_step_up)
        return rungs[0].mg, rungs[-1].mg, key.ceiling


class _Bounds(NamedTuple):
    """What bounds a dose."""

    ceiling: float
    careful: bool
    no_step_up: bool

    def with_(self, other: "_Bounds") -> "_Bounds":
        """Both at once: the lower ceiling, and what either asks for."""
        careful, still = self.careful or other.careful, self.no_step_up or other.no_step_up
        return _Bounds(min(self.ceiling, other.ceiling), careful, still)


class _Reader(NamedTuple):
    """Who is asked: the language, and the jurisdiction whose emergency number stands in the sentences."""

    locale: str
    jurisdiction: str


def ask(profile: Profile | Mapping[str, Any], *, knowledge: Knowledge, where: str = "") -> Asked:
    """The next question for a profile, or that no answer left to give can change decision, first choice or dose.

    A key with null was asked and is not known. A Profile record cannot tell null from left out: what is None in it
    counts as not asked. where: names the place in a fault. Raises ProfileError for a profile that cannot be understood.
    """
    engine = ready(knowledge)
    if not isinstance(profile, Profile | Mapping):
        read_profile(profile, knowledge=knowledge, where=where)
    told_profile = _plain(profile)
    told = told_fields(told_profile)
    if "person.age" not in told:
        probe = {**told_profile, "goals": told_profile.get("goals") or ["general"]}
        person = probe.get("person") or {}
        if isinstance(person, Mapping):
            probe["person"] = {**person, "age": PROBE_AGE}
        read_profile(probe, knowledge=knowledge, where=where)
        locale = "en" if told_profile.get("locale") == "en" else "nl"
        where_asked = _Reader(locale, probe.get("jurisdiction") or "EU")
        return _asked(["person.age"], [], None, told, where_asked, engine)
    enough = any(told_profile.get(name) for name in ("goals", "complaints", "products"))
    whole = told_profile if enough else {**told_profile, "goals": ["general"]}
    case = understand(read_profile(whole, knowledge=knowledge, where=where), engine)
    safety = unanswered_safety(told, case)
    if not enough and not safety and not {"goals", "complaints"} - told:
        read_profile(told_profile, knowledge=knowledge, where=where)
    implied = that_matter(case, engine)
    if implied and not _asked_in_vain(told_profile):
        return _ask_implied(implied, safety, case, told, engine)
    hanging = [] if safety else pending(case, told, engine)
    return _asked(safety, hanging, case, told, _Reader(case.locale, case.profile.jurisdiction), engine)


def _asked_in_vain(profile: Mapping[str, Any]) -> bool:
    """Whether what can be ruled out was asked and none of it was: null or an empty list, as for other questions."""
    return "ruled_out" in profile and not profile["ruled_out"]


def _ask_implied(implied: tuple[Implied, ...], safety: list[str], case: Case, told: set[str], engine: Engine) -> Asked:
    """First of all: the illnesses that what is taken stands for, by name, within the general question if that is open.

    Answered by `conditions` (yes), `ruled_out` (no) or `unsure`.
    """
    names = [CONDITIONS, *(name for name in safety if name != CONDITIONS)]
    found = _asked(names, [], case, told, _Reader(case.locale, case.profile.jurisdiction), engine)
    assert found.question is not None
    general = CONDITIONS not in told
    text = " ".join([*(one.text for one in implied), *([found.question.text] if general else [])])
    names_of = tuple(one.condition for one in implied)
    rows = engine.knowledge.usually_for
    why = [Why(rule=one.rule, text=one.text, grade=one.grade, sources=rows[one.rule].source) for one in implied]
    question = replace(
        found.question,
        fields=(CONDITIONS, "ruled_out", "unsure"),
        text=text,
        options=found.question.options if general else names_of,
        why=(*why, *found.question.why),
    )
    return replace(found, question=question)


def _plain(profile: Profile | Mapping[str, Any]) -> dict[str, Any]:
    """The profile as a mapping that holds what was told."""
    if not isinstance(profile, Profile):
        return dict(profile)
    return _without_none(profile.to_dict())


def _without_none(group: dict[str, Any]) -> dict[str, Any]:
    kept = {key: _without_none(value) if isinstance(value, dict) else value for key, value in group.items()}
    untold = {key for key in ("doctor_agreed", "ruled_out") if key == "doctor_agreed" or not kept.get(key)}
    untold |= {key for key, value in kept.items() if value is None or value == {}}
    return {key: value for key, value in kept.items() if key not in untold}


def _asked(
    safety: list[str], hanging: list[Pending], case: Case | None, told: set[str], reader: _Reader, engine: Engine
) -> Asked:
    names = list(dict.fromkeys([*safety, *(item.question for item in hanging)]))
    question = None
    if names:
        rules = {item.rule.id: item.rule for item in hanging if item.rule and item.question == names[0]}
        parts: tuple[Part, ...] = tuple(
            part for part in PARTS if any(item.part == part and item.question == names[0] for item in hanging)
        )
        if safety:
            rules = {found.id: found for found in _rules_on(names[0], engine)}
            parts = ("decision", "dose")
        question = _question(names[0], parts, list(rules.values()), bool(safety), reader, engine)
    decision = weigh(case, engine).decision if case is not None and not names else None
    return Asked(
        done=not names,
        question=question,
        same=("decision", "first_choice", "dose") if not names else (),
        decision=decision,
        open=tuple(names),
        answered=len(told),
        questions=len(INTAKE),
        locale=reader.locale,
        knowledge_version=engine.knowledge.version,
    )


def _rules_on(name: str, engine: Engine) -> list[Rule]:
    """The safety and interaction rules that look at what a question asks."""
    fields = set(LEAVES_OPEN.get(name, (name,)))
    found = [rule.rule for rule in engine.kinds["safety"] if fields & set(rule.fields)]
    return found + [rule.rule for rule in engine.kinds["interaction"]] if name == "medicines" else found


def _question(
    name: str, parts: tuple[Part, ...], rules: list[Rule], safety: bool, reader: _Reader, engine: Engine
) -> NextQuestion:
    field = engine.knowledge.fields[name]
    return NextQuestion(
        field=name,
        fields=TOGETHER.get(name, (name,)),
        text=engine.knowledge.say(reader.locale, f"fields.question.{name.replace('.', '_')}"),
        kind=field.kind,
        unit=field.unit,
        options=field.options,
        safety=safety,
        may_change=parts,
        why=tuple(
            Why(
                rule=rule.id,
                text=tell_rule(rule, engine.knowledge, reader.locale, reader.jurisdiction),
                grade=rule.grade,
                sources=rule.sources,
            )
            for rule in rules
        ),
    )
