"""Evidence is checked without foilog: with one changed byte or one rewritten manifest it fails."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.building.build import build_archive
from archive.store.captures import CaptureStore
from archive.store.heads import tell_heads
from archive.store.manifests import Manifest, manifest_problems, manifests
from foilog.outcome import ExitCode
from tests.command import foilog
from tests.export_archive import CLEAN, IDS, MOVED, SWANS, write_archive
from tests.held_pages import ITEMS, MET, capture, hold, letter, page


@pytest.fixture(scope="module")
def published_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = write_archive(tmp_path_factory.mktemp("twice") / "data")
    with CaptureStore.open(data / "captures.db") as store:
        store.start_run(datetime.now(UTC), ("live",), MET.name)
        later = page(letter("01.FOI.23.031119", "How many owls?"))
        hold(store, capture(f"{ITEMS}/d/june-2024/owls/", later, "2024-06-09T09:00:00Z"))
        build_archive(store, MET, data / "foi.db")
    return data


@pytest.fixture
def data(published_twice: Path, tmp_path: Path) -> Path:
    """An archive that published twice, so that its chain has two manifests."""
    shutil.copytree(published_twice, tmp_path / "data")
    return tmp_path / "data"


def unpacked(data: Path, key: str = IDS[0]) -> Path:
    out = data.parent / "evidence.zip"
    ended = foilog("--data", data, "bundle", key, "--out", out, "--json")
    assert ended.code == ExitCode.DONE, ended.err
    assert hashlib.sha256(out.read_bytes()).hexdigest() == ended.json["sha256"]
    folder = data.parent / "evidence"
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(out) as archive:
        archive.extractall(folder)
    return folder


def check(folder: Path, *known: str) -> tuple[int, str]:
    """Run the bundle's own check without anything of ours to import; return its exit code and its words."""
    command = [sys.executable, "-I", str(folder / "check.py"), *known]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.returncode, done.stdout


def sums(folder: Path) -> int:
    command = ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


def chain(data: Path) -> list[Manifest]:
    with CaptureStore.open(data / "captures.db") as store:
        return list(manifests(store))


def test_a_bundle_has_all_and_holds(data: Path) -> None:
    folder = unpacked(data)
    assert sums(folder) == 0
    code, said = check(folder)
    assert code == 0, said
    head = chain(data)[-1]
    assert f"up to 000002.txt, {head.sha256}" in said
    records = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("captures/*.json"))]
    assert {record["url"] for record in records} == {SWANS, CLEAN, MOVED}
    for record, body in zip(records, sorted(folder.glob("captures/*.body*")), strict=True):
        assert hashlib.sha256(body.read_bytes()).hexdigest() == record["sha256"]
    assert sorted((record["status"], record["headers"]) for record in records) == [
        (200, []),
        (200, []),
        (301, [["location", SWANS]]),
    ]
    told = json.loads((folder / "record.json").read_text("utf-8"))
    assert (told["id"], told["versions"][0]["state"]) == (IDS[0], "present")
    assert (folder / "text.txt").read_text("utf-8") == told["text"]


def test_the_same_evidence_is_the_same_bytes(data: Path) -> None:
    zips = [data.parent / "one.zip", data.parent / "two.zip"]
    for path in zips:
        assert foilog("--data", data, "bundle", SWANS, "--out", path).code == ExitCode.DONE
    assert zips[0].read_bytes() == zips[1].read_bytes()


def test_one_flipped_byte_in_any_file_fails(data: Path) -> None:
    folder = unpacked(data)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]
    assert len(files) == 12  # and the empty body of a redirect
    for path in files:
        whole = path.read_bytes()
        path.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
        assert sums(folder) != 0, path
        if path.name != "check.py":  # which would judge itself
            assert check(folder)[0] == 1, path
        path.write_bytes(whole)
    assert check(folder)[0] == sums(folder) == 0


def test_a_file_more_or_less_fails(data: Path) -> None:
    folder = unpacked(data)
    (folder / "captures" / "0009.json").write_text('{"sha256": ""}')
    assert "0009.json" in check(folder)[1]
    (folder / "captures" / "0009.json").unlink()
    (folder / "text.txt").unlink()
    assert check(folder) == (1, "text.txt: in the folder or in SHA256SUMS, not in both\n")


def resummed(folder: Path) -> None:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "SHA256SUMS"]
    lines = [f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.relative_to(folder)}\n" for f in files]
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_a_capture_made_up_afterwards_is_named_by_no_manifest(data: Path) -> None:
    folder = unpacked(data)
    body, record = folder / "captures/0001.body.html", folder / "captures/0001.json"
    told = json.loads(record.read_text("utf-8"))
    body.write_bytes(body.read_bytes().replace(b"Twelve", b"Ninety"))
    record.write_text(json.dumps({**told, "sha256": hashlib.sha256(body.read_bytes()).hexdigest()}))
    resummed(folder)
    assert sums(folder) == 0
    assert "0001.json: no manifest names it" in check(folder)[1]


