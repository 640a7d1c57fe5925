"""From what was typed to the job that is meant: one resolver for every verb, and the terms that `list` filters by."""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from backlog_cli.errors import NoSuchJob, UsageError
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.home_key import parse_home_key
from backlog_cli.rules.names import name_key, name_parts
from backlog_cli.rules.summary import is_open, joint_name
from backlog_cli.terms import and_list, word_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from backlog_cli.rules.summary import Buyer, JobSummary

Member = TypeVar("Member", bound=StrEnum)

MIN_LETTERS = 3  # of the beginning of a family name
DIGIT_SIGNS = tuple("0123456789")


class AmbiguousJob(NoSuchJob):
    """What was typed fits several jobs; `candidates` are they, in the file's order."""

    def __init__(self, typed: str, candidates: Sequence[JobSummary]) -> None:
        self.candidates = tuple(candidates)
        names = "\n".join(f"  {line}" for line in name_lines(candidates))
        super().__init__(f'"{typed}" fits {len(candidates)} jobs; type the job number:\n{names}')


def name_lines(candidates: Sequence[JobSummary]) -> list[str]:
    """A line for each job; those of one number are told apart by their sale date, as it is typed."""
    numbers = [summary.key.number for summary in candidates]
    return [name_line(summary, _label(summary) if numbers.count(summary.key.number) > 1 else "") for summary in candidates]


def _label(summary: JobSummary) -> str:
    return summary.job if "#" in summary.job else summary.key.text


def name_line(summary: JobSummary, label: str = "") -> str:
    """One line that tells this job from the others: number, buyers, lot and address as far as they are known.

    `label` is what stands for the number, where that alone is not enough.
    """
    lot = f" lot {summary.lot}" if summary.lot else ""
    place = f", {summary.address}" if summary.address else ""
    return f"{label or summary.job} {joint_name(summary)}{lot}{place}"


def resolve_job(typed: str, jobs: Sequence[JobSummary], *, reading: bool, last: str | None = None) -> JobSummary:
    """The one job that `typed` names. Open jobs go through every tier before closed and cancelled ones are tried.

    `reading` adds parts of the address, which no writer acts on. `last` is what `.` stands for.
    Raise AmbiguousJob with the candidates, or NoSuchJob with the nearest names.
    """
    if typed == ".":
        return _last_job(jobs, last)
    tiers = _match_tiers(typed, reading=reading)
    open_jobs = [summary for summary in jobs if is_open(summary)]
    hits = _first_hits(tiers, open_jobs)
    if not hits:
        # A first name is the last thing tried; an ended home of that family name is asked about as well.
        hits = [summary for summary in open_jobs if _has_first_name(name_key(typed), summary)]
        hits += _first_hits(tiers, [summary for summary in jobs if not is_open(summary)])
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise AmbiguousJob(typed, hits)
    raise NoSuchJob(_no_match_message(typed, jobs))


def _first_hits(tiers: Iterable[Callable[[JobSummary], bool]], jobs: Sequence[JobSummary]) -> list[JobSummary]:
    """Return the jobs of the first tier that fits any."""
    return next((hits for tier in tiers if (hits := [summary for summary in jobs if tier(summary)])), [])


def name_length(words: Sequence[str], jobs: Iterable[JobSummary]) -> int:
    """Return how many of the words are together one buyer's name, `de la cruz` or `ann de la cruz`; 1 where none is."""
    buyers = [buyer for summary in jobs for buyer in summary.buyers]
    names = [name for buyer in buyers for name in (buyer.surname, f"{buyer.parts.given} {buyer.surname}", buyer.name)]
    keys = {name_key(name) for name in names if len(_PIECES.findall(name)) > 1}
    sizes = range(min(len(words), _LONGEST_NAME), 1, -1)
    return next((size for size in sizes if name_key(" ".join(words[:size])) in keys), 1)


_LONGEST_NAME = 6  # words
_PIECES = re.compile(r"\w+")


def split_names(typed: str) -> tuple[str, ...]:
    """The homes typed as a list, `41,okafor`, each once. Raise NoSuchJob for an empty place between two commas."""
    names = [part.strip() for part in typed.split(",")]
    if not all(names):
        raise NoSuchJob(f'"{typed}" has a comma with no home next to it; name one there.')
    return tuple(dict.fromkeys(names))


def _last_job(jobs: Sequence[JobSummary], last: str | None) -> JobSummary:
    for summary in jobs:
        if last is not None and summary.job == last:
            return summary
    raise NoSuchJob("`.` is the job you last showed or changed today, and there isn't one yet; name the job.")


