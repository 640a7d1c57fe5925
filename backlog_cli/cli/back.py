"""The verbs that look back: undo, redo, history, recover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from backlog_cli.cli.words import DRY, JSON, OPTIONAL_JOB
from backlog_cli.errors import BadWords, CannotEdit, Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_cli.cli.desk import Desk
    from backlog_cli.rules.change import Change
    from backlog_cli.store.hunks import Hunk, Lost
    from backlog_cli.store.journal import Entry, Memory, Record

LISTED = 20


def undo_(
    ctx: typer.Context,
    listing: Annotated[bool, typer.Option("--list", help="Show what can be taken back, newest first.")] = False,
    dry_run: DRY = False,
) -> int | None:
    """Take the last command back. Lines that you changed by hand elsewhere stay; those very lines changed: it refuses."""
    desk: Desk = ctx.obj
    if listing:
        return _listed(desk)
    return _turned(desk, is_redo=False, is_dry=dry_run)


def redo_(ctx: typer.Context, dry_run: DRY = False) -> int | None:
    """Do again what was last taken back."""
    return _turned(ctx.obj, is_redo=True, is_dry=dry_run)


def _turned(desk: Desk, *, is_redo: bool, is_dry: bool) -> int | None:
    from backlog_cli.store.hunks import Lost
    from backlog_cli.store.journal import REDO, UNDO

    record = desk.record()
    taken: list[Entry] = []

    def make(before: bytes) -> bytes:
        entry = _last(record.known(), is_redo=is_redo)
        try:
            after = _put_back(before, entry, desk, is_redo=is_redo)
        except Lost as lost:
            raise CannotEdit(_difference(lost, entry, is_redo=is_redo)) from None
        taken[:] = [entry]
        word = "redid" if is_redo else "took back"
        record.note(f"{word}: {entry.say}", entry.jobs, sort=REDO if is_redo else UNDO, of=entry.number)
        return after

    def say() -> Iterable[str]:
        entry = taken[0]
        word, back = ("Done again", "undo") if is_redo else ("Taken back", "redo")
        yield f"{word}: {told(entry)}"
        yield f"(backlog {back})"

    if is_dry:
        desk.rehearse(make)
    else:
        desk.save(make, record, say, can_undo=False)
    return None


def _last(memory: Memory, *, is_redo: bool) -> Entry:
    entries = memory.undone() if is_redo else memory.standing()
    if not entries:
        raise BadWords(
            "there is nothing to do again." if is_redo else "there is nothing to take back: no command has written yet."
        )
    return entries[-1]


def _put_back(before: bytes, entry: Entry, desk: Desk, *, is_redo: bool) -> bytes:
    """The bytes with the entry's lines as they were, proved: the file reads, and no other home says anything else."""
    from backlog_cli.cli.desk import page_of
    from backlog_cli.store.hunks import carried_out

    hunks = entry.hunks if is_redo else tuple(hunk.turned() for hunk in entry.hunks)
    after = carried_out(before.decode("utf-8"), hunks).encode("utf-8")
    name = desk.found().path.name
    old, new = page_of(before, name).loaded, page_of(after, name).loaded
    if len(new.bad) > len(old.bad):
        raise CannotEdit("taking it back would leave a home that cannot be read; nothing was changed.")
    touched = set(entry.jobs)
    for job in (set(_jobs(old.source.data)) & set(_jobs(new.source.data))) - touched:
        if _jobs(old.source.data)[job] != _jobs(new.source.data)[job]:
            raise CannotEdit(f"taking it back would change job {job} too, which it was not about; nothing was changed.")
    return after


def _jobs(data: object) -> dict[str, object]:
    jobs = data.get("jobs") if isinstance(data, dict) else None
    return {str(job.get("job")): job for job in jobs if isinstance(job, dict)} if isinstance(jobs, list) else {}


def _difference(lost: Lost, entry: Entry, *, is_redo: bool) -> str:
    word = "done again" if is_redo else "taken back"
    lines = "\n".join(f"  {line}" for line in _wanted(lost.hunk))
    return (
        f"this cannot be {word} any more: {told(entry)}\n"
        f"The lines it left have been changed since. It left:\n{lines}\nNothing was changed; edit the file by hand."
    )


def _wanted(hunk: Hunk) -> list[str]:
    return [line.rstrip("\r\n") for line in hunk.old or (*hunk.above[-1:], *hunk.below[:1])]


def _listed(desk: Desk) -> int:
    from backlog_cli.views.echo import said

    record = desk.record()
    entries = record.known().standing()[::-1][:LISTED]
    journal = record.journal
    lines = [f"{n:2} {told(entry)}" for n, entry in enumerate(entries, 1)] or ["There is nothing to take back."]
    if entries and journal is not None and any(journal.text(entry.after) is not None for entry in entries):
        lines.append("Whole copies of the last versions are kept, too: `backlog where` names the folder.")
    desk.say(said(lines, desk.screen()))
    return Exit.DONE


