"""The verb that looks words up in all the file says, and in the archives beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.options import CSV, FIELDS, JSON, TSV, Form, finish_reading, form_of, say_rows
from backlog_cli.cli.parsing import VerbCommand
from backlog_cli.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.search import Hit


app = typer.Typer()


@app.command(cls=VerbCommand)
def find(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="words...", help="All of them must match; words in quotes must match exactly."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every hit, however many there are.")] = False,
    as_json: JSON = False,
    as_csv: CSV = False,
    as_tsv: TSV = False,
    fields: FIELDS = None,
) -> int:
    """Search conversations, promises, issues, names, addresses, dates and worries; newest first, archived homes too."""
    context: AppContext = ctx.obj
    from backlog_cli.rules.search import parse_search_terms, search_homes

    form = form_of(as_json=as_json, as_csv=as_csv, as_tsv=as_tsv, fields=fields)
    meant = parse_search_terms(words or ())
    known = context.session.summaries()
    homes, tips = _searchable_homes(context)
    hits = search_homes(homes, meant, tips=tips)
    if form is None:
        from backlog_cli.views.terminal.search_hits import hits_page

        context.draw(hits_page(hits, meant, everything=everything, screen=context.screen(), today=context.today))
    else:
        _say(context, hits, words or (), form, fields, known.backlog)
    return finish_reading(known, Exit.DONE, is_banner_shown=False)


def _say(
    context: AppContext, hits: Sequence[Hit], words: Sequence[str], form: Form, fields: str | None, backlog: Backlog
) -> None:
    from backlog_cli.views.data.hit_data import HIT_FIELDS, found_rows, hits_facts

    if form is Form.JSON:
        context.say_document("find", hits_facts(hits, words, backlog, fields=fields), backlog)
    else:
        say_rows(context, form, HIT_FIELDS, found_rows(hits))


def _searchable_homes(context: AppContext) -> tuple[list[tuple[dict[str, object], str | None]], list[object]]:
    """Every home as plain data with its archive's name (None: her own file), and the local tips. Tells what cannot be read."""
    from backlog_cli.cli.output import print_error
    from backlog_cli.rules.home_key import raw_key
    from backlog_cli.store.archive.year_files import homes_in, read_archives_as_data
    from backlog_cli.store.yaml.source import read_source

    path = context.location.path
    source = read_source(context.session.data(), path.name)
    homes = homes_in(source)
    old, told = read_archives_as_data(path, besides={key for home in homes if (key := raw_key(home))})
    for line in told:
        print_error(line)
    tips = source.data.get("local_items")
    return [*((home, None) for home in homes), *old], list(tips) if isinstance(tips, list) else []
