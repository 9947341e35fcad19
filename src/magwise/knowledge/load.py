"""The knowledge base in memory: read once, never changed.

In a checkout the data files are the truth; an installed package also carries them compiled to one file, which loads
in a few milliseconds. A compiled copy that does not belong to the files beside it is not used.
"""

import json
import os
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from magwise.errors import KnowledgeError
from magwise.knowledge.bundle import read_bundle, write_bundle
from magwise.knowledge.vocabulary import (
    ACID_NEUTRALISING,
    ALL_ORAL,
    ClassGate,
    Interaction,
    MedicineNames,
    Medicines,
    Usual,
)

if TYPE_CHECKING:
    from magwise.knowledge import records
    from magwise.knowledge.cases import RuleCase

Folder = str | os.PathLike[str]
DATA = os.path.join(os.path.dirname(__file__), "data")
COMPILED = "compiled"
BUNDLE = "knowledge.bundle"


class Knowledge:
    """Everything that is known, with who says so. Built by `load_knowledge`; treat it as frozen.

    version: hash of the data files that decide. Tables are dicts from id to record; words are looked up with `say`.
    """

    def __init__(self, parts: Mapping[str, bytes], version: str) -> None:
        self._parts = parts
        self.version = version

    def _table(self, name: str) -> dict[str, Any]:
        from types import GenericAlias

        import msgspec

        from magwise.knowledge.read import TABLES

        rows: dict[str, Any] = msgspec.json.decode(self._parts[name], type=GenericAlias(dict, (str, TABLES[name])))
        return rows

    @cached_property
    def sources(self) -> "dict[str, records.Source]":
        """Publications by id."""
        return self._table("sources")

    @cached_property
    def forms(self) -> "dict[str, records.Form]":
        """Compounds (with their hydrates) by id; several share a family."""
        return self._table("forms")

    @cached_property
    def families(self) -> "dict[str, records.Family]":
        """Forms as the public contract names them."""
        return self._table("families")

    @cached_property
    def form_goals(self) -> "dict[str, records.FormGoal]":
        """Which form fits which goal."""
        return self._table("form_goals")

    @cached_property
    def complaint_goals(self) -> "dict[str, records.ComplaintGoal]":
        """Which goal a complaint points to."""
        return self._table("complaint_goals")

    @cached_property
    def absorption(self) -> "dict[str, records.Absorption]":
        """Studies of absorption."""
        return self._table("absorption")

    @cached_property
    def claims(self) -> "dict[str, records.Claim]":
        """What is said about magnesium and how well it stands."""
        return self._table("claims")

    @cached_property
    def health_claims(self) -> "dict[str, records.HealthClaim]":
        """Health claims judged by the EU."""
        return self._table("health_claims")

    @cached_property
    def limits(self) -> "dict[str, records.Limit]":
        """Upper levels, reference values and tolerances."""
        return self._table("limits")

    @cached_property
    def interaction_rows(self) -> "dict[str, records.InteractionRow]":
        """Interactions with everything the table says; `interactions` holds what the advice needs."""
        return self._table("interactions")

    @cached_property
    def conditions(self) -> "dict[str, records.Condition]":
        """Illnesses, stages of life and findings."""
        return self._table("conditions")

    @cached_property
    def labs(self) -> "dict[str, records.Lab]":
        """Reference ranges, conversions and formulas of the laboratory."""
        return self._table("labs")

    @cached_property
    def lab_tests(self) -> "dict[str, records.LabTest]":
        """Laboratory tests and what is plausible."""
        return self._table("lab_tests")

    @cached_property
    def lab_units(self) -> "dict[str, records.LabUnit]":
        """The units in which each test is printed, with what converts them."""
        return self._table("lab_units")

    @cached_property
    def lab_words(self) -> "dict[str, records.LabWord]":
        """Words on the sheets of laboratories."""
        return self._table("lab_words")

    @cached_property
    def foods(self) -> "dict[str, records.Food]":
        """Magnesium in food."""
        return self._table("foods")

    @cached_property
    def diet_groups(self) -> "dict[str, records.DietGroup]":
        """Kinds of food that the profile asks about, with the foods that stand for them."""
        return self._table("diet_groups")

    @cached_property
    def blog_rules(self) -> "dict[str, records.BlogRule]":
        """The 36 rules of the blog."""
        return self._table("blog_rules")

    @cached_property
    def dose_ranges(self) -> "dict[str, records.DoseRange]":
        """The nested ranges that a dose moves in."""
        return self._table("dose_ranges")

    @cached_property
    def thresholds(self) -> "dict[str, records.Threshold]":
        """Numbers that rules compare with."""
        return self._table("thresholds")

    @cached_property
    def authorities(self) -> "dict[str, records.Authority]":
        """Authorities whose upper levels are compared."""
        return self._table("authorities")

    @cached_property
    def disagreements(self) -> "dict[str, records.Disagreeing]":
        """Laboratory limits and judgements on which the facts differ."""
        return self._table("disagreements")

    @cached_property
    def superseded(self) -> "dict[str, records.Superseded]":
        """Values that no longer hold."""
        return self._table("superseded")

    @cached_property
    def medicine_routes(self) -> "dict[str, records.MedicineRoute]":
        """Ways in which medicines may be given; `route_codes` holds what matching needs."""
        return self._table("medicine_routes")

    @cached_property
    def route_codes(self) -> dict[str, tuple[str, ...]]:
        """By route: the beginnings of ATC codes of medicines that may be given that way."""
        return {route: tuple(codes) for route, codes in json.loads(self._parts["light_routes"]).items()}

    @cached_property
    def medicine_classes(self) -> "dict[str, records.MedicineClass]":
        """Groups of medicines by ATC prefix."""
        return self._table("medicine_classes")

    @cached_property
    def kidney_risks(self) -> "dict[str, records.KidneyRisk]":
        """What makes unknown kidney function a risk."""
        return self._table("kidney_risks")

    @cached_property
    def usual_rows(self) -> "dict[str, records.UsualRow]":
        """What medicines are usually given for, as the table says it; `usually_for` holds what matching needs."""
        return self._table("usually_for")

    @cached_property
    def courses(self) -> "dict[str, records.Course]":
        """How long a medicine with hours is usually taken."""
        return self._table("courses")

    @cached_property
    def course_of(self) -> "dict[str, records.Course]":
        """The same by the row of the interaction."""
        return {row.interaction: row for row in self.courses.values()}

    @cached_property
    def medicine_rows(self) -> "dict[str, records.MedicineRow]":
        """Medicines with source and grade; `medicines` holds what matching needs."""
        return self._table("medicines")

    @cached_property
    def rules(self) -> "dict[str, records.Rule]":
        """Rules by id."""
        import msgspec

        from magwise.knowledge.records import Rule

        return msgspec.json.decode(self._parts["rules"], type=dict[str, Rule])

    @cached_property
    def cases(self) -> "dict[str, tuple[RuleCase, ...]]":
        """Cases that pin a rule down, by the id of the rule."""
        import msgspec

        from magwise.knowledge.cases import RuleCase

        found = msgspec.json.decode(self._parts["cases"], type=dict[str, tuple[RuleCase, ...]])
        return {path.rpartition("/")[2]: cases for path, cases in found.items()}

    @cached_property
    def fields(self) -> "dict[str, records.Question]":
        """Fields of the profile by dotted path."""
        import msgspec

        from magwise.knowledge.records import Question

        return msgspec.json.decode(self._parts["fields"], type=dict[str, Question])

    @cached_property
    def case_fields(self) -> "dict[str, records.CaseField]":
        """Facts that rules may look at."""
        import msgspec

        from magwise.knowledge.records import CaseField

        return msgspec.json.decode(self._parts["case_fields"], type=dict[str, CaseField])

    @cached_property
    def label_terms(self) -> dict[str, dict[str, Any]]:
        """Words printed on labels, by language and flat key."""
        terms: dict[str, dict[str, Any]] = json.loads(self._parts["label_terms"])
        return terms

    @cached_property
    def wording(self) -> dict[str, dict[str, str]]:
        """Our own fixed sentences, by language and flat key."""
        words: dict[str, dict[str, str]] = json.loads(self._parts["wording"])
        return words

    @cached_property
    def medicines(self) -> Medicines:
        """Medicines and supplements by id."""
        return Medicines(self._parts["light_medicines"].decode())

    @cached_property
    def medicine_names(self) -> MedicineNames:
        """Folded name → ids of the medicines that carry it (name, synonym or brand)."""
        return MedicineNames(self._parts["light_names"].decode())

    @cached_property
    def often(self) -> frozenset[str]:
        """Everyday words of Dutch and English, folded, that are no name of a medicine."""
        return self._words("often")

    @cached_property
    def seldom(self) -> frozenset[str]:
        """Words that are seldom alone but usual in a sentence, folded; none of those of `often`."""
        return self._words("seldom")

    def _words(self, name: str) -> frozenset[str]:
        lines = self._parts[f"words_{name}"].decode().split("\n")
        return frozenset(line for line in lines if line and line[0] != "#")

    @cached_property
    def interactions(self) -> dict[str, Interaction]:
        """Interactions by id, in the order of the table."""
        return {found.id: found for found in map(Interaction._make, self._cells("light_interactions"))}

    @cached_property
    def usually_for(self) -> dict[str, Usual]:
        """The illnesses that medicines usually stand for, by row, in the order of the table."""
        return {found.id: found for found in map(Usual._make, self._cells("light_usually_for"))}

    @cached_property
    def class_gates(self) -> dict[str, ClassGate]:
        """What rules say of whole classes of medicines, by rule."""
        return {found.id: found for found in map(ClassGate._make, self._cells("light_class_gates"))}

    def _cells(self, part: str) -> Iterator[list[Any]]:
        """The rows of a light table, lists as tuples."""
        for row in json.loads(self._parts[part]):
            yield [tuple(cell) if isinstance(cell, list) else cell for cell in row]

    def say(self, locale: str, key: str, **values: object) -> str:
        """The sentence with this key in this language, its blanks filled in.

        Raises KnowledgeError when the language lacks the key: a missing sentence is our fault, never silence.
        """
        try:
            sentence = self.wording[locale][key]
        except KeyError:
            raise KnowledgeError([f"wording/{locale}: the sentence «{key}» is missing"]) from None
        return sentence.format(**values) if values else sentence


