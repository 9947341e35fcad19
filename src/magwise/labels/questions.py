"""«How much magnesium is in 500 mg citrate?»: a question that names a compound with its mass."""

from magwise.labels.lexicon import Lexicon
from magwise.labels.substances import Name
from magwise.labels.tokens import Token

_NEAR = 3
_REACH = 12


def may_ask(keys: set[str], texts: set[str], lexicon: Lexicon) -> bool:
    """Whether the keys and texts of the tokens hold a word that asks for a content; without one nothing is asked."""
    return "same" in keys or "how_much" in keys or not texts.isdisjoint(lexicon.how_much)


def asks_for_element(tokens: list[Token], lexicon: Lexicon) -> bool:
    """Whether the text asks how much of the element a compound holds; the anion beside the mass then is a name."""
    for place, token in enumerate(tokens):
        if token.section == "word" and token.key == "same":
            _name_compound(tokens, max(place - _REACH, -1), lexicon)
        if token.key != "how_much" and token.text not in lexicon.how_much:
            continue
        near = tokens[place + 1 : place + 1 + _NEAR]
        if any(isinstance(one.name, Name) and one.name.substance is None for one in near):
            return _name_compound(tokens, place, lexicon)
    return False


def _name_compound(tokens: list[Token], place: int, lexicon: Lexicon) -> bool:
    """Makes a name of the anion right beside a mass behind the question: «500 mg citrate», «300 mg de malate»."""
    named = False
    last = min(place + _REACH + _NEAR, len(tokens))
    for at in range(place + 1, last):
        if tokens[at].section != "quantity" or tokens[at].key == "?":
            continue
        beside = (*tokens[at + 1 : at + 1 + _NEAR], *tokens[max(at - _NEAR + 1, place) : at])
        for near in beside:
            if near.section == "anions":
                near.section, near.name = "name", Name(lexicon.substance(near.key, None, frozenset()))
            if isinstance(near.name, Name) and near.name.substance is not None:
                named = True
                break
            if near.text in ".?!\n":
                break
    return named
