"""The verb about her own days off: away, with the pack for whoever fills in and the page for the first day back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.options import (
    DRY_RUN,
    FIELDS,
    JSON,
    NOT_PRIVATE,
    finish_reading,
    parse_leading_date,
    refuse_lone_fields,
    text_or_none,
)
from backlog_cli.cli.output import show_result
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import BadFile, Exit, UsageError
from backlog_cli.workflows.write import write_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.backlog import Absence, Backlog
    from backlog_cli.rules.change import Change
    from backlog_cli.views.documents.blocks import Block
    from backlog_cli.workflows.read import Document

app = typer.Typer()
USAGE_EXAMPLE = 'backlog away nov 25 nov 29 --cover "Dana Reyes"'


@app.command(cls=VerbCommand)
def away(
    ctx: typer.Context,
    days: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FROM TO]", help="The first and last day away. Without them: show what's planned."),
    ] = None,
    cover: Annotated[str | None, typer.Option("--cover", metavar="WHO", help="Who fills in.")] = None,
    told: Annotated[bool, typer.Option("--told", help="The buyers know now.")] = False,
    autoreply_set: Annotated[bool, typer.Option("--autoreply-set", help="The auto-reply is on.")] = False,
    pack: Annotated[bool, typer.Option("--pack", help="What the cover needs: due, reach, say, and what not to raise.")] = False,
    back: Annotated[bool, typer.Option("--back", help="What happened while you were away, and what you owe now.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="One web page on standard output, to print.")] = False,
    _yes: NOT_PRIVATE = False,
    as_json: JSON = False,
    fields: FIELDS = None,
    dry_run: DRY_RUN = False,
) -> int | None:
    """Days when you're away: who to tell first, what comes due, the auto-reply, the pack for your cover."""
    context: AppContext = ctx.obj
    _refuse_mixed(days, cover, is_tick=told or autoreply_set, is_page=pack or back, as_html=as_html, dry_run=dry_run)
    if pack and back:
        raise UsageError("--pack is for before, --back for after; leave one out.")
    if as_html and as_json:
        raise UsageError("--html and --json don't go together; leave one out.")
    if (days or told or autoreply_set) and fields is not None:
        raise UsageError("--fields goes with commands that show something; this one writes.")
    if days:
        _record_edit(context, days, text_or_none(cover), as_json=as_json, is_dry=dry_run)
        return None
    if told or autoreply_set:
        _mark_absence(context, is_told=told, is_replying=autoreply_set, as_json=as_json, is_dry=dry_run)
        return None
    refuse_lone_fields(fields, as_json=as_json)
    show = _show_pack if pack else _show_first_day_back if back else _show_absence
    return show(context, as_html, as_json, fields)


def _refuse_mixed(
    days: list[str] | None, cover: str | None, *, is_tick: bool, is_page: bool, as_html: bool, dry_run: bool
) -> None:
    if cover is not None and not days:
        raise UsageError(f"--cover goes with the days: {USAGE_EXAMPLE}.")
    if days and (is_tick or is_page or as_html):
        raise UsageError("enter the days first; to show them or check something off, run a second command.")
    if is_tick and (is_page or as_html):
        raise UsageError("--told and --autoreply-set change the file; use them without --pack, --back and --html.")
    if dry_run and not days and not is_tick:
        raise UsageError("this writes nothing anyway; leave --dry-run out.")


def _parse_days_away(context: AppContext, words: list[str], backlog: Backlog) -> tuple[date, date]:
    """The two days in "nov 25 nov 29" or "nov 25 to nov 29"; one day alone is both. Raise BadDate or UsageError."""
    first, rest = parse_leading_date(context, words, policy=backlog.policy, is_range=True)
    rest = rest[1:] if rest and rest[0].casefold() in ("to", "until", "through", "till", "-") else rest
    if not rest:
        return first, first
    last, rest = parse_leading_date(context, rest, policy=backlog.policy)
    if rest:
        raise UsageError(f'"{" ".join(rest)}" isn\'t a day. Give the first and the last day away: {USAGE_EXAMPLE}.')
    return first, last


def _record_edit(context: AppContext, words: list[str], cover: str | None, *, as_json: bool, is_dry: bool) -> None:
    from backlog_cli.rules.changes.time_off import add_absence

    first, last = _parse_days_away(context, words, context.session.document().backlog)
    _write_edit(
        context, lambda backlog: add_absence(backlog, first, last, cover, today=context.today), as_json=as_json, is_dry=is_dry
    )


