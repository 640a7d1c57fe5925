"""The page of `check`, and what `check --fix` asks: what is wrong, what does not add up, and what is blank, by kind."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from backlog_cli.rules.cleanup.fixes import CleanupKind
from backlog_cli.rules.summary import joint_name
from backlog_cli.terms import Level, and_list, count_with_noun
from backlog_cli.views.data.records import count_line
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.terminal.messages import job_title
from backlog_cli.views.terminal.style import (
    ACTION_STYLE,
    HEADING_STYLE,
    QUIET_STYLE,
    level_sign,
    level_style,
    program_text,
    reason_text,
    user_text,
)
from backlog_cli.views.text import join_lines, join_texts, keep_together, wrap_hanging

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.rules.cleanup.fixes import CleanupFinding, QuickFix
    from backlog_cli.rules.cleanup.report import CheckReport, PromiseTally
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.screen import Screen

MAX_HOMES = 8  # that one line names; `check KIND` names them all
KIND_ORDER = tuple(CleanupKind)


def check_page(
    problems: Sequence[str],
    report: CheckReport,
    homes: Sequence[JobSummary],
    *,
    errors: int,
    warnings: int,
    jobs: int,
    screen: Screen,
    is_short: bool = False,
) -> Text:
    """Return every problem with its line and caret, then the reds, what does not add up, what is blank, and the count (001-1f).

    `problems` are blocks of lines, each with its place in the file first; `jobs` counts those that cannot be read too.
    `is_short` leaves out everything but the findings, each home on a line of its own.
    """
    by_job = {summary.job: summary for summary in homes}
    apart = [found for found in report.findings if is_short or not found.kind.is_blank]
    blank = [found for found in report.findings if not is_short and found.kind.is_blank]
    sections = [
        [line for problem in (*problems, *report.doubles) for line in _problem(problem, screen)],
        [] if is_short else _red_lines(report, screen),
        _titled("CLEAN-UP" if is_short else "WHAT DOESN'T ADD UP", _single_lines(apart, by_job, screen), screen),
        _titled(f"CLEAN-UP: {count_with_noun(len(blank), 'field')} to fill in", _kind_lines(blank, by_job, screen), screen),
        [] if is_short else _promise_lines(report, screen),
    ]
    lines: list[Text] = []
    for section in sections:
        lines += [*([Text("")] if lines and section else []), *section]
    count = count_line(errors, warnings, len(report.findings), jobs)
    return join_lines([*lines, *wrap_hanging(Text(count), screen.width)])


def _titled(title: str, lines: list[Text], screen: Screen) -> list[Text]:
    return [*wrap_hanging(Text(title, style=HEADING_STYLE), screen.width, 2), *lines] if lines else []


def _red_lines(report: CheckReport, screen: Screen) -> list[Text]:
    """Who is red and why, a home each."""
    lines: list[Text] = []
    for found in report.reds:
        sign = Text(f" {level_sign(Level.RED, screen)} ", style=level_style(Level.RED))
        who = keep_together(user_text(job_title(found.summary), HEADING_STYLE))
        lines += wrap_hanging(join_texts([join_texts([sign, who], ""), reason_text(found.duty, screen)], ": "), screen.width, 5)
    return _titled(f"RED: {len(report.reds)} of {report.live} live homes", lines, screen)


def _single_lines(findings: Sequence[CleanupFinding], by_job: dict[str, JobSummary], screen: Screen) -> list[Text]:
    """One thing a line, those of one job under its number and name."""
    lines: list[Text] = []
    for job, found in groupby(findings, key=lambda one: one.job):
        who = join_texts([keep_together(user_text(job, HEADING_STYLE)), user_text(_name(job, by_job))])
        lines += wrap_hanging(Text("   ").append_text(who), screen.width, 5)
        for one in found:
            advice, command, words = one.fix.partition("backlog ")
            fix = [program_text(advice.strip(), screen, ACTION_STYLE), program_text(command + words, screen, ACTION_STYLE)]
            what = Text("     ").append_text(program_text(f"{one.what}: ", screen))
            lines += wrap_hanging(what.append_text(join_texts([fix[0], keep_together(fix[1])])), screen.width, 7)
    return lines


def _name(job: str, by_job: dict[str, JobSummary]) -> str:
    return joint_name(by_job[job]) if job in by_job else ""


def _kind_lines(findings: Sequence[CleanupFinding], by_job: dict[str, JobSummary], screen: Screen) -> list[Text]:
    """One kind a line: how many, in which homes, and the command that fixes them all."""
    lines: list[Text] = []
    for kind in KIND_ORDER:
        found = [one for one in findings if one.kind is kind]
        if not found:
            continue
        jobs = list(dict.fromkeys(one.job for one in found))
        names = [f"{job} {_name(job, by_job)}".strip() for job in jobs[:MAX_HOMES]]
        more = f", and {len(jobs) - MAX_HOMES} more (backlog check {kind})" if len(jobs) > MAX_HOMES else ""
        homes = f"{', '.join(names)}{more}" if more else and_list(names)
        words = Text("   ").append_text(program_text(f"{kind.label} ({len(found)}): ", screen))
        words.append_text(user_text(homes)).append(": ")
        command = keep_together(program_text(f"backlog check --fix {kind}", screen, ACTION_STYLE))
        lines += wrap_hanging(words.append_text(command), screen.width, 5)
    return lines


def _promise_lines(report: CheckReport, screen: Screen) -> list[Text]:
    """What became of promises over all homes (004-1)."""
    parts = [(name, tally) for name, tally in (("yours", report.mine), ("others'", report.others)) if not tally.is_empty]
    lines = [line for name, tally in parts for line in wrap_hanging(Text(f"   {name}: {_tally_words(tally)}"), screen.width, 5)]
    return _titled("PROMISES", lines, screen)


def _tally_words(tally: PromiseTally) -> str:
    stats = tally.stats
    late_open = ", ".join(
        f"{count} {words}" for count, words in ((stats.overdue, "overdue"), (tally.undated, "without a day")) if count
    )
    parts = [
        f"{count} {words}"
        for count, words in (
            (stats.in_time.part, "kept in time"),
            (stats.late, "kept late"),
            (stats.broken, "broken"),
            (stats.is_open, f"open ({late_open})" if late_open else "open"),
        )
        if count
    ]
    return ", ".join(parts)


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


# What `check --fix` says.


def kind_line(kind: CleanupKind, findings: Sequence[CleanupFinding]) -> str:
    """Return what is asked about next: `How they like to be reached is blank: 3 homes`."""
    homes = len({found.job for found in findings})
    return f"{kind.label[:1].upper()}{kind.label[1:]}: {count_with_noun(homes, 'home')}"


def question_lines(summary: JobSummary, found: CleanupFinding) -> Iterator[str]:
    """Yield which home and what is wrong, then a line a key where there is more than one way."""
    yield f"{job_title(summary)}: {found.what}"
    if len(found.mends) > 1:
        yield "  " + ", ".join(f"{mend.key} {mend.label}" for mend in found.mends)


def question_of(mends: Sequence[QuickFix]) -> str:
    """Return what is asked at the prompt."""
    if len(mends) > 1:
        return "Which?"
    return mends[0].asks or f"{mends[0].label[:1].upper()}{mends[0].label[1:]}? (y)"


ASKING_HINT = "Enter skips one, q ends. Nothing is written until the end, and one undo takes it all back."


def stage_answer(summary: JobSummary, mend: QuickFix) -> str:
    """`HC-1041 Okafor lot 41: seen today, now dry-in.`"""
    return f"{job_title(summary)}: {mend.label}."


def nothing_certain(count: int, kind: CleanupKind | None) -> str:
    """Return what there is to say when every answer is hers."""
    if not count:
        return "Nothing to clean up."
    command = f"backlog check --fix{f' {kind}' if kind else ''}"
    return f"The file doesn't say what belongs there: {count} to answer at a terminal with {command}. Nothing was changed."


def tally_words(mended: int, left: int) -> str:
    """`3 fixed, 2 left: backlog check`."""
    rest = f"{left} left: backlog check" if left else "nothing left to clean up"
    return f"{mended} fixed, {rest}."
