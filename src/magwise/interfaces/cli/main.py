"""The command line: find the command, run it, turn what went wrong into one line and an exit status.

Only `sys` is imported here; every command imports what it needs itself, so that a medicine is answered at once.
"""

import sys


def main(argv: "list[str] | None" = None) -> int:
    """Run one command. Returns 0 when it answered, 2 on bad input, 1 on a fault of its own, 130 when interrupted.

    argv: the words behind the program's name; left out, those that were really typed.
    """
    from magwise.errors import MagwiseError, exit_status
    from magwise.interfaces.cli.faults import Fault, printable
    from magwise.interfaces.cli.streams import (
        OutputError,
        begin_command,
        drop_output,
        flush_output,
        typed_words,
        use_utf8,
    )

    if argv is None:
        sys.excepthook = _tell_fault
        _tidy_up_when_ended()
    use_utf8()
    begin_command()
    words = sys.argv[1:] if argv is None else argv
    try:
        try:
            words = typed_words(words)
            status = _run(words)
            flush_output()
        except Fault as fault:
            from magwise.interfaces.cli.arguments import told_locale

            raise fault.to_error(told_locale(words)) from None
    except MagwiseError as error:
        if isinstance(error, OutputError):
            drop_output()
        lines = _told(error, words).splitlines() or [type(error).__name__]
        print("\n".join(printable(line) for line in lines), file=sys.stderr)
        return exit_status(error)
    except BrokenPipeError:
        drop_output()
        return 0
    except KeyboardInterrupt:
        drop_output()
        return 130
    return status


def _tidy_up_when_ended() -> None:
    """Asked to end, leave nothing half made behind; asked twice, end at once."""
    import signal

    def end(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        raise SystemExit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)


def _run(words: "list[str]") -> int:
    """Help and version need no command; everything else does."""
    if not words or words[0] in ("--help", "-h", "help"):
        from magwise.interfaces.cli.help import overview

        return overview(words[1:] if words[:1] == ["help"] else [])
    if len(words) == 2 and words[1] in ("--help", "-h"):
        from magwise.interfaces.cli.help import overview

        return overview(words[:1])
    if words[0] == "--version":
        from magwise import __version__
        from magwise.interfaces.cli.streams import write

        write(f"magwise {__version__}\n")
        return 0
    from importlib import import_module

    from magwise.interfaces.cli.arguments import find_command, read_arguments

    command, rest = find_command(words)
    given = read_arguments(command, rest)
    if given.has("--help"):
        from magwise.interfaces.cli.help import command_help
        from magwise.interfaces.cli.streams import write

        write(command_help(command))
        return 0
    status: int = import_module(command.module).run(given)
    return status


def _told(error: Exception, words: "list[str]") -> str:
    """The line of an error; what the database says, in the language that was asked for."""
    if "magwise.store" not in sys.modules:
        return str(error)
    from magwise.interfaces.cli.arguments import told_locale
    from magwise.store.faults import retell

    return retell(error, told_locale(words))


def _tell_fault(kind: "type[BaseException]", error: BaseException, trace: object) -> None:
    """A fault of our own in one line, without any value of a profile; all of it where MAGWISE_TRACEBACK is set."""
    import os

    if os.environ.get("MAGWISE_TRACEBACK"):
        sys.__excepthook__(kind, error, trace)  # type: ignore[arg-type]
        return
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code  # type: ignore[attr-defined]
        if "magwise" in code.co_filename:
            place = f"{os.path.basename(code.co_filename)}, line {trace.tb_lineno}"  # type: ignore[attr-defined]
        trace = trace.tb_next  # type: ignore[attr-defined]
    line = (
        f"magwise: a fault of its own ({kind.__name__} in {place}). Please report it; MAGWISE_TRACEBACK=1 tells more."
    )
    print(line, file=sys.stderr)
