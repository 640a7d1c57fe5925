"""`sync`: what she wrote is committed, what others sent is merged by meaning and checked, and both go to the shared copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import BacklogError, BadFile, Exit
from backlog_cli.terms import and_list, count_with_noun
from backlog_cli.workflows.read import document_of
from backlog_cli.workflows.write import Texts, WriteResult, commit, preview_write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_cli.rules.conflicts import MergeConflict
    from backlog_cli.store.git.commits import Commit
    from backlog_cli.store.git.incoming import Incoming
    from backlog_cli.store.git.remote import Remote
    from backlog_cli.store.git.repository import FileState, Repository
    from backlog_cli.workflows.read import BacklogSession

MAX_TRIES = 5  # how often others may be quicker
MAX_SHOWN = 6  # changes of one person that are named one by one
MAX_SENTENCES = 3  # in the first line of a commit
BY_HAND = "edited by hand"
_SAFE = "What you wrote is safe on this computer; the next `backlog sync` sends it."


class SyncResult(NamedTuple):
    """What a sync did: the write of her file, what came from whom, what was sent, and what both sides had changed."""

    write: WriteResult
    taken: tuple[Commit, ...]
    sent: tuple[Commit, ...]
    conflicts: tuple[MergeConflict, ...]


def sync_file(session: BacklogSession, *, dry_run: bool) -> SyncResult:
    """Commit what is not committed, take in what others sent, and send what they don't have.

    Raise NoRepository, NoRemote, GitError, and BadFile for a file that can't be read, hers or the shared one.
    """
    return Sync(session, dry_run=dry_run).carry_out()


class Sync:
    """One sync; keeps what came, what went, and what her file said before and says now."""

    def __init__(self, session: BacklogSession, *, dry_run: bool) -> None:
        from backlog_cli.store.git.incoming import finish_merge
        from backlog_cli.store.git.repository import find_repository

        self.session, self.dry_run = session, dry_run
        self.before = session.data()
        session.document()  # what can't be read is not sent
        self.repository = find_repository(session.path, session.environ)
        if not dry_run and self.repository.operation() is not None:
            finish_merge(self.repository)
        self.branch = self.repository.require_quiet()
        self.repository.git.read("var", "GIT_COMMITTER_IDENT")  # who she is has to be known before anything is written
        self.after = self.before
        self.taken: tuple[Commit, ...] = ()
        self.sent: tuple[Commit, ...] = ()
        self.other_files = 0
        self.conflicts: tuple[MergeConflict, ...] = ()
        self.warnings: tuple[str, ...] = ()
        self.unsent: tuple[str, ...] = ()  # sentences that a dry run would commit

    def carry_out(self) -> SyncResult:
        """Do it all. Raise as `sync_file`."""
        from backlog_cli.store.git.merge_driver import attribute_change
        from backlog_cli.store.git.remote import remote_of

        repository = self.repository
        self._commit((*repository.changed(), *attribute_change(repository)))
        remote = remote_of(repository, self.branch)
        if self.dry_run:
            return self._preview(remote)
        for _ in range(MAX_TRIES):
            if self._exchange(remote):
                break
        else:
            raise _reassuring_error("the others keep sending just now. Try again in a moment.")
        lines = tuple(self._lines())
        texts = Texts(self.before, self.after) if self.after != self.before else None
        write = WriteResult(lines, is_written=texts is not None, warnings=self.warnings, texts=texts)
        return SyncResult(write, self.taken, self.sent, self.conflicts)

    def _commit(self, changed: Sequence[FileState]) -> None:
        from backlog_cli.store.git.commits import commit_files

        if not changed:
            return
        sentences = self._uncommitted_sentences(changed)
        if self.dry_run:
            self.unsent = sentences
            return
        first = "; ".join(sentences[:MAX_SENTENCES])
        more = f"; {len(sentences) - MAX_SENTENCES} more" if len(sentences) > MAX_SENTENCES else ""
        rest = ["", *sentences] if more else []
        commit_files(self.repository, changed, "\n".join([f"{first}{more}", *rest]))

    def _uncommitted_sentences(self, changed: Sequence[FileState]) -> tuple[str, ...]:
        """The journal's sentences for what isn't committed yet; where it can't tell, that it was done by hand."""
        from backlog_cli.store.git.merge_driver import ATTRIBUTES
        from backlog_cli.store.journal.entries import digest

        path = self.repository.own_path
        if all(state.path == ATTRIBUTES for state in changed):
            return ("had git merge this file home by home",)
        if all(state.path != path for state in changed):
            return ("changed the files of old homes",)
        committed = self.repository.content("HEAD", path)
        if committed is None:
            return ("began to share this file",)
        entries, name = self.session.past().journal_state().entries, digest(committed)
        first = max(
            (place + (one.after == name) for place, one in enumerate(entries) if name in (one.before, one.after)), default=None
        )
        since = () if first is None else entries[first:]
        is_by_hand = not since or since[-1].after != digest(self.session.data())
        return (*dict.fromkeys(entry.sentence for entry in since), *((BY_HAND,) if is_by_hand else ()))

    def _exchange(self, remote: Remote) -> bool:
        """Take in and send, once; False when somebody else was quicker. Raise GitError."""
        from backlog_cli.store.git.commits import commits_between
        from backlog_cli.store.git.remote import fetch, push

        repository = self.repository
        try:
            if not fetch(repository, remote):
                return False
            theirs = repository.commit_id(remote.seen)
            if theirs is not None and not self._take_in(theirs):
                return False
            ours = repository.commit_id("HEAD")
            if ours is None or ours == theirs:
                return True
            waiting = commits_between(repository, theirs, ours)
            if not push(repository, remote):
                return False
        except BacklogError as error:
            raise _reassuring_error(error.message, error.exit_code) from None
        self.sent = waiting
        return True

    def _take_in(self, theirs: str) -> bool:
        """Merge what others committed; False when another command has committed meanwhile. Raise GitError, BadFile."""
        from backlog_cli.store.git.commits import commits_between
        from backlog_cli.store.git.incoming import incoming_of, merged_tree, move_to, require_room

        repository = self.repository
        ours = repository.commit_id("HEAD")
        incoming = None if ours is None else incoming_of(repository, ours, theirs)
        if ours is None or incoming is None:
            return True
        require_room(repository, incoming)
        if incoming.others:  # what can't be merged there is told before anything is written
            merged_tree(repository, incoming, {path: repository.content(theirs, path) for path in incoming.own})
        news = commits_between(repository, ours, theirs)
        files = [IncomingFile(self, incoming, path) for path in self._archives_first(incoming.own)]
        if any(file.is_main and file.theirs is None for file in files):
            names = _author_names(news)
            raise BadFile(f"the shared copy has no {repository.own_path} any more: {names} took it out. Ask why first.")
        written = {file.path: self._write(file) for file in files}
        tree = merged_tree(repository, incoming, written)
        if move_to(repository, incoming, tree, _merge_message(news)) is None:
            return False
        self.taken, self.other_files = (*self.taken, *news), self.other_files + len(incoming.others)
        return True

    def _archives_first(self, paths: Iterable[str]) -> list[str]:
        """Her file last: a home that was moved to an archive is in both for a moment, never in none."""
        return sorted(paths, key=lambda path: (path == self.repository.own_path, path))

    def _write(self, file: IncomingFile) -> bytes | None:
        """Write one file of hers as both sides want it, by the write protocol. Return what it says now. Raise BadFile."""
        from backlog_cli.store.archive.year_files import rewrite_archive
        from backlog_cli.workflows.merge import accept_deletions

        if not file.is_main:
            return rewrite_archive(self.repository.place(file.path), file.merged, environ=self.session.environ)
        record = self.session.new_record()
        record.verb = ""  # no step of undo: what others wrote is not hers to take back
        saved, warnings = commit(self.session, file.merged_file, record)
        if saved.after != saved.before:
            accept_deletions(self.session, saved.after, saved.before)
        self.after, self.warnings, self.conflicts = saved.after, (*self.warnings, *warnings), (*self.conflicts, *file.conflicts)
        return saved.after

    def _preview(self, remote: Remote) -> SyncResult:
        """What would come and go; the shared copy is asked, and nothing of hers is touched. Raise GitError."""
        from backlog_cli.store.git.commits import commits_between
        from backlog_cli.store.git.incoming import incoming_of
        from backlog_cli.store.git.remote import fetch

        repository, session = self.repository, self.session
        fetch(repository, remote)
        theirs, ours = repository.commit_id(remote.seen), repository.commit_id("HEAD")
        incoming = None if theirs is None or ours is None else incoming_of(repository, ours, theirs)
        files: list[IncomingFile] = []
        if incoming is not None:
            self.taken = commits_between(repository, ours, incoming.theirs)
            files = [IncomingFile(self, incoming, path) for path in incoming.own if path == repository.own_path]
        self.sent = () if ours is None else commits_between(repository, theirs, ours)
        preview = preview_write(session, lambda before: files[0].merged_file(before) if files else before)
        self.conflicts = files[0].conflicts if files else ()
        write = preview._replace(lines=tuple(self._lines()))
        return SyncResult(write, self.taken, self.sent, self.conflicts)

    def _lines(self) -> Iterator[str]:
        would = "Would take" if self.dry_run else "Took"
        for by, texts in _by_author(self.taken, self.repository).items():
            yield f"{would} in {count_with_noun(len(texts), 'change')} from {by}:"
            yield from (f"  {text}" for text in texts[-MAX_SHOWN:])
            if len(texts) > MAX_SHOWN:
                yield f"  and {len(texts) - MAX_SHOWN} before that: backlog history --commits"
        if self.other_files:
            yield f"{would} in {count_with_noun(self.other_files, 'other file')}."
        if self.conflicts:
            both = count_with_noun(len(self.conflicts), "thing")
            where = "would be" if self.dry_run else "is"
            until = "until you find out which is right and check it off with `backlog done`"
            yield f"You both changed {both}. The safer one {where} in your file; your morning page shows both {until}:"
            from backlog_cli.rules.conflicts import conflict_line

            today = self.session.now.day
            yield from (f"  {conflict_line(one, today=today)}" for one in self.conflicts[:MAX_SHOWN])
        if sent := len(self.sent) + bool(self.unsent):  # what isn't committed becomes one commit
            yield f"{'Would send' if self.dry_run else 'Sent'} {count_with_noun(sent, 'change')} of yours."
        if not (self.taken or self.other_files or sent):
            yield "Nothing new on either side."


