"""What no single record can tell: whether the records of the knowledge base fit together.

Every fault is one line with file, id, key and remedy, and all are reported at once. A faulty base does not load.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from magwise.knowledge.check_rules import check_rules
from magwise.knowledge.check_words import check_wording, check_words
from magwise.knowledge.disagreements import DIFFERING
from magwise.knowledge.read import TABLES

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

NAMED_BY_LABELS_ONLY = ("amino_acid_chelate",)
STUDIED_APART = ("any", "food_or_water")
JURISDICTIONS = ("EU", "US", "UK")
SPACED = ("space", "space_and_consult")
POLICY = "POLICY"

Data = Mapping[str, Any]


def check_knowledge(knowledge: "Knowledge") -> list[str]:
    """Every fault of a loaded knowledge base, a line each; nothing for a sound one.

    Besides what keeps a base from loading (`check_data`) this weighs the sentences: their length, their tone and
    whether weak evidence is worded as an effect.
    """
    data = data_of(knowledge)
    return [*check_data(data), *check_words(data)]


def check_data(data: Data) -> list[str]:
    """What keeps a knowledge base from loading. data: as `read.read_data` gives it."""
    return [
        *_check_sources(data),
        *_check_differences(data),
        *_check_forms(data),
        *_check_questions(data),
        *_check_medicines(data),
        *_check_usual(data),
        *_check_authorities(data),
        *_check_references(data),
        *check_rules(data),
        *check_wording(data),
    ]


def overdue(knowledge: "Knowledge", on: date) -> list[str]:
    """Rules whose review is due on this date, the longest overdue first, a line each. A warning, never a fault."""
    late = [rule for rule in knowledge.rules.values() if rule.review.next < on]
    return [
        f"rules/{rule.kind}/{rule.id}.toml: review.next {rule.review.next} has passed: look again and set a new date"
        for rule in sorted(late, key=lambda rule: (rule.review.next, rule.kind, rule.id))
    ]


def data_of(knowledge: "Knowledge") -> dict[str, Any]:
    """A loaded knowledge base in the shape of `read.read_data`."""
    attributes = {"interactions": "interaction_rows", "medicines": "medicine_rows", "usually_for": "usual_rows"}
    rules = knowledge.rules
    return {
        "tables": {name: getattr(knowledge, attributes.get(name, name)) for name in TABLES},
        "rules": rules,
        "cases": {
            f"{rules[name].kind if name in rules else 'unknown'}/{name}": cases
            for name, cases in knowledge.cases.items()
        },
        "fields": knowledge.fields,
        "case_fields": knowledge.case_fields,
        "wording": knowledge.wording,
        "label_terms": knowledge.label_terms,
    }


def _rows(data: Data) -> Iterator[tuple[str, Any]]:
    """Every row of every table with the place to name in a message."""
    for name, rows in data["tables"].items():
        for row in rows.values():
            yield f"tables/{name}.csv ({row.id})", row


def _check_differences(data: Data) -> Iterator[str]:
    """What differs and what was superseded points at rows that exist, and says where each value stands."""
    tables = data["tables"]
    for row in tables["disagreements"].values():
        place = f"tables/disagreements.csv ({row.id})"
        if len(row.facts) != len(row.columns):
            yield f"{place}: columns: one for each of the {len(row.facts)} facts"
        for fact, column in zip(row.facts, row.columns, strict=False):
            found = next((tables[name][fact] for name in DIFFERING if fact in tables[name]), None)
            if found is None or getattr(found, column, None) is None:
                yield f"{place}: facts: no «{column}» in «{fact}»: name a row of {', '.join(DIFFERING)} that holds one"
        known = tables["thresholds"] if row.topic == "laboratory" else row.facts
        for name in row.ours:
            if name not in known:
                wanted = "see tables/thresholds.csv" if row.topic == "laboratory" else "name one of its facts"
                yield f"{place}: ours: unknown «{name}»: {wanted}"
        yield from _check_said(row, place, data)
    for row in tables["superseded"].values():
        if row.superseded_by not in tables["limits"]:
            yield f"tables/superseded.csv ({row.id}): superseded_by: unknown limit «{row.superseded_by}»"


def _check_said(row: Any, place: str, data: Data) -> Iterator[str]:
    """A sentence that rests on a judgement names one of the facts we go by, or a source of one."""
    tables = data["tables"]
    facts = [tables[name][fact] for fact in row.ours for name in DIFFERING if fact in tables[name]]
    sources = {source for fact in facts for source in fact.source}
    for name in row.said_by:
        if name in data["rules"]:
            shared = {*data["rules"][name].facts, *data["rules"][name].sources} & {*row.ours, *sources}
        elif name in tables["form_goals"]:
            shared = {*tables["form_goals"][name].source} & sources
        else:
            yield f"{place}: said_by: unknown «{name}»: name a rule or a row of form_goals"
            continue
        if not shared:
            yield f"{place}: said_by: «{name}» shares no fact or source with {', '.join(row.ours)}"


def _options(data: Data, path: str) -> tuple[str, ...]:
    """The answers that a field of the profile knows."""
    question = data["fields"].get(path)
    return question.options if question else ()


def _check_sources(data: Data) -> Iterator[str]:
    """Every source that a row names exists, and a choice of this project never carries a stronger grade."""
    sources = data["tables"]["sources"]
    for place, row in _rows(data):
        for key in ("source", "absorption_source", "gut_source"):
            for source in getattr(row, key, ()):
                if source not in sources:
                    yield f"{place}: {key}: unknown source «{source}»: add it to tables/sources.csv"
        if getattr(row, "source", None) == (POLICY,) and row.grade not in ("D", "X"):
            yield f"{place}: grade: {row.grade} rests on {POLICY} alone: a choice of this project has grade D"


def _check_forms(data: Data) -> Iterator[str]:
    """Compounds and families point at each other; goals point at families that exist."""
    tables = data["tables"]
    families, goals = tables["families"], _options(data, "goals")
    used = {form.family for form in tables["forms"].values()}
    for form in tables["forms"].values():
        if form.family not in families:
            yield f"tables/forms.csv ({form.id}): family: unknown family «{form.family}»: add it to tables/families.csv"
    for family in families.values():
        if family.id not in used and family.id not in NAMED_BY_LABELS_ONLY:
            yield f"tables/families.csv ({family.id}): no compound of tables/forms.csv belongs to it: remove it"
        for key in ("absorption", "gut"):
            if not 1 <= getattr(family, key) <= 3:
                yield f"tables/families.csv ({family.id}): {key}: {getattr(family, key)} is not 1, 2 or 3"
    for row in tables["absorption"].values():
        for name in row.families:
            if name not in families and name not in tables["forms"] and name not in STUDIED_APART:
                yield f"tables/absorption.csv ({row.id}): families: unknown family «{name}»: see tables/families.csv"
    ranks: dict[str, list[int]] = {goal: [] for goal in goals}
    for row in tables["form_goals"].values():
        place = f"tables/form_goals.csv ({row.id})"
        if row.form not in families:
            yield f"{place}: form: unknown family «{row.form}»: see tables/families.csv"
        if row.goal not in ranks:
            yield f"{place}: goal: unknown goal «{row.goal}»: see goals in fields.toml"
        if not 1 <= row.fit <= 3:
            yield f"{place}: fit: {row.fit} is not 1, 2 or 3"
        ranks.setdefault(row.goal, []).append(row.rank)
    for goal, found in ranks.items():
        if sorted(found) != list(range(1, len(found) + 1)) or not found:
            yield f"tables/form_goals.csv: goal «{goal}»: ranks {sorted(found)}: number its forms 1, 2, 3, none twice"


def _check_questions(data: Data) -> Iterator[str]:
    """Complaints, goals and facts point at questions that are asked."""
    complaints, goals = _options(data, "complaints"), _options(data, "goals")
    rows = data["tables"]["complaint_goals"]
    for row in rows.values():
        place = f"tables/complaint_goals.csv ({row.id})"
        if row.complaint not in complaints:
            yield f"{place}: complaint: unknown «{row.complaint}»: see complaints in fields.toml"
        if row.goal not in goals:
            yield f"{place}: goal: unknown goal «{row.goal}»: see goals in fields.toml"
    counted = Counter(row.complaint for row in rows.values())
    for complaint in complaints:
        if counted[complaint] != 1:
            yield f"tables/complaint_goals.csv: the complaint «{complaint}» has {counted[complaint]} rows: give it one"
    for name, fact in data["case_fields"].items():
        for path in fact.asks:
            if path not in data["fields"]:
                yield f"case_fields.toml ({name}): asks: unknown question «{path}»: see fields.toml"
        for rule in fact.used_by:
            if rule not in data["rules"]:
                yield f"case_fields.toml ({name}): used_by: unknown rule «{rule}»"


def _check_medicines(data: Data) -> Iterator[str]:
    """Substances, classes and risks exist; hours come in both directions or not at all."""
    tables = data["tables"]
    for row in tables["medicines"].values():
        for part in row.components:
            if part not in tables["medicines"]:
                yield f"tables/medicines.csv ({row.id}): components: unknown substance «{part}»: add its own row"
        if row.kind == "group" and len(row.components) < 2:
            yield f"tables/medicines.csv ({row.id}): components: a group asks which one: name two or more"
    for row in tables["interactions"].values():
        place = f"tables/interactions.csv ({row.id}): safe_medicine_before_h, safe_medicine_after_h"
        safe = (row.safe_medicine_before_h, row.safe_medicine_after_h)
        if (safe[0] is None) != (safe[1] is None):
            yield f"{place}: one is empty: give both directions or neither"
        if row.action in SPACED and None in safe:
            yield f"{place}: «{row.action}» needs hours in both directions"
        for label, hours in zip((row.label_medicine_before_h, row.label_medicine_after_h), safe, strict=True):
            if label is not None and hours is not None and hours < label:
                yield f"{place}: the safe hours ({hours}) are fewer than the label's ({label}): take the longer ones"
    allowed = {
        "age": tables["thresholds"],
        "condition": _options(data, "conditions"),
        "medicine_class": tables["medicine_classes"],
    }
    for row in tables["kidney_risks"].values():
        if row.value not in allowed[row.by]:
            yield f"tables/kidney_risks.csv ({row.id}): value: unknown {row.by.replace('_', ' ')} «{row.value}»"
    for row in tables["courses"].values():
        if row.interaction not in tables["interactions"]:
            yield f"tables/courses.csv ({row.id}): interaction: unknown row «{row.interaction}»: see interactions.csv"


def _check_usual(data: Data) -> Iterator[str]:
    """What a medicine usually stands for is a condition that is asked for, and every language can name it."""
    for row in data["tables"]["usually_for"].values():
        place = f"tables/usually_for.csv ({row.id})"
        if row.condition not in _options(data, "conditions"):
            yield f"{place}: condition: unknown «{row.condition}»: see conditions in fields.toml"
        if not row.atc and not row.medicines:
            yield f"{place}: atc, medicines: both are empty: name codes or medicines"
        for name in row.medicines:
            if name not in data["tables"]["medicines"]:
                yield f"{place}: medicines: unknown medicine «{name}»: see tables/medicines.csv"
        for language, words in data["wording"].items():
            if f"medicines.implied.{row.condition}" not in words:
                yield f"wording/{language}/medicines.toml: implied.{row.condition} is missing: name the illness"


def _check_authorities(data: Data) -> Iterator[str]:
    """Every authority points at an upper level with a number, and each jurisdiction has exactly one."""
    limits = data["tables"]["limits"]
    found: Counter[str] = Counter()
    for row in data["tables"]["authorities"].values():
        place = f"tables/authorities.csv ({row.id})"
        if row.limit not in limits:
            yield f"{place}: limit: unknown limit «{row.limit}»: see tables/limits.csv"
        elif limits[row.limit].value is None:
            yield f"{place}: limit: «{row.limit}» has no value: point at a limit with a number"
        if row.jurisdiction is not None:
            found[row.jurisdiction] += 1
            if row.jurisdiction not in JURISDICTIONS:
                yield f"{place}: jurisdiction: unknown «{row.jurisdiction}»: {', '.join(JURISDICTIONS)} or empty"
    for name in JURISDICTIONS:
        if found[name] != 1:
            yield f"tables/authorities.csv: {found[name]} authorities set the level of {name}: name exactly one"


def _check_references(data: Data) -> Iterator[str]:
    """The blog's rules point at claims and conditions that exist."""
    tables = data["tables"]
    known = {row_id for name, rows in tables.items() if name != "sources" for row_id in rows}
    for row in tables["blog_rules"].values():
        for key in ("claim_refs", "overridden_by"):
            for ref in getattr(row, key):
                if ref not in known and ref not in tables:
                    yield f"tables/blog_rules.csv ({row.id}): {key}: unknown record «{ref}»"
    for group in tables["diet_groups"].values():
        place = f"tables/diet_groups.csv ({group.id})"
        if group.field not in data["fields"]:
            yield f"{place}: field: unknown field «{group.field}»: see fields.toml"
        for food in group.foods:
            if food not in tables["foods"] or tables["foods"][food].mg_per_portion is None:
                yield f"{place}: foods: «{food}» is no food with magnesium per portion: see tables/foods.csv"
    for test in tables["lab_tests"].values():
        place = f"tables/lab_tests.csv ({test.id})"
        if test.field is not None and test.field not in data["fields"]:
            yield f"{place}: field: unknown field «{test.field}»: see fields.toml"
        if test.range is not None and test.range not in tables["labs"]:
            yield f"{place}: range: unknown row «{test.range}»: see tables/labs.csv"
        own = [row.unit for row in tables["lab_units"].values() if row.test == test.id and row.way == "same"]
        if own != [test.unit]:
            yield f"{place}: unit: write one row of tables/lab_units.csv with way «same» and the unit «{test.unit}»"
    for path, question in data["fields"].items():
        if question.lab and question.lab not in tables["lab_tests"]:
            yield f"fields.toml, {path}: lab: unknown test «{question.lab}»: see tables/lab_tests.csv"
    for unit in tables["lab_units"].values():
        place = f"tables/lab_units.csv ({unit.id})"
        if unit.test not in tables["lab_tests"]:
            yield f"{place}: test: unknown test «{unit.test}»: see tables/lab_tests.csv"
        converts = unit.way in ("multiply", "divide")
        if converts != (unit.fact is not None):
            yield f"{place}: fact: name a row of tables/labs.csv where way is multiply or divide, and only there"
        elif converts and (unit.fact not in tables["labs"] or tables["labs"][unit.fact].lower is None):
            yield f"{place}: fact: «{unit.fact}» is no row of tables/labs.csv with a factor"
