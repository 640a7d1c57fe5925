"""Taking out a text that must not be kept: from all that the program keeps, and by name from files of hers."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError, FileLocked
from backlog_cli.terms import count_with_noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_cli.store.purge.kept_files import OpenDraft, Removal
    from backlog_cli.store.purge.standing import StandingText
    from backlog_cli.workflows.read import BacklogSession


class Purge(NamedTuple):
    """What a purge did, or would do: where the text was taken out, where an editor holds it, and where her files have it."""

    removals: tuple[Removal, ...]
    open_drafts: tuple[OpenDraft, ...]
    standing: tuple[StandingText, ...]
    in_git: bool = False  # whether git has versions of the file, which nothing here can change

    @property
    def is_complete(self) -> bool:
        """Whether the text is nowhere any more."""
        return not self.open_drafts and not self.standing


def purge_text(session: BacklogSession, text: str, *, dry_run: bool) -> Purge:
    """Take a text out of everything that is kept of it. Raise UsageError for one that is too short, FileLocked with the cause.

    One that was stopped half-way is finished by the next one.
    """
    from backlog_cli.store.paths import error_cause
    from backlog_cli.store.purge.kept_files import purge_kept_files
    from backlog_cli.store.purge.pattern import text_pattern
    from backlog_cli.store.purge.standing import standing_texts

    pattern = text_pattern(text)
    standing = standing_texts(session.path, pattern, session.environ)
    if not dry_run:
        _settle_journal(session)
    try:
        result = purge_kept_files(session.path, pattern, session.environ, dry_run=dry_run)
    except OSError as error:
        raise FileLocked(f"not all of it could be removed: {error_cause(error)}. Run it again.") from None
    return Purge(result.removals, result.open_drafts, standing, _has_commits(session))


def _has_commits(session: BacklogSession) -> bool:
    from backlog_cli.store.git.commits import newest_commits
    from backlog_cli.store.git.repository import find_repository
    from backlog_cli.store.paths import git_root

    with suppress(BacklogError):
        if git_root(session.path) is not None:
            return bool(newest_commits(find_repository(session.path, session.environ), most=1))
    return False


def _settle_journal(session: BacklogSession) -> None:
    """Let the journal say how a killed command ended, as long as its lines are known."""
    from backlog_cli.store.file_contents import read_file
    from backlog_cli.store.files import hold_lock, open_journal
    from backlog_cli.store.paths import real_path

    journal = open_journal(session.path, session.environ)
    with suppress(BacklogError, OSError):
        real = real_path(session.path)
        if journal is not None and journal.folder.exists():
            with hold_lock(real, session.environ):
                journal.settle_interrupted(read_file(session.path))


def _places_by_kind(removals: Iterable[Removal]) -> dict[str, int]:
    """How many places there were of each kind, in the order of the kinds; the files are in the JSON document."""
    found: Counter[str] = Counter()
    for removal in removals:
        found[removal.kind] += removal.places
    return dict(found)


def purge_lines(purge: Purge, *, dry_run: bool) -> Iterator[str]:
    """Say what was done, and what is left for her to do."""
    from backlog_cli.store.purge.kept_files import KeptKind

    word = "Would be removed" if dry_run else "Removed"
    for kind, places in _places_by_kind(purge.removals).items():
        yield f"{word} from {kind}: {count_with_noun(places, 'place')}."
    if not purge.removals:
        yield "It isn't in anything the program keeps."
    if not dry_run and any(removal.kind is KeptKind.JOURNAL for removal in purge.removals):
        yield "What wrote it can't be undone anymore; everything else can."
    for draft in purge.open_drafts:
        yield f"It's in an edit that's open in another window: {draft.path}. Finish that, then run this again."
    for text in purge.standing:
        lines = f"line{'s' if len(text.lines) > 1 else ''} {', '.join(map(str, text.lines))}"
        yield f"It's still in {text.path}, {lines}: take it out there yourself."
    if purge.in_git:
        yield "Git keeps older versions of your file, which may hold it too; they can't be changed from here."
    if purge.standing and not dry_run:
        yield "Then run this again: what you edit is kept in the history, too."
