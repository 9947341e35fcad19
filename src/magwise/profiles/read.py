"""A plain mapping → a Profile: every key known, every value of its kind and plausible, nothing guessed.

What may stand where is data (knowledge/data/fields.toml); here it is turned into readers once and then walked.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Question
from magwise.profiles import profile as records
from magwise.profiles.agree import find_contradiction, name_taken, require_bounded, require_enough
from magwise.profiles.faults import Fault, Words, describe, list_options, nearest, show
from magwise.profiles.lab_fields import lab_reader, range_reader
from magwise.profiles.moments import settle_times
from magwise.profiles.profile import Profile
from magwise.profiles.values import Reader, read_each, reader_of

GROUPS: dict[str, type[msgspec.Struct]] = {
    "person": records.Person,
    "gut": records.Gut,
    "labs": records.Labs,
    "day": records.Day,
    "lifestyle": records.Lifestyle,
    "diet": records.Diet,
}
ENTRIES: dict[str, type[msgspec.Struct]] = {
    "medicines": records.MedicineEntry,
    "supplements": records.SupplementEntry,
    "products": records.ProductEntry,
    "taken": records.Taken,
    "overrides": records.Override,
}
# One entry, or a list of several.
SEVERAL: dict[str, type[msgspec.Struct]] = {"current_magnesium": records.CurrentMagnesium}
# An empty list of these tells nothing: the hours or days were not given.
UNTOLD_WHEN_EMPTY = frozenset(("medicines.times", "medicines.days", "supplements.times"))


class FieldTable(NamedTuple):
    """The fields of the knowledge base, ready to read with. readers: by top-level key; paths: every dotted path."""

    readers: dict[str, Reader]
    paths: tuple[str, ...]
    languages: tuple[str, ...]


def read_profile(
    data: Mapping[str, Any] | Profile,
    *,
    knowledge: Knowledge,
    where: str = "profile",
    locale: str | None = None,
    for_plan: bool = False,
) -> Profile:
    """The profile that a mapping holds, as CONTRACT.md describes it.

    data: keys and values of the public contract, such as `parse_text` gives; None means left out. A Profile is
    checked again. where: named first in an error. locale: the language of an error; without it that of the profile,
    else English. for_plan: medicines alone will do, and the person may be missing.
    Raises ProfileError for the first fault in the order of the mapping, then for what is missing or contradicts itself.
    """
    plain = data.to_dict() if isinstance(data, Profile) else data
    table = compile_fields(knowledge)
    try:
        if not isinstance(plain, Mapping):
            raise Fault(describe(plain), Words("mend.profile"))
        found: Profile = _read_group(plain, table.readers, Profile, (), table.paths, "")
        require_enough(found, for_plan=for_plan)
        found = settle_times(found, knowledge)
        require_bounded(found)
        found = name_taken(found, knowledge)
        contradiction = find_contradiction(found, knowledge)
        if contradiction is not None:
            raise contradiction
    except Fault as fault:
        told = plain.get("locale") if isinstance(plain, Mapping) else None
        wanted = next((name for name in (locale, told) if isinstance(name, str) and name in table.languages), "en")
        raise fault.to_error(where, knowledge, wanted) from None
    return found


@lru_cache(maxsize=8)
def compile_fields(knowledge: Knowledge) -> FieldTable:
    """The readers for every field, made once per knowledge base."""
    questions = knowledge.fields
    paths = tuple(questions)
    families = (*knowledge.families, "unspecified")
    readers: dict[str, Reader] = {}
    for path, question in questions.items():
        if "." in path:
            continue
        if path in GROUPS:
            readers[path] = _group_reader(path, GROUPS[path], knowledge, families)
        elif path in ENTRIES:
            readers[path] = _entries_reader(path, ENTRIES[path], knowledge, families)
        elif path in SEVERAL:
            readers[path] = _several_reader(path, SEVERAL[path], knowledge, families)
        else:
            readers[path] = reader_of(question, families)
    return FieldTable(readers, paths, questions["locale"].options)


def _leaf_readers(path: str, knowledge: Knowledge, families: tuple[str, ...]) -> dict[str, Reader]:
    readers: dict[str, Reader] = {}
    for name, question in knowledge.fields.items():
        group, _, key = name.partition(".")
        if group == path and key:
            reader = _reader(question, knowledge, families)
            readers[key] = _or_untold(reader) if name in UNTOLD_WHEN_EMPTY else reader
    return readers


def _reader(question: Question, knowledge: Knowledge, families: tuple[str, ...]) -> Reader:
    plain = reader_of(question, families)
    if not question.lab:
        return plain
    if question.kind == "range":
        return range_reader(knowledge, question.lab, plain)
    return lab_reader(question, knowledge, plain)


def _or_untold(read: Reader) -> Reader:
    def read_told(value: Any) -> Any:
        return read(value) or None

    return read_told


def _required(record: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(record) if field.required)


def _group_reader(path: str, record: type[msgspec.Struct], knowledge: Knowledge, families: tuple[str, ...]) -> Reader:
    readers, required, paths = _leaf_readers(path, knowledge, families), _required(record), tuple(knowledge.fields)

    def read(value: Any) -> Any:
        if not isinstance(value, Mapping):
            first = next(iter(readers))
            raise Fault(describe(value), Words("mend.group", {"group": path, "name": first}))
        return _read_group(value, readers, record, required, paths, path)

    return read


def _entries_reader(path: str, record: type[msgspec.Struct], knowledge: Knowledge, families: tuple[str, ...]) -> Reader:
    readers, required, paths = _leaf_readers(path, knowledge, families), _required(record), tuple(knowledge.fields)

    def example(value: Any) -> dict[str, object]:
        return {"name": required[0], "value": show(value) if isinstance(value, str) and value.strip() else "…"}

    def read_entry(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise Fault(describe(value), Words("mend.entry", example(value)))
        return _read_group(value, readers, record, required, paths, path)

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise Fault(describe(value), Words("mend.entries", example(value)))
        return tuple(read_each(value, read_entry))

    return read


def _several_reader(path: str, record: type[msgspec.Struct], knowledge: Knowledge, families: tuple[str, ...]) -> Reader:
    """One entry without brackets, or a list; an empty list says «none». One entry that tells nothing was not told."""
    one = _group_reader(path, record, knowledge, families)

    def read(value: Any) -> tuple[Any, ...] | None:
        if not isinstance(value, list | tuple):
            found = one(value)
            return None if found == record() else (found,)
        return tuple(read_each(value, one))

    return read


def _read_group(
    value: Mapping[Any, Any],
    readers: dict[str, Reader],
    record: Callable[..., Any],
    required: tuple[str, ...],
    paths: tuple[str, ...],
    path: str,
) -> Any:
    """The record that names and values make. None is the same as left out."""
    told: dict[str, Any] = {}
    for key, item in value.items():
        read = readers.get(key)
        if read is None:
            raise _unknown_key(key, readers, paths, path)
        if item is None:
            continue
        try:
            told[key] = read(item)
        except Fault as fault:
            fault.path.append(key)
            raise
    for key in required:
        if key not in told:
            mend = Words("mend.person") if path == "person" else Words("mend.missing", {"name": key})
            raise Fault(Words("what.missing", {"name": key}), mend, path=[key])
    return record(**told)


def _unknown_key(key: Any, readers: dict[str, Reader], paths: tuple[str, ...], path: str) -> Fault:
    """A name that is not known here, with the nearest that is, or the place where it belongs."""
    if not isinstance(key, str):
        return Fault(Words("what.key_kind", {"is": describe(key)}), Words("mend.key_kind"))
    what = Words("what.unknown_key", {"name": show(key)})
    names = Words("mend.names", {"options": list_options(readers)})
    near = nearest(key, readers)
    group, _, leaf = key.partition(".")
    elsewhere = [found for found in paths if found.rpartition(".")[2] == key]
    if key in paths and leaf and not path:
        hint = Words("mend.nested", {"group": group, "name": leaf})
    elif near is not None:
        hint = Words("mend.nearest", {"near": near})
    elif elsewhere:
        hint = Words("mend.elsewhere", {"near": elsewhere[0]})
    else:
        return Fault(what, names, path=[key])
    return Fault(what, hint, names, path=[key])