def _mark_absence(context: AppContext, *, is_told: bool, is_replying: bool, as_json: bool, is_dry: bool) -> None:
    from backlog_cli.rules.changes.time_off import mark_absence_prepared

    def make(backlog: Backlog) -> Change:
        return mark_absence_prepared(_current_absence(context, backlog), is_told=is_told, is_replying=is_replying)

    make(context.session.document().backlog)
    _write_edit(context, make, as_json=as_json, is_dry=is_dry)


def _current_absence(context: AppContext, backlog: Backlog) -> Absence:
    from backlog_cli.rules.meetings.away import current_absence

    found = current_absence(backlog, today=context.today)
    if found is None:
        raise UsageError(f"no days away are planned: {USAGE_EXAMPLE}.")
    return found


def _write_edit(context: AppContext, make: Callable[[Backlog], Change], *, as_json: bool, is_dry: bool) -> None:
    from backlog_cli.rules.changes.time_off import absence_after
    from backlog_cli.rules.meetings.away import affected_homes
    from backlog_cli.views.documents.away_pack import absence_lines
    from backlog_cli.workflows.plan import WritePlan

    def decide(now: Document) -> WritePlan:
        spoilt = next((bad for bad in now.loaded.bad if bad.section == "away"), None)
        if spoilt is not None:
            raise BadFile(f"line {spoilt.line}: an absence can't be read; fix it first (backlog check).")
        change = make(now.backlog)

        if not change.intents:
            return WritePlan((change,), lambda _backlog: ())
        found = absence_after(now.backlog, change)
        lines = tuple(absence_lines(found, affected_homes(now.backlog, found, today=context.today), today=context.today))
        return WritePlan((change,), lambda _backlog: lines)

    show_result(context, write_changes(context.session, decide, dry_run=is_dry), as_json=as_json, kind="away-plan")


def _show_absence(context: AppContext, as_html: bool, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.meetings.away import affected_homes, current_absence, latest_absence
    from backlog_cli.views.documents import away_pack

    document = context.session.document()
    away = current_absence(document.backlog, today=context.today)
    homes = () if away is None else affected_homes(document.backlog, away, today=context.today)
    policy = document.backlog.policy
    if away is None and not as_json:
        is_back = latest_absence(document.backlog, today=context.today) is not None
        shown = " What happened while you were away: backlog away --back" if is_back else ""
        context.say(f"No days away are planned: {USAGE_EXAMPLE}{shown and '.'}{shown}")
        return finish_reading(document, Exit.DONE, is_banner_shown=False)
    return _show_in_format(
        context,
        document,
        "away",
        (lambda: away_pack.absence_blocks(away, homes, policy, today=context.today)) if away else list,
        away_pack.absence_facts(away, homes, policy, today=context.today, fields=fields),
        as_html=as_html,
        as_json=as_json,
    )


def _show_pack(context: AppContext, as_html: bool, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.meetings.away import briefings, unaffected_homes
    from backlog_cli.views.documents import away_pack

    document = context.session.document()
    away = _current_absence(context, document.backlog)
    found = briefings(document.backlog, away, today=context.today)
    rest = unaffected_homes(document.backlog, tuple(one.home for one in found))
    return _show_in_format(
        context,
        document,
        "away-pack",
        lambda: away_pack.pack_blocks(away, found, rest, document.backlog, today=context.today),
        away_pack.pack_facts(away, found, rest, today=context.today, fields=fields),
        as_html=as_html,
        as_json=as_json,
    )


def _show_first_day_back(context: AppContext, as_html: bool, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.meetings.away import latest_absence, return_report
    from backlog_cli.views.documents import away_pack

    document = context.session.document()
    away = latest_absence(document.backlog, today=context.today)
    if away is None:
        raise UsageError("your days away haven't started yet; `backlog away` shows them.")
    found = return_report(document.backlog, away, today=context.today)
    return _show_in_format(
        context,
        document,
        "away-back",
        lambda: away_pack.return_blocks(found, today=context.today),
        away_pack.return_facts(found, document.backlog.policy, today=context.today, fields=fields),
        as_html=as_html,
        as_json=as_json,
    )


def _show_in_format(
    context: AppContext,
    document: Document,
    kind: str,
    blocks: Callable[[], list[Block]],
    facts: Mapping[str, object],
    *,
    as_html: bool,
    as_json: bool,
) -> int:
    """The same thing for a script, a printer or a person."""
    from backlog_cli.views.documents.blocks import markdown, web_page

    if as_json:
        context.say_document(kind, facts, document.backlog, is_for_others=kind == "away-pack")
    elif as_html:
        context.say(web_page("Away", blocks()))
    else:
        context.say(context.screen().signs(markdown(blocks())))
    return finish_reading(document, Exit.DONE, is_banner_shown=False)
