"""The verbs for meetings: super, the sheet for a superintendent and the answers to it; walk, past the homes in lot order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from backlog_cli.cli.batch_input import Sheet, taken
from backlog_cli.cli.options import DRY, FIELDS, JSON, ended_reading, refuse_lone_fields, text_of
from backlog_cli.cli.params import Argument, Option
from backlog_cli.errors import BadWords, Exit

if TYPE_CHECKING:
    from backlog_cli.cli.context import Decision, Desk, Page

SHEET = Sheet("answer sheet", "Answer? (a home and what was said; Enter when done)", "what was answered", "windows come Tuesday")
HTML = Annotated[bool, Option("--html", help="One web page on stdout, to print: a sheet of paper for each.")]


def super_(
    desk: Desk,
    name: Annotated[list[str] | None, Argument(metavar="[NAME]", help="A superintendent; all of them when left out.")] = None,
    answers: Annotated[bool, Option("--answers", help="Take the answers back, one line each: 41 windows come Tuesday.")] = False,
    as_html: HTML = False,
    as_json: JSON = False,
    fields: FIELDS = None,
    dry_run: DRY = False,
) -> int:
    """The weekly sheet for each superintendent: what to ask, concerns, clashes, what is owed, what moved; in lot order.

    With --answers, lines from standard input or typed at the terminal become answered questions, and a word owed to the buyers.
    """
    _refuse_mixed(answers=answers, as_html=as_html, as_json=as_json, dry_run=dry_run)
    refuse_lone_fields(fields, as_json=as_json)
    whom = text_of(" ".join(name or ()))
    return _take_answers(desk, whom, is_dry=dry_run) if answers else _show_sheets(desk, whom, as_html, as_json, fields)


def _refuse_mixed(*, answers: bool, as_html: bool, as_json: bool, dry_run: bool) -> None:
    if as_html and as_json:
        raise BadWords("--html and --json are two answers; leave one out.")
    if answers and (as_html or as_json):
        raise BadWords("--answers writes into the file; it goes without --html and --json. Nothing was changed.")
    if dry_run and not answers:
        raise BadWords("--dry-run goes with --answers: the sheet itself writes nothing.")


def _show_sheets(desk: Desk, name: str | None, as_html: bool, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.meetings.superintendent import sheets
    from backlog_cli.views.data.records import document
    from backlog_cli.views.documents import sheets as views

    known = desk.known()
    found = sheets(known.book, name=name, today=desk.today)
    screen = desk.screen()
    if as_html:
        desk.say(views.sheets_page(found, known.book, today=desk.today))
    elif as_json:
        desk.say(document("super", views.sheet_facts(found, fields=fields), today=desk.today))
    elif screen.is_plain:
        desk.say(views.sheet_lines(found))
    else:
        desk.draw(views.sheets_text(found, screen=screen, today=desk.today))
    return ended_reading(known, Exit.DONE, is_banner_shown=False)


def walk_(desk: Desk, as_json: JSON = False, fields: FIELDS = None) -> int:
    """What to look at, to photograph and to film today, home by home in lot order, and for whom."""
    from backlog_cli.rules.meetings.walk import walk
    from backlog_cli.views.data.records import document
    from backlog_cli.views.documents import sheets as views

    refuse_lone_fields(fields, as_json=as_json)
    known = desk.known()
    stops = walk(known.book, today=desk.today)
    screen = desk.screen()
    if as_json:
        desk.say(document("walk", views.walk_facts(stops, fields=fields), today=desk.today))
    elif screen.is_plain:
        desk.say(views.walk_lines(stops))
    else:
        desk.draw(views.walk_text(stops, screen=screen, today=desk.today))
    return ended_reading(known, Exit.DONE, is_banner_shown=False)


def _take_answers(desk: Desk, name: str | None, *, is_dry: bool) -> int:
    texts = taken(desk, _only(desk, desk.page(), name), SHEET)
    if not texts:
        desk.say("No answers were typed; nothing was changed.")
        return Exit.DONE
    desk.write(lambda now: _answered(desk, now, texts), is_dry=is_dry)
    return Exit.DONE


def _only(desk: Desk, page: Page, name: str | None) -> Page:
    """The page with the homes of the superintendents of that name alone, so that `12` is the lot 12 of theirs."""
    if name is None:
        return page
    from backlog_cli.rules.meetings.superintendent import same_superintendent, sheets

    jobs = same_superintendent(page.book.jobs, sheets(page.book, name=name, today=desk.today))
    return page._replace(book=page.book._replace(jobs=jobs))


def _answered(desk: Desk, page: Page, texts: dict[str, list[str]]) -> Decision:
    from backlog_cli.cli.context import Decision
    from backlog_cli.rules.changes.answers import answers_to, has_answered
    from backlog_cli.views.documents.sheets import answer_lines

    homes = [desk.standing(page, job) for job in texts]
    answers = {home.job: answers_to(home, texts[home.job], today=desk.today) for home in homes}
    policy = page.book.policy
    made = [has_answered(home, answers[home.job], policy, at=desk.now(), today=desk.today) for home in homes]
    return Decision(
        tuple(change for change in made if change is not None),
        lambda _book: answer_lines(homes, answers, today=desk.today),
        nothing="All of it was written down before; nothing was changed.",
    )
