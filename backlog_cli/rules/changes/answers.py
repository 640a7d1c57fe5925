"""What `super --answers` writes: a superintendent's answers on the homes' questions, and the word owed to the buyers (004-2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.change import Append, Change, Put
from backlog_cli.rules.changes.entries import day_text, promise_entry
from backlog_cli.rules.changes.log import LogInput, log_conversation
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.site_questions import BuyerQuestion, buyer_questions
from backlog_cli.rules.summary import PASS_ON_PREFIX, open_questions
from backlog_cli.terms import CANCELLED, Channel, Party, QuestionTarget, TalkKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli.dates.values import Moment
    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.summary import JobSummary, Question
    from backlog_cli.terms import Policy

PASS_ON_DAYS = 1  # news from the site is with the buyers by tomorrow
MIN_LETTERS = 4  # shorter words are in any sentence
MAX_TEXT_LENGTH = 200  # characters of an answer in the promise; the whole of it stands with the question or in the log


class Answer(NamedTuple):
    """One answer about one home: the question it settles, or the buyer's message it answers; neither for other news.

    `is_known` marks one that was written down before today: it is reported and not written twice.
    """

    text: str
    question: Question | None = None
    is_known: bool = False
    message: BuyerQuestion | None = None

    @property
    def asked(self) -> str | None:
        """The words it answers."""
        if self.question is not None:
            return self.question.ask
        return self.message.text if self.message is not None else None


def match_answers(summary: JobSummary, texts: Sequence[str], *, today: date) -> tuple[Answer, ...]:
    """Return what these lines about one home settle: each one open question or buyer's message, and the rest nothing.

    A question that shares words with the answer goes before one that does not ("windows come Tuesday"), then the oldest,
    those that were put to the superintendent before what buyers wrote.
    """
    waiting: list[Question | BuyerQuestion] = [*open_questions(summary), *buyer_questions(summary, today=today)]
    found: list[Answer] = []
    for text in texts:
        if any(text == earlier.text for earlier in found) or _is_known(summary, text, today):
            found.append(Answer(text, is_known=True))
            continue
        asked = max((one for one in waiting if _may_answer(text, one)), key=lambda one: _likeness(text, one), default=None)
        found.append(_answer_to(text, asked))
        waiting = [one for one in waiting if one is not asked]
    return tuple(found)


def _asked_words(asked: Question | BuyerQuestion) -> str:
    return asked.text if isinstance(asked, BuyerQuestion) else asked.ask


def _likeness(text: str, asked: Question | BuyerQuestion) -> int:
    return len(_key_words(_asked_words(asked)) & _key_words(text))


def _may_answer(text: str, asked: Question | BuyerQuestion) -> bool:
    """Any line may answer what was asked; one about something else is no answer to a message that asks nothing."""
    return not isinstance(asked, BuyerQuestion) or asked.is_question or _likeness(text, asked) > 0


def _answer_to(text: str, asked: Question | BuyerQuestion | None) -> Answer:
    if isinstance(asked, BuyerQuestion):
        return Answer(text, message=asked)
    return Answer(text, asked)


def _key_words(text: str) -> set[str]:
    """The words of a sentence that say what it is about, as far as their length tells."""
    words = ("".join(sign for sign in word if sign.isalnum()) for word in fold_case(text).split())
    return {word for word in words if len(word) >= MIN_LETTERS}


def _is_known(summary: JobSummary, text: str, today: date) -> bool:
    """Whether the very same was noted earlier today: the same lines sent twice write once."""
    is_answer = any(question.answered == today and question.answer == text for question in summary.questions)
    return is_answer or any(
        talk.at.day == today and talk.kind == TalkKind.INTERNAL and talk.text == text for talk in summary.talks
    )


def pass_on_day(*, today: date) -> date:
    """Return the day by which the buyers have to hear what was answered."""
    return today + timedelta(days=PASS_ON_DAYS)


def record_answers(summary: JobSummary, answers: Sequence[Answer], policy: Policy, *, at: Moment, today: date) -> Change | None:
    """Return the change that puts the answers on their questions, the rest into the log, and owes the buyers the word (004-3).

    None when all of it was written down before. A cancelled home's buyers are owed nothing.
    """
    intents: list[Intent] = []
    for answer in answers:
        if not answer.is_known:
            intents += _answer_intents(summary, answer, policy, at=at, today=today)
            intents += _pass_on_intents(summary, answer, today)
    news = [answer.text for answer in answers if not answer.is_known]
    return (
        Change(summary.job, tuple(intents), f'noted what the superintendent said: "{shorten("; ".join(news))}"') if news else None
    )


def _answer_intents(summary: JobSummary, answer: Answer, policy: Policy, *, at: Moment, today: date) -> tuple[Intent, ...]:
    if answer.question is not None:
        place = ("questions", answer.question.place)
        return (Put((*place, "answered"), day_text(today)), Put((*place, "answer"), answer.text))
    if answer.message is not None:
        return (Append(("questions",), _answered_question(answer.message, answer.text, today)),)
    with_whom = () if summary.superintendent else ("superintendent",)
    words = LogInput(at=at, note=answer.text, how=Channel.IN_PERSON, with_whom=with_whom, kind=TalkKind.INTERNAL)
    return log_conversation(summary, words, policy, today=today).intents


def _answered_question(message: BuyerQuestion, answer: str, today: date) -> dict[str, object]:
    """A buyer's message as a question of its own, asked that day and answered today: so it is off the sheet."""
    return {
        "ask": message.text,
        "of": str(QuestionTarget.SUPERINTENDENT),
        "asked": day_text(message.day),
        "answered": day_text(today),
        "answer": answer,
    }


def _pass_on_intents(summary: JobSummary, answer: Answer, today: date) -> tuple[Intent, ...]:
    if summary.stage == CANCELLED:
        return ()
    what = f"{PASS_ON_PREFIX}{shorten(answer.text, MAX_TEXT_LENGTH)}"
    return (Append(("promises",), promise_entry(pass_on_day(today=today), what, by=Party.ME, today=today)),)
