"""What another source would make of an advice, in words."""

from magwise.advice.advice import AuthorityView, OtherValue
from magwise.knowledge.load import Knowledge
from magwise.medicines.interactions import say_hours
from magwise.schedule.day import DayPlan

ROOM = "advice.elsewhere"


def views_to_tell(
    views: tuple[AuthorityView, ...], knowledge: Knowledge, *, every_form: bool = False
) -> list[AuthorityView]:
    """The views in words that a person sees: other hours or limits that matter here, judgements on what was shown.

    every_form: the reasons of all forms were shown, not those of the first ones only.
    """
    return [
        view
        for view in views
        if (view.topic == "spacing" and not view.same_advice)
        or (view.topic == "laboratory" and any(value.crossed for value in view.values))
        or (view.topic == "grade" and (every_form or not _of_a_form(view, knowledge)))
    ]


def _of_a_form(view: AuthorityView, knowledge: Knowledge) -> bool:
    """Whether all that rests on a judgement is why a form is not the choice."""
    said = (knowledge.rules.get(name) for value in view.values for name in value.said_by)
    return all(rule is not None and rule.kind == "form" for rule in said)


def say_hours_of(view: AuthorityView, theirs: DayPlan, ours: DayPlan, knowledge: Knowledge, locale: str) -> str:
    """The hours that the product information asks for, and what that does to the day."""

    def say(key: str, **values: object) -> str:
        return knowledge.say(locale, f"{ROOM}.{key}", **values)

    told = _say_sides(view, knowledge, locale)
    mine, there = _times(ours), _times(theirs)
    if view.same_advice:
        then = say("same")
    elif ours.status != theirs.status:
        then = say("fits", times=there) if theirs.status == "optimal" else say("fits_not")
    elif mine != there:
        then = say("moves", ours=mine, theirs=there)
    else:
        then = say("stays", times=mine) if mine else say("hours_only")
    return " ".join([*told, then])


def _times(plan: DayPlan) -> str:
    return ", ".join(item.time for item in plan.items if item.kind == "magnesium")


def _say_sides(view: AuthorityView, knowledge: Knowledge, locale: str) -> list[str]:
    """What is asked beside each medicine; both sides in one sentence where they are alike."""
    sides: dict[tuple[str, str], list[OtherValue]] = {}
    for value in view.values:
        sides.setdefault((value.about, value.fact), []).append(value)
    told = []
    for (medicine, _), values in sides.items():
        alike = len(values) > 1 and len({(value.ours, value.theirs) for value in values}) == 1
        for value in values[:1] if alike else values:
            key = "hours_both" if alike else value.field
            ours, theirs = (say_hours(float(hours), knowledge, locale) for hours in (value.ours, value.theirs))
            told.append(knowledge.say(locale, f"{ROOM}.{key}", medicine=medicine, ours=ours, theirs=theirs))
    return told


def say_limit(view: AuthorityView, knowledge: Knowledge, locale: str) -> str:
    """Where the other limit lies, on which side of it this person is, and what changes."""

    def say(key: str, **values: object) -> str:
        return knowledge.say(locale, f"{ROOM}.{key}", **values)

    def number(value: float | str) -> str:
        return f"{float(value):g}".replace(".", knowledge.say(locale, "cli.decimal"))

    crossed = [value for value in view.values if value.crossed]
    told = []
    for value in crossed or view.values:
        theirs, ours = number(value.theirs), number(value.ours)
        said = say("limit", about=value.about, name=view.name, theirs=theirs, ours=ours, unit=value.unit)
        told.append(_capital(said))
    told += [say("crossed", told=number(value.told or 0)) for value in crossed] or [say("same_side")]
    turned = {flip.key: flip.theirs for flip in view.flips}
    if view.same_advice:
        then = say("flags" if view.flags else "same")
    elif "decision" in turned:
        then = say(f"decision.{turned['decision']}")
    else:
        then = say("other")
    return " ".join([*told, then])


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def say_judgement(view: AuthorityView, column: str, knowledge: Knowledge, locale: str) -> str:
    """Who judges otherwise, and that nothing hangs on it."""

    def word(value: float | str) -> str:
        key = f"{ROOM}.judged.{value}"
        return knowledge.say(locale, key) if key in knowledge.wording[locale] else str(value)

    value = view.values[0]
    key = "found" if column == "direction" else "judges"
    said = knowledge.say(
        locale, f"{ROOM}.{key}", about=value.about, name=view.name, ours=word(value.ours), theirs=word(value.theirs)
    )
    return f"{_capital(said)} {knowledge.say(locale, f'{ROOM}.same')}"
