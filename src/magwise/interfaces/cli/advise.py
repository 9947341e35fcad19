"""`magwise advise`: a profile in, the whole advice out."""

from typing import TYPE_CHECKING

from magwise.answer import answer, day_of
from magwise.interfaces.cli.advice_page import tell_advice
from magwise.interfaces.cli.answer import open_page, write_json
from magwise.interfaces.cli.profile import read_told
from magwise.interfaces.cli.streams import write
from magwise.interfaces.cli.voice import Voice

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given


def run(given: "Given") -> int:
    """Answer a profile."""
    told, adherence = read_told(given), None
    if given.has("--diary"):
        from magwise.followup.adherence import with_diary
        from magwise.interfaces.cli.kept_diary import opened

        with opened(given) as (store, _):
            profile, adherence = with_diary(told.profile, store.events(given.values["--diary"]), told.on)
        told = told._replace(profile=profile)
    advice = answer(told.profile, knowledge=told.knowledge, on=told.on)
    if given.has("--json"):
        write_json(advice.to_dict())
        return 0
    page = open_page()
    if adherence is not None:
        said = {"taken": adherence.taken, "written": adherence.taken + adherence.skipped, "missing": adherence.missing}
        page.text(told.knowledge.say(advice.locale, "path.found_diary", **said), style="dim")
        page.blank()
    _, request = day_of(told.profile, knowledge=told.knowledge, on=told.on)
    tell_advice(page, Voice(told.knowledge, advice.locale), advice, request, told.on, every_form=given.has("--all"))
    write(str(page))
    return 0
