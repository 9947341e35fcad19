"""Every way to spoil a safety rule, or a fact that safety rests on, one at a time: name, the rules near it, the base."""

import copy
from decimal import Decimal

import msgspec

from knowledge.mutants import flips, with_condition, with_part
from magwise.knowledge.conditions import facts_of, leaves
from magwise.knowledge.records import URGENCIES
from magwise.proof.gates import read_gates

SAFE_KINDS = ("safety", "interaction", "now")
MILDER = ("stop", "ask", "lower", "switch", "keep")
# Said beside another rule that decides what is done.
SAID_BESIDE = (
    "now_above_after", "now_above_meanwhile", "now_plan_beside", "now_plan_replaces", "now_plan_restart",
    "now_prescribed_alarm", "now_prescribed_ask", "now_prescribed_keep", "now_prescribed_today", "now_refused",
)  # fmt: skip
WORST_FIRST = ("urgent", "consult_first", "no_supplement")
DOSES = (
    "careful_ceiling", "maternal_ceiling", "least_room", "target", "start", "sensitive_start",
    "start_max", "step", "split_above", "unknown_supplement", "b6_max", "threonate_compound_max",
)  # fmt: skip


def spoiled(knowledge):
    """All mutants: (name, ids of the rules whose cases are asked first, what makes the mutant)."""
    for rule in knowledge.rules.values():
        if rule.kind in SAFE_KINDS:
            yield from _rule(knowledge, rule)
    for threshold in knowledge.thresholds.values():
        near = [
            rule.id
            for rule in knowledge.rules.values()
            if threshold.id in facts_of(rule.when) or threshold.id in str(rule.then)
        ]
        safe = any(knowledge.rules[name].kind in SAFE_KINDS for name in near)
        if safe or threshold.id in (*DOSES, "senior_age"):
            yield from _threshold(knowledge, threshold, near)
    yield from _facts(knowledge)


def _rule(knowledge, rule):
    near = [rule.id]

    def changed(**changes):
        other = msgspec.structs.replace(rule, **changes)
        return with_part(knowledge, "rules", {**knowledge.rules, rule.id: other})

    rest = {name: other for name, other in knowledge.rules.items() if name != rule.id}
    yield f"{rule.id}: deleted", near, lambda: with_part(knowledge, "rules", rest)
    for name, tree in flips(rule.when) if rule.when else ():
        yield f"{rule.id}: turned round at {name}", near, lambda tree=tree: with_condition(knowledge, rule.id, tree)
    for place, leaf in enumerate(leaves(rule.when)):
        for word in leaf.get("has_any", ()):
            tree = copy.deepcopy(rule.when)
            list(leaves(tree))[place]["has_any"].remove(word)
            yield f"{rule.id}: without {word}", near, lambda tree=tree: with_condition(knowledge, rule.id, tree)
    for branch in ("any", "all"):
        for place in range(len(rule.when.get(branch, ()))) if len(rule.when.get(branch, ())) > 1 else ():
            tree = copy.deepcopy(rule.when)
            del tree[branch][place]
            yield (
                f"{rule.id}: {branch} without part {place}",
                near,
                lambda t=tree: with_condition(knowledge, rule.id, t),
            )
    for key in rule.then:
        if key != "raised_by" and not (key == "do" and rule.id in SAID_BESIDE):
            then = {name: value for name, value in rule.then.items() if name != key}
            yield f"{rule.id}: {key} dropped", near, lambda then=then: changed(then=then)
    if (do := rule.then.get("do")) is not None and do != MILDER[-1] and rule.id not in SAID_BESIDE:
        then = {**rule.then, "do": MILDER[MILDER.index(do) + 1]}
        yield f"{rule.id}: {do} becomes {then['do']}", near, lambda then=then: changed(then=then)
    for gate in rule.then.get("gates", ()):
        then = {**rule.then, "gates": [other for other in rule.then["gates"] if other != gate]}
        yield f"{rule.id}: not behind {gate}", near, lambda then=then: changed(then=then)
    if (decision := rule.then.get("decision")) is not None:
        milder = (*WORST_FIRST, None)[WORST_FIRST.index(decision) + 1]
        then = {**rule.then, "decision": milder} if milder else {}
        yield f"{rule.id}: {decision} becomes {milder}", near, lambda: changed(then=then)
        named = rule.id if rule.id in knowledge.fields["conditions"].options else "palpitations"
        opens = "medicine" if rule.kind == "interaction" else named
        if opens not in rule.lifted_by:
            yield f"{rule.id}: anyone may lift it", near, lambda: changed(lifted_by=(*rule.lifted_by, opens))
    if rule.urgency is not None and rule.kind in SAFE_KINDS:
        for level in URGENCIES:
            if level != rule.urgency:
                yield f"{rule.id}: {rule.urgency} becomes {level}", near, lambda level=level: changed(urgency=level)
    if rule.urgency_taking is not None:
        yield f"{rule.id}: no sooner beside magnesium", near, lambda: changed(urgency_taking=None)
    for name in rule.lifted_by:
        kept = tuple(other for other in rule.lifted_by if other != name)
        yield f"{rule.id}: no longer lifted by {name}", near, lambda kept=kept: changed(lifted_by=kept)


def _threshold(knowledge, threshold, near):
    whole = threshold.value == threshold.value.to_integral_value() and threshold.unit != "mmol/L"
    step = Decimal(1) if whole else Decimal("0.01")
    for value in (threshold.value + step, threshold.value - step, threshold.value * 2, threshold.value / 2):
        row = msgspec.structs.replace(threshold, value=value)
        rows = {**knowledge.thresholds, threshold.id: row}
        yield f"{threshold.id}: {value}", near, lambda rows=rows: with_part(knowledge, "thresholds", rows)


def _facts(knowledge):
    near = ["kidney_unknown_one_risk", "kidney_unknown_two_risks"]
    for risk in knowledge.kidney_risks:
        rest = {name: row for name, row in knowledge.kidney_risks.items() if name != risk}
        yield f"kidney risk {risk}: deleted", near, lambda rest=rest: with_part(knowledge, "kidney_risks", rest)
    for authority in knowledge.authorities.values():
        if authority.jurisdiction is None:
            continue
        row = knowledge.limits[authority.limit]
        for value in (row.value + 1, row.value - 1, row.value * 2):
            rows = {**knowledge.limits, row.id: msgspec.structs.replace(row, value=value)}
            yield f"level {authority.id}: {value}", ["ceiling"], lambda rows=rows: with_part(knowledge, "limits", rows)
    teams = {"hiv_hcv": "hiv_hepatitis_team", "transplant": "transplant_team", "cancer": "cancer_team",
             "active_vitamin_d": "active_vitamin_d", "bowel_preparation": "bowel_preparation_medicine"}  # fmt: skip
    risky = {risk.value for risk in knowledge.kidney_risks.values()}
    promised = {code for gate in read_gates().values() for codes in gate.get("classes", {}).values() for code in codes}
    for group in (row for row in knowledge.medicine_classes.values() if row.id in teams or row.id in risky):
        for code in group.atc if len(group.atc) <= 6 else (code for code in group.atc if code in promised):
            row = msgspec.structs.replace(group, atc=tuple(other for other in group.atc if other != code))
            rows = {**knowledge.medicine_classes, group.id: row}
            beside = [teams[group.id]] if group.id in teams else near
            yield (
                f"class {group.id}: without {code}",
                beside,
                lambda rows=rows: with_part(knowledge, "medicine_classes", rows),
            )
