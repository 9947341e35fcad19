"""What surrounds a name: brackets, additive roles, negations and lists of other ingredients."""

from magwise.labels.substances import BRACKETS_CLOSE, BRACKETS_OPEN, OTHERS, Name
from magwise.labels.tokens import Token

_BRACKETS = BRACKETS_OPEN | BRACKETS_CLOSE
_BETWEEN = frozenset({"fillers", "elemental", "word", "percent", "count"})
_HEEDED = frozenset({"mark", "roles", "negations", "sections", "quantity", "serving", "name"})
_SENTENCE_WORDS = frozenset({"word", "fillers", "connectors", "count"})
_SHORT_NEGATION = 4
_LONG_NEGATION = 14
_LONGEST_OPEN = 60


def match_brackets(tokens: list[Token]) -> dict[int, int]:
    """Place of every opening bracket → place of the one that closes it; where none does, the end of its line."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for place, token in enumerate(tokens):
        text = token.text
        if text not in _BRACKETS:
            continue
        if text in BRACKETS_OPEN:
            waiting.append(place)
        elif waiting:
            pairs[waiting.pop()] = place
    for place in waiting:
        end = place + 1
        last = min(len(tokens), place + _LONGEST_OPEN)
        while end < last and tokens[end].text != "\n" and tokens[end].text not in BRACKETS_OPEN:
            end += 1
        pairs[place] = end
    return pairs


def give_roles(tokens: list[Token], pairs: dict[int, int]) -> None:
    """Gives every name its role: a source, an additive, another nutrient's source, or denied."""
    closing: list[tuple[int, str]] = []
    role_until = -1
    denied_until = -1
    aside_section = False
    clause_role = False
    for place, token in enumerate(tokens):
        section = token.section
        if section not in _HEEDED:
            continue
        while closing and place >= closing[-1][0]:
            closing.pop()
        if section == "mark":
            text = token.text
            if text in BRACKETS_OPEN:
                head = _head(tokens, place)
                if head == "" and closing:
                    head = closing[-1][1]
                closing.append((pairs.get(place, place), head))
            elif text in ".;!\n|\u2022":
                clause_role = False
                denied_until = -1
            elif text == "," or (text == "-" and place > role_until):
                clause_role = False
        elif section == "roles":
            clause_role = True
            role_until = place + 2
        elif section == "negations":
            short = token.end - token.start <= _SHORT_NEGATION + 1
            denied_until = place + (_SHORT_NEGATION if short else _LONG_NEGATION)
        elif section == "sections":
            aside_section = token.key == "other" and not _is_in_sentence(tokens, place)
        elif section == "quantity":
            denied_until = -1
        elif section == "serving" and token.key in ("contains", "containing", "size"):
            aside_section = False
        elif section == "name":
            name = token.name
            assert isinstance(name, Name)
            if place <= denied_until:
                name.role = "denied"
            elif name.role == "source":
                inside = closing[-1][1] if closing else ""
                if inside == "role" or (clause_role and not inside):
                    name.role = "excipient"
                elif inside == "other" or aside_section:
                    name.role = "aside"


def _is_in_sentence(tokens: list[Token], place: int) -> bool:
    """«Ask your pharmacist about the excipients in it.»: whether words stand around it, so that it heads no list."""
    if place < 2 or place + 2 >= len(tokens):
        return False
    near = (tokens[place - 2], tokens[place - 1], tokens[place + 1])
    return all(token.section in _SENTENCE_WORDS and token.text.isalpha() for token in near)


def _head(tokens: list[Token], place: int) -> str:
    """What the bracket at this place belongs to: a nutrient, an additive role, magnesium, or nothing known."""
    back = place - 1
    while back >= 0 and (tokens[back].section in _BETWEEN or tokens[back].text in "-:"):
        if tokens[back].section == "word" and place - back > 2:
            return ""
        back -= 1
    if back < 0:
        return ""
    section = tokens[back].section
    if section in OTHERS:
        return "other"
    if section == "roles":
        return "role"
    return "magnesium" if section == "name" else ""
