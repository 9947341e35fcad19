"""Printed text in, one Label out."""

import re
from functools import lru_cache

from msgspec.structs import replace

from magwise.errors import InputError, as_text
from magwise.knowledge.load import Knowledge
from magwise.labels.assemble import make_label
from magwise.labels.gate import Gate
from magwise.labels.label import Label
from magwise.labels.lexicon import Lexicon
from magwise.labels.products import Part, find_products, settle_products
from magwise.labels.reading import Reading, read_text

LONGEST_TEXT = 100_000
_LANGUAGE = re.compile("[a-z]{2,3}(?:[-_][a-z0-9]{1,8}){0,4}", re.ASCII | re.IGNORECASE)


@lru_cache(maxsize=4)
def lexicon_of(knowledge: Knowledge) -> Lexicon:
    """The words of labels for a knowledge base, made once."""
    return Lexicon(knowledge)


@lru_cache(maxsize=4)
def gate_of(knowledge: Knowledge) -> Gate:
    """The quick look for a knowledge base, made once."""
    return Gate(lexicon_of(knowledge))


def read_label(text: str, lang: str | None = None, *, knowledge: Knowledge, locale: str = "nl") -> Label:
    """What one label says: how much elemental magnesium is in a serving, from which compounds, and how sure that is.

    text: as printed or scanned, at most 100,000 characters; lang: ISO 639-1 of the print, found out when left out;
    locale: language of the findings. Every text gives a Label; one that names no magnesium has the verdict
    `no_magnesium`. Raises InputError for an empty text, one that is too long or holds half a character, and for a
    language that is no code.
    """
    for where, key, good in (
        ("lang", "lang", not lang or (isinstance(lang, str) and _LANGUAGE.fullmatch(lang) is not None)),
        ("label", "half", not isinstance(text, str) or as_text(text) == text),
    ):
        if not good:
            raise InputError(where, *(knowledge.say(locale, f"labels.{part}.{key}") for part in ("fault", "mend")))
    lexicon = lexicon_of(knowledge)
    reading = read_checked(text, lang, lexicon)
    products = find_products(reading, lang, lexicon)
    if products:
        settle_products(reading.judgement, products)
    label = make_label(reading, lexicon, locale)
    if not products:
        return label
    return replace(label, products=tuple(_product(part, lexicon, locale) for part in products))


def _product(part: Part, lexicon: Lexicon, locale: str) -> Label:
    """The Label of one product of a text, its numbers with their places in the whole text."""
    label = make_label(part.reading, lexicon, locale)
    numbers = tuple(
        replace(number, start=part.places[number.start], end=part.places[number.end - 1] + 1)
        for number in label.numbers
    )
    return replace(label, numbers=numbers)


def read_checked(text: str, lang: str | None, lexicon: Lexicon) -> Reading:
    """The reading behind a Label; raises InputError for an empty text or one that is too long."""
    if not isinstance(text, str) or not text.strip():
        raise InputError("label", "the label is empty", "Type what the label says, with the line that has «mg» in it")
    if len(text) > LONGEST_TEXT:
        raise InputError(
            "label", f"the label has {len(text)} characters", f"Give at most {LONGEST_TEXT}: only the panel matters"
        )
    return read_text(text, lang, lexicon)
