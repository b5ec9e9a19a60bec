"""The worked examples of the method in other words, and the real pages where they are at hand."""

import pytest

from parsers.citing.citations import find_citations
from parsers.letter.sections import split_sections
from parsers.models import Sections, Span
from tests.cited import CJA, CJPOA, MDA, MET, OAPA, PACE, POA, RTA, TACT, body, check, listed, rows
from tests.documents import letter
from tests.real_pages import REAL_PAGES, needs_real_pages

# The worked examples of the method, in other words: where, sentence, what it cites.
EXAMPLES: list[tuple[str, str, set[str]]] = [
    (
        "list",
        "This is a Refusal Notice under Section 17 of the Freedom of Information Act 2000 (the Act) by "
        "virtue of the "
        "following exemptions: Section 31(1)(b) - Law Enforcement; Section 40(2)&(3) - Personal Information.",
        {"17 procedural", "31(1)(b) relied_on", "40(2) relied_on", "40(3) relied_on"},
    ),
    (
        "list",
        "Section S40(2) & S40(3A)(a) - Personal Data; Section 42(1)- Legal Advice",
        {"40(2) relied_on", "40(3A)(a) relied_on", "42(1) relied_on"},
    ),
    (
        "body",
        "The names of keepers are refused under Section 40(2)(a)(b) and (3A)(a) of the Act, which is class "
        "based.",
        {"40(2)(a) relied_on", "40(2)(b) relied_on", "40(3A)(a) relied_on"},
    ),
    (
        "list",
        "Section 30(1)(a)(b)(c) - Investigations conducted by public authorities",
        {"30(1)(a) relied_on", "30(1)(b) relied_on", "30(1)(c) relied_on"},
    ),
    (
        "body",
        "I must refuse this by virtue of s.12(1) of the Act: reading it takes 90 hours.",
        {"12(1) relied_on"},
    ),
    (
        "body",
        "The other sheets have been withheld under Sections 23, 24 and 31 of the Act.",
        {"23 relied_on", "24 relied_on", "31 relied_on"},
    ),
    (
        "body",
        "Part of the log is withheld under section 23(1) or section 24(1). These are cited in the "
        "alternative, so as "
        "not to show whether a body listed at section 23(3) was there.",
        {"23(1) alternative", "24(1) alternative", "23(3) discussed"},
    ),
    (
        "body",
        "We can neither confirm nor deny that anything else is held by virtue of Section 23(5), Section "
        "24(2), "
        "Section 30(3), Section 31(3) and Section 40(5).",
        {"23(5) ncnd", "24(2) ncnd", "30(3) ncnd", "31(3) ncnd", "40(5) ncnd"},
    ),
    (
        "body",
        "The duty in Section 1(1)(a) of the Act to confirm or deny does not apply by virtue of Sections "
        "31(3) and "
        "38(2).",
        {"1(1)(a) procedural", "31(3) ncnd", "38(2) ncnd"},
    ),
    (
        "body",
        "We neither confirm nor deny that a dossier exists, Sections 30(1) and 31(1)(a)(b) of the Act "
        "being engaged.",
        {"30(1) ncnd", "31(1)(a) ncnd", "31(1)(b) ncnd"},
    ),
    (
        "body",
        "Section 17(1) of the Act has us state the exemption; section 17(4) means that we need say no more.",
        {"17(1) procedural", "17(4) procedural"},
    ),
    (
        "body",
        "You have your answer within the days set by Section 10(1). Under our Section 16 duty we offer a "
        "map.",
        {"10(1) procedural", "16 procedural"},
    ),
    (
        "body",
        "Counted here are searches under Section 1 PACE 1984, Section 60 CJPOA 1994 and Section 43 of the "
        "Terrorism "
        "Act 2000.",
        {f"{PACE} 1 other_act", f"{CJPOA} 60 other_act", f"{TACT} 43 other_act"},
    ),
    (
        "body",
        "Places named under sections 43 and 44 of the Terrorism Act 2000 are exempt by virtue of Sections "
        "24(1) and "
        "31(1)(a)(b) of the Act.",
        {
            f"{TACT} 43 other_act",
            f"{TACT} 44 other_act",
            "24(1) relied_on",
            "31(1)(a) relied_on",
            "31(1)(b) relied_on",
        },
    ),
    (
        "body",
        "Half of them used Misuse of Drugs Act s.23(2); no exemption is needed and you find the figures "
        "here.",
        {f"{MDA} 23(2) other_act"},
    ),
    (
        "body",
        "A man was detained under s136 MHA and his cart was seized under Section 165A RTA 1988.",
        {"Mental Health Act 1983 136 other_act", f"{RTA} 165A other_act"},
    ),
    (
        "body",
        "Principle (a), Article 5(1)(a) UK GDPR, must hold. That needs Article 6(1)(f) of the UK GDPR.",
        {"UKGDPR 5(1)(a) other_act", "UKGDPR 6(1)(f) other_act"},
    ),
    (
        "body",
        "What personal data is stands in Section 3(2) of the Data Protection Act 2018; what was alleged "
        "falls under "
        "s.11(2) of that Act.",
        {"DPA2018 3(2) other_act", "DPA2018 11(2) other_act"},
    ),
    (
        "body",
        "I considered Section 43(2) - Commercial Interests - but do not rely on it and the price is "
        "disclosed.",
        {"43(2) discussed"},
    ),
    (
        "body",
        "Be aware that a narrower request may still attract exemptions such as Sections 30, 31 and 40.",
        {"30 discussed", "31 discussed", "40 discussed"},
    ),
    ("request", "How often have you used Section 31 or section 14(1) to say no?", set()),
    (
        "list",
        "Section 31(1)(g) by virtue of Section 31(2)(b) - Law Enforcement",
        {"31(1)(g) relied_on", "31(2)(b) relied_on"},
    ),
    (
        "list",
        "Section 30(2)(a)(i)(iii) and (b) - Confidential sources",
        {"30(2)(a)(i) relied_on", "30(2)(a)(iii) relied_on", "30(2)(b) relied_on"},
    ),
    (
        "list",
        "Section 31(1)(a), (b) & (c) - Law Enforcement",
        {"31(1)(a) relied_on", "31(1)(b) relied_on", "31(1)(c) relied_on"},
    ),
    (
        "body",
        "The order of march has been redacted pursuant to Section 31 (1) (a) - (c) and s 38(1)(a)/(b).",
        {
            "31(1)(a) relied_on",
            "31(1)(b) relied_on",
            "31(1)(c) relied_on",
            "38(1)(a) relied_on",
            "38(1)(b) relied_on",
        },
    ),
    (
        "body",
        "Section 40 (1): since you want your own data, it is exempt; ask for it elsewhere.",
        {"40(1) relied_on"},
    ),
    (
        "body",
        "It is exempt under Section 44(1)(a) because section 57 of the Investigatory Powers Act 2016 "
        "forbids it.",
        {"44(1)(a) relied_on", "Investigatory Powers Act 2016 57 other_act"},
    ),
    (
        "body",
        "Your letter is refused under Section 14(1) as vexatious. In line with section 17(6) no further "
        "notice "
        "follows.",
        {"14(1) relied_on", "17(6) procedural"},
    ),
    (
        "body",
        "Terms were set under sections 12 and 14 of the Public Order Act 1986 for two parades.",
        {f"{POA} 12 other_act", f"{POA} 14 other_act"},
    ),
    (
        "body",
        "Being environmental, the charts are exempt under Section 39 of the Act and were considered under "
        "the EIR; "
        "Regulation 12(5)(b) and Reg 13(1) apply.",
        {"39 relied_on", "EIR2004 12(5)(b) relied_on", "EIR2004 13(1) relied_on"},
    ),
    (
        "body",
        "Even to find out whether we hold it would pass the limit, so Section 12(2) is engaged.",
        {"12(2) relied_on"},
    ),
    (
        "body",
        "Under Section 1(3) of the Act I ask which pond you mean before I can search.",
        {"1(3) procedural"},
    ),
    (
        "body",
        "Section 40(2)&(3) - Personal Information. Where no principle is broken, release must also not "
        "contravene "
        "Sections 3A(b) and 3B of the Act.",
        {"40(2) relied_on", "40(3) relied_on", "40(3A)(b) discussed", "40(3B) discussed"},
    ),
    (
        "list",
        "Section 36(2)(b)(i) & (ii) and (c) - Effective Conduct of Public Affairs",
        {"36(2)(b)(i) relied_on", "36(2)(b)(ii) relied_on", "36(2)(c) relied_on"},
    ),
    (
        "body",
        "To confirm or deny would tell of a third person, so the duty does not arise under S.40(5b)(a)(i) "
        "of the Act.",
        {"40(5B)(a)(i) ncnd"},
    ),
    (
        "body",
        "The 2021 atlas is online and exempt under Section 21; the 2022 atlas is exempt under Section 22(1).",
        {"21 relied_on", "22(1) relied_on"},
    ),
    (
        "body",
        "Still dissatisfied, you may go to the Information Commissioner under Section 50. Reviews follow "
        "the section "
        "45 code.",
        {"50 procedural", "45 procedural"},
    ),
    (
        "body",
        "Section 43 searches fell by a third while s.39 common assault and s.47 ABH rose; the table tells "
        "more.",
        {f"{TACT} 43 other_act", f"{CJA} 39 other_act", f"{OAPA} 47 other_act"},
    ),
    (
        "body",
        "After review the force no longer relies on Section 30(1)(a) and instead applies Section 31(1)(b) "
        "to two "
        "sheets.",
        {"30(1)(a) discussed", "31(1)(b) relied_on"},
    ),
    (
        "body",
        "With section 149 of the Equality Act 2010 and Section 26 of the Criminal Justice and Courts Act "
        "2015 in mind "
        "we release all of it; nothing is withheld under Section 38.",
        {
            "Equality Act 2010 149 other_act",
            "Criminal Justice and Courts Act 2015 26 other_act",
            "38 discussed",
        },
    ),
]


