"""The help: an overview of all commands, and a page for each with examples that run as they stand."""

from magwise.interfaces.cli.arguments import PROGRAM, find_command
from magwise.interfaces.cli.commands import ALWAYS, COMMANDS, Command
from magwise.interfaces.cli.layout import Page
from magwise.interfaces.cli.streams import write

LEAD = "What should I do about magnesium? From the label and the medicines to a safe day plan."
NOTES = (
    "Every command reads a file, or - for standard input.",
    "It exits 0 when it answered, 2 on bad input, 1 on a fault of its own.",
)


def overview(words: list[str]) -> int:
    """Show all commands, those of a group, or the help of the one that is named."""
    group = [command for command in COMMANDS if [command.name.split()[0]] == words and command.name != words[0]]
    if any([command.name] == words for command in COMMANDS):
        group = []  # a command that also begins others has a page of its own
    if words and not group:
        command, _ = find_command(words)
        write(command_help(command))
        return 0
    page = Page(80)
    page.text(f"usage: {PROGRAM} COMMAND ...")
    page.blank()
    page.text(LEAD)
    page.blank()
    page.table([(f"  {command.name}", command.help) for command in group or COMMANDS])
    page.blank()
    options = [(f"  {option.flag} {option.value}".rstrip(), option.help) for option in ALWAYS]
    page.table([*options, ("  --version", "show the version and stop")])
    page.blank()
    for note in NOTES:
        page.text(note)
    page.text(f"More about a command: {PROGRAM} COMMAND --help")
    write(str(page))
    return 0


def command_help(command: Command) -> str:
    """The help of one command."""
    page = Page(80)
    page.text(f"usage: {PROGRAM} {command.name} {command.words} [OPTION ...]".replace("  ", " "))
    page.blank()
    page.text(f"{command.help[:1].upper()}{command.help[1:]}.")
    if command.choices:
        page.text(f"{command.words}: {', '.join(command.choices)}")
    page.blank()
    page.text("options:")
    options = [*command.options, *ALWAYS]
    page.table([(f"  {option.flag} {option.value}".rstrip(), option.help) for option in options])
    page.blank()
    page.text("examples:")
    for example in command.examples:
        page.raw(f"  {example}")
    return str(page)
