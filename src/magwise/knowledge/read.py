"""Read the data files and report every fault of every file at once.

Tables are CSV (cells with several values are parted by `|`, an empty cell is unknown), rules and words are TOML.
Nothing here is lenient: an unknown key, a missing source or a number that is none is a fault.
"""

import csv
import io
import os
import tomllib
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from magwise.errors import KnowledgeError
from magwise.knowledge import records
from magwise.knowledge.cases import read_cases

TABLES: dict[str, type[msgspec.Struct]] = {
    "sources": records.Source,
    "forms": records.Form,
    "families": records.Family,
    "form_goals": records.FormGoal,
    "complaint_goals": records.ComplaintGoal,
    "absorption": records.Absorption,
    "claims": records.Claim,
    "health_claims": records.HealthClaim,
    "limits": records.Limit,
    "interactions": records.InteractionRow,
    "conditions": records.Condition,
    "labs": records.Lab,
    "lab_tests": records.LabTest,
    "lab_units": records.LabUnit,
    "lab_words": records.LabWord,
    "foods": records.Food,
    "diet_groups": records.DietGroup,
    "blog_rules": records.BlogRule,
    "thresholds": records.Threshold,
    "dose_ranges": records.DoseRange,
    "authorities": records.Authority,
    "disagreements": records.Disagreeing,
    "superseded": records.Superseded,
    "medicine_classes": records.MedicineClass,
    "medicine_routes": records.MedicineRoute,
    "kidney_risks": records.KidneyRisk,
    "usually_for": records.UsualRow,
    "courses": records.Course,
    "medicines": records.MedicineRow,
}
RULE_KINDS = (
    "safety",
    "interaction",
    "now",
    "dose",
    "titration",
    "form",
    "timing",
    "stop",
    "foundation",
    "troubleshooting",
    "lab",
    "expectation",
)
FOLDERS = ("tables", "rules", "cases", "label_terms", "wording")

Files = dict[str, bytes]


def data_files(root: str | os.PathLike[str]) -> Files:
    """Every data file below `root`, by its path with forward slashes, in the same order on every machine."""
    root = Path(root)
    found = [
        path
        for folder in ("tables", "rules", "cases", "label_terms", "wording", "words")
        for path in (root / folder).rglob("*.*")
    ]
    found += [path for path in (root / "fields.toml", root / "case_fields.toml") if path.exists()]
    names = {path.relative_to(root).as_posix(): path for path in found if path.suffix in {".csv", ".toml", ".txt"}}
    return {name: names[name].read_bytes() for name in sorted(names)}


def read_data(files: Files) -> dict[str, Any]:
    """The records of all files, checked one by one.

    Returns `tables` (id → record, per table), `rules` (id → Rule), `cases` (kind/rule id → its cases), `fields` (path →
    Question), `case_fields`, `wording` and `label_terms` (language → flat words). Raises KnowledgeError with every
    fault found, a line each.
    """
    faults: list[str] = []
    parts = ("tables", "rules", "cases", "fields", "case_fields", "wording", "label_terms")
    data: dict[str, Any] = {part: {} for part in parts}
    for name, kind in TABLES.items():
        path = f"tables/{name}.csv"
        if path in files:
            data["tables"][name] = _read_table(path, files[path], kind, faults)
        else:
            faults.append(f"{path}: the table is missing")
    for path in ("fields.toml", "case_fields.toml"):
        if path not in files:
            faults.append(f"{path}: the file is missing")
    for path, content in files.items():
        if path.endswith(".toml"):
            _read_toml(path, content, data, faults)
    if faults:
        raise KnowledgeError(faults)
    return data


def _text(path: str, content: bytes, faults: list[str]) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.append(f"{path}: not UTF-8 text (byte {error.start}): save the file as UTF-8")
        return None


