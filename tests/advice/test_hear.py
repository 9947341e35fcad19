"""What the fields of a profile are heard to hold."""

import pytest

from magwise.advice.hear import called
from magwise.knowledge.load import load_knowledge
from magwise.medicines.match import find_medicine

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thyrax 100 mcg", "Thyrax 100 mcg"),
        ("Every single morning I take my Thyrax 100 mcg tablet with a sip of water", "Thyrax 100 mcg"),
        ("Sinds een paar weken ook weer omeprazol, dat helpt goed tegen het branden", "omeprazol"),
        ("Elke ochtend een middel waarvan ik de naam kwijt ben, zoiets als plinoxetine", None),
    ],
)
def test_a_sentence_is_called_by_its_name(text, name):
    (piece,) = find_medicine(text, knowledge=KNOWLEDGE).entries
    assert called(piece) == (name or text)
