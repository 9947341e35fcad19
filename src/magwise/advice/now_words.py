"""The magnesium that is taken now, in words: how much it is, what to do with it, and what the plan makes of it."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal

from magwise.advice.advice import Decision, Now, NowItem
from magwise.advice.case import Case, Source
from magwise.advice.dose import record_of_limit
from magwise.advice.engine import Engine
from magwise.advice.now import Judged, how_it_goes, now_mg
from magwise.advice.said import Sayer
from magwise.advice.weigh import Weighed
from magwise.knowledge.evidence import rest_on
from magwise.knowledge.records import Rule
from magwise.result import plain_number

PLAN = {"lower": "now_plan_replaces", "switch": "now_plan_replaces", "keep": "now_plan_restart"}


def describe_now(case: Case, weighed: Weighed, judged: Judged, engine: Engine) -> Now:
    """The magnesium taken now with what to do, as the contract gives it."""
    sayer = Sayer(case, engine)
    rules = list(_rules(case, weighed, judged, engine))
    values = _values(case, weighed, judged, engine, sayer)
    said = [_takes(case.now, sayer)]
    if judged.own is not None and judged.prescribed is not None:
        own = [source.name for source in case.now if not source.prescribed]
        said.append(sayer.say("now_own", list=sayer.listed(own)))
    for rule in rules:
        said.append(rule.text[case.locale].format(**values))
        if rule.id == "now_lower" and not weighed.rungs:
            said.append(_fewer(case, weighed, sayer))
    limit = record_of_limit(weighed.limits[0].by) if any("{ceiling}" in rule.text["en"] for rule in rules) else ""
    assumed = "unknown_supplement" if any(source.assumed for source in case.now) else ""
    basis = rest_on(engine.knowledge, *(rule.id for rule in rules), limit, assumed)
    return Now(
        mg_per_day=plain_number(now_mg(case)),
        by=tuple(_item(source, judged) for source in case.now),
        do=judged.do,
        text=" ".join(part for part in said if part),
        rule=basis.rule,
        beside=basis.beside,
        sources=basis.sources,
        grade=basis.grade,
    )


def _item(source: Source, judged: Judged) -> NowItem:
    do = judged.prescribed if source.prescribed else judged.own
    return NowItem(
        name=source.name,
        mg=plain_number(source.mg),
        do=do or judged.do,
        assumed=source.assumed,
        prescribed=source.prescribed,
    )


def _rules(case: Case, weighed: Weighed, judged: Judged, engine: Engine) -> Iterator[Rule]:
    """The rules that speak, the leading one first: what one takes oneself, what a doctor prescribed, and the plan."""
    if judged.own is not None:
        yield judged.rule
        yield from _above(case, weighed, judged, engine)
    if judged.prescribed is not None:
        yield engine.rule(_prescribed(weighed.decision, judged))
    if weighed.rungs and judged.waiting is None and judged.prescribed != "ask":
        replaced = any(not source.stays for source in case.now)
        yield engine.rule(PLAN.get(judged.own or "", "now_plan_beside") if replaced else "now_plan_beside")


def _above(case: Case, weighed: Weighed, judged: Judged, engine: Engine) -> Iterator[Rule]:
    """Beside the ceiling how it goes, where that asks for another form; and the ceiling beside what is stricter."""
    if judged.own == "lower" and (found := how_it_goes(case, weighed.ranked, engine)).then["do"] == "switch":
        yield found
    if judged.above and judged.own == "ask":
        yield engine.rule("now_above_meanwhile")
    if judged.above and judged.waiting is not None:
        yield engine.rule("now_above_after")


def _prescribed(decision: Decision, judged: Judged) -> str:
    """The rule about what a doctor prescribed: how soon to call."""
    if judged.prescribed == "keep":
        return "now_prescribed_keep"
    if decision == "urgent":
        return "now_prescribed_alarm"
    return "now_prescribed_today" if judged.rule.then["do"] == "stop" else "now_prescribed_ask"


def _values(case: Case, weighed: Weighed, judged: Judged, engine: Engine, sayer: Sayer) -> dict[str, object]:
    """What may fill the blanks of these rules."""
    weeks = case.facts["current_weeks"]
    course = judged.waiting
    replaced = [source.name for source in case.now if not source.stays]
    mixed = len(replaced) < len(case.now)
    return {
        "replaced": sayer.listed(replaced) if mixed else sayer.say("now_all"),
        "ceiling": sayer.number(weighed.limits[0].mg),
        "weeks": "" if weeks is None else sayer.number(weeks),
        "trial_weeks": sayer.number(engine.numbers["fair_trial_weeks"]),
        "medicine": course.medicine if course else "",
        "prescribed": sayer.listed([source.name for source in case.now if source.prescribed]),
    }


def _takes(sources: tuple[Source, ...], sayer: Sayer) -> str:
    """How much is taken now, and from what: the sum is named once, and what is assumed is said to be."""
    mg = _amount(sources, sayer)
    if len(sources) == 1:
        (source,) = sources
        return sayer.say("now_one_unsure" if source.assumed else "now_one", mg=mg, name=source.name)
    names = [
        sayer.say("now_item_assumed" if source.assumed else "now_item", name=source.name, mg=_amount([source], sayer))
        for source in sources
    ]
    unsure = any(source.assumed for source in sources)
    return sayer.say("now_several_unsure" if unsure else "now_several", mg=mg, list=sayer.listed(names))


def _amount(sources: Sequence[Source], sayer: Sayer) -> str:
    """«300», or «302 tot 724» where the labels allow more than one reading."""
    high = sum((source.mg for source in sources), Decimal(0))
    low = sum((source.mg if source.low is None else source.low for source in sources), Decimal(0))
    return sayer.number(high) if low == high else sayer.span(low, high)


def _fewer(case: Case, weighed: Weighed, sayer: Sayer) -> str:
    """How many units of the largest source keep the sum within the limit; empty where counting units does not do it."""
    counted = [source for source in case.now if source.units and not source.prescribed]
    if not counted:
        return ""
    source = max(counted, key=lambda one: one.mg)
    count = Decimal(str(source.units))
    room = Decimal(str(weighed.limits[0].mg)) - (now_mg(case) - source.mg)
    units = (room / (source.mg / count)).to_integral_value(ROUND_DOWN)
    if room < 0 or units >= count:
        return ""
    if units == 0:
        return sayer.say("now_without", name=source.name) if len(case.now) > 1 else ""
    return sayer.say("now_fewer", name=source.name, units=sayer.number(units), count=sayer.number(count))