def test_a_rewritten_manifest_breaks_the_chain_and_one_rewritten_to_its_end_lacks_the_digest_that_is_known(
    data: Path,
) -> None:
    known = chain(data)[-1].sha256
    folder = unpacked(data)
    assert check(folder, known)[0] == 0
    first, second = sorted(folder.glob("manifests/*.txt"))
    before = hashlib.sha256(first.read_bytes()).hexdigest()
    first.write_text(first.read_text().replace("made 20", "made 19"))
    resummed(folder)
    assert check(folder) == (1, "000002.txt: does not follow 000001.txt\n")
    after = hashlib.sha256(first.read_bytes()).hexdigest()
    second.write_text(second.read_text().replace(before, after))
    resummed(folder)
    assert check(folder)[0] == 0  # made up from its beginning to its end
    assert check(folder, known) == (1, f"no manifest has the digest {known}\n")


def test_each_publishing_with_something_new_adds_one_manifest(data: Path) -> None:
    first, second = chain(data)
    assert first.follows(None)
    assert second.follows(first)
    assert not second.follows(None)
    assert (len(first.digests), len(second.digests)) == (9, 1)
    assert foilog("--data", data, "build").code == ExitCode.DONE
    assert chain(data) == [first, second]
    for manifest in (first, second):
        assert (data / "manifests" / manifest.file_name).read_text("utf-8") == manifest.text
    (data / "manifests" / second.file_name).unlink()
    assert foilog("--data", data, "build").code == ExitCode.DONE
    assert (data / "manifests" / second.file_name).read_text("utf-8") == second.text


def problems(data: Path) -> list[str]:
    with CaptureStore.open(data / "captures.db") as store:
        return list(manifest_problems(store, data / "manifests"))


def rewrite(data: Path, *statements: str) -> None:
    with closing(sqlite3.connect(data / "captures.db")) as conn, conn:
        for trigger in ("manifests_never_change", "captures_never_change"):
            conn.execute(f"drop trigger {trigger}")
        for statement in statements:
            conn.execute(statement)


def test_a_rewritten_manifest_is_seen_by_verify(data: Path) -> None:
    assert problems(data) == []
    rewrite(data, "update manifests set text = replace(text, 'made 20', 'made 19') where number = 1")
    assert any(problem.startswith("manifest 1:") for problem in problems(data))
    ended = foilog("--data", data, "verify")
    assert ended.code == ExitCode.STORAGE
    assert "manifest 1" in ended.out + ended.err


def test_a_manifest_rewritten_with_its_digest_no_longer_fits_the_next_or_its_file(data: Path) -> None:
    text = chain(data)[0].text.replace("made 20", "made 19")
    digest = hashlib.sha256(text.encode()).hexdigest()
    rewrite(data, f"update manifests set text = '{text}', sha256 = '{digest}' where number = 1")
    found = "\n".join(problems(data))
    assert "manifest 2: it is not what it was, or does not follow" in found
    assert "000001.txt: it is not manifest 1" in found


def test_a_capture_that_was_changed_is_seen(data: Path) -> None:
    rewrite(data, "update captures set captured_at = '2020-01-01T00:00:00Z' where id = 1")
    assert problems(data) == ["manifest 1: capture 1 is not what it was"]


def test_a_file_of_a_manifest_that_is_gone_or_too_many_is_seen_and_a_build_writes_it_again(
    data: Path,
) -> None:
    first, second = sorted((data / "manifests").glob("*.txt"))
    first.rename(data / "manifests" / "000003.txt")
    assert problems(data) == [
        f"{first}: it is missing; foilog build writes it again",
        f"{data}/manifests/000003.txt: the chain ends before it",
    ]
    (data / "manifests" / "000003.txt").unlink()
    assert foilog("--data", data, "build").code == ExitCode.DONE
    assert problems(data) == []
    assert [first, second] == sorted((data / "manifests").glob("*.txt"))


def rewrite_the_whole_chain(data: Path) -> None:
    """Make one manifest in the place of all, as somebody would who wants to have it so from the beginning."""
    rewrite(data, "drop trigger manifests_stay", "delete from sealed", "delete from manifests")
    rewritten = [path.unlink() for path in (data / "manifests").glob("*.txt")]
    assert rewritten


def test_a_chain_rewritten_from_its_beginning_is_seen_by_the_public_file(data: Path) -> None:
    head = chain(data)[-1].sha256
    rewrite_the_whole_chain(data)
    ended = foilog("--data", data, "verify")
    assert ended.code == ExitCode.STORAGE
    assert f"{data}/foi.db: it tells of manifest {head}, which the chain does not hold" in ended.out


