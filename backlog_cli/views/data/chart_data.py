"""The pictures for scripts: the same months, bars, stages and risks as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.bookings import BookingKind
from backlog_cli.rules.summary import closing_day, joint_name
from backlog_cli.views.data.records import select_fields
from backlog_cli.views.facts import risk_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.bookings import Booking
    from backlog_cli.rules.meetings.calendar import CalendarDay, Month
    from backlog_cli.rules.reports.cancellation import HomeAtRisk
    from backlog_cli.rules.reports.stages import StageCount
    from backlog_cli.rules.reports.timeline import Timeline, TimelineBar
    from backlog_cli.rules.summary import JobSummary

BAR_FIELDS = (
    *("job", "key", "buyer", "lot", "stage", "sold", "promised", "contract", "told", "closing", "moves", "short_days"),
    *("slip_days", "forecast", "forecast_late", "source"),
)
RISK_FIELDS = ("job", "key", "buyer", "lot", "stage", "level", "closing", "risk", "parts", "flags", "next")


def calendar_facts(month: Month) -> dict[str, object]:
    """Return what `calendar --json` holds: the counts, and every day on which something falls."""
    return {
        "month": f"{month.first:%Y-%m}",
        "closings": month.count(BookingKind.CLOSING),
        "orientations": month.count(BookingKind.ORIENTATION),
        "precons": month.count(BookingKind.PRECON),
        "predrywalls": month.count(BookingKind.PREDRYWALL),
        "appointments": month.count(BookingKind.APPOINTMENT),
        "promises": len(month.promises),
        "clashes": [day.day for day in month.clashes],
        "days": [_day_facts(day) for day in month.days if not day.is_empty],
    }


def _day_facts(day: CalendarDay) -> dict[str, object]:
    return {
        "day": day.day,
        "holiday": day.holiday,
        "day_off": day.is_off,
        "weekend": day.is_weekend,
        "away": day.away is not None,
        "cover": day.away.cover if day.away else None,
        "clash": day.is_clash,
        "awkward": day.is_awkward,
        "visits": [
            {
                "what": mark.what,
                "time": mark.clock,
                "job": mark.summary.job,
                "buyer": joint_name(mark.summary),
                "lot": mark.summary.lot,
                "moves": mark.moves,
                "has_closed": mark.is_past,
                "text": mark.words or None,
                "minutes": mark.booking.length if mark.booking and mark.clock else None,
                "where": mark.booking.where if mark.booking else None,
            }
            for mark in day.marks
        ],
        "promises": [
            {
                "job": found.summary.job,
                "buyer": joint_name(found.summary),
                "lot": found.summary.lot,
                "by": found.promise.by,
                "text": found.promise.text,
            }
            for found in day.promises
        ],
        "overlaps": [[_booking_facts(one), _booking_facts(other)] for one, other in day.overlaps],
    }


def _booking_facts(found: Booking) -> dict[str, object]:
    return {"job": found.summary.job, "what": found.what, "time": found.at.clock, "minutes": found.length}


def timeline_facts(found: Timeline, *, fields: str | None = None) -> dict[str, object]:
    """Return what `timeline --json` holds: the months drawn, and a bar a home under `jobs`, the soonest closing first."""
    return {
        "from": found.first,
        "to": found.last,
        "jobs": select_fields([_bar_facts(bar) for bar in found.bars], fields, known=BAR_FIELDS),
    }


def _bar_facts(bar: TimelineBar) -> dict[str, object]:
    return {
        "job": bar.summary.job,
        "key": bar.summary.key_text,
        "buyer": joint_name(bar.summary),
        "lot": bar.summary.lot,
        "stage": bar.summary.stage,
        "sold": bar.summary.sold_date,
        "promised": bar.promised,
        "contract": bar.summary.contract,
        "told": bar.told,
        "closing": bar.closing,
        "moves": bar.moves,
        "short_days": bar.short_days,
        "slip_days": bar.slip_days,
        "forecast": bar.forecast,
        "forecast_late": bar.forecast_late,
        "source": bar.source or None,
    }


def pipeline_facts(rungs: Sequence[StageCount]) -> dict[str, object]:
    """Return what `pipeline --json` holds: every stage in order, empty ones too; `open` is the sum of their homes."""
    return {
        "open": sum(rung.count for rung in rungs),
        "stages": [
            {
                "stage": rung.stage,
                "homes": rung.count,
                "jobs": [home.job for home in rung.homes],
                "median_days": rung.median_days,
                "usual_days": rung.usual,
                "source": rung.source or None,
                "oldest": _name_facts(rung.oldest),
                "oldest_days": rung.oldest_days,
            }
            for rung in rungs
        ],
    }


def _name_facts(summary: JobSummary | None) -> dict[str, object] | None:
    return None if summary is None else {"job": summary.job, "buyer": joint_name(summary), "lot": summary.lot}


def risk_page_facts(homes: Sequence[HomeAtRisk], *, fields: str | None = None) -> dict[str, object]:
    """Return what `risk --json` holds: every open home under `jobs`, the most at risk first, with its parts (001-11)."""
    return {"jobs": select_fields([_risky_facts(home) for home in homes], fields, known=RISK_FIELDS)}


def _risky_facts(home: HomeAtRisk) -> dict[str, object]:
    summary, verdict, parts = home.summary, home.verdict, home.parts
    return {
        "job": summary.job,
        "key": summary.key_text,
        "buyer": joint_name(summary),
        "lot": summary.lot,
        "stage": summary.stage,
        "level": verdict.level,
        "closing": closing_day(summary),
        "risk": risk_facts(verdict.risk),
        "parts": [{"name": part.name, "points": part.points, "text": part.words, "next": part.next} for part in parts],
        "flags": home.flags,
        "next": parts[0].next if parts else None,
    }
