"""`foilog eval`: figures one can work out by hand."""

import json
from pathlib import Path

import pytest

from foilog.evaluating import measure
from foilog.outcome import ExitCode, Failure
from parsers.profile import builtin_profiles
from tests.command import foilog
from tests.held_pages import letter

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
READ = [["FOIA2000", "17", "procedural"], ["FOIA2000", "40(2)", "relied_on"]]


def label(folder: Path, name: str, number: str, **fields: object) -> None:
    (folder / f"{name}.txt").write_text("\n".join(letter(reference=number)), "utf-8")
    (folder / f"{name}.json").write_text(json.dumps(fields), "utf-8")


def test_fields_roles_and_sections(tmp_path: Path) -> None:
    label(tmp_path, "right", "01.FOI.23.031111", reference="01.FOI.23.031111", citations=READ)
    wrong = [*READ[:1], ["FOIA2000", "40(2)", "ncnd"], ["FOIA2000", "31(1)(a)", "relied_on"]]
    label(tmp_path, "wrong", "01.FOI.23.031112", reference="01.FOI.23.999999", citations=wrong)
    label(tmp_path, "silent", "01.FOI.23.031113", decision="partial_disclosure", title=None)
    figures = measure(tmp_path, MET)
    assert figures["fields"]["reference"] == {"precision": 0.5, "recall": 0.5, "n": 2}
    assert figures["fields"]["decision"] == {"precision": 1.0, "recall": 1.0, "n": 1}
    assert figures["fields"]["title"] == {"precision": 1.0, "recall": 1.0, "n": 0}
    assert figures["fields"]["citations"] == {"precision": 3 / 4, "recall": 3 / 5, "n": 5}
    assert "request_text" not in figures["fields"]
    assert figures["roles"]["relied_on"] == {"precision": 0.5, "recall": 0.5, "n": 2}
    assert figures["roles"]["ncnd"] == {"precision": 1.0, "recall": 0.0, "n": 1}
    assert figures["sections"]["31"] == {"precision": 1.0, "recall": 0.0, "n": 1}
    assert figures["sections"]["40"] == {"precision": 0.5, "recall": 0.5, "n": 2}
    assert "17" not in figures["sections"]


def test_requests_are_compared_with_white_space_folded(tmp_path: Path) -> None:
    label(
        tmp_path,
        "one",
        "01.FOI.23.031111",
        request_text="How many swans  were escorted\nacross roads in 2022?",
    )
    assert measure(tmp_path, MET)["fields"]["request_text"] == {"precision": 1.0, "recall": 1.0, "n": 1}


def test_the_command_prints_them(tmp_path: Path) -> None:
    label(tmp_path, "one", "01.FOI.23.031111", citations=READ)
    assert foilog("eval", tmp_path, "--json").json["roles"]["relied_on"]["n"] == 1
    assert "relied_on                1.000     1.000     1" in foilog("eval", tmp_path).out


def test_what_is_no_label_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="no page") as none:
        measure(tmp_path, MET)
    assert none.value.code == ExitCode.USAGE
    label(tmp_path, "one", "01.FOI.23.031111")
    (tmp_path / "one.json").write_text("[1")
    with pytest.raises(Failure, match=r"one\.json: not a label"):
        measure(tmp_path, MET)
