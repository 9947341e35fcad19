"""`magwise label --image`: what a photo of a label says."""

from typing import TYPE_CHECKING

from magwise.errors import InputError
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, write_json
from magwise.interfaces.cli.faults import blame, printable
from magwise.interfaces.cli.streams import place_of, read_picture, write
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import load_knowledge

if TYPE_CHECKING:
    from collections.abc import Callable

    from magwise.interfaces.cli.arguments import Given
    from magwise.interfaces.cli.layout import Page
    from magwise.labels.label import Label
    from magwise.photos.reading import PhotoReading

ROOM = "photos"


def run_photo(given: "Given", lang: str | None, tell: "Callable[[Page, Voice, Label], None]") -> int:
    """Read the label on a photo and show it: the text as read, what to check, the barcode, then the usual result."""
    path = given.values["--image"]
    if given.words or given.has("--file"):
        raise blame(f"magwise {given.command.name} --image", "both_image").mend("both")
    from magwise.photos.load import load_photo
    from magwise.photos.read import read_photo

    data = read_picture(path)
    knowledge, locale, faults = load_knowledge(), locale_of(given), locale_of_faults(given)
    where = knowledge.say(faults, "cli.fault.input") if path == "-" else place_of(path)
    try:
        reading = read_photo(data, knowledge=knowledge, locale=locale, lang=lang)
    except InputError:
        try:
            load_photo(data, knowledge=knowledge, locale=faults)
        except InputError as error:
            raise InputError(where, error.what, error.mend) from None
        raise
    if reading.label is None:
        raise InputError(where, knowledge.say(faults, f"{ROOM}.not_readable"))
    if given.has("--json"):
        write_json(reading.to_label_dict())
        return 0
    page, voice = open_page(), Voice(knowledge, locale)
    _tell_photo(page, voice, reading)
    page.blank()
    tell(page, voice, reading.label)
    write(str(page))
    return 0


def _tell_photo(page: "Page", voice: Voice, reading: "PhotoReading") -> None:
    def say(key: str, **values: object) -> str:
        return voice.knowledge.say(voice.locale, f"{ROOM}.{key}", **values)

    page.heading(say("read"))
    for row in reading.text.splitlines():
        page.text(printable(row))
    if reading.doubtful:
        page.heading(say("check"))
        for doubt in reading.doubtful:
            readings = say("or").join((doubt.text, *doubt.alternatives))
            told = say("doubtful", readings=readings) if doubt.decides else say("unclear", reading=doubt.text)
            page.item(f"{told} ({printable(doubt.where)})")
    if reading.barcode is not None:
        page.blank()
        page.text(say("barcode", code=reading.barcode))
