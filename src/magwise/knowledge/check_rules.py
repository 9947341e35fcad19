"""Whether rules and their cases hold together: what they cite, ask and conclude exists and belongs to their kind."""

from collections.abc import Iterator, Mapping
from typing import Any

from magwise.knowledge.conditions import OPERATORS, facts_of, faults_of, fields_of, leaves
from magwise.knowledge.records import LEVELS, URGENCIES

CONCLUSIONS: dict[str, tuple[str, ...]] = {
    "safety": ("decision", "ceiling", "lifted_ceiling", "raised_by", "no_step_up", "careful_start"),
    "interaction": ("decision", "bars_acid_salts"),
    "now": ("do", "gates", "staying", "raised_by"),
    "dose": (),
    "titration": (),
    "form": (
        "raised_by",
        "fits", "goals", "forms", "at_most", "remark", "acid_neutralising", "current_form", "eu_permitted",
        "also_when_unknown", "raised_by",
    ),
    "timing": ("moments", "with_food", "raised_by"),
    "stop": ("raised_by",),
    "foundation": ("hides", "when_unknown", "raised_by"),
    "troubleshooting": ("path", "step", "ends", "doses"),
    "lab": (),
    "expectation": ("likely", "adds", "goals", "forms"),
}  # fmt: skip
DECISIONS = ("urgent", "consult_first", "no_supplement")
ROLES = ("first_choice", "next_step", "alternative", "not_now", "avoid")
MOMENTS = ("wake", "breakfast", "midday", "afternoon", "evening", "bed")
RAISERS = ("dose", "label", "plan", "decision", "unknown", "gate", "now")
DOES = ("stop", "ask", "lower", "switch", "keep")
STRICT = {"urgent": ("stop", "ask"), "consult_first": ("stop", "ask"), "no_supplement": ("stop",)}
PATHS = ("nothing", "gut")
STEPS = ("dose", "amount", "form", "split", "time", "adherence", "basis", "trial", "stop")
ENDS = ("trial", "stop")
FLAGGED = ("safety", "interaction")
SOON = {"urgent": ("emergency", "today"), "consult_first": ("today", "this_week", "before_start")}
EXPECTED = ("unlikely", "unclear", "maybe", "likely")
SPEAKING = ("fits", "raised_by", "forms", "acid_neutralising", "eu_permitted", "current_form")
AGREEMENTS = ("pregnancy", "kidney_function", "serum_magnesium", "medicine")
ANYTHING = ("any", "none")
MEDICINE = "medicine."
POLICY = "POLICY"
ACTIONS = ("space", "avoid", "monitor", "consult", "note", "none")
# Rules that the advice asks for by name: without one of them no advice can be given.
NAMED_BY_CODE = (
    "acid_salts_barred", "b6_limit", "ceiling", "ceiling_reached", "day_assumed", "day_infeasible", "day_order",
    "declared_amount_wins", "failed_form", "informs_only", "kidney_unknown_one_risk", "label_tolerance",
    "loose_no_step", "mildest_left", "missed_dose", "own_times", "product_ruled_out", "product_unit",
    "skin_no_intake", "split_high", "start_low", "start_low_sensitive", "supplement_beside_avoided",
    "supplement_beside_medicine",
    "supplement_without_amount", "target", "unknown_medicine", "urgent_no_form", "weekly_step",
    "diary_alarm", "diary_ceiling", "diary_closed", "diary_few_days", "diary_keep", "diary_loose_down",
    "diary_lowest_pause", "diary_not_tolerated", "diary_other_form", "diary_reopened", "diary_restart_half",
    "diary_restart_lowest", "diary_return", "diary_stale", "diary_start", "diary_step_up", "diary_target",
    "diary_trial", "diary_waits", "diary_watery_stop", "diary_week",
    "course_over", "course_wait", "course_wait_until", "now_above_after", "now_above_meanwhile", "now_keep_within",
    "now_lower", "now_lower_unsure", "now_pause_course", "now_plan_beside", "now_plan_replaces", "now_plan_restart",
    "now_prescribed_alarm", "now_prescribed_ask", "now_prescribed_keep", "now_prescribed_today", "now_refused",
    "now_switch_form", "not_taken",
)  # fmt: skip

Data = Mapping[str, Any]


def check_rules(data: Data) -> Iterator[str]:
    """Every fault of every rule and case, a line each."""
    known = {row_id for name, rows in data["tables"].items() if name != "sources" for row_id in rows}
    for rule in data["rules"].values():
        place = f"rules/{rule.kind}/{rule.id}.toml"
        for fault in (
            *_check_origin(rule, data, known),
            *_check_condition(rule, data),
            *_check_conclusion(rule, data),
            *_check_standing(rule, data),
            *_check_urgency(rule),
            *_check_hides(rule, data),
        ):
            yield f"{place}: {fault}"
    yield from _check_presence(data)
    yield from _check_cases(data)


