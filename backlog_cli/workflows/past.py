"""What a file's past has to say before any answer: newer writes that were lost, a move that was cut short."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.workflows.read import BacklogSession


def find_journal(session: BacklogSession) -> None:
    """Where there is no journal for the file's path, look for the one of a file that was moved here, and say so.

    A journal that doesn't say which file it is of (older versions didn't) says so from now on: then it is found after a move.
    """
    from backlog_cli.store.journal.status import has_lines, has_place, record_place
    from backlog_cli.store.paths import journal_folder

    folder = journal_folder(session.path, session.environ)
    if folder is None or not folder.parent.is_dir() or (has_lines(folder) and has_place(folder)):
        return
    from pathlib import Path

    from backlog_cli.store.journal.adoption import adopt_journal

    real = Path(os.path.realpath(session.path))
    if has_lines(folder):
        record_place(folder, real)
        return
    place = adopt_journal(real, folder.parent, session.digest(), session.data())
    if place is not None:
        old = place.parent if place.name == real.name else place
        session.notify(f"{real.name} was moved here from {old}; its history came along.")


def is_settled(session: BacklogSession) -> bool:
    """Whether the journal has nothing to say of these bytes: they are as the last command left them, or were looked at."""
    from backlog_cli.store.journal.status import is_current
    from backlog_cli.store.paths import journal_folder

    session.find_journal()
    folder = journal_folder(session.path, session.environ)
    return folder is None or is_current(folder, session.digest())


def is_halfway(session: BacklogSession) -> bool:
    """Whether an `archive` or its undo may have been killed between its two files."""
    from backlog_cli.store.journal.status import has_transfer_mark
    from backlog_cli.store.paths import journal_folder

    folder = journal_folder(session.path, session.environ)
    return folder is not None and has_transfer_mark(folder)


def homes_written(session: BacklogSession) -> frozenset[str] | None:
    """The homes that the journal may have to say something about; None when that is more, or one has another number now."""
    if is_settled(session):
        return frozenset()
    entries = session.past().journal_state().in_effect()
    if any(change.job is None for entry in entries for change in entry.changes):
        return None
    jobs = frozenset(job for entry in entries for job in entry.jobs)
    return jobs if all(_names_job(session.data(), job) for job in jobs) else None


def _names_job(data: bytes, job: str) -> bool:
    """Whether a file seems to hold a home of that number."""
    return re.search(rb"""job["']?\s*:\s*["']?""" + re.escape(job.encode()) + rb"""(?![^"'\s,}])""", data) is not None


def tell_past(session: BacklogSession, says: object, backlog: Backlog, *, again: bool = False) -> None:
    """What the file's past has to say before any answer. `says` is its plain data, as far as the journal asks for it.

    What is lost is told until a person has read it; `again` tells it until it is put back or agreed to.
    """
    if again or not is_settled(session):
        _tell_lost(session, says, again=again)
    if is_halfway(session):
        from backlog_cli.workflows.notices import halfway_notices

        for line in halfway_notices(session.path, {summary.job: summary.key for summary in backlog.jobs}):
            session.notify(line)


def _tell_lost(session: BacklogSession, says: object, *, again: bool) -> None:
    """Say when an older copy was saved over newer writes, and keep what is missing: commands that follow write newer entries."""
    data, record = session.data(), session.past()
    if record.journal is None:
        return
    from backlog_cli.store.file_contents import read_file
    from backlog_cli.workflows.notices import lost_entries, lost_notice

    memory = record.journal_state()
    missing = lost_entries(memory, says)
    is_news = not missing.keys() <= memory.told
    # Another command may have written since the file was read: then the journal is ahead of us, and nothing is lost.
    if (is_news or missing.keys() != memory.missing) and read_file(session.path) != data:
        return
    if missing.keys() != memory.missing:
        record.journal.mark_missing(missing)
    if is_news or (again and missing):
        text = lost_notice(memory, missing, session.path.name, today=session.now.day.isoformat())
        if session.notify(text):
            session.lost_told = frozenset(missing)
    if not is_news:
        record.journal.mark_reviewed(data)


def tell_damage(session: BacklogSession) -> bool:
    """Say that lines of the journal were lost; whether they were."""
    journal = session.past().journal
    damage = None if journal is None else journal.damage()
    if damage is not None:
        session.notify(f"the journal of this file is damaged: {damage}. What was written there can't be taken back or recovered.")
    return damage is not None
