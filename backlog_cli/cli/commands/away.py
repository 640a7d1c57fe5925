"""The verb about her own days off: away, with the pack for whoever fills in and the page for the first day back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from backlog_cli.cli.options import DRY, FIELDS, JSON, ended_reading, refuse_lone_fields, text_of
from backlog_cli.cli.params import Argument, Option
from backlog_cli.errors import BadFile, BadWords, Exit

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from backlog_cli.cli.context import Desk, Page
    from backlog_cli.rules.change import Change
    from backlog_cli.rules.summary import Away, Book
    from backlog_cli.views.documents.blocks import Block

EXAMPLE = 'backlog away nov 25 nov 29 --cover "Dana Reyes"'


def away_(
    desk: Desk,
    days: Annotated[
        list[str] | None,
        Argument(metavar="[FROM TO]", help="The first and the last day away; none: show it."),
    ] = None,
    cover: Annotated[str | None, Option("--cover", metavar="WHO", help="Who fills in.")] = None,
    told: Annotated[bool, Option("--told", help="The buyers know of it now.")] = False,
    autoreply_set: Annotated[bool, Option("--autoreply-set", help="The auto-reply is on.")] = False,
    pack: Annotated[bool, Option("--pack", help="What the cover needs: due, reach, say, and what not to raise.")] = False,
    back: Annotated[bool, Option("--back", help="What happened meanwhile, and what is owed now.")] = False,
    as_html: Annotated[bool, Option("--html", help="One web page on stdout, to print.")] = False,
    as_json: JSON = False,
    fields: FIELDS = None,
    dry_run: DRY = False,
) -> int | None:
    """Days when you are away: who has to know first, what falls due, the auto-reply, the cover's pack."""
    _refuse_mixed(days, cover, is_tick=told or autoreply_set, is_page=pack or back, is_shown=as_html or as_json, dry_run=dry_run)
    if pack and back:
        raise BadWords("--pack is for before, --back for after; leave one out.")
    if as_html and as_json:
        raise BadWords("--html and --json are two answers; leave one out.")
    if days:
        _note(desk, days, text_of(cover), is_dry=dry_run)
        return None
    if told or autoreply_set:
        _tick(desk, is_told=told, is_replying=autoreply_set, is_dry=dry_run)
        return None
    refuse_lone_fields(fields, as_json=as_json)
    show = _pack if pack else _back if back else _coming
    return show(desk, as_html, as_json, fields)


def _refuse_mixed(
    days: list[str] | None, cover: str | None, *, is_tick: bool, is_page: bool, is_shown: bool, dry_run: bool
) -> None:
    if cover is not None and not days:
        raise BadWords(f"--cover goes with the days: {EXAMPLE}.")
    if days and (is_tick or is_page or is_shown):
        raise BadWords("note the days first; what is to be shown or ticked off is a command of its own.")
    if is_tick and (is_page or is_shown):
        raise BadWords("--told and --autoreply-set write into the file; they go without --pack, --back, --html and --json.")
    if dry_run and not days and not is_tick:
        raise BadWords("this writes nothing anyway; leave --dry-run out.")


def _span(desk: Desk, words: list[str], book: Book) -> tuple[date, date]:
    """The two days in "nov 25 nov 29" or "nov 25 to nov 29"; one day alone is both. Raises BadDate or BadWords."""
    from backlog_cli.dates import Direction, leading_date

    days_off = book.policy.days_off
    first, rest = leading_date(words, direction=Direction.FUTURE, today=desk.today, days_off=days_off)
    rest = rest[1:] if rest and rest[0].casefold() in ("to", "until", "through", "till", "-") else rest
    if not rest:
        return first, first
    last, rest = leading_date(rest, direction=Direction.FUTURE, today=desk.today, days_off=days_off)
    if rest:
        raise BadWords(f'"{" ".join(rest)}" is no day; name the first and the last day away: {EXAMPLE}.')
    return first, last


def _note(desk: Desk, words: list[str], cover: str | None, *, is_dry: bool) -> None:
    from backlog_cli.rules.changes.time_off import noted

    first, last = _span(desk, words, desk.page().book)
    _write(desk, lambda book: noted(book, first, last, cover, today=desk.today), is_dry=is_dry)


def _tick(desk: Desk, *, is_told: bool, is_replying: bool, is_dry: bool) -> None:
    from backlog_cli.rules.changes.time_off import settled

    def make(book: Book) -> Change:
        return settled(_ahead(desk, book), is_told=is_told, is_replying=is_replying)

    make(desk.page().book)
    _write(desk, make, is_dry=is_dry)


