"""Letters to read citations in, and what they cite in few words. All sentences are invented."""

from parsers.citing.citations import CitationsRead, find_citations
from parsers.letter.sections import split_sections
from parsers.models import Citation, Document, Sections, Span
from parsers.profile import builtin_profiles
from parsers.provisions import registry
from tests.documents import letter

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
LABEL = "Freedom of information request reference no: 01.FOI.23.031234"
LEAD_IN = "I note you seek access to the following information:"
PARTIAL = (
    "I have today decided to disclose some of the requested information. Some data has been withheld as it "
    "is exempt "
    "from disclosure and therefore this response serves as a Refusal Notice under Section 17 of the "
    "Freedom of "
    "Information Act 2000 (the Act) by virtue of the following exemptions:"
)

PACE, CJPOA = "Police and Criminal Evidence Act 1984", "Criminal Justice and Public Order Act 1994"
TACT, MDA, POA = "Terrorism Act 2000", "Misuse of Drugs Act 1971", "Public Order Act 1986"
OAPA, CJA, RTA = "Offences against the Person Act 1861", "Criminal Justice Act 1988", "Road Traffic Act 1988"
ECHR = "European Convention on Human Rights"


def body(text: str) -> tuple[Document, Sections]:
    """Return a document that is nothing but the force's own words, as a page without landmarks is."""
    doc = letter(text)
    return doc, Sections(None, None, "absent", (), Span(0, len(doc.text)), None, (), None, None)


def listed(*lines: str) -> tuple[Document, Sections]:
    """Return a document whose every line stands in the list of exemptions."""
    doc = letter(*lines)
    spans = tuple(block.span for block in doc.blocks)
    return doc, Sections(None, None, "absent", (), Span(0, len(doc.text)), None, spans, None, None)


def page(*lines: str) -> tuple[Document, Sections]:
    """Return a page of the log: ``lines`` are its answer."""
    doc = letter(LABEL, LEAD_IN, "How many newts were rescued?", "# Decision", *lines)
    return doc, split_sections(doc, MET)


def rows(read: CitationsRead) -> set[str]:
    """Return "31(1)(a) relied_on" for each citation, the Act before it unless it is FOIA."""
    return {told(found.value) for found in read.citations}


def told(value: Citation) -> str:
    act = "" if value.act == "FOIA2000" else f"{value.act} "
    return f"{act}{value.provision} {value.role.value}"


def cited(text: str) -> set[str]:
    return rows(find_citations(*body(text)))


def check(read: CitationsRead, doc: Document) -> None:
    """Assert what holds of every reading: proofs quote the text, nothing stands outside the registry."""
    keys = [(f.value.act, f.value.provision, f.value.role) for f in read.citations]
    assert len(set(keys)) == len(keys)
    for item in (*read.citations, *read.mentions):
        value, span = item.value, item.span
        assert span
        assert item.quote == doc.quote(span) != ""
        assert value.sentence.start <= span.start < span.end <= value.sentence.end <= len(doc.text)
        assert value.provision.startswith(value.section)
        if value.act in ("FOIA2000", "EIR2004"):
            assert (value.act, value.provision) in registry()
            assert (value.act, value.modern) in registry()
        else:
            assert value.role == "other_act"
