"""Laboratory values of a profile: a number, or the text that a sheet prints («> 90», «0.78 L»)."""

from collections.abc import Callable
from typing import Any

from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import Question
from magwise.profiles.faults import Fault, Words, describe, show
from magwise.profiles.lab_number import LabNumber, Typed, read_typed
from magwise.profiles.lab_units import find_range, split_unit, units_of

Reader = Callable[[Any], Any]


def lab_reader(question: Question, knowledge: Knowledge, number: Reader) -> Callable[[Any], LabNumber]:
    """The reader of a field that holds a value of a laboratory test. number: reads and weighs a plain number.

    Gives the number, or the short text of a limit or mark. Raises Fault.
    """
    test = knowledge.lab_tests[question.lab]
    example = Words("mend.lab_number", {"example": str(test.example)})

    def read(value: Any) -> LabNumber:
        if not isinstance(value, str):
            if isinstance(value, bool) or not isinstance(value, int | float):
                return _number(value, number, example)
            return float(number(value))
        typed = read_typed(value, knowledge)
        if typed is None:
            raise Fault(Words("what.lab_number", {"value": show(value)}), example)
        unit, rest = split_unit(typed.rest, test, knowledge) if typed.rest else (test.unit, "")
        if rest or unit is None:
            raise Fault(Words("what.lab_number", {"value": show(value)}), example)
        if units_of(test, knowledge)[unit].factor != 1:
            raise Fault(Words("what.lab_unit", {"value": show(value)}), Words("mend.lab_unit", {"unit": test.unit}))
        _ask_thousands(typed, question, value)
        number(typed.reading.number)
        return typed.reading.short()

    return read


def range_reader(knowledge: Knowledge, test_id: str, ends: Reader) -> Reader:
    """The reader of a laboratory's range: both ends as a list, or the text that a sheet prints («0,70 - 1,05»)."""
    test = knowledge.lab_tests[test_id]

    def read(value: Any) -> Any:
        found = find_range(value, test, test.unit, knowledge) if isinstance(value, str) else None
        if found is not None and None not in found and not found[2]:
            return ends([found[0], found[1]])
        return ends(value)

    return read


def _number(value: Any, number: Reader, example: Words) -> float:
    """A number of another kind (a Decimal); what is none gets the example of its own test."""
    try:
        return float(number(value))
    except Fault as fault:
        if fault.what == describe(value):
            raise Fault(fault.what, example) from None
        raise


def _ask_thousands(typed: Typed, question: Question, value: str) -> None:
    """Raise where a point or comma may part thousands and that number could be."""
    other, low, high = typed.thousands, question.low or 0, question.high or 0
    if other is None or not (other == typed.reading.number or low <= other <= high):
        return
    told = {"value": show(value), "other": f"{other:.12g}", "decimal": f"{typed.reading.number:.12g}"}
    if other == typed.reading.number:
        raise Fault(Words("what.grouped", told), Words("mend.grouped", told))
    raise Fault(Words("what.thousands", told), Words("mend.thousands", told))
