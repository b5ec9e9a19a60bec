"""Decisions told in a caseworker's own words, read end to end. All answers are invented."""

import pytest

from parsers.disclosure import parse_disclosure
from parsers.models import Disclosure
from parsers.profile import builtin_profiles
from tests.documents import letter

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
HEAD = (
    "Freedom of information request reference no: 01.FOI.23.031234",
    "I note you seek access to the following information:",
    "1. How many kites were found, and by whom?",
    "2. Were any refused, withheld or exempt from the charge? Please send the list.",
)


def read(*lines: str) -> Disclosure:
    return parse_disclosure(letter(*HEAD, *lines), MET)


# code, components: answers
ANSWERS: dict[tuple[str, str], list[str]] = {
    ("full_disclosure", "disclosed"): [
        "I can confirm that the requested information is held and is provided below.\nKite Hill had the "
        "most.",
        "The information you seek is set out below.\nKite Hill 12",
        "We hold this information and I have put it in the table below.",
        "I am pleased to provide the list you ask for.",
        "Your request has been considered and I am able to disclose all that you ask for.",
        "The list is attached.",
        "Both lists are enclosed with this letter.",
        "A copy of the list is attached, with nothing taken out.",
        "You have asked for the list. It is released to you in full.",
        "I have decided that the whole of the list can be released, and it is attached.",
        "The MPS holds 12 kites. None was refused.",
        "In answer to your first question, there were 12. As to the second, none was.",
        "Your questions are answered in turn.\n1. Twelve\n2. None",
        "Thank you for your request. The figures are given in the table below.",
        "The answer to question 1 is 12 and to question 2 is none.",
        "With regard to question 1, 12 kites were found. With regard to question 2, none was refused.",
        "Decision\nAll of the information held is disclosed below. Section 43(2) of the Act"
        " was considered but it does not apply.",
        "Decision\nNo exemption applies and the list is supplied to you in full.",
    ],
    ("full_disclosure", "disclosed not_held"): [
        "In answer to your first question, there were 12. The MPS does not hold the list.",
        "The number is given below. We hold no list.\n12",
        "I have today decided to disclose the located information to you in full.\nQ2 - The MPS does not "
        "hold this.",
        "The first list is attached. There is no second list, since none was ever made by the MPS: "
        "that information is not held.",
        "I have today decided to disclose the located information to you in full.\nThe colours were not "
        "recorded.",
    ],
    ("partial_disclosure", "disclosed exempt"): [
        "I am able to disclose two of the three lists. The third is refused under the following exemption.\n"
        "Section 31(1)(a) - Law Enforcement",
        "I regret that I am not able to tell you who found them. That is withheld under the following "
        "exemption:\nSection 40(2) - Personal information\nDisclosure\n1 - There were 12.",
        "The list is attached, with names removed under section 40(2) of the Act.",
        "Redacted copies are attached. Names are exempt under section 40(2) of the Act.",
        "The first list can be released and is enclosed. The second is exempt from disclosure under "
        "section 31(1)(a) of the Act.",
        "I have decided to release the list but not the names, which are withheld under section 40(2) of the "
        "Act.",
        "Part of what you want can be given: there were 12 kites. The rest is withheld under section "
        "31(1)(a) of the Act.",
        "Decision\nRecord 1 is disclosed in full. Record 2 is not released, by virtue of the following "
        "exemption:\nSection 31(1)(a) - Law Enforcement",
    ],
    ("partial_disclosure", "disclosed ncnd"): [
        "There were 12 kites. As to the second question, the MPS can neither confirm nor deny that it holds "
        "a list, by virtue of section 31(3) of the Act.",
    ],
    ("partial_disclosure", "disclosed elsewhere"): [
        "The list for 2022 is attached. The list for 2021 is exempt under section 21 of the Act"
        ", as it is on our website.",
    ],
    ("partial_disclosure", "cost disclosed"): [
        "There were 12 kites in 2022. To count those of earlier years would exceed the appropriate limit, "
        "and that part is refused under section 12(1) of the Act.",
    ],
    ("refused_exempt", "exempt"): [
        "I regret that I cannot give you the list. It is exempt under section 31(1)(a) of the Act.",
        "The MPS is not able to release the list, which is withheld in its entirety under section 40(2) of "
        "the Act.",
        "I have decided not to disclose the list. Section 38(1)(b) of the Act applies to it.",
        "You ask for a list. It is to be published in May and so is exempt under section 22(1) of the Act.",
        "Unfortunately, the list cannot be disclosed. It is exempt by virtue of section 42(1) of the Act"
        ", and the public interest does not favour its release.",
        "The information is held but none of it can be released.\nReason for decision\nSection 30(1)(a) - "
        "Investigations - The inquiry goes on.",
    ],
    ("refused_ncnd", "ncnd"): [
        "We can neither confirm nor deny that a list is held, by virtue of section 31(3) of the Act.",
        "I am not obliged to say whether a list is held. The duty to confirm or deny does not apply, by "
        "virtue of section 24(2) of the Act.",
    ],
    ("not_held", "not_held"): [
        "We do not hold this.",
        "The MPS does not hold a list of kites.",
        "No list of kites is held by the MPS.",
        "There is no such list.\nThe MPS holds no information about kites.",
        "I have searched both registers and have found nothing, so that no information is held.",
        "Searches were made in two stores and nothing was found. The information is not held.",
        "Unfortunately, the MPS does not record kites by colour and so the information is not held.",
        "The information you seek is not held by the MPS. It is a matter for the council.",
        "Our records do not show this, and no recorded information is held.",
    ],
    ("refused_cost", "cost"): [
        "To answer would take some 300 hours. Your request is refused under section 12(1) of the Act.",
        "I estimate that the cost of compliance would be above the appropriate limit, and section 12(1) of "
        "the Act allows us to refuse it.",
        "Your request would exceed the cost limit, so that we are not obliged to comply with it: section "
        "12(1) of the Act.",
        "To find out whether a list is held would itself take more than 18 hours. Section 12(2) of the Act "
        "applies.",
    ],
    ("refused_vexatious", "vexatious"): [
        "I have concluded that your request is vexatious. Section 14(1) of the Act applies.",
        "The MPS considers this request to be vexatious and refuses it under section 14(1) of the Act.",
    ],
    ("refused_repeated", "repeated"): [
        "The MPS is not obliged to deal with this request, which repeats one of May. It is refused under "
        "section 14(2) of the Act.",
    ],
    ("accessible_elsewhere", "elsewhere"): [
        "What you ask for is on our website, and so is exempt under section 21 of the Freedom of Information "
        "Act 2000.",
        "The list can be found on our website. It is reasonably accessible to you and so section 21(1) of "
        "the Act applies.",
    ],
    ("clarification", "clarification"): [
        "Before I can look for it I need to know more about which of the parks is meant. Section 1(3) of the "
        "Act lets us ask.",
        "It is not clear from your letter which parks you mean. Please clarify this.",
        "To enable me to find what you want, I require further information from you. Which parks do you "
        "mean?",
        "I am unable to identify what you are looking for. Please let me know which parks you mean, and the "
        "clock will start again when you reply.",
    ],
    ("other_regime", "other_regime"): [
        "You have asked for a recording of yourself. It falls to be dealt with as a right of access "
        "request, and has been passed to that team.",
        "Your letter asks for an opinion, and is not a request under the Freedom of Information Act.",
        "Your letter is not a valid request, as it gives no name.",
        "This matter will be dealt with in the normal course of business by the front counter.",
        "You have asked for your own file. A request for one's own information is a subject access request "
        "and will be answered as such.",
        "Your request has been transferred to the council.",
        "Your enquiry is being handled as business as usual and not under the Act.",
    ],
    ("withdrawn", "withdrawn"): [
        "On 28 May 2024 you told us that you had withdrawn your request. The case is now closed.",
        "You have since withdrawn your request.",
        "You told us on 3 May that you no longer need this. Your request has been treated as withdrawn.",
        "As no reply to our letter of 3 May has been received, your request has been closed.",
        "We have not heard from you since we asked for clarification. The request has lapsed.",
        "At your wish the request has been withdrawn and no further steps will be taken.",
        "This is a duplicate of another request of yours and has been closed for that reason.",
    ],
    ("unclear", ""): [
        "Kites are made of silk.",
        "I write to tell you that we will not be able to answer within twenty working days.",
        "A qualified exemption may be engaged and the public interest has still to be weighed. "
        "We aim to write to you with a decision by 3 May.",
        "More time is needed to consider the public interest, and we will write again by 3 May.",
    ],
}