def told(entry: Entry) -> str:
    """One command as a line: when, whom it was about, what it did."""
    whom = "" if len(entry.jobs) != 1 else f"{entry.jobs[0]}: "
    return f"{entry.when} {whom}{entry.say}"


def history_(
    ctx: typer.Context,
    job: OPTIONAL_JOB = None,
    as_json: JSON = False,
) -> int:
    """What was written, by which command and when, newest first; of one home when it is named."""
    from backlog_cli.views import plain
    from backlog_cli.views.echo import said

    desk: Desk = ctx.obj
    number = desk.job(job, desk.page(), reading=True).job if job is not None else None
    memory = desk.record().known()
    entries = [entry for entry in reversed(memory.entries) if number is None or number in entry.jobs]
    if as_json:
        facts = [{"number": e.number, "when": e.when, "verb": e.verb, "what": e.say, "jobs": list(e.jobs)} for e in entries]
        desk.say(plain.document("history", {"entries": facts}, today=desk.today))
    elif desk.screen().is_plain:
        desk.say("".join(plain.tabbed((e.when, e.verb, ",".join(e.jobs), e.say)) + "\n" for e in entries))
    else:
        lines = [told(entry) for entry in entries]
        desk.say(said(lines or ["Nothing has been written yet."], desk.screen()))
    return Exit.DONE


def recover_(
    ctx: typer.Context,
    forget: Annotated[bool, typer.Option("--forget", help="They were meant to go: agree, and never tell again.")] = False,
    dry_run: DRY = False,
) -> int | None:
    """Put back what commands wrote and an older copy, saved over the file, has lost."""
    from backlog_cli.rules.lost import was_of

    desk: Desk = ctx.obj
    record = desk.record()
    if forget:
        return _forgotten(desk, record)
    count: list[int] = []

    def make(before: bytes) -> bytes:
        from backlog_cli.cli.desk import page_of
        from backlog_cli.store.edit import applied

        loaded = page_of(before, desk.found().path.name).loaded
        missing = lost_entries(record.known(), loaded.source.data)
        changes = tuple(change for parts in missing.values() for change in parts)
        count[:] = [len(missing)]
        if not changes:
            return before
        after = applied(loaded.source, changes)
        page_of(after, desk.found().path.name)
        jobs = dict.fromkeys(change.job for change in changes if change.job is not None)
        was = [was_of(loaded.source.data, change) for change in changes]
        say = f"put back what {_commands(len(missing))} had written"
        record.note(say, list(jobs), changes=changes, was=was, instead=missing)
        return after

    def say() -> Iterable[str]:
        yield f"Put back what {_commands(count[0])} had written."

    if dry_run:
        desk.rehearse(make)
    else:
        desk.save(make, record, say, nothing="Nothing is lost: the file holds all that commands wrote.")
    return None


def _forgotten(desk: Desk, record: Record) -> int:
    page = desk.page()
    missing = lost_entries(record.known(), page.loaded.source.data)
    if record.journal is not None and missing:
        record.journal.forget(missing)
    desk.say(f"Agreed: {_commands(len(missing))} may stay out." if missing else "Nothing is lost, so there is nothing to forget.")
    return Exit.DONE


def _commands(count: int) -> str:
    return "1 command" if count == 1 else f"{count} commands"


def lost_entries(memory: Memory, data: object) -> dict[int, tuple[Change, ...]]:
    """By entry, what the file no longer says of the commands that stand; those that were agreed to are left out."""
    from backlog_cli.rules.lost import lost

    made_again = {number for entry in memory.entries for number in entry.instead}
    entries = [entry for entry in memory.standing() if entry.changes and entry.number not in made_again]
    found = lost(data, [(entry.number, entry.changes, entry.was) for entry in entries])
    return {number: changes for number, changes in found.items() if number not in memory.forgotten}


def notice(memory: Memory, data: object, name: str, *, today: str) -> tuple[str, frozenset[int]] | None:
    """What to tell when an older copy was saved over newer writes, and of which entries; None when nothing new is lost."""
    from backlog_cli.rules.change import Append

    missing = lost_entries(memory, data)
    if not missing or set(missing) <= memory.told:
        return None
    talks = sum(
        isinstance(intent, Append) and intent.path == ("log",)
        for changes in missing.values()
        for change in changes
        for intent in change.intents
    )
    first = memory.by_number()[min(missing)].when
    since = first.removeprefix(f"{today} ")
    count = talks or len(missing)
    thing = ("conversation" if talks else "change") + ("" if count == 1 else "s")
    verb = "logged" if talks else "made"
    text = (
        f"{count} {thing} {verb} since {since} {'is' if count == 1 else 'are'} no longer in {name} (was an older copy saved over "
        f"it?). `backlog recover` puts {'it' if count == 1 else 'them'} back, `recover --forget` agrees with the deletion."
    )
    return text, frozenset(missing)
