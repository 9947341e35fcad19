"""Which database a command uses: what was typed, else what the environment says, else its own."""

import os
import re
import sys
from typing import TYPE_CHECKING

from magwise.interfaces.cli.answer import locale_of_faults
from magwise.interfaces.cli.streams import read_text

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given

VARIABLE, VARIABLE_FILE = "MAGWISE_DATABASE", "MAGWISE_DATABASE_FILE"
_PASSWORD = re.compile(r"//[^/@]*:[^/@]+@")


def address_of(given: "Given", own: str) -> str:
    """The address of `--database`, else of MAGWISE_DATABASE or of the file that MAGWISE_DATABASE_FILE names.

    own: the address where none of them says another. A password that was typed is read by others on this computer, in
    the list of what runs: standard error says so, and where to put it. Raises InputError for two addresses.
    """
    typed = given.values.get("--database")
    if typed is not None:
        if _PASSWORD.search(typed):
            _warn(given, "password")
        return typed
    told, path = os.environ.get(VARIABLE), os.environ.get(VARIABLE_FILE)
    if told and path:
        from magwise.store.faults import AddressError

        raise AddressError("two", where=VARIABLE_FILE)
    return read_text(path).strip() if path else told or own


def _warn(given: "Given", key: str) -> None:
    from magwise.knowledge.load import load_knowledge

    print(load_knowledge().say(locale_of_faults(given), f"store.warn.{key}"), file=sys.stderr)
