"""What is wrong with a database or its address: a key and values, so that every door says it in its language."""

from magwise.errors import InputError, StoreError
from magwise.knowledge.load import Knowledge, load_knowledge

ADDRESS = "--database"
LONGEST = 200


class AddressError(InputError):
    """An address of a database that is not used. key, values: of the words in `store`."""

    def __init__(self, key: str, where: str = ADDRESS, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(where, *_words(load_knowledge(), "en", key, values))


class DatabaseError(StoreError):
    """A database that cannot be used. place: which, without a password; key, values: of the words in `store`."""

    def __init__(self, key: str, place: str = "", **values: object) -> None:
        self.key = key
        self.place = place[:LONGEST]
        self.values = values
        super().__init__(str(InputError(self.place, *_words(load_knowledge(), "en", key, values))))


def retell(error: Exception, locale: str, knowledge: Knowledge | None = None) -> str:
    """The line of an error, in a language where it has words in it; else as it stands.

    >>> retell(DatabaseError("busy", "diary.sqlite"), "en")
    'diary.sqlite: another program keeps the database locked. Wait until it is done, then do it again.'
    """
    if not isinstance(error, AddressError | DatabaseError):
        return str(error)
    where = error.where if isinstance(error, AddressError) else error.place
    return str(InputError(where, *_words(knowledge or load_knowledge(), locale, error.key, error.values)))


def _words(knowledge: Knowledge, locale: str, key: str, values: dict[str, object]) -> tuple[str, str]:
    return (
        knowledge.say(locale, f"store.fault.{key}", **values),
        knowledge.say(locale, f"store.mend.{key}", **values),
    )
