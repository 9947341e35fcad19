"""Every sentence of flags, reasons, traits, notes, steps and products names its source and grade."""

import msgspec

from magwise.answer import answer
from people.evidence import faults, sentences
from people.people import KNOWLEDGE, partial

ADVICES = [answer(partial(seed, risky=0.1), knowledge=KNOWLEDGE) for seed in range(300)]


def test_no_sentence_without_record_source_and_grade():
    assert [fault for advice in ADVICES for fault in faults(advice)] == []
    places = {place for advice in ADVICES for place, *_ in sentences(advice)}
    assert places == {
        "flags", "stop_signals", "foundation", "troubleshooting", "reasons", "traits", "because", "products",
        "other_authorities",
    }  # fmt: skip


def test_a_sentence_that_loses_its_source_is_found():
    advice = next(advice for advice in ADVICES if advice.flags)
    bare = msgspec.structs.replace(advice.flags[0], sources=())
    assert faults(msgspec.structs.replace(advice, flags=(bare,))) == [("flags", bare.text)]
