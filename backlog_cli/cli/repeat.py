"""A refused `log` as one command to run again, with all that was typed for it, so that nothing typed is lost."""

from __future__ import annotations

import contextlib
import shlex
from typing import TYPE_CHECKING, Any

from backlog_cli.errors import BacklogError, PrivateNumber

if TYPE_CHECKING:
    from collections.abc import Iterator


class Answers:
    """What was typed besides the command line: the note and the next step at a prompt or on standard input, a day chosen."""

    def __init__(self) -> None:
        self.note: str | None = None
        self.next_step: str | None = None
        self.at: str | None = None


@contextlib.contextmanager
def repeat_when_refused(ctx: Any) -> Iterator[Answers]:
    """Inside, a refusal ends with the command to repeat, if anything was typed that would be lost."""
    answers = Answers()
    try:
        yield answers
    except BacklogError as error:
        if error.unchanged and (answers.note or ctx.params.get("note")):
            error.message += f"\nTo run it again:\n  {_masked(command_line(ctx, answers), error)}"
        raise


def _masked(command: str, error: BacklogError) -> str:
    """The command without the number that it was refused for: a message may end in a log."""
    if not isinstance(error, PrivateNumber):
        return command
    from backlog_cli.store.checks.sensitive_numbers import mask_private_numbers

    return mask_private_numbers(command)


def command_line(ctx: Any, answers: Answers) -> str:
    """Return the command as a shell takes it: every word as it was typed, quoted where it has to be."""
    typed = {**ctx.params, "note": answers.note if answers.note is not None else " ".join(ctx.params.get("note") or ()) or None}
    typed |= {key: value for key, value in (("next_", answers.next_step), ("at", answers.at)) if value is not None}
    options: list[str] = []
    for param in ctx.command.params:
        if param.param_type_name == "option":
            options += _option_words(param, typed.get(param.name), ctx)
    note = typed["note"]
    words = ["--", note] if note and note.startswith("-") else [note] if note else []
    job = [typed["job"]]
    place = [*job, *options, *words] if words[:1] == ["--"] else [*job, *words, *options]
    return shlex.join(["backlog", *_global_words(ctx), ctx.command.name, *place])


def _option_words(param: Any, value: Any, ctx: Any) -> list[str]:
    if value is None or value is False or value == param.default or _is_from_environment(ctx, param.name):
        return []
    if value is True:
        return [param.opts[0]]
    return [word for one in _as_list(value) for word in (param.opts[0], str(one))]


def _is_from_environment(ctx: Any, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "ENVIRONMENT"


def _global_words(ctx: Any) -> list[str]:
    root = ctx.find_root()
    named = (("file", "--file"), ("today", "--today"))
    return [
        word
        for name, option in named
        if root.params.get(name) and not _is_from_environment(root, name)
        for value in _as_list(root.params[name])
        for word in (option, str(value))
    ]


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]
