"""Answers that begin in free words, and words of requests that sound like answers. All are invented."""

from itertools import product

import pytest

from parsers.disclosure import parse_disclosure
from parsers.letter.sections import split_sections
from parsers.profile import builtin_profiles
from tests.documents import letter

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
HEAD = (
    "Freedom of information request reference no: 01.FOI.23.031234",
    "I note you seek access to the following information:",
)
ASKED = "1. How many kites were found in parks?\n2. Please give the colours."
PARTIAL = "I have today decided to disclose some of the requested information."


def request(*lines: str) -> str:
    doc = letter(*HEAD, *lines)
    span = split_sections(doc, MET).request
    return doc.quote(span) if span else ""


# The first line of an answer in a caseworker's own words.
OPENINGS = [
    # The request taken up
    "You have asked for a recording of yourself and for the notes about you.",
    "You ask how many kites we hold. We do not count them.",
    "You asked two questions, which I take in turn.",
    "You have requested a list of kites and their colours.",
    "You seek the colours of kites found since 2019.",
    "What you ask for is information on the state of a pond.",
    "What you have asked for is kept by the parks department of the council.",
    "The information you seek is set out below.",
    "The information that you have requested is published each spring.",
    "The figures you want are in the table.",
    "The records you ask for were destroyed in 2015.",
    "Your request has been read by the kite team.",
    "Your request for information has been considered and I am able to disclose the answer to question 1.",
    "Your request does not fall under the Act, as it asks for an opinion.",
    "Your first question is answered in the annual report.",
    "Your questions are answered in turn.",
    "Your letter is not a request under the Act.",
    "Your email asks for a view rather than for a record.",
    "Thank you for your request. The kite team looked for this in its register.",
    "Thank you for your interest in kites. The number found was 12.",
    # Held, found, given
    "I can confirm that the requested information is held and is provided below.",
    "We can confirm that 12 kites were found.",
    "I am able to disclose two of the three lists.",
    "I am pleased to provide the list for 2022.",
    "The requested information is held and is given below.",
    "The MPS holds 12 kites, all of them red.",
    "The Met holds this on paper alone, and the papers follow.",
    "We hold a list of kites, which follows.",
    "We hold this information and I have put it in the table below.",
    "The information is shown in the table below.",
    "All of the information held is released with this letter.",
    "Part of what you want is attached.",
    "I have located two reports and both are attached to this letter.",
    "I have been able to disclose the number, but not the colours.",
    "In answer to your first question, there were 12.",
    "In response to question 2, the colours were red and blue.",
    "With regard to Request 2, the Metropolitan Police Service can neither confirm nor deny that it has it.",
    "With regards to your second question, the colours were not written down by officers.",
    "As regards question 1, the number is 12.",
    "Our records show that 12 kites were found.",
    # Not given
    "I regret that I am not able to tell you the number.",
    "I regret to tell you that the list is no longer kept.",
    "I am afraid that we cannot tell you the colours.",
    "I am sorry but the information is not one that we collect.",
    "Unfortunately, the MPS does not record kites by colour.",
    "Unfortunately we are unable to provide the list.",
    "We are unable to provide the colours.",
    "I cannot provide the list, since it is exempt under section 31(1)(a) of the Act.",
    "The MPS is not able to answer the second question.",
    "The MPS does not hold a list of kites.",
    "We do not hold this.",
    "We hold no list of kites.",
    "No information on the colour of kites is held by the MPS.",
    "I can neither confirm nor deny that a list is held.",
    "The duty to confirm or deny does not arise for the second question.",
    "The list is exempt under section 43(2) of the Freedom of Information Act 2000.",
    "The colours are withheld by virtue of section 31(1)(a).",
    "This information is withheld under section 40(2) of the Act.",
    "It is estimated that to find them all would exceed the appropriate limit.",
    "To answer would take some 300 hours, which exceeds the cost limit.",
    "Section 12(1) of the Act removes the duty to answer where the cost is too high.",
    "The MPS is not obliged to deal with this letter, which repeats one of May.",
    "I have concluded that your request is vexatious.",
    "We have decided that the list should not be published.",
    "This letter is a Refusal Notice under Section 17 of the Act.",
    "In accordance with Section 17 of the Act I must tell you that the list is exempt.",
    # Not decided
    "I write to tell you that we will not be able to answer within twenty working days.",
    "I am writing to let you know that more time is needed to weigh the public interest.",
    "We need to consult the council, and so we will not be able to respond by 3 May.",
    "Before I can look for it I need to know more about which of the parks is meant.",
    "To enable me to find what you want, I require further information from you.",
    "It is not clear from your letter which of the parks you mean.",
    "You have since withdrawn your letter.",
    "As no reply was received to my letter of 3 May, the case is closed.",
    "This request has been dealt with as a right of access request.",
    "This matter is being handled under the Environmental Information Regulations.",
]

