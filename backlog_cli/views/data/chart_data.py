"""The pictures for scripts: the same months, bars, stages and risks as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.bookings import BookingKind
from backlog_cli.rules.summary import closing_day
from backlog_cli.views.data.records import select_fields
from backlog_cli.views.facts import home_facts, homes_facts, risk_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.bookings import Booking
    from backlog_cli.rules.meetings.calendar import CalendarDay, Month
    from backlog_cli.rules.reports.cancellation import HomeAtRisk
    from backlog_cli.rules.reports.stages import StageCount
    from backlog_cli.rules.reports.timeline import Timeline, TimelineBar
    from backlog_cli.views.data.shapes import (
        BarFacts,
        BookingFacts,
        CalendarFacts,
        DayFacts,
        ReportRiskFacts,
        ReportStagesFacts,
        ReportTimelineFacts,
        RiskyHomeFacts,
    )

BAR_FIELDS = (
    *("job", "key", "buyer", "lot", "stage", "sold", "promised", "contract", "told", "closing", "moves", "short_days"),
    *("slip_days", "forecast", "forecast_late", "source"),
)
RISK_FIELDS = ("job", "key", "buyer", "lot", "stage", "level", "closing", "risk", "parts", "flags", "next")


def calendar_facts(month: Month) -> CalendarFacts:
    """Return what `calendar --json` holds: the counts, and every day on which something falls."""
    named = (*(mark.summary for mark in month.marks), *(found.summary for found in month.promises))
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
        "jobs": homes_facts(named),
    }


def _day_facts(day: CalendarDay) -> DayFacts:
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
                **home_facts(mark.summary),
                "what": mark.what,
                "time": mark.clock,
                "moves": mark.moves,
                "has_closed": mark.is_past,
                "text": mark.words or None,
                "minutes": mark.booking.length if mark.booking and mark.clock else None,
                "where": mark.booking.where if mark.booking else None,
            }
            for mark in day.marks
        ],
        "promises": [{**home_facts(found.summary), "by": found.promise.by, "text": found.promise.text} for found in day.promises],
        "overlaps": [[_booking_facts(one), _booking_facts(other)] for one, other in day.overlaps],
    }


def _booking_facts(found: Booking) -> BookingFacts:
    return {"job": found.summary.job, "what": found.what, "time": found.at.clock, "minutes": found.length}


def timeline_facts(found: Timeline, *, fields: str | None = None) -> ReportTimelineFacts:
    """Return what `report timeline --json` holds: the months drawn, and a bar a home under `jobs`, the soonest closing first."""
    return {
        "from": found.first,
        "to": found.last,
        "jobs": select_fields([_bar_facts(bar) for bar in found.bars], fields, known=BAR_FIELDS),
    }


def _bar_facts(bar: TimelineBar) -> BarFacts:
    return {
        **home_facts(bar.summary),
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


def pipeline_facts(rungs: Sequence[StageCount]) -> ReportStagesFacts:
    """Return what `report stages --json` holds: every stage in order, empty ones too; `open` is the sum of their homes."""
    return {
        "open": sum(rung.count for rung in rungs),
        "stages": [
            {
                "stage": rung.stage,
                "homes": rung.count,
                "jobs": homes_facts(rung.homes),
                "median_days": rung.median_days,
                "usual_days": rung.usual,
                "source": rung.source or None,
                "oldest": home_facts(rung.oldest) if rung.oldest else None,
                "oldest_days": rung.oldest_days,
            }
            for rung in rungs
        ],
    }


def risk_page_facts(homes: Sequence[HomeAtRisk], *, fields: str | None = None) -> ReportRiskFacts:
    """Return what `report risk --json` holds: every open home under `jobs`, the most at risk first, with its parts (001-11)."""
    return {"jobs": select_fields([_risky_facts(home) for home in homes], fields, known=RISK_FIELDS)}


def _risky_facts(home: HomeAtRisk) -> RiskyHomeFacts:
    summary, verdict, parts = home.summary, home.verdict, home.parts
    return {
        **home_facts(summary),
        "stage": summary.stage,
        "level": verdict.level,
        "closing": closing_day(summary),
        "risk": risk_facts(verdict.risk),
        "parts": [{"name": part.name, "points": part.points, "text": part.words, "next": part.next} for part in parts],
        "flags": home.flags,
        "next": parts[0].next if parts else None,
    }
