"""What a reader typed into the search box, understood. Pure and total: any text at all is a Query."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from archive.search.terms import (
    DECISIONS,
    ROLE_FIELDS,
    UNITS,
    Act,
    Cites,
    Column,
    Decided,
    Note,
    Query,
    Referenced,
    Term,
    Wanted,
    Words,
)
from parsers.letter.reference import reference_key
from parsers.provisions import registry

MOST_WORDS = 64
MOST_BEGINNINGS = 8  # each is many words
_COLUMNS: dict[str, Column] = {"title": "title", "request": "request_text", "answer": "answer_text"}
_ACTS: dict[str, Act] = {"section": "FOIA2000", "reg": "EIR2004"}
_ACT_NAMES = {
    "FOIA2000": "the Freedom of Information Act",
    "EIR2004": "the Environmental Information Regulations",
}

# How provisions and references are typed. A reference may be spaced or slashed; its suffix letter is dropped.
_NUMBER = r"(?P<number>\d{1,3}[A-Za-z]?(?:\s?\(\s?[0-9A-Za-z]{1,4}\s?\))*)"
_END = r"(?=[,.;:!?]*(?:[\s\"]|$))[,.;:!?]*"
_REFERENCE = re.compile(
    r"(?:ref:\s*)?(?:(?P<office>\d{1,2})[./\- ]?)?FOI[./\- ]?(?P<year>\d\d)[./\- ](?P<serial>\d{5,8})"
    rf"(?:[./][A-Z]\b)?{_END}",
    re.IGNORECASE,
)
_SPELLED_PROVISION = re.compile(
    rf"(?:(?P<section>sections?\b\.?|sect?\.|ss?\.?)|(?P<reg>regulations?\b\.?|regs?\.?))\s*{_NUMBER}{_END}",
    re.IGNORECASE,
)
_BARE_PROVISION = re.compile(r"(?P<number>\d{1,3}[A-Za-z]?(?:\([0-9A-Za-z]{1,4}\))+)" + _END)
_FIELD_PROVISION = re.compile(
    r"(?P<field>section|reg|ground|relied|ncnd|alternative):\s*"
    rf"(?:(?P<eir>reg(?:ulation)?s?[.:]?)|s(?:ections?)?\.?)?\s*{_NUMBER}{_END}",
    re.IGNORECASE,
)
_WHOLE_PROVISION = re.compile(rf"(?:sections?|ss?\.?|regulations?|regs?\.?)?\s*{_NUMBER}", re.IGNORECASE)
_PLAIN = re.compile(
    r"(?:(?P<field>title|request|answer|ref|section|reg|ground|relied|ncnd|alternative|decision):\s*)?"
    r'(?:"(?P<phrase>[^"]*)(?:"(?P<phrase_star>\*)?|(?P<unclosed>$))|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_SEARCHABLE = re.compile(r"[^\W_]")


def read_query(text: str) -> Query:
    """Return what ``text`` asks for. Whatever could not be used, or was read in a special way, has a note."""
    return _Reader(text).read()


def read_provision(typed: str, act: Act = "FOIA2000") -> Cites | None:
    """Return the provision that ``typed`` names ("s.31(1)(a)", "31", "reg:12(5)(e)"), or None."""
    if typed.lower().startswith("reg"):
        act, typed = "EIR2004", typed.partition(":")[2] or typed
    elif typed.lower().startswith("section:"):
        typed = typed.partition(":")[2]
    found = _WHOLE_PROVISION.fullmatch(typed.strip())
    return Cites(act, _canonical(found["number"], act)) if found else None


def _canonical(number: str, act: Act) -> str:
    """Return the registry's spelling of a provision, or the number as typed where the registry has none."""
    number = "".join(number.split())
    return _registered(act).get(number.lower(), number)


@cache
def _registered(act: Act) -> dict[str, str]:
    return {provision.lower(): provision for known, provision in registry() if known == act}


