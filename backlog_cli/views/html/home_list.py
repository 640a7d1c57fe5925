"""The list of homes as one web page, to open or to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day
from backlog_cli.rules.summary import contacts_of
from backlog_cli.views.columns import SCREEN_COLUMNS, choose_columns
from backlog_cli.views.html.builder import Row, heading, html_page, level_mark, paragraph, short, table
from backlog_cli.views.html.contact import contact_links
from backlog_cli.views.html.links import NO_LINKS
from backlog_cli.views.terminal.tables import count_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli.views.columns import Column, Home
    from backlog_cli.views.html.builder import Content
    from backlog_cli.views.html.links import PageLinks


def home_list_page(
    homes: Sequence[Home], columns: Sequence[Column] | None, *, total: int, today: date, links: PageLinks = NO_LINKS
) -> str:
    """Return the page: a row a home in these columns, usually those of the screen with the reasons behind them."""
    shown = (*SCREEN_COLUMNS, *choose_columns(["why"])) if columns is None else tuple(columns)
    rows = [Row([level_mark(home.verdict.level), *_cells(home, shown, links)], level=home.verdict.level) for home in homes]
    title = f"Homes on {format_day(today, today=today)} {today.year}"
    return html_page(
        title,
        links.row,
        heading(title, 1),
        paragraph(count_line(len(homes), total), classes="lead"),
        table(["", *map(_heading, shown)], rows, flows=True),
    )


def _heading(column: Column) -> str:
    """The heading of a column; none over the reasons, which speak for themselves."""
    return column.name if column.heading is None else column.heading.capitalize()


def _cells(home: Home, shown: Sequence[Column], links: PageLinks) -> list[Content]:
    contacts = contacts_of(home.summary)
    return [_cell(column, home, links, contacts) for column in shown]


def _cell(column: Column, home: Home, links: PageLinks, contacts: Sequence[str]) -> Content:
    """What is in a column; the number leads to the page of its home, where there is one."""
    words = column.text(home)
    if column.name == "job":
        return links.home(home.summary, short(words))
    if column.name == "buyers":  # a narrow table would break a name anywhere
        return [[short(word), " "] for word in words.split()]
    return contact_links(words, contacts) if words in contacts else short(words)
