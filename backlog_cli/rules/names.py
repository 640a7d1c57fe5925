"""What a buyer's name is made of: given names, family name, or a company; and who the people in one written name are."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_cli.rules.folding import fold_case

if TYPE_CHECKING:
    from collections.abc import Iterable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev"})
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "v", "esq", "md", "phd", "dds", "dvm", "cpa", "rn"})
# Words that belong to the family name behind them. A name that holds one of them, or anything odd, is left to nameparser.
PARTICLES = _words(
    "al ap ben bin bint da das de del dela della den der des di do dos du el el la las le los lo mac mc abu abd "
    "abdul ibn o san santa santo st saint te ten ter tho thi van vande vander vom von vonder zu"
)

# The forms of law, which are no part of a company's name, and other words that only companies are called by.
LEGAL_FORMS = _words(
    "llc inc incorporated corp corporation ltd limited lp llp lllp pllc plc gmbh trust trusts trustee trustees ttee"
)
TRUST_KINDS = frozenset({"living", "revocable", "irrevocable", "inter", "vivos"})
COMPANY_WORDS = _words(
    "company holdings properties investments enterprises partners partnership ventures foundation group realty sons "
    "bros brothers associates"
)
# As text, compiled by `re` where they are needed first: a warm morning needs none of them.
_JOINED = r"(?i)[,;&+/]|\band\b"
_AND = r"(?i)(?:^|\s+)(?:and|[&+/])(?:\s+|$)|\s*[&+;]\s*"
_DATED = r"(?i)[\s,]+(?:dated|dtd|u/?a|u/?d/?t)\b.*$"
_TRUSTEE_OF = r"(?i)^(?:co-)?trustees? of (?:the )?"
_AS_TRUSTEE = r"(?i)[\s,]+(?:as )?(?:co-)?(?:trustees?|ttee)\b.*$"
_ESTATE_OF = r"(?i)^(?:the )?estate of (?:the late )?"
_NAME_SIGNS = " .,'-&+;/()\"\u2018\u2019\u201c\u201d\u2010\u2011"
_PLAIN = r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})*"


class Name(NamedTuple):
    """A name taken apart. `given` are first and middle names and a nickname; a company has only a `family`, its own name.

    `greeting` is how a letter begins: "Chidi", "Dr. Lee", "Heron Holdings".
    """

    family: str
    given: str = ""
    greeting: str = ""
    is_company: bool = False


@cache
def parse_name(written: str) -> Name:
    """Return what one buyer's written name is made of; whoever has one word for a name is called by it."""
    words = written.split()
    text = " ".join([word for word in words if not _is_picture(word)] or words)
    if is_company(text):
        return _company(text)
    words = text.split(" ")
    if len(words) == 2 and all(map(_is_plain, words)):
        return Name(words[1], words[0], words[0])
    return _person(text) if text else Name(written, "", written)


def _is_picture(word: str) -> bool:
    """Whether a word is an emoji, with the signs that color it."""
    return not word.isascii() and all(unicodedata.category(sign) in _PICTURES for sign in word)


_PICTURES = ("So", "Sk", "Mn", "Me", "Cf")


def _is_plain(word: str) -> bool:
    return re.fullmatch(_PLAIN, word) is not None and fold_case(word) not in TITLES | SUFFIXES | PARTICLES


def _person(text: str) -> Name:
    human = _human_name(text)
    first, middle, family = human.first, human.middle, human.last
    if not _is_name_like(text) or not (first or family) or any(part not in text for part in (first, middle, family)):
        first, *_, family = f"{text} {text}".split(" ")  # it took out signs that cannot be seen, or emoji
        return Name(family, first, first)
    if not family:  # one word, or nothing but a suffix behind it
        family = first or text
    given = " ".join(filter(None, (first, middle, human.nickname)))
    title = human.title.split()
    if title and all(_bare(word) in TITLES | {"and", "&"} for word in title):
        return Name(family, given, f"{human.title} {family}")
    return Name(family, given, first or family)


def _is_name_like(text: str) -> bool:
    """Whether a text holds only what names are written with: letters, marks on them, and a few signs between."""
    return all(sign.isalpha() or sign in _NAME_SIGNS or unicodedata.combining(sign) for sign in text)


def _human_name(text: str) -> Any:
    """Return the name as nameparser reads it, which is loaded for the first name that needs it."""
    return _parser()(text)


@cache
def _parser() -> Any:
    from nameparser import HumanName
    from nameparser.config import Constants

    # Of its many titles only those that nobody has for a first name: Judge, Dean, Prince, Queen and Bishop buy homes, too.
    constants = Constants(titles=sorted(TITLES), first_name_titles=[])
    return lambda text: HumanName(text, constants=constants)


def surname(written: str) -> str:
    """Return the family name of a written name; a company's name without its form of law."""
    return parse_name(written).family


