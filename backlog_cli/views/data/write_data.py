"""What a command that writes did, for scripts: the same facts for every verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.urgency import verdict_of
from backlog_cli.views.facts import duty_facts, home_facts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.changes.write_effect import WriteEffect
    from backlog_cli.rules.summary import JobSummary, Talk
    from backlog_cli.views.data.write_shapes import TalkFacts, WriteFacts, WrittenHomeFacts


def write_facts(
    effect: WriteEffect | None,
    backlog: Backlog | None,
    *,
    dry_run: bool,
    file: str,
    echo: Sequence[str],
    diff: str | None,
    undo: str | None,
    notices: Sequence[str],
    today: date,
) -> WriteFacts:
    """Return what a write did. `effect` is None where one of the two texts can't be read, `backlog` where the new one can't."""
    from backlog_cli.rules.changes.write_effect import WriteEffect

    found = effect or WriteEffect()
    return {
        "dry_run": dry_run,
        "file": file,
        "echo": list(echo),
        "changes": None
        if effect is None
        else [{"job": one.job, "field": one.field, "before": one.before, "after": one.after} for one in found.changes],
        "duties": {
            "opened": [duty_facts(one.duty, one.number) for one in found.opened],
            "ended": [duty_facts(duty) for duty in found.ended],
        },
        "jobs": [] if backlog is None else [_home_facts(home, backlog, today) for home in found.homes],
        "talks": [_talk_facts(job, talk) for job, talk in found.talks],
        "breaks": [{"job": one.job, "what": one.what, "text": one.text} for one in found.breaks],
        "diff": diff,
        "undo": undo,
        "notices": list(notices),
    }


def _home_facts(home: JobSummary, backlog: Backlog, today: date) -> WrittenHomeFacts:
    return {**home_facts(home), "stage": home.stage, "level": verdict_of(home, backlog, today=today).level}


def _talk_facts(job: str, talk: Talk) -> TalkFacts:
    return {
        "job": job,
        "at": talk.at,
        "how": talk.how,
        "kind": talk.kind,
        "outcome": talk.outcome,
        "people": [*talk.buyers, *talk.others],
        "by": talk.by,
        "is_update": talk.is_real_word,
    }
