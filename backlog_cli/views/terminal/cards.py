"""What is shown about one home: the card before a call, and the difference a command would make. And the check of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from backlog_cli.rules.summary import joint_name
from backlog_cli.terms import Level
from backlog_cli.views.data.records import count_line
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.terminal.style import (
    ACTION_STYLE,
    HEADING_STYLE,
    QUIET_STYLE,
    level_style,
    program_text,
    user_text,
)
from backlog_cli.views.text import join_lines, join_texts, keep_together, pad, wrap_hanging
from backlog_cli.views.values import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.cleanup.findings import CleanupFinding
    from backlog_cli.views.screen import Screen

# What a command wrote, would write, or found.


def diff_text(diff: str, screen: Screen) -> Text:
    """Return the lines that `--dry-run` would add and take away, green and red, each exactly as it would be in the file.

    Nothing is wrapped: a line of the file is a line here.
    """
    colours = {"+": "green", "-": "red", "@": QUIET_STYLE} if screen.colour else {}
    return join_lines([user_text(line, colours.get(line[:1], "")) for line in diff.rstrip("\n").split("\n")])


def facts_page(facts: Mapping[str, object], screen: Screen) -> Text:
    """Return a few facts by their names, each on a line of its own (001-1f)."""
    fields = list(fields_of(facts))
    width = max((cell_len(escape_for_terminal(name)) for name, _ in fields), default=0) + 2
    return join_lines([line for name, value in fields for line in wrap_hanging(_fact(name, value, width), screen.width, width)])


def _fact(name: str, value: str, width: int) -> Text:
    return pad(user_text(name, QUIET_STYLE), width).append_text(user_text(value))


def check_page(
    problems: Sequence[str],
    grooming: Sequence[CleanupFinding],
    backlog: Backlog,
    *,
    errors: int,
    warnings: int,
    jobs: int,
    screen: Screen,
) -> Text:
    """Return every problem with its line and caret, then what could be groomed, then the count (001-1f).

    `problems` are blocks of lines, each with its place in the file first; `jobs` counts those that cannot be read too.
    """
    lines = [line for problem in problems for line in _problem(problem, screen)]
    if grooming:
        lines += [
            *([Text("")] if lines else []),
            Text("CLEAN-UP", style=HEADING_STYLE),
            *_finding_lines(grooming, backlog, screen),
        ]
    return join_lines([*lines, *wrap_hanging(Text(count_line(errors, warnings, len(grooming), jobs)), screen.width)])


def _problem(problem: str, screen: Screen) -> list[Text]:
    head, *source = escape_for_terminal(problem, multiline=True).split("\n")
    text = program_text(head, screen)
    for word, level in ((": error:", Level.RED), (": warning:", Level.AMBER)):
        at = text.plain.find(word)
        if at >= 0:
            text.stylize(level_style(level), at + 2, at + len(word))
    cut = max((cell_len(line.rstrip()) for line in source), default=0) - screen.width
    return [*wrap_hanging(text, screen.width, 6), *(Text(line, style=QUIET_STYLE) for line in _fit_to_width(source, cut))]


def _fit_to_width(source: list[str], cut: int) -> list[str]:
    """The source line and its caret, both moved left by as much as the screen lacks, their margin kept."""
    if cut <= 0 or len(source) != 2:
        return source
    margin = len("      | ")
    line, marks = source
    hidden = min(cut, max(len(marks) - len(marks[margin:].lstrip(" ")) - margin, 0))
    room = max(cell_len(line) - cut, margin)
    kept = [line[:margin] + line[margin + hidden :], marks[:margin] + marks[margin + hidden :]]
    return [set_cell_size(words, min(cell_len(words), room)) for words in kept]


def _finding_lines(grooming: Sequence[CleanupFinding], backlog: Backlog, screen: Screen) -> list[Text]:
    """One thing to tidy a line, those of one job under its number and name."""
    names = {summary.job: joint_name(summary) for summary in backlog.jobs}
    lines: list[Text] = []
    last = None
    for found in grooming:
        if found.job != last:
            who = join_texts([keep_together(user_text(found.job, HEADING_STYLE)), user_text(names.get(found.job, ""))])
            lines += wrap_hanging(Text("   ").append_text(who), screen.width, 5)
        last = found.job
        advice, command, words = found.fix.partition("backlog ")
        fix = join_texts(
            [
                program_text(advice.strip(), screen, ACTION_STYLE),
                keep_together(program_text(command + words, screen, ACTION_STYLE)),
            ]
        )
        lines += wrap_hanging(
            Text("     ").append_text(program_text(f"{found.what}: ", screen)).append_text(fix), screen.width, 7
        )
    return lines