def build(files: dict[str, bytes]) -> Knowledge:
    """Knowledge from data files (see `read.data_files`), validated; raises KnowledgeError with every fault.

    The version is the hash of all files that decide something; cases only test.
    """
    import hashlib

    import msgspec

    from magwise.knowledge.check import check_data
    from magwise.knowledge.read import read_data

    data = read_data(files)
    faults = check_data(data)
    if faults:
        raise KnowledgeError(faults)
    parts = {name: msgspec.json.encode(rows) for name, rows in data["tables"].items()}
    for name in ("rules", "cases", "fields", "case_fields", "wording", "label_terms"):
        parts[name] = msgspec.json.encode(data[name])
    parts |= _light(data["tables"], data["rules"])
    parts |= {f"words_{name}": files.get(f"words/{name}.txt", b"") for name in ("often", "seldom")}
    digest = hashlib.sha256()
    deciding = {name: content for name, content in files.items() if not name.startswith("cases/")}
    for name, content in sorted(deciding.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return Knowledge(parts, digest.hexdigest()[:16])


def _light(tables: dict[str, Any], rules: dict[str, Any]) -> dict[str, bytes]:
    """Medicines, their names and the interactions in the shape that loads without any library."""
    from magwise.knowledge.vocabulary import Medicine, pack_medicines, pack_names

    rows = []
    for row in tables["medicines"].values():
        *cells, mg = (getattr(row, key) for key in Medicine._fields)
        rows.append(Medicine._make([*cells, None if mg is None else float(mg)]))
    interactions = [_interaction(row) for row in tables["interactions"].values()]
    usual = [Usual._make(getattr(row, key) for key in Usual._fields) for row in tables["usually_for"].values()]
    return {
        "light_usually_for": json.dumps(usual).encode(),
        "light_class_gates": json.dumps(list(_class_gates(tables, rules))).encode(),
        "light_medicines": pack_medicines(rows).encode(),
        "light_names": pack_names(rows).encode(),
        "light_interactions": json.dumps(interactions).encode(),
        "light_routes": json.dumps({row.route: row.atc for row in tables["medicine_routes"].values()}).encode(),
    }


def _class_gates(tables: dict[str, Any], rules: dict[str, Any]) -> Iterator[ClassGate]:
    """The rules that close the gate for a whole class of medicines, whichever member it is."""
    for rule in sorted(rules.values(), key=lambda rule: (rule.order, rule.id)):
        if rule.kind == "interaction" and rule.when.get("field") == "medicine.classes" and "decision" in rule.then:
            codes = tables["medicine_classes"][rule.when["has"]].atc
            yield ClassGate(rule.id, codes, rule.text, rule.sources, rule.grade)


def _interaction(row: "records.InteractionRow") -> Interaction:
    plain = {"space_and_consult": "space", "monitor_and_lower_ceiling": "monitor", "sum": "note"}
    return Interaction(
        id=row.id,
        substance_inn=row.substance_inn,
        name_nl=row.name_nl,
        atc=row.atc,
        mechanism=row.mechanism,
        affected=row.affected,
        hours_before=None if row.safe_medicine_before_h is None else float(row.safe_medicine_before_h),
        hours_after=None if row.safe_medicine_after_h is None else float(row.safe_medicine_after_h),
        action=plain.get(row.action, row.action),
        also_consult=row.action == "space_and_consult",
        severity=row.severity,
        applies_to=ACID_NEUTRALISING if row.applies_to.startswith("acid") else ALL_ORAL,
        basis_text=row.basis_text or "",
        simplest_alternative=row.simplest_alternative or "",
        lowers_ceiling=row.action == "monitor_and_lower_ceiling",
        source=row.source,
        grade=row.grade,
    )


def signature(root: Folder) -> str:
    """Name, size and time of every data file: enough to see that a compiled copy is stale."""
    found: list[str] = []
    start = len(os.fspath(root))
    folders = [os.fspath(root)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith((".csv", ".toml", ".txt")):
                    stat = entry.stat()
                    found.append(f"{entry.path[start:]} {stat.st_size} {stat.st_mtime_ns}")
                elif entry.name != COMPILED and entry.is_dir():
                    folders.append(entry.path)
    return "\n".join(sorted(found))


def compile_knowledge(root: Folder = DATA, *, released: bool = False) -> str:
    """Write the compiled copy beside the data files. released: the files will not change any more (a wheel)."""
    from magwise.files import whole_file
    from magwise.knowledge.read import data_files

    knowledge = build(data_files(root))
    meta = {"version": knowledge.version, "signature": None if released else signature(root)}
    folder = os.path.join(root, COMPILED)
    os.makedirs(folder, exist_ok=True)
    with whole_file(os.path.join(folder, BUNDLE), private=False) as file:
        write_bundle(file, meta, knowledge._parts)
    return folder


@lru_cache(maxsize=4)
def load_knowledge(root: Folder = DATA) -> Knowledge:
    """The knowledge base that ships with Magwise, or the one below `root`.

    Raises KnowledgeError with every fault of every file.
    """
    bundle = read_bundle(os.path.join(root, COMPILED, BUNDLE))
    if bundle is not None and bundle.meta["signature"] in (None, signature(root)):
        return Knowledge(bundle.parts, bundle.meta["version"])
    from magwise.knowledge.read import data_files

    return build(data_files(root))
