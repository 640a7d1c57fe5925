"""Texts for buyers on their way out of the program: to a screen, a clipboard, a mail that opens as a draft."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING
from urllib.parse import quote

from rich.text import Text

from backlog_cli.rules.summary import joint_name
from backlog_cli.terms import Draft
from backlog_cli.views.escape import clean
from backlog_cli.views.job_phrases import moves_words, reach_words
from backlog_cli.views.terminal.style import ACTION, HEADING, QUIET, ours
from backlog_cli.views.text import hung, joined, padded, stacked, whole
from backlog_cli.views.wrap import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.letters.draft import Letter
    from backlog_cli.rules.summary import Buyer, JobSummary
    from backlog_cli.views.screen import Screen

_LABEL = 13
_NARROW = 60


def letter_text(words: str, screen: Screen) -> str:
    """The text for stdout: wrapped at a terminal, every paragraph on a line of its own anywhere else."""
    plain = clean(words, multiline=True)
    if not screen.is_terminal:
        return f"{plain}\n"
    return "".join(f"{row}\n" for row in _rows(plain, screen))


def _rows(plain: str, screen: Screen) -> Iterator[str]:
    for line in plain.split("\n"):
        yield from wrapped(line, min(screen.width, 80), 2 if line.startswith("- ") else 0)


def draft_page(letter: Letter, summary: JobSummary, screen: Screen) -> Text:
    """What only the agent reads, then an empty line, then the text itself."""
    lot = f" lot {summary.lot}" if summary.lot else ""
    head = Text(clean(f"{letter.kind} for {summary.job} {joint_name(summary)}{lot}"), style=HEADING)
    lines = hung(joined([whole(head), ours(reach_words(summary), screen, QUIET)], "  "), screen.width, 3)
    for label, words in remarks(letter, summary):
        lines += _remark(label, words, screen)
    return stacked([*lines, Text(""), *map(Text, _rows(clean(letter.text, multiline=True), screen))])


def remarks(letter: Letter, summary: JobSummary) -> Iterator[tuple[str, str]]:
    """What only the agent reads, each with its label: the other half of the call sheet (000-7, 000-8, 001-3c)."""
    if letter.tell:
        yield "how", letter.tell
    if letter.kind is Draft.BAD_NEWS and (moves := moves_words(summary)):
        yield "moved", moves
    if letter.gaps:
        yield "to fill in", ", ".join(letter.gaps)
    yield from (("kept back", words) for words in letter.kept)
    yield from (("note", words) for words in letter.asides)
    yield from (("plain words", f'"{found.word}": say "{found.say}"') for found in letter.jargon)
    yield from (("once sent", command) for command in letter.then)


def _remark(label: str, words: str, screen: Screen) -> list[Text]:
    is_command = label == "once sent"
    body = whole(ours(words, screen, ACTION)) if is_command else ours(words, screen)
    lead = Text("   ").append_text(whole(Text(label, style=QUIET)))
    if screen.width < _NARROW:
        return hung(joined([lead.append(":", QUIET), body]), screen.width, 5)
    return hung(padded(lead, _LABEL + 3).append_text(body), screen.width, _LABEL + 3)


def letter_facts(letter: Letter, summary: JobSummary, *, channel: str, template: str | None) -> dict[str, object]:
    """What `draft --json` holds: the text, and beside it what is not for the buyers."""
    used, tip = letter.used, letter.used.tip
    return {
        "job": letter.job,
        "draft": letter.kind,
        "to": [buyer.name for buyer in summary.buyers],
        "channel": channel,
        "subject": letter.subject,
        "text": letter.text,
        "template": template,
        "how": letter.tell,
        "to_fill_in": letter.gaps,
        "kept_back": letter.kept,
        "notes": letter.asides,
        "jargon": [{"word": found.word, "say": found.say} for found in letter.jargon],
        "used": {"bought_for": used.reason, "local_item": {"title": tip.title, "kind": tip.kind} if tip else None},
        "once_sent": letter.then,
    }


# Mail.


def eml(letter: Letter, buyers: Sequence[Buyer]) -> bytes:
    """A mail file that mail programs open as a draft: it has no sender and says that it was not sent (X-Unsent)."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = letter.subject
    addresses = [address for address in map(_address, buyers) if address is not None]
    if addresses:
        message["To"] = addresses
    message.set_content(clean(letter.text, multiline=True) + "\n", cte="quoted-printable")
    return message.as_bytes()


def _address(buyer: Buyer) -> Address | None:
    """None for a buyer without a mail address, or with one that no mail program could use."""
    if not buyer.email:
        return None
    try:
        return Address(display_name=clean(buyer.name), addr_spec=clean(buyer.email.strip()))
    except (HeaderParseError, ValueError, IndexError):
        return None


def without_address(buyers: Sequence[Buyer]) -> tuple[str, ...]:
    """Whom no mail would reach, by name."""
    return tuple(buyer.name for buyer in buyers if _address(buyer) is None)


def mailto(letter: Letter, buyers: Sequence[Buyer]) -> str:
    """A link that opens the text in a mail program."""
    found = [quote(address.addr_spec, safe="@") for address in map(_address, buyers) if address is not None]
    body = quote(clean(letter.text, multiline=True).replace("\n", "\r\n"), safe="")
    return f"mailto:{','.join(found)}?subject={quote(letter.subject, safe='')}&body={body}"