def _ahead(desk: Desk, book: Book) -> Away:
    from backlog_cli.rules.meetings.away import current

    found = current(book, today=desk.today)
    if found is None:
        raise BadWords(f"no absence is ahead: {EXAMPLE}.")
    return found


def _write(desk: Desk, make: Callable[[Book], Change], *, is_dry: bool) -> None:
    from backlog_cli.cli.context import Decision
    from backlog_cli.rules.changes.time_off import absence_after
    from backlog_cli.rules.meetings.away import homes_inside
    from backlog_cli.views.documents.away_pack import away_lines

    def decide(now: Page) -> Decision:
        spoilt = next((bad for bad in now.loaded.bad if bad.section == "away"), None)
        if spoilt is not None:
            raise BadFile(f"line {spoilt.line}: an absence cannot be read; mend it first (backlog check). Nothing was changed.")
        change = make(now.book)

        if not change.intents:
            return Decision((change,), lambda _book: ())
        found = absence_after(now.book, change)
        lines = tuple(away_lines(found, homes_inside(now.book, found, today=desk.today), today=desk.today))
        return Decision((change,), lambda _book: lines)

    desk.write(decide, is_dry=is_dry)


def _coming(desk: Desk, as_html: bool, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.meetings.away import current, homes_inside, last_begun
    from backlog_cli.views.documents import away_pack

    page = desk.page()
    away = current(page.book, today=desk.today)
    homes = () if away is None else homes_inside(page.book, away, today=desk.today)
    policy = page.book.policy
    if away is None and not as_json:
        is_back = last_begun(page.book, today=desk.today) is not None
        shown = " What happened in the last one: backlog away --back" if is_back else ""
        desk.say(f"No absence is ahead: {EXAMPLE}{shown and '.'}{shown}")
        return ended_reading(page, Exit.DONE, is_banner_shown=False)
    return _told(
        desk,
        page,
        "away",
        (lambda: away_pack.before_blocks(away, homes, policy, today=desk.today)) if away else list,
        away_pack.away_facts(away, homes, policy, today=desk.today, fields=fields),
        lambda: away_pack.away_rows(homes),
        as_html=as_html,
        as_json=as_json,
    )


def _pack(desk: Desk, as_html: bool, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.meetings.away import briefings, others
    from backlog_cli.views.documents import away_pack

    page = desk.page()
    away = _ahead(desk, page.book)
    found = briefings(page.book, away, today=desk.today)
    rest = others(page.book, tuple(one.home for one in found))
    return _told(
        desk,
        page,
        "away-pack",
        lambda: away_pack.pack_blocks(away, found, rest, page.book, today=desk.today),
        away_pack.pack_facts(away, found, rest, today=desk.today, fields=fields),
        lambda: away_pack.pack_rows(found, rest, today=desk.today),
        as_html=as_html,
        as_json=as_json,
    )


def _back(desk: Desk, as_html: bool, as_json: bool, fields: str | None) -> int:
    from backlog_cli.rules.meetings.away import back, last_begun
    from backlog_cli.views.documents import away_pack

    page = desk.page()
    away = last_begun(page.book, today=desk.today)
    if away is None:
        raise BadWords("no absence has begun yet; `backlog away` shows the one ahead.")
    found = back(page.book, away, today=desk.today)
    return _told(
        desk,
        page,
        "away-back",
        lambda: away_pack.back_blocks(found, today=desk.today),
        away_pack.back_facts(found, fields),
        lambda: away_pack.back_rows(found),
        as_html=as_html,
        as_json=as_json,
    )


def _told(
    desk: Desk,
    page: Page,
    kind: str,
    blocks: Callable[[], list[Block]],
    facts: dict[str, object],
    rows: Callable[[], str],
    *,
    as_html: bool,
    as_json: bool,
) -> int:
    """The same thing for a script, a printer, a pipe or a person."""
    from backlog_cli.views.data.records import document
    from backlog_cli.views.documents.blocks import markdown, web_page

    if as_json:
        desk.say(document(kind, facts, today=desk.today))
    elif as_html:
        desk.say(web_page("Away", blocks()))
    elif desk.screen().is_plain:
        desk.say(rows())
    else:
        desk.say(desk.screen().signs(markdown(blocks())))
    return ended_reading(page, Exit.DONE, is_banner_shown=False)