def people_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return everybody whom these written names name."""
    return tuple(name for text in texts for name in split_people(text))


def household(families: Iterable[str]) -> str:
    """Return how people of these family names are called together: "Okafor", or "Garcia / Ito" when they differ."""
    different: dict[str, str] = {}
    for family in families:
        different.setdefault(name_key(family) or family, family)
    return " / ".join(different.values())


# Companies


def is_company(text: str) -> bool:
    """Return whether a trust, an estate or another company is meant."""
    words = [_bare(word) for word in text.split()]
    if len(words) < 2:
        return False
    is_form = any(word in LEGAL_FORMS for word in words[1:]) or words[0] in ("trustee", "trustees")
    return is_form or words[-1] in COMPANY_WORDS or text.endswith(" Co.") or re.match(_ESTATE_OF, text) is not None


def _company(text: str) -> Name:
    """Return a company by its name without the form of law; an estate is not greeted by the name of the dead."""
    is_estate = re.match(_ESTATE_OF, text) is not None
    bare = re.sub(_TRUSTEE_OF, "", re.sub(_ESTATE_OF, "", re.sub(_DATED, "", text)))
    bare = re.sub(_AS_TRUSTEE, "", bare) or bare
    words = bare.split(" ")
    while len(words) > 1 and _bare(words[-1]) in LEGAL_FORMS | TRUST_KINDS:
        words.pop()
    if len(words) > 1 and _bare(words[0]) == "the":
        del words[0]
    name = " ".join(words).rstrip(" ,") or text
    return Name(name, "", text if is_estate else name, is_company=True)


def _bare(word: str) -> str:
    return fold_case(word).replace(".", "").strip(",;()")


# Several people in one text


def split_people(typed: str) -> tuple[str, ...]:
    """Return the people (or companies) that one text names, each once, as "John Smith".

    `John & Jane Smith`, `John and Jane Smith`, `Smith, John & Jane` and `Smith (John, Jane)` are two people of one family name;
    `Smith, John` is one.
    """
    if not re.search(_JOINED, typed) or not _is_name_like(" ".join(typed.split())):
        return (typed,)
    text = " ".join(typed.split())
    grouped = re.fullmatch(r"([^(),]+?) ?\(([^()]*)\)", text)
    if grouped and _is_family_only(grouped[1]):
        text = f"{grouped[1]}, {' & '.join(part.strip() for part in grouped[2].split(','))}"  # Smith (John, Jane)
    if is_company(text):
        return _split_companies(text)
    pieces: list[str] = []
    for piece in filter(None, (part.strip(" ,") for part in re.split(_AND, text))):
        if pieces and all(_bare(word) in TITLES for word in pieces[-1].split()):
            pieces[-1] += f" and {piece}"  # Mr. and Mrs. John Smith
        else:
            pieces.append(piece)
    names: list[str] = []
    family = ""  # of a piece with the family name first
    for piece in pieces:
        listed = _listed_names(piece)
        if listed is None:
            family, given = _last_first(piece)
            names.append(f"{given} {family}")
        else:
            names += [f"{name} {_without_suffix(family)}" if family and _is_given_only(name) else name for name in listed]
    return tuple(dict.fromkeys(_share_family_names(names)))


def _split_companies(text: str) -> tuple[str, ...]:
    """Return a company and who bought with it; `Smith and Jones LLC` is one name."""
    first, *rest = re.split(_AND, text, maxsplit=1)
    if rest and is_company(first) and not re.match(_ESTATE_OF, first):
        return (first, *split_people(rest[0]))
    return (text,)


def _listed_names(piece: str) -> list[str] | None:
    """Return the names between commas, suffixes with the name they follow; None when the family name stands first."""
    names: list[str] = []
    for part in filter(None, (part.strip() for part in piece.split(","))):
        if names and all(_bare(word) in SUFFIXES for word in part.split()):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return None if len(names) == 2 and _is_family_only(names[0]) and _is_given(names[1]) else names


def _last_first(piece: str) -> tuple[str, str]:
    """Return family name and given names of `Smith, John`, `Smith Jr., John` and `Smith, John, Jr.`."""
    family, *rest = (part.strip() for part in piece.split(","))
    given = [part for part in rest if part and not all(_bare(word) in SUFFIXES for word in part.split())]
    suffix = [part for part in rest if part and part not in given]
    return ", ".join([family, *suffix]), " ".join(given)


def _is_family_only(text: str) -> bool:
    """Whether this is one family name: particles, one word, a suffix."""
    words = [word for word in text.split() if _bare(word) not in SUFFIXES]
    return bool(words) and all(_bare(word) in PARTICLES for word in words[:-1])


def _is_given(text: str) -> bool:
    return any(sign.isalpha() for sign in text) and not is_company(text)


def _is_given_only(text: str) -> bool:
    """Whether this is a first name, with an initial or not."""
    words = text.split()
    return all(len(_bare(word)) == 1 for word in words[1:])


def _without_suffix(family: str) -> str:
    return " ".join(word for word in family.split() if _bare(word) not in SUFFIXES).rstrip(",")


def _share_family_names(names: list[str]) -> list[str]:
    """Give a first name the family name of the next full one: `John & Jane Smith`."""
    shared = list(names)
    for place in range(len(names) - 2, -1, -1):
        following = shared[place + 1]
        if _is_given_only(names[place]) and not _is_given_only(following) and not is_company(following):
            shared[place] = f"{names[place]} {surname(following)}"
    return shared


# Comparing


def name_key(text: str) -> str:
    """Return a name as it is compared: without case, accents, blanks, hyphens, and apostrophes of any kind."""
    return "".join(sign for sign in fold_case(text) if sign.isalnum())


def name_parts(family: str) -> tuple[str, ...]:
    """Return the parts of a family name, compared likewise: `van der Berg` is also found by `berg`."""
    parts = tuple(filter(None, map(name_key, re.split(r"[\s/-]+", family))))
    return parts if len(parts) > 1 else ()


def person_meant(typed: str, names: Iterable[str]) -> str:
    """Return the one of these people whom `typed` names in full or by the first name, where only one has it; else `typed`."""
    word, people = name_key(typed), tuple(dict.fromkeys(names))
    whole = [name for name in people if name_key(name) == word]
    found = whole or [name for name in people if word and word == name_key(name.partition(" ")[0])]
    return found[0] if len(found) == 1 else typed
