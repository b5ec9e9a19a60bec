"""Which Act a number belongs to, sentence by sentence."""

import pytest

from tests.cited import CJPOA, ECHR, PACE, POA, TACT, cited

# Which Act: sentence, what it cites.
ACTS = {
    "The Terrorism Act 2000 forbids some flags. Four men were arrested under section 13 of the Act.": {
        f"{TACT} 13 other_act"
    },
    "The Terrorism Act 2000 forbids some flags. The list of flags is exempt under section 24(1) of the "
    "Act.": {"24(1) relied_on"},
    "Section 24(1) of the Data Protection Act 2018 differs. Section 24(1) is engaged.": {
        "DPA2018 24(1) other_act",
        "24(1) relied_on",
    },
    "DPA s.24(1) is set aside.": {"DPA2018 24(1) other_act"},
    "Section 170 of the Data Protection Act 1998": {"Data Protection Act 1998 170 other_act"},
    "Section 35 dispersal zones were set up twice.": {
        "Anti-social Behaviour, Crime and Policing Act 2014 35 other_act"
    },
    "Section 34 of the Anti-social Behaviour, Crime and Policing Act 2014": {
        "Anti-social Behaviour, Crime and Policing Act 2014 34 other_act"
    },
    "Section 5 public order offences: 20": {f"{POA} 5 other_act"},
    "Section 60 stop and search was used at the fair; s60AA CJPOA 1994 too.": {
        f"{CJPOA} 60 other_act",
        f"{CJPOA} 60AA other_act",
    },
    "Nine stops took place under Section 60.": {f"{CJPOA} 60 other_act"},
    "Nine people spoke about Section 60.": set(),
    "The deeds fall under Section 3(4) Public Records Act.": {"Public Records Act 1958 3(4) other_act"},
    "section 3 Dangerous Dogs Act": {"Dangerous Dogs Act 1991 3 other_act"},
    "Section 11 of the Children and Families Act 2014": {"Children and Families Act 2014 11 other_act"},
    "S.25(1) of the Police Act 1996 lets us charge.": {"Police Act 1996 25(1) other_act"},
    "section 5 of the Weights and Measures (Ponies) Act 1899": {
        "Weights and Measures (Ponies) Act 1899 5 other_act"
    },
    "the MPS and the Ferrets Act, section 4": {"Ferrets Act 4 other_act"},
    "section 20 of the Criminal Justice Act 2003": {"Criminal Justice Act 2003 20 other_act"},
    "section 20 of PACE and section 20 POA 1986": {f"{PACE} 20 other_act", f"{POA} 20 other_act"},
    "sections 57 - 59 Sexual Offences Act": set(),
    "Regulation 5(2) of the Fees Regulations sets a rate.": {
        "Freedom of Information and Data Protection (Appropriate Limit and Fees) Regulations 2004 5(2) "
        "other_act"
    },
    "Regulation 4 of the Police (Conduct) Regulations 2020": {
        "Police (Conduct) Regulations 2020 4 other_act"
    },
    "Reg 12(5)(a) applies.": set(),
    "The request was read under the EIR. Under regulation 12(4)(b) we refuse it.": {
        "EIR2004 12(4)(b) relied_on"
    },
    "Regulation 14 and Reg 9(1) of the Environmental Information Regulations 2004": {
        "EIR2004 14 procedural",
        "EIR2004 9(1) procedural",
    },
    "Article 8 of the ECHR guards private life.": {f"{ECHR} 8 other_act"},
    "Article 8 of the Human Rights Act 1998 does.": {"Human Rights Act 1998 8 other_act"},
    "Personal data must be handled as Article 5(1)(a) says.": {"UKGDPR 5(1)(a) other_act"},
    "Article 5 of the treaty is about seals.": set(),
    "Section 35 of the Freedom of Information (Scotland) Act 2002 differs.": {
        "Freedom of Information (Scotland) Act 2002 35 other_act"
    },
    "Schedule 2 to the Data Protection Act 2018; Schedule 7 of the Terrorism Act 2000": {
        "DPA2018 Sch 2 other_act"
    },
    "See section 12 of the report, section 31 in our annual plan and section 8 of this form.": set(),
    "PACE Code C, Part 3 of the DPA 2018, outcome 1A, code 19C, class 008/62, unit SO15": set(),
    "It is exempt under Section 163.": set(),
    "We were told of Section 12(9).": set(),
    "Kind Regards\nPonies Act, section 4": {"Ponies Act 4 other_act"},
    "Section 31(1)(a) of FOIA is engaged.": {"31(1)(a) relied_on"},
    "Under the Freedom of Information Act section 42(1) is engaged.": {"42(1) relied_on"},
}


@pytest.mark.parametrize("text", ACTS)
def test_which_act(text: str) -> None:
    assert cited(text) == ACTS[text]
