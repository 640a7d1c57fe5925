"""Phone numbers and mail addresses as links that a phone dials, texts or writes to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_cli.views.html.builder import el

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_cli.views.html.builder import Content

_NUMBER = re.compile(r"(?:\+|\()?\d[\d\s().-]{5,}\d(?:\s*(?:x|ext\.?)\s*(?P<extension>\d{1,6})\b)?", re.ASCII | re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_LOCAL, _WHOLE = 7, 10  # digits of an American number, without and with its area code
_LONGEST = 15  # digits of any number, by the world's own rule


def contact_link(contact: str) -> Content:
    """Return a number or an address as links: a number to call and a small `text` beside it; what is neither stays text."""
    if _MAIL.fullmatch(contact.strip()):
        return el("a", contact, href=f"mailto:{contact.strip()}")
    return list(_number_links(contact))


def contact_links(words: str, contacts: Iterable[str]) -> Content:
    """Return the words with each of these contacts in them as a link."""
    known = sorted(set(filter(None, contacts)), key=len, reverse=True)
    if not known:
        return words
    pieces = re.split(f"({'|'.join(map(re.escape, known))})", words)
    return [contact_link(piece) if piece in known else piece for piece in pieces]


def _number_links(words: str) -> Iterator[Content]:
    place = 0
    for found in _NUMBER.finditer(words):
        dialed = _dial_string(found)
        if dialed:
            yield words[place : found.start()]
            yield el("a", found[0], href=f"tel:{dialed}")
            yield " "
            yield el("a", "text", href=f"sms:{dialed.partition(';')[0]}", class_="pill screen")
            place = found.end()
    yield words[place:]


def _dial_string(found: re.Match[str]) -> str | None:
    """What is dialed: `+15125550142;ext=7`. None for digits that are no number, or two of them."""
    extension = found["extension"]
    digits = re.sub(r"\D", "", found[0][: found.start("extension") - found.start()] if extension else found[0])
    if found[0].startswith("+"):
        is_number = _LOCAL <= len(digits) <= _LONGEST
    else:
        is_number = len(digits) in (_LOCAL, _WHOLE) or (len(digits) == _WHOLE + 1 and digits[0] == "1")
    if not is_number:
        return None
    return f"{'+' if found[0].startswith('+') else ''}{digits}{f';ext={extension}' if extension else ''}"
