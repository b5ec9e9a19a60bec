"""The members of a ZIP are read as the files they are, and one made to burst is not unpacked."""

import io
import struct
import zipfile

import pytest

from parsers.files.archives import TOO_DEEP
from parsers.files.limits import Limits
from parsers.files.reading import read_parts
from parsers.files.records import Cell
from parsers.files.unread import DAMAGED, LOCKED, NO_TEXT
from tests.made_files import csv_text, docx, locked_office, paragraph, pdf, xlsx, zipped

MEMBERS = {
    "letters/reply.pdf": pdf(["Page one", "Page two"]),
    "figures.xlsx": xlsx({"Summer": [["Lit", 5]], "Winter": [[None, 7]]}),
    "figures.csv": csv_text([["Ward", "Lit"]]),
    "reply.docx": docx(paragraph("A reply")),
    "really a table.pdf": xlsx({"S": [["Lit"]]}),
    "__MACOSX/letters/._reply.pdf": b"\0\5\26\7",
    "letters/.DS_Store": b"\0\0\0\1Bud1",
}


def test_each_member_is_read_by_its_own_kind_and_names_its_parts() -> None:
    reading = read_parts(zipped(MEMBERS), "zip")
    assert [(part.name, part.text) for part in reading.parts] == [
        ("letters/reply.pdf: page 1", "Page one"),
        ("letters/reply.pdf: page 2", "Page two"),
        ("figures.xlsx: Summer", "Lit | 5"),
        ("figures.xlsx: Winter", "7"),
        ("figures.csv", "Ward | Lit"),
        ("reply.docx", "A reply"),
        ("really a table.pdf: S", "Lit"),
    ]
    assert list(reading.parts[3].cells) == [Cell(1, 2, "7")]
    assert reading.reason == ""


def test_a_zip_in_a_zip_is_read_and_one_in_that_is_not() -> None:
    inner = {"a.txt": "inner words", "deep.zip": zipped({"b.txt": "deep words"})}
    reading = read_parts(zipped({"inner.zip": zipped(inner), "c.txt": "outer words"}), "zip")
    assert [part.name for part in reading.parts] == ["inner.zip: a.txt", "c.txt"]
    assert reading.reason == f"inner.zip: deep.zip: {TOO_DEEP}"


def test_members_that_cannot_be_read_are_named_with_their_reason() -> None:
    reading = read_parts(zipped({"a.txt": "kept", "b.xlsx": locked_office(), "c.pdf": b"%PDF-"}), "zip")
    assert [part.name for part in reading.parts] == ["a.txt"]
    assert reading.reason == f"b.xlsx: {LOCKED} c.pdf: {DAMAGED}"


def test_many_reasons_are_counted() -> None:
    reading = read_parts(zipped({f"{number}.pdf": b"%PDF-" for number in range(30)}), "zip")
    assert reading.reason.count(DAMAGED) == 20
    assert reading.reason.endswith("Text is missing of 10 more files in it.")


def test_a_locked_member_says_so() -> None:
    body = bytearray(zipped({"a.txt": "words"}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(signature) + flags] |= 1
    assert read_parts(bytes(body), "zip").reason == f"a.txt: {LOCKED}"


def test_a_damaged_member_says_so() -> None:
    body = zipped({"a.txt": "words and more words", "b.txt": "kept"}, zipfile.ZIP_STORED)
    reading = read_parts(body.replace(b"words and", b"wards and"), "zip")
    assert ([part.text for part in reading.parts], reading.reason) == (["kept"], f"a.txt: {DAMAGED}")


def test_members_of_one_name_stay_apart() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("a.txt", "first")
        with pytest.warns(UserWarning, match="Duplicate name"):
            container.writestr("a.txt", "second")
    parts = read_parts(out.getvalue(), "zip").parts
    assert [(part.name, part.text) for part in parts] == [("a.txt", "first"), ("a.txt (2)", "second")]


def test_an_empty_zip_says_so() -> None:
    assert read_parts(zipped({}), "zip").reason == NO_TEXT


@pytest.mark.parametrize(
    ("limits", "texts", "reason"),
    [
        (Limits(members=2), ["word", "word"], "Only 2 of the 3 files in it are read."),
        (
            Limits(characters=9),
            ["word", "word", "w"],
            "2.txt: Only the first 1 characters of the file are read.",
        ),
        (Limits(characters=8), ["word", "word"], "2.txt: Only the first 0 characters of the file are read."),
    ],
)
def test_limits_hold_for_all_members_together(limits: Limits, texts: list[str], reason: str) -> None:
    body = zipped({f"{number}.txt": "word" for number in range(3)})
    reading = read_parts(body, "zip", limits)
    assert ([part.text for part in reading.parts], reading.reason) == (texts, reason)


# -- Bombs -------------------------------------------------------------------------------------------------


def flat_bomb() -> bytes:
    return zipped({"a.txt": bytes(30_000_000)})


def overlapping_bomb() -> bytes:
    """Many entries of the directory that all name one member, as the best bombs do."""
    body = zipped({"a.txt": b" " * 9_000_000})
    begin = body.index(b"PK\x01\x02")
    end = body.index(b"PK\x05\x06")
    count = 1_000
    directory = body[begin:end] * count
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), begin, 0)
    return body[:begin] + directory + tail


def lying_bomb() -> bytes:
    """A member that unpacks to more than the directory says."""
    body = bytearray(flat_bomb())
    for signature, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", body, body.index(signature) + size, 100)
    return bytes(body)


def nested_bomb(depth: int) -> bytes:
    body = zipped({"a.txt": b" " * 9_000_000})
    for level in range(depth):
        body = zipped({f"{level}-{copy}.zip": body for copy in range(16)})
    return body


def endless() -> bytes:
    """A ZIP in a ZIP in a ZIP and so on, as one that holds itself looks from outside."""
    body = zipped({"again.zip": b""})
    for _ in range(30):
        body = zipped({"again.zip": body})
    return body


BURST = "The file would unpack to more than 250 times its size."


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (flat_bomb(), BURST),
        (overlapping_bomb(), "The file would unpack to more than 500 MB."),
        (lying_bomb(), f"a.txt: {DAMAGED}"),
        (endless(), f"again.zip: again.zip: {TOO_DEEP}"),
        (zipped({"a.zip": flat_bomb()}), f"a.zip: {BURST}"),
    ],
)
def test_a_bomb_is_not_unpacked(body: bytes, reason: str) -> None:
    reading = read_parts(body, "zip")
    assert (reading.parts, reading.reason) == ((), reason)


def test_bombs_in_bombs_are_stopped_by_what_all_of_them_hold() -> None:
    reading = read_parts(nested_bomb(3), "zip", Limits(unpacked=20_000_000))
    assert not reading.parts
    assert "packed too deep" in reading.reason or "would unpack" in reading.reason
