"""How often each rule is right, on the pages the rules are made with; and each field, on pages kept apart."""

from __future__ import annotations

import argparse
import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from archive.reading.rows import PageRows, page_rows
from foilog.evaluating import measure
from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.measured import RuleFigure
from parsers.profile import builtin_profiles, read_profile
from practice import generate, profile_text
from tests.examples import MEDIA, Example, examples

ROOT = Path(__file__).parents[1]
RULES = ROOT / "parsers" / "rules"
MADE_WITH, KEPT_APART = ROOT / "tests" / "gold" / "dev", ROOT / "tests" / "gold" / "test"
_MET = next(profile for profile in builtin_profiles() if profile.name == "met")
_HOST = "http://127.0.0.1:8000"
# What a finding is called in a label, where it is called otherwise.
_LABELS = {
    "decision_component": "decision_components",
    "cross_reference": "other_references",
    "question": "questions",
}


class Labelled(NamedTuple):
    """The rows read from a page, and the right reading; what that leaves out is not scored."""

    rows: PageRows
    label: Mapping[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Write the figures of the rules, and with ``--accuracy`` those of the fields; return 0."""
    options = argparse.ArgumentParser(prog="python -m bench rules", description=__doc__)
    options.add_argument("--accuracy", action="store_true", help="measure on the pages kept apart too")
    chosen = options.parse_args(arguments)
    (RULES / "measured.csv").write_text(figures_as_csv(rule_figures()), "utf-8")
    if chosen.accuracy:
        (RULES / "accuracy.csv").write_text(accuracy_as_csv(datetime.now(UTC).date().isoformat()), "utf-8")
    return 0


def rule_figures() -> list[RuleFigure]:
    """Return how often each rule was right on the example pages, the labelled ones, and the practice site."""
    right: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for page in _labelled_pages():
        for rule, what, is_right in _judged(page):
            found[rule, what] += 1
            right[rule, what] += is_right
    return [RuleFigure(rule, what, right[rule, what], n) for (rule, what), n in sorted(found.items())]


def figures_as_csv(figures: Sequence[RuleFigure]) -> str:
    """Return the figures as the text of ``parsers/rules/measured.csv``."""
    return _csv(("rule", "what", "right", "n"), ((f.rule, f.what, f.right, f.n) for f in figures))


def accuracy_as_csv(day: str) -> str:
    """Return the text of ``parsers/rules/accuracy.csv``, measured now and dated ``day``."""
    fields = measure(KEPT_APART, _MET)["fields"]
    return _csv(
        ("field", "precision", "recall", "n", "measured"),
        ((name, f"{f['precision']:.3f}", f"{f['recall']:.3f}", f["n"], day) for name, f in fields.items()),
    )


def _csv(header: Sequence[str], rows: Iterator[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _labelled_pages() -> Iterator[Labelled]:
    apart = (Example(path, _MET) for path in sorted(MADE_WITH.iterdir()) if path.suffix in MEDIA)
    for example in (*examples(), *apart):
        yield Labelled(page_rows(*example.read()), example.expected or {})
    profile = read_profile(profile_text(_HOST), "practice.toml")
    site = generate()
    for item in site.items:
        response = site.responses(item.path)
        media = response.header("Content-Type") or ""
        doc = read_document(response.body, media, _HOST + item.path, profile)
        yield Labelled(page_rows(doc, parse_disclosure(doc, profile)), item.expected)


def _judged(page: Labelled) -> Iterator[tuple[str, str, bool]]:
    """Yield rule, what it found, and whether that is right, for each finding that the label speaks of."""
    rows, label = page
    cited = {tuple(citation) for citation in label.get("citations", ())}
    for citation in rows.citations:
        if "citations" in label:
            yield citation.rule, citation.role, (citation.act, citation.provision, citation.role) in cited
    for finding in rows.findings:
        if finding.field == "citation":
            if "citations" in label:
                act, provision, role = finding.value.rsplit(maxsplit=2)
                yield finding.rule, role, (act, provision, role) in cited
        elif (name := _LABELS.get(finding.field, finding.field)) in label:
            yield finding.rule, finding.field, _folded(finding.value) in _values(label[name])


def _values(expected: Any) -> set[str]:
    several = expected if isinstance(expected, list) else [expected]
    return {_folded(value) for value in several if value}


def _folded(text: str) -> str:
    return " ".join(text.split())