def _check_presence(data: Data) -> Iterator[str]:
    """The rules that must exist: those that code names, a role for every goal and an hour for every day."""
    rules = data["rules"].values()
    for name in NAMED_BY_CODE:
        if name not in data["rules"]:
            yield f"rules: the rule «{name}» is missing: the advice asks for it by name"
    for name in ANYTHING:
        if not any(rule.kind == "form" and rule.then.get("fits") == name for rule in rules):
            yield f"rules/form: no rule fits «{name}»: every form needs one to speak for it"
    always = [rule.then for rule in rules if rule.kind == "expectation" and not rule.when]
    for goal in data["fields"]["goals"].options if "goals" in data["fields"] else ():
        if not any("likely" in then and "forms" not in then and goal in then.get("goals", (goal,)) for then in always):
            yield f"rules/expectation: no rule that always holds for «{goal}»: does it help must have an answer"
    yield from _check_gates(data)
    if not any(rule.kind == "now" and not rule.when and not set(rule.then) - {"do"} for rule in rules):
        yield "rules/now: no rule without a condition: one must hold whatever is taken and however it goes"
    if not any(rule.kind == "timing" and not rule.when and "raised_by" not in rule.then for rule in rules):
        yield "rules/timing: no rule without a condition: one must hold whatever the goal"


def _check_gates(data: Data) -> Iterator[str]:
    """Every gate has exactly one rule that says what to do with what is taken, and one that is strict enough."""
    rules = data["rules"]
    named: dict[str, list[str]] = {}
    for rule in rules.values():
        for gate in rule.then.get("gates", ()):
            named.setdefault(gate, []).append(rule.id)
    for rule in rules.values():
        decision, found = rule.then.get("decision"), named.pop(rule.id, [])
        place = f"rules/{rule.kind}/{rule.id}.toml"
        if decision is None and found:
            yield f"{place}: no gate, yet named in then.gates of {', '.join(found)}: remove it there"
        if decision is not None and len(found) != 1:
            yield f"{place}: a gate is named in then.gates of one rule of kind now, not of {len(found)}"
        for name in found if decision is not None else ():
            do = rules[name].then.get("do")
            if do not in STRICT.get(decision, DOES):
                yield f"rules/now/{name}.toml: then.do: «{do}» is too mild for {rule.id} ({decision})"


def _check_origin(rule: Any, data: Data, known: set[str]) -> Iterator[str]:
    """Sources, facts and rules of the blog exist; grade and verification are no better than the sources."""
    sources = data["tables"]["sources"]
    for cite in rule.cites:
        if cite.source not in sources:
            yield f"cites: unknown source «{cite.source}»: add it to tables/sources.csv"
        if not cite.place:
            yield f"cites: the place in «{cite.source}» is empty: say where a reader finds it"
    for name in rule.blog:
        if name not in data["tables"]["blog_rules"]:
            yield f"blog: unknown rule of the blog «{name}»: see tables/blog_rules.csv"
    for name in rule.facts:
        if name not in known:
            yield f"facts: unknown record «{name}»: name a row of a table"
    if rule.sources == (POLICY,) and rule.grade != "D":
        yield f"grade: {rule.grade} rests on {POLICY} alone: a choice of this project has grade D"
    opened = [sources[name] for name in rule.sources if name in sources and sources[name].verified == "read"]
    if rule.review.verified == "read" and not opened:
        yield "review.verified: «read», but none of its sources was opened: write «known»"
    if rule.review.next <= rule.review.on:
        yield f"review.next: {rule.review.next} does not come after review.on {rule.review.on}"


def _check_condition(rule: Any, data: Data) -> Iterator[str]:
    """The condition is sound, asks what its kind can know, and compares with answers that exist."""
    fields = data["case_fields"]
    faults = faults_of(rule.when, fields, data["tables"]["thresholds"])
    if faults:
        yield from (f"when: {fault}" for fault in faults)
        return
    for field in fields_of(rule.when):
        if field.startswith(MEDICINE) != (rule.kind == "interaction"):
            only = "asks of the case" if rule.kind == "interaction" else "asks of one medicine"
            yield f"when: «{field}» {only}: a rule of kind {rule.kind} cannot know it"
    for tree in _branches(rule.when):
        parts = tree.get("any", tree.get("all", []))
        for part in (part for place, part in enumerate(parts) if part in parts[:place]):
            yield f"when: the same part stands twice ({', '.join(map(str, part.values()))}): remove one"
    for leaf in leaves(rule.when):
        allowed = _answers(leaf["field"], data)
        for value in _values(leaf) if allowed else ():
            if value not in allowed:
                yield f"when: «{leaf['field']}» never holds «{value}»: one of {', '.join(allowed)}"


