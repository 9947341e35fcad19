"""`magwise completion`: a static completion script, so that the shell never waits for Python."""

import argparse
from typing import TYPE_CHECKING

from magwise.interfaces.cli.answer import write_json
from magwise.interfaces.cli.arguments import PROGRAM
from magwise.interfaces.cli.commands import ALWAYS, COMMANDS, Command
from magwise.interfaces.cli.streams import write

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given

FILES = ("FILE", "PROFILE", "PLAN", "DIARY")


def run(given: "Given") -> int:
    """Print the script for one shell."""
    import shtab

    shell = given.words[0]
    script = shtab.complete(build_parser(), shell=shell).rstrip("\n") + "\n"
    if given.has("--json"):
        write_json({"shell": shell, "script": script})
    else:
        write(script)
    return 0


def build_parser() -> argparse.ArgumentParser:
    """All commands as a tree of argparse parsers: the shape that the completion library reads."""
    root = argparse.ArgumentParser(prog=PROGRAM, add_help=False)
    root.add_argument("--version", action="store_true", help="show the version and stop")
    root.add_argument("--help", action="store_true", help="show all commands")
    branches = root.add_subparsers()
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    alone = {command.name for command in COMMANDS if " " not in command.name}
    for command in COMMANDS:
        first, _, second = command.name.partition(" ")
        if second and first in alone:
            continue  # behind «magwise medicine» any name may stand: the shell offers none
        if not second:
            _describe(branches.add_parser(first, help=command.help, add_help=False), command)
            continue
        if first not in groups:
            groups[first] = branches.add_parser(first, help=command.help, add_help=False).add_subparsers()
        _describe(groups[first].add_parser(second, help=command.help, add_help=False), command)
    return root


def _describe(parser: argparse.ArgumentParser, command: Command) -> None:
    """Words and options of one command; files are completed by the shell."""
    import shtab

    if command.words:
        word = parser.add_argument("word", nargs="*" if command.many else None, choices=command.choices or None)
        if command.words in FILES:
            word.complete = shtab.FILE  # type: ignore[attr-defined]
    for option in (*command.options, *ALWAYS):
        if not option.value:
            parser.add_argument(option.flag, action="store_true", help=option.help)
            continue
        action = parser.add_argument(option.flag, help=option.help, choices=option.choices or None)
        if option.value in FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
