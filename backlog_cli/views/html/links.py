"""Links of a page: to a number to call or text, to a mail address, and to the other pages of a folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from backlog_cli.views.html.builder import el

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.html.builder import Content, Element

LEAST_DIGITS, MOST_DIGITS = 3, 15  # 911, and the longest number in the world
MOST_DIGITS_AT_HOME = 11  # more are two numbers in a row
_NUMBER = re.compile(r"\+?[\d(][\d(). \u00a0-]*", re.ASCII)
_MAIL = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")


class PageLinks(NamedTuple):
    """What links the pages of a folder: the row on top of each, and the page of each home, by the home's key."""

    row: Content = None
    homes: Mapping[str, str] = {}

    def home(self, summary: JobSummary, words: str) -> Content:
        """Return the words as a link to the page of that home; the words alone where there is none."""
        page = self.homes.get(summary.key_text)
        return words if page is None else el("a", words, href=page)


NO_LINKS = PageLinks()


def dialed_number(written: str) -> str | None:
    """Return the first number in what is written as a phone dials it: `+15550141` for `+1 (555) 0141 x12`; None without one."""
    numbers = (_digits(found[0]) for found in _NUMBER.finditer(written))
    return next(filter(None, numbers), None)


def _digits(written: str) -> str | None:
    digits, is_abroad = re.sub(r"\D", "", written), written.startswith("+")
    if not LEAST_DIGITS <= len(digits) <= (MOST_DIGITS if is_abroad else MOST_DIGITS_AT_HOME):
        return None
    return f"+{digits}" if is_abroad else digits


def mail_address(written: str) -> str | None:
    """Return the mail address in what is written; None when there is none."""
    found = _MAIL.search(written)
    return found[0] if found else None


def number_link(written: str) -> Content:
    """Return a number or a mail address as a link that calls or writes; the words alone where it is neither."""
    address, number = mail_address(written), dialed_number(written)
    if address is not None:
        return el("a", written, href=f"mailto:{quote(address, safe='@')}")
    return written if number is None else el("a", written, href=f"tel:{number}")


def reach_links(phone: str | None, email: str | None) -> Iterator[Content]:
    """Yield a number to call, the same to text, and an address to write to; plain words where no number or address is in them."""
    number = dialed_number(phone) if phone else None
    if phone:
        yield number_link(phone)
    if number is not None:
        yield el("a", "text", href=f"sms:{number}", aria_label=f"text {phone}")
    if email:
        yield number_link(email)


def page_row(pages: Mapping[str, str], *, here: str | None = None) -> Element:
    """Return the row of links on top of each page; the page `here` is named without one. `pages` are file names by title."""
    entries = [el("b", title) if name == here else el("a", title, href=name) for title, name in pages.items()]
    return el("nav", *(part for entry in entries for part in (entry, " ")), class_="pages screen")
