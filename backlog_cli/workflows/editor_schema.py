"""What makes an editor know her file: the schema beside it, and one comment at its top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.errors import BacklogError, UsageError
from backlog_cli.workflows.read import document_of
from backlog_cli.workflows.write import Texts, WriteResult, commit, preview_write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from backlog_cli.workflows.read import BacklogSession


def install_schema(session: BacklogSession, *, dry_run: bool) -> WriteResult:
    """Write the schema beside the file, and the comment that names it where the file has none.

    Raise UsageError where another schema, or a file of somebody else's, is in the way.
    """
    from backlog_cli.store.file_contents import read_file
    from backlog_cli.store.files import SCHEMA_NAME
    from backlog_cli.store.schema.install import add_comment, is_free_for_schema, write_schema

    target, name = session.path.parent / SCHEMA_NAME, session.path.name
    if not is_free_for_schema(target):
        raise UsageError(f"{target} is there already, and isn't a schema of this program. Move it away first.")
    record = session.new_record()

    def make(before: bytes) -> bytes:
        after = add_comment(before, name)
        if document_of(after, name).source.data != document_of(before, name).source.data:
            raise BacklogError(f"the comment would change what {name} says, so it was left alone.")
        record.describe("comment for editors", ())
        return after

    if dry_run:
        return preview_write(session, make)._replace(lines=(f"Would write {SCHEMA_NAME} beside {name}.",))
    make(read_file(session.path))  # what is refused leaves no schema behind
    warnings = write_schema(target, session.environ)
    saved, more = commit(session, make, record)
    is_written = saved.after != saved.before
    more_done = f", and put a comment at the top of {name} that names it." if is_written else f" beside {name}."
    can_undo, texts = is_written and record.is_kept, Texts(saved.before, saved.after)
    return WriteResult(
        (f"Wrote {SCHEMA_NAME}{more_done}",),
        is_written=is_written,
        can_undo=can_undo,
        warnings=(*warnings, *more),
        texts=texts,
    )


def has_older_schema(path: Path) -> bool:
    """Return whether the schema beside the file is of an older version than the program; False where there isn't one."""
    from backlog_cli.store.files import SCHEMA_NAME

    target = path.parent / SCHEMA_NAME
    if not target.exists():
        return False
    from backlog_cli.store.schema.install import is_older_schema

    return is_older_schema(target)


def with_schema_comment(text: str, path: Path) -> str:
    """Return the text of a new file with the comment for editors; without it where no schema can be put beside the file."""
    from backlog_cli.store.files import SCHEMA_NAME
    from backlog_cli.store.schema.install import add_comment, is_free_for_schema

    if not is_free_for_schema(path.parent / SCHEMA_NAME):
        return text
    return add_comment(text.encode("utf-8"), path.name).decode("utf-8")


def write_schema_beside(path: Path, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Write the schema beside a new file, and return what to warn of: without it only the editor's help is missing."""
    from backlog_cli.store.files import SCHEMA_NAME
    from backlog_cli.store.schema.install import write_schema

    try:
        return write_schema(path.parent / SCHEMA_NAME, environ)
    except BacklogError as error:
        return (f"your editor gets no help with this file: {error.message}",)
