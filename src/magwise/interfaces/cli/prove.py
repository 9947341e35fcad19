"""`magwise prove`: whether the advice is safe for every profile, and what shows that it is not."""

import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from magwise.errors import MagwiseError
from magwise.interfaces.cli.answer import locale_of, open_page, write_json
from magwise.interfaces.cli.faults import blame, printable
from magwise.interfaces.cli.streams import write, write_file
from magwise.knowledge.load import load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given
    from magwise.proof.prove import Checked, Proof

ROOM = "proof"


def run(given: "Given") -> int:
    """Check every promise, or one; of all, the progress on standard error. 1 where one is broken."""
    knowledge, locale = load_knowledge(), locale_of(given)
    if find_spec("z3") is None:
        raise MagwiseError(knowledge.say(locale, f"{ROOM}.no_solver"))
    from magwise.proof.prove import prove

    only = given.values.get("--only")

    def tell(checked: "Checked") -> None:
        key = "broken" if checked.faults else "kept"
        told = knowledge.say(locale, f"{ROOM}.check_{checked.check}")
        seconds = f"{checked.seconds:.0f}"
        line = knowledge.say(locale, f"{ROOM}.{key}", check=told, seconds=seconds, count=len(checked.faults))
        print(line, file=sys.stderr, flush=True)

    proof = prove(knowledge, tell=tell) if only is None else prove(knowledge, only=(only,))
    folder = given.values.get("--profiles")
    if folder is not None and not proof.holds:
        _write_profiles(proof, folder)
    if given.has("--json"):
        write_json(proof.to_dict())
        return int(not proof.holds)
    page = open_page()
    verdict = "fails" if not proof.holds else "holds" if only is None else "one_holds"
    told = knowledge.say(locale, f"{ROOM}.check_{only}") if only else ""
    page.text(knowledge.say(locale, f"{ROOM}.{verdict}", check=told), style="bold")
    for checked in proof.checks:
        for fault in checked.faults:
            page.heading(fault.what)
            if fault.real is False:
                page.item(knowledge.say(locale, f"{ROOM}.differs"))
            for profile in fault.profiles:
                page.item(_one_line(profile))
    page.heading(knowledge.say(locale, f"{ROOM}.not_covered"))
    for key in proof.not_covered:
        page.item(knowledge.say(locale, f"{ROOM}.not_covered_{key}"))
    write(str(page))
    return int(not proof.holds)


def _one_line(profile: object) -> str:
    import yaml

    text: str = yaml.safe_dump(profile, default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True)
    return text.strip()


def _write_profiles(proof: "Proof", folder: str) -> None:
    """One file a profile: the check, the place of the fault and of the profile in it."""
    import yaml

    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise blame(printable(folder), "unwritable", reason=error.strerror or "?").mend("rights") from None
    for checked in proof.checks:
        for number, fault in enumerate(checked.faults, start=1):
            for place, profile in enumerate(fault.profiles, start=1):
                text = yaml.safe_dump(profile, sort_keys=False, allow_unicode=True)
                path = os.path.join(folder, f"{checked.check}-{number}-{place}.yaml")
                write_file(path, f"# {fault.what}\n{text}".encode())
