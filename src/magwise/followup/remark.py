"""Something of the diary that must be asked, or that could not be used."""

from magwise.result import Result


class Remark(Result, frozen=True, kw_only=True):
    """In one sentence. about: the field of the profile, or `note`; date and entry: where it stands in the diary."""

    about: str
    text: str
    date: str | None = None
    entry: str | None = None
