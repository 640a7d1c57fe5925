"""`check --fix`: what the file itself answers is filled in, all else is asked for once, and one write takes it all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.cli.output import print_error, show_result
from backlog_cli.cli.prompts import is_interactive, prompt
from backlog_cli.errors import BacklogError, UsageError
from backlog_cli.workflows.write import WriteResult, write_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.change import Change
    from backlog_cli.rules.cleanup.fixes import CleanupFinding, CleanupKind, QuickFix
    from backlog_cli.workflows.plan import WritePlan
    from backlog_cli.workflows.read import Document

QUIT_ANSWERS = ("q", "quit")
YES_ANSWERS = ("y", "yes")


class FixAnswer(NamedTuple):
    """One way taken to put one thing of one home right, with the words that were typed for it."""

    job: str
    mend: QuickFix
    typed: str


def fix_findings(context: AppContext, kind: CleanupKind | None, *, as_json: bool, is_dry: bool) -> None:
    """Fill in what the file itself knows; at a terminal ask for each other thing once. All of it is one write, and one undo."""
    from backlog_cli.rules.cleanup.findings import cleanup_findings
    from backlog_cli.store.file_contents import read_file
    from backlog_cli.views.terminal.cleanup import nothing_certain, tally_words

    document = context.session.document()
    every = cleanup_findings(document.backlog, today=context.today)
    chosen = [found for found in every if kind in (None, found.kind)]
    answers = [FixAnswer(found.job, mend, mend.words) for found in chosen if (mend := found.certain_fix) is not None]
    is_asking = is_interactive()
    if is_asking:
        answers += _ask_for_all(context, document, [found for found in chosen if found.certain_fix is None])
    if answers:
        result = write_changes(context.session, lambda now: _fix_plan(context, now, answers), dry_run=is_dry)
        show_result(context, result, as_json=as_json, kind="check-fix")
    elif as_json:
        show_result(context, WriteResult((nothing_certain(len(chosen), kind),)), as_json=True, kind="check-fix")
    elif not is_asking:
        context.say(nothing_certain(len(chosen), kind))
    if not is_dry and not as_json and (answers or is_asking):
        now = context.session.document_in(read_file(context.location.path)) if answers else document
        context.say(tally_words(len(answers), len(cleanup_findings(now.backlog, today=context.today))))


def _ask_for_all(context: AppContext, document: Document, findings: Sequence[CleanupFinding]) -> list[FixAnswer]:
    """What was answered, kind by kind; `q` ends the asking and keeps what was answered before."""
    from backlog_cli.rules.cleanup.fixes import CleanupKind
    from backlog_cli.views.terminal.cleanup import ASKING_HINT, kind_line
    from backlog_cli.views.terminal.messages import format_lines

    answers: list[FixAnswer] = []
    askable = [found for found in findings if found.mends]
    if askable:
        context.say(format_lines([ASKING_HINT], context.screen()))
    for kind in CleanupKind:
        found = [one for one in askable if one.kind is kind and not _is_overtaken(one, answers)]
        if found:
            context.say(format_lines(["", kind_line(kind, found)], context.screen()))
        for one in found:
            answer = _ask(context, document, one)
            if answer == QUIT_ANSWERS[0]:
                return answers
            if isinstance(answer, FixAnswer):
                answers.append(answer)
    return answers


def _is_overtaken(found: CleanupFinding, answers: Sequence[FixAnswer]) -> bool:
    """Whether the home has gone on to another stage by an answer before, and the rest of it has to be looked at again."""
    from backlog_cli.rules.cleanup.fixes import FixKind

    return any(answer.job == found.job and answer.mend.way is not FixKind.SET and answer.mend.key != "s" for answer in answers)


def _ask(context: AppContext, document: Document, found: CleanupFinding) -> FixAnswer | str:
    """The answer to one question, asked until it can be used; "" when it was skipped, "q" when the asking ends."""
    from backlog_cli.views.terminal.cleanup import question_lines, question_of
    from backlog_cli.views.terminal.messages import format_lines

    context.say(format_lines(question_lines(document.summary(found.job), found), context.screen()))
    while typed := prompt(question_of(found.mends)):
        if typed.casefold() in QUIT_ANSWERS:
            return QUIT_ANSWERS[0]
        try:
            answer = _answer_meant(found, typed)
            if answer.typed:
                _change_for(context, document, answer)
            return answer if answer.typed else ""
        except BacklogError as error:
            print_error(error.message)
    return ""


def _answer_meant(found: CleanupFinding, typed: str) -> FixAnswer:
    """The way and the words that were typed. Raise UsageError for none of the ways there are."""
    word = typed.casefold()
    if len(found.mends) > 1:
        ways = [mend for mend in found.mends if word in (mend.key, mend.words)]
        if not ways:
            keys = ", ".join(mend.key for mend in found.mends)
            raise UsageError(f'"{typed}" isn\'t one of {keys}. Enter skips it, q ends.')
        return FixAnswer(found.job, ways[0], prompt(ways[0].asks) if ways[0].asks else ways[0].words)
    (mend,) = found.mends
    if mend.asks:
        return FixAnswer(found.job, mend, typed)
    if word not in (*YES_ANSWERS, mend.key):
        raise UsageError(f'"{typed}" isn\'t y. Enter skips it, q ends.')
    return FixAnswer(found.job, mend, mend.words)


def _fix_plan(context: AppContext, document: Document, answers: Sequence[FixAnswer]) -> WritePlan:
    """All answers to what is still wrong: somebody may have put a thing right in the meantime."""
    from backlog_cli.rules.cleanup.findings import job_findings
    from backlog_cli.workflows.plan import WritePlan

    wanted = [
        answer
        for answer in answers
        if any(
            answer.mend in one.mends
            for one in job_findings(document.summary(answer.job), document.backlog.policy, today=context.today)
        )
    ]
    changes = tuple(_change_for(context, document, answer) for answer in wanted)
    lines = [line for answer in wanted for line in _answer_lines(context, document, answer)]
    return WritePlan(changes, lambda _backlog: lines)


def _change_for(context: AppContext, document: Document, answer: FixAnswer) -> Change:
    """The change that an answer means. Raise what a field, a stage or a date that cannot be read raises."""
    from backlog_cli.cli.options import parse_option_date
    from backlog_cli.rules.changes.ending import close_job
    from backlog_cli.rules.changes.home import set_field, set_stage
    from backlog_cli.rules.cleanup.fixes import FixKind

    before, mend = document.summary(answer.job), answer.mend
    if mend.way is FixKind.STAGE:
        return set_stage(before, mend.words, today=context.today)
    if mend.way is FixKind.CLOSE:
        return close_job(before, parse_option_date(context, answer.typed, "closed", policy=document.backlog.policy, is_past=True))
    path, value = _field_value(context, document, answer)
    return set_field(before, path, value)


def _field_value(context: AppContext, document: Document, answer: FixAnswer) -> tuple[tuple[str | int, ...], object]:
    """The field that an answer fills, and its value."""
    from backlog_cli.cli.field_values import Surroundings, parse_value
    from backlog_cli.fields import field_path

    path, among = field_path(answer.mend.field), Surroundings.of(document.backlog.policy, context.today)
    return path, parse_value(path, answer.typed, field=answer.mend.field, among=among)


def _answer_lines(context: AppContext, document: Document, answer: FixAnswer) -> Sequence[str]:
    """What is true once the answer is in the file."""
    from backlog_cli.rules.cleanup.fixes import FixKind
    from backlog_cli.views.terminal.cleanup import stage_answer
    from backlog_cli.views.terminal.messages import set_lines

    before = document.summary(answer.job)
    if answer.mend.way is not FixKind.SET:
        return [stage_answer(before, answer.mend)]
    path, value = _field_value(context, document, answer)
    return list(set_lines(before, path, value, today=context.today))[:1]
