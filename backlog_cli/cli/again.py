"""A question that was asked before: the same of the same file, on the same day and screen, has the same answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from backlog_cli.cli.output import listened, print_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.cli.context import AppContext


def answered(context: AppContext, *asked: object, work: Callable[[], int]) -> int:
    """What `work` says and its exit code, from memory where the very same was asked of the very same bytes.

    `asked` is everything typed that the answer depends on. Nothing is remembered while the file is news to the journal or
    homes move between files, or when somebody had to be asked.
    """
    from backlog_cli.store.cache.answers import Answer, question_of, remember, remembered

    if context.debug or context.is_halfway() or not context.is_settled():
        return work()
    screen, name, job = context.screen(), context.found().path.name, context.last_job() if "." in asked else None
    question = question_of(context.digest(), context.today, screen, sys.stdout.encoding, name, job, context.verb, asked)
    cache = context.cache()
    found = remembered(cache, question)
    if found is None:
        context.spoken_of = None
        with listened() as heard:
            code = work()
        if not context.has_asked:
            remember(cache, question, Answer(tuple(heard), code, context.spoken_of))
        return code
    if found.job is not None:
        context.remember(found.job)
    for where, text in found.said:
        if where == "out":
            context.say(text)
        else:
            print_error(text)
    return found.code
