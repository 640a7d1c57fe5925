"""Who writes with this command: `--by`, else BACKLOG_AGENT, else git's user where the file's folder is a repository."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError, UsageError
from backlog_cli.terms import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.workflows.plan import Decide, WritePlan
    from backlog_cli.workflows.read import BacklogSession, Document

AGENT_VARIABLE = "BACKLOG_AGENT"


def session_writer(session: BacklogSession, repository: Path | None) -> str | None:
    """Return the full name of who writes; None when it's the file's agent, or nobody can tell.

    `repository` is the git repository that the file is in. Raise UsageError for a `--by` that is no name, or fits several
    people; what the environment says wrongly is told and left out, since she may not even know of it.
    """
    if session.by:
        try:
            return _resolve_writer(session, session.by)
        except UsageError as error:
            raise UsageError(f"--by: {error.message}") from None
    named = session.environ.get(AGENT_VARIABLE, "").strip()
    if named:
        try:
            return _resolve_writer(session, named)
        except UsageError as error:
            session.notify(f"{AGENT_VARIABLE} is ignored: {error.message}")
            return None
    return _git_writer(session, repository) if repository is not None else None


def _resolve_writer(session: BacklogSession, typed: str) -> str | None:
    from backlog_cli.rules.writers import clean_name, entry_writer
    from backlog_cli.store.checks.sensitive_numbers import private_number_kind

    name = clean_name(typed)
    if not session.is_sure and private_number_kind(name) is not None:
        raise UsageError("a name with a number like that must not be kept; type the name alone.")
    return entry_writer(name, _backlog_of(session))


def _git_writer(session: BacklogSession, repository: Path) -> str | None:
    """Who git says it is, where the file names its agent: a whole name, or somebody the file knows; no login name."""
    from backlog_cli.rules.writers import known_writers

    backlog = _backlog_of(session)
    if not backlog.policy.agent:  # then git isn't even asked: nobody can be told from the agent
        return None
    from backlog_cli.store.git.program import Git

    with suppress(BacklogError):
        user = Git(repository, session.environ).config("user.name")
        if not user:
            return None
        found = _resolve_writer(session, user)
        return found if found is not None and (" " in found or found in known_writers(backlog)) else None
    return None


def _backlog_of(session: BacklogSession) -> Backlog:
    """The file, as far as it can be read: who takes something back writes, too."""
    from backlog_cli.rules.backlog import Backlog

    with suppress(BacklogError):
        return session.summaries().backlog
    return Backlog(Policy())


def sign_decision(decide: Decide, who: str) -> Decide:
    """Return the same decision, with who wrote it in its entries and in what is said of it."""
    from backlog_cli.rules.writers import with_writer

    def decide_and_sign(document: Document) -> WritePlan:
        plan = decide(document)
        changes = tuple(with_writer(change, who) for change in plan.changes)
        return plan._replace(changes=changes, say=lambda backlog: _lines_with(plan.say(backlog), who))

    return decide_and_sign


def _lines_with(lines: Iterable[str], who: str) -> Iterator[str]:
    is_named = False
    for line in lines:
        is_named = is_named or f"by {who}" in line
        yield line
    if not is_named:
        yield f"Noted by {who}."
