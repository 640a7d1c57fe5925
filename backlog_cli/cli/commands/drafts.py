"""The verbs that prepare what buyers will read: decide, draft. Nothing here writes her file, and nothing is ever sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from backlog_cli.cli.options import FIELDS, JOB, JSON, _jobs_offered, ended_reading, picked, refuse_lone_fields
from backlog_cli.cli.params import Argument, Option
from backlog_cli.errors import BadWords, Exit
from backlog_cli.terms import Draft

if TYPE_CHECKING:
    from backlog_cli.cli.context import Desk, Page
    from backlog_cli.rules.due.decisions import Plan
    from backlog_cli.rules.letters.draft import Letter
    from backlog_cli.rules.summary import Standing

MOST_AHEAD = 366
A_JOB = Annotated[str | None, Argument(metavar="[JOB]", help="A home, unless --all is given.", autocompletion=_jobs_offered)]


def _kinds_offered(incomplete: str) -> list[str]:
    return [str(kind) for kind in Draft if kind.startswith(incomplete)]


def decide_(
    desk: Desk,
    job: A_JOB = None,
    everybody: Annotated[bool, Option("--all", help="What must be decided in the coming weeks, over all homes.")] = False,
    ahead: Annotated[int, Option("--ahead", metavar="DAYS", help="With --all: how far to look.")] = 28,
    text: Annotated[bool, Option("--text", help="The list as a text you can send them.")] = False,
    as_json: JSON = False,
    fields: FIELDS = None,
) -> int:
    """What the buyers have to choose, worked backward: needed on site, order by, decide by."""
    refuse_lone_fields(fields, as_json=as_json)
    if (job is None) != everybody:
        raise BadWords("name a home, or add --all for what must be decided over all homes; not both.")
    if everybody and text:
        raise BadWords("--text is for one household: name the home.")
    if not 0 <= ahead <= MOST_AHEAD:
        raise BadWords(f"--ahead {ahead} is no look ahead; from 0 to {MOST_AHEAD} days.")
    page = desk.page()
    if everybody:
        return _coming(desk, page, ahead=ahead, as_json=as_json, fields=fields)
    standing = desk.job(job or "", page, reading=True)
    desk.remember(standing.job)
    plan = _plan(desk, page, standing)
    if text:
        return _decision_text(desk, page, plan)
    return _plan_page(desk, page, plan, as_json=as_json, fields=fields)


def _plan(desk: Desk, page: Page, standing: Standing) -> Plan:
    from backlog_cli.rules.due.decisions import plan_of

    job = next(found for found in page.loaded.backlog.jobs if found.job == standing.job)
    return plan_of(standing, job.selections, page.book.policy, origin=job.origin, history=page.book.history, today=desk.today)


def _plan_page(desk: Desk, page: Page, plan: Plan, *, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.history import own_words
    from backlog_cli.views.data.records import document
    from backlog_cli.views.terminal import decisions as view

    screen = desk.screen()
    every = (*plan.open, *plan.settled, *plan.decided)
    if as_json:
        target = plan.schedule.target
        facts = {
            "job": plan.standing.job,
            "target": target and {"day": target.day, "basis": target.basis},
            "own_history": own_words(page.book.history) or None,
            "choices": view.choice_facts(every, page.book, fields=fields, today=desk.today),
        }
        desk.say(document("decide", facts, today=desk.today))
    elif screen.is_plain:
        desk.say(view.choice_lines(every, page.book, today=desk.today))
    else:
        desk.draw(view.plan_page(plan, page.book.history, screen=screen, today=desk.today))
    return ended_reading(page, Exit.DONE, is_banner_shown=False)


def _coming(desk: Desk, page: Page, *, ahead: int, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.due.decisions import coming
    from backlog_cli.rules.history import own_words
    from backlog_cli.views.data.records import document
    from backlog_cli.views.terminal import decisions as view

    screen = desk.screen()
    found = coming((_plan(desk, page, standing) for standing in page.book.jobs), ahead=ahead, today=desk.today)
    if as_json:
        rows = view.choice_facts(found, page.book, fields=fields, today=desk.today)
        facts = {"job": None, "target": None, "own_history": own_words(page.book.history) or None, "choices": rows}
        desk.say(document("decide", facts, today=desk.today))
    elif screen.is_plain:
        desk.say(view.choice_lines(found, page.book, today=desk.today))
    else:
        desk.draw(view.coming_page(found, page.book, ahead=ahead, screen=screen, today=desk.today))
    return ended_reading(page, Exit.DONE, is_banner_shown=False)


def _decision_text(desk: Desk, page: Page, plan: Plan) -> int:
    from backlog_cli.cli.output import complain
    from backlog_cli.rules.letters.jargon import jargon_in
    from backlog_cli.rules.letters.redaction import discretion_for
    from backlog_cli.rules.letters.wording import Sieve, decision_text
    from backlog_cli.views.letters import letter_text

    job = next(found for found in page.loaded.backlog.jobs if found.job == plan.standing.job)
    sieve = Sieve(discretion_for(plan.standing, job, page.book), job.personality)
    words = decision_text(plan, sieve, page.book.policy.agent, today=desk.today)
    if not words:
        raise BadWords(f"{plan.standing.job}: nothing waits for their choice, so there is nothing to send.")
    desk.say(letter_text(words, desk.screen()))
    for kept in sieve.kept:
        complain(f"kept back: {kept}")
    for found in jargon_in(words):
        complain(f'plain words: "{found.word}": say "{found.say}"')
    return ended_reading(page, Exit.DONE, is_banner_shown=False)


def draft_(
    desk: Desk,
    job: JOB,
    kind: Annotated[
        str | None,
        Argument(
            metavar="[KIND]", help=f"{', '.join(Draft)}; what the home needs now when left out.", autocompletion=_kinds_offered
        ),
    ] = None,
    copy: Annotated[bool, Option("--copy", help="Put the text on the clipboard.")] = False,
    eml: Annotated[
        str | None, Option("--eml", metavar="PATH", help="Make a mail file that opens as a draft; - for standard output.")
    ] = None,
    mailto: Annotated[bool, Option("--mailto", help="A link that opens the text in your mail program.")] = False,
    as_json: JSON = False,
) -> int:
    """A short text to the buyers of a home, for you to finish in your own voice. Nothing is ever sent."""
    if copy + (eml is not None) + mailto + as_json > 1:
        raise BadWords("--copy, --eml, --mailto and --json are four ways out; choose one.")
    meant = picked(kind, Draft, "draft")
    page = desk.page()
    standing = desk.job(job, page, reading=True)
    desk.remember(standing.job)
    letter, template = _letter(desk, page, standing, meant)
    if copy:
        _copy(desk, letter, standing)
    elif eml is not None:
        _eml(desk, letter, standing, eml)
    elif mailto:
        _mailto(desk, letter, standing)
    else:
        _show(desk, letter, standing, template, as_json=as_json)
    return ended_reading(page, Exit.DONE, is_banner_shown=False)


def _letter(desk: Desk, page: Page, standing: Standing, kind: Draft | None) -> tuple[Letter, str | None]:
    """The text, and the name of the agent's own template if it was made from one."""
    from backlog_cli.rules.letters.draft import draft_needed, letter_of
    from backlog_cli.store.templates import own_template

    backlog = page.loaded.backlog
    job = next(found for found in backlog.jobs if found.job == standing.job)
    meant = kind or draft_needed(standing, page.book.policy, today=desk.today)
    template = own_template(desk.found().path, meant)
    letter = letter_of(meant, standing, job, page.book, backlog.local_items, template=template, today=desk.today)
    return letter, template and template[0]


