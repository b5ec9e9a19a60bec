"""How a page pairs what the reading found: reasons with provisions, answers with questions."""

from typing import Any

import pytest

from archive.search.lookup import HeldResponse
from web.answers import gather_answers
from web.reasons import gather_reasons

TEXT = "Q1 - How many?\n12.\nHow much?\n£4."


def held(*findings: tuple[str, str, str]) -> HeldResponse:
    rows: list[dict[str, Any]] = [
        {
            "field": field,
            "value": value,
            "start_char": TEXT.index(quote),
            "end_char": TEXT.index(quote) + len(quote),
        }
        for field, value, quote in findings
    ]
    none: tuple[Any, ...] = ()
    return HeldResponse(
        row={"text": TEXT},
        site={},
        citations=none,
        findings=tuple(rows),
        diagnostics=none,
        urls=none,
        attachments=none,
        versions=none,
        same_reference=none,
        corrections=none,
    )


@pytest.mark.parametrize(
    ("cited", "links"),
    [
        ("31(1)(a)", (("s.31(1)(a)", "reasons1"),)),
        ("31(1)(a)(i)", (("s.31(1)(a)(i)", "reasons1"),)),
        ("40", (("s.40", "reasons2"),)),
        ("31(3)", ()),  # another limb, argued nowhere
        ("4", ()),
    ],
)
def test_reasons_of_a_provision(cited: str, links: tuple[tuple[str, str], ...]) -> None:
    reasons = gather_reasons(
        held(("reasons", "FOIA2000 31(1)(a)", "12."), ("reasons", "FOIA2000 40(2)", "£4."))
    )
    assert reasons.links([{"act": "FOIA2000", "provision": cited}]) == links
    assert reasons.anchors == {15: "reasons1", 29: "reasons2"}


def test_provisions_argued_together_share_a_link() -> None:
    both = [{"act": "FOIA2000", "provision": provision} for provision in ("23(1)", "24(1)")]
    reasons = gather_reasons(held(("reasons", "FOIA2000 23(1)", "12."), ("reasons", "FOIA2000 24(1)", "12.")))
    assert reasons.links(both) == (("s.23(1), s.24(1)", "reasons1"),)


def test_an_answer_belongs_to_the_question_before_it() -> None:
    pairs = gather_answers(
        held(
            ("question", "Q1 - How many?", "Q1 - How many?"),
            ("question", "How much?", "How much?"),
            ("answer", "1", "12."),
            ("answer", "How much?", "£4."),
        ),
        [(15, 17)],
    )
    assert [(pair.name, pair.question, pair.found) for pair in pairs] == [
        ("Question 1", "How many?", 1),
        ("", "How much?", 0),
    ]
    assert pairs[0].answer == '<p><mark id="hit-answer">12</mark>.</p>'


def test_an_answer_without_question_is_not_shown() -> None:
    assert gather_answers(held(("answer", "1", "12.")), ()) == ()
