"""Where options may stand, and what is text although it begins with a dash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magwise.errors import InputError
from magwise.interfaces.cli.arguments import find_command, read_arguments, told_locale
from magwise.interfaces.cli.commands import COMMANDS
from magwise.interfaces.cli.faults import Fault


def read(*argv: str):
    command, rest = find_command(argv)
    return read_arguments(command, rest)


@pytest.mark.parametrize(
    "argv",
    [
        ("medicine", "a", "b", "--json", "--locale", "en"),
        ("medicine", "--json", "a", "--locale=en", "b"),
        ("--json", "--locale", "en", "medicine", "a", "b"),
        ("--locale=en", "medicine", "a", "--json", "b"),
    ],
)
def test_options_stand_anywhere(argv):
    given = read(*argv)
    assert (given.words, given.locale, given.has("--json")) == (("a", "b"), "en", True)


@pytest.mark.parametrize("text", ["- 100 mg", "-100 mg", "-5", "-", "-magnesium 100 mg", "--- mg"])
def test_text_may_begin_with_a_dash(text):
    assert read("label", text).words == (text,)


def test_behind_two_dashes_everything_is_text():
    assert read("label", "--", "--json", "x").words == ("--json", "x")


def test_a_group_needs_its_second_word():
    assert find_command(["knowledge", "show", "x"])[0].name == "knowledge show"
    with pytest.raises(Fault):
        find_command(["knowledge"])


def test_the_last_value_of_an_option_counts():
    assert read("label", "x", "--locale", "nl", "--locale", "en").locale == "en"


@pytest.mark.parametrize(
    ("argv", "locale"),
    [([], "en"), (["--locale", "nl"], "nl"), (["x", "--locale=nl"], "nl"), (["--locale", "fr"], "en")],
)
def test_the_language_of_a_slip(argv, locale):
    assert told_locale(argv) == locale


def test_names_and_flags_are_unique():
    names = [command.name for command in COMMANDS]
    assert len(names) == len(set(names))
    for command in COMMANDS:
        flags = [option.flag for option in command.options]
        assert len(flags) == len(set(flags))


@given(
    st.lists(
        st.one_of(st.text(max_size=12), st.sampled_from(["label", "medicine", "--json", "--file", "--", "-"])),
        max_size=5,
    )
)
def test_any_words_are_read_or_refused_in_one_line(argv):
    try:
        read(*argv)
    except Fault as fault:
        error = fault.to_error("nl")
        assert isinstance(error, InputError)
        assert str(error).count("\n") == 0
