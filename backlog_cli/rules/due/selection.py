"""Which homes a `list` shows, by its terms, and in which order."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.file_dates import file_period
from backlog_cli.dates.values import MONTHS
from backlog_cli.errors import UsageError
from backlog_cli.rules.clocks.contact import update_day
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.job_lookup import resolve_choice
from backlog_cli.rules.names import name_key
from backlog_cli.rules.summary import channel_of, closed_day, closing_day, is_closed, is_open, last_update_talk, open_next_step
from backlog_cli.terms import CANCELLED, CLOSED, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

    ListedJob = tuple[JobSummary, Verdict]

SORT_ORDERS = ("urgency", "closing", "lot", "channel")  # of `due`
LIST_ORDERS = ("urgency", "closing", "lot", "last", "next", "stage")
# The terms without a colon, each with what it asks for.
WORD_TERMS = {
    "contingent": "a contingency that can still undo the sale",
    "owed": "an update is owed",
    "late": "closing later than the contract says, or past",
    CLOSED: "closed homes",
    CANCELLED: "lost sales",
}
# The terms with a colon, each with one that works.
TERM_EXAMPLES = {
    "stage": "stage:framing",
    "closing": "closing:aug or closing:2026-08",
    "within": "within:30d",
    "level": "level:red",
    "super": "super:moreno",
    "community": "community:heron",
    "plan": "plan:alder",
    "lender": "lender:birchline",
    "product": "product:fha",
    "realtor": "realtor:whitaker",
}
UNIT_DAYS = {"d": 1, "w": 7, "m": 30}
MAX_SPAN_DIGITS = 4  # digits of a span of days


class Term(NamedTuple):
    """One term of a `list`: whether it fits a home, and whether it asks for homes that are no longer open."""

    fits: Callable[[ListedJob], bool]
    is_further: bool = False


def filter_jobs(
    jobs: Sequence[ListedJob], terms: Sequence[str], policy: Policy, *, is_all: bool, today: date
) -> tuple[ListedJob, ...]:
    """Return the jobs that every term fits; open ones only, unless `is_all`, `closed`, a stage or a level asks for more.

    Terms: words (in number, names, lot, address, plan, community, stage, superintendent), `stage:`, `closing:` a month or
    a period, `within:30d`, `level:`, `super:`, `community:`, `plan:`, `lender:`, `product:`, `realtor:`, `contingent`, `owed`,
    `late` (closing later than the contract says, or past), `closed`, `cancelled`. Raise UsageError for one that cannot be read.
    """
    asked = [_parse_term(word, policy, today) for typed in terms if (word := typed.strip().casefold())]
    is_further = is_all or any(term.is_further for term in asked)
    return tuple(listed for listed in jobs if (is_further or is_open(listed[0])) and all(term.fits(listed) for term in asked))


def _parse_term(word: str, policy: Policy, today: date) -> Term:
    key, colon, value = (part.strip() for part in word.partition(":"))
    if not colon:
        return _word_term(word, today)
    if key not in TERM_EXAMPLES:
        near = get_close_matches(key, TERM_EXAMPLES, n=1)
        guess = f" Did you mean {near[0]}:?" if near else ""
        known = ", ".join([*(f"{known}:" for known in TERM_EXAMPLES), *WORD_TERMS])
        raise UsageError(f'there\'s no term "{key}:".{guess} Try one of these: {known}.')
    if not value:
        raise UsageError(f'"{word}" needs something after the colon, such as {TERM_EXAMPLES[key]}.')
    return _key_term(key, value, policy, today)


def _word_term(word: str, today: date) -> Term:
    if word == "contingent":
        return Term(lambda listed: any(contingency.is_open for contingency in listed[0].contingencies))
    if word == "owed":
        return Term(lambda listed: any(duty.rule == "update" and duty.is_firing for duty in listed[1].reasons))
    if word == "late":
        return Term(lambda listed: _is_late(listed[0], today))
    if word == CLOSED:
        return Term(lambda listed: is_closed(listed[0]), is_further=True)
    if word == CANCELLED:
        return Term(lambda listed: listed[0].stage == CANCELLED, is_further=True)
    return Term(lambda listed: _has_words(_searchable_text(listed[0]), word))


def _has_words(text: str, typed: str) -> bool:
    """Whether a text has the typed words in it; in a name without its blanks and apostrophes, too: `oneill` is in O'Neill."""
    key = name_key(typed)
    return fold_case(typed) in fold_case(text) or any(
        bool(key) and name_key(" ".join(words[place:])).startswith(key)
        for words in map(str.split, text.splitlines())
        for place in range(len(words))
    )


def _is_late(summary: JobSummary, today: date) -> bool:
    day = closing_day(summary)
    if day is None or not is_open(summary):
        return False
    return day < today or (summary.contract is not None and day > summary.contract)


def _searchable_text(summary: JobSummary) -> str:
    texts = (
        summary.job,
        *(buyer.name for buyer in summary.buyers),
        f"lot {summary.lot}\nlot{summary.lot}" if summary.lot else "",
        summary.address or "",
        summary.plan or "",
        summary.community or "",
        summary.stage,
        summary.superintendent or "",
    )
    return "\n".join(texts)


def _key_term(key: str, value: str, policy: Policy, today: date) -> Term:
    if key == "stage":
        stage = resolve_choice(value, [*(stage.name for stage in policy.stages), CANCELLED], "stage")
        return Term(lambda listed: listed[0].stage == stage, is_further=stage in (CLOSED, CANCELLED))
    if key == "level":
        level = resolve_choice(value, list(Level), "level")
        return Term(lambda listed: listed[1].level == level, is_further=level == Level.ARCHIVED)
    if key in _TEXTS:
        return Term(lambda listed: _has_words(_TEXTS[key](listed[0]) or "", value))
    if key == "community":
        return Term(lambda listed: _has_words(f"{listed[0].community or ''}\n{listed[0].address or ''}", value))
    if key == "within":
        days = _parse_days(value)
        return Term(lambda listed: _is_within(listed[0], days, today))
    return _closing_term(value)


