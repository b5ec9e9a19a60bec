"""Number runs as written, and the provisions they stand for."""

import string
import sys
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parsers.citing.act_names import EIR, FOIA
from parsers.citing.acts import registered
from parsers.citing.citation_grammar import expand, find_runs
from parsers.models import lower_ascii
from parsers.provisions import registry

# Every number form counted on real pages, without its prefix and title.
WRITTEN = {
    "31(1)(a)": "31(1)(a)",
    "31(1)(a)(b)": "31(1)(a) 31(1)(b)",
    "31(1)(a), for crime": "31(1)(a)",
    "31(1)(a)(b), as it is": "31(1)(a) 31(1)(b)",
    "31(3)": "31(3)",
    "31(1)": "31(1)",
    "31": "31",
    "31(1)(a)&(b)": "31(1)(a) 31(1)(b)",
    "31 (1)": "31(1)",
    "31(1) (a)(b)": "31(1)(a) 31(1)(b)",
    "31(1)(a)(b)(2)(b)": "31(1)(a) 31(1)(b) 31(2)(b)",
    "31(1)(g)&(2)(b)": "31(1)(g) 31(2)(b)",
    "31(1)(g) by virtue of (2)(b)": "31(1)(g) 31(2)(b)",
    "30(1)(a)(i)": "30(1)(a)(i)",
    "30(3)": "30(3)",
    "30(1)(a)": "30(1)(a)",
    "30(1) (a)": "30(1)(a)",
    "30(1)": "30(1)",
    "30": "30",
    "24(1)": "24(1)",
    "24(2)": "24(2)",
    "24": "24",
    "43(2)": "43(2)",
    "43 (2)": "43(2)",
    "21(1)": "21(1)",
    "21": "21",
    "42(1)": "42(1)",
    "42(2)": "42(2)",
    "38(1)": "38(1)",
    "27(1)": "27(1)",
    "22(1)(a)": "22(1)(a)",
    "22": "22",
    "23(1)": "23(1)",
    "23(5)": "23(5)",
    "8(1)": "8(1)",
    "84": "84",
    "17(1)": "17(1)",
    "40(2)(3A)(a)": "40(2) 40(3A)(a)",
    "40(2)&(3)": "40(2) 40(3)",
    "40(2)&(3A)(a)": "40(2) 40(3A)(a)",
    "40(2)": "40(2)",
    "40(2)(3)": "40(2) 40(3)",
    "40(2)(3)&(4)": "40(2) 40(3) 40(4)",
    "40(5)": "40(5)",
    "40(2)(a)(b)&(3)(a)(i)": "40(2)(a) 40(2)(b) 40(3)(a)(i)",
    "40(2)(3A)": "40(2) 40(3A)",
    "40(2)(a)(b)": "40(2)(a) 40(2)(b)",
    "40(2)(a)(b) and (3)(a)(i)(ii)(b)": "40(2)(a) 40(2)(b) 40(3)(a)(i) 40(3)(a)(ii) 40(3)(b)",
    "40(2) & 40(3A)(a)": "40(2) 40(3A)(a)",
    "40(2) & 3A(a)": "40(2) 40(3A)(a)",
    "40(2)(3a)(a)": "40(2) 40(3A)(a)",
    "40(2) (3A) (a)": "40(2) 40(3A)(a)",
    "40(2)(a)&(b)&(3A)(a)": "40(2)(a) 40(2)(b) 40(3A)(a)",
    "40(2)(a)(b)(3)(a)(i)": "40(2)(a) 40(2)(b) 40(3)(a)(i)",
    "40(2)(a)(b)(3)(a)(i)(ii)(b)": "40(2)(a) 40(2)(b) 40(3)(a)(i) 40(3)(a)(ii) 40(3)(b)",
    "40(2(3)(a)": "40(2) 40(3)(a)",
    "40": "40",
}  # fmt: skip
PREFIXES = [
    "Section ",
    "• Section ",
    "- Section ",
    "Sections ",
    "s.",
    "ss. ",
    "Sect. ",
    "section\n",
    "Section S",
]
TAILS = [
    "",
    " - Law Enforcement",
    " – Personal Information",
    "– Law",
    " Law enforcement",
    " (Law Enforcement)",
    ".",
    ",",
    ";",
    " – Law ( Enforcement",
    " and",
    " of the Act, which",
]