@pytest.mark.parametrize(("where", "text", "expected"), EXAMPLES, ids=range(1, 41))
def test_worked_examples(where: str, text: str, expected: set[str]) -> None:
    if where == "request":
        doc = letter(text, "Twice.")
        span = Span(0, len(text))
        read = find_citations(doc, Sections(None, span, "present", (), None, None, (), None, None))
    else:
        read = find_citations(*(listed(text) if where == "list" else body(text)))
    assert rows(read) == expected


REAL = {
    "01.FOI.22.023334": {
        "17 procedural",
        "17(4) procedural",
        "23(1) alternative",
        "24(1) alternative",
        "23(3) discussed",
        "31(1)(a) relied_on",
        "40(2) relied_on",
        "40(3) relied_on",
        "40(2)(a) relied_on",
        "40(2)(b) relied_on",
        "40(3A)(a) relied_on",
        "40(3A)(b) discussed",
        "40(3B) discussed",
        "UKGDPR 5(1)(a) other_act",
        "UKGDPR 6(1)(f) other_act",
    },
    "01.FOI.22.025733": {
        "17 procedural",
        "31(1)(a) relied_on",
        "40(2) relied_on",
        "40(3) relied_on",
        "40(2)(a) relied_on",
        "40(2)(b) relied_on",
        "40(3A)(a) relied_on",
        "40(3A)(b) discussed",
        "40(3B) discussed",
        "UKGDPR 5(1)(a) other_act",
        "UKGDPR 6(1)(f) other_act",
    },
    "01.FOI.23.029662": {
        "17 procedural",
        "42(1) relied_on",
        "31(1)(a) relied_on",
        "40(2) relied_on",
        "40(3A)(a) relied_on",
        "40(2)(a) relied_on",
        "40(2)(b) relied_on",
        "40(3A)(b) discussed",
        "40(3B) discussed",
        "UKGDPR 5(1)(a) other_act",
    },
}


@needs_real_pages
@pytest.mark.parametrize("reference", REAL)
def test_the_real_pages(reference: str) -> None:
    doc = letter((REAL_PAGES / f"{reference}.txt").read_text("utf-8"))
    read = find_citations(doc, split_sections(doc, MET))
    assert rows(read) == REAL[reference]
    assert read.diagnostics == ()
    check(read, doc)
