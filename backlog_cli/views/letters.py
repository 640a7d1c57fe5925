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
from backlog_cli.terms import DraftKind
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.facts import home_facts
from backlog_cli.views.job_phrases import moves_words, reach_words
from backlog_cli.views.terminal.style import ACTION_STYLE, HEADING_STYLE, QUIET_STYLE, program_text
from backlog_cli.views.text import join_lines, join_texts, keep_together, pad, wrap_hanging
from backlog_cli.views.wrap import wrap_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.letters.draft import Letter
    from backlog_cli.rules.summary import Buyer, JobSummary
    from backlog_cli.terms import Channel
    from backlog_cli.views.data.shapes import DraftFacts
    from backlog_cli.views.screen import Screen

_LABEL_CELLS = 13
_NARROW_CELLS = 60


def letter_text(words: str, screen: Screen) -> str:
    """Return the text for stdout: wrapped at a terminal, every paragraph on a line of its own anywhere else."""
    plain = escape_for_terminal(words, multiline=True)
    if not screen.is_terminal:
        return f"{plain}\n"
    return "".join(f"{row}\n" for row in _text_lines(plain, screen))


def _text_lines(plain: str, screen: Screen) -> Iterator[str]:
    for line in plain.split("\n"):
        yield from wrap_line(line, min(screen.width, 80), 2 if line.startswith("- ") else 0)


def draft_page(letter: Letter, summary: JobSummary, screen: Screen) -> Text:
    """Return what only the agent reads, then an empty line, then the text itself."""
    lot = f" lot {summary.lot}" if summary.lot else ""
    head = Text(escape_for_terminal(f"{letter.kind} for {summary.job} {joint_name(summary)}{lot}"), style=HEADING_STYLE)
    lines = wrap_hanging(
        join_texts([keep_together(head), program_text(reach_words(summary), screen, QUIET_STYLE)], "  "), screen.width, 3
    )
    for label, words in remarks(letter, summary):
        lines += _remark(label, words, screen)
    return join_lines([*lines, Text(""), *map(Text, _text_lines(escape_for_terminal(letter.text, multiline=True), screen))])


def remarks(letter: Letter, summary: JobSummary) -> Iterator[tuple[str, str]]:
    """Yield what only the agent reads, each with its label: the other half of the call sheet (000-7, 000-8, 001-3c)."""
    if letter.tell:
        yield "how", letter.tell
    if letter.kind is DraftKind.BAD_NEWS and (moves := moves_words(summary)):
        yield "moved", moves
    if letter.gaps:
        yield "to fill in", ", ".join(letter.gaps)
    yield from (("left out", words) for words in letter.kept)
    yield from (("note", words) for words in letter.asides)
    yield from (("plain words", f'instead of "{found.word}" say "{found.say}"') for found in letter.jargon)
    yield from (("once sent", command) for command in letter.then)


def _remark(label: str, words: str, screen: Screen) -> list[Text]:
    is_command = label == "once sent"
    body = keep_together(program_text(words, screen, ACTION_STYLE)) if is_command else program_text(words, screen)
    lead = Text("   ").append_text(keep_together(Text(label, style=QUIET_STYLE)))
    if screen.width < _NARROW_CELLS:
        return wrap_hanging(join_texts([lead.append(":", QUIET_STYLE), body]), screen.width, 5)
    return wrap_hanging(pad(lead, _LABEL_CELLS + 3).append_text(body), screen.width, _LABEL_CELLS + 3)


def letter_facts(letter: Letter, summary: JobSummary, *, channel: Channel, template: str | None) -> DraftFacts:
    """Return what `draft --json` holds: the text, and beside it what is not for the buyers."""
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
        "jobs": [home_facts(summary)],
    }


# Mail.


def eml_bytes(letter: Letter, buyers: Sequence[Buyer]) -> bytes:
    """Return a mail file that mail programs open as a draft: it has no sender and says that it was not sent (X-Unsent)."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = letter.subject
    addresses = [address for address in map(_address, buyers) if address is not None]
    if addresses:
        message["To"] = addresses
    message.set_content(escape_for_terminal(letter.text, multiline=True) + "\n", cte="quoted-printable")
    return message.as_bytes()


def _address(buyer: Buyer) -> Address | None:
    """None for a buyer without a mail address, or with one that no mail program could use."""
    if not buyer.email:
        return None
    try:
        return Address(display_name=escape_for_terminal(buyer.name), addr_spec=escape_for_terminal(buyer.email.strip()))
    except (HeaderParseError, ValueError, IndexError):
        return None


def buyers_without_email(buyers: Sequence[Buyer]) -> tuple[str, ...]:
    """Whom no mail would reach, by name."""
    return tuple(buyer.name for buyer in buyers if _address(buyer) is None)


def mailto_link(letter: Letter, buyers: Sequence[Buyer]) -> str:
    """Return a link that opens the text in a mail program."""
    found = [quote(address.addr_spec, safe="@") for address in map(_address, buyers) if address is not None]
    body = quote(escape_for_terminal(letter.text, multiline=True).replace("\n", "\r\n"), safe="")
    return f"mailto:{','.join(found)}?subject={quote(letter.subject, safe='')}&body={body}"
