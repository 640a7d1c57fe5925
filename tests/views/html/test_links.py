"""Links of a page: they call, text, write and lead to the pages beside it, and nowhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.views.html.builder import el, to_markup
from backlog_cli.views.html.links import NO_LINKS, PageLinks, dialed_number, mail_address, number_link, page_row, reach_links

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog


@pytest.mark.parametrize(
    ("written", "dialed"),
    [
        ("555-0141", "5550141"),
        ("(512) 555-0141", "5125550141"),
        ("512.555.0141", "5125550141"),
        ("+1 (555) 010-0141", "+15550100141"),
        ("+49 170 1234567", "+491701234567"),
        ("555-0141 x12", "5550141"),
        ("555-0141 or 555-0142", "5550141"),
        ("555-0141 / 555-0142", "5550141"),
        ("after 5: 555-0141", "5550141"),
        ("555\u00a00141", "5550141"),
        ("512-555-0141 512-555-0142", None),  # two in a row: neither is guessed
        ("555-0141 555-0142", None),
        ("ask Hal", None),
        ("ext. 12", None),
        ("+1 555 0141 0141 0141 0141", None),
        ("\u0665\u0665\u0665\u0660\u0661\u0664\u0661", None),
        ("", None),
    ],
)
def test_a_number_is_dialed_as_it_was_meant_or_not_at_all(written: str, dialed: str | None) -> None:
    assert dialed_number(written) == dialed


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("ada@example.com", "ada@example.com"),
        ("Ada Roe <ada@example.com>", "ada@example.com"),
        ("ada@example.com, ben@example.com", "ada@example.com"),
        ("in\u00e9s@b\u00fccher.example", "in\u00e9s@b\u00fccher.example"),
        ("none", None),
        ("@", None),
    ],
)
def test_a_mail_address_is_found(written: str, address: str | None) -> None:
    assert mail_address(written) == address


def test_somebody_is_called_texted_and_written_to() -> None:
    assert [to_markup(link) for link in reach_links("555-0141", "ada+x?cc=b@example.com")] == [
        '<a href="tel:5550141">555-0141</a>',
        '<a href="sms:5550141" aria-label="text 555-0141">text</a>',
        '<a href="mailto:ada%2Bx%3Fcc%3Db@example.com">ada+x?cc=b@example.com</a>',
    ]
    assert [*reach_links("ask Hal", "none")] == ["ask Hal", "none"]
    assert [*reach_links(None, None)] == []


@given(st.text(st.characters(codec=None), max_size=40))
def test_whatever_is_written_for_a_number_or_an_address_makes_no_other_link(written: str) -> None:
    made = "".join(map(to_markup, [number_link(written), *reach_links(written, written)]))
    assert all(re.match(r"(?:tel|sms):\+?\d+\Z|mailto:[^?&#]+\Z", link) for link in re.findall(r'href="([^"]*)"', made))


@pytest.mark.parametrize(
    "href", ["#top", "index.html", "home-hc-1041@2026-11-01.html", "tel:+15550141", "sms:911", "mailto:a@b.c"]
)
def test_what_a_link_may_lead_to(href: str) -> None:
    assert to_markup(el("a", "x", href=href)) == f'<a href="{href}">x</a>'


@pytest.mark.parametrize(
    "href",
    [
        *("http://example.com/a.html", "//example.com/a.html", "/etc/a.html", "../a.html", "file:///a.html", "a.html?x=1"),
        *(
            "javascript:alert(1)",
            "tel:alert(1)",
            "tel:+",
            "sms:555?body=x",
            "mailto:a@b?bcc=c@d",
            "data:text/html,x",
            "index.htm",
        ),
        *("tel:\u0665\u0665", "a.html\n"),
    ],
)
def test_what_a_link_may_not_lead_to(href: str) -> None:
    with pytest.raises(ValueError, match="links stay inside the page"):
        el("a", "x", href=href)


def test_a_home_is_a_link_where_it_has_a_page(made: Callable[..., tuple[Backlog, Any]]) -> None:
    (summary,) = made()[0].jobs
    assert NO_LINKS.home(summary, "Okafor") == "Okafor"
    assert to_markup(PageLinks(homes={"2401": "home-2401.html"}).home(summary, "Okafor")) == '<a href="home-2401.html">Okafor</a>'


def test_the_row_of_links_names_the_page_it_is_on() -> None:
    made = to_markup(page_row({"Today": "index.html", "Homes": "list.html"}, here="list.html"))
    assert made.strip() == '<nav class="pages screen"><a href="index.html">Today</a> <b>Homes</b> </nav>'
