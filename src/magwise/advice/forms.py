"""Which form: safety and medicines first, then the gut, and the goal last."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from magwise.advice.advice import ROLES, FormAdvice, Reason, Trait, Traits
from magwise.advice.case import Case
from magwise.advice.engine import ReadyRule, ready
from magwise.knowledge.conditions import Truth
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import FormGoal, Rule
from magwise.knowledge.telling import tell_rule

FIRST, NEXT, ALTERNATIVE, NOT_NOW = 0, 1, 2, 3
WEAK = ("D", "X")


class FormRule(NamedTuple):
    """A form rule with the families it speaks about. cap: the best role it allows; None for a remark."""

    ready: ReadyRule
    families: tuple[str, ...]
    cap: int | None
    current_form: bool


class FormBook(NamedTuple):
    """What is known of forms, made ready. gentle: ordinary forms, the mildest on the gut first."""

    rules: tuple[FormRule, ...]
    goals: dict[str, tuple[FormGoal, ...]]
    fits: dict[tuple[str, str], Rule]
    gentle: tuple[str, ...]


class Ranked(NamedTuple):
    """The role of each family (an index of ROLES) and the rules that spoke about it.

    truths: what each rule of the book answered, in its order. held_back: the first choice is one that rules hold back,
    for want of an ordinary form that none does.
    """

    roles: dict[str, int]
    spoken: dict[str, tuple[Rule, ...]]
    first: str
    truths: tuple[Truth, ...]
    held_back: bool = False


@lru_cache(maxsize=8)
def form_book(knowledge: Knowledge) -> FormBook:
    """The book of forms of a knowledge base."""
    rules = []
    fits: dict[tuple[str, str], Rule] = {}
    for found in ready(knowledge).kinds["form"]:
        then = found.rule.then
        if "fits" in then:
            for goal in then.get("goals", ("*",)):
                fits[then["fits"], goal] = found.rule
            continue
        cap = ROLES.index(then["at_most"]) if "at_most" in then else None
        rules.append(FormRule(found, _families(then, knowledge), cap, bool(then.get("current_form"))))
    goals: dict[str, list[FormGoal]] = {}
    for row in sorted(knowledge.form_goals.values(), key=lambda row: (row.goal, row.rank)):
        goals.setdefault(row.goal, []).append(row)
    families = knowledge.families
    ordinary = dict.fromkeys(row.form for row in knowledge.form_goals.values())
    gentle = sorted(ordinary, key=lambda name: (-families[name].gut, -families[name].absorption, name))
    return FormBook(tuple(rules), {goal: tuple(rows) for goal, rows in goals.items()}, fits, tuple(gentle))


def _families(then: dict[str, Any], knowledge: Knowledge) -> tuple[str, ...]:
    """The families a rule speaks about: named, by acid, or by the EU list (all compounds of the family)."""
    if then.get("acid_neutralising"):
        return tuple(family.id for family in knowledge.families.values() if family.acid_neutralising)
    if "eu_permitted" in then:
        verdicts: dict[str, set[str | None]] = {}
        for form in knowledge.forms.values():
            if form.eu_supplement_permitted is not None:
                verdicts.setdefault(form.family, set()).add(form.eu_supplement_permitted)
        return tuple(family for family, found in verdicts.items() if found == {then["eu_permitted"]})
    return tuple(then.get("forms", ()))


def rank_forms(facts: dict[str, Any], knowledge: Knowledge, other_goals: tuple[str, ...] = ()) -> Ranked:
    """The role of every family for these facts. other_goals: goals that only the complaints point to.

    A cap holds when its rule is true, and also when it is unknown where the rule says so.
    """
    truths = tuple([rule.ready.test(facts) for rule in form_book(knowledge).rules])
    return _rank(knowledge, truths, facts["goals"], other_goals, facts["current_form"])


@lru_cache(maxsize=4096)
def _rank(
    knowledge: Knowledge,
    truths: tuple[Truth, ...],
    goals: tuple[str, ...],
    other_goals: tuple[str, ...],
    current_form: str | None,
) -> Ranked:
    """The ranking, given what each rule of the book answered: nothing else of a person counts."""
    book = form_book(knowledge)
    spoken: dict[str, list[Rule]] = {}
    for rule, truth in zip(book.rules, truths, strict=True):
        if _speaks(rule, truth):
            for family in _spoken_of(rule, current_form):
                spoken.setdefault(family, []).append(rule.ready.rule)
    caps = _cap(truths, current_form, knowledge)
    wished = [row.form for row in book.goals[goals[0]]]
    first = _first(caps, goals[0], book)
    following = [book.goals[goal][0].form for goal in (*goals[1:], *other_goals)] + wished
    second = next((form for form in following if caps[form] <= NEXT and form != first), None)
    roles = {family: max(cap, ALTERNATIVE) for family, cap in caps.items()}
    roles[first] = FIRST
    if second is not None:
        roles[second] = NEXT
    held_back = caps[first] >= NOT_NOW
    if held_back:
        spoken[first] = [knowledge.rules["mildest_left"], *spoken[first]]
    return Ranked(roles, {family: tuple(rules) for family, rules in spoken.items()}, first, truths, held_back)


def _speaks(rule: FormRule, truth: Truth) -> bool:
    return truth is True or (truth is None and rule.ready.also_when_unknown)


def _spoken_of(rule: FormRule, current_form: str | None) -> tuple[str, ...]:
    """The families a rule speaks about: its own, or the one that is taken now."""
    if not rule.current_form:
        return rule.families
    return () if current_form is None else (current_form,)


def _cap(truths: Iterable[Truth], current_form: str | None, knowledge: Knowledge) -> dict[str, int]:
    """The best role that is left for each family."""
    caps = dict.fromkeys(knowledge.families, FIRST)
    for rule, truth in zip(form_book(knowledge).rules, truths, strict=True):
        cap = rule.cap
        if cap is None or not _speaks(rule, truth):
            continue
        for family in _spoken_of(rule, current_form):
            if cap > caps.get(family, cap):
                caps[family] = cap
    return caps


def _first(caps: dict[str, int], goal: str, book: FormBook) -> str:
    """The first choice: the best for the goal that nothing holds back, else the mildest: dose first, form second."""
    for row in book.goals[goal]:
        if caps[row.form] == FIRST:
            return row.form
    free = next((form for form in book.gentle if caps[form] == FIRST), None)
    return free or min(book.gentle, key=lambda form: caps[form])


def first_after(changed: Iterable[str], facts: dict[str, Any], ranked: Ranked, knowledge: Knowledge) -> str:
    """The first choice when some facts have changed: only the rules that look at them are asked again.

    facts: with the changes in them; ranked: from before.
    """
    rules, places = form_book(knowledge).rules, _places(knowledge)
    truths = list(ranked.truths)
    moved = False
    for field in changed:
        moved |= field in ("goals", "current_form")
        for place in places.get(field, ()):
            truth = rules[place].ready.test(facts)
            if truth is not truths[place]:
                truths[place], moved = truth, True
    if not moved:
        return ranked.first
    return _first_for(knowledge, tuple(truths), facts["goals"][0], facts["current_form"])


def backing(
    changed: Iterable[str], facts: dict[str, Any], ranked: Ranked, first: str, knowledge: Knowledge
) -> tuple[str, ...]:
    """The records behind another first choice when some facts have changed.

    That it fits the goal leads; beside it stand the rules that now answer otherwise about it, or about the first choice
    of before. facts: with the changes in them; ranked: from before.
    """
    book, places = form_book(knowledge), _places(knowledge)
    row = next((row.id for row in book.goals[facts["goals"][0]] if row.form == first), book.fits["none", "*"].id)
    turned = []
    for place in dict.fromkeys(place for field in changed for place in places.get(field, ())):
        rule = book.rules[place]
        truth = rule.ready.test(facts)
        if rule.cap is None or _speaks(rule, truth) == _speaks(rule, ranked.truths[place]):
            continue
        families = rule.families if not rule.current_form else (first, ranked.first)
        if first in families or ranked.first in families:
            turned.append(rule.ready.rule.id)
    return (row, *turned)


@lru_cache(maxsize=16384)
def _first_for(knowledge: Knowledge, truths: tuple[Truth, ...], goal: str, current_form: str | None) -> str:
    """The first choice for a goal, given what each rule of the book answered."""
    return _first(_cap(truths, current_form, knowledge), goal, form_book(knowledge))


@lru_cache(maxsize=8)
def _places(knowledge: Knowledge) -> dict[str, tuple[int, ...]]:
    """Which rules of the book look at a field, by their place."""
    places: dict[str, list[int]] = {}
    for place, rule in enumerate(form_book(knowledge).rules):
        for field in (*rule.ready.fields, *(("current_form",) if rule.current_form else ())):
            places.setdefault(field, []).append(place)
    return {field: tuple(found) for field, found in places.items()}


def withhold(ranked: Ranked, knowledge: Knowledge) -> Ranked:
    """The ranking beside an alarm sign: no form is suggested, and each says why."""
    rule = knowledge.rules["urgent_no_form"]
    least = ROLES.index("not_now")
    return Ranked(
        {family: max(role, least) for family, role in ranked.roles.items()},
        {family: (rule, *ranked.spoken.get(family, ())) for family in ranked.roles},
        ranked.first,
        ranked.truths,
        ranked.held_back,
    )


def other_goals(case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """Goals that the complaints point to besides those that were given."""
    if case.goals_derived:
        return ()
    found = [knowledge.complaint_goals[complaint].goal for complaint in case.profile.complaints or ()]
    return tuple(goal for goal in dict.fromkeys(found) if goal not in case.goals and goal != "general")


def describe_forms(ranked: Ranked, case: Case, knowledge: Knowledge) -> tuple[FormAdvice, ...]:
    """Every form with role, reasons and traits, best first."""
    goals = (*case.goals, *other_goals(case, knowledge))
    rows = goal_rows(goals, knowledge)
    by_role: tuple[list[FormAdvice], ...] = tuple([] for _ in ROLES)
    for name in _by_merit(knowledge, goals[0]):
        found, role = rows.get(name), ranked.roles[name]
        said = tuple([rule.id for rule in ranked.spoken.get(name, ())])
        by_role[role].append(_describe(knowledge, name, role, found.id if found else None, said, case.locale))
    return tuple(chain.from_iterable(by_role))


@lru_cache(maxsize=1024)
def goal_rows(goals: tuple[str, ...], knowledge: Knowledge) -> dict[str, FormGoal]:
    """How each form fits these goals: the row of the first goal that names it."""
    rows: dict[str, FormGoal] = {}
    for goal in goals:
        for row in form_book(knowledge).goals[goal]:
            rows.setdefault(row.form, row)
    return rows


@lru_cache(maxsize=64)
def _by_merit(knowledge: Knowledge, goal: str) -> tuple[str, ...]:
    """All families for a goal: by its table, then the mildest on the gut, then the best absorbed."""
    ranks = {row.form: row.rank for row in form_book(knowledge).goals[goal]}
    families = knowledge.families

    def merit(name: str) -> tuple[Any, ...]:
        return (ranks.get(name, 9), -families[name].gut, -families[name].absorption, name)

    return tuple(sorted(families, key=merit))


@lru_cache(maxsize=4096)
def _describe(
    knowledge: Knowledge, name: str, role: int, row_id: str | None, said: tuple[str, ...], locale: str
) -> FormAdvice:
    """A form as the contract gives it. row_id: how it fits a goal; said: the rules that spoke about it."""
    fit, traits = _qualities(knowledge, name, row_id, locale)
    spoken = tuple(_reason(knowledge, rule_id, locale) for rule_id in said)
    family = knowledge.families[name]
    return FormAdvice(
        form=name,
        role=ROLES[role],
        reasons=(*spoken, fit) if spoken and role > NEXT else (fit, *spoken),
        traits=traits,
        name=family.name_nl if locale == "nl" else family.name_en,
    )


@lru_cache(maxsize=512)
def _reason(knowledge: Knowledge, rule_id: str, locale: str) -> Reason:
    """A rule as a reason."""
    rule = knowledge.rules[rule_id]
    return Reason(rule=rule.id, text=tell_rule(rule, knowledge, locale), grade=rule.grade, sources=rule.sources)


def trait_words(trait: str, family: str, knowledge: Knowledge, locale: str) -> str:
    """How a form is absorbed or borne (`absorption`, `gut`), as a sentence; of weak evidence as practice.

    >>> from magwise.knowledge.load import load_knowledge
    >>> [trait_words("gut", form, load_knowledge(), "en") for form in ("bisglycinate", "gluconate")]
    ['Mild on the gut.', 'In practice mild on the gut.']
    """
    row = knowledge.families[family]
    practice = "_practice" if getattr(row, f"{trait}_grade") in WEAK else ""
    return knowledge.say(locale, f"advice.{trait}_{getattr(row, trait)}{practice}")


@lru_cache(maxsize=1024)
def _qualities(knowledge: Knowledge, name: str, row_id: str | None, locale: str) -> tuple[Reason, Traits]:
    """How a form fits a goal (a row of the table under the rule that carries it), and what sets the form apart."""
    book, family = form_book(knowledge), knowledge.families[name]
    row = knowledge.form_goals[row_id] if row_id else None
    if row is None:
        fit = _reason(knowledge, book.fits["none", "*"].id, locale)
    else:
        rule = book.fits.get((name, row.goal)) or book.fits["any", "*"]
        text = row.text_nl if locale == "nl" else row.text_en
        fit = Reason(rule=rule.id, text=text, grade=row.grade, sources=row.source)
    absorption = Trait(
        level=family.absorption,
        text=trait_words("absorption", name, knowledge, locale),
        grade=family.absorption_grade,
        sources=family.absorption_source,
        rule=f"families/{name}",
    )
    gut = Trait(
        level=family.gut,
        text=trait_words("gut", name, knowledge, locale),
        grade=family.gut_grade,
        sources=family.gut_source,
        rule=f"families/{name}",
    )
    goal = Trait(level=row.fit if row else 1, text=fit.text, grade=fit.grade, sources=fit.sources, rule=fit.rule)
    return fit, Traits(absorption=absorption, gut=gut, goal_fit=goal)
