"""What the search for a medicine answers. Light on purpose: nothing but the standard library is loaded."""

from typing import TYPE_CHECKING, Any, NamedTuple

from magwise.medicines.when import NO_WHEN, When

if TYPE_CHECKING:
    from magwise.medicines.implied import Implied

GUESSED = ("typo", "group")
SYSTEMIC = frozenset({"oral", "injected", "rectal", "vaginal", "other"})


class Match(NamedTuple):
    """One substance. atc: the code that fits what was typed (a combination's own code on each of its parts).

    score: 0 to 1; via: name, synonym, brand, salt, typo or group; name: the name in the table that was found;
    codes: every ATC code or group that the substance counts under; id: its row in the table of medicines.
    """

    inn: str
    atc: str
    score: float
    via: str
    name: str
    codes: tuple[str, ...]
    id: str

    def to_dict(self) -> dict[str, Any]:
        """The keys of the public contract."""
        return {"inn": self.inn, "atc": self.atc, "score": self.score, "via": self.via}


class InteractionAnswer(NamedTuple):
    """What magnesium and the medicine ask of each other. hours are None where no interval is given.

    hours_before: how long before the magnesium the medicine must have been taken; hours_after: how long after the
    magnesium it may be taken. action: space, avoid, monitor, consult, note or none. applies_to: `all` oral magnesium
    or only `acid_neutralising` salts. id: the row of the table of interactions. text: what to do, then why. of_class:
    what a rule says of its whole class; its id is that rule.
    """

    id: str
    action: str
    also_consult: bool
    hours_before: float | None
    hours_after: float | None
    severity: str
    applies_to: str
    text: str
    sources: tuple[str, ...]
    grade: str
    lowers_ceiling: bool
    simplest_alternative: str
    of_class: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The keys of the public contract, then what explains them."""
        plain: dict[str, Any] = {
            "action": self.action,
            "hours_before": _plain(self.hours_before),
            "hours_after": _plain(self.hours_after),
            "severity": self.severity,
            "text": self.text,
            "sources": list(self.sources),
        }
        if self.also_consult:
            plain["also_consult"] = True
        plain |= {"applies_to": self.applies_to, "grade": self.grade, "rule": self.id}
        if self.simplest_alternative:
            plain["simplest_alternative"] = self.simplest_alternative
        return plain


class Word(NamedTuple):
    """A word as typed.

    role: name, strength, form, route, frequency, time, maker, reason, negation, filler or unknown.
    """

    text: str
    role: str

    def to_dict(self) -> dict[str, str]:
        """The keys of the public contract."""
        return {"text": self.text, "role": self.role}


class MedicineMatch(NamedTuple):
    """What one typed text stands for: a single entry, or a list of them.

    matches: the substances that are taken, or the candidates to choose from while `recognised` is False.
    interactions: strictest first; `interaction` is the first of them. For a name that was not recognised it is the
    general rule; it is None where nothing is taken (a negation, a food) or nothing is known to matter. kind:
    medicine, supplement or none; route: oral, injected, eye, ear, skin, inhaled, nasal, rectal, vaginal or other;
    ids: rows of the table, a combination's parts included. holds_magnesium: yes, may or no; magnesium_mg_per_unit:
    elemental mg, None when not known. unread: words that were passed over although they may mean something. taken:
    yes, no or doubtful; denied: why not: none, stopped, allergy, other (somebody else) or maybe; words: everything
    typed, each with its role; entries: the entries of the text, each a match without entries of its own. when: how
    often and at what hours.
    """

    typed: str
    matches: tuple[Match, ...]
    interaction: InteractionAnswer | None
    interactions: tuple[InteractionAnswer, ...]
    recognised: bool
    kind: str
    route: str
    ids: tuple[str, ...]
    holds_magnesium: str
    magnesium_mg_per_unit: float | None
    unread: tuple[str, ...]
    taken: str = "yes"
    denied: str = ""
    words: tuple[Word, ...] = ()
    entries: tuple["MedicineMatch", ...] = ()
    when: When = NO_WHEN
    implies: tuple["Implied", ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """ATC codes that gates and classes look at: none for eye drops, creams, inhalers and nasal sprays.

        Of an entry that is not recognised as a whole, those of the names that stand in it beyond doubt.
        """
        if self.route not in SYSTEMIC:
            return ()
        sure = [match for match in self.matches if self.recognised or match.via not in GUESSED]
        return tuple(dict.fromkeys(code for match in sure for code in match.codes))

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the public contract."""
        return {
            "typed": self.typed,
            "matches": [match.to_dict() for match in self.matches],
            "interaction": self.interaction.to_dict() if self.interaction else None,
            "interactions": [answer.to_dict() for answer in self.interactions],
            "recognised": self.recognised,
            "route": self.route,
            "kind": self.kind,
            "entries": [entry.entry_dict() for entry in self.entries],
            "implies": [implied.to_dict() for implied in self.implies],
        }

    def entry_dict(self) -> dict[str, Any]:
        """This match as an entry of a list, with the keys of the public contract."""
        return {
            "typed": self.typed,
            "matches": [match.to_dict() for match in self.matches],
            "route": self.route,
            "taken": self.taken,
            "denied": self.denied or None,
            "interactions": [answer.to_dict() for answer in self.interactions],
            "recognised": self.recognised,
            "kind": self.kind,
            "when": self.when.to_dict(),
            "words": [word.to_dict() for word in self.words],
        }


def _plain(hours: float | None) -> float | int | None:
    return int(hours) if hours is not None and hours == int(hours) else hours
