"""What the parts that all files of Microsoft Office have in common hide, whatever the program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.files.guard.package import Package, attribute, local
from parsers.files.guard.people import names_person
from parsers.files.guard.wording import (
    CHANGES,
    COMMENTS,
    EMBEDDED,
    OTHER_WORKBOOKS,
    PIVOT_CACHE,
    QUERY,
    author_hazard,
)
from parsers.files.records import Hazard

# Parts whose very presence is the hazard, by their names.
_PARTS: tuple[tuple[str, Hazard], ...] = (
    (r"/pivotcache/[^/]*\.\w+", PIVOT_CACHE),
    (r"/(?:model|customdata)/.+", Hazard("data-model", "data model", "It holds tables that no sheet shows.")),
    (r"/externallinks/[^/]+", OTHER_WORKBOOKS),
    (r"/querytables/[^/]+", QUERY),
    (r"/threadedcomments/[^/]+", COMMENTS),
    (r"/revisions/[^/]+", CHANGES),
    (r"/embeddings/[^/]+", EMBEDDED),
)
_PERSON_IN_PROPERTIES = {
    "docprops/core.xml": ("creator", "lastModifiedBy"),
    "docprops/app.xml": ("Manager",),
}
_OF_A_PERSON = re.compile(
    r"author|owner|creator|manager|editor|reviewer|mail|modified ?by|checked ?by", re.IGNORECASE
)

# What SharePoint and Word put into nearly every file: forms, schemas, fields of a cover page, properties.
_MACHINERY = re.compile(
    "sharepoint|office/2006/metadata|office/2006/coverpageprops|bibliography|contenttype", re.IGNORECASE
)
_QUERIES = re.compile("datamashup", re.IGNORECASE)  # of Power Query
_COMMENTS = re.compile(r"\w+/(?:comments/)?comments?\d*\.(xml|bin)")


def office_hazards(package: Package) -> Iterator[Hazard]:
    """Yield what the common parts of the package hide: embedded files, caches, comments, names of people."""
    for pattern, hazard in _PARTS:
        if any(re.fullmatch(rf"\w+{pattern}", name) for name in package.names):
            yield hazard
    if "xl/connections.bin" in package or package.has("xl/connections.xml", "connection"):
        yield QUERY
    for name in package.names:
        if (found := _COMMENTS.fullmatch(name)) and (found[1] == "bin" or package.has(name, "comment")):
            yield COMMENTS
    yield from _properties(package)
    yield from _custom_xml(package)


def _properties(package: Package) -> Iterator[Hazard]:
    for part, tags in _PERSON_IN_PROPERTIES.items():
        for element in package.elements(part, *tags):
            if names_person(element.text or ""):
                yield author_hazard(local(element))
    for element in package.elements("docprops/custom.xml", "property"):
        if _OF_A_PERSON.search(element.get("name", "")) and names_person("".join(element.itertext())):
            yield author_hazard("a property of its own")
    for name in package.names:
        if re.fullmatch(r"\w+/persons/[^/]+\.xml|word/people\.xml", name) and any(
            names_person(attribute(person, "displayName") or attribute(person, "author"))
            for person in package.elements(name, "person")
        ):
            yield author_hazard("people who commented")


def _custom_xml(package: Package) -> Iterator[Hazard]:
    for name in package.names:
        if not re.fullmatch(r"customxml/item\d+\.xml", name):
            continue
        root = package.tree(name)
        if _QUERIES.search(root.tag):
            yield QUERY
        elif _MACHINERY.search(root.tag):
            people = (
                element for element in root.iter() if local(element) in {"DisplayName", "Person", "Author"}
            )
            if any(names_person(" ".join(person.itertext())) for person in people):
                yield author_hazard("what SharePoint knows of it")
        elif "".join(root.itertext()).strip():
            yield Hazard("custom-xml", "custom XML", "It holds data that no page of it shows.")
