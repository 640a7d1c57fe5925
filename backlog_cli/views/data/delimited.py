"""Rows for spreadsheets and scripts: CSV and lines with tabs between, each under a line of headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.values import value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What a spreadsheet would take for a formula (OWASP ASVS 1.2.10); a plain number is none.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def tsv(headings: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return lines of cells with tabs between, the headings first.

    No cell holds a tab or a line break; nothing is an empty cell.
    """
    return "".join("\t".join(map(_cell, row)) + "\n" for row in (headings, *rows))


def csv(headings: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return the same as CSV with every cell in quotes, and a `'` before what a spreadsheet would reckon out (SAFETY.md 5)."""
    from csv import QUOTE_ALL, writer
    from io import StringIO

    text = StringIO()
    lines = writer(text, quoting=QUOTE_ALL, lineterminator="\n")
    lines.writerows([_inert(_cell(value)) for value in row] for row in (headings, *rows))
    return text.getvalue()


def _cell(value: object) -> str:
    return escape_for_terminal(value_text(value))


def _inert(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