@pytest.mark.parametrize(
    ("code", "components", "answer"),
    [(code, parts, answer) for (code, parts), answers in ANSWERS.items() for answer in answers],
)
def test_decision_in_free_words(code: str, components: str, answer: str) -> None:
    decision = read(*answer.split("\n")).decision.value
    assert (decision.code, " ".join(sorted(decision.components))) == (code, components)


# Words near those of giving, withholding or ending, which do none of it; the right code, components: answers
DECOYS: dict[tuple[str, str], list[str]] = {
    ("refused_exempt", "exempt"): [
        "I have considered whether the list could be released, and it cannot. It is exempt under section "
        "31(1)(a) of the Act.",
        "If the list were disclosed, thieves would gain. It is withheld under section 31(1)(a) of the Act.",
        "Nothing is attached to this letter, as the list is exempt under section 31(1)(a) of the Act.",
        "The list was given to us by a firm in confidence. It is exempt under section 41(1) of the Act.",
        "You ask about kites that are released on the hill. The list is exempt under section 22 of the Act.",
        "No part of it can be released: it is exempt under section 31(1)(a) of the Act.",
        "I am not able to provide the list, nor is it published. It is exempt under section 22 of the Act.",
        "I find it exempt under section 31(1)(a) of the Act. Before it can be released the trial must end.",
    ],
    ("refused_cost", "cost"): [
        "Your request is refused under section 12(1) of the Act. I would be able to disclose the list for "
        "one year, if you were to ask for that alone.",
        "To answer would exceed the appropriate limit, and your request is refused under section 12(1) of "
        "the Act. A refined request may be refused too if names are exempt.",
    ],
    ("not_held", "not_held"): [
        "The MPS does not hold this. A copy can be provided by the council, whose website has the address.",
        "No information is held. Had it been held, it might have been exempt.",
    ],
    ("full_disclosure", "disclosed"): [
        "I can confirm that there were 12. No meeting was held about them.",
        "The list is attached. Your earlier request was refused on cost.",
        "The list is attached. Names of kites withdrawn from use are marked.",
        "The list is attached. Officers do not hold kites while on duty.",
        "The list is attached. You may like to know that others have withdrawn their requests.",
    ],
    ("unclear", ""): [
        "Your request has been read. Kites are released from the hill each spring.",
        "We hold meetings about kites. A constable is attached to a unit that goes to them.",
    ],
}


@pytest.mark.parametrize(
    ("code", "components", "answer"),
    [(code, parts, answer) for (code, parts), answers in DECOYS.items() for answer in answers],
)
def test_words_that_only_sound_like_a_decision(code: str, components: str, answer: str) -> None:
    decision = read(*answer.split("\n")).decision.value
    assert (decision.code, " ".join(sorted(decision.components))) == (code, components)


@pytest.mark.parametrize(
    "answer",
    [
        "I write to tell you that we will not be able to answer within twenty working days.",
        "A qualified exemption may be engaged and the public interest has still to be weighed.",
        "We need further time to consider the public interest in section 31 of the Act.",
    ],
)
def test_a_holding_letter_is_called_one(answer: str) -> None:
    disclosure = read(answer)
    assert disclosure.decision.value.code == "unclear"
    assert "decision.holding" in {diagnostic.code for diagnostic in disclosure.diagnostics}
