"""Apply one change to a cached job summary without re-reading the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_cli.dates.file_dates import file_date, file_moment, file_period
from backlog_cli.rules.change import Append, Unquoted
from backlog_cli.rules.summarize import usual_outcome
from backlog_cli.rules.summary import NextStep, Promise, Talk
from backlog_cli.terms import TalkKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from backlog_cli.rules.change import Change, Intent
    from backlog_cli.rules.summary import JobSummary

# What a conversation and a promise may hold for a step to be sure of it. Everything else is read again.
_TALK_KEYS = frozenset(
    {"at", "with", "how", "kind", "outcome", "topic", "mood", "text", "said", "photos", "video", "private", "next"}
    | {"written_date", "reply_owed", "by"}
)
_PROMISE_KEYS = frozenset({"text", "by", "to", "made", "due", "needs", "status", "noted_by"})


def apply_change(summary: JobSummary, change: Change, *, talks: int, promises: int) -> JobSummary | None:
    """Return where the home stands after the change, as reading its lines again would find it; None when that has to be done.

    `talks` and `promises` are how many entries the file's two lists have before the change.
    """
    places = {"log": talks, "promises": promises}
    for intent in change.intents:
        try:
            found = _apply_intent(summary, intent, places)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        if found is None:
            return None
        summary = found
    return summary


def _apply_intent(summary: JobSummary, intent: Intent, places: dict[str, int]) -> JobSummary | None:
    if isinstance(intent, Append):
        entry = intent.value
        if not isinstance(entry, dict) or not _is_plain(entry):
            return None
        if intent.path == ("log",):
            return _add_talk(summary, entry, places)
        return _add_promise(summary, entry, places) if intent.path == ("promises",) else None
    if intent.path[:1] == ("log",) and intent.path[2:] == ("written_date",):
        return _set_written_date(summary, intent.path[1], intent.value)
    if intent.path[:2] == ("closing", "shifts") and len(intent.path) == 4:
        return _set_shift_value(summary, intent.path[2], str(intent.path[3]), intent.value)
    if intent.path == ("closing", "told") and isinstance(intent.value, Unquoted) and summary.has_closing:
        return summary._replace(told=file_period(intent.value))
    return None


def _is_plain(value: object) -> bool:
    """Whether each text reads back as it is: nothing blank around it, nothing in it that cannot be seen."""
    if isinstance(value, dict):
        return all(_is_plain(part) for part in value.values())
    if isinstance(value, list):
        return all(_is_plain(part) for part in value)
    return isinstance(value, str) and bool(value) and value == value.strip() and value.isprintable()


def _add_talk(summary: JobSummary, entry: Mapping[str, Any], places: dict[str, int]) -> JobSummary | None:
    names = {buyer.name for buyer in summary.buyers}
    present = entry["with"]
    if not entry.keys() <= _TALK_KEYS or not present or len(names) != len(summary.buyers) or not names.issuperset(present):
        return None
    reply_owed = _parse_flag(entry["reply_owed"]) if "reply_owed" in entry else None
    talk = Talk(
        place=places["log"],
        at=file_moment(entry["at"]),
        buyers=tuple(buyer.name for buyer in summary.buyers if buyer.name in present),
        how=entry["how"],
        kind=entry["kind"],
        outcome=entry["outcome"] if "outcome" in entry else usual_outcome(entry["kind"], entry["how"], reply_owed),
        mood=entry.get("mood"),
        topics=tuple(entry.get("topic", ())),
        text=entry.get("text"),
        said=entry.get("said"),
        written_date=_parse_day(entry.get("written_date")),
        reply_owed=reply_owed,
        next=_parse_next(entry.get("next")),
        private="private" in entry and _parse_flag(entry["private"]),
        by=entry.get("by"),
        photos=tuple(entry.get("photos", ())),
        video=entry.get("video"),
    )
    if talk.kind == TalkKind.INTERNAL:
        return None  # others may have taken part
    places["log"] += 1
    later = next((at for at, known in enumerate(summary.talks) if known.at.day > talk.at.day), len(summary.talks))
    return summary._replace(talks=(*summary.talks[:later], talk, *summary.talks[later:]))


def _parse_next(said: Any) -> NextStep | None:
    if said is None:
        return None
    if said == "none":
        return NextStep("none", None, none=True)
    what: str = said["what"]
    if not said.keys() <= {"what", "date", "agreed"} or what.casefold().startswith("none"):
        raise ValueError("read it again")
    return NextStep(what, _parse_day(said["date"]), _parse_flag(said["agreed"]))


def _add_promise(summary: JobSummary, entry: Mapping[str, Any], places: dict[str, int]) -> JobSummary | None:
    if not entry.keys() <= _PROMISE_KEYS:
        return None
    promise = Promise(
        place=places["promises"],
        text=entry["text"],
        by=entry["by"],
        to=entry.get("to"),
        due=_parse_day(entry["due"]),
        made=_parse_day(entry["made"]),
        needs=entry.get("needs"),
        status=entry.get("status"),
        noted_by=entry.get("noted_by"),
    )
    places["promises"] += 1
    return summary._replace(promises=(*summary.promises, promise))


def _set_written_date(summary: JobSummary, place: object, value: object) -> JobSummary | None:
    if not isinstance(value, Unquoted) or not any(talk.place == place for talk in summary.talks):
        return None
    day = _parse_day(value)
    return summary._replace(
        talks=tuple(talk._replace(written_date=day) if talk.place == place else talk for talk in summary.talks)
    )


def _set_shift_value(summary: JobSummary, place: object, key: str, value: object) -> JobSummary | None:
    shift = next((shift for shift in summary.shifts if shift.place == place), None)
    if shift is None or not _is_plain(value):
        return None
    if key == "told_date":
        new = shift._replace(told_date=_parse_day(value))
    elif key == "told_how":
        new = shift._replace(told_how=str(value))
    elif key == "together":
        new = shift._replace(together=str(value))
    elif key == "plan_b":
        new = shift._replace(plan_b=str(value))
    else:
        # When the blame was taken is in the file alone.
        return summary if key == "owned_date" else None
    return summary._replace(shifts=tuple(new if one is shift else one for one in summary.shifts))


def _parse_day(said: Any) -> date | None:
    return None if said is None else file_date(said)


def _parse_flag(said: str) -> bool:
    if said not in ("true", "false"):
        raise ValueError("read it again")
    return said == "true"
