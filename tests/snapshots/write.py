"""Write the advice of the snapshot persons anew (`make snapshots`). The difference shows who hears something new."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from magwise.profiles.text import parse_text

HERE = Path(__file__).parent
ON = date(2026, 11, 24)


def persons() -> list[Path]:
    return sorted((HERE / "persons").glob("*.yaml"))


def advice_text(person: Path) -> str:
    """The advice as it stands in git. The knowledge version is left out: it changes with every record."""
    profile: dict[str, Any] = parse_text(person.read_bytes(), where=person.name)
    told = answer(profile, knowledge=load_knowledge(), on=ON).to_dict()
    del told["knowledge_version"]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def snapshot_of(person: Path) -> Path:
    return HERE / "advices" / f"{person.stem}.json"


if __name__ == "__main__":
    (HERE / "advices").mkdir(exist_ok=True)
    for person in persons():
        snapshot_of(person).write_text(advice_text(person), encoding="utf-8")
    print(f"{len(persons())} advices written")