# The terms that look for a part of one text.
_TEXTS: dict[str, Callable[[JobSummary], str | None]] = {
    "super": lambda summary: summary.superintendent,
    "plan": lambda summary: summary.plan,
    "lender": lambda summary: summary.lender and summary.lender.name,
    "product": lambda summary: summary.lender and summary.lender.product,
    "realtor": lambda summary: summary.realtor,
}


def _parse_days(value: str) -> int:
    digits, unit = (value[:-1], value[-1]) if value[-1] in UNIT_DAYS else (value, "d")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_SPAN_DIGITS):
        raise UsageError(f'"within:{value}" isn\'t a span of days. Try within:30d, within:2w or within:1m.')
    return int(digits) * UNIT_DAYS[unit]


def _is_within(summary: JobSummary, days: int, today: date) -> bool:
    """At most so many days ahead, or past and still open."""
    day = _closed_or_closing_day(summary)
    return day is not None and (day - today).days <= days and (day >= today or is_open(summary))


def _closed_or_closing_day(summary: JobSummary) -> date | None:
    """The day a home closed, or is to close."""
    return closed_day(summary) or closing_day(summary)


def _closing_term(value: str) -> Term:
    months = [n for n, month in enumerate(MONTHS, 1) if len(value) >= 3 and month.casefold().startswith(value)]
    if len(months) == 1:
        return Term(lambda listed: (day := _closed_or_closing_day(listed[0])) is not None and day.month == months[0])
    try:
        period = file_period(value.upper())
    except ValueError:
        raise UsageError(
            f'"closing:{value}" isn\'t a month or period. Try closing:aug, closing:2026-08 or closing:2026-Q3.'
        ) from None
    return Term(lambda listed: (day := _closed_or_closing_day(listed[0])) is not None and day in period)


def sort_list(jobs: Sequence[ListedJob], sort: str | None, policy: Policy, *, today: date) -> tuple[ListedJob, ...]:
    """Return the homes of a `list` in the order asked for; they come in by urgency, and keep it among equals.

    `last`: the longest without an update first. `next`: by the next day on which something is due. `stage`: in building order.
    Raise UsageError for no such order.
    """
    order = resolve_choice(sort, LIST_ORDERS, "order") if sort else "urgency"
    if order == "last":
        return tuple(sorted(jobs, key=lambda listed: _last_rank(listed[0], today)))
    if order == "next":
        return tuple(sorted(jobs, key=lambda listed: earliest_day(listed, policy, today=today) or date.max))
    if order == "stage":
        return tuple(sorted(jobs, key=lambda listed: _stage_rank(listed[0], policy)))
    return sort_jobs(jobs, order)


def _last_rank(summary: JobSummary, today: date) -> tuple[bool, date]:
    """Homes that still need updates first; one that never had an update counts from its sale."""
    talk = last_update_talk(summary, today=today)
    return not is_open(summary), (talk.at.day if talk else summary.sold_date) or date.min


def _stage_rank(summary: JobSummary, policy: Policy) -> tuple[bool, int]:
    place = policy.place(summary.stage) if summary.stage else -1
    return place < 0, place


def earliest_day(listed: ListedJob, policy: Policy, *, today: date) -> date | None:
    """Return the earliest day of a home, past or ahead: of a reason, the agreed next step or the next update."""
    summary, verdict = listed
    days = [duty.day for duty in verdict.reasons if duty.day is not None]
    step = open_next_step(summary, today=today)
    if step is not None and step.day is not None:
        days.append(step.day)
    update = update_day(summary, policy, today=today) if is_open(summary) else None
    if update is not None:
        days.append(update)
    return min(days, default=None)


def sort_jobs(jobs: Sequence[ListedJob], sort: str | None) -> tuple[ListedJob, ...]:
    """Return the jobs in the order asked for; they come in by urgency, and keep it among equals.

    Raise UsageError for no such order.
    """
    order = resolve_choice(sort, SORT_ORDERS, "order") if sort else "urgency"
    if order == "closing":
        return tuple(
            sorted(jobs, key=lambda listed: (_closed_or_closing_day(listed[0]) is None, _closed_or_closing_day(listed[0])))
        )
    if order == "lot":
        return tuple(sorted(jobs, key=lambda listed: (not listed[0].lot, _natural_key(listed[0].lot or ""))))
    if order == "channel":
        return tuple(sorted(jobs, key=lambda listed: channel_of(listed[0])))
    return tuple(jobs)


def sort_by_lot(jobs: Iterable[JobSummary]) -> tuple[JobSummary, ...]:
    """The homes as she walks past them: one community after another, lots in the order people count, those without one last."""
    return tuple(
        sorted(jobs, key=lambda job: (fold_case(job.community or ""), not job.lot, _natural_key(job.lot or ""), job.job))
    )


def _natural_key(text: str) -> tuple[tuple[bool, int, str], ...]:
    """A lot in the order people count: 2, 012A, 12B, 100, A1. Numbers by their size, of any length, then by their words."""
    parts = ("".join(part) for _, part in groupby(fold_case(text), key=lambda sign: sign in "0123456789"))
    return tuple((False, len(bare), bare) if (bare := _strip_zeros(part)) is not None else (True, 0, part) for part in parts)


def _strip_zeros(part: str) -> str | None:
    """Digits without leading zeros; None for other text."""
    return (part.lstrip("0") or "0") if part[0] in "0123456789" else None
