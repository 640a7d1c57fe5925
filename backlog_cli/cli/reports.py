"""The verbs for the desk above hers: report, calendar, timeline, pipeline, risk. Nothing here writes her file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.words import FIELDS, JSON, ended_reading, refuse_lone_fields
from backlog_cli.errors import Exit

if TYPE_CHECKING:
    from backlog_cli.cli.desk import Desk, Page
    from backlog_cli.rules.standing import Book

MONTH = Annotated[
    list[str] | None, typer.Argument(metavar="[MONTH]", help="dec, dec 2027, 2027-03, next or last; this month when left out.")
]


def calendar_(ctx: typer.Context, month: MONTH = None, as_json: JSON = False) -> int:
    """A month of closings and orientations: holidays, days off, and the days on which too much falls together."""
    from backlog_cli.dates import add_months
    from backlog_cli.rules.calendar import month_meant, month_of
    from backlog_cli.views import figures, plain

    desk: Desk = ctx.obj
    first = month_meant(" ".join(month) if month else None, today=desk.today)
    page = desk.page()
    found = month_of(page.book, first)
    screen = desk.screen()
    if as_json:
        desk.say(plain.document("calendar", figures.calendar_facts(found), today=desk.today))
    elif screen.is_plain:
        desk.say(figures.calendar_lines(found))
    else:
        from backlog_cli.views.pictures import calendar_page

        following = month_of(page.book, add_months(first, 1))
        desk.draw(calendar_page((found, following), screen=screen, today=desk.today))
    return ended_reading(page, Exit.DONE, is_banner_shown=False)


def timeline_(ctx: typer.Context, as_json: JSON = False, fields: FIELDS = None) -> int:
    """A bar a home, the soonest closing first: what was promised first against what it has become."""
    from backlog_cli.rules.timeline import timeline
    from backlog_cli.views import figures, plain

    desk: Desk = ctx.obj
    refuse_lone_fields(fields, as_json=as_json)
    page = desk.page()
    found = timeline(_taught(desk, page), today=desk.today)
    screen = desk.screen()
    if as_json:
        desk.say(plain.document("timeline", figures.timeline_facts(found, fields=fields), today=desk.today))
    elif screen.is_plain:
        desk.say(figures.timeline_lines(found))
    else:
        from backlog_cli.views.pictures import timeline_page

        desk.draw(timeline_page(found, screen=screen, today=desk.today))
    return ended_reading(page, Exit.DONE, is_banner_shown=False)


def pipeline_(ctx: typer.Context, as_json: JSON = False) -> int:
    """How many homes stand in each stage, how long, and which has waited longest."""
    from backlog_cli.rules.pipeline import pipeline
    from backlog_cli.views import figures, plain

    desk: Desk = ctx.obj
    page = desk.page()
    rungs = pipeline(_taught(desk, page), today=desk.today)
    screen = desk.screen()
    if as_json:
        desk.say(plain.document("pipeline", figures.pipeline_facts(rungs), today=desk.today))
    elif screen.is_plain:
        desk.say(figures.pipeline_lines(rungs))
    else:
        from backlog_cli.views.pictures import pipeline_page

        desk.draw(pipeline_page(rungs, screen=screen))
    return ended_reading(page, Exit.DONE, is_banner_shown=False)


def risk_(ctx: typer.Context, as_json: JSON = False, fields: FIELDS = None) -> int:
    """The open homes by the risk of a cancellation, each with what its number is made of."""
    from backlog_cli.rules.danger import homes_by_risk
    from backlog_cli.views import figures, plain

    desk: Desk = ctx.obj
    refuse_lone_fields(fields, as_json=as_json)
    page = desk.page()
    homes = homes_by_risk(page.book, today=desk.today)
    screen = desk.screen()
    if as_json:
        desk.say(plain.document("risk", figures.risk_page_facts(homes, fields=fields), today=desk.today))
    elif screen.is_plain:
        desk.say(figures.risk_lines(homes))
    else:
        from backlog_cli.views.pictures import risk_page

        desk.draw(risk_page(homes, screen=screen, today=desk.today))
    return ended_reading(page, Exit.DONE, is_banner_shown=False)


def _taught(desk: Desk, page: Page) -> Book:
    """The book with what the homes in the archives teach as well."""
    from backlog_cli.rules.standing import standing_of, taught
    from backlog_cli.store.archive import archived

    book = page.book
    old = archived(desk.found().path, besides={standing.job for standing in book.jobs})
    return taught(book, [standing_of(job, book.policy) for job in old.jobs]) if old.jobs else book