def _branches(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A tree and every tree inside it."""
    yield tree
    for part in (*tree.get("any", ()), *tree.get("all", ()), *([tree["not"]] if "not" in tree else ())):
        yield from _branches(part)


def _values(leaf: Mapping[str, Any]) -> list[str]:
    """The words that a comparison names."""
    value = next(leaf[operator] for operator in OPERATORS if operator in leaf)
    values = value if isinstance(value, list) else [value]
    return [name for name in values if isinstance(name, str)]


def _answers(field: str, data: Data) -> tuple[str, ...]:
    """The words that a fact can hold; empty where any will do."""
    if field == "primary_goal":
        field = "goals"
    if field in ("medicine.classes", "medicine_classes"):
        return tuple(data["tables"]["medicine_classes"])
    if field == "medicine.action":
        return ACTIONS
    if field == "lab_test":
        return tuple(data["tables"]["lab_tests"])
    if field == "current_form":
        return tuple(data["tables"]["families"])
    fact = data["case_fields"].get(field)
    paths = [field, *(fact.asks if fact else ()), f"current_magnesium.{field.removeprefix('current_')}"]
    found = next((data["fields"][path].options for path in paths if path in data["fields"]), ())
    if not found and paths[-1] in data["fields"]:
        found = data["fields"][paths[-1]].options
    return (*found, "palpitations") if field == "unsure" and found else tuple(found)


def _check_conclusion(rule: Any, data: Data) -> Iterator[str]:
    """What a rule concludes is on the list of its kind, and names things that exist."""
    allowed = CONCLUSIONS[rule.kind]
    for key in rule.then:
        if key not in allowed:
            yield f"then: unknown key «{key}»; a rule of kind {rule.kind} knows: {', '.join(allowed) or 'none'}"
    then, thresholds = rule.then, data["tables"]["thresholds"]
    goals = data["fields"]["goals"].options if "goals" in data["fields"] else ()
    for key, options in (
        ("decision", DECISIONS),
        ("raised_by", RAISERS),
        ("at_most", ROLES),
        ("eu_permitted", ("yes", "no", "unclear", "depends", "excipient")),
        ("fits", (*data["tables"]["families"], *ANYTHING)),
        ("ceiling", tuple(thresholds)),
        ("lifted_ceiling", tuple(thresholds)),
        ("hides", tuple(data["rules"])),
        ("when_unknown", tuple(data["rules"])),
        ("path", PATHS),
        ("step", STEPS),
        ("ends", ENDS),
        ("forms", tuple(data["tables"]["families"])),
        ("goals", goals),
        ("moments", MOMENTS),
        ("likely", EXPECTED),
        ("do", DOES),
        ("gates", tuple(data["rules"])),
    ):
        for value in _several(then.get(key)):
            if value not in options:
                shown = f"one of {', '.join(options)}" if len(options) <= 8 else "see the table it comes from"
                yield f"then.{key}: unknown «{value}»: {shown}"
    if "raised_by" in then and rule.when:
        yield "when: a rule that is raised by code (then.raised_by) has no condition"
    if "lifted_ceiling" in then and not rule.lifted_by:
        yield "then.lifted_ceiling: nobody can lift this rule: name in lifted_by what a doctor may agree to"
    if rule.kind == "form" and not {"fits", "raised_by"} & set(then) and not _speaks(then):
        yield "then: name the families it speaks about (forms, acid_neutralising, eu_permitted, current_form)"
    if rule.kind == "now" and "do" not in then:
        yield "then.do: missing: what to do with the magnesium that is taken now"
    if rule.kind == "now" and (then.get("raised_by") == "gate") != bool(then.get("gates")):
        yield "then.gates: a rule that is raised by a gate names its gates, and no other does"
    if rule.kind == "troubleshooting" and not {"path", "step"} <= set(then):
        yield "then: name the path and the step that it speaks about"
    if rule.kind == "expectation" and ("likely" in then) == bool(then.get("adds")):
        yield "then: say how likely (likely), or that it only adds a sentence (adds = true), not both"
    if rule.kind == "timing" and "raised_by" not in then and not then.get("moments"):
        yield "then.moments: name the moments of the day, the best first"


def _several(value: Any) -> list[Any]:
    """A value, a list of them, or nothing, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _speaks(then: Mapping[str, Any]) -> bool:
    """Whether a form rule says which families it is about."""
    return any(key in then for key in SPEAKING)


def _check_standing(rule: Any, data: Data) -> Iterator[str]:
    """Level, subject and what lifts a rule fit its kind."""
    flagged = rule.kind in FLAGGED
    if flagged and rule.level is None:
        yield "level: missing: urgent, consult, caution or note"
    if not flagged and rule.level is not None:
        yield f"level: a rule of kind {rule.kind} raises no flag: remove it"
    if rule.kind == "safety" and not rule.about:
        yield "about: missing: name the subject in nl and en"
    if rule.then.get("decision") == "urgent" and (rule.level != "urgent" or rule.lifted_by):
        yield "then.decision: «urgent» has level urgent, and nobody lifts it"
    fields = data["fields"]
    known = {name for path in ("conditions", "complaints") if path in fields for name in fields[path].options}
    for name in rule.lifted_by:
        if name not in known and name not in AGREEMENTS:
            yield f"lifted_by: unknown «{name}»: a condition, a complaint or {', '.join(AGREEMENTS)}"
        if name == "medicine" and rule.kind != "interaction":
            yield f"lifted_by: «medicine» lifts interactions, not a rule of kind {rule.kind}"


def _check_urgency(rule: Any) -> Iterator[str]:
    """A gate says how soon, in the words of its decision, with a source; nothing that closes no gate does."""
    gate = rule.then.get("decision")
    allowed = URGENCIES if rule.kind == "lab" else SOON.get(gate, ())
    if rule.urgency is None:
        if gate in SOON:
            yield f"urgency: missing: a rule that decides {gate} says how soon: {', '.join(allowed)}"
        if rule.urgency_taking is not None:
            yield "urgency_taking: name urgency too"
        return
    for key, value in (("urgency", rule.urgency), ("urgency_taking", rule.urgency_taking)):
        if value is not None and value not in allowed:
            yield f"{key}: «{value}» does not fit its decision: {', '.join(allowed) or 'remove it'}"
    taking = rule.urgency_taking or rule.urgency
    if URGENCIES.index(taking) > URGENCIES.index(rule.urgency):
        yield f"urgency_taking: {taking} is later than {rule.urgency}: who takes magnesium never waits longer"
    if not any(cite.backs == "urgency" for cite in rule.cites):
        yield 'cites: none backs the urgency: name the source that says how soon (backs = "urgency")'
    if rule.urgency == "emergency" and any("{emergency}" not in text for text in rule.text.values()):
        yield "text: an emergency names the number: {emergency}"


def _check_hides(rule: Any, data: Data) -> Iterator[str]:
    """What a rule hides exists, and is neither more serious nor sooner than the rule itself."""
    for name in rule.hides:
        other = data["rules"].get(name)
        if other is None or other.kind != "safety" or rule.kind != "safety":
            yield f"hides: «{name}» is no safety rule, or this is none"
        elif LEVELS.index(other.level) < LEVELS.index(rule.level) or _soon(other) < _soon(rule):
            yield f"hides: «{name}» is more serious or sooner than this rule: its flag must stay"


def _soon(rule: Any) -> int:
    return URGENCIES.index(rule.urgency) if rule.urgency else len(URGENCIES)


def _check_cases(data: Data) -> Iterator[str]:
    """Cases stand with their rule and expect forms, rules and limits that exist."""
    rules, families = data["rules"], data["tables"]["families"]
    for path, cases in data["cases"].items():
        kind, _, name = path.partition("/")
        place = f"cases/{path}.toml"
        if name not in rules:
            yield f"{place}: there is no rule «{name}»: name the file after its rule"
        elif rules[name].kind != kind:
            yield f"{place}: the rule «{name}» is of kind {rules[name].kind}: move the file there"
        for case in cases:
            expect = case.expect
            forms = [*expect.roles, *expect.not_role, *expect.reasons, *expect.no_reasons]
            forms += [expect.first_choice] if expect.first_choice else []
            for form in forms:
                if form not in families:
                    yield f"{place}: «{case.title}»: unknown family «{form}»: see tables/families.csv"
            said = [*expect.rules, *expect.no_rules]
            said += [name for ids in (*expect.reasons.values(), *expect.no_reasons.values()) for name in ids]
            for found in said:
                if found not in rules:
                    yield f"{place}: «{case.title}»: unknown rule «{found}»"


def thresholds_of(rule: Any) -> tuple[str, ...]:
    """Ids of the thresholds that the condition of a rule compares with."""
    return facts_of(rule.when)
