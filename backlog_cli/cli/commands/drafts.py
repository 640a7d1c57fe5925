"""The verbs that prepare what buyers will read: decide, draft. Nothing here writes her file, and nothing is ever sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.job_lookup import find_job
from backlog_cli.cli.options import (
    FIELDS,
    JOB,
    JSON,
    complete_job,
    complete_words,
    finish_reading,
    parse_choice,
    refuse_lone_fields,
)
from backlog_cli.cli.parsing import VerbCommand, complete_file
from backlog_cli.errors import Exit, UsageError
from backlog_cli.terms import DraftKind, and_list

if TYPE_CHECKING:
    from backlog_cli import model
    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.due.decisions import DecisionPlan
    from backlog_cli.rules.letters.draft import Letter
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.workflows.read import Document

app = typer.Typer()
MAX_AHEAD = 366
JOB_OR_ALL = Annotated[
    str | None, typer.Argument(metavar="[JOB]", help="A home, unless --all is given.", autocompletion=complete_job)
]


@app.command(cls=VerbCommand)
def decide(
    ctx: typer.Context,
    job: JOB_OR_ALL = None,
    everybody: Annotated[bool, typer.Option("--all", help="What has to be decided in the coming weeks, in all homes.")] = False,
    ahead: Annotated[int, typer.Option("--ahead", metavar="DAYS", help="With --all: how far to look.")] = 28,
    text: Annotated[bool, typer.Option("--text", help="The list as a text you can send them.")] = False,
    as_json: JSON = False,
    fields: FIELDS = None,
) -> int:
    """What the buyers have to choose, worked backward: needed on site, order by, decide by."""
    context: AppContext = ctx.obj
    refuse_lone_fields(fields, as_json=as_json)
    if (job is None) != everybody:
        raise UsageError("name a home, or add --all for the decisions of every home; not both.")
    if everybody and text:
        raise UsageError("--text is for one household: name the home.")
    if not 0 <= ahead <= MAX_AHEAD:
        raise UsageError(f"--ahead takes 0 to {MAX_AHEAD} days, not {ahead}.")
    document = context.session.document()
    if everybody:
        return _show_upcoming_decisions(context, document, ahead=ahead, as_json=as_json, fields=fields)
    summary = find_job(context, job or "", document, reading=True)
    context.set_last_job(summary.job)
    plan = _decision_plan(context, document, summary, document.model(summary.job))
    if text:
        return _show_decision_text(context, document, plan)
    return _show_decisions(context, document, plan, as_json=as_json, fields=fields)


def _decision_plan(context: AppContext, document: Document, summary: JobSummary, job: model.Job) -> DecisionPlan:
    from backlog_cli.rules.due.decisions import decision_plan

    return decision_plan(
        summary, job.selections, document.backlog.policy, origin=job.origin, history=document.backlog.history, today=context.today
    )


def _show_decisions(context: AppContext, document: Document, plan: DecisionPlan, *, as_json: bool, fields: str | None) -> int:
    from backlog_cli.views.terminal import decisions as view

    every = (*plan.open, *plan.settled, *plan.decided)
    if as_json:
        facts = view.decide_facts(every, plan, document.backlog, fields=fields, today=context.today)
        context.say_document("decide", facts, document.backlog)
    else:
        context.draw(view.plan_page(plan, document.backlog.history, screen=context.screen(), today=context.today))
    return finish_reading(document, Exit.DONE, is_banner_shown=False)


def _show_upcoming_decisions(context: AppContext, document: Document, *, ahead: int, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.due.decisions import upcoming_choices
    from backlog_cli.views.terminal import decisions as view

    found = upcoming_choices(
        (_decision_plan(context, document, *home) for home in zip(document.backlog.jobs, document.models(), strict=True)),
        ahead=ahead,
        today=context.today,
    )
    if as_json:
        facts = view.decide_facts(found, None, document.backlog, fields=fields, today=context.today)
        context.say_document("decide", facts, document.backlog)
    else:
        context.draw(view.coming_page(found, document.backlog, ahead=ahead, screen=context.screen(), today=context.today))
    return finish_reading(document, Exit.DONE, is_banner_shown=False)


def _show_decision_text(context: AppContext, document: Document, plan: DecisionPlan) -> int:
    from backlog_cli.cli.output import print_error
    from backlog_cli.rules.letters.jargon import jargon_in
    from backlog_cli.rules.letters.redaction import redaction_rules
    from backlog_cli.rules.letters.wording import TextFilter, decision_text
    from backlog_cli.views.letters import letter_text

    job = document.model(plan.summary.job)
    sieve = TextFilter(redaction_rules(plan.summary, job, document.backlog), job.personality)
    signature = context.session.writer() or document.backlog.policy.agent
    words = decision_text(plan, sieve, signature, today=context.today)
    if not words:
        raise UsageError(f"{plan.summary.job}: they have nothing to choose right now, so there's nothing to send.")
    context.say(letter_text(words, context.screen()))
    for kept in sieve.kept:
        print_error(f"left out: {kept}")
    for found in jargon_in(words):
        print_error(f'plain words: instead of "{found.word}" say "{found.say}"')
    return finish_reading(document, Exit.DONE, is_banner_shown=False)


@app.command(cls=VerbCommand)
def draft(
    ctx: typer.Context,
    job: JOB,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help=f"{', '.join(DraftKind)}; if none, what the home needs now.",
            autocompletion=complete_words(DraftKind),
        ),
    ] = None,
    copy: Annotated[bool, typer.Option("--copy", help="Put the text on the clipboard.")] = False,
    eml: Annotated[
        str | None,
        typer.Option(
            "--eml",
            metavar="PATH",
            help="Make a mail file that opens as a draft; - for standard output.",
            autocompletion=complete_file,
        ),
    ] = None,
    mailto: Annotated[bool, typer.Option("--mailto", help="A link that opens the text in your mail program.")] = False,
    as_json: JSON = False,
) -> int:
    """A short text to the buyers of a home, for you to finish in your own voice. Nothing is ever sent."""
    context: AppContext = ctx.obj
    if copy + (eml is not None) + mailto + as_json > 1:
        raise UsageError("choose one of --copy, --eml, --mailto and --json.")
    meant = parse_choice(kind, DraftKind, "draft")
    document = context.session.document()
    summary = find_job(context, job, document, reading=True)
    context.set_last_job(summary.job)
    letter, template = _letter(context, document, summary, meant)
    if copy:
        _copy_letter(context, letter, summary)
    elif eml is not None:
        _write_eml(context, letter, summary, eml)
    elif mailto:
        _show_mailto(context, letter, summary)
    else:
        _show_letter(context, document, letter, summary, template, as_json=as_json)
    return finish_reading(document, Exit.DONE, is_banner_shown=False)


def _letter(context: AppContext, document: Document, summary: JobSummary, kind: DraftKind | None) -> tuple[Letter, str | None]:
    """The text, and the name of the agent's own template if it was made from one."""
    from backlog_cli.rules.letters.draft import build_letter, needed_draft_kind
    from backlog_cli.store.templates import own_template

    job = document.model(summary.job)
    meant = kind or needed_draft_kind(summary, document.backlog.policy, today=context.today)
    template = own_template(context.location.path, meant)
    policy, who = document.backlog.policy, context.session.writer()
    backlog = document.backlog._replace(policy=policy._replace(agent=who or policy.agent))  # whoever sends it signs it
    letter = build_letter(meant, summary, job, backlog, document.sections.local_items, template=template, today=context.today)
    return letter, template and template[0]


