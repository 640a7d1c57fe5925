"""Kills the program, in a process of its own, at one of its calls to the disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_KILLED = 77


def is_killed_at(step: int, words: Iterable[str], calls: Iterable[str]) -> bool:
    """Whether `backlog words...` was killed at that one of its calls of `os` with these names; False when it ended."""
    from backlog_cli.cli import app

    child = os.fork()
    if not child:
        count = iter(range(1, 10**6))

        def dying(call: Callable[..., Any]) -> Callable[..., Any]:
            def made(*args: Any, **named: Any) -> Any:
                if next(count) == step:
                    os._exit(_KILLED)
                return call(*args, **named)

            return made

        for name in calls:
            setattr(os, name, dying(getattr(os, name)))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        app.run(["--today", "2026-11-23", *words])
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _KILLED