SENTENCES = {
    "Section 31(1)(a)Law Enforcement": "31(1)(a)",
    "Section 31of the Act": "31",
    "exempt by S40 alone": "40",
    "Section S40(2) & S40(3A)(a) – Personal": "40(2) | 40(3A)(a)",
    "Sections 23, 24 and 31 of the Act": "23 24 31",
    "ss.23(5) and 24(2)": "23(5) 24(2)",
    "Section 23(5), Section 24(2) and section 40(5)": "23(5) | 24(2) | 40(5)",
    "the exemption at 31(1)(a)": "31(1)(a)",
    "exemptions under 31 and 40.": "31 40",
    "40(2)(a)(b) of the Act provides": "40(2)(a) 40(2)(b)",
    "Section 31\n(1)(a) of the Act": "31(1)(a)",
    "under Sections 31(1)(a) and\n40(2).": "31(1)(a) 40(2)",
    "Section 31(1)(h)(i)": "31(1)(h) 31(1)(i)",
    "Section 31(2)(i)": "31(2)(i)",
    "Section 31(1)a": "31(1)(a)",
    "Section 31.1.a applies": "31(1)(a)",
    "s.31(1)(A)": "31(1)(a)",
    "Section 31(1a)": "31(1)(a)",
    "Section 40(2 - Personal": "40(2)",
    "S.40(5b)": "40(5B)",
    "S.40(5)(b)": "40(5)(b)",
    "S.40(5b)(a)(i)": "40(5B)(a)(i)",
    "s30/31": "30 31",
    "Section 31(1)(a), b & c": "31(1)(a) 31(1)(b) 31(1)(c)",
    "Section 31(1)(a-c)": "31(1)(a) 31(1)(b) 31(1)(c)",
    "Section 31(1)(a) to (c)": "31(1)(a) 31(1)(b) 31(1)(c)",
    "Section 31 (1) (a) - (c) and s 38(1)(a)/(b)": "31(1)(a) 31(1)(b) 31(1)(c) | 38(1)(a) 38(1)(b)",
    "Section 22A(1)(b)(i)-(iii)": "22A(1)(b)(i) 22A(1)(b)(ii) 22A(1)(b)(iii)",
    "Section 30(2)(a)(i)(iii) and (b)": "30(2)(a)(i) 30(2)(a)(iii) 30(2)(b)",
    "Section 36(2)(b)(i) & (ii) and (c)": "36(2)(b)(i) 36(2)(b)(ii) 36(2)(c)",
    "Section 37(1)(a), (aa) and (ab)": "37(1)(a) 37(1)(aa) 37(1)(ab)",
    "Section 31(1)(a) and/or (b)": "31(1)(a) 31(1)(b)",
    "Section 31(1)(g) by virtue of Section 31(2)(b)": "31(1)(g) | 31(2)(b)",
    "section 23(1) or alternatively 24(1)": "23(1) 24(1)",
    "Section 40(2) as well as 40(3A)(a)": "40(2) 40(3A)(a)",
    "Section 31(1) and 31(1)(a)": "31(1)(a)",
    # What ends a run, and what is none.
    "Section 31 (1 January)": "31",
    "Section 31 and 40 officers": "31",
    "Section 31 and 12 of the documents": "31",
    "Sections 30 and 31, 12 pages long": "30 31",
    "Section 31(1)(a), a person": "31(1)(a)",
    "Section 31(1)(a), i.e. crime": "31(1)(a)",
    "under Section 31(1)\n(a) first the rota": "31(1)",
    "Section 31(1)(b), a.": "31(1)(b)",
    "paragraph 31(1)(a) of the lease": "",
    "Section 40(2)(9)(a)": "40(2)",
    "Section 31(5)(x)": "31",
    "Section 31-2019": "31",
    "sections 21 to 44": "",
    "Sections 21 - 44 of the Act": "",
    "Section 136": "",
    "section 008/62": "",
    "Question 12(1) and document 8.2": "",
    "the Met's 31 officers": "",
    "his 12 dogs, 12 (3) cats, 30 (2%) mice": "",
    "Band A, class 31, £31 in stables31": "",
    "16 March, 31 (2) others": "",
}  # fmt: skip


def read(text: str, act: str = FOIA, within: str = "") -> str:
    runs = find_runs(lower_ascii(text), 0, len(text))
    found = (expand(run, registered(act), within).provisions for run in runs)
    return " | ".join(" ".join(provisions) for provisions in found if provisions)


@pytest.mark.parametrize("written", WRITTEN)
def test_every_form_of_the_real_lists(written: str) -> None:
    for prefix, tail in product(PREFIXES, TAILS):
        assert read(f"{prefix}{written}{tail}") == WRITTEN[written], (prefix, tail)


def test_a_lone_s_needs_brackets() -> None:
    assert read("s 31(1)(a) and S 40(2)") == "31(1)(a) | 40(2)"
    assert read("twice s 31 times") == ""


@pytest.mark.parametrize("sentence", SENTENCES)
def test_forms_of_prose(sentence: str) -> None:
    assert read(sentence) == SENTENCES[sentence]


