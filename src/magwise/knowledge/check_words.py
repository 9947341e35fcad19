"""Whether our own sentences hold together (both languages, the same blanks) and whether they are fair and plain."""

import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

LANGUAGES = ("nl", "en")
LONGEST = 15
WEAK = ("D", "X")
BLANKS = {
    "interaction": {"medicine", "emergency"},
    "now": {"ceiling", "weeks", "trial_weeks", "medicine", "prescribed", "replaced"},
}
PLAN_BLANKS = {"medicine", "supplement", "until", "emergency"}  # filled by the code that raises a rule of the plan
RAISED = ("plan", "label")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[^\W_]+(?:['’.,/-][^\W_]+)*")
_FORMAL = re.compile(r"\b(u|uw)\b", re.IGNORECASE)
_EFFECT = {
    "nl": re.compile(r"\b(helpt|werkt|geneest|bewezen|verbetert|verlicht)\b", re.IGNORECASE),
    "en": re.compile(r"\b(helps|works|cures|heals|proven|improves|relieves)\b", re.IGNORECASE),
}
_DENIED = {
    "nl": re.compile(r"\b(niet|geen|nooit|niemand|ontbreekt|weinig|nauwelijks|hooguit|zonder)\b", re.IGNORECASE),
    "en": re.compile(r"\b(not|no|never|nobody|lacking|little|hardly|at most|without)\b", re.IGNORECASE),
}

Data = Mapping[str, Any]


def check_wording(data: Data) -> Iterator[str]:
    """Both languages have the same sentences with the same blanks; label terms are words."""
    words = {language: data["wording"].get(language, {}) for language in LANGUAGES}
    for language in LANGUAGES:
        other = words["en" if language == "nl" else "nl"]
        for key in other:
            if key not in words[language]:
                room = key.partition(".")[0]
                yield f"wording/{language}/{room}.toml: the sentence «{key}» is missing: the other language has it"
    for key, sentence in words["nl"].items():
        other = words["en"].get(key)
        if other is not None and _blanks(sentence) != _blanks(other):
            room = key.partition(".")[0]
            yield f"wording/nl/{room}.toml: «{key}»: other blanks than in en: {_shown(sentence)} and {_shown(other)}"
    for rule in data["rules"].values():
        place = f"rules/{rule.kind}/{rule.id}.toml"
        if _blanks(rule.text["nl"]) != _blanks(rule.text["en"]):
            yield f"{place}: text: other blanks in nl than in en"
        filled = PLAN_BLANKS if rule.then.get("raised_by") in RAISED else BLANKS.get(rule.kind, {"emergency"})
        for blank in sorted(_blanks(rule.text["en"]) - filled):
            yield f"{place}: text: nothing fills the blank {{{blank}}} in a rule of kind {rule.kind}"
        yield from _check_possible(rule, place)
    for language, terms in data["label_terms"].items():
        for key, value in terms.items():
            yield from _check_terms(f"label_terms/{language}.toml ({key})", value)


def _check_possible(rule: Any, place: str) -> Iterator[str]:
    """What a rule says where a limit leaves it open stands in every language, names the value, and has no odd blank."""
    if rule.possible and (rule.kind != "safety" or set(rule.possible) != set(LANGUAGES)):
        yield f"{place}: possible: only a safety rule has it, in {' and '.join(LANGUAGES)}"
    for language, text in rule.possible.items():
        if not {"value"} <= _blanks(text) <= {"value", "emergency"}:
            yield f"{place}: possible.{language}: name {{value}}, and {{emergency}} at most"


def check_words(data: Data) -> list[str]:
    """Sentences that are too long, too formal, or that word weak evidence as an effect."""
    faults = []
    for place, key, language, text, grade in _sentences(data):
        if language == "nl" and (found := _FORMAL.search(text)):
            faults.append(f"{place}: {key}: «{found.group()}»: say je")
        for sentence in _SENTENCE.split(text):
            count = len(_WORD.findall(sentence))
            if language == "nl" and count > LONGEST:
                faults.append(f"{place}: {key}: a sentence of {count} words («{sentence[:40]}…»): at most {LONGEST}")
            if grade in WEAK and (effect := words_effect(sentence, language)):
                faults.append(f"{place}: {key}: grade {grade}, yet worded as an effect («{effect}»)")
    return faults


def words_effect(text: str, language: str) -> str:
    """The word by which a text claims an effect without denying it; empty where none does. Weak evidence may not.

    >>> words_effect("Magnesium helps you sleep. Nobody knows.", "en"), words_effect("It never helps.", "en")
    ('helps', '')
    """
    for sentence in _SENTENCE.split(text):
        effect = _EFFECT[language].search(sentence)
        if effect and not _DENIED[language].search(sentence):
            return effect.group()
    return ""


def _sentences(data: Data) -> Iterator[tuple[str, str, str, str, str]]:
    """Every sentence for people: place, key, language, text and grade (empty where it has none)."""
    for rule in data["rules"].values():
        for language, text in rule.text.items():
            yield f"rules/{rule.kind}/{rule.id}.toml", f"text.{language}", language, text, rule.grade
        for language, text in rule.possible.items():
            yield f"rules/{rule.kind}/{rule.id}.toml", f"possible.{language}", language, text, rule.grade
    for row in data["tables"]["form_goals"].values():
        for language, text in (("nl", row.text_nl), ("en", row.text_en)):
            yield f"tables/form_goals.csv ({row.id})", f"text_{language}", language, text, row.grade
    for language in LANGUAGES:
        for key, text in data["wording"].get(language, {}).items():
            if isinstance(text, str):
                yield f"wording/{language}/{key.partition('.')[0]}.toml", key, language, text, ""


def _blanks(text: Any) -> set[str]:
    """The names in braces of a sentence or of a list of them."""
    if isinstance(text, list):
        return {name for part in text for name in _blanks(part)}
    if not isinstance(text, str):
        return set()
    try:
        return {name.partition(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {"a brace that is not closed"}


def _shown(text: Any) -> str:
    return ", ".join(sorted(_blanks(text))) or "none"


def _check_terms(place: str, value: Any) -> Iterator[str]:
    """Words of labels: lists without an empty or repeated entry."""
    if not isinstance(value, list):
        return
    for term in value:
        if isinstance(term, str) and not term.strip():
            yield f"{place}: an empty word: remove it"
    for term in sorted({term for term in value if isinstance(term, str) and value.count(term) > 1}):
        yield f"{place}: «{term}» stands here twice"
