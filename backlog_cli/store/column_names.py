"""What the columns of her spreadsheets are, as she said with `import --map`, remembered by the headings beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.store.state_file import load_state, save_state

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

# In the state folder, for all her files: the headings are those of a builder's tracker, not of one backlog, and her file keeps
# free of them. Who loses it types the option once more.
STATE_NAME = "columns.json"
MAX_TABLES = 50  # remembered sets of headings; the oldest goes first


def remembered_columns(rows: Iterable[Collection[str]], environ: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of headings that were said for a table with the same headings as one of these rows."""
    found: dict[str, str] = {}
    tables = [entry for entry in load_state(STATE_NAME, environ).items() if isinstance(entry[1], dict)]
    for row in rows:
        for headings, fields in tables:
            if set(headings.split("\n")) <= set(row) and isinstance(fields, dict):
                found |= {str(heading): str(field) for heading, field in fields.items()}
    return found


def remember_columns(headings: Iterable[str], fields: Mapping[str, str], environ: Mapping[str, str]) -> None:
    """Keep the fields of headings for the next table with just these headings."""
    key = "\n".join(sorted(set(headings)))
    known = load_state(STATE_NAME, environ)
    known.pop(key, None)
    known[key] = dict(fields)
    save_state(STATE_NAME, dict(list(known.items())[-MAX_TABLES:]), environ)
