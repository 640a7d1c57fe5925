"""The Tab key for the name of a home, answered before any other room is opened."""

from __future__ import annotations

import os

# The verbs whose first word is a home. Everything else the shell asks is answered by the commands themselves.
WITH_HOME = (
    *("show", "log", "shift", "promise", "done", "set", "stage", "issue", "ask", "meet", "decide", "draft"),
    *("close", "cancel", "reopen", "archive", "edit", "history"),
)
# What would have to be unquoted first.
_QUOTING = frozenset("\\\"'`$")


def pressed() -> str | None:
    """What to answer a shell that asks for homes, with its line end; None for any other question, and where nothing is known."""
    shell = os.environ.get("_BACKLOG_COMPLETE", "")
    words = _words(shell)
    if words is None or len(words) != 3 or words[1] not in WITH_HOME or words[2].startswith("-"):
        return None
    from backlog_cli.cli.completion import jobs_offered

    offers = jobs_offered(words[2])
    return _SHELLS[shell](offers) if offers else None


def _words(shell: str) -> list[str] | None:
    """The line up to the word that is being typed, as this shell tells it; None for a shell or a line that is not read here."""
    if shell == "complete_bash":
        line, place = os.environ.get("COMP_WORDS", ""), os.environ.get("COMP_CWORD", "")
        if place != "2":
            return None
        words = [*line.split(), "", "", ""][:3]
    elif shell in _SHELLS and os.environ.get("_TYPER_COMPLETE_FISH_ACTION", "get-args") == "get-args":
        line = os.environ.get("_TYPER_COMPLETE_ARGS", "")
        words = line.split() + ([""] if line.endswith(" ") else [])
    else:
        return None
    return None if _QUOTING & set(line) else words


def _bash(offers: list[tuple[str, str]]) -> str:
    return "".join(f"{job}\n" for job, _ in offers)


def _zsh(offers: list[tuple[str, str]]) -> str:
    said = "\n".join(f'"{job}":"{line}"' if line else f'"{job}"' for job, line in offers)
    return f"_arguments '*: :(({said}))'\n"


def _fish(offers: list[tuple[str, str]]) -> str:
    return "".join(f"{job}\t{' '.join(line.split())}\n" if line else f"{job}\n" for job, line in offers)


_SHELLS = {"complete_bash": _bash, "complete_zsh": _zsh, "complete_fish": _fish}
