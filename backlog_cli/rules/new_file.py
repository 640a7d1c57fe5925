"""How a file begins: the empty one with its comments, and the sample with its dates moved to today."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from backlog_cli.dates.file_dates import file_period, period_of
from backlog_cli.dates.values import WEEKDAYS

if TYPE_CHECKING:
    from re import Match

SAMPLE_DAY = date(2026, 11, 23)  # the day the sample was written for

EMPTY_FILE = """\
# My backlog: homes sold and not closed yet, and the people waiting for them.
# You can edit everything here by hand; comments, order and quotes stay as they are.
# `backlog check` finds typos. Dates are written 2026-06-12.

settings:
  cadence_days: 7     # how often every buyer hears from you
  worst_days: 14      # after this many days it counts as silence
  reply_days: 1       # how soon a question is answered

# A home needs four things (job, buyers, sold_date, stage); the rest can wait until you know it.
# `backlog add` adds one here, or remove the # from these lines and change them:
jobs:
#  - job: HC-1041
#    buyers: [Chidi Okafor, Amara Okafor]
#    sold_date: 2026-07-18
#    stage: contract
#    lot: "41"
#    closing: 2027-03-19
#    contact: {channel: group-text, when: weekdays after 17:00}
"""


def empty_file(*, today: date) -> str:
    """Return the empty file as it begins today: what came before is not counted as late."""
    settings, jobs = EMPTY_FILE.split("\n\n# A home needs", 1)
    return (
        f"{settings}\n  tracking_since: {today}   # the day you began; nothing before it counts as late\n\n# A home needs{jobs}"
    )


def move_sample_dates(text: str, *, today: date) -> str:
    """Return the sample with every date and weekday moved by as many days as lie between its own day and today.

    What was told stays as exact as it was, and stays around the forecast (`internal`) where it was around it, so that no
    month's end makes good news bad.
    """
    gap = today - SAMPLE_DAY

    def moved(found: Match[str]) -> str:
        return (date.fromisoformat(found[0]) + gap).isoformat()

    def moved_told(found: Match[str]) -> str:
        period = file_period(found["told"])
        anchor = period.start + (period.end - period.start) // 2
        if found["forecast"] and date.fromisoformat(found["forecast"]) in period:
            anchor = date.fromisoformat(found["forecast"])
        return (found["before"] or "") + "told: " + period_of(anchor + gap, period.precision).text

    def moved_weekday(found: Match[str]) -> str:
        return WEEKDAYS[(WEEKDAYS.index(found[0]) + gap.days) % 7]

    text = re.sub(TOLD_PATTERN, moved_told, text, flags=re.DOTALL)
    text = re.sub(r"\b\d{4}-\d\d-\d\d\b", moved, text)
    return re.sub(rf"\b(?:{'|'.join(WEEKDAYS)})\b", moved_weekday, text)


# A told month, quarter or week, with the forecast of the same closing when there is one; a told day is a date like any other.
TOLD_PATTERN = (
    r"(?P<before>internal: (?P<forecast>\d{4}-\d\d-\d\d)(?:(?!internal:|\btold:).)*)?"
    r"\btold: (?P<told>\d{4}-(?:Q\d|W\d\d|\d\d\b(?!-)))"
)
