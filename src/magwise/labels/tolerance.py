"""What the law lets a serving really hold behind its printed amount."""

from decimal import Decimal

from magwise.errors import KnowledgeError
from magwise.labels.lexicon import Lexicon, Tolerance
from magwise.labels.reading import Reading
from magwise.labels.substances import Name
from magwise.result import plain_number

_HUNDRED = Decimal(100)
_MOST_KEPT = 1_000


def find_tolerance(reading: Reading, lexicon: Lexicon, locale: str) -> Tolerance | None:
    """The legal span around the best amount per serving; None without one, for medicines and unknown markets.

    EU: the guidance for minerals in food supplements. US: at least what is printed where magnesium was added, four
    fifths where it is there by nature, and no fixed upper end.
    """
    judgement = reading.judgement
    best = judgement.best
    if best is None or judgement.verdict not in ("ok", "compound_only") or judgement.system == "other":
        return None
    if "sections" in reading.sections and any(token.key == "active" for token in reading.tokens):
        return None
    rule = "eu" if judgement.system == "NRV" else "us_natural" if _is_natural(reading, lexicon) else "us"
    asked = (best, rule, locale)
    found = lexicon.tolerances.get(asked)
    if found is None:
        found = _tolerance(best, rule, lexicon, locale)
        if len(lexicon.tolerances) < _MOST_KEPT:
            lexicon.tolerances[asked] = found
    return found


def _is_natural(reading: Reading, lexicon: Lexicon) -> bool:
    """Whether every compound that is named holds its magnesium by nature: yeast, algae, food."""
    named = False
    for place in reading.names:
        name = reading.tokens[place].name
        if isinstance(name, Name) and name.role in ("source", "form") and name.family:
            if name.family not in lexicon.natural:
                return False
            named = True
    parts = [part.family for statement in reading.statements for part in statement.forms]
    return (named or bool(parts)) and all(family in lexicon.natural for family in parts)


def _tolerance(best: Decimal, rule: str, lexicon: Lexicon, locale: str) -> Tolerance:
    low = best * _share(lexicon, f"tolerance_rules.{rule}_low") / _HUNDRED
    high = best * _share(lexicon, f"tolerance_rules.{rule}_high") / _HUNDRED if rule == "eu" else None
    shown = {name: str(plain_number(value, 1)) for name, value in (("mg", best), ("low", low), ("high", high or best))}
    if locale == "nl":
        shown = {name: text.replace(".", ",") for name, text in shown.items()}
    text = lexicon.knowledge.say(locale, "labels.tolerance_eu" if rule == "eu" else "labels.tolerance_us", **shown)
    return Tolerance(plain_number(low), None if high is None else plain_number(high), text)


def _share(lexicon: Lexicon, setting: str) -> Decimal:
    """The percent of the printed amount that a row of the limits sets; some rows give it as a difference."""
    row = lexicon.knowledge.limits.get(lexicon.settings[setting][0])
    if row is None or row.value is None:
        raise KnowledgeError([f"label_terms/mul.toml: {setting} names no row of the limits with a value"])
    return _HUNDRED + row.value if row.kind.startswith("tolerance_supplement") else row.value