class _Reader:
    """Reads one query from left to right."""

    def __init__(self, text: str) -> None:
        self.text, lost = _printable(text)
        self.at = 0
        self.clauses: list[tuple[Wanted, ...]] = []
        self.notes: list[Note] = [Note("Characters that cannot be printed were left out.")] if lost else []
        self.words_left = MOST_WORDS
        self.beginnings_left = MOST_BEGINNINGS
        self.left_out: list[str] = []
        self.joining = self.negating = ""

    def read(self) -> Query:
        while (start := self._skip_space()) < len(self.text):
            self._read_one(start)
        self._drop_pending()
        if self.left_out:
            shown = _short(" ".join(self.left_out))
            most = f"at most {MOST_WORDS} words, and {MOST_BEGINNINGS} with a star"
            self.notes.append(Note(f"A search takes {most}; “{shown}” was left out."))
        clauses = tuple(dict.fromkeys(self.clauses))  # a word that is typed twice is still one
        return Query(self.text.strip(), clauses, tuple(dict.fromkeys(self.notes)))

    def _skip_space(self) -> int:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at

    def _read_one(self, start: int) -> None:
        if self.text[start] == "-" and self.text[start + 1 : start + 2].strip():
            self.negating = self.negating or "-"
            start += 1
        for pattern, read in (
            (_REFERENCE, self._reference),
            (_FIELD_PROVISION, self._field_provision),
            (_SPELLED_PROVISION, self._spelled_provision),
            (_BARE_PROVISION, self._bare_provision),
            (_PLAIN, self._plain),
        ):
            if found := pattern.match(self.text, start):
                self.at = found.end()
                read(found)
                return
        self.at = len(self.text)

    def _add(self, term: Term, typed: str) -> None:
        size = len(_WORD.findall(term.spellings[0])) if isinstance(term, Words) else 1
        begins = isinstance(term, Words) and term.prefix
        if size > self.words_left or begins > self.beginnings_left:
            self.left_out.append(typed)
            self.joining = self.negating = ""
            return
        self.words_left -= size
        self.beginnings_left -= begins
        wanted = Wanted(term, bool(self.negating))
        if self.joining and self.clauses:
            self.clauses[-1] = (*self.clauses[-1], wanted)
        else:
            self.clauses.append((wanted,))
        self.joining = self.negating = ""

    def _drop_pending(self) -> None:
        for operator in filter(None, (self.joining, self.negating)):
            self.notes.append(Note(f"“{operator}” had nothing to work on, so it was left out."))
        self.joining = self.negating = ""

    def _quoted_instead(self, start: int, end: int) -> str:
        """The query with the words at ``start`` in quotation marks, which always mean plain text."""
        words = self.text[start:end].strip()
        return f'{self.text[:start]}"{words}"{self.text[end:]}'.strip()

    def _reference(self, found: re.Match[str]) -> None:
        bare = f"FOI.{found['year']}.{found['serial']}"
        key = reference_key(f"{found['office'] or '01'}.{bare}")
        self._add(Referenced(key, (key, bare)), found[0])

    def _field_provision(self, found: re.Match[str]) -> None:
        field = found["field"].lower()
        act = _ACTS["reg" if field == "reg" or found["eir"] else "section"]
        roles, _ = ROLE_FIELDS.get(field, ((), ""))
        cited = Cites(act, _canonical(found["number"], act), roles)
        if (act, cited.provision) not in registry():
            self.notes.append(Note(f"There is no {cited.shown} in {_ACT_NAMES[act]}, so nothing cites it."))
        self._add(cited, found[0])

    def _spelled_provision(self, found: re.Match[str]) -> None:
        act = _ACTS["reg" if found["reg"] else "section"]
        self._typed_provision(found, act, _canonical(found["number"], act))

    def _bare_provision(self, found: re.Match[str]) -> None:
        self._typed_provision(found, "FOIA2000", _canonical(found["number"], "FOIA2000"))

    def _typed_provision(self, found: re.Match[str], act: Act, provision: str) -> None:
        """Take a provision of the Act for a citation, and any other for words in any spelling.

        "Section 60" is the stop and search power far more often than anything in the FOIA.
        """
        typed = found[0].rstrip(",.;:!?")
        if (act, provision) in registry():
            cited = Cites(act, provision)
            read_as = f"“{typed}” was read as {cited.shown} of {_ACT_NAMES[act]}, any part of it."
            if self.words_left and not any(note.text == read_as for note in self.notes):
                instead = self._quoted_instead(found.start(), found.start() + len(typed))
                self.notes.append(Note(read_as, instead, f"Search for the plain text “{typed}” instead"))
            self._add(cited, typed)
            return
        unit = UNITS[act]
        self._add(
            Words(tuple(f"{spelling}{provision}" for spelling in (f"{unit} ", unit[0], f"{unit[0]} "))), typed
        )

    def _plain(self, found: re.Match[str]) -> None:
        field = (found["field"] or "").lower()
        if not field and found["word"] and self.negating != "-" and self._operator(found["word"]):
            return
        if found["unclosed"] is not None and _SEARCHABLE.search(found["phrase"]):
            self.notes.append(
                Note("The quotation mark had no partner, so everything after it was read as one phrase.")
            )
        words, prefix = _words(found)
        if words and found["word"] and _bracketed(found["word"]):
            self.notes.append(Note("Brackets do not group words here: OR goes with the words next to it."))
        if not words:
            self.notes.append(
                Note(f"“{_short(found[0])}” has no letter or digit to search for, so it was left out.")
            )
            self.negating = ""
        elif field == "decision":
            self._decision(found, words)
        elif field == "ref":
            self._add(Referenced(words, part="".join(_WORD.findall(words)).lower()), found[0])
        elif field in _ACTS or field in ROLE_FIELDS:
            self.notes.append(
                Note(f"“{_short(words)}” is no number of a provision, so it was searched as words.")
            )
            self._add(Words((words,), prefix=prefix), found[0])
        else:
            self._add(Words((words,), _COLUMNS.get(field, ""), prefix, found["word"] is None), found[0])

    def _operator(self, word: str) -> bool:
        if word == "AND":
            self.notes.append(Note("“AND” is not needed: every word has to be there."))
            return True
        if word == "OR":
            if self.joining or self.negating or not self.clauses:
                self.notes.append(Note("“OR” stands between two words; one of them had nothing to work on."))
            else:
                self.joining = word
            return True
        if word == "NOT":
            self.negating = word
            return True
        return False

    def _decision(self, found: re.Match[str], words: str) -> None:
        code = words.lower().replace("-", "_").replace(" ", "_")
        if code in DECISIONS:
            self._add(Decided(code), found[0])
            return
        known = ", ".join(DECISIONS)
        self.notes.append(
            Note(f"“{_short(words)}” is not a decision, so it was left out. Decisions: {known}.")
        )
        self.negating = ""


def _printable(text: str) -> tuple[str, bool]:
    """Return ``text`` with straight double quotes and spaces for control characters; and if it had any."""
    kept = "".join(
        " " if unicodedata.category(c) in {"Cc", "Cs"} else '"' if c in "“”„‟" else c for c in text
    )
    return kept, any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\t\n\r" for c in text)


def _words(found: re.Match[str]) -> tuple[str, bool]:
    """Return the searchable words of a plain term, or nothing, and whether a star follows them."""
    typed = found["phrase"] if found["word"] is None else found["word"]
    prefix = bool(found["phrase_star"]) or (found["word"] is not None and typed.endswith("*"))
    words = " ".join(typed.split()).strip(" *") if found["word"] is None else typed.strip("*,;:!?()")
    return (words if _SEARCHABLE.search(words) else ""), prefix


def _bracketed(word: str) -> bool:
    bare = word.strip("*,;:!?")
    return bare.strip("()") != bare


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
