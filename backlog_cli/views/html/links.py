"""What links the pages of one folder: the row on top of each, and the page of each home."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.views.html.builder import el

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.html.builder import Content, Element


class PageLinks(NamedTuple):
    """The row of links on top of a page, and the page of each home, by the home's key."""

    row: Content = None
    homes: Mapping[str, str] = {}

    def home(self, summary: JobSummary, words: Content) -> Content:
        """Return the words as a link to the page of that home; the words alone where it has no page."""
        page = self.homes.get(summary.key_text)
        return words if page is None else el("a", words, href=page)


NO_LINKS = PageLinks()


def page_row(pages: Mapping[str, str], *, here: str | None = None) -> Element:
    """Return the row of links on top of each page; the page `here` is named without one. `pages` are file names by title."""
    entries = [el("b", title) if name == here else el("a", title, href=name) for title, name in pages.items()]
    return el("nav", *(part for entry in entries for part in (entry, " ")), class_="pages screen")
