"""What the parts that all files of Microsoft Office have in common hide, whatever the program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.files.guard.package import Package, attribute, local
from parsers.files.guard.people import names_person
from parsers.files.records import Hazard

_QUERY = "it says where the data came from and how it was asked for"
_COMMENTED = "somebody commented on it"
# Parts whose very presence is the hazard, by their names.
_PARTS: tuple[tuple[str, str, str, str], ...] = (
    ("pivot-cache", "pivot tables", r"/pivotcache/[^/]*\.\w+", "they keep a copy of the data they count"),
    ("data-model", "data model", r"/(?:model|customdata)/.+", "it holds tables that no sheet shows"),
    ("external-link", "links", r"/externallinks/[^/]+", "they keep a copy of what other workbooks said"),
    ("connection", "query", r"/querytables/[^/]+", _QUERY),
    ("comment", "comments", r"/threadedcomments/[^/]+", _COMMENTED),
    ("tracked-changes", "history", r"/revisions/[^/]+", "it keeps what earlier versions said"),
    ("embedded-file", "embedded files", r"/embeddings/[^/]+", "a whole file stands in it"),
)  # fmt: skip
QUERY = Hazard("connection", "query", _QUERY)
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
    for code, place, pattern, message in _PARTS:
        if any(re.fullmatch(rf"\w+{pattern}", name) for name in package.names):
            yield Hazard(code, place, message)
    if "xl/connections.bin" in package or package.has("xl/connections.xml", "connection"):
        yield QUERY
    for name in package.names:
        if (found := _COMMENTS.fullmatch(name)) and (found[1] == "bin" or package.has(name, "comment")):
            yield Hazard("comment", "comments", _COMMENTED)
    yield from _properties(package)
    yield from _custom_xml(package)


def author_hazard(place: str) -> Hazard:
    """Return the hazard of a property that names a person."""
    return Hazard("author", place, "the file's properties name a person")


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
            yield Hazard("custom-xml", "custom XML", "it holds data that no page shows")
