"""What is open over all homes, a line each: promises, issues, questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_day_and_distance
from backlog_cli.views.terminal.messages import job_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.summary import JobSummary, Promise


def promise_list(homes: Sequence[JobSummary], *, today: date) -> Iterator[str]:
    """Yield every open promise of these homes, yours before those of others, each by its day."""
    every = [(home, found) for home in homes for found in home.promises if found.is_open]
    if not every:
        yield "No open promises."
        return
    for heading, is_mine in (("YOU PROMISED", True), ("OTHERS PROMISED", False)):
        part = [(home, found) for home, found in every if found.is_mine is is_mine]
        if part:
            yield heading
        for home, found in sorted(part, key=lambda pair: (pair[1].due is None, pair[1].due)):
            yield f"  {_promise_line(home, found, today)}"
    yield "When one is done: backlog done JOB, then its number."


def _promise_line(home: JobSummary, found: Promise, today: date) -> str:
    day = format_day_and_distance(found.due, today=today) if found.due else "no date"
    who = "" if found.is_mine else f", the {found.by}"
    needs = f", needs {found.needs}" if found.needs else ""
    return f'{day}: {job_title(home)}{who}: "{found.text}"{needs}{_noted_by(found.noted_by)}'


def _noted_by(name: str | None) -> str:
    return f", noted by {name}" if name else ""


def issue_list(homes: Sequence[JobSummary], *, today: date) -> Iterator[str]:
    """Yield every open issue of these homes by its day, and how to follow up on one."""
    every = [(home, found) for home in homes for found in home.issues if found.is_open]
    if not every:
        yield "No open issues. To open one: backlog issue JOB what is wrong"
        return
    yield "OPEN ISSUES"
    for home, found in sorted(every, key=lambda pair: (pair[1].due is None, pair[1].due)):
        day = format_day_and_distance(found.due, today=today) if found.due else "no date"
        owner = found.owner or "nobody owns it yet"
        yield f'  {day}: {job_title(home)}, issue {found.id} "{found.text}", {owner}{_noted_by(found.noted_by)}'
    yield "When one is fixed: backlog issue JOB N --resolved"


def question_list(homes: Sequence[JobSummary], *, today: date) -> Iterator[str]:
    """Yield every question without an answer, and who has to answer it."""
    every = [(home, found) for home in homes for found in home.questions if found.answered is None]
    if not every:
        yield "No open questions. To note one: backlog ask JOB what you want to know"
        return
    yield "OPEN QUESTIONS"
    for home, found in sorted(every, key=lambda pair: (pair[1].asked is None, pair[1].asked)):
        asked = f", asked {format_day(found.asked, today=today)}" if found.asked else ""
        whom = f" (the {found.of})" if found.of else ""
        yield f'  {job_title(home)}: "{found.ask}"{whom}{asked}{_noted_by(found.by)}'
    yield "When one is answered: backlog done JOB, then its number."
