"""The law in plain words: what a ground of refusal says, of what kind it is, and where it can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_STATUTES = "https://www.legislation.gov.uk"
_TEXTS = {
    "FOIA2000": f"{_STATUTES}/ukpga/2000/36/section/",
    "EIR2004": f"{_STATUTES}/uksi/2004/3391/regulation/",
    "DPA2018": f"{_STATUTES}/ukpga/2018/12/section/",
    "UKGDPR": f"{_STATUTES}/eur/2016/679/article/",
}
ACT_NAMES: Mapping[str, str] = {
    "FOIA2000": "Freedom of Information Act 2000",
    "EIR2004": "Environmental Information Regulations 2004",
    "DPA2018": "Data Protection Act 2018",
    "UKGDPR": "UK General Data Protection Regulation",
}

# What each ground of refusal says; a part that is not here says what the whole says, and has its title.
_MEANINGS: Mapping[tuple[str, str], str] = {
    ("FOIA2000", "12"): "Finding and taking out the information would cost more than the limit set by law.",
    ("FOIA2000", "14"): "The request is vexatious, or repeats one that was answered not long ago.",
    ("FOIA2000", "14(1)"): "The request is vexatious: it asks too much of others for what it is worth.",
    ("FOIA2000", "14(2)"): "The same person asked the same, and was answered, not long ago.",
    ("FOIA2000", "21"): "The requester can reasonably get the information in another way.",
    ("FOIA2000", "22"): "The information was already meant to be published later.",
    ("FOIA2000", "22A"): "The information comes from research that is still going on.",
    ("FOIA2000", "23"): "It came from, or is about, one of the security and intelligence bodies.",
    ("FOIA2000", "24"): "Keeping it back is needed to safeguard national security.",
    ("FOIA2000", "26"): "Giving it out would, or would be likely to, harm the defence of the country.",
    ("FOIA2000", "27"): "Giving it out would, or would be likely to, harm relations with other states.",
    ("FOIA2000", "28"): "Giving it out would, or would be likely to, harm relations between UK governments.",
    ("FOIA2000", "29"): "Giving it out would, or would be likely to, harm the economy.",
    ("FOIA2000", "30"): "It was held for a criminal investigation or trial, or comes from a secret source.",
    ("FOIA2000", "31"): "Giving it out would, or would be likely to, harm the enforcement of the law.",
    ("FOIA2000", "32"): "It is held only because it is in a document of a court or an inquiry.",
    ("FOIA2000", "33"): "Giving it out would, or would be likely to, harm the audit of another body.",
    ("FOIA2000", "34"): "Keeping it back is needed to protect the privileges of Parliament.",
    ("FOIA2000", "35"): "It is about the making of government policy; only governments can use this.",
    ("FOIA2000", "36"): "A senior person believes that giving it out would harm how public affairs are run.",
    ("FOIA2000", "37"): "It is about letters to or from the Royal Family, or about honours.",
    ("FOIA2000", "38"): "Giving it out would, or would be likely to, endanger somebody’s health or safety.",
    ("FOIA2000", "39"): "It is about the environment, so another law decides: the EIR.",
    ("FOIA2000", "40"): "It is personal data: of the requester, or of others whose data must be protected.",
    ("FOIA2000", "40(1)"): "It is the requester’s own data, which another law gives a right to.",
    ("FOIA2000", "40(2)"): "It is personal data of somebody else, which must be protected.",
    ("FOIA2000", "41"): "It was given in confidence, and giving it out could be taken to court.",
    ("FOIA2000", "42"): "It is between lawyers and their clients, and legally privileged.",
    ("FOIA2000", "43"): "It is a trade secret, or giving it out would be likely to harm somebody’s business.",
    ("FOIA2000", "43(1)"): "It is a trade secret.",
    ("FOIA2000", "43(2)"): "Giving it out would, or would be likely to, harm somebody’s business.",
    ("FOIA2000", "44"): "Another law, or a court, forbids giving it out.",
    ("EIR2004", "12"): "One of the exceptions for environmental information applies.",
    ("EIR2004", "13"): "It is personal data of somebody else.",
}
_KINDS: Mapping[str, str] = {
    "exemption": "Exemption",
    "exception": "Exception",
    "ncnd": "Allows neither confirming nor denying",
    "cost": "Refusal that is not an exemption: cost",
    "vexatious": "Refusal that is not an exemption: vexatious request",
    "repeated": "Refusal that is not an exemption: repeat request",
    "procedural": "Procedure, not a ground of refusal",
    "duty": "Duty, not a ground of refusal",
    "context": "Neither a duty nor a ground of refusal",
}
_BASES: Mapping[str, str] = {"prejudice": ", based on harm", "class": ", for a class of information"}


def meaning(act: str, provision: str) -> str:
    """Return in one sentence what a provision allows; empty where it is no ground of refusal."""
    while provision and (act, provision) not in _MEANINGS:
        provision = provision.rpartition("(")[0]
    return _MEANINGS.get((act, provision), "")


def kind(provision: Mapping[str, Any]) -> str:
    """Return of what kind a provision of the registry is: "Exemption, based on harm"."""
    based = provision["kind"] in {"exemption", "exception"}
    return _KINDS[provision["kind"]] + (_BASES.get(provision["basis"], "") if based else "")


def title(registered: str) -> str:
    """Return the title of a provision of the registry in plain words.

    >>> title("Law enforcement - NCND")
    'Law enforcement: neither confirm nor deny'
    """
    first, dash, second = registered.partition(" - ")
    said = f"{first}: {second[0].lower()}{second[1:]}" if dash else first
    said = re.sub(r"\bNCND\b", "neither confirm nor deny", said, flags=re.IGNORECASE)
    return f"{said[:1].upper()}{said[1:]}"


def public_interest(provision: Mapping[str, Any]) -> str:
    """Return in one line whether the public interest has to be weighed; empty for no ground of refusal."""
    if provision["kind"] in {"cost", "vexatious", "repeated"}:
        return "A refusal that is not an exemption: no public interest test."
    if provision["absolute"] == "yes":
        return "Absolute: the public interest need not be weighed."
    if provision["public_interest_test"] == "yes":
        return "Qualified: the Met must weigh the public interest."
    if provision["public_interest_test"] == "no":
        return "No public interest test in ordinary use."
    return ""


def law_address(act: str, section: str) -> str:
    """Return where the section can be read; empty for an Act that we do not link to."""
    return f"{_TEXTS[act]}{section}" if act in _TEXTS and section.isalnum() else ""
