"""The keys of the file: their order, their short forms, and the blocks that reach the rules just as the file has them."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - read by get_type_hints
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints


class Key(NamedTuple):
    """What documents say of one key: a sentence, and for a block how it looks on one line, all of its keys filled in.

    `is_past` marks a day on which something was done: `set` takes "friday" for the last one, not the next.
    """

    says: str
    example: str = ""
    is_past: bool = False


# A block that is written here needs no other place: `model.py` makes what is read from it, `summarize` puts it into
# every `JobSummary.blocks`, and the cache keeps it. Its facts are text, days, whole numbers, and yes or no.


class Escalation(NamedTuple):
    """Whom the buyers can turn to besides you, named to them up front (003-10)."""

    name: Annotated[str | None, Key("The person's name.")] = None
    phone: Annotated[str | None, Key("The person's number.")] = None
    told_date: Annotated[date | None, Key("The day the buyers were told whom to turn to.", is_past=True)] = None


class Blocks(NamedTuple):
    """Those blocks of one job, each under its key; None where the file has none."""

    escalation: Annotated[
        Escalation | None,
        Key(
            "Whom they can turn to besides you: the name, or name, phone, told_date.",
            example="escalation: {name: Priya Dole, phone: 555-0110, told_date: 2026-06-01}",
        ),
    ] = None


def declarations(block: type[NamedTuple]) -> dict[str, tuple[Any, Key]]:
    """Return every key of `block` with the kind of its value (a block, or `date | None` and the like) and its description."""
    hints = get_type_hints(block, include_extras=True)
    return {name: (get_args(hint)[0], get_args(hint)[1]) for name, hint in hints.items()}


@cache
def block_kinds() -> dict[str, type[NamedTuple]]:
    """Return the kind of each block in `Blocks`, by its key."""
    return {name: get_args(kind)[0] for name, (kind, _) in declarations(Blocks).items()}


# Short forms the file accepts: the key, and where its scalar goes when it has to become a mapping.
# `closing: 2027-03-19` means contract, internal and told alike.
SHORT_FORMS: dict[str, tuple[str, ...]] = {
    "closing": ("contract", "internal", "told"),
    "contact": ("channel",),
    "lender": ("name",),
    "hold": ("what",),
    "escalation": ("name",),
    "pin": ("level",),
    "snooze": ("until",),
    "survey": ("expected",),
    "realtor": ("name",),
    "needed_by": ("date",),
    "next": ("what",),
    "escalation_clause": (),
    "bought_for": ("text",),
    "hot_buttons": ("text",),
    "buyers": ("name",),
    "event": ("what",),
    "appraisal": ("done",),
    "papers": ("what",),
    "selections": ("item",),
    "change_requests": ("what",),
    "contingencies": ("kind",),
    "promises": ("text",),
    "issues": ("text",),
    "questions": ("ask",),
    "local_items": ("title",),
}

# A job's keys in the order of docs/file-format.md: a key that a command adds goes behind the one above it here.
JOB_KEYS: tuple[str, ...] = (
    "job",
    "buyers",
    "community",
    "lot",
    "block",
    "address",
    "plan",
    "elevation",
    "swing",
    "price",
    "options_total",
    "origin",
    "sold_date",
    "accepted_date",
    "stage",
    "stage_since",
    "stage_seen",
    "stages",
    "superintendent",
    "cover",
    "hold",
    "permit",
    "released_date",
    "start_date",
    "plot_survey",
    "precon_date",
    "predrywall_date",
    "qa_date",
    "orientation_date",
    "closing",
    "title_contact",
    "needed_by",
    "buffer_days",
    "lender",
    "insurance_bound",
    "utilities_moved",
    "deposits",
    "selections",
    "change_requests",
    "contingencies",
    "escalation_clause",
    "included",
    "realtor",
    "contact",
    "escalation",
    "expectations",
    "personality",
    "interests",
    "milestones",
    "bought_for",
    "hot_buttons",
    "after_closing_work",
    "worries",
    "log",
    "promises",
    "issues",
    "questions",
    "appointments",
    "pin",
    "snooze",
    "care",
    "cancelled",
)
# What else the list of homes is called by, at the top of the file.
JOBS_NAMES = frozenset({"job", "home", "homes", "house", "houses", "sales", "buyers", "customers", "clients", "backlog"})
FILE_KEYS: tuple[str, ...] = ("version", "settings", "away", "local_items", "jobs")
