"""Whether the parts of a profile make sense together: is there enough to answer, and does anything rule itself out?

Only what cannot both be true is refused. What is merely unlikely, or settled by a stricter rule of the advice (dialysis
beside a good eGFR, «not sure» about a pregnancy), stays.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from magwise.knowledge.load import Knowledge
from magwise.knowledge.vocabulary import fold
from magwise.profiles.faults import Fault, Words, list_options, nearest, plain_float, show
from magwise.profiles.profile import Profile, Taken

LONGEST_LABELS = 100_000


def require_enough(profile: Profile, *, for_plan: bool = False) -> None:
    """Raise Fault when too little was told to answer at all."""
    asks = bool(profile.goals or profile.complaints or profile.products)
    if for_plan and profile.medicines and not asks:
        return
    if profile.person is None:
        raise Fault(Words("what.missing", {"name": "person.age"}), Words("mend.person"), path=["age", "person"])
    if not asks:
        raise Fault(Words("what.purpose"), Words("mend.purpose_plan" if for_plan else "mend.purpose"))


def require_bounded(profile: Profile) -> None:
    """Raise Fault where all labels together are longer than anyone has in the house: each line of them is looked up."""
    labels = [entry.label for entry in profile.supplements or ()] + [entry.label for entry in profile.products or ()]
    if sum(map(len, labels)) > LONGEST_LABELS:
        what = Words("what.labels_long", {"most": LONGEST_LABELS})
        raise Fault(what, Words("mend.labels_long"), path=["supplements" if profile.supplements else "products"])


def find_contradiction(profile: Profile, knowledge: Knowledge) -> Fault | None:
    """The first two facts that cannot both be true, or None."""
    return next(_contradictions(profile, knowledge), None)


def _contradictions(profile: Profile, knowledge: Knowledge) -> Iterator[Fault]:
    yield from _person(profile, knowledge)
    told = {*(profile.conditions or ()), *(profile.red_flags or ())}
    for place, name in enumerate(profile.unsure):
        if name in told:
            other = "conditions" if name in (profile.conditions or ()) else "red_flags"
            yield Fault(
                Words("what.told_and_unsure", {"value": name, "other": other}),
                Words("mend.told_and_unsure"),
                path=[place, "unsure"],
            )
    for place, name in enumerate(profile.ruled_out):
        other = "unsure" if name in profile.unsure else "conditions"
        if name in profile.unsure or name in (profile.conditions or ()):
            yield Fault(
                Words("what.told_and_ruled_out", {"value": name, "other": other}),
                Words("mend.told_and_ruled_out"),
                path=[place, "ruled_out"],
            )
    for place, medicine in enumerate(profile.medicines or ()):
        if medicine.days is not None and medicine.every_days is not None:
            yield Fault(Words("what.days_twice"), Words("mend.days_twice"), path=["every_days", place, "medicines"])
    if profile.day.wake is not None and profile.day.wake == profile.day.bed:
        yield Fault(Words("what.no_day", {"time": profile.day.wake}), Words("mend.no_day"), path=["bed", "day"])
    yield from _overrides(profile, knowledge)


def _person(profile: Profile, knowledge: Knowledge) -> Iterator[Fault]:
    person = profile.person
    if person is None:
        return
    for key in ("pregnant", "breastfeeding"):
        if getattr(person, key) is not True:
            continue
        if person.sex == "male":
            what = Words("what.together", {"one": f"{key}: true", "other": "sex: male"})
            yield Fault(what, Words("mend.one_of_two"), path=[key, "person"])
        youngest = knowledge.fields[f"person.{key}"].low
        if youngest is not None and person.age < youngest:
            what = Words("what.together", {"one": f"{key}: true", "other": f"age: {person.age}"})
            yield Fault(what, Words("mend.one_of_two"), path=[key, "person"])


def _overrides(profile: Profile, knowledge: Knowledge) -> Iterator[Fault]:
    """A practice sets at most the level for use with a professional, or the jurisdiction's own where that is higher."""
    if not profile.overrides:
        return
    most = knowledge.thresholds["override_ceiling"].value
    for authority in knowledge.authorities.values():
        own = knowledge.limits[authority.limit].value
        if authority.jurisdiction == profile.jurisdiction and own is not None:
            most = max(most, own)
    for place, override in enumerate(profile.overrides):
        if override.value > most:
            values = {"value": plain_float(override.value), "most": plain_float(most)}
            yield Fault(
                Words("what.override", values), Words("mend.override", values), path=["value", place, "overrides"]
            )


def name_taken(profile: Profile, knowledge: Knowledge) -> Profile:
    """The profile with each name under `taken` as it is spelled in its own list.

    «thyrax» is the «Thyrax 100 mcg» of `medicines` where only one entry fits. Raises Fault for a name that stands
    nowhere: a medicine nobody told of must first be told.
    """
    if not profile.taken:
        return profile
    listed = [medicine.name for medicine in profile.medicines or ()]
    listed += [supplement.label for supplement in profile.supplements or ()]
    listed += [product.name for product in profile.products or ()]
    taken = []
    for place, entry in enumerate(profile.taken):
        name = _find_listed(entry.name, listed) or _find_family(entry.name, knowledge)
        if name is None:
            near = nearest(entry.name, listed)
            mends = [Words("mend.nearest", {"near": show(near)})] if near else []
            known = list_options(show(found) for found in listed)
            mends.append(Words("mend.taken", {"options": known}) if known else Words("mend.taken_none"))
            raise Fault(Words("what.taken", {"value": show(entry.name)}), *mends, path=["name", place, "taken"])
        taken.append(Taken(name=name, time=entry.time))
    return replace(profile, taken=tuple(taken))


def _find_family(name: str, knowledge: Knowledge) -> str | None:
    """The name under which a plan without a product lists its magnesium, such as «magnesium citrate»."""
    typed = " ".join(name.casefold().split())
    names = (name for row in knowledge.families.values() for name in (row.name_nl, row.name_en))
    return next((found for found in names if found.casefold() == typed), None)


def _find_listed(name: str, listed: list[str]) -> str | None:
    """The entry with this very name, the same name in other letters, or the only one that holds all its words."""
    if name in listed:
        return name
    typed = fold(name)
    if not typed:
        return None
    for found in listed:
        if fold(found) == typed:
            return found
    words = set(typed.split())
    fitting = []
    for found in listed:
        parts = set(fold(found).split())
        shared = words & parts
        if shared in (words, parts) and any(_names(word) for word in shared) and found not in fitting:
            fitting.append(found)
    return fitting[0] if len(fitting) == 1 else None


def _names(word: str) -> bool:
    """Whether a word tells one thing from another: no number, no unit, not the magnesium that every label names."""
    return len(word) >= 3 and word.isalpha() and word not in ("magnesium", "mcg")
