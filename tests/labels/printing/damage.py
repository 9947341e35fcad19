"""What happens to a text on its way: markup stays in it, letters are mistaken for others."""

import random
import re

from .words import Words

MARKUP = ("plain", "html")
SCANS = ("clean", "letters")


def mark_up(rng: random.Random, words: Words, text: str) -> str:
    """Each line in the remains of a page."""
    frame = words.pick(rng, "html")
    return "\n".join(frame.format(line=line) for line in text.split("\n"))


def mistake(rng: random.Random, words: Words, text: str) -> str:
    """One letter of one word that names magnesium or its unit is mistaken for what looks like it; no digit is touched."""
    old, new = words.pick(rng, "lookalike")
    places = [found for found in re.finditer(r"[Mm]agn[eé]\w*|\bmg\b", text) if old in found.group()]
    if not places:
        return text
    word = rng.choice(places)
    return text[: word.start()] + word.group().replace(old, new, 1) + text[word.end() :]
