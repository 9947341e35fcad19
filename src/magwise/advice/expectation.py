"""Does it help? What may be expected for the first goal, with this form, by rules that rest on cited claims.

One rule says how likely it is: that of a complaint that was studied comes before the goal and its form, and where
nobody knows it is `unclear`. Others only add a sentence, such as that a complaint is no proof of a shortage.
"""

from magwise.advice.advice import Expectation
from magwise.advice.case import Case
from magwise.advice.engine import Engine
from magwise.errors import KnowledgeError
from magwise.knowledge.evidence import rest_on
from magwise.knowledge.records import Rule
from magwise.knowledge.telling import tell_rule

KIND = "expectation"


def expect(case: Case, form: str | None, engine: Engine) -> Expectation:
    """What may be expected for the first goal. form: that of the first choice; None fits only rules for any form.

    The base does not load without a rule for every goal whatever the form; what nobody looked into is `unclear` there.
    Beside an alarm it is not asked for.
    """
    goal = case.goals[0]
    held = [
        ready.rule
        for ready in engine.kinds[KIND]
        if _concerns(ready.rule, goal, form) and ready.test(case.facts) is True
    ]
    lead = next((rule for rule in held if "likely" in rule.then), None)
    if lead is None:
        raise KnowledgeError([f"rules/expectation: no rule answers for «{goal}»"])
    said = [lead, *(rule for rule in held if rule.then.get("adds"))]
    basis = rest_on(engine.knowledge, *[rule.id for rule in said])
    texts = [tell_rule(rule, engine.knowledge, case.locale, case.profile.jurisdiction) for rule in said]
    return Expectation(
        goal=goal,
        level=lead.then["likely"],
        text=" ".join(texts),
        rule=basis.rule,
        beside=basis.beside,
        sources=basis.sources,
        grade=basis.grade,
    )


def _concerns(rule: Rule, goal: str, form: str | None) -> bool:
    """Whether a rule speaks about this goal and this form; one that names none speaks about all."""
    return goal in rule.then.get("goals", (goal,)) and form in rule.then.get("forms", (form,))