def _read_table(path: str, content: bytes, kind: type[msgspec.Struct], faults: list[str]) -> dict[str, Any]:
    text = _text(path, content, faults)
    if text is None:
        return {}
    hints = get_type_hints(kind)
    info = msgspec.structs.fields(kind)
    columns = {field.encode_name: hints[field.name] for field in info}
    optional = {field.encode_name for field in info if not field.required}
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or [])
    missing = [name for name in columns if name not in header and name not in optional]
    stray = [name for name in header if name not in columns]
    for name in missing:
        faults.append(f"{path}: the column «{name}» is missing")
    for name in stray:
        faults.append(f"{path}: unknown column «{name}»")
    if missing or stray:
        return {}
    rows: dict[str, Any] = {}
    for row in reader:
        place = f"{path}, line {reader.line_num}"
        if None in row or None in row.values():
            faults.append(f"{place}: the row has more or fewer cells than the header: quote cells that hold a comma")
            continue
        cells = {name: _cell(row[name], columns[name]) for name in header}
        try:
            record: Any = msgspec.convert(cells, kind, strict=False)
        except msgspec.ValidationError as error:
            faults.append(f"{place} ({row.get('id') or 'no id'}): {error}")
            continue
        for fault in _bare(record):
            faults.append(f"{place} ({record.id}): {fault}")
        if record.id in rows:
            faults.append(f"{place}: the id «{record.id}» stands here twice")
        rows[record.id] = record
    return rows


def _cell(text: str, hint: Any) -> Any:
    """The cell as the record wants it: nothing for an empty one, a list where the record holds several values."""
    text = text.strip()
    if get_origin(hint) is tuple:
        return [part.strip() for part in text.split("|") if part.strip()]
    if text == "" and type(None) in get_args(hint):
        return None
    if hint is bool:
        return {"yes": True, "no": False}.get(text, text)
    return text


def _bare(record: Any) -> list[str]:
    """What a record lacks although it has the right shape."""
    faults = []
    if not record.id:
        faults.append("the id is empty")
    if not record.place:
        faults.append("the place is empty: say where in the source a reader finds it")
    if getattr(record, "source", ("",)) == ():
        faults.append("the source is empty: name a row of tables/sources.csv")
    return faults


def _read_toml(path: str, content: bytes, data: dict[str, Any], faults: list[str]) -> None:
    text = _text(path, content, faults)
    if text is None:
        return
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{path}: not valid TOML: {error}")
        return
    folder, *rest = path.removesuffix(".toml").split("/")
    if folder in ("fields", "case_fields"):
        kind = records.Question if folder == "fields" else records.CaseField
        for key, table in raw.items():
            try:
                data[folder][key] = msgspec.convert(table, kind)
            except msgspec.ValidationError as error:
                faults.append(f"{path}, {key}: {error}")
    elif folder == "rules":
        _read_rule(path, rest, raw, data["rules"], faults)
    elif folder == "cases":
        read_cases(path, rest, raw, data["cases"], faults)
    elif folder in ("wording", "label_terms"):
        language, *room = rest
        words = data[folder].setdefault(language, {})
        for key, value in _flat(raw, ".".join(room)).items():
            if key in words:
                faults.append(f"{path}: «{key}» stands in this language twice")
            words[key] = value


def _read_rule(path: str, rest: list[str], raw: dict[str, Any], rules: dict[str, Any], faults: list[str]) -> None:
    if len(rest) != 2 or rest[0] not in RULE_KINDS:
        faults.append(f"{path}: rules live in rules/<kind>/<id>.toml; kinds: {', '.join(RULE_KINDS)}")
        return
    kind, name = rest
    try:
        rule = msgspec.convert({"kind": kind, **raw}, records.Rule)
    except msgspec.ValidationError as error:
        faults.append(f"{path}: {error}")
        return
    if rule.id != name:
        faults.append(f"{path}: the id «{rule.id}» differs from the file name")
    if rule.id in rules:
        faults.append(f"{path}: the id «{rule.id}» is used twice")
    if not rule.cites:
        faults.append(f"{path}: the rule cites nothing: add [[cites]] with source and place")
    for language in records.LANGUAGES:
        if not rule.text.get(language):
            faults.append(f"{path}: the text in «{language}» is missing")
        if rule.about and not rule.about.get(language):
            faults.append(f"{path}: the subject (about) in «{language}» is missing")
    rules[rule.id] = rule


def _flat(table: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Nested tables as dotted keys: `{"a": {"b": 1}}` → `{"a.b": 1}`; lists and strings stay as they are."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        flat.update(_flat(value, name) if isinstance(value, dict) else {name: value})
    return flat
