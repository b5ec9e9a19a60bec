"""Count exemptions from an exported folder as the site does, and draw its main charts.

    foilog export archive-2026 --format csv
    python docs/examples/charts.py archive-2026 charts

Needs pandas. Writes charts/exemptions-by-year.csv, with the columns of the site's /exemptions.csv, and
charts/charts.html.
"""

from __future__ import annotations

import re
import sys
from html import escape
from pathlib import Path

import pandas as pd

GROUNDS = ["relied_on", "ncnd", "alternative"]
PART_II = range(21, 45)


def read(folder: Path, table: str) -> pd.DataFrame:
    """Return a table of the export with its texts as they were written; an empty cell is an empty text."""
    frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return frame.map(lambda cell: re.sub(r"^'(?='*\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r])", "", cell))


def grounds(folder: Path) -> pd.DataFrame:
    """Return a row for each response, section of the FOIA and role in which it is a ground of refusal."""
    responses = read(folder, "responses")[["id", "published"]].rename(columns={"id": "response_id"})
    citations = read(folder, "citations")[["response_id", "act", "section", "role"]]
    used = citations[(citations.act == "FOIA2000") & citations.role.isin(GROUNDS)].drop_duplicates()
    used = used.merge(responses, on="response_id")
    return used.assign(year=used.published.str[:4])[used.published != ""]


def by_year(folder: Path) -> pd.DataFrame:
    """Return how many responses use each section in each year: in any use, and in each use apart."""
    used = grounds(folder)
    responses = read(folder, "responses")
    published = responses[responses.published != ""].published.str[:4].value_counts().sort_index()
    each = used.groupby(["year", "section", "role"]).response_id.nunique().unstack("role", fill_value=0)
    counts = each.reindex(columns=GROUNDS, fill_value=0)
    # A response with two uses of a section counts once: the uses are never added up.
    counts.insert(0, "any_use", used.groupby(["year", "section"]).response_id.nunique())
    cells = pd.MultiIndex.from_product([published.index, used.section.unique()], names=["period", "section"])
    table = counts.rename_axis(["period", "section"]).reindex(cells, fill_value=0)
    table.insert(0, "published_responses", published.reindex(cells.get_level_values("period")).to_numpy())
    return table.sort_index()


def any_exemption(folder: Path) -> pd.DataFrame:
    """Return by year how many responses were published, and how many use an exemption of Part II."""
    responses = read(folder, "responses")
    published = responses[responses.published != ""].published.str[:4].value_counts().sort_index()
    used = grounds(folder)
    number = pd.to_numeric(used.section.str.extract(r"^(\d+)")[0])
    exempting = used[number.isin(PART_II)].groupby("year").response_id.nunique()
    return pd.DataFrame({"published": published, "any_exemption": exempting}).fillna(0).astype(int)


def chart(title: str, parts: pd.Series, wholes: pd.Series) -> str:
    """Return a chart of columns as SVG: solid what is counted, in outline what it is out of."""
    top, bars = max(wholes.max(), 1), []
    for place, (year, whole) in enumerate(wholes.items()):
        part, left = int(parts.get(year, 0)), 20 + 70 * place
        for kind, count in (("none", whole), ("currentColor", part)):
            height = 160 * count / top
            bars.append(
                f'<rect x="{left}" y="{180 - height:.1f}" width="50" height="{height:.1f}" fill="{kind}"'
                ' stroke="currentColor"/>'
            )
        bars.append(f'<text x="{left}" y="198">{escape(str(year))}: {part} of {whole}</text>')
    width = 20 + 70 * len(wholes)
    text = f'<svg width="{width}" height="210" font-size="9" role="img">{"".join(bars)}</svg>'
    return f"<h2>{escape(title)}</h2>{text}"


def wrong_usage(arguments: list[str]) -> str:
    """Return what is wrong with the arguments, in one line; empty where nothing is."""
    if len(arguments) != 2:
        return "give the folder of an export and one to write to: charts.py archive-2026 charts"
    folder = Path(arguments[0])
    if not all((folder / f"{table}.csv").exists() for table in ("responses", "citations")):
        return f"{folder} holds no tables; write them with: foilog export {folder} --format csv"
    return ""


def main() -> None:
    """Write the table and the charts."""
    if wrong := wrong_usage(sys.argv[1:]):
        sys.stderr.write(f"charts.py: {wrong}\n")
        sys.exit(2)
    folder, out = map(Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    table, overall = by_year(folder), any_exemption(folder)
    table.to_csv(out / "exemptions-by-year.csv")
    overall.to_csv(out / "any-exemption-by-year.csv", index_label="period")
    charts = [chart("Responses that use any exemption", overall.any_exemption, overall.published)]
    totals = table.groupby("section").any_use.sum().sort_values(ascending=False)  # a response has one year
    for section in [name for name in totals.index if int(re.match(r"\d+", name)[0]) in PART_II][:8]:
        parts = table.xs(section, level="section")
        charts.append(chart(f"Section {section}", parts.any_use, parts.published_responses))
    page = f'<!doctype html><html lang="en"><title>Exemptions</title>{"".join(charts)}</html>\n'
    (out / "charts.html").write_text(page, "utf-8")


if __name__ == "__main__":
    main()
