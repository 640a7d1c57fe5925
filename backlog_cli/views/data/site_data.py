"""What `export site` did to its folder, for scripts and in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.summary import joint_name
from backlog_cli.terms import count_with_noun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.summary import JobSummary


class SiteReport(NamedTuple):
    """What was done to a folder, or would be: the homes with their pages, and the names of all pages by what became of them.

    `gone` were pages of homes that are gone; `left` are such pages that somebody changed, which stay.
    """

    folder: str
    homes: Sequence[tuple[JobSummary, str]]
    new: Sequence[str]
    changed: Sequence[str]
    same: Sequence[str]
    gone: Sequence[str]
    left: Sequence[str]
    is_dry: bool


def site_facts(found: SiteReport) -> dict[str, object]:
    """Return what `export site --json` holds."""
    return {
        "folder": found.folder,
        "dry_run": found.is_dry,
        "jobs": [
            {"job": home.key.number, "key": home.key_text, "buyer": joint_name(home), "lot": home.lot, "page": page}
            for home, page in found.homes
        ],
        "new": found.new,
        "changed": found.changed,
        "same": found.same,
        "removed": found.gone,
        "left": found.left,
    }


def site_lines(found: SiteReport, first_page: str) -> Iterator[str]:
    """Yield the same in a few lines; `first_page` is the one to open."""
    homes = count_with_noun(len(found.homes), "home")
    pages = count_with_noun(len(found.new) + len(found.changed) + len(found.same), "page")
    parts = (("new", found.new), ("changed", found.changed), ("unchanged", found.same), ("removed", found.gone))
    counts = ", ".join(f"{len(names)} {word}" for word, names in parts if names)
    if found.is_dry:
        yield f"{homes} on {pages} would be in {found.folder}: {counts}."
    else:
        yield f"{homes} on {pages} in {found.folder}: {counts}. Open {first_page} there."
    for name in found.left:
        yield f"{name} was left alone: its home is gone, but somebody changed the page."
    if found.is_dry:
        yield "Nothing was written (--dry-run)."
