"""Ask the advice of a case and say, in words, what differs from what the case expects."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from followup.courses import followed as follow
from magwise.advice.advice import Advice
from magwise.advice.engine import ready
from magwise.answer import answer
from magwise.followup.labs import lab_facts
from magwise.followup.titrate import titrate
from magwise.knowledge.cases import Expect, Followed, Measured, RuleCase
from magwise.knowledge.load import Knowledge
from magwise.profiles.read import read_profile


def advice_of(case: RuleCase, knowledge: Knowledge) -> Advice:
    on = date.fromisoformat(case.on) if case.on else None
    return answer(case.profile, knowledge=knowledge, on=on)


def problems(case: RuleCase, knowledge: Knowledge) -> list[str]:
    """What the advice lacks or has too much, a line each; for a diary, what the titration does otherwise."""
    if case.lab is not None:
        return list(_explained(case.lab, case.profile, knowledge))
    if case.followed is not None:
        return list(_followed(case.followed, knowledge))
    return list(differences(advice_of(case, knowledge), case.expect))


def facts_of_lab(case: RuleCase, knowledge: Knowledge) -> dict[str, Any]:
    lab = case.lab
    assert lab is not None
    profile = read_profile({"person": {"age": 40}, "goals": ["general"], **case.profile}, knowledge=knowledge)
    return lab_facts(lab.test, lab.value, lab.low, lab.high, profile, ready(knowledge))


def _explained(lab: Measured, profile: dict[str, Any], knowledge: Knowledge) -> Iterator[str]:
    facts = facts_of_lab(RuleCase(title="", profile=profile, lab=lab), knowledge)
    said = {found.rule.id for found in ready(knowledge).kinds["lab"] if found.test(facts)}
    yield from _listed("rule", lab.says, lab.silent, said)


def _followed(followed: Followed, knowledge: Knowledge) -> Iterator[str]:
    mine, days, on, closed = follow(followed)
    today = titrate(mine, days, on, closed=closed, knowledge=knowledge).today
    for key, wanted in (("mg", followed.mg), ("way", followed.way), ("rule", followed.rule)):
        if wanted != "" and getattr(today, key) != wanted:
            yield f"{key} is {getattr(today, key)}, not {wanted}"


def differences(advice: Advice, expect: Expect) -> Iterator[str]:
    flags = {flag.id: flag for flag in advice.flags}
    forms = {form.form: form for form in advice.forms}
    dose = advice.dose
    if expect.decision is not None and advice.decision != expect.decision:
        yield f"decision is {advice.decision}, not {expect.decision} (flags: {', '.join(flags)})"
    for name in flags:
        if name.startswith("envelope_"):
            yield f"{name}: the envelope held it back, so the rules alone did not see it"
    yield from _listed("flag", expect.flags, expect.no_flags, flags)
    rules = {rule for flag in advice.flags for rule in (flag.rule, *flag.merged)}
    yield from _listed("rule of a flag", expect.rules, expect.no_rules, rules)
    if expect.urgency is not None and (advice.urgency or "none") != expect.urgency:
        yield f"urgency is {advice.urgency}, not {expect.urgency}"
    hope = advice.expectation
    if expect.expects is not None and (hope.level if hope else "none") != expect.expects:
        yield f"expectation is {hope.level if hope else 'none'}, not {expect.expects}"
    spoke = {hope.rule, *hope.beside} if hope else set()
    yield from _listed("rule of the expectation", expect.expects_by, expect.not_expects_by, spoke)
    for name, level in expect.levels.items():
        if name not in flags or flags[name].level != level:
            yield f"flag {name} has level {flags[name].level if name in flags else 'none'}, not {level}"
    first = next((form.form for form in advice.forms if form.role == "first_choice"), None)
    if expect.first_choice is not None and first != expect.first_choice:
        yield f"first choice is {first}, not {expect.first_choice}"
    for name, role in expect.roles.items():
        if forms[name].role != role:
            yield f"{name} is {forms[name].role}, not {role}"
    for name, role in expect.not_role.items():
        if forms[name].role == role:
            yield f"{name} is {role}"
    for name in {**expect.reasons, **expect.no_reasons}:
        said = {reason.rule for reason in forms[name].reasons}
        yield from _listed(f"reason of {name}", expect.reasons.get(name, ()), expect.no_reasons.get(name, ()), said)
    yield from _dose(dose, expect)
    yield from _now(advice, expect)
    notes = {note.id for note in (*advice.stop_signals, *advice.foundation, *advice.troubleshooting)}
    yield from _listed("note", expect.notes, expect.no_notes, notes)
    yield from _listed("unknown", expect.unknown, expect.not_unknown, {entry.field for entry in advice.unknowns})
    if expect.plan is not None and advice.day_plan.status != expect.plan:
        yield f"the plan is {advice.day_plan.status}, not {expect.plan}"
    moments = tuple(item.when for item in advice.day_plan.items if item.kind == "magnesium")
    if expect.moments is not None and moments != expect.moments:
        yield f"magnesium stands at {moments}, not {expect.moments}"
    if expect.rests_on or expect.not_rests_on:
        yield from _listed("record", expect.rests_on, expect.not_rests_on, set(_records(advice.to_dict())))
    products = {product.name: product for product in advice.products}
    for name, fits in expect.fits.items():
        if products[name].fits != fits:
            yield f"product {name}: fits is {products[name].fits}: {[f.text for f in products[name].findings]}"
    for name, units in expect.units.items():
        if products[name].units_per_day != units:
            yield f"product {name}: {products[name].units_per_day} units, not {units}"
    for name in {**expect.findings, **expect.no_findings}:
        found = {finding.id for finding in products[name].findings}
        yield from _listed(f"finding of {name}", expect.findings.get(name, ()), expect.no_findings.get(name, ()), found)


def _now(advice: Advice, expect: Expect) -> Iterator[str]:
    now = advice.now
    if expect.stance is not None and (advice.stance or "none") != expect.stance:
        yield f"stance is {advice.stance}, not {expect.stance}"
    if expect.do is not None and (now.do if now else "none") != expect.do:
        yield f"do is {now.do if now else None}, not {expect.do}"
    if expect.now_mg is not None and (now.mg_per_day if now else 0) != expect.now_mg:
        yield f"now_mg is {now.mg_per_day if now else 0}, not {expect.now_mg}"
    said = {now.rule, *now.beside} if now else set()
    yield from _listed("rule of now", expect.now_rules, expect.no_now_rules, said)


def _records(told: Any) -> Iterator[str]:
    """Every rule and row that a sentence names, wherever it stands."""
    if isinstance(told, dict):
        yield from (name for name in (told.get("rule"), *told.get("beside", ())) if name)
    for part in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from _records(part)


def _listed(what: str, wanted: Any, unwanted: Any, found: Any) -> Iterator[str]:
    for name in wanted:
        if name not in found:
            yield f"{what} {name} is missing (there: {', '.join(sorted(found))})"
    for name in unwanted:
        if name in found:
            yield f"{what} {name} should not be there"


def _dose(dose: Any, expect: Expect) -> Iterator[str]:
    for key in ("start_mg", "target_mg", "ceiling_mg", "already_mg"):
        wanted = getattr(expect, key)
        if wanted is not None and (dose is None or getattr(dose, key) != wanted):
            yield f"{key} is {getattr(dose, key, None)}, not {wanted}"
    if expect.ladder is not None and (dose is None or tuple(step.mg_per_day for step in dose.ladder) != expect.ladder):
        yield f"the ladder is {[step.mg_per_day for step in dose.ladder] if dose else None}, not {expect.ladder}"
    if expect.split is not None and (dose is None or dose.ladder[-1].split_mg != expect.split):
        yield f"the last step is split as {dose.ladder[-1].split_mg if dose else None}, not {expect.split}"
    bound = {step.bound_by for step in dose.ladder} if dose else set()
    yield from _listed("step bound by", expect.bound_by, expect.not_bound_by, bound)
    yield from _listed("ceiling by", expect.ceiling_by, (), set(dose.ceiling_by) if dose else set())
