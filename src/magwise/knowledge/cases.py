"""Cases that pin each rule down: a small profile and what the advice for it must and must not say.

They live beside the rules, in cases/<kind>/<rule id>.toml, and are written for this project. They decide nothing,
so they do not count in the version of the knowledge.
"""

from typing import Any

import msgspec
from msgspec import Struct

from magwise.knowledge.records import Level


class Expect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an advice must hold; a key that is left out asks for nothing.

    flags, rules: flags by id, or by the rule behind them; levels: flag id → level; reasons: form → rules that speak of
    it; notes: ids of stop signals, foundation and troubleshooting; findings: product → ids; bound_by: rules or limits
    that set a step; ceiling_by: rules or limits that set the ceiling; moments: when magnesium stands in the day;
    rests_on: rules and rows that some sentence rests on, wherever it stands; expects: the level of the expectation;
    expects_by: rules that speak in it. stance, do: «none» where there is none;
    now_mg: what is taken now; now_rules, no_now_rules: rules of the kind now that speak of it.
    Masses are elemental mg a day.
    """

    decision: str | None = None
    urgency: str | None = None
    expects: str | None = None
    expects_by: tuple[str, ...] = ()
    not_expects_by: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    no_flags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    no_rules: tuple[str, ...] = ()
    levels: dict[str, Level] = {}
    first_choice: str | None = None
    roles: dict[str, str] = {}
    not_role: dict[str, str] = {}
    reasons: dict[str, tuple[str, ...]] = {}
    no_reasons: dict[str, tuple[str, ...]] = {}
    start_mg: float | None = None
    target_mg: float | None = None
    ceiling_mg: float | None = None
    already_mg: float | None = None
    ladder: tuple[float, ...] | None = None
    split: tuple[float, ...] | None = None
    bound_by: tuple[str, ...] = ()
    not_bound_by: tuple[str, ...] = ()
    ceiling_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    no_notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    not_unknown: tuple[str, ...] = ()
    plan: str | None = None
    moments: tuple[str, ...] | None = None
    units: dict[str, float] = {}
    fits: dict[str, bool] = {}
    findings: dict[str, tuple[str, ...]] = {}
    no_findings: dict[str, tuple[str, ...]] = {}
    stance: str | None = None
    do: str | None = None
    now_mg: float | None = None
    now_rules: tuple[str, ...] = ()
    no_now_rules: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    not_rests_on: tuple[str, ...] = ()


class Followed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A course and the days of its diary, for rules of the kind titration.

    days: runs of equal days, «3 normal» or «1 loose skipped»: how many, the stool («-» for nothing written down) and
    what else was written (skipped, benefit none | some | good; with or without: a day of a trial). From a day with
    alarm, closed or waits the case is closed until a day with open, which may be no day yet («0 - open»). current: what
    was taken already and goes on. mg, way and rule:
    the dose, the move and the rule behind it after them.
    """

    rungs: tuple[float, ...] = (50, 100, 150, 200, 250)
    first: float = 100
    target: float = 200
    current: float | None = None
    days: tuple[str, ...]
    mg: float
    way: str
    rule: str


class Measured(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A laboratory value, for rules of the kind lab; the profile of the case goes with it.

    value, low and high in the unit of the test; low and high: the laboratory's own range. says, silent: rules.
    """

    test: str
    value: float
    low: float | None = None
    high: float | None = None
    says: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


class RuleCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A profile and what the advice for it must say; a diary and the titration; or a laboratory value and its rules.

    on: the date, YYYY-MM-DD, that judges overrides.
    """

    title: str
    profile: dict[str, Any] = {}
    expect: Expect = Expect()
    on: str = ""
    followed: Followed | None = None
    lab: Measured | None = None


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    case: tuple[RuleCase, ...]


def read_cases(path: str, rest: list[str], raw: dict[str, Any], found: dict[str, Any], faults: list[str]) -> None:
    """Add the cases of one file to `found` (rule id → cases), and what is wrong with them to `faults`.

    path: the file, for the messages; rest: kind and rule id, from the path; raw: the parsed TOML.
    """
    if len(rest) != 2:
        faults.append(f"{path}: cases live in cases/<kind>/<rule id>.toml")
        return
    try:
        cases = msgspec.convert(raw, _File).case
    except msgspec.ValidationError as error:
        faults.append(f"{path}: {error}")
        return
    titles: set[str] = set()
    for case in cases:
        if case.title in titles:
            faults.append(f"{path}: two cases are called «{case.title}»")
        titles.add(case.title)
        if case.expect == Expect() and case.followed is None and case.lab is None:
            faults.append(f"{path}: the case «{case.title}» expects nothing: add a key to expect")
    if not cases:
        faults.append(f"{path}: no case: add [[case]] with title, profile and expect")
    found["/".join(rest)] = cases
