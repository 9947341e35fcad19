"""Profiles made from fields.toml: valid ones, and anything JSON can say."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from magwise.knowledge.load import load_knowledge
from magwise.profiles.read import ENTRIES, GROUPS, SEVERAL

clock = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
words = st.text(min_size=1, max_size=30, alphabet=st.characters(exclude_categories=["Cc", "Cs"])).filter(str.strip)
REQUIRED = {"person": ("age",), "medicines": ("name",), "supplements": ("label",), "products": ("name", "label")}


def answer(path: str) -> st.SearchStrategy[Any]:
    """A valid answer to the question of one field."""
    question = load_knowledge().fields[path]
    low = question.low if question.low is not None else 0
    high = question.high if question.high is not None else 1000
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(int(low), int(high)),
        "number": st.one_of(st.integers(int(-(-low // 1)), int(high)), st.floats(low, high)),
        "text": words,
        "texts": st.lists(words, max_size=4),
        "flag": st.booleans(),
        "time": clock,
        "times": st.lists(clock, max_size=4),
        "said_times": st.lists(clock, max_size=4),
        "form": st.sampled_from([*load_knowledge().families, "unspecified"]),
        "range": st.tuples(st.floats(0.3, 0.8), st.floats(0.85, 1.5)).map(list),
        "date": st.dates().map(str),
    }
    if question.options:
        one = st.sampled_from(question.options)
        return st.lists(one, max_size=6, unique=True) if question.kind == "choices" else one
    return kinds[question.kind]


def group(path: str) -> st.SearchStrategy[dict[str, Any]]:
    leaves = [name for name in load_knowledge().fields if name.startswith(f"{path}.")]
    fields = {name.partition(".")[2]: answer(name) for name in leaves}
    must = {key: fields.pop(key) for key in REQUIRED.get(path, ())}
    return st.fixed_dictionaries(must, optional={key: st.none() | value for key, value in fields.items()})


@cache
def valid() -> st.SearchStrategy[dict[str, Any]]:
    """Profiles that must be read; `taken` and `overrides` have tests of their own."""
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for path in load_knowledge().fields:
        if "." in path or path in ("taken", "overrides"):
            continue
        if path in ENTRIES:
            fields[path] = st.lists(group(path), max_size=3)
        elif path in SEVERAL:
            fields[path] = group(path) | st.lists(group(path), max_size=3)
        else:
            fields[path] = group(path) if path in GROUPS else answer(path)
    must = {"person": fields.pop("person"), "goals": fields.pop("goals").filter(bool)}
    optional = {key: st.none() | value for key, value in fields.items()}
    return st.fixed_dictionaries(must, optional=optional).map(_without_contradictions)


def _without_contradictions(profile: dict[str, Any]) -> dict[str, Any]:
    person = profile["person"]
    if person.get("sex") == "male" or person["age"] < 10:
        person.pop("pregnant", None)
        person.pop("breastfeeding", None)
    told = {*(profile.get("conditions") or ()), *(profile.get("red_flags") or ())}
    profile["unsure"] = [name for name in profile.get("unsure") or () if name not in told]
    told |= set(profile["unsure"])
    profile["ruled_out"] = [name for name in profile.get("ruled_out") or () if name not in told]
    for medicine in profile.get("medicines") or ():
        if medicine.get("days") is not None:
            medicine.pop("every_days", None)
    day = profile.get("day") or {}
    if day.get("wake") == day.get("bed"):
        day.pop("bed", None)
    return profile


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | clock
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@cache
def keys() -> st.SearchStrategy[str]:
    """Names that are known somewhere, and a few that are not."""
    known = {part for path in load_knowledge().fields for part in path.split(".")}
    return st.sampled_from(sorted(known)) | st.text(max_size=8)


@cache
def any_mapping() -> st.SearchStrategy[dict[str, Any]]:
    inner = st.recursive(
        scalars | st.sampled_from(["sleep", "female", "kidney_disease", "07:00"]),
        lambda deeper: st.lists(deeper, max_size=4) | st.dictionaries(keys(), deeper, max_size=5),
        max_leaves=25,
    )
    return st.dictionaries(keys(), inner, max_size=6)
