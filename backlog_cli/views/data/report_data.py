"""The reports for scripts: the week, the slips, one home's record and a hand-over as facts, nothing private among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.summary import closing_day
from backlog_cli.views.facts import duty_facts, home_facts, risk_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_cli.rules.history import Cause
    from backlog_cli.rules.reports.handover import HandoverHome
    from backlog_cli.rules.reports.job_record import JobRecord
    from backlog_cli.rules.reports.week import ActionItem, Feeling, PromiseStats, Share, Slip, TouchCount, WeekReport
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.data.shapes import (
        AskFacts,
        CauseFacts,
        FeelingFacts,
        KeptFacts,
        NamedHomeFacts,
        ReportHandoverFacts,
        ReportJobFacts,
        ReportSlipsFacts,
        ReportWeekFacts,
        ShareFacts,
        SlipFacts,
        TellingFacts,
        TouchFacts,
    )


def week_facts(found: WeekReport) -> ReportWeekFacts:
    """Return what `report --json` holds."""
    named = [home.summary for part in (found.red, found.feelings, found.asks, found.new_slips, found.risky) for home in part]
    return {
        "since": found.since,
        "agent": found.agent,
        "counts": {
            "live": found.live,
            "open": found.open,
            "red": len(found.red),
            "amber": found.amber,
            "close_within_30_days": found.closing_soon,
            "overdue_closings": found.overdue_closings,
        },
        "red": [
            {
                **name_facts(home.summary),
                "reasons": [duty_facts(duty, number) for duty, number in zip(home.reasons, home.numbers, strict=True)],
                "left_out": home.left_out,
            }
            for home in found.red
        ],
        "feelings": [_feeling_facts(feeling) for feeling in found.feelings],
        "feelings_moved": {
            "up": found.moved_up,
            "down": found.moved_down,
            "new": found.newly_felt,
            "unknown": found.unknown,
        },
        "asks": [_ask_facts(ask) for ask in found.asks],
        "slips": [slip_fact(slip) for slip in found.new_slips],
        "causes": [cause_facts(cause) for cause in found.causes],
        "telling": _telling_facts(found),
        "updates": share_facts(found.updates),
        "up_to_date": share_facts(found.up_to_date),
        "updates_by": [{"by": name, "updates": count} for name, count in found.updates_by],
        "promises": {"ours": _kept_facts(found.mine), "others": _kept_facts(found.others)},
        "issues": {"resolved": found.issues_resolved, "open": found.issues_open, "special_efforts": found.special_efforts},
        "risk": [
            {
                **name_facts(home.summary),
                "risk": risk_facts(home.verdict.risk),
                "parts": [part.words for part in home.parts],
                "flags": home.flags,
            }
            for home in found.risky
        ],
        "months": [
            {
                "month": f"{row.first:%Y-%m}",
                "homes_sold": row.sold,
                "homes_closed": row.closed,
                "homes_cancelled": row.cancelled,
                "homes_to_close": row.planned,
                "cancelled_of_12_months": None if row.rate is None else share_facts(row.rate),
            }
            for row in found.months
        ],
        "cancellations": {
            **share_facts(found.lost.share),
            "reasons": dict(found.lost.reasons),
            "lessons": [{"job": job, "lesson": lesson} for job, lesson in found.lost.lessons],
        },
        "stories": {"delighted": found.delighted, "testimonials": found.testimonials, "surveys": found.surveys},
        "touches": {
            "week": found.touches_week,
            "week_before": found.touches_before,
            "homes": [_touched_facts(home) for home in found.touched],
        },
        "closed_this_week": [name_facts(home) for home in found.closed_week],
        "jobs": _names_facts((*named, *(home.summary for home in found.touched), *found.closed_week)),
    }


def name_facts(summary: JobSummary) -> NamedHomeFacts:
    """Return a home as reports name it."""
    return {**home_facts(summary), "stage": summary.stage, "closing": closing_day(summary)}


def _names_facts(summaries: Iterable[JobSummary]) -> list[NamedHomeFacts]:
    return [name_facts(summary) for summary in {summary.key: summary for summary in summaries}.values()]


def _feeling_facts(feeling: Feeling) -> FeelingFacts:
    talk = feeling.talk
    return {
        **name_facts(feeling.summary),
        "mood": talk.mood,
        "day": talk.at.day,
        "before": feeling.before,
        "moved": feeling.moved,
        "said": talk.said,
    }


def _ask_facts(ask: ActionItem) -> AskFacts:
    return {
        **name_facts(ask.summary),
        "kind": ask.kind,
        "what": ask.what,
        "wants": ask.wants,
        "owner": ask.owner,
        "day": ask.day,
        "since": ask.since,
        "grave": ask.is_grave,
    }


def slip_fact(slip: Slip) -> SlipFacts:
    """Return one closing that moved later."""
    shift = slip.shift
    return {
        **name_facts(slip.summary),
        "from": shift.from_day,
        "to": shift.to_day,
        "days": slip.days,
        "known": shift.known_date,
        "told": shift.told_date,
        "days_to_tell": slip.days_to_tell,
        "cause_kind": shift.cause_kind,
        "ours": shift.ours,
    }


def cause_facts(cause: Cause) -> CauseFacts:
    """Return how often, and by how many days, closings moved for one cause."""
    return {"cause": cause.kind, "slips": cause.slips, "days": cause.days}


def _telling_facts(found: WeekReport) -> TellingFacts:
    return {"median_days": found.telling_median, "told_slips": len(found.telling), "untold_slips": found.untold}


def share_facts(share: Share) -> ShareFacts:
    """Return so many of so many."""
    return {"part": share.part, "of": share.of, "percent": share.percent}


def _kept_facts(kept: PromiseStats) -> KeptFacts:
    return {
        "in_time": share_facts(kept.in_time),
        "late": kept.late,
        "broken": kept.broken,
        "open": kept.is_open,
        "overdue": kept.overdue,
    }


def _touched_facts(home: TouchCount) -> TouchFacts:
    return {
        **home_facts(home.summary),
        "touches": home.touches,
        "ours": home.ours,
        "theirs": home.theirs,
        "minutes": home.minutes,
    }


def slips_facts(slips: Sequence[Slip], week: WeekReport) -> ReportSlipsFacts:
    """Return what `report slips --json` holds."""
    return {
        "slips": [slip_fact(slip) for slip in slips],
        "causes": [cause_facts(cause) for cause in week.causes],
        "telling": _telling_facts(week),
        "told_error_days": week.history.told_errors,
        "first_error_days": week.history.first_errors,
        "jobs": _names_facts(slip.summary for slip in slips),
    }


def record_facts(found: JobRecord) -> ReportJobFacts:
    """Return what `report job JOB --json` holds."""
    return {
        "job": found.summary.job,
        "private_left_out": found.private,
        "entries": [{"at": entry.at, "what": entry.what, "details": entry.under} for entry in found.entries],
        "jobs": [name_facts(found.summary)],
    }


def handover_facts(found: Sequence[HandoverHome]) -> ReportHandoverFacts:
    """Return what `report handover --json` holds; `private` is empty unless it was asked for."""
    return {
        "jobs": [
            {
                **name_facts(home.summary),
                "level": home.level,
                "facts": [{"name": name, "text": text} for name, text in home.facts],
                "reasons": [duty_facts(duty, number) for duty, number in zip(home.reasons, home.numbers, strict=True)],
                "private": [{"name": name, "text": text} for name, text in home.private],
            }
            for home in found
        ],
    }
