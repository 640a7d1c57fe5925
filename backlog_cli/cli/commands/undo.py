"""The verbs that look back: undo, redo, history, recover."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

from backlog_cli.cli.options import DRY, JSON, OPTIONAL_JOB
from backlog_cli.cli.params import Option
from backlog_cli.errors import BacklogError, BadFile, CannotEdit, Exit, FileLocked, NoSuchJob, UsageError
from backlog_cli.terms import and_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_cli.cli.context import AppContext, Document
    from backlog_cli.rules.change import Change
    from backlog_cli.store.journal.entries import Entry
    from backlog_cli.store.journal.history import Memory
    from backlog_cli.store.journal.hunks import Hunk
    from backlog_cli.store.journal.record import Record

LISTED = 20
ARCHIVE = "archive"  # the one command that writes two files
NOT_WRITTEN_DOWN = "could not be written down in the journal when it was made"


def undo_(
    context: AppContext,
    listing: Annotated[bool, Option("--list", help="Show what can be taken back, newest first.")] = False,
    dry_run: DRY = False,
) -> int | None:
    """Take the last command back. Lines that you changed by hand elsewhere stay; those very lines changed: it refuses."""
    if listing:
        return _listed(context)
    return _turned(context, is_redo=False, is_dry=dry_run)


def redo_(context: AppContext, dry_run: DRY = False) -> int | None:
    """Do again what was last taken back."""
    undone = context.record().must_know(_bytes_as_they_are(context)).to_redo()
    if undone and undone[-1].verb == ARCHIVE:
        from backlog_cli.cli.commands.archive import again

        again(context, undone[-1], is_dry=dry_run)
        return None
    return _turned(context, is_redo=True, is_dry=dry_run)


def _turned(context: AppContext, *, is_redo: bool, is_dry: bool) -> int | None:
    from backlog_cli.store.archive.marker import begin_transfer
    from backlog_cli.store.journal.entries import REDO, UNDO, digest

    _readable(context)
    record = context.record()
    taken: list[tuple[Entry, bool, list[str]]] = []

    def make(before: bytes) -> bytes:
        entry, after, spoilt = _next(before, record, context, is_redo=is_redo)
        if entry.verb == ARCHIVE and not is_dry:
            begin_transfer(context.found().path, environ=os.environ)
        taken[:] = [(entry, digest(before) == (entry.before if is_redo else entry.after), spoilt)]
        word = "redid" if is_redo else "took back"
        record.note(f"{word}: {entry.say}", entry.jobs, sort=REDO if is_redo else UNDO, of=entry.number)
        return after

    def say() -> Iterable[str]:
        entry, is_as_left, spoilt = taken[0]
        word, back = ("Done again", "undo") if is_redo else ("Taken back", "redo")
        if not is_redo:
            yield from _passed_over(record, entry.number)
        yield f"{word}: {told(entry)}"
        yield from (f"{label} cannot be read again, as before: backlog check" for label in spoilt)
        if not is_as_left:
            yield "What else was changed in the file since then stays."
        yield f"(backlog {back})"

    if is_dry:
        context.rehearse(make)
    else:
        context.save(make, record, say, can_undo=False)
        if taken[0][0].verb == ARCHIVE:
            from backlog_cli.cli.commands.archive import brought_back

            brought_back(context, taken[0][0].jobs)
    return None


def _readable(context: AppContext) -> Document:
    """The file as it stands, and a word about what it has lost. Raises BadFile that says how to go on."""
    try:
        return context.page()
    except BadFile as error:
        raise BadFile(
            f"{error.message}\nThe file has to be readable first; nothing was changed. Mend these lines, or take an older text "
            "whole: `backlog undo --list` names the last one that was kept."
        ) from None


def _told_of_loss(context: AppContext) -> bool:
    """Tell what an older copy has lost, as every command does. Whether the file can be read; the journal can be anyway."""
    with suppress(BacklogError):
        context.page()
        return True
    return False


def _bytes_as_they_are(context: AppContext) -> bytes | None:
    """What the file holds; None when it cannot be read."""
    from backlog_cli.store.paths import read

    with suppress(BacklogError):
        return read(context.found().path)
    return None


def _next(before: bytes, record: Record, context: AppContext, *, is_redo: bool) -> tuple[Entry, bytes, list[str]]:
    """The command that an undo or redo is about, the bytes without or with it, and what can be read no more then."""
    for entry in _stack(record, before, is_redo=is_redo):
        after, spoilt = _put_back(before, entry, context, is_redo=is_redo)
        if after != before:
            return entry, after, spoilt
        # An edit of line ends, or of a mark at the top, that has been undone by hand since: the one below it is meant.
    raise UsageError("the file reads that way already; nothing was changed.")


def _stack(record: Record, now: bytes, *, is_redo: bool) -> tuple[Entry, ...]:
    """What can be taken back or done again, the next one first. Raises BadWords when there is nothing."""
    memory = record.must_know(now)
    entries = memory.to_redo() if is_redo else memory.to_undo()
    if entries:
        return entries[::-1]
    if record.journal is None:
        raise UsageError("there is nothing to take back or do again: no home folder is known to keep a journal in.")
    if memory.in_effect() and not is_redo:
        raise UsageError(
            f"what comes next is a change that {NOT_WRITTEN_DOWN}: it cannot be taken back, nor what came before it."
        )
    if is_redo and memory.is_cut:
        raise UsageError(f"the last change {NOT_WRITTEN_DOWN}: what was undone before it cannot be done again.")
    if is_redo:
        raise UsageError("there is nothing to do again: the last command was no undo.")
    if passed := tuple(_passed_over(record, 0)):
        raise UsageError("\n".join(("there is nothing to take back.", *passed)))
    raise UsageError("there is nothing to take back" + ("." if memory.entries else ": no command has written yet."))


def _passed_over(record: Record, below: int) -> Iterable[str]:
    """That an edit newer than the entry `below` stays: what it mended could not be read. Said once, and where the old text is."""
    for entry in record.known().passed_over(below):
        kept = record.journal.copy(entry.before) if record.journal is not None else None
        yield f"Passed over: {told(entry)}. The text before it could not be read{f', and is kept: {kept}' if kept else '.'}"


def _put_back(before: bytes, entry: Entry, context: AppContext, *, is_redo: bool) -> tuple[bytes, list[str]]:
    """The bytes with the entry's lines as they were, proved, and the entries of the file that can be read no more then.

    Raises CannotEdit, with the difference, where the lines have changed since.
    """
    from backlog_cli.cli.context import page_of
    from backlog_cli.store.editing.review import spoilt
    from backlog_cli.store.journal.entries import bytes_like, digest, mark_turned, text_of
    from backlog_cli.store.journal.hunks import HunkConflict, carried_out, exactly

    hunks = entry.hunks if is_redo else tuple(hunk.turned() for hunk in entry.hunks)
    start, end = (entry.before, entry.after) if is_redo else (entry.after, entry.before)
    text = text_of(before)
    name = context.found().path.name
    old = page_of(before, name).loaded
    if digest(before) == start and (exact := exactly(text, hunks)) is not None:
        for after in (bytes_like(exact, before), mark_turned(bytes_like(exact, before))):
            if digest(after) == end:
                return after, [bad.label for bad in spoilt(old, page_of(after, name).loaded)]
    try:
        after = bytes_like(carried_out(text, hunks), before)
        new = page_of(after, name).loaded
    except HunkConflict as lost:
        raise CannotEdit(_difference(lost.hunk, text, entry, is_redo=is_redo)) from None
    except BadFile:
        raise CannotEdit(_difference(hunks[0], text, entry, is_redo=is_redo)) from None
    made = (old.source.data, new.source.data) if is_redo else (new.source.data, old.source.data)
    worse = spoilt(old, new)
    # An edit may have mended a home; no other command writes to one that cannot be read.
    if any(entry.effect or (bad.section == "jobs" and bad.job not in entry.jobs) for bad in worse) or not _is_its_doing(
        entry, *made
    ):
        raise CannotEdit(_difference(hunks[0], text, entry, is_redo=is_redo))
    return after, [bad.label for bad in worse]


def _is_its_doing(entry: Entry, without: object, after: object) -> bool:
    """Whether what the file says differs by just what the command did; of an edit by hand, in the homes it was about."""
    from backlog_cli.rules.recovery.effect import differences, effect

    if entry.effect:
        return effect(without, after) == entry.effect
    return {home for home, *_ in differences(without, after)} <= {None, *entry.jobs}


def _difference(hunk: Hunk, text: str, entry: Entry, *, is_redo: bool) -> str:
    from backlog_cli.store.journal.hunks import nearest

    word, was = ("done again", "It would change") if is_redo else ("taken back", "It left")
    wanted = [line.rstrip("\r\n") for line in hunk.old or (*hunk.above[-1:], *hunk.below[:1])]
    now = nearest(text, hunk)
    lines = "\n".join([*(f"  - {line}" for line in wanted), "What stands there now:", *(f"  + {line}" for line in now)])
    return (
        f"this cannot be {word} any more: {told(entry)}\n"
        f"Its lines have been changed since. {was}:\n{lines}\nNothing was changed; edit the file by hand."
    )


def _listed(context: AppContext) -> int:
    from backlog_cli.views.terminal.messages import said

    is_readable = _told_of_loss(context)
    record = context.record()
    now = _bytes_as_they_are(context)
    memory = record.must_know(now)
    entries = memory.to_undo()[::-1]
    lines = [*_steps(memory, entries[:LISTED])] if entries else ["There is nothing to take back.", *_passed_over(record, 0)]
    if len(entries) > LISTED:
        lines.append(f"+{len(entries) - LISTED} more: backlog history")
    if entries and now is not None and memory.is_edited_since(entries[:LISTED][-1], now):
        lines.append("What was changed by hand in between is no step of undo: it stays.")
    if len(entries) < len(memory.in_effect()):
        lines.append(f"Then comes a change that {NOT_WRITTEN_DOWN}: undo ends there.")
    copies = [record.journal.copy(entry.after) for entry in memory.entries[::-1]] if record.journal is not None else []
    newest = next(filter(None, copies), None)
    if newest is not None and is_readable:
        lines.append("Whole copies of the last versions are kept, too: `backlog where` names the folder.")
    elif newest is not None:
        lines.append(f"The whole text as the last command left it: {newest}")
    context.say(said(lines, context.screen()))
    return Exit.DONE


def _steps(memory: Memory, entries: Sequence[Entry]) -> Iterator[str]:
    """A numbered line for each entry, and between them the edits that an undo passes over."""
    passed = [mend for mend in memory.passed_over(0) if mend.number > entries[-1].number]
    numbers = {entry.number: f"{n:2} " for n, entry in enumerate(entries, 1)}
    for entry in sorted((*entries, *passed), key=lambda entry: -entry.number):
        stays = "" if entry.number in numbers else " (stays: the text before it could not be read)"
        yield f"{numbers.get(entry.number, '   ')}{told(entry)}{stays}"


def told(entry: Entry) -> str:
    """One command as a line: when, whom it was about, what it did."""
    whom = f"{entry.jobs[0]}: " if len(entry.jobs) == 1 and entry.jobs[0] not in entry.say else ""
    return f"{entry.when} {whom}{entry.say}"


def history_(
    context: AppContext,
    job: OPTIONAL_JOB = None,
    as_json: JSON = False,
) -> int:
    """What was written, by which command and when, newest first; of one home when it is named."""
    from backlog_cli.views.data import records
    from backlog_cli.views.terminal.messages import said

    _told_of_loss(context)
    memory = context.record().must_know(_bytes_as_they_are(context))
    number = _number(context, job, memory) if job is not None else None
    entries = [entry for entry in reversed(memory.entries) if number is None or number in entry.jobs]
    if as_json:
        facts = [{"number": e.number, "when": e.when, "verb": e.verb, "what": e.say, "jobs": list(e.jobs)} for e in entries]
        context.say(records.document("history", {"entries": facts}, today=context.today))
    else:
        lines = [told(entry) for entry in entries]
        context.say(said(lines or ["Nothing has been written yet."], context.screen()))
    return Exit.DONE


def _number(context: AppContext, typed: str, memory: Memory) -> str:
    """The job number that was typed: that of a home, else one that the journal alone remembers. Raises as `Desk.job`."""
    try:
        return context.job(typed, context.page(), reading=True).job
    except (BadFile, NoSuchJob):
        known = {job for entry in memory.entries for job in entry.jobs}
        hits = [job for job in known if typed.casefold() in (job.casefold(), "".join(filter(str.isdigit, job)))]
        if len(hits) != 1:
            raise
        return hits[0]


def recover_(
    context: AppContext,
    forget: Annotated[bool, Option("--forget", help="They were meant to go: agree, and never tell again.")] = False,
    dry_run: DRY = False,
) -> int | None:
    """Put back what commands wrote and an older copy, saved over the file, has lost."""
    from backlog_cli.rules.recovery.lost_entries import was_of

    record = context.record()
    if forget:
        return _forgotten(context, record)
    count: list[int] = []

    def make(before: bytes) -> bytes:
        from backlog_cli.cli.context import page_of
        from backlog_cli.rules.recovery.effect import effect
        from backlog_cli.store.yaml.patch import applied

        loaded = page_of(before, context.found().path.name).loaded
        missing = lost_entries(record.must_know(before), loaded.source.data)
        changes = tuple(change for parts in missing.values() for change in parts)
        count[:] = [len(missing)]
        if not changes:
            return before
        after = applied(loaded.source, changes)
        new = page_of(after, context.found().path.name).loaded
        if len(new.bad) > len(loaded.bad):
            raise CannotEdit("putting it back would leave a home that cannot be read; nothing was changed.")
        jobs = dict.fromkeys(change.job for change in changes if change.job is not None)
        record.note(
            f"put back what {_commands(len(missing))} had written",
            list(jobs),
            changes=changes,
            was=was_of(loaded.source.data, changes),
            instead=missing,
            effect=effect(loaded.source.data, new.source.data),
        )
        return after

    def say() -> Iterable[str]:
        yield f"Put back what {_commands(count[0])} had written."

    if dry_run:
        context.rehearse(make)
    else:
        context.save(make, record, say, nothing="Nothing is lost: the file holds all that commands wrote.")
    return None


def _forgotten(context: AppContext, record: Record) -> int:
    missing = lost_entries(record.must_know(), _readable(context).loaded.source.data)
    if record.journal is not None and missing:
        try:
            record.journal.forget(missing)
        except OSError as error:
            raise FileLocked(f"{record.journal.folder} cannot be written: {(error.strerror or '').lower()}.") from None
    context.say(
        f"Agreed: {_commands(len(missing))} may stay out." if missing else "Nothing is lost, so there is nothing to forget."
    )
    return Exit.DONE


def _commands(count: int) -> str:
    return _count(count, "command")


def _count(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def lost_entries(memory: Memory, data: object) -> dict[int, tuple[Change, ...]]:
    """By entry, what the file no longer says of the commands that stand; those that were agreed to are left out."""
    from backlog_cli.rules.recovery.lost_entries import lost

    entries = [entry for entry in memory.in_effect() if entry.changes]
    return lost(data, [(entry.number, entry.changes, entry.was) for entry in entries], told=memory.told)


def notice(memory: Memory, data: object, name: str, *, today: str) -> tuple[str, frozenset[int]] | None:
    """What to tell when an older copy was saved over newer writes, and of which entries; None when nothing new is lost."""
    from backlog_cli.rules.change import Append

    missing = lost_entries(memory, data)
    if not missing or set(missing) <= memory.told:
        return None
    intents = {number: [one for change in changes for one in change.intents] for number, changes in missing.items()}
    talks = [sum(isinstance(one, Append) and one.path == ("log",) for one in found) for found in intents.values()]
    others = sum(not count for count in talks)
    parts = [_count(sum(talks), "conversation")] if any(talks) else []
    parts += [_count(others, "other change" if any(talks) else "change")] if others else []
    first = memory.by_number()[min(missing)].when
    since = "today" if first == today else f"since {first.removeprefix(f'{today} ')}"
    be, them = ("is", "it") if sum(talks) + others == 1 else ("are", "them")
    text = (
        f"{and_list(parts)} {'made' if others else 'logged'} {since} {be} no longer in {name} (was an older copy saved "
        f"over it?). `backlog recover` puts {them} back, `recover --forget` agrees with the deletion."
    )
    return text, frozenset(missing)
