"""Reference, title, date, files, questions and regime, each from small invented pages."""

import pytest

from parsers.letter.dates import read_date
from parsers.letter.fields import find_attachments, find_published, find_regime
from parsers.letter.reference import find_other_references, find_reference, reference_key
from parsers.letter.sections import split_sections
from parsers.letter.title import find_title
from parsers.models import Citation, Document, Found, Role, Span
from parsers.profile import builtin_profiles
from tests.documents import letter

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
LABEL = "Freedom of information request reference no:"
LEAD_IN = "I note you seek access to the following information:"
FULL = "I have today decided to disclose the located information to you in full."
ITEM = "https://www.met.police.uk/foi-ai/metropolitan-police/"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("01.FOI.22.024049", "01.FOI.22.024049"),
        ("01/FOI/22/024049", "01.FOI.22.024049"),
        ("01/FOI/22/024049/X", "01.FOI.22.024049"),
        ("FOI/22/024049", "01.FOI.22.024049"),
        ("1.foi.22.24049", "01.FOI.22.024049"),
        ("01.FOI.22.\u00a0024049 ", "01.FOI.22.024049"),
        ("01.FOI.25.0042216", "01.FOI.25.042216"),
        ("01.FOI.31.1042216", "01.FOI.31.1042216"),
        ("433/2024", "433/2024"),
        ("100  -\u00a025", "100 - 25"),
        ("foi-120-2024", "FOI-120-2024"),
        ("2018100000882", "2018100000882"),
    ],
)
def test_one_spelling_for_a_reference(written: str, key: str) -> None:
    assert reference_key(written) == key
    assert reference_key(key) == key


@pytest.mark.parametrize(
    ("lines", "value", "rule", "codes"),
    [
        ([f"{LABEL} 01.FOI.22.024049", LEAD_IN], "01.FOI.22.024049", "reference.label", []),
        ([f"{LABEL}\u00a001.FOI.22.024049", LEAD_IN], "01.FOI.22.024049", "reference.label", []),
        ([f"{LABEL} 01.FOI.22.\u00a0024049", LEAD_IN], "01.FOI.22.024049", "reference.label", []),
        ([f"{LABEL} 01.FOI.25.0042216", LEAD_IN], "01.FOI.25.0042216", "reference.label", []),
        ([LABEL.upper() + " 01.FOI.22.024049", LEAD_IN], "01.FOI.22.024049", "reference.label", []),
        ([f"# {LABEL}", "01.FOI.22.024049", LEAD_IN], "01.FOI.22.024049", "reference.label", []),
        (["FOI Reference: FOI/22/024049", LEAD_IN], "FOI/22/024049", "reference.label", []),
        (["01.FOI.22.024049", LEAD_IN, "As 01.FOI.21.010101"], "01.FOI.22.024049", "reference.head", []),
        (
            [f"{LABEL} 01.FOI.22.024049 / 01.FOI.22.024050", LEAD_IN],
            "01.FOI.22.024049",
            "reference.label",
            ["reference.ambiguous"],
        ),
        (
            [f"{LABEL} 01.FOI.22.024049 (01/FOI/22/024049)", LEAD_IN],
            "01.FOI.22.024049",
            "reference.label",
            [],
        ),
        (["FOI Reference: 611/2024", LEAD_IN], "611/2024", "reference.other-form", []),
        (["Enquiry Reference: 100 - 25", LEAD_IN], "100 - 25", "reference.other-form", []),
        ([LABEL, LEAD_IN, "As in 01.FOI.21.010101"], None, "", ["reference.none"]),
        ([LEAD_IN, f"{LABEL} 01.FOI.21.010101", FULL], None, "", ["reference.none"]),
        (["Our policy", "Kites are welcome."], None, "", ["reference.none"]),
    ],
)
def test_own_reference(lines: list[str], value: str | None, rule: str, codes: list[str]) -> None:
    doc = letter(*lines)
    found, diagnostics = find_reference(doc, MET, split_sections(doc, MET))
    assert [diagnostic.code for diagnostic in diagnostics] == codes
    if value is None:
        assert found is None
    else:
        assert found
        assert (found.value, found.rule) == (value, rule)
        assert found.span
        assert found.quote == doc.quote(found.span)


