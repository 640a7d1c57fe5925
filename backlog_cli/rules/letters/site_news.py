"""What the superintendent answered and the buyers have not heard: as sentences of a text to them (004-2, 004-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_long_day
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.site_questions import looks_like_question, message_key, message_words
from backlog_cli.rules.summary import PASS_ON_PREFIX, unheard_answers
from backlog_cli.terms import TalkKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.letters.wording import TextFilter
    from backlog_cli.rules.summary import JobSummary, Promise, Question

MAX_ANSWER = 200  # characters of an answer that its promise holds


class SiteNews(NamedTuple):
    """One answer for the buyers: its words, what was asked, whether they asked it themselves, and the day he said it."""

    answer: str
    question: str | None = None
    is_theirs: bool = False
    day: date | None = None


def site_news(summary: JobSummary) -> tuple[SiteNews, ...]:
    """Return the superintendent's answers that nobody passed on yet, in the order they were given."""
    return tuple(_news_of(summary, found) for found in unheard_answers(summary))


def _news_of(summary: JobSummary, promise: Promise) -> SiteNews:
    words = promise.text.removeprefix(PASS_ON_PREFIX).strip()
    question = next((found for found in reversed(summary.questions) if _is_answered_by(found, words)), None)
    if question is None:
        full = next(
            (talk.text for talk in reversed(summary.talks) if talk.kind == TalkKind.INTERNAL and _is_cut(talk.text, words)), None
        )
        return SiteNews(full or words, day=promise.made)
    messages = {message_key(message_words(talk)) for talk in summary.talks}
    return SiteNews(question.answer or words, question.ask, message_key(question.ask) in messages, question.answered)


def _is_answered_by(question: Question, words: str) -> bool:
    return question.answered is not None and _is_cut(question.answer, words)


def _is_cut(whole: str | None, words: str) -> bool:
    """Whether a promise's words are this answer, cut to the length a promise holds."""
    return whole is not None and shorten(whole, MAX_ANSWER) == words


def news_sentences(summary: JobSummary, sieve: TextFilter, *, today: date) -> Iterator[tuple[str, SiteNews | None]]:
    """Yield each answer as a sentence, and with it the answer whose own words can't stand there, for the agent to put in."""
    for news in site_news(summary):
        words = sieve.accept_note(news.answer, "the answer from the site")
        lead = f"{_question_words(news, sieve)}{_answer_lead(news, today)}"
        yield f"{lead}: {words or '[the answer]'}{'' if words.endswith(('!', '?')) else '.'}", None if words else news


def _question_words(news: SiteNews, sieve: TextFilter) -> str:
    """`You asked: "When do the windows come?" `, as far as the words are a question that may be read by them."""
    asked = " ".join((news.question or "").split())
    if not looks_like_question(asked) or not sieve.accept_note(asked, "the question"):
        return ""
    words = asked.rstrip(" ?.!")
    return f'{"You asked" if news.is_theirs else "I asked"}: "{words[0].upper()}{words[1:]}?" '


def _answer_lead(news: SiteNews, today: date) -> str:
    """Days in an answer ("Tuesday") mean the week he said it in, so that day is said once it is past."""
    what = "Here's the answer" if news.question else "Here's the latest from the site"
    return what if news.day is None or news.day == today else f"{what} from {format_long_day(news.day, today=today)}"
