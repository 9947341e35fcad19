"""What we decided: the advice as the public contract gives it."""

from typing import Literal

from magwise.knowledge.disagreements import Topic
from magwise.knowledge.evidence import Basis
from magwise.knowledge.records import Grade, Level, Urgency
from magwise.result import Result
from magwise.schedule.day import DayPlan

Decision = Literal["advise", "no_supplement", "consult_first", "urgent"]
Role = Literal["first_choice", "next_step", "alternative", "not_now", "avoid"]
Likely = Literal["unlikely", "unclear", "maybe", "likely"]
State = Literal["mend", "fine", "open", "end"]
Stance = Literal["start", "keep", "lower", "switch", "stop", "wait"]
Do = Literal["stop", "ask", "lower", "switch", "keep"]
DOES: tuple[Do, ...] = ("stop", "ask", "lower", "switch", "keep")  # the strictest first
DECISIONS: tuple[Decision, ...] = ("urgent", "consult_first", "no_supplement", "advise")
ROLES: tuple[Role, ...] = ("first_choice", "next_step", "alternative", "not_now", "avoid")


class Flag(Result, frozen=True, kw_only=True):
    """Something to mind. choice: it rests on a choice of this project, not on a guideline.

    merged: further rules about the same substance, for which this flag speaks too.
    """

    id: str
    level: Level
    about: str
    text: str
    rule: str
    sources: tuple[str, ...]
    grade: Grade
    choice: bool = False
    merged: tuple[str, ...] = ()


class Reason(Result, frozen=True, kw_only=True):
    """Why a form has its role."""

    rule: str
    text: str
    grade: Grade
    sources: tuple[str, ...]


class Trait(Result, frozen=True, kw_only=True):
    """One quality of a form. level: 1 to 3; rule: the rule or row (`families/oxide`) that says so."""

    level: int
    text: str
    grade: Grade
    sources: tuple[str, ...]
    rule: str = ""


class Traits(Result, frozen=True, kw_only=True):
    """What sets a form apart."""

    absorption: Trait
    gut: Trait
    goal_fit: Trait


class FormAdvice(Result, frozen=True, kw_only=True):
    """A form with its role for this person. name: in the reader's language."""

    form: str
    role: Role
    reasons: tuple[Reason, ...]
    traits: Traits
    name: str


class Already(Result, frozen=True, kw_only=True):
    """Magnesium that is taken already and stays. assumed: no amount was printed, so one was counted."""

    name: str
    mg: float
    assumed: bool = False


class NowItem(Result, frozen=True, kw_only=True):
    """One source of the magnesium taken now, mg a day. do: what to do with this one; assumed: no amount was known."""

    name: str
    mg: float
    do: Do
    assumed: bool = False
    prescribed: bool = False


class Now(Result, frozen=True, kw_only=True):
    """The magnesium that is taken now, from wherever it comes, and what to do with it.

    mg_per_day: elemental, high ends of labels, what is assumed among it. do: for the whole; `ask` where a doctor's is
    among it and something must change. text: the sum, what to do and how. rule leads, beside are the others behind it.
    """

    mg_per_day: float
    by: tuple[NowItem, ...]
    do: Do
    text: str
    rule: str
    sources: tuple[str, ...]
    grade: Grade
    beside: tuple[str, ...] = ()


class Step(Result, frozen=True, kw_only=True):
    """A step of the ladder. bound_by: the rule or limit that set it; because: that in words.

    rule, beside, sources, grade: what these words rest on; rule is bound_by, or the limit of what a practice may set.
    """

    week: int
    mg_per_day: float
    split_mg: tuple[float, ...]
    bound_by: str
    because: str
    units: float | None = None
    sources: tuple[str, ...] = ()
    grade: Grade = "D"
    rule: str = ""
    beside: tuple[str, ...] = ()


class Dose(Result, frozen=True, kw_only=True):
    """How much, in elemental mg a day. ceiling_by: the limits that set the ceiling, lowest first."""

    start_mg: float
    target_mg: float
    ceiling_mg: float
    already_mg: float
    already: tuple[Already, ...]
    ladder: tuple[Step, ...]
    ceiling_by: tuple[str, ...] = ()


class ProductFinding(Result, frozen=True, kw_only=True):
    """What was found about a product. rule: for what its label says, that the printed number of the element counts."""

    id: str
    text: str
    rule: str | None = None
    sources: tuple[str, ...] = ()
    grade: Grade = "D"


class ProductAdvice(Result, frozen=True, kw_only=True):
    """A product at hand. units_per_day: at the first step, in whole or half units; None where it does not fit.

    chosen: the ladder is made of it.
    """

    name: str
    form: str | None
    label_verdict: str
    elemental_mg_per_unit: float | None
    unit: str | None
    units_per_day: float | None
    cost_per_100_mg: float | None
    fits: bool
    findings: tuple[ProductFinding, ...]
    chosen: bool = False


class Note(Result, frozen=True, kw_only=True):
    """A sentence of the advice with the rule behind it."""

    id: str
    text: str
    rule: str
    sources: tuple[str, ...]
    grade: Grade


class Basic(Note, frozen=True, kw_only=True):
    """One thing to mend first. found: in this person's numbers; asks: fields that must be known before it is safe."""

    found: str = ""
    asks: tuple[str, ...] = ()