def test_other_references_are_each_named_once() -> None:
    doc = letter(
        f"{LABEL} 01.FOI.23.028157",
        LEAD_IN,
        f"{LABEL.title()} 01/FOI/22/026973 and 01.FOI.22.026973, 01/FOI/23/028157, and FOI/22/022656.",
        FULL,
    )
    own, _ = find_reference(doc, MET, split_sections(doc, MET))
    others = find_other_references(doc, MET, own)
    assert [other.value for other in others] == ["01/FOI/22/026973", "FOI/22/022656"]


@pytest.mark.parametrize(
    ("doc", "listing", "value", "rule"),
    [
        (letter("# Kites in parks", f"{LABEL} 01.FOI.22.024049"), "Other", "Kites in parks", "title.heading"),
        (
            letter(
                f"# {LABEL} 01.FOI.22.024049",
                LEAD_IN,
                "# Decision",
                FULL,
                page_title="Kites | Metropolitan Police",
            ),
            "Other",
            "Kites",
            "title.page-title",
        ),
        (letter("# Metropolitan Police Service", "# Kites"), "", "Kites", "title.heading"),
        (
            letter("# Freedom of information", "text", page_title="Kites - Metropolitan Police"),
            "",
            "Kites",
            "title.page-title",
        ),
        (
            letter("text", page_title="Stop | search | Disclosure | Met"),
            "",
            "Stop | search",
            "title.page-title",
        ),
        (
            letter("text", page_title="Complaints about police"),
            "",
            "Complaints about police",
            "title.page-title",
        ),
        (letter("text", page_title="Metropolitan Police"), "Kites  listed", "Kites listed", "title.listing"),
        (
            letter("text", url=f"{ITEM}d/july-2022/informaiton-on--kites/"),
            "",
            "Informaiton on kites",
            "title.address",
        ),
        (letter("text", url=f"{ITEM}d/july-2022/kite-requests.pdf/"), "", "Kite requests", "title.address"),
    ],
)
def test_title(doc: Document, listing: str, value: str, rule: str) -> None:
    found = find_title(doc, MET, split_sections(doc, MET), listing)
    assert found
    assert (found.value, found.rule) == (value, rule)
    assert found.quote


def test_saved_text_has_no_title() -> None:
    doc = letter(f"{LABEL} 01.FOI.22.024049", LEAD_IN, "Kites?", FULL)
    assert find_title(doc, MET, split_sections(doc, MET)) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("4 March 2023", "2023-03-04"),
        ("04 Mar 2023", "2023-03-04"),
        ("4th of March, 2023", "2023-03-04"),
        ("Saturday 4 March 2023", "2023-03-04"),
        ("Sat, 4 Mar 2023", "2023-03-04"),
        ("Thurs 2 Sept 2021", "2021-09-02"),
        ("March 4, 2023", "2023-03-04"),
        ("04/03/2023", "2023-03-04"),
        ("4.3.23", "2023-03-04"),
        ("04-03-2023", "2023-03-04"),
        ("2023-03-04", "2023-03-04"),
        ("2023-03-04T10:35:00Z", "2023-03-04"),
        ("4 March 2023 10:35", "2023-03-04"),
        ("10:35 04/03/2023", "2023-03-04"),
        ("4 March 2023 at 10.35am", "2023-03-04"),
        ("4\u00a0March 2023", "2023-03-04"),
        ("29 February 2024", "2024-02-29"),
        ("March 2023", "2023-03"),
        ("Mar-2023", "2023-03"),
        ("29 February 2023", None),
        ("31/04/2023", None),
        ("4/13/2023", None),
        ("0 March 2023", None),
        ("4 March 1823", None),
        ("4 March 20234", None),
        ("Marching 4 2023", None),
        ("between 4 March 2023 and 5 May 2023", None),
        ("2023", None),
        ("", None),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    assert read_date(text) == iso