class IncomingFile:
    """One file of hers that somebody else has changed: what it said where the two parted, and what theirs says."""

    def __init__(self, sync: Sync, incoming: Incoming, path: str) -> None:
        self.path, self.is_main = path, path == sync.repository.own_path
        self._name = sync.repository.place(path).name
        self._today = sync.session.now.day
        self.base = sync.repository.content(incoming.base, path)
        self.theirs = sync.repository.content(incoming.theirs, path)
        self.conflicts: tuple[MergeConflict, ...] = ()
        if self.theirs is not None:
            _require_readable(self.theirs, self._name)

    def merged(self, before: bytes | None) -> bytes | None:
        """Return what an archive has to say, None for one that goes. Raise BadFile when it can't be merged."""
        if self.theirs is None:
            return None if before == self.base else before
        return self.theirs if before is None else self.merged_file(before)

    def merged_file(self, before: bytes) -> bytes:
        """Return the file with what they changed. Raise BadFile when it can't be merged."""
        assert self.theirs is not None
        self.conflicts = ()
        if before in (self.base, self.theirs):
            return self.theirs
        if self.theirs == self.base:
            return before
        from backlog_cli.workflows.merge import merge_texts

        merge = merge_texts(self.base, before, self.theirs, name=self._name, today=self._today)
        self.conflicts = merge.conflicts
        return merge.text


def _require_readable(text: bytes, name: str) -> None:
    try:
        document_of(text, name)
    except BadFile as error:
        raise BadFile(f"the shared copy of {name} can't be read, so nothing was taken in.\n{error.message}") from None


def _reassuring_error(message: str, code: Exit = Exit.BUSY) -> BacklogError:
    """The error, with the comfort that nothing of hers is lost."""
    error = BacklogError(f"{message}\n{_SAFE}")
    error.exit_code = code
    return error


def _by_author(commits: Sequence[Commit], repository: Repository) -> dict[str, list[str]]:
    """The sentences of these commits by whoever made them, in the order of their first one."""
    own = repository.git.config("user.name")
    found: dict[str, list[str]] = {}
    for one in commits:
        found.setdefault("you, on another computer" if one.by == own else one.by, []).append(one.text)
    return found


def _author_names(commits: Sequence[Commit]) -> str:
    return and_list(list(dict.fromkeys(one.by for one in commits))) or "somebody"


def _merge_message(news: Sequence[Commit]) -> str:
    return f"took in {count_with_noun(len(news), 'change')} from {_author_names(news)}"