class TrialIdea(Result, frozen=True, kw_only=True):
    """A trial worth designing: its outcome with its scale, and the command that does it."""

    outcome: str
    min: float
    max: float
    better: Literal["high", "low"]
    command: str


class PathStep(Note, frozen=True, kw_only=True):
    """One step of the path for «I notice nothing» or «it upsets my gut».

    found: this person's own numbers; asks: fields of the profile that answer what is still open; trial: on a step that
    ends in one.
    """

    path: Literal["nothing", "gut"] = "nothing"
    step: str = ""
    state: State = "mend"
    found: str = ""
    asks: tuple[str, ...] = ()
    trial: TrialIdea | None = None


class Unknown(Result, frozen=True, kw_only=True):
    """What was not known, and what it cost. rule: what would use it first; beside: what else the sentence rests on."""

    field: str
    effect: str
    rule: str = ""
    beside: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    grade: Grade = "D"


class FieldChange(Result, frozen=True, kw_only=True):
    """A fact that changes beside another one."""

    field: str
    to: str


class Change(Result, frozen=True, kw_only=True):
    """A smallest change of facts that would change the decision or the first choice.

    also: what must change with it; empty where one fact does. rule, beside: the records that make the other outcome,
    or those whose gates fall away; sources: of all of them; grade: the weakest of theirs.
    """

    field: str
    to: str
    then: str
    also: tuple[FieldChange, ...] = ()
    rule: str = ""
    beside: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    grade: Grade = "D"


class Flip(Result, frozen=True, kw_only=True):
    """Where a key of the advice becomes another; ours and theirs: its value with our values and with theirs.

    Of an upper level: key is decision, start_mg, target_mg or product, at_mg the ceiling at which it turns, including:
    already at it, else just past it. Of hours and laboratory limits: key is decision, first_choice, ceiling_mg, ladder,
    or a part of the day after `day_plan.`: status, magnesium, medicines, windows, conflicts, alternatives, other_days.
    """

    key: str
    at_mg: float | None = None
    including: bool = False
    ours: str | float | None
    theirs: str | float | None


class OtherValue(Result, frozen=True, kw_only=True):
    """A value that an authority holds otherwise. fact: the row that holds it, with its scope and date.

    field: hours_before, hours_after, the threshold of a laboratory limit or the id of a judgement; about: the medicine
    as typed, or the subject. told: this person's own value; crossed: it lies on the other side of their limit.
    said_by: rules and rows whose sentence, said to this person, rests on the judgement.
    """

    field: str
    about: str
    ours: float | str
    theirs: float | str
    unit: str
    fact: str
    told: float | None = None
    crossed: bool = False
    said_by: tuple[str, ...] = ()


class FlagChange(Result, frozen=True, kw_only=True):
    """A flag that only one of two advices holds. only: in ours or in theirs."""

    id: str
    level: Level
    only: Literal["ours", "theirs"]


class AuthorityView(Result, frozen=True, kw_only=True):
    """What another authority's values would make of it. differs: the keys that would be different.

    topic: an upper level; the hours beside medicines; a limit of the laboratory; a judgement of evidence, on which no
    rule hangs. ceiling_mg: their upper level, of the other topics the ceiling of this person by their values; values:
    of the other topics, what they hold otherwise.
    flips: for each key of `differs` both values, and of an upper level the ceiling at which it turns. flags: what would
    be flagged besides or no longer. text: all of this in words, not for an upper level. fact: the row that holds the
    value, with its scope and date.
    """

    authority: str
    name: str
    ceiling_mg: float
    same_advice: bool
    differs: tuple[str, ...]
    sources: tuple[str, ...]
    flips: tuple[Flip, ...] = ()
    grade: Grade = "D"
    fact: str = ""
    topic: Topic = "upper_level"
    values: tuple[OtherValue, ...] = ()
    flags: tuple[FlagChange, ...] = ()
    text: str = ""


class Expectation(Result, frozen=True, kw_only=True):
    """Does it help? goal: the first one; level: how likely.

    The text says why, and once that complaints prove nothing.
    """

    goal: str
    level: Likely
    text: str
    rule: str
    beside: tuple[str, ...] = ()
    sources: tuple[str, ...]
    grade: Grade


class Advice(Result, frozen=True, kw_only=True):
    """The whole answer. dose is None unless decision is advise. disclaimer_by: what the disclaimer rests on.

    urgency: how soon, with urgent and consult_first; None otherwise. expectation: does it help, for the first goal and
    this form; None beside an alarm, which nothing may distract from.
    stance: what to do, seen from what is taken now; None where the advice is urgent, and without a dose where nothing
    is taken. now: what is taken now, None where nothing is.
    """

    knowledge_version: str
    locale: str
    jurisdiction: str
    decision: Decision
    flags: tuple[Flag, ...]
    forms: tuple[FormAdvice, ...]
    dose: Dose | None
    stop_signals: tuple[Note, ...]
    products: tuple[ProductAdvice, ...]
    day_plan: DayPlan
    foundation: tuple[Basic, ...]
    troubleshooting: tuple[PathStep, ...]
    unknowns: tuple[Unknown, ...]
    would_change: tuple[Change, ...]
    other_authorities: tuple[AuthorityView, ...]
    disclaimer: str
    disclaimer_by: Basis | None = None
    urgency: Urgency | None = None
    expectation: Expectation | None = None
    stance: Stance | None = None
    now: Now | None = None
