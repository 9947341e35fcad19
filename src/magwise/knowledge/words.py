"""Rules in the reader's words: conditions, conclusions, grades and places, with every number filled in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from magwise.knowledge.conditions import OPERATORS

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge
    from magwise.knowledge.records import Rule

POLICY = "POLICY"
RAISED_BY = {
    "dose": "raised_dose",
    "label": "raised_label",
    "plan": "raised_plan",
    "decision": "raised_decision",
    "unknown": "raised_unknown",
    "gate": "raised_gate",
    "now": "raised_now",
}
FLAGS = (
    "no_step_up", "careful_start", "bars_acid_salts", "acid_neutralising", "current_form", "remark",
    "also_when_unknown", "with_food", "adds", "staying",
)  # fmt: skip


def say_condition(tree: Mapping[str, Any], knowledge: "Knowledge", locale: str) -> str:
    """A condition as a sentence part in this language, with the numbers of the thresholds filled in."""

    def say(key: str, **values: object) -> str:
        return knowledge.say(locale, f"knowledge.when.{key}", **values)

    for branch in ("any", "all"):
        if branch in tree:
            parts = [say_condition(part, knowledge, locale) for part in tree[branch]]
            return f"({say(branch).join(parts)})" if len(parts) > 1 else parts[0]
    if "not" in tree:
        return say("not", part=say_condition(tree["not"], knowledge, locale))
    if not tree:
        return knowledge.say(locale, "knowledge.then.always")
    operator = next(key for key in OPERATORS if key in tree)
    field = knowledge.say(locale, f"knowledge.field.{tree['field']}")
    return say(operator, field=field, value=_value(tree[operator], knowledge, locale))


def _value(value: Any, knowledge: "Knowledge", locale: str) -> str:
    """What a comparison compares with: a number with its unit, another field, words, yes or no."""
    if isinstance(value, Mapping):
        if "fact" in value:
            return say_number(value["fact"], knowledge)
        return knowledge.say(locale, f"knowledge.field.{value['field']}")
    if isinstance(value, bool):
        return knowledge.say(locale, "knowledge.yes" if value else "knowledge.no")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value)


def say_number(threshold: str, knowledge: "Knowledge") -> str:
    """A threshold with its unit, such as «60 mL/min/1.73 m²»."""
    row = knowledge.thresholds[threshold]
    return f"{plain(row.value)} {row.unit}"


def plain(number: Decimal) -> str:
    """A number without trailing zeros or powers of ten.

    >>> plain(Decimal("1.0")), plain(Decimal("2E+2"))
    ('1', '200')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def say_when(rule: "Rule", knowledge: "Knowledge", locale: str) -> str:
    """When a rule holds; for a rule that code raises, what shows it."""
    raised = rule.then.get("raised_by")
    if raised is not None:
        by = knowledge.say(locale, f"knowledge.then.{RAISED_BY[raised]}")
        return knowledge.say(locale, "knowledge.then.raised_by", by=by)
    said = say_condition(rule.when, knowledge, locale)
    return said[1:-1] if said.startswith("(") else said


def say_conclusion(rule: "Rule", knowledge: "Knowledge", locale: str) -> list[str]:
    """What a rule concludes, a sentence each."""

    def say(key: str, **values: object) -> str:
        return knowledge.say(locale, f"knowledge.then.{key}", **values)

    then = rule.then
    lines = []
    if "decision" in then:
        lines.append(say(f"decision_{then['decision']}"))
    for key in ("ceiling", "lifted_ceiling"):
        if key in then:
            lines.append(say(key, value=say_number(then[key], knowledge)))
    if "do" in then:
        lines.append(say(f"do_{then['do']}"))
    if "gates" in then:
        lines.append(say("gates", gates=", ".join(then["gates"])))
    if "fits" in then:
        lines.append(say("fits", form=then["fits"]))
    for key in ("goals", "forms", "moments"):
        if key in then:
            lines.append(say(key, **{key: ", ".join(then[key])}))
    if "eu_permitted" in then:
        lines.append(say("eu_permitted", value=then["eu_permitted"]))
    if "at_most" in then:
        lines.append(say("at_most", role=then["at_most"]))
    if "hides" in then:
        lines.append(say("hides", rule=then["hides"]))
    if "when_unknown" in then:
        lines.append(say("when_unknown", rule=then["when_unknown"]))
    lines += [say(key) for key in FLAGS if then.get(key)]
    for key, soon in (("urgency", rule.urgency), ("urgency_taking", rule.urgency_taking)):
        if soon is not None:
            number = knowledge.say(locale, "advice.emergency_EU")
            lines.append(say(key, level=knowledge.say(locale, f"advice.urgency.{soon}", number=number)))
    if "likely" in then:
        lines.append(say("likely", level=knowledge.say(locale, f"advice.expect.{then['likely']}")))
    if rule.hides:
        lines.append(say("hides_flags", rules=", ".join(rule.hides)))
    if rule.level is not None:
        lines.append(say("flag", level=knowledge.say(locale, f"knowledge.level.{rule.level}")))
    return lines or [say("nothing")]


def say_source(source_id: str, place: str, knowledge: "Knowledge", locale: str) -> str:
    """A source as one line: title, publisher, year, link, place and how it was verified.

    A choice of this project is called just that, never a guideline.
    """
    if source_id == POLICY:
        return f"{POLICY}: {knowledge.say(locale, 'knowledge.policy')}"
    source = knowledge.sources[source_id]
    parts = [source.title, source.publisher, source.year, source.locator, place or source.place]
    told = "; ".join(part for part in parts if part)
    return f"{source_id}: {told} ({knowledge.say(locale, f'knowledge.{source.verified}')})"


def is_choice(sources: tuple[str, ...]) -> bool:
    """Whether something rests on a choice of this project, alone or beside publications."""
    return POLICY in sources