def test_subsections_without_their_section() -> None:
    assert read("Sections 3A(b) and 3B of the Act", within="40") == "40(3A)(b) 40(3B)"
    assert read("Sections 3A(b) and 3B of the Act") == ""
    assert read("Sections 3A(b) and 3B of the Act", within="31") == ""


def test_other_laws_are_taken_as_written() -> None:
    assert read("Section 165A(1)(b)", "Road Traffic Act 1988") == "165A(1)(b)"
    assert read("Section 60aa", "Another Act") == "60AA"
    assert read("Article 6(1)(of) of the GDPR", "UKGDPR") == "6(1)(f)"
    assert read("Reg. 12(5)(b) and Regulation 13(1)", EIR) == "12(5)(b) | 13(1)"


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("under Section 40(2)&(3) - Personal", ["Section 40(2)&(3)"]),
        ("by sections 24(2) and 31(3), which", ["sections 24(2) and 31(3)"]),
        ("Section 31(1)(a) (Law Enforcement)", ["Section 31(1)(a)"]),
        ("Section 31 (a) of", ["Section 31"]),
        ("Section S40(2) & S40(3A)(a).", ["Section S40(2)", "S40(3A)(a)"]),
        ("• 40(2)(a)(b) of the Act", ["40(2)(a)(b)"]),
    ],
)
def test_a_run_stands_from_its_marker_to_its_last_bracket(text: str, quotes: list[str]) -> None:
    runs = find_runs(lower_ascii(text), 0, len(text))
    assert [text[run.span.start : expand(run, registered(FOIA)).end] for run in runs] == quotes


PROVISIONS = sorted(p for act, p in registry() if act == FOIA)


def spellings(provision: str) -> list[str]:
    """Return ways in which a writer may put one provision."""
    number, *parts = provision.replace(")", "").split("(")
    spaced = " ".join([number, *(f"({part})" for part in parts)])
    forms = [provision, spaced, provision.lower()]
    if parts:
        forms += [
            provision.replace(")(", ") ("),
            provision[:-1] + " - Title",
            provision.replace("(", " (", 1),
        ]
        if parts[-1] not in ("i", "v", "x") and len(parts) == 2:
            forms.append(f"{number}.{parts[0]}.{parts[1]}")
    return forms


@pytest.mark.parametrize("prefix", ["Section ", "s.", "exemption under ", "(section "])
def test_every_provision_comes_back_in_every_spelling(prefix: str) -> None:
    for provision in PROVISIONS:
        for form, tail in product(spellings(provision), (", which", " - Title", "\n", "")):
            assert read(f"{prefix}{form}{tail}") == provision, form + tail


@given(
    st.lists(st.sampled_from(PROVISIONS), min_size=1, max_size=6, unique=True),
    st.sampled_from([", ", " & ", " and "]),
)
def test_a_series_gives_all_it_names_but_parents(provisions: list[str], separator: str) -> None:
    expected = {p for p in provisions if not any(other.startswith(f"{p}(") for other in provisions)}
    assert set(read(f"Sections {separator.join(provisions)} of the Act").split()) == expected


@given(st.text(alphabet="sS.40123(3Aabi)&, -\n" + string.ascii_lowercase, max_size=200))
@example("s.1(" * 40)
@example("section 1 and 2 to 3 - 4")
def test_nothing_outside_the_registry_from_any_text(text: str) -> None:
    last = 0
    for run in find_runs(lower_ascii(text), 0, len(text)):
        assert last <= run.span.start < run.span.end <= len(text)
        last = run.span.end
        expansion = expand(run, registered(FOIA))
        assert set(expansion.provisions) <= set(PROVISIONS)
        assert run.span.start <= expansion.end <= run.span.end


HOSTILE = [
    "section ",
    "section 1",
    "s 1(",
    "s.1(a)(b)",
    "31(1)",
    "1(a)",
    "(((",
    "section 31 and ",
    "section 31(1)(a) - (p), ",
    "s.31(1)(a), b, c, d & ",
    "3(",
    "s ",
    "section\n",
    "(a) ",
    "31.1.",
    "sections 21 to 44 ",
]


def steps(text: str) -> int:
    """Count the lines of our own code that run while ``text`` is read: a measure that no machine changes."""
    count = 0

    def trace(frame: object, event: str, argument: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        for run in find_runs(text, 0, len(text)):
            expand(run, registered(FOIA))
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("unit", HOSTILE)
def test_twice_the_text_takes_at_most_about_twice_the_steps(unit: str) -> None:
    once, twice = steps(unit * 200), steps(unit * 400)
    assert twice <= 2.2 * once + 200