# What may follow the first line of such an answer.
FOLLOWED = {
    "alone": (),
    "by prose": ("It rained on that day.", "Kite Hill: 12", "The rest is of no interest."),
    "by reasons": ("Reason for decision", "Section 31(1)(a) - Law Enforcement - A thief would be helped."),
    "by the answer": ("Please find below information pursuant to your request above.", "12", "Red."),
}


@pytest.mark.parametrize("follows", FOLLOWED)
@pytest.mark.parametrize("opening", OPENINGS)
def test_an_answer_in_free_words_ends_the_request(opening: str, follows: str) -> None:
    assert request(ASKED, opening, *FOLLOWED[follows]) == ASKED


@pytest.mark.parametrize(
    "opening",
    [
        "With regard to Request 2, the MPS can neither confirm nor deny that it holds the colours.",
        "The MPS can neither confirm nor deny that it holds the colours.",
        "I regret that I am not able to tell you the colours.",
        "You have asked for a number and for colours.",
        "Your request has been considered.",
        "The MPS does not hold the colours.",
    ],
)
def test_an_answer_may_begin_before_the_sentence_that_decides(opening: str) -> None:
    assert request(ASKED, opening, PARTIAL) == ASKED
    assert request(ASKED, f"{opening} {PARTIAL}") == ASKED


# Lines of a request that sound like an answer.
DECOYS = [
    "You refused my request of 3 May under section 12.",
    "You told me that the information is exempt under section 31.",
    "You said that you do not hold a list of kites.",
    "You replied that you could neither confirm nor deny it.",
    "You previously disclosed the figures for 2021 in full.",
    "In your response you said the cost would exceed the appropriate limit.",
    "Your response of 3 May withheld the names under section 40(2).",
    "Your refusal says that section 43(2) applies, which I dispute.",
    "Your officers told me that no records were held.",
    "I was told that the MPS does not hold the list.",
    "I was told by the front desk that this is not held.",
    "I have been told that my request is vexatious, which it is not.",
    "The MPS said it could neither confirm nor deny that kites were watched.",
    "The MPS has refused to release the same list to the press.",
    "The Met has said that it holds no list of kites.",
    "The Met stated in 2021 that the information was not held.",
    "Please confirm or deny that you hold such a list.",
    "Please do not neither confirm nor deny: a yes or no would do.",
    "Please provide a refusal notice under section 17 if any of it is exempt.",
    "Please treat my request as made under the Environmental Information Regulations 2004.",
    "If you do not hold this information, please say who does.",
    "If any of it is withheld under section 40(2), send the rest.",
    "If this would exceed the appropriate limit, answer question 1 alone.",
    "Should the information be exempt under section 31, please redact it.",
    "I know that Section 12(1) applies where the cost is too high, so I ask for one year only.",
    "I understand that section 40(2) allows you to keep back names.",
    "I do not accept that the information is exempt under section 24(1).",
    "I believe the public interest is in favour of disclosure of my file.",
    "Section 16 requires you to help me with this.",
    "The Freedom of Information Act 2000 requires you to reply within twenty working days.",
    "Under the Freedom of Information Act 2000 I request a list of kites.",
    "Under section 1(1) of the Act, please tell me whether you hold it.",
    "In accordance with section 8 of the Act, my name is given below.",
    "How many requests were refused under section 14(1)?",
    "How many times was section 12(1) applied to requests in 2022?",
    "The number of requests refused under section 14(1) in 2022.",
    "A list of records that were withheld under section 23(1).",
    "- files withheld under section 31",
    "- requests where the information was not held",
    "Copies of all refusal notices sent in 2022.",
    "Any documents that have been withheld from the inquiry.",
    "Which exemptions have been applied, and how often",
    "Details of data that has been disclosed to the press.",
    "Whether the MPS holds a list of kites.",
    "What you hold on kites, and what you have withheld before.",
    "All the information you hold on kites.",
    "I would like the information set out below:",
    "I seek the same information that you have disclosed to the mayor.",
    "I am now able to narrow my request to 2022.",
    "I can confirm that I only want the year 2022.",
    "I regret having to ask for this again.",
    "Unfortunately I am unable to find this on your website.",
    "I am unable to find the figures, which your website says are published.",
    "We are a charity and hold a list of our own, but would like yours.",
    "My questions are set out below.",
    "My request is not vexatious.",
    "Thank you for your reply, in which you asked me to clarify my request.",
    "You asked me to clarify which of the parks I mean.",
    "You asked for clarification: I mean the parks of Lambeth.",
    "Some people are exempt from the charge, as I understand it.",
    "It was reported that the Met does not record this.",
    "In relation to my earlier request, the reply was that the data is not held.",
    "With regard to kites, how many are held by officers",
    "For the avoidance of doubt, I do not want anything that is exempt.",
    "The commissioner told the committee that no information is held.",
    "Do you hold a record of kites that were withheld from owners?",
    "Kites that have been released by officers since 2019, by park.",
    "Names may be redacted; I want the rest.",
]

