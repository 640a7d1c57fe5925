"""A question that was asked before: the same of the same file, on the same day and screen, has the same answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from backlog_cli.cli.output import complain, listened

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.cli.context import Desk


def answered(desk: Desk, *asked: object, work: Callable[[], int]) -> int:
    """What `work` says and its exit code, from memory where the very same was asked of the very same bytes.

    `asked` is everything typed that the answer depends on. Nothing is remembered while the file is news to the journal or
    homes move between files, or when somebody had to be asked.
    """
    from backlog_cli.store.cache.answers import Answer, question_of, remember, remembered

    if desk.debug or desk.is_halfway() or not desk.is_settled():
        return work()
    screen, name, job = desk.screen(), desk.found().path.name, desk.last_job() if "." in asked else None
    question = question_of(desk.digest(), desk.today, screen, sys.stdout.encoding, name, job, desk.verb, asked)
    cache = desk.cache()
    found = remembered(cache, question)
    if found is None:
        desk.spoken_of = None
        with listened() as heard:
            code = work()
        if not desk.has_asked:
            remember(cache, question, Answer(tuple(heard), code, desk.spoken_of))
        return code
    if found.job is not None:
        desk.remember(found.job)
    for where, text in found.said:
        if where == "out":
            desk.say(text)
        else:
            complain(text)
    return found.code
