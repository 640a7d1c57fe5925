"""What links the pages of one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_cli.views.html.builder import to_markup
from backlog_cli.views.html.links import NO_LINKS, PageLinks, page_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog


def test_a_home_is_a_link_where_it_has_a_page(made: Callable[..., tuple[Backlog, Any]]) -> None:
    (summary,) = made()[0].jobs
    assert NO_LINKS.home(summary, "Okafor") == "Okafor"
    assert to_markup(PageLinks(homes={"2401": "home-2401.html"}).home(summary, "Okafor")) == '<a href="home-2401.html">Okafor</a>'


def test_the_row_of_links_names_the_page_it_is_on() -> None:
    made = to_markup(page_row({"Today": "index.html", "Homes": "list.html"}, here="list.html"))
    assert made.strip() == '<nav class="pages screen"><a href="index.html">Today</a> <b>Homes</b> </nav>'