def _show_letter(
    context: AppContext, document: Document, letter: Letter, summary: JobSummary, template: str | None, *, as_json: bool
) -> None:
    from backlog_cli.rules.summary import channel_of
    from backlog_cli.views import letters as view

    screen = context.screen()
    if as_json:
        facts = view.letter_facts(letter, summary, channel=channel_of(summary), template=template)
        context.say_document("draft", facts, document.backlog)
    elif not screen.is_terminal:
        context.say(view.letter_text(letter.text, screen))
        _print_remarks(letter, summary)
    else:
        context.draw(view.draft_page(letter, summary, screen))


def _print_remarks(letter: Letter, summary: JobSummary) -> None:
    """On stderr what only the agent reads, so that the text alone can be piped on."""
    from backlog_cli.cli.output import print_error
    from backlog_cli.views.letters import remarks

    for label, words in remarks(letter, summary):
        print_error(f"{label}: {words}")


def _copy_letter(context: AppContext, letter: Letter, summary: JobSummary) -> None:
    from backlog_cli.cli.clipboard import copy_to_clipboard
    from backlog_cli.views.escape import escape_for_terminal

    copy_to_clipboard(escape_for_terminal(letter.text, multiline=True), os.environ)
    context.say(f"The {letter.kind} for {summary.job} is on the clipboard; nothing was sent.")
    _print_remarks(letter, summary)


def _write_eml(context: AppContext, letter: Letter, summary: JobSummary, path: str) -> None:
    from backlog_cli.store.files import create_file
    from backlog_cli.views.escape import escape_for_terminal
    from backlog_cli.views.letters import eml_bytes

    data = eml_bytes(letter, summary.buyers)
    if path == "-":
        context.say(data.decode("ascii").replace("\r\n", "\n"))
    else:
        place = Path(path)
        if os.path.lexists(place):
            raise UsageError(f"{escape_for_terminal(path)} already exists and wasn't touched. Name another file.")
        create_file(place, data)
        context.say(f"{escape_for_terminal(path)}: a draft that your mail program opens; nothing was sent.")
    _warn_unreachable(summary)
    _print_remarks(letter, summary)


def _show_mailto(context: AppContext, letter: Letter, summary: JobSummary) -> None:
    from backlog_cli.views.letters import mailto_link

    context.say(mailto_link(letter, summary.buyers))
    _warn_unreachable(summary)
    _print_remarks(letter, summary)


def _warn_unreachable(summary: JobSummary) -> None:
    from backlog_cli.cli.output import print_error
    from backlog_cli.views.letters import buyers_without_email

    names = buyers_without_email(summary.buyers)
    if names:
        print_error(f"no mail address for {and_list(names)}: fill it in yourself before you send.")
