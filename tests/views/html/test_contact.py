"""Numbers and addresses as links: what a phone dials is what was typed, and what is no number stays text."""

from __future__ import annotations

import pytest

from backlog_cli.views.html.builder import to_markup
from backlog_cli.views.html.contact import contact_link, contact_links


def dialed(contact: str) -> list[str]:
    """The addresses of the links."""
    return [piece.split('"')[0] for piece in to_markup(contact_link(contact)).split('href="')[1:]]


@pytest.mark.parametrize(
    ("contact", "links"),
    [
        ("555-0177", ["tel:5550177", "sms:5550177"]),
        ("(512) 555-0142", ["tel:5125550142", "sms:5125550142"]),
        ("512.555.0142", ["tel:5125550142", "sms:5125550142"]),
        ("1 512 555 0142", ["tel:15125550142", "sms:15125550142"]),
        ("+1 (512) 555-0142 x7", ["tel:+15125550142;ext=7", "sms:+15125550142"]),
        ("555-0177 ext. 12 (work)", ["tel:5550177;ext=12", "sms:5550177"]),
        ("+44 20 7946 0958", ["tel:+442079460958", "sms:+442079460958"]),
        ("555-0177 or 555-0188", ["tel:5550177", "sms:5550177", "tel:5550188", "sms:5550188"]),
        ("ann.lee+home@example.co.uk", ["mailto:ann.lee+home@example.co.uk"]),
        # None of these may be dialed.
        ("555-0177 555-0188", []),
        ("555-01", []),
        ("2 512 555 0142", []),
        ("1-800-FLOWERS", []),
        ("ask Bo", []),
        ("ann@nowhere", []),
        ("ann@example.com, bo@example.com", []),
        ("javascript:alert(1)", []),
        ("\u0665\u0665\u0665-\u0660\u0661\u0667\u0667", []),
        ("", []),
    ],
)
def test_what_is_dialed_is_what_was_typed(contact: str, links: list[str]) -> None:
    assert dialed(contact) == links


@pytest.mark.parametrize(
    ("words", "contacts", "markup"),
    [
        ("email Saturday", (), "email Saturday"),
        ("call 555-0177 before lot 555-01771", ("ann@example.com",), "call 555-0177 before lot 555-01771"),
        ("write ann@example.com", ("ann@example.com",), 'write <a href="mailto:ann@example.com">ann@example.com</a>'),
        ("<b> ann@example.com", ("ann@example.com", ""), '&lt;b&gt; <a href="mailto:ann@example.com">ann@example.com</a>'),
        ("x bo@example.com.au", ("bo@example.com.au", "bo@example.com"), None),
    ],
)
def test_only_what_the_home_knows_becomes_a_link(words: str, contacts: tuple[str, ...], markup: str | None) -> None:
    found = to_markup(contact_links(words, contacts))
    assert found == markup if markup else 'href="mailto:bo@example.com.au"' in found


def test_on_paper_a_number_is_a_number_alone() -> None:
    assert to_markup(contact_link("555-0177")) == (
        '<a href="tel:5550177">555-0177</a> <a href="sms:5550177" class="pill screen">text</a>'
    )