def _show(desk: Desk, letter: Letter, standing: Standing, template: str | None, *, as_json: bool) -> None:
    from backlog_cli.rules.summary import channel_of
    from backlog_cli.views import letters as view
    from backlog_cli.views.data.records import document

    screen = desk.screen()
    if as_json:
        facts = view.letter_facts(letter, standing, channel=channel_of(standing), template=template)
        desk.say(document("draft", facts, today=desk.today))
    elif screen.is_plain:
        desk.say(view.letter_text(letter.text, screen))
        _remark(letter, standing)
    else:
        desk.draw(view.draft_page(letter, standing, screen))


def _remark(letter: Letter, standing: Standing) -> None:
    """On stderr what only the agent reads, so that the text alone can be piped on."""
    from backlog_cli.cli.output import complain
    from backlog_cli.views.letters import remarks

    for label, words in remarks(letter, standing):
        complain(f"{label}: {words}")


def _copy(desk: Desk, letter: Letter, standing: Standing) -> None:
    from backlog_cli.cli.clipboard import copied
    from backlog_cli.views.escape import clean

    copied(clean(letter.text, multiline=True), os.environ)
    desk.say(f"The {letter.kind} for {standing.job} is on the clipboard; nothing was sent.")
    _remark(letter, standing)


def _eml(desk: Desk, letter: Letter, standing: Standing, path: str) -> None:
    from backlog_cli.store.files import create
    from backlog_cli.views.escape import clean
    from backlog_cli.views.letters import eml

    data = eml(letter, standing.buyers)
    if path == "-":
        desk.say(data.decode("ascii").replace("\r\n", "\n"))
    else:
        place = Path(path)
        if os.path.lexists(place):
            raise BadWords(f"{clean(path)} is there already; it was left as it is. Name another file.")
        create(place, data, environ=os.environ)
        desk.say(f"{clean(path)}: a draft that your mail program opens; nothing was sent.")
    _tell_unreachable(standing)
    _remark(letter, standing)


def _mailto(desk: Desk, letter: Letter, standing: Standing) -> None:
    from backlog_cli.views.letters import mailto

    desk.say(mailto(letter, standing.buyers))
    _tell_unreachable(standing)
    _remark(letter, standing)


def _tell_unreachable(standing: Standing) -> None:
    from backlog_cli.cli.output import complain
    from backlog_cli.views.letters import without_address

    names = without_address(standing.buyers)
    if names:
        complain(f"no mail address for {' and '.join(names)}: fill it in yourself before you send.")
