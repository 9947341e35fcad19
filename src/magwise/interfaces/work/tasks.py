"""What a worker can do, by name: the REST operations, one photo, one advice in every language."""

from datetime import date

import msgspec

from magwise.answer import answer
from magwise.interfaces.rest.operations import run
from magwise.interfaces.work.frames import Frame
from magwise.knowledge.load import Knowledge
from magwise.knowledge.records import LANGUAGES


def do(task: Frame, knowledge: Knowledge) -> Frame:
    """The result of a task. Raises what its work raises, KeyError for a task that is not known."""
    tasks = {"rest": _rest, "photo": _photo, "advice": _advice}
    return tasks[task.head["task"]](task, knowledge)


def _rest(task: Frame, knowledge: Knowledge) -> Frame:
    outcome = run(task.head["operation"], task.body, knowledge, task.head["locale"])
    return Frame({"status": outcome.status, "kind": outcome.kind}, outcome.body)


def _photo(task: Frame, knowledge: Knowledge) -> Frame:
    from magwise.photos.read import read_photo

    return Frame({}, msgspec.json.encode(read_photo(task.body, knowledge=knowledge, locale=task.head["locale"])))


def _advice(task: Frame, knowledge: Knowledge) -> Frame:
    profile = msgspec.json.decode(task.body)
    return Frame(
        {}, msgspec.json.encode(advice_in_every_language(profile, knowledge, date.fromisoformat(task.head["on"])))
    )


def advice_in_every_language(profile: dict[str, object], knowledge: Knowledge, on: date) -> dict[str, object]:
    """The advice for a profile, by language. Raises ProfileError for a profile that cannot be understood."""
    return {locale: answer({**profile, "locale": locale}, knowledge=knowledge, on=on).to_dict() for locale in LANGUAGES}
