"""A day: what is asked of it and the plan that answers. Times are minutes after midnight; texts are HH:MM."""

from typing import Literal

from msgspec import Struct, field

from magwise.knowledge.evidence import Basis
from magwise.knowledge.records import Grade
from magwise.result import Result

MINUTES = 24 * 60
GRID = 5
When = Literal["wake", "breakfast", "midday", "afternoon", "evening", "bed"]


class Demand(Struct, frozen=True, kw_only=True):
    """A medicine or supplement of the day and the distance that magnesium must keep from it.

    name: as typed. called: its name in the reader's language. times: empty when not told. before: minutes by which it
    must precede magnesium; after: minutes it must wait after magnesium; both None when it asks for no distance.
    only_acid_neutralising: binds only salts that neutralise acid. taken: when it was really taken today.
    unknown: the name was not recognised (it keeps the general distance). short_course: it is taken for days or weeks
    only, so that magnesium may pause meanwhile. untold: a supplement without a time, for which one was assumed.
    rule: the interaction that leads; beside: others that bind; sources: of all of them; grade: the weakest of theirs.
    days: mon … sun, or every so many days; neither means daily. absent: not taken on this kind of day, while it may be
    the day before and the day after. as_needed: at no fixed time, so that no
    hours can be kept ahead. mind: what is to be asked or watched beside any hours, in words; empty: nothing.
    """

    name: str
    called: str
    kind: Literal["medicine", "supplement"] = "medicine"
    times: tuple[int, ...] = ()
    movable: bool = False
    before: int | None = None
    after: int | None = None
    action: str = "none"
    rule: str = ""
    beside: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    grade: Grade = "D"
    only_acid_neutralising: bool = False
    taken: tuple[int, ...] = ()
    unknown: bool = False
    short_course: bool = False
    untold: bool = False
    days: tuple[str, ...] = ()
    every_days: int | None = None
    absent: bool = False
    as_needed: bool = False
    mind: str = ""

    @property
    def records(self) -> tuple[str, ...]:
        """The interactions behind its distance, the leading one first."""
        return (self.rule, *self.beside)


class Intake(Struct, frozen=True, kw_only=True):
    """One swallowing of magnesium. moment: where it is wished; units: of a product, None without one."""

    mg: float
    name: str
    moment: When
    units: float | None = None


class DayRequest(Struct, frozen=True, kw_only=True):
    """All that a day plan may know. bed before wake means that the night worker's day crosses midnight.

    acid_neutralising: None when the form of the magnesium is not known (then every distance binds).
    with_food: the magnesium is wished near a meal; apart: minutes wished between two intakes.
    moment_rule: the timing rule behind the moments, for the reason shown with each intake. not_before: the rest of a
    day that has begun is planned: no magnesium before this minute; None plans the whole day. magnesium_taken: when
    magnesium was last taken today; the next keeps its distance from it. intakes_taken: what was taken then and is not
    planned again.
    """

    wake: int
    bed: int
    meals: tuple[int, ...] = ()
    demands: tuple[Demand, ...] = ()
    intakes: tuple[Intake, ...] = ()
    acid_neutralising: bool | None = None
    with_food: bool = False
    apart: int = 240
    moment_rule: str = ""
    not_before: int | None = None
    magnesium_taken: int | None = None
    intakes_taken: tuple[Intake, ...] = ()


class Item(Result, frozen=True, kw_only=True):
    """One moment of the plan. mg and units only for magnesium; why: one sentence.

    rule, beside: the records that the sentence rests on; sources: of all of them; grade: the weakest of theirs.
    """

    time: str
    kind: Literal["medicine", "supplement", "meal", "magnesium"]
    name: str
    mg: float | None = None
    units: float | None = None
    when: When
    why: str
    rule: str = ""
    beside: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    grade: Grade = "D"


class Window(Result, frozen=True, kw_only=True):
    """Hours in which magnesium is forbidden; the edges themselves are allowed. It may cross midnight.

    applies_to: `all` oral magnesium or only `acid_neutralising` salts. beside: other interactions that bind with it;
    sources: of all of them; grade: the weakest of theirs.
    """

    medicine: str
    from_: str = field(name="from")
    to: str
    action: str
    rule: str
    sources: tuple[str, ...]
    applies_to: str = "all"
    beside: tuple[str, ...] = ()
    grade: Grade = "D"


class OtherDay(Result, frozen=True, kw_only=True):
    """The plan for a kind of day on which some medicines are not taken.

    text: which days these are, in words. days: mon … sun, empty where the week does not decide. every_days: the number
    of days from one tablet to the next of what is left out, None where only the week decides. without: medicines that
    are not taken on these days. rule, beside, sources, grade: what the text rests on: the hours of what is left out.
    conflicts_by: what each conflict rests on, in their order.
    """

    text: str
    days: tuple[str, ...]
    every_days: int | None
    without: tuple[str, ...]
    status: Literal["optimal", "infeasible"]
    items: tuple[Item, ...]
    conflicts: tuple[str, ...]
    windows: tuple[Window, ...]
    rule: str = ""
    beside: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    grade: Grade = "D"
    conflicts_by: tuple[Basis, ...] = ()


class DayPlan(Result, frozen=True, kw_only=True):
    """A legal day, or a smallest set of demands that cannot all hold.

    status: `optimal` only when proven. conflicts: each in words, empty when optimal. alternatives: the simplest legal
    ways out, in words. The plan counts every medicine, so it holds on every day; other_days: better plans for the days
    on which some are not taken. conflicts_by, alternatives_by: what each of them rests on, in their order;
    objective_by: what the objective rests on.
    """

    status: Literal["optimal", "infeasible"]
    items: tuple[Item, ...]
    conflicts: tuple[str, ...]
    objective: str
    windows: tuple[Window, ...]
    alternatives: tuple[str, ...] = ()
    other_days: tuple[OtherDay, ...] = ()
    conflicts_by: tuple[Basis, ...] = ()
    alternatives_by: tuple[Basis, ...] = ()
    objective_by: Basis | None = None


def clock(minutes: int) -> str:
    """HH:MM of minutes after midnight.

    >>> clock(425), clock(1440)
    ('07:05', '00:00')
    """
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def minutes_of(text: str) -> int:
    """Minutes after midnight of HH:MM.

    >>> minutes_of("07:05")
    425
    """
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