def kept(data: Path) -> dict[str, str]:
    """What people may have kept of an archive, copied elsewhere."""
    away = data.parent / "kept elsewhere"
    shutil.copytree(data / "manifests", away / "manifests")
    shutil.copy(data / "foi.db", away / "foi.db")
    assert foilog("--data", data, "bundle", IDS[0], "--out", away / "evidence.zip").code == ExitCode.DONE
    told = {
        "a digest": foilog("--data", data, "status", "--json").json["manifest"]["sha256"].upper(),
        "a digest of before": chain(data)[0].sha256,
        "a public file": away / "foi.db",
        "a bundle": away / "evidence.zip",
        "a manifest": away / "manifests" / "000001.txt",
        "the manifests": away / "manifests",
    }
    return {what: str(named) for what, named in told.items()}


def test_who_kept_anything_of_the_chain_can_prove_that_it_was_rewritten(data: Path) -> None:
    known = kept(data)
    for what, named in known.items():
        ended = foilog("--data", data, "verify", "--against", named, "--json")
        assert (ended.code, ended.json["head"]) == (ExitCode.DONE, chain(data)[-1].sha256), what
    rewrite_the_whole_chain(data)
    assert foilog("--data", data, "build").code == ExitCode.DONE
    assert foilog("--data", data, "verify").code == ExitCode.DONE  # all that is here was made to fit
    for what, named in known.items():
        ended = foilog("--data", data, "verify", "--against", named, "--json")
        assert ended.code == ExitCode.STORAGE, what
        [problem] = ended.json["problems"]
        assert problem.startswith(f"{named}: it tells of manifest "), what


def test_what_tells_of_no_manifest_is_wrong_usage(data: Path) -> None:
    (data / "page.html").write_text("<html>")
    for named in ("abc", data / "page.html", data / "captures.db"):
        ended = foilog("--data", data, "verify", "--against", named)
        assert ended.code == ExitCode.USAGE, named
        assert "manifest" in ended.err


def test_the_public_file_tells_the_newest_manifest_of_each_run(tmp_path: Path) -> None:
    nights = [f"2024-06-0{day}T03:00:00Z" for day in (1, 2, 3, 4)]
    sealed = [
        "2024-06-02T03:10:00Z",
        "2024-06-03T03:10:00Z",
        "2024-06-03T09:30:00Z",
    ]  # and by hand in the day
    building = tmp_path / "foi.db.building"
    with closing(sqlite3.connect(building)) as conn, conn:
        conn.execute("create table runs (id integer primary key, started text, manifest text)")
        conn.executemany("insert into runs values (?, ?, null)", enumerate(nights, 1))
    with CaptureStore.open(tmp_path / "captures.db") as store:
        for number, made in enumerate(sealed, 1):
            text = f"foilog manifest {number}\nmade {made}\nprevious none\ncaptures 0\n"
            store.execute("insert into manifests values (?, ?, ?)", (number, f"digest {number}", text))
        tell_heads(store, building)
    with closing(sqlite3.connect(building)) as conn:
        told = conn.execute("select manifest from runs order by id").fetchall()
    assert told == [(None,), ("digest 1",), ("digest 3",), ("digest 3",)]


def test_the_store_refuses_to_change_a_manifest(data: Path) -> None:
    with closing(sqlite3.connect(data / "captures.db")) as conn:
        for statement in ("update manifests set text = ''", "delete from manifests"):
            with pytest.raises(sqlite3.IntegrityError):
                conn.execute(statement)


def test_an_erasure_leaves_the_chain_and_takes_the_bytes(data: Path) -> None:
    before = chain(data)
    ended = foilog("--data", data, "suppress", IDS[1], "--reason", "A person asked for it.", "--erase")
    assert ended.code == ExitCode.DONE, ended.err
    assert chain(data) == before
    assert problems(data) == []
    assert foilog("--data", data, "verify").code == ExitCode.DONE
    folder = unpacked(data)
    assert check(folder, before[0].sha256)[0] == 0
    ended = foilog("--data", data, "bundle", IDS[1])
    assert ended.code == ExitCode.USAGE


def test_what_is_covered_in_public_is_not_in_the_bytes_of_a_bundle(data: Path) -> None:
    ended = foilog("--data", data, "suppress", IDS[0], "--reason", "Asked for.", "--mask", "Twelve swans")
    assert ended.code == ExitCode.DONE, ended.err
    ended = foilog("--data", data, "bundle", IDS[0], "--out", data.parent / "masked.zip", "--json")
    assert ended.code == ExitCode.DONE, ended.err
    assert list(ended.json["left_out"].values()) == [1]
    with zipfile.ZipFile(data.parent / "masked.zip") as archive:
        for name in archive.namelist():
            assert b"Twelve swans" not in archive.read(name), name


def test_captures_that_no_manifest_names_are_not_passed_off_as_proven(data: Path) -> None:
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, capture(SWANS, page(letter(IDS[0], answer="Thirteen.")), "2024-08-01T09:00:00Z"))
    ended = foilog("--data", data, "bundle", IDS[0])
    assert ended.code == ExitCode.STORAGE
    assert "foilog build" in ended.err
