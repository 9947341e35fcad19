"""Names of a person's own download, laid beside our table: ours always win, and every name leads to known substances.

A product is taken over only where its substances are ours or its ATC code is whole: a name of which nothing is known
stays unknown, for «recognised» must never mean «nothing to mind» by accident.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from magwise.knowledge.vocabulary import Medicine, fold
from magwise.medicines.downloads import Product
from magwise.medicines.match import find_medicine
from magwise.medicines.names import is_noise, read_route, read_words, word_lists

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge

HEADER = "magwise-medicine-names\t1"
SHORTEST, LONGEST = 4, 60
OWN = "local:"


class LocalName(NamedTuple):
    """A name as it is compared, with what it stands for. ids: of our table; atc and inn: where ours has no row."""

    name: str
    ids: tuple[str, ...]
    atc: tuple[str, ...]
    inn: str
    route: str
    register: str


class Taken(NamedTuple):
    """What became of a download: names that are new, that ours had already, and of which nothing is known."""

    names: tuple[LocalName, ...]
    known: int
    left_out: int


def take_over(
    products: Iterable[Product],
    register: str,
    *,
    knowledge: "Knowledge",
    progress: Callable[[int], None] | None = None,
) -> Taken:
    """The names of a download that say something new. progress: called with the number of products read."""
    lists, names = word_lists(knowledge), knowledge.medicine_names
    by_code: dict[str, str] = {}
    for row in knowledge.medicines.values():
        for code in row.atc:
            if len(code) == 7 and not row.components:
                by_code.setdefault(code, row.id)
    substances: dict[str, tuple[str, ...]] = {}
    found: dict[str, LocalName] = {}
    known = left_out = 0
    for number, product in enumerate(products, start=1):
        if progress is not None:
            progress(number)
        tokens = read_words(product.name, lists, names)
        words = [token.word for token in tokens if not token.aside and token.part == 0]
        while words and (is_noise(words[-1], lists) or words[-1] in lists.salts):
            words.pop()
        name = " ".join(words[: next((place for place, word in enumerate(words) if word.isdigit()), len(words))])
        if not SHORTEST <= len(name) <= LONGEST or is_noise(name, lists) or name in lists.not_medicines:
            left_out += 1
            continue
        if name in names:
            known += 1
            continue
        route = read_route(fold(f"{product.form} {product.name}").split(), lists, names)[0] or "oral"
        local = _stand_for(product, name, route, register, by_code, substances, knowledge)
        if local is None:
            left_out += 1
        elif name in found:
            known += 1
            if route == "oral":
                found[name] = found[name]._replace(route="oral")
        else:
            found[name] = local
    return Taken(tuple(found.values()), known, left_out)


def _stand_for(
    product: Product,
    name: str,
    route: str,
    register: str,
    by_code: Mapping[str, str],
    substances: dict[str, tuple[str, ...]],
    knowledge: "Knowledge",
) -> LocalName | None:
    """What a name stands for: our own rows by substance or code, else a whole code with its substance."""
    ids: list[str] = []
    for text in product.substances:
        if text not in substances:
            match = find_medicine(text[:200], knowledge=knowledge) if text.strip() else None
            substances[text] = match.ids if match is not None and match.recognised else ()
        if not substances[text]:
            ids = []
            break
        ids += substances[text]
    if ids:
        return LocalName(name, tuple(dict.fromkeys(ids)), (), "", route, register)
    owned = [by_code[code] for code in product.atc if code in by_code]
    if owned and len(product.substances) < 2:
        return LocalName(name, (owned[0],), (), "", route, register)
    if product.atc:
        inn = " / ".join(product.substances).lower()[:LONGEST] or name
        return LocalName(name, tuple(dict.fromkeys(owned)), product.atc, inn, route, register)
    return None


def to_text(names: Iterable[LocalName]) -> str:
    """The names as a file: a header, then one name a line, in the order of the alphabet."""
    lines = [
        "\t".join((one.name, "|".join(one.ids), "|".join(one.atc), one.inn, one.route, one.register)) for one in names
    ]
    return "\n".join([HEADER, *sorted(lines)]) + "\n"


def from_text(text: str) -> Iterator[LocalName]:
    """The names of such a file. Raises ValueError for any other text."""
    header, *lines = text.split("\n")
    if header != HEADER:
        raise ValueError("no file of medicine names")
    for line in lines:
        if line:
            name, ids, atc, inn, route, register = line.split("\t")
            yield LocalName(name, _cells(ids), _cells(atc), inn, route, register)


def _cells(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


class _Names(Mapping[str, list[str]]):
    """Our names and those of a download. own: ours alone: a typo is only matched with a name that we answer for."""

    def __init__(self, own: Mapping[str, list[str]], more: dict[str, str]) -> None:
        self.own = own
        self._more = more

    def __getitem__(self, name: str) -> list[str]:
        return self.own[name] if name in self.own else [self._more[name]]

    def __contains__(self, name: object) -> bool:
        return name in self.own or name in self._more

    def __iter__(self) -> Iterator[str]:
        return chain(self.own, self._more)

    def __len__(self) -> int:
        return len(self.own) + len(self._more)


class _Medicines(Mapping[str, Medicine]):
    def __init__(self, own: Mapping[str, Medicine], more: dict[str, LocalName]) -> None:
        self.own = own
        self._more = more

    def __getitem__(self, key: str) -> Medicine:
        local = self._more.get(key)
        return self.own[key] if local is None else _medicine(key, local)

    def __contains__(self, key: object) -> bool:
        return key in self.own or key in self._more

    def __iter__(self) -> Iterator[str]:
        return chain(self.own, self._more)

    def __len__(self) -> int:
        return len(self.own) + len(self._more)


def _medicine(key: str, local: LocalName) -> Medicine:
    called = local.inn or local.name
    holds = "may" if "magnes" in called else "no"
    return Medicine(key, "medicine", called, called, local.atc, (), (local.name,), local.ids, local.route, holds, None)


def lay_beside(knowledge: "Knowledge", names: Iterable[LocalName]) -> "Knowledge":
    """A knowledge base that also knows these names. Its version says so: other names may give another answer."""
    from magwise.knowledge.load import Knowledge

    own = knowledge.medicine_names
    index: dict[str, str] = {}
    more: dict[str, LocalName] = {}
    digest = hashlib.sha256()
    for local in names:
        if local.name in own or any(row not in knowledge.medicines for row in local.ids):
            continue
        digest.update("\t".join((local.name, *local.ids, *local.atc, local.route)).encode())
        if len(local.ids) == 1 and not local.atc and knowledge.medicines[local.ids[0]].route == local.route:
            index[local.name] = local.ids[0]
            continue
        key = f"{OWN}{local.name}"
        index[local.name], more[key] = key, local
    extended = Knowledge(knowledge._parts, f"{knowledge.version}+{digest.hexdigest()[:8]}")
    extended.__dict__["medicine_names"] = _Names(own, index)
    extended.__dict__["medicines"] = _Medicines(knowledge.medicines, more)
    return extended
