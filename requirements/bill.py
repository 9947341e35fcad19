"""Write what the software is made of, from the lock files: a CycloneDX bill for each, and one list of licences.

`python requirements/bill.py [--into var/bill]`. Nothing is asked of a network. Licences come from the packages as they
are installed here in the very version that is locked; of the others it says that they are not known here. The same
lock and the same packages give the same bytes.
"""

import argparse
import sys
import tomllib
import uuid
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.contrib.this.builders import this_component
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from locks import HERE, Locked, lock_files, read_lock

UNKNOWN = "not known here"
OWN = "License :: OSI Approved :: "
SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "magwise.invalid")


class Known(NamedTuple):
    """What an installed package says of itself. licence: None where it says nothing; needs: names of packages."""

    licence: str | None
    needs: frozenset[str]


def known_of(package: Locked) -> Known | None:
    """What the package says, where this very version is installed; else None."""
    try:
        found = metadata.distribution(package.name)
    except metadata.PackageNotFoundError:
        return None
    if found.version != package.version:
        return None
    told = found.metadata
    classes = [line.removeprefix(OWN) for line in told.get_all("Classifier") or [] if line.startswith(OWN)]
    free = told.get("License") or ""
    licence = told.get("License-Expression") or " AND ".join(classes) or (free if 0 < len(free) < 80 else None)
    return Known(" ".join(licence.split()) if licence else None, frozenset(_names(found.requires or [])))


def _names(lines: list[str]) -> list[str]:
    names = []
    for line in lines:
        try:
            names.append(str(canonicalize_name(Requirement(line).name)))
        except InvalidRequirement:
            continue  # a word of the package itself; the lock decides what is there
    return names


def bill_of(path: Path, known: dict[Locked, Known | None]) -> Bom:
    """The bill of one lock file."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages, bom = read_lock(path), Bom()
    own = Component(
        name=project["name"], version=project["version"], type=ComponentType.APPLICATION, bom_ref=project["name"],
        description=project["description"], licenses=[LicenseFactory().make_from_string(project["license"])],
    )  # fmt: skip
    bom.metadata.component = own
    bom.metadata.tools.components.add(this_component())
    bom.metadata.timestamp = datetime.fromtimestamp(0, UTC)
    bom.serial_number = uuid.uuid5(SPACE, path.read_text(encoding="utf-8"))
    parts: dict[str, list[Component]] = {}
    for package in packages:
        part = _component(package, known[package])
        bom.components.add(part)
        parts.setdefault(package.name, []).append(part)
    every = [part for group in parts.values() for part in group]
    bom.register_dependency(own, every)
    for package in packages:
        told = known[package]
        (part,) = (one for one in parts[package.name] if one.version == package.version)
        needs = [] if told is None else [one for name in sorted(told.needs) for one in parts.get(name, ())]
        bom.register_dependency(part, needs)
    return bom


def _component(package: Locked, known: Known | None) -> Component:
    purl = PackageURL("pypi", name=package.name, version=package.version)
    licence = known.licence if known else None
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in package.hashes]
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION, url=XsUri(f"https://pypi.org/project/{package.name}/"), hashes=hashes
    )
    return Component(
        name=package.name, version=package.version, type=ComponentType.LIBRARY, purl=purl, bom_ref=str(purl),
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [], external_references=[files],
        properties=[Property(name="marker", value=package.marker)] if package.marker else [],
    )  # fmt: skip


def licences(known: dict[Locked, Known | None], where: dict[Locked, list[str]]) -> str:
    """The list for people: every package once, with its licence and the lock files it is in."""
    rows = []
    for package in sorted(where):
        told = known[package]
        licence = (told.licence if told else None) or UNKNOWN
        rows.append(f"| {package.name} | {package.version} | {licence} | {', '.join(where[package])} |")
    head = [
        "# Licences of what Magwise is built with",
        "",
        "Written by `make bill`. `run` is what `make run` installs.",
    ]
    return (
        "\n".join([*head, "", "| package | version | licence | lock file |", "| --- | --- | --- | --- |", *rows]) + "\n"
    )


def main(arguments: list[str] | None = None) -> int:
    """Write the bills and the list; say of how many packages the licence is not known here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=HERE.parent / "var" / "bill")
    options = parser.parse_args(arguments)
    options.into.mkdir(parents=True, exist_ok=True)
    where: dict[Locked, list[str]] = {}
    for path in lock_files():
        for package in read_lock(path):
            where.setdefault(package, []).append(path.stem)
    known = {package: known_of(package) for package in where}
    for path in lock_files():
        target = options.into / f"{path.stem}.cdx.json"
        target.write_text(JsonV1Dot6(bill_of(path, known)).output_as_string(indent=1) + "\n", encoding="utf-8")
        print(f"{target}: {len(read_lock(path))} packages")
    lost = sorted(package.name for package in where if not (known[package] and known[package].licence))
    page = options.into / "licences.md"
    page.write_text(licences(known, where), encoding="utf-8")
    print(f"{page}: {len(where)} packages, licence not known here of {len(lost)}: {', '.join(lost)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
