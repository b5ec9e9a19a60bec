"""Whether a property of a file, such as its author, names a person.

Nearly every office file says who made it, and mostly that is a program, a log-in or an organisation. No
property is ever published, so a doubt is decided for the file: only what is written like a name counts.
"""

from __future__ import annotations

import re

# Words that stand in the names of programs, organisations, roles and machines, hardly ever of people.
_NOT_OF_PEOPLE = frozenset(
    """
    abbyy access acrobat admin administration administrator adobe agency analysis analyst analytics and
    anonymous apache api app apple application archive association author authorised authority
    authorized automated board borough branch bureau business calamine canon centre centres client
    command commission committee communications company compliance computer constabulary consulting copy
    corporate corporation council county creator crime criminal customer data database datasette default
    department dept deputy desk desktop digital directorate disclosure district division document
    documents draft editor engine enterprise epson evidence excel exchange exporter federation file
    finance fire folder for force foundation freedom general generator ghostscript google governance
    government group guest headquarters health home hospital host hq hr human inc information institute
    intelligence intern it itext justice kyocera laptop law legal library libreoffice limited local
    london ltd mac management manager marketing media met metropolitan microsoft ministry mps ms
    national network nhs none normal nuance numbers of office officer official online openoffice
    operational operations oracle organisation organization owner pages partnership pc pdf performance
    perl php planning plc poi police policing policy preferred press print printer privacy procurement
    professional program programme project property public publisher python quality quartz reader
    records region registered registry release report reporting reports request requests research
    resources review ricoh rights road safety sales sample sap scanner school secretariat secretary
    section security server service services sharepoint society software solutions staff standards
    statistics strategy studio support surname system systems team technical technologies technology
    template test the traffic training transport trust uk unit university unknown unnamed unregistered
    unspecified user username valued version web website windows word workstation writer xerox
    """.split()
)
_TITLES = frozenset(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady rev
    pc wpc dc wdc ps ds sgt sergeant insp inspector di dci det detective constable supt superintendent dsu
    commander pcso
    """.split()
)
_NAME = r"[^\W\d_]+(?:['’\-][^\W\d_]+)*"
_WORDS = re.compile(rf"{_NAME}\.?|\S")
_ADDRESS = re.compile(r"(?<![^@\s<>])([^@\s<>]+)@[\w.-]+")
_LOG_IN = re.compile(r"^[\w.-]+\\")  # DOMAIN\name
# What stands behind a name: Surname Forename - Unit (Rank)
_UNIT_BEHIND = re.compile(r"(?<!\s)\s+[-–—|/]\s+.*|(?<!\s)\s*[\[(].*", re.DOTALL)
_SEVERAL = re.compile(r"[;\n]|,(?=.*,)")


def names_person(value: str) -> bool:
    """Tell whether the value of a property, or one of several in it, is written like a person's name.

    >>> names_person("Grebe, Anna"), names_person("Microsoft Office User"), names_person("p123456")
    (True, False, False)
    """
    return any(_is_name(one.strip()) for one in (value, *_SEVERAL.split(value)))


def _is_name(value: str) -> bool:
    if address := _ADDRESS.search(value):
        parts = re.split("[._]", address[1].rstrip("0123456789"))
        if len(parts) > 1 and _all_of_people(parts):
            return True
        value = _ADDRESS.sub("", value).strip("<> ")
    value = _UNIT_BEHIND.sub("", _LOG_IN.sub("", value))
    if "." in value and " " not in value:
        value = value.replace(".", " ")
    words = [word.rstrip(".") for word in _WORDS.findall(value.replace(",", " "))]
    titled = bool(words) and words[0].lower() in _TITLES
    if titled:
        words = [word for word in words[1:] if not word.isdigit()]
    return (1 if titled else 2) <= len(words) <= 4 and _all_of_people(words)


def _all_of_people(words: list[str]) -> bool:
    """Tell whether all are words as names have them, and one of them is more than an initial."""
    return (
        all(re.fullmatch(_NAME, word) and word.lower() not in _NOT_OF_PEOPLE for word in words)
        and max(map(len, words)) > 1
    )
