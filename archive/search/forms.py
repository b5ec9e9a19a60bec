"""The forms in which a word may stand: singular and plural, present and past.

A stemmer cuts further: Porter's makes one word of police and policing, officer and office, training and
train, news and new, personal and person, internal and international. In letters by a police force that
fills every search with what nobody asked for. So only endings of number and tense are taken for the same
word; words in -ing are mostly things of their own (a hearing, a shooting, training). ``arrest*`` finds the
rest, and quotation marks keep a word as it is typed.
"""

from __future__ import annotations

from collections.abc import Iterator

_SHORTEST = 3
_LONGEST_SURELY_DOUBLED = 4  # "car" has no past "cared", while "visit" and "commit" each go their own way
_VOWELS = tuple("aeiou")
_SIBILANTS = ("s", "x", "z", "ch", "sh", "o")
# No ending tells these.
_FAMILIES = """
child children, foot feet, half halves, knife knives, life lives, man men, person people persons,
shelf shelves, thief thieves, wife wives, wolf wolves, woman women, policeman policemen,
policewoman policewomen, buy buys bought, find finds found, hold holds held, lose loses lost,
pay pays paid, sell sells sold, spend spends spent, steal steals stole stolen, withhold withholds withheld
"""
_IRREGULAR = {word: tuple(family.split()) for family in _FAMILIES.split(",") for word in family.split()}
# These look like a form of another word and mean something else, or would be drowned by it.
_ALONE = frozenset(
    "arms customs goods headquarters united news policed series species need needs speed speeds seed feed"
    " during evidence less does gas this has was his its yes us use uses used".split()
)


def forms(word: str) -> tuple[str, ...]:
    """Return the word itself, then other forms it may stand in, some of which are no words at all.

    >>> forms("arrested"), forms("news")
    (('arrested', 'arrest', 'arrests', 'arreste', 'arrestes'), ('news',))
    """
    lower = word.lower()
    if len(word) < _SHORTEST or not (lower.isascii() and lower.isalpha()) or lower in _ALONE:
        return (word,)
    family = _IRREGULAR.get(lower, ())
    bases = tuple(_bases(lower)) or (lower,)
    others = (*family, *(form for base in bases for form in _inflected(base)))
    return (word, *(form for form in dict.fromkeys(others) if form != lower and form not in _ALONE))


def _bases(word: str) -> Iterator[str]:
    """Yield what ``word`` may be the plural or the past of."""
    if len(word) > _SHORTEST + 1 and word.endswith(("ies", "ied")):
        yield f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield word[:-1]
        if word.endswith("es") and word[:-2].endswith(_SIBILANTS):
            yield word[:-2]
    elif word.endswith("ed") and len(word) > _SHORTEST + 1:
        yield word[:-2]
        yield word[:-1]
        if word[-3] == word[-4]:
            yield word[:-3]


def _inflected(base: str) -> Iterator[str]:
    """Yield ``base``, its plural and its past."""
    yield base
    if base.endswith("y") and base[-2] not in _VOWELS:
        yield from (f"{base[:-1]}ies", f"{base[:-1]}ied")
    elif base.endswith("e"):
        yield from (f"{base}s", f"{base}d")
    else:
        yield f"{base}es" if base.endswith(_SIBILANTS) else f"{base}s"
        doubled = base[-1] not in "aeiouwxys" and base[-2] in _VOWELS and base[-3:-2] not in _VOWELS
        if doubled:
            yield f"{base}{base[-1]}ed"
        if not doubled or len(base) > _LONGEST_SURELY_DOUBLED:
            yield f"{base}ed"
