"""Changes of medicines that a diary holds, folded into the list of a profile. One that is not named is asked."""

from collections.abc import Sequence
from typing import NamedTuple

from magwise.advice.engine import Engine
from magwise.advice.hear import NAME_LENGTH
from magwise.followup.diary import Standing
from magwise.followup.remark import Remark
from magwise.medicines.match import find_medicine
from magwise.profiles.profile import MedicineEntry, Profile

SHORT = 8


class FoldedMedicines(NamedTuple):
    """The list to decide on; None where nobody told of any. new: the names that the diary added.

    used_notes: ids of entries whose note named a medicine.
    """

    medicines: tuple[MedicineEntry, ...] | None
    new: tuple[str, ...]
    asks: tuple[Remark, ...]
    used_notes: frozenset[str]


def fold_medicines(profile: Profile, entries: Sequence[Standing], engine: Engine) -> FoldedMedicines:
    """The medicines of the profile and those that the diary adds. entries: up to the day that is asked for.

    A medicine that the diary added goes when the diary says that it stopped; one of the profile stays, and is asked. A
    new one without a name stands as an unknown medicine until its entry names it.
    """
    fold = _Fold(profile, engine)
    for kept in entries:
        if "new_medicine" in kept.entry.change:
            fold.add(kept)
        if "stopped_medicine" in kept.entry.change:
            fold.stop(kept)
    return fold.folded()


class _Fold:
    """Folds the changes of one person, in the order of their days."""

    def __init__(self, profile: Profile, engine: Engine) -> None:
        self.profile, self.engine = profile, engine
        self.added: dict[str, str] = {}  # entry → name
        self.asks: dict[str, Remark] = {}
        self.notes: set[str] = set()

    def add(self, kept: Standing) -> None:
        entry = kept.entry
        note = (entry.note or "").strip()
        if entry.medicine is not None and "stopped_medicine" not in entry.change:
            self.added[kept.id] = entry.medicine
            return
        if note and len(note) <= NAME_LENGTH and self.substances(note):
            self.added[kept.id] = note
            self.notes.add(kept.id)
            return
        self.added[kept.id] = self.say("medicine_new", date=entry.date)
        self.ask("medicine_unnamed", kept)

    def stop(self, kept: Standing) -> None:
        name = kept.entry.medicine
        if name is None or "new_medicine" in kept.entry.change:
            self.ask("medicine_stopped_unnamed", kept)
            return
        gone = [entry for entry, other in self.added.items() if self.is_same(name, other)]
        for entry in gone:
            del self.added[entry]
            self.asks.pop(entry, None)
        if any(self.is_same(name, own.name) for own in self.profile.medicines or ()) or not gone:
            self.ask("medicine_stopped", kept, name=name)

    def folded(self) -> FoldedMedicines:
        own = self.profile.medicines
        known = [entry.name for entry in own or ()]
        new: list[MedicineEntry] = []
        for name in self.added.values():
            if not any(self.is_same(name, other) for other in known):
                known.append(name)
                new.append(MedicineEntry(name=name))
        medicines = own if not new else (*(own or ()), *new)
        if new and own is None:
            text = self.say("medicines_alone", names=", ".join(entry.name for entry in new))
            self.asks["medicines"] = Remark(about="medicines", text=text)
        names = tuple(entry.name for entry in new)
        return FoldedMedicines(medicines, names, tuple(self.asks.values()), frozenset(self.notes))

    def is_same(self, one: str, other: str) -> bool:
        """Whether two names are the same text, or stand for the same substances."""
        if one.casefold() == other.casefold():
            return True
        found = self.substances(one)
        return bool(found) and found == self.substances(other)

    def substances(self, name: str) -> frozenset[str]:
        """The substances that a name certainly stands for; none for a name that is not recognised."""
        match = find_medicine(name, knowledge=self.engine.knowledge, locale=self.profile.locale)
        return frozenset(found.inn for found in match.matches) if match.recognised else frozenset()

    def ask(self, key: str, kept: Standing, **values: object) -> None:
        text = self.say(key, date=kept.entry.date, id=kept.id[:SHORT], **values)
        self.asks[kept.id] = Remark(about="medicines", text=text, date=kept.entry.date, entry=kept.id)

    def say(self, key: str, **values: object) -> str:
        return self.engine.knowledge.say(self.profile.locale, f"diary.known.{key}", **values)