@pytest.mark.parametrize(
    ("lines", "url", "listing", "value", "rule"),
    [
        (
            ["# Kites", "Published: 4 March 2023", LABEL, LEAD_IN],
            f"{ITEM}d/may-2022/kites/",
            "1 May 2022",
            "2023-03-04",
            "published.page",
        ),
        (["4 March 2023", LABEL, LEAD_IN], "", "", "2023-03-04", "published.page"),
        (["Kites", "Date: 04/03/2023", LEAD_IN, "Kites"], "", "", "2023-03-04", "published.page"),
        (
            [LABEL, LEAD_IN, "4 March 2023", "Kites", FULL],
            f"{ITEM}d/may-2022/kites/",
            "2 May 2022",
            "2022-05-02",
            "published.listing",
        ),
        (
            [LABEL, LEAD_IN, "Kites", FULL, "4 March 2023"],
            f"{ITEM}d/may-2022/kites/",
            "soon",
            "2022-05",
            "published.folder",
        ),
        (
            ["Published: 31 February 2023", LEAD_IN],
            f"{ITEM}disclosure-2026/january---2026/kites/",
            "",
            "2026-01",
            "published.folder",
        ),
        (
            ["Date received: 4 March 2023", LEAD_IN, "Kites", FULL],
            "",
            "Published 2 May 2022",
            "2022-05-02",
            "published.listing",
        ),
    ],
)
def test_date_of_publication(lines: list[str], url: str, listing: str, value: str, rule: str) -> None:
    doc = letter(*lines, url=url)
    found = find_published(doc, split_sections(doc, MET), listing)
    assert found
    assert (found.value, found.rule) == (value, rule)


def test_no_date_of_publication() -> None:
    doc = letter(LABEL, LEAD_IN, "Kites on 4 March 2023", FULL, "5 March 2023")
    assert find_published(doc, split_sections(doc, MET)) is None


def test_files_are_links_of_this_site() -> None:
    names = {
        "https://www.met.police.uk/SysSiteAssets/foi-media/kites": "list",
        "https://www.met.police.uk/SysSiteAssets/foi-media/kites?_t_id=1": "same",
        "https://www.met.police.uk/SysSiteAssets/media/downloads/kites.XLSX?x=1": "sheet",
        "https://met.police.uk/media/kites.pdf": "bare",
        f"{ITEM}d/may-2022/kites.pdf/": "page",
        "https://elsewhere.example/kites.pdf": "foreign",
        "https://www.met.police.uk/kites/": "policy",
        "mailto:kites@met.police.uk": "mail",
    }
    doc = letter(" ".join(names.values()), links=names)
    assert [doc.quote(link.span) for link in find_attachments(doc, MET)] == ["list", "sheet", "bare"]


def cite(act: str, provision: str, role: Role = Role.RELIED_ON) -> Found[Citation]:
    section = provision.partition("(")[0]
    return Found(Citation(act, provision, section, provision, role, Span(0, 1)), Span(0, 1), "x", "test")


@pytest.mark.parametrize(
    ("citations", "sentence", "regime"),
    [
        ([], "12 kites.", "FOIA"),
        ([cite("EIR2004", "12(5)(b)"), cite("FOIA2000", "39(1)")], "12 kites.", "EIR"),
        ([cite("EIR2004", "12(5)(b)"), cite("FOIA2000", "31(1)(a)")], "12 kites.", "FOIA"),
        ([cite("EIR2004", "12(5)(b)", Role.DISCUSSED)], "12 kites.", "FOIA"),
        ([], "Your request was considered under the Environmental Information Regulations 2004.", "EIR"),
        ([], "Your request was handled as a subject access request.", "DPA"),
    ],
)
def test_regime(citations: list[Found[Citation]], sentence: str, regime: str) -> None:
    doc = letter(
        LABEL, LEAD_IN, "Under the Environmental Information Regulations, kites?", "Decision", FULL, sentence
    )
    assert find_regime(doc, split_sections(doc, MET), citations).value == regime
