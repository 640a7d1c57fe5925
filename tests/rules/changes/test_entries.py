"""What `promise`, `ask`, `meet` and `issue` write, and which issue a number means."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.dates.values import Moment
from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.change import Append, Put
from backlog_cli.rules.changes.entries import add_issue, add_promise, add_question, book_meeting, issue_by_number, update_issue
from backlog_cli.rules.clocks.table import duties
from backlog_cli.terms import Party, Policy, QuestionTarget, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.change import Change
    from backlog_cli.rules.summary import JobSummary

    Plain = Callable[..., dict[str, Any]]
    Stand = Callable[..., JobSummary]
    After = Callable[..., JobSummary]

TODAY = date(2026, 6, 4)
FRIDAY = date(2026, 6, 5)


def entry(change: Change, *path: str) -> Any:
    (intent,) = change.intents
    assert isinstance(intent, Append)
    assert intent.path == path
    return intent.value


def test_a_promise_is_written_with_its_day(plain: Plain, stand: Stand, after: After) -> None:
    data = plain()
    change = add_promise(stand(data), FRIDAY, "paint codes", by=Party.ME, needs="Hal", today=TODAY)
    assert entry(change, "promises") == {
        "text": "paint codes",
        "by": "me",
        "to": "buyers",
        "made": "2026-06-04",
        "due": "2026-06-05",
        "needs": "Hal",
        "status": "open",
    }
    assert change.summary == 'noted a promise by me: "paint codes" by 2026-06-05'
    rules = [duty.rule for duty in duties(after(data, change), Backlog(Policy()), today=TODAY)]
    assert "promise" in rules


@pytest.mark.parametrize(("by", "to"), [("me", "buyers"), ("builder", "buyers"), ("lender", "buyers"), ("buyer", "me")])
def test_a_promise_goes_either_way(plain: Plain, stand: Stand, after: After, by: str, to: str) -> None:
    data = plain()
    change = add_promise(stand(data), FRIDAY, "x", by=Party(by), needs=None, today=TODAY)
    assert "needs" not in entry(change, "promises")
    (promise,) = after(data, change).promises
    assert (promise.by, promise.to, promise.is_open) == (by, to, True)


def test_a_long_text_of_many_lines_stays_whole_in_the_file_and_short_in_the_history(plain: Plain, stand: Stand) -> None:
    text = "tile\n: # " * 800
    for change in (
        add_promise(stand(plain()), FRIDAY, text, by=Party.ME, needs=None, today=TODAY),
        add_question(stand(plain()), text, of=QuestionTarget.LENDER, today=TODAY),
        book_meeting(stand(plain()), Moment(FRIDAY, "10:00"), text, minutes=None, where=None),
        add_issue(stand(plain()), text, wants="x", owner=None, due=None, severity=None, today=TODAY),
    ):
        (intent,) = change.intents
        assert isinstance(intent.value, dict)
        assert text in intent.value.values()
        assert "\n" not in change.summary
        assert len(change.summary) < 130


@pytest.mark.parametrize("of", list(QuestionTarget))
def test_a_question_waits_for_its_answer(plain: Plain, stand: Stand, after: After, of: QuestionTarget) -> None:
    data = plain()
    change = add_question(stand(data), "which wall?", of=of, today=TODAY)
    assert entry(change, "questions") == {"ask": "which wall?", "of": str(of), "asked": "2026-06-04", "answered": None}
    (question,) = after(data, change).questions
    assert (question.of, question.asked, question.answered) == (of, TODAY, None)


@pytest.mark.parametrize(
    ("minutes", "where", "more"),
    [(None, None, {}), (45, "model home", {"minutes": "45", "where": "model home"}), (None, "", {})],
)
def test_an_appointment_is_with_all_buyers_and_not_confirmed(
    plain: Plain, stand: Stand, after: After, minutes: int | None, where: str | None, more: dict[str, str]
) -> None:
    data = plain()
    change = book_meeting(stand(data), Moment(FRIDAY, "10:00"), "frame walk", minutes=minutes, where=where)
    assert (
        entry(change, "appointments")
        == {
            "at": "2026-06-05 10:00",
            "what": "frame walk",
            "with": ["Anh Nguyen", "Linh Nguyen"],
            "confirmed": "false",
        }
        | more
    )
    (meeting,) = after(data, change).appointments
    assert (meeting.at, meeting.minutes, meeting.confirmed) == (Moment(FRIDAY, "10:00"), minutes, False)


# Issues


def test_an_issue_holds_what_is_wrong_and_what_they_want(plain: Plain, stand: Stand, after: After) -> None:
    data = plain()
    change = add_issue(stand(data), "outlets", wants="moved", owner="Hal", due=FRIDAY, severity=Severity.HIGH, today=TODAY)
    assert entry(change, "issues") == {
        "id": "1",
        "text": "outlets",
        "wants": "moved",
        "severity": "high",
        "opened": "2026-06-04",
        "owner": "Hal",
        "due": "2026-06-05",
        "reassured_date": None,
        "status": "open",
    }
    (issue,) = after(data, change).issues
    assert issue.is_open


def test_an_issue_of_which_little_is_known(plain: Plain, stand: Stand) -> None:
    change = add_issue(stand(plain()), "outlets", wants="moved", owner=None, due=None, severity=None, today=TODAY)
    assert entry(change, "issues") == {
        "id": "1",
        "text": "outlets",
        "wants": "moved",
        "opened": "2026-06-04",
        "owner": None,
        "reassured_date": None,
        "status": "open",
    }


@pytest.mark.parametrize(
    ("ids", "number"),
    [
        ([], "1"),
        (["1"], "2"),
        (["7", "2"], "8"),
        (["A1"], "1"),
        ([None, None], "3"),  # without an id an issue goes by its place
        (["9" * 5000], "1"),
        (["²"], "1"),
    ],
)
def test_a_new_issue_gets_the_next_number(plain: Plain, stand: Stand, ids: list[str | None], number: str) -> None:
    summary = stand(plain(issues=[{"id": one, "text": "x"} for one in ids]))
    change = add_issue(summary, "y", wants="z", owner=None, due=None, severity=None, today=TODAY)
    assert entry(change, "issues")["id"] == number


ISSUES = [
    {"id": "1", "text": "outlets", "status": "resolved"},
    {"id": "02", "text": "door", "wants": "hung"},
    {"text": "paint"},
    {"id": "B", "text": "tile"},
]


@pytest.mark.parametrize(
    ("number", "text"), [("1", "outlets"), ("2", "door"), ("02", "door"), ("002", "door"), ("3", "paint"), ("B", "tile")]
)
def test_an_issue_goes_by_its_number(plain: Plain, stand: Stand, number: str, text: str) -> None:
    assert issue_by_number(stand(plain(issues=ISSUES)), number).text == text


@pytest.mark.parametrize("number", ["4", "0", "9" * 5000, "b", ""])
def test_a_number_no_issue_has_is_refused_with_those_there_are(plain: Plain, stand: Stand, number: str) -> None:
    with pytest.raises(UsageError, match="2401 Nguyen has no issue") as refused:
        issue_by_number(stand(plain(issues=ISSUES)), number)
    for line in ("  1  outlets (resolved)", "  02  door (open)", "  3  paint (open)", "  B  tile (open)"):
        assert line in refused.value.message


def test_a_home_without_issues_says_so(plain: Plain, stand: Stand) -> None:
    with pytest.raises(UsageError, match="2401 Nguyen has no issues"):
        issue_by_number(stand(plain()), "1")


def test_a_number_used_twice_means_the_open_one_and_never_guesses_between_two(plain: Plain, stand: Stand) -> None:
    one, two = {"id": "1", "text": "old", "status": "resolved"}, {"id": "1", "text": "new"}
    assert issue_by_number(stand(plain(issues=[one, two])), "1").text == "new"
    assert issue_by_number(stand(plain(issues=[one, one | {"text": "older"}])), "1").text == "older"
    with pytest.raises(UsageError, match="several issues numbered 1"):
        issue_by_number(stand(plain(issues=[two, two | {"text": "newer"}])), "1")


def tended(summary: JobSummary, **words: Any) -> Change:
    nothing: dict[str, Any] = {"is_reassured": False, "is_resolved": False, "owner": None, "due": None, "severity": None}
    return update_issue(summary, summary.issues[1], **(nothing | words), today=TODAY)


@pytest.mark.parametrize(
    ("words", "values", "done"),
    [
        ({"is_reassured": True}, {"reassured_date": "2026-06-04"}, "reassured about"),
        ({"is_resolved": True}, {"status": "resolved"}, "resolved"),
        ({"owner": "Hal"}, {"owner": "Hal"}, "updated"),
        ({"due": FRIDAY, "severity": Severity.LOW}, {"due": "2026-06-05", "severity": "low"}, "updated"),
        ({"is_reassured": True, "is_resolved": True}, {"reassured_date": "2026-06-04", "status": "resolved"}, "resolved"),
    ],
)
def test_an_issue_is_tended_at_its_place(
    plain: Plain, stand: Stand, words: dict[str, Any], values: dict[str, str], done: str
) -> None:
    change = tended(stand(plain(issues=ISSUES)), **words)
    assert {intent.path: intent.value for intent in change.intents if isinstance(intent, Put)} == {
        ("issues", 1, key): value for key, value in values.items()
    }
    assert change.summary == f'{done} the issue "door"'


def test_an_issue_that_is_reassured_and_resolved_owes_nothing(plain: Plain, stand: Stand, after: After) -> None:
    data = plain(issues=[{"id": "1", "text": "x", "status": "resolved"}, {"id": "2", "text": "door", "due": "2026-06-01"}])
    now = after(data, tended(stand(data), is_resolved=True))
    assert [duty.rule for duty in duties(now, Backlog(Policy()), today=TODAY) if duty.rule == "issue"] == []


def test_tending_without_a_word_of_what_changed_is_refused(plain: Plain, stand: Stand) -> None:
    with pytest.raises(UsageError, match="say what changed"):
        tended(stand(plain(issues=ISSUES)))
