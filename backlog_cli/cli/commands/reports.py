"""The verbs for her manager: report and calendar. Nothing here writes her file."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from backlog_cli.cli.job_lookup import find_job
from backlog_cli.cli.options import FIELDS, JSON, complete_job, finish_reading, refuse_lone_fields
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import Exit, UsageError
from backlog_cli.workflows.read import archived_homes, backlog_with_archives

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

    from rich.text import Text

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.reports.week import WeekReport
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.documents.blocks import Block
    from backlog_cli.views.screen import Screen
    from backlog_cli.workflows.read import Document

app = typer.Typer()
MONTH = Annotated[
    list[str] | None, typer.Argument(metavar="[MONTH]", help="dec, dec 2027, 2027-03, next or last, if not this month.")
]


def _complete_report(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import word_completions
    from backlog_cli.rules.reports.week import REPORT_KINDS

    before = ctx.params.get("words") or ()
    if not before:
        return word_completions(REPORT_KINDS, incomplete)
    return complete_job(ctx, incomplete) if list(before) == ["job"] else []


WORDS = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[week|slips|stages|timeline|risk|job JOB|handover [JOB]]",
        help="What to report, if not the week.",
        autocompletion=_complete_report,
    ),
]
HTML = Annotated[bool, typer.Option("--html", help="One web page on standard output, to open or print: > report.html")]


PRIVATE = Annotated[bool, typer.Option("--private", help="With handover: private notes and numbers too.")]
EVERYTHING = Annotated[bool, typer.Option("--all", help="With week: all of it, not two pages.")]


class ReportQuestion(NamedTuple):
    """What was asked of a report besides its kind: which home, with private notes, all of it."""

    job: str | None
    is_private: bool
    is_whole: bool


class ReportContent(NamedTuple):
    """One report, ready to be said: its title, its blocks for people, its facts for scripts."""

    title: str
    blocks: Sequence[Block]
    facts: Mapping[str, object]


class ReportCommand(VerbCommand):
    """`report`, whose week over several files is a page of its own."""

    def answer(self, ctx: Any) -> Any:
        from backlog_cli.rules.reports.week import parse_report_kind

        asked = ctx.params
        if len(ctx.obj.files) < 2 or asked["everything"] or parse_report_kind(asked["words"] or ())[0] != "week":
            return super().answer(ctx)
        from backlog_cli.cli.team_report import show_team_week

        _refuse_two_answers(as_html=asked["as_html"], as_json=asked["as_json"])
        _refuse_other_options("week", private=asked["private"], everything=False, as_json=False, fields=asked["fields"])
        return show_team_week(ctx.obj, as_html=asked["as_html"], as_json=asked["as_json"])


@app.command(cls=ReportCommand)
def report(
    ctx: typer.Context,
    words: WORDS = None,
    as_html: HTML = False,
    private: PRIVATE = False,
    everything: EVERYTHING = False,
    as_json: JSON = False,
    fields: FIELDS = None,
) -> int:
    """For management, as Markdown to paste: the week on two pages, red first; or the slips, one home's record, a hand-over.

    `stages` shows how many homes are in each stage and for how long, `timeline` a bar a home, `risk` who may cancel and why.
    `report week` with several files or their folder behind it is a manager's page for the team; `--all` shows each agent's week.
    """
    context: AppContext = ctx.obj
    from backlog_cli.rules.reports.week import parse_report_kind

    kind, job = parse_report_kind(words or ())
    _refuse_two_answers(as_html=as_html, as_json=as_json)
    _refuse_other_options(kind, private=private, everything=everything, as_json=as_json, fields=fields)
    document = context.session.document()
    if kind in _CHARTS:
        name, chart = _CHARTS[kind]
        drawn = chart(context, document, fields)
        return _print_chart(context, document, name, drawn, kind=f"report-{kind}", as_html=as_html, as_json=as_json)
    told = _REPORTS[kind](context, document, ReportQuestion(job, private, everything))
    _print_report(context, document, kind, told, as_html=as_html, as_json=as_json)
    return finish_reading(document, Exit.DONE, is_banner_shown=False)


def _refuse_other_options(kind: str, *, private: bool, everything: bool, as_json: bool, fields: str | None) -> None:
    if private and kind != "handover":
        raise UsageError("--private goes with `report handover`; every other report leaves private things out.")
    if everything and kind != "week":
        raise UsageError("--all goes with `report week`; every other report is complete anyway.")
    if fields is not None and kind not in ("timeline", "risk"):
        raise UsageError("--fields goes with `report timeline` and `report risk`.")
    refuse_lone_fields(fields, as_json=as_json)


def _print_report(
    context: AppContext, document: Document, kind: str, told: ReportContent, *, as_html: bool, as_json: bool
) -> None:
    from backlog_cli.views.documents.blocks import markdown, web_page

    if as_json:
        context.say_document(f"report-{kind}", told.facts, document.backlog, is_for_others=True)
    elif as_html:
        context.say(web_page(told.title, told.blocks))
    else:
        context.say(context.screen().signs(markdown(told.blocks)))


def _week_report(context: AppContext, document: Document, asked: ReportQuestion) -> ReportContent:
    from backlog_cli.dates.values import add_months
    from backlog_cli.rules.meetings.calendar import month_of
    from backlog_cli.rules.reports.stages import stage_counts
    from backlog_cli.rules.reports.timeline import timeline
    from backlog_cli.views.data.report_data import week_facts
    from backlog_cli.views.documents.management import week_blocks, week_title
    from backlog_cli.views.documents.week_page import week_page_blocks

    found, backlog = _management_report(context, document), backlog_with_archives(context.location.path, document)
    first = context.today.replace(day=1)
    months = [month_of(backlog, add_months(first, n)) for n in range(2)]
    if not asked.is_whole:
        return ReportContent(week_title(found), week_page_blocks(found, months), week_facts(found))
    rungs, bars = stage_counts(backlog, today=context.today), timeline(backlog, today=context.today)
    return ReportContent(week_title(found), week_blocks(found, bars=bars, rungs=rungs, months=months), week_facts(found))


def _slips_report(context: AppContext, document: Document, _asked: ReportQuestion) -> ReportContent:
    from backlog_cli.rules.reports.week import recent_slips
    from backlog_cli.views.data.report_data import slips_facts
    from backlog_cli.views.documents.management import slip_blocks

    found = recent_slips(document.backlog, today=context.today, archived=archived_homes(context.location.path, document)[1])
    week = _management_report(context, document)
    return ReportContent("Slips", slip_blocks(found, week), slips_facts(found, week))


def _record_report(context: AppContext, document: Document, asked: ReportQuestion) -> ReportContent:
    from backlog_cli.rules.reports.job_record import build_job_record
    from backlog_cli.views.data.report_data import record_facts
    from backlog_cli.views.documents.management import record_blocks

    summary = _asked_home(context, document, asked)
    assert summary is not None  # `report job` without a home was refused
    found = build_job_record(summary, document.model(summary.job), today=context.today)
    return ReportContent(f"Record of {summary.job}", record_blocks(found, today=context.today), record_facts(found))


def _asked_home(context: AppContext, document: Document, asked: ReportQuestion) -> JobSummary | None:
    """The home that was typed, remembered as the last one looked at; None when none was."""
    if asked.job is None:
        return None
    summary = find_job(context, asked.job, document, reading=True)
    context.set_last_job(summary.job)
    return summary


def _handover_report(context: AppContext, document: Document, asked: ReportQuestion) -> ReportContent:
    from backlog_cli.rules.reports.handover import handover
    from backlog_cli.views.data.report_data import handover_facts
    from backlog_cli.views.documents.management import handover_blocks

    home = _asked_home(context, document, asked)
    jobs = document.models() if home is None else (document.model(home.job),)
    found = handover(document.backlog, jobs, today=context.today, is_private=asked.is_private, only=home)
    blocks = handover_blocks(found, agent=document.backlog.policy.agent, today=context.today)
    return ReportContent("Hand-over", blocks, handover_facts(found))


_REPORTS: dict[str, Callable[[AppContext, Document, ReportQuestion], ReportContent]] = {
    "week": _week_report,
    "slips": _slips_report,
    "job": _record_report,
    "handover": _handover_report,
}


def _management_report(context: AppContext, document: Document) -> WeekReport:
    from backlog_cli.rules.reports.week import week_report

    jobs, summaries = archived_homes(context.location.path, document)
    return week_report(document.backlog, chain(document.models(), jobs), today=context.today, archived=summaries)


class Chart(NamedTuple):
    """One picture in each of its forms, none of them made before it is asked for."""

    facts: Callable[[], Mapping[str, object]]
    picture: Callable[[Screen], Text]
    blocks: Callable[[], Sequence[Block]]


@app.command(cls=VerbCommand)
def calendar(ctx: typer.Context, month: MONTH = None, as_html: HTML = False, as_json: JSON = False) -> int:
    """A month of closings, orientations, pre-cons, appointments and promises, and the days on which too much falls together."""
    context: AppContext = ctx.obj
    from backlog_cli.dates.values import add_months
    from backlog_cli.rules.meetings.calendar import month_of, parse_month
    from backlog_cli.views.data import chart_data
    from backlog_cli.views.terminal import charts

    first = parse_month(" ".join(month) if month else None, today=context.today)
    document = context.session.document()
    months = (month_of(document.backlog, first), month_of(document.backlog, add_months(first, 1)))
    drawn = Chart(
        lambda: chart_data.calendar_facts(months[0]),
        lambda screen: charts.calendar_page(months, screen=screen, today=context.today),
        lambda: _management_views().calendar_blocks(months, context.today),
    )
    return _print_chart(context, document, "calendar", drawn, kind="calendar", as_html=as_html, as_json=as_json)


def _timeline(context: AppContext, document: Document, fields: str | None) -> Chart:
    """A bar a home, the soonest closing first: what was promised first against what it has become."""
    from backlog_cli.rules.reports.timeline import timeline
    from backlog_cli.views.data import chart_data
    from backlog_cli.views.terminal import charts

    found = timeline(backlog_with_archives(context.location.path, document), today=context.today)
    return Chart(
        lambda: chart_data.timeline_facts(found, fields=fields),
        lambda screen: charts.timeline_page(found, screen=screen, today=context.today),
        lambda: _management_views().timeline_blocks(found, context.today),
    )


def _pipeline(context: AppContext, document: Document, _fields: str | None) -> Chart:
    """How many homes are in each stage, how long, and which has waited longest."""
    from backlog_cli.rules.reports.stages import stage_counts
    from backlog_cli.views.data import chart_data
    from backlog_cli.views.terminal import charts

    rungs = stage_counts(backlog_with_archives(context.location.path, document), today=context.today)
    return Chart(
        lambda: chart_data.pipeline_facts(rungs),
        lambda screen: charts.pipeline_page(rungs, screen=screen),
        lambda: _management_views().pipeline_blocks(rungs),
    )


def _risk(context: AppContext, document: Document, fields: str | None) -> Chart:
    """The open homes by the risk of a cancellation, each with what its number is made of."""
    from backlog_cli.rules.reports.cancellation import homes_by_risk
    from backlog_cli.views.data import chart_data
    from backlog_cli.views.terminal import charts

    homes = homes_by_risk(document.backlog, today=context.today)
    return Chart(
        lambda: chart_data.risk_page_facts(homes, fields=fields),
        lambda screen: charts.risk_page(homes, screen=screen, today=context.today),
        lambda: _management_views().risk_blocks(homes, context.today),
    )


# By the word behind `report`: the title of its page, and how it is drawn.
_CHARTS: dict[str, tuple[str, Callable[[AppContext, Document, str | None], Chart]]] = {
    "stages": ("pipeline", _pipeline),
    "timeline": ("timeline", _timeline),
    "risk": ("risk", _risk),
}


def _management_views() -> ModuleType:
    from backlog_cli.views.documents import management

    return management


def _print_chart(
    context: AppContext, document: Document, name: str, drawn: Chart, *, kind: str, as_html: bool, as_json: bool
) -> int:
    """The picture as it was asked for: a document of that kind, a web page, or drawn on the screen."""
    _refuse_two_answers(as_html=as_html, as_json=as_json)
    if as_json:
        context.say_document(kind, drawn.facts(), document.backlog, is_for_others=True)
    elif as_html:
        from backlog_cli.views.documents.blocks import web_page

        context.say(web_page(name.capitalize(), drawn.blocks()))
    else:
        context.draw(drawn.picture(context.screen()))
    return finish_reading(document, Exit.DONE, is_banner_shown=False)


def _refuse_two_answers(*, as_html: bool, as_json: bool) -> None:
    if as_html and as_json:
        raise UsageError("--html and --json don't go together; ask for one.")
