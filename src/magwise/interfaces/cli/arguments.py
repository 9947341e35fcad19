"""From typed words to a command with its options. Every slip is one line with the nearest that does exist.

Written by hand and not with argparse: options may stand anywhere, a slip gives one line with a suggestion, and the
start of `magwise medicine` counts in milliseconds.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, NoReturn

from magwise.interfaces.cli.commands import ALWAYS, COMMANDS, LOCALE, Command, Option
from magwise.interfaces.cli.faults import blame, show

PROGRAM = "magwise"
HELP = ("--help", "-h")
READ = "PROFILE"


class Given(NamedTuple):
    """What was typed. words: what the command reads; values: option → value, empty for a switch."""

    command: Command
    words: tuple[str, ...]
    values: dict[str, str]

    def has(self, flag: str) -> bool:
        """Whether the option was given."""
        return flag in self.values

    @property
    def locale(self) -> str | None:
        """The language that was asked for; None when none was."""
        return self.values.get("--locale")


def find_command(argv: Sequence[str]) -> tuple[Command, list[str]]:
    """The command that the first words name, and the rest. Common options may stand before it.

    Raises InputError with the nearest command when there is none of that name.
    """
    before, rest = _split_common(argv)
    if not rest:
        _refuse_command("", [command.name for command in COMMANDS], "")
    first, group = rest[0], [command for command in COMMANDS if command.name.split()[0] == rest[0]]
    if not group:
        names = list(dict.fromkeys(command.name.split()[0] for command in COMMANDS))
        _refuse_command(first, names, "")
    second = next((command for command in group if command.name.split()[1:] == rest[1:2]), None)
    if second is not None and len(rest) > 1:
        return second, [*before, *rest[2:]]
    if group[0].name == first:
        return group[0], [*before, *rest[1:]]
    words = [command.name.split()[1] for command in group]
    _refuse_command(rest[1] if len(rest) > 1 else "", words, f" {first}")


def read_arguments(command: Command, argv: Sequence[str]) -> Given:
    """The words and options behind a command.

    Behind `--` everything is a word, and so is what begins with a dash but is no option by its looks («- 100 mg»).
    Raises InputError, with the nearest option, for what is not known, lacks its value or is one too many.
    """
    where = f"{PROGRAM} {command.name}"
    options = {option.flag: option for option in (*command.options, *ALWAYS)}
    words: list[str] = []
    values: dict[str, str] = {}
    waiting = list(argv)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            words += waiting
            break
        if not _looks_like_option(word):
            words.append(word)
            continue
        flag, equals, value = word.partition("=")
        flag = "--help" if flag in HELP else flag
        option = options.get(flag)
        if option is None:
            raise blame(where, "no_option", option=show(flag)).nearest(flag, options).helped(where)
        if option.value and not equals:
            if not waiting or waiting[0] in options:
                raise blame(where, "no_value", option=flag, value=option.value).mend(
                    "value", option=flag, value=option.value
                )
            value = waiting.pop(0)
        elif equals and not option.value:
            raise blame(where, "with_value", option=flag).mend("bare", option=flag)
        values[flag] = _checked(value, option, where)
    return Given(command, _checked_words(command, words, where, "--help" in values), values)


def _split_common(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Options that every command takes, typed before it, and the rest."""
    before: list[str] = []
    rest = list(argv)
    while rest and _looks_like_option(rest[0]):
        word = rest.pop(0)
        flag = word.partition("=")[0]
        known = next((option for option in ALWAYS if option.flag == flag), None)
        if known is None:
            names = [*(option.flag for option in ALWAYS), "--version"]
            raise blame(PROGRAM, "no_option", option=show(flag)).nearest(flag, names).helped(PROGRAM)
        before.append(word)
        if known.value and "=" not in word and rest:
            before.append(rest.pop(0))
    return before, rest


def _looks_like_option(word: str) -> bool:
    """`-x` and `--name` are options; «-», «-5 mg» and anything with a blank are text."""
    name = word.lstrip("-")
    return word.startswith("-") and name[:1].isalpha() and not any(letter.isspace() for letter in word)


def _checked(value: str, option: Option, where: str) -> str:
    if option.choices and value not in option.choices:
        fault = blame(f"{where} {option.flag}", "choice", word=show(value)).nearest(value, option.choices)
        raise fault.mend("choice", names=", ".join(option.choices))
    return value


def _checked_words(command: Command, words: list[str], where: str, helping: bool) -> tuple[str, ...]:
    if helping:
        return tuple(words)
    if len(words) < command.least:
        if command.choices:
            raise blame(where, "unfinished").mend("choice", names=", ".join(command.choices))
        if command.words == READ:
            raise blame(where, "no_words").mend("words", words=command.words)
        raise blame(where, "unfinished").mend("value", option=where, value=command.words)
    most = len(command.words.split())
    if not command.many and len(words) > most:
        fault = blame(where, "many_words", word=show(words[most]))
        raise fault.mend("one_word") if most else fault.helped(where)
    if command.choices and words[0] not in command.choices:
        fault = blame(where, "choice", word=show(words[0])).nearest(words[0], command.choices)
        raise fault.mend("choice", names=", ".join(command.choices))
    return tuple(words)


def _refuse_command(word: str, names: list[str], group: str) -> NoReturn:
    where = f"{PROGRAM}{group}"
    fault = blame(where, "no_command", word=show(word)) if word else blame(where, "unfinished")
    raise fault.nearest(word, names).mend("commands", names=", ".join(names))


def told_locale(argv: Iterable[str]) -> str:
    """The language for a line about a slip: what `--locale` says, else English."""
    last = ""
    for word in argv:
        if last == LOCALE.flag and word in LOCALE.choices:
            return word
        if word.startswith(f"{LOCALE.flag}=") and word.partition("=")[2] in LOCALE.choices:
            return word.partition("=")[2]
        last = word
    return "en"
