"""What `add`, `stage` and `set` write: a home and where it stands (001-1a, 001-1b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.errors import UsageError
from backlog_cli.keys import JOB_KEYS
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.rules.changes.entries import day_text
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.job_lookup import resolve_choice
from backlog_cli.rules.names import split_people
from backlog_cli.rules.summary import is_open, joint_name, stage_name
from backlog_cli.terms import CANCELLED, CLOSED, stage_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy


def parse_buyers(typed: str) -> tuple[str, ...]:
    """Return the buyers in "Kim Lee, Ana Lee", "Kim and Ana Lee" or "Lee, Kim & Ana", each once.

    Raise UsageError for none.
    """
    names = split_people(typed.strip()) if typed.strip() else ()
    for name in names:
        if any(not any(map(str.isalpha, part)) for part in name.split(",")):
            raise UsageError(f"\"{shorten(name)}\" isn't a buyer's name: names come right after the job number, options last.")
    if not names:
        raise UsageError(
            "a home needs a buyer: backlog add NUMBER BUYER, as in `backlog add 2450 Kim Lee and Ana Lee --sold jun 1`."
        )
    return names


def add_job(
    number: str, buyers: Sequence[object], fields: Mapping[str, object], *, taken: Mapping[str, str], starts_tracking: date | None
) -> Change:
    """Return the change that enters a new home at the end of the file.

    `buyers` are names, or blocks with a name; `fields` are the values of the file's keys, blocks as mappings; `taken` the job
    numbers in use with their buyers. `starts_tracking` is the day on which the file begins, for the first home of an empty one.

    Raise UsageError when the number is taken (upper and lower case are one), or is none that commands could name again.
    """
    check_job_number(number, taken)
    entry = {"job": number, "buyers": list(buyers), **fields}
    entry = {key: entry[key] for key in sorted(entry, key=_place_in_file)}
    began = (Put(("settings", "tracking_since"), day_text(starts_tracking)),) if starts_tracking else ()
    names = ", ".join(str(buyer["name"] if isinstance(buyer, dict) else buyer) for buyer in buyers)
    return Change(None, (*began, Append(("jobs",), entry)), f"added {number} {names}")


def _place_in_file(key: str) -> int:
    return JOB_KEYS.index(key) if key in JOB_KEYS else len(JOB_KEYS)


def check_job_number(number: str, taken: Mapping[str, str]) -> None:
    """Raise UsageError for a job number that is `taken` (with whose buyers), or that commands could not name again."""
    said = shorten(number, 40)
    if not number.strip() or number.startswith("-") or not number.isprintable() or number != number.strip():
        raise UsageError(f'"{said}" cannot be a job number: use letters, digits and dashes inside, as in HC-1041.')
    if "," in number or number == ".":
        raise UsageError(f'"{said}" cannot be a job number: a comma lists jobs and a dot means the last one.')
    for job, name in taken.items():
        if fold_case(job) == fold_case(number):
            raise UsageError(f"job {job} is already in the file: {name}. Give the new home another number.")


def check_new_number(summary: JobSummary, number: str, taken: Mapping[str, str]) -> None:
    """Raise UsageError for a number that a home cannot have from now on; an ended one may have one that was sold again."""
    others = {known: name for known, name in taken.items() if known != summary.key.number}
    check_job_number(number, others if is_open(summary) else {})


def check_number_is_free(summary: JobSummary, backlog: Backlog) -> None:
    """Raise UsageError for an ended home whose number was sold again: two open homes cannot have one number."""
    for home in backlog.jobs:
        if is_open(home) and home.key.number == summary.key.number and home.job != summary.job:
            who = f"{home.key.number} is {joint_name(home)}'s now"
            raise UsageError(f"{who}: give one of them a different number first (backlog set {summary.typed} job NEW).")


def resolve_stage(summary: JobSummary, typed: str, policy: Policy) -> str:
    """Return the stage that `typed` names: `next`, a stage or its only beginning, or cancelled. Raise UsageError."""
    names = [stage.name for stage in policy.stages]
    if fold_case(typed) != "next":
        return stage_of(typed, [*names, CANCELLED]) or resolve_choice(typed, [*names, CANCELLED], "stage")
    place = policy.place(summary.stage)
    if place < 0:
        raise UsageError(f"{summary.job} {joint_name(summary)} is at {stage_name(summary)}, which has no next stage; name one.")
    if place + 1 >= len(names):
        raise UsageError(f"{summary.job} {joint_name(summary)} is at the last stage, {summary.stage}.")
    return names[place + 1]


def set_stage(summary: JobSummary, stage: str, *, today: date) -> Change:
    """Return the change that puts a job in a stage because somebody looked (finding 8); its day is kept in `stages`.

    The same stage again means that somebody looked and it still is so. `closed` also sets the closing's `closed_date`,
    `cancelled` the day it was, unless they are there; a home that is taken back out of `closed` loses its `closed_date`.
    """
    day = day_text(today)
    if summary.stage == stage:
        looked = (Put(("stage_seen",), day),) if is_open(summary) else ()
        return Change(summary.job, looked, f"looked on site: still {stage}")
    intents: list[Intent] = [Put(("stage",), stage), Put(("stage_since",), day)]
    if stage not in (CLOSED, CANCELLED):
        intents.append(Put(("stage_seen",), day))
    intents.append(Put(("stages", stage), day))
    if stage == CLOSED and summary.closed_date is None:
        intents.append(Put(("closing", "closed_date"), day))
    if summary.stage == CLOSED and summary.closed_date is not None:
        intents.append(Put(("closing", "closed_date"), None))
    if stage == CANCELLED and summary.cancelled_date is None:
        intents.append(Put(("cancelled", "date"), day))
    return Change(summary.job, tuple(intents), f"moved from {stage_name(summary)} to {stage}")


def set_field(summary: JobSummary, path: tuple[str | int, ...], value: object) -> Change:
    """The change that sets one field; `value` is text, an Unquoted, None, or a list, whose items are added to the list there.

    A path that ends in `new` is the list above it.
    """
    path = path[:-1] if path[-1] == "new" else path
    name = field_name(path)
    if isinstance(value, list):
        return Change(summary.job, tuple(Append(path, item) for item in value), f"added to {name}")
    shown = "nothing" if value is None else value if isinstance(value, Unquoted) else f'"{shorten(str(value))}"'
    return Change(summary.job, (Put(path, value),), f"set {name} to {shown}")


def field_name(path: tuple[str | int, ...]) -> str:
    """Return a path as it is typed: `deposits.2.paid`."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
