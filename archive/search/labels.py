"""How provisions are called in lists and tables."""

from __future__ import annotations


def provision_label(act: str, provision: str) -> str:
    """Return the short form of a provision: "s.31(1)(a)", "reg.12(5)(e)", "Police Act 1996 s.39".

    >>> provision_label("FOIA2000", "31(1)(a)")
    's.31(1)(a)'
    """
    match act:
        case "FOIA2000":
            return f"s.{provision}"
        case "EIR2004":
            return f"reg.{provision}"
        case "DPA2018":
            return f"DPA 2018 s.{provision}" if provision[0].isdigit() else f"DPA 2018 {provision}"
        case "UKGDPR":
            return f"UK GDPR art.{provision}"
        case _:
            return f"{act} s.{provision}"