# What may come after such a line in the request, and the answers that may follow the request.
THEN = {"at once the answer": "", "more of the request": "Please give the year of each.\nHow many were red?"}
ANSWERS = {
    "under a heading": ("Decision", PARTIAL),
    "with the stock sentence": (PARTIAL, "Some data has been withheld."),
    "in free words": ("I can confirm that the requested information is held and is provided below.", "12"),
    "not held": ("The MPS does not hold the information you ask for.",),
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("then", THEN)
@pytest.mark.parametrize("decoy", DECOYS)
def test_words_that_sound_like_an_answer_stay_in_the_request(decoy: str, then: str, answer: str) -> None:
    asked = f"Dear team,\nI am writing about kites.\n{decoy}\n{THEN[then]}".rstrip()
    assert request(asked, *ANSWERS[answer]) == asked


@pytest.mark.parametrize("decoy", DECOYS)
def test_a_request_may_begin_with_such_words(decoy: str) -> None:
    asked = f"{decoy}\n{ASKED}"
    assert request(asked, "The MPS does not hold the information you ask for.") == asked


ASKED_IN_MANY_WAYS = (
    ASKED,
    "Under the FOI Act, all emails between the kite unit and the park board, 2021 to 2022.",
    "1) total number of kites\n2) their cost\n3) any reports",
    "Hello, how many kites have you got? I only need the total. Cheers",
)
SIGNED = "I am studying kites.\nPlease send me:\n- the number\n- their makers\nMany thanks\nJ Smith"


# Answers that no rule knows: they begin with the first full sentence after all that the requester says.
@pytest.mark.parametrize(
    ("asked", "follows"),
    [
        *product(ASKED_IN_MANY_WAYS, ("alone", "by prose", "by reasons")),
        *product((SIGNED,), ("alone", "by reasons")),  # before prose two of the openings are not seen
    ],
)
@pytest.mark.parametrize(
    "opening",
    [
        "The kite unit runs nine of them, and has done since 2018.",
        "Kites of that age are burnt in the autumn and so are no longer there.",
        "After careful thought I have come to the view that the list ought to stay where it is.",
        "There is no reason to write the colour down, and so nobody does.",
    ],
)
def test_first_statement_after_the_requester_is_the_answer(asked: str, follows: str, opening: str) -> None:
    assert request(asked, opening, *FOLLOWED[follows]) == asked
    doc = letter(*HEAD, asked, opening, *FOLLOWED[follows])
    assert "answer.guessed" in {diagnostic.code for diagnostic in parse_disclosure(doc, MET).diagnostics}


@pytest.mark.parametrize("last", ["Kites fly high.", "The wind was strong on that day."])
def test_a_statement_stays_in_the_request_where_an_anchor_follows(last: str) -> None:
    asked = f"How many kites were found?\n{last}"
    assert request(asked, PARTIAL) == asked
    assert request(asked, "Please find below information pursuant to your request above.", "12") == asked
    assert request(f"{asked}\nWhose were they?", "12 were found, all red.") == f"{asked}\nWhose were they?"


PASTED = (
    "Decision",
    f"{PARTIAL} Some data has been withheld by virtue of the following exemption:",
    "Section 40(2) - Personal Information",
    "Reason for decision",
    "The names are private, and those who gave them did not expect to see them in print.",
)


@pytest.mark.parametrize(
    "comment", ["Could you look at it again?", "1. The same kites as before\n2. Their makers"]
)
@pytest.mark.parametrize("before", ["In May I had this from your office:", "Copy of what was said before"])
@pytest.mark.parametrize("heading", [("Decision",), ()])
def test_a_letter_pasted_into_a_request_is_part_of_it(
    before: str, comment: str, heading: tuple[str, ...]
) -> None:
    asked = "\n".join((before, *PASTED, comment))
    full = "I have today decided to disclose the located information to you in full."
    assert request(asked, *heading, full, "Twelve.") == asked


@pytest.mark.parametrize(
    "last",
    [
        "Section 1(1) of the Act gives a right of access. Section 16 obliges an authority to help.",
        "The exemption is qualified and the balance now favours release.",
        "A flight is counted once, however many kites take part.",
        "P.S. The kite shop closed in 2019.",
    ],
)
@pytest.mark.parametrize("heading", [("Decision",), ()])
def test_words_alone_end_no_request_where_a_decision_follows(last: str, heading: tuple[str, ...]) -> None:
    asked = f"How many kites were found?\nThere are said to be few.\n{last}"
    assert request(asked, *heading, PARTIAL) == asked


@pytest.mark.parametrize("heading", [("Decision",), ()])
def test_a_note_in_known_words_ends_the_request(heading: tuple[str, ...]) -> None:
    note = "Please note: your two requests, which reached us on one day, have been aggregated."
    assert request("How many kites were found?", note, *heading, PARTIAL) == "How many kites were found?"