def _match_tiers(typed: str, *, reading: bool) -> list[Callable[[JobSummary], bool]]:
    word = fold_case(typed)
    number, sold = parse_home_key(word)
    tiers: list[Callable[[JobSummary], bool]] = [lambda summary: fold_case(summary.key.number) == word]
    if "@" in word:
        tiers.append(lambda summary: fold_case(summary.job) == word)
    if sold is not None:
        tiers.append(lambda summary: summary.sold_date == sold and fold_case(summary.key.number) == number)
    if sold is not None and number.isascii() and number.isdigit():
        tiers.append(lambda summary: summary.sold_date == sold and _whole_digits(summary.key.number) == _normalize_number(number))
    if word.isascii() and word.isdigit():
        tiers.append(lambda summary: _whole_digits(summary.key.number) == _normalize_number(word))
    lot = _parse_lot(word)
    if lot is not None:
        tiers.append(lambda summary: summary.lot is not None and _lot_key(summary.lot) == lot)
    squeezed = name_key(word)
    if squeezed:
        tiers.append(lambda summary: any(_is_name(squeezed, buyer) for buyer in summary.buyers))
        tiers.append(lambda summary: any(_is_part_of_name(squeezed, buyer.surname) for buyer in summary.buyers))
    if reading and len(squeezed) >= MIN_LETTERS:
        tiers.append(lambda summary: summary.address is not None and squeezed in name_key(summary.address))
    return tiers


def _is_name(key: str, buyer: Buyer) -> bool:
    """Whether it is the family name, or the whole name in either order."""
    family, given = name_key(buyer.surname), name_key(buyer.parts.given)
    return key in (family, given + family, family + given, name_key(buyer.name))


def _is_part_of_name(key: str, family: str) -> bool:
    """Whether it is one word of the family name, or the beginning of the whole or of one word."""
    words = (name_key(family), *name_parts(family))
    return key in words or (len(key) >= MIN_LETTERS and any(word.startswith(key) for word in words))


def _has_first_name(key: str, summary: JobSummary) -> bool:
    return bool(key) and any(key == name_key(given) for buyer in summary.buyers for given in buyer.parts.given.split())


def _whole_digits(job: str) -> str | None:
    digits = "".join(sign for sign in job if sign in DIGIT_SIGNS)
    return _normalize_number(digits) if digits else None


def _normalize_number(text: str) -> str:
    return text.lstrip("0") or text[-1:]


def _parse_lot(word: str) -> str | None:
    """The lot in `lot41`, `l41`, `#41`, `41`, or `lota7`; None when it cannot be one."""
    for start in ("lot", "l", "#", ""):
        rest = word.removeprefix(start).strip(" #")
        if word.startswith(start) and (rest[:1] in DIGIT_SIGNS or (start == "lot" and any(sign in DIGIT_SIGNS for sign in rest))):
            return _normalize_number(rest)
    return None


def _lot_key(lot: str) -> str:
    """The lot of a home as it is compared: `Lot 41`, `#41` and `041` are 41."""
    return _normalize_number(fold_case(lot).strip().removeprefix("lot").strip(" #'\"“”‘’"))


def _no_match_message(typed: str, jobs: Iterable[JobSummary]) -> str:
    known = list(jobs)
    if not known:
        return f'no job goes by "{typed}": the file has no jobs yet. `backlog add` adds one.'
    names: dict[str, JobSummary] = {}
    for summary in known:
        names.setdefault(name_key(summary.job), summary)
        for buyer in summary.buyers:
            for name in (buyer.surname, *buyer.surname.split(), *buyer.parts.given.split(), buyer.name):
                names.setdefault(name_key(name), summary)
    near = {names[name].job: names[name] for name in get_close_matches(name_key(typed), list(names), n=3, cutoff=0.6)}
    if not near:
        return f'no job goes by "{typed}". `backlog list` shows them all.'
    lines = "\n".join(f"  {name_line(summary)}" for summary in near.values())
    return f'no job goes by "{typed}". Did you mean:\n{lines}'


def resolve_choice(typed: str, choices: Iterable[str], name: str) -> str:
    """The word of a closed vocabulary that `typed` is, or is the only beginning of. `name` is what it is called.

    Raise UsageError with the nearest word, and with all of them.
    """
    words = [str(word) for word in choices]
    word = _hyphenate(typed)
    hits = [known for known in words if _hyphenate(known) == word] or [
        known for known in words if word and _hyphenate(known).startswith(word)
    ]
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise UsageError(f'{name} "{typed}" could be {" or ".join(hits)}; type a letter more.')
    near = get_close_matches(word, words, n=1)
    guess = f' Did you mean "{near[0]}"?' if near else ""
    raise UsageError(f'there\'s no {name} "{typed}".{guess} Try {and_list(words, "or")}.')


def _hyphenate(text: str) -> str:
    """`In person`, `in_person` and `in-person` are one word, as in the file."""
    return "-".join(fold_case(text).replace("_", " ").replace("-", " ").split())


def resolve_member(typed: str, vocabulary: type[Member], name: str) -> Member:
    """The member of a vocabulary that `typed` names, by what agents call it too; raise as `resolve_choice`."""
    return word_of(vocabulary, typed) or vocabulary(resolve_choice(typed, [str(word) for word in vocabulary], name))
