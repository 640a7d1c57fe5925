"""The weekly update, messages without an answer, their mood, what is owed in writing: each across its thresholds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.clocks.contact import (
    channels_tried,
    is_live_update_due,
    is_upset_and_unheard,
    live_channel,
    update_day,
    update_duty,
)
from backlog_cli.terms import Channel, Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary

    Fired = Callable[..., list[Duty]]
    Build = Callable[..., JobSummary]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def said(days: int, **more: Any) -> dict[str, Any]:
    """An update by group text, unless `more` says otherwise."""
    return {"at": day(days), "kind": "update", "how": "group-text"} | more


def pairs(duties: list[Duty]) -> list[tuple[str, int | None]]:
    """Level, and the day as so many days from today."""
    return [(str(duty.level), None if duty.day is None else (duty.day - TODAY).days) for duty in duties]


ANH, LINH = {"with": ["Anh Nguyen"]}, {"with": ["Linh Nguyen"]}

# --- update ---


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(0, [], id="today"),
        pytest.param(6, [], id="six days ago: not owed yet"),
        pytest.param(7, [("amber", 0)], id="seven days: owed today"),
        pytest.param(9, [("amber", -2)], id="nine days: the last amber day"),
        pytest.param(10, [("red", -3)], id="ten days: red"),
        pytest.param(13, [("red", -6)], id="thirteen days"),
        pytest.param(40, [("red", -33)], id="long silent"),
    ],
)
def test_an_update_is_owed_a_week_after_the_last_real_word(fired: Fired, days: int, expected: list[Any]) -> None:
    assert pairs(fired("update", log=[said(-days)])) == expected


@pytest.mark.parametrize(
    ("days", "word"),
    [
        (7, "no update for 7 days"),
        (9, "no update for 9 days"),
        (13, "no update for 13 days"),
        (14, "silent for 14 days"),
        (15, "silent for 15 days"),
    ],
)
def test_silence_is_named_from_the_worst_day_on(fired: Fired, days: int, word: str) -> None:
    (duty,) = fired("update", log=[said(-days)])
    assert duty.text.startswith(word)


@pytest.mark.parametrize(
    ("cadence", "worst", "days", "word"),
    [
        pytest.param(14, 14, 20, "no update for 20", id="a week after the due day is not over"),
        pytest.param(14, 14, 21, "silent for 21", id="the later of the two"),
        pytest.param(7, 20, 19, "no update for 19", id="their own worst day is later"),
        pytest.param(7, 20, 20, "silent for 20", id="their own worst day"),
    ],
)
def test_silence_begins_at_the_later_of_worst_day_and_a_week_overdue(
    fired: Fired, cadence: int, worst: int, days: int, word: str
) -> None:
    (duty,) = fired("update", contact={"cadence_days": cadence, "worst_days": worst}, log=[said(-days)])
    assert duty.text.startswith(word)


@pytest.mark.parametrize(
    ("contact", "settings", "days", "expected"),
    [
        pytest.param({"cadence_days": 3}, {}, 2, [], id="own cadence of three: not yet"),
        pytest.param({"cadence_days": 3}, {}, 3, [("amber", 0)], id="own cadence of three: owed"),
        pytest.param({"cadence_days": 3}, {}, 6, [("red", -3)], id="own cadence of three: red"),
        pytest.param(None, {"cadence_days": 10}, 9, [], id="the settings' cadence: not yet"),
        pytest.param(None, {"cadence_days": 10}, 10, [("amber", 0)], id="the settings' cadence: owed"),
        pytest.param({"cadence_days": 5}, {"cadence_days": 10}, 5, [("amber", 0)], id="their own beats the settings"),
    ],
)
def test_the_cadence_is_theirs_or_the_settings(
    fired: Fired, contact: dict[str, Any] | None, settings: dict[str, Any], days: int, expected: list[Any]
) -> None:
    assert pairs(fired("update", contact=contact, settings=settings, log=[said(-days)])) == expected


@pytest.mark.parametrize(("sold", "expected"), [(-6, []), (-7, [("amber", 0)]), (-9, [("amber", -2)]), (-10, [("red", -3)])])
def test_without_any_word_the_clock_runs_from_the_sale(fired: Fired, sold: int, expected: list[Any]) -> None:
    assert pairs(fired("update", log=[], sold_date=day(sold))) == expected


@pytest.mark.parametrize(
    ("tracked", "sold", "log", "expected", "words"),
    [
        pytest.param(-6, -90, [], [], None, id="the file is six days old"),
        pytest.param(-7, -90, [], [("amber", 0)], "no update for 7 days, none since this file began Thu May 28", id="a week old"),
        pytest.param(-10, -90, [], [("red", -3)], "no update for 10 days, none since this file began Mon May 25", id="ten days"),
        pytest.param(-14, -90, [], [("red", -7)], "silent for 14 days, none since this file began Thu May 21", id="two weeks"),
        pytest.param(-30, -8, [], [("amber", -1)], "no update for 8 days, none since the sale Wed May 27", id="sold since"),
        pytest.param(-7, -90, [-12], [("red", -5)], "no update for 12 days, last Sat May 23", id="an update counts all the same"),
    ],
)
def test_a_home_sold_before_the_file_began_counts_from_its_first_day(
    fired: Fired, tracked: int, sold: int, log: list[int], expected: list[Any], words: str | None
) -> None:
    keys = {"sold_date": day(sold), "log": [said(days) for days in log]}
    duties = fired("update", settings={"tracking_since": day(tracked)}, **keys)
    assert pairs(duties) == expected
    assert [duty.text for duty in duties] == [words] * len(expected)


@pytest.mark.parametrize(
    ("entry", "counts"),
    [
        pytest.param({"kind": "update"}, True, id="update"),
        pytest.param({"kind": "non-update"}, True, id="non-update"),
        pytest.param({"kind": "bad-news"}, True, id="bad news"),
        pytest.param({"kind": "check-in"}, True, id="check-in"),
        pytest.param({"kind": "appointment", "how": "in-person"}, True, id="appointment"),
        pytest.param({"kind": "inbound"}, False, id="inbound"),
        pytest.param({"kind": "inbound", "how": "phone", "outcome": "reached"}, False, id="an inbound call that was answered"),
        pytest.param({"kind": "internal"}, False, id="internal"),
        pytest.param({"kind": "attempt"}, False, id="attempt"),
        pytest.param({"how": "phone", "outcome": "voicemail"}, False, id="voicemail"),
        pytest.param({"how": "phone", "outcome": "no-answer"}, False, id="no answer"),
        pytest.param({"how": "email", "outcome": "bounced"}, False, id="bounced"),
        pytest.param({"how": "phone", "outcome": "sent"}, True, id="sent counts on any channel"),
        pytest.param({"with": ["linh nguyen"]}, True, id="one buyer is enough, case ignored"),
        pytest.param({"with": ["Linh Nguyen", "Sol Whitaker"]}, True, id="a buyer and the Realtor"),
        pytest.param({"with": ["Sol Whitaker"]}, False, id="the Realtor alone"),
        pytest.param({"with": ["Linh"]}, True, id="a first name that one buyer has"),
        pytest.param({"with": ["Kim"]}, False, id="a first name that nobody has"),
    ],
)
def test_what_counts_as_a_word_to_the_buyers(fired: Fired, entry: dict[str, Any], counts: bool) -> None:
    duties = fired("update", log=[said(-8), said(-1, **entry)])
    assert bool(duties) is not counts


def test_an_entry_dated_after_today_is_ignored(fired: Fired) -> None:
    assert pairs(fired("update", log=[said(-8), said(1)])) == [("amber", -1)]


@pytest.mark.parametrize(
    ("when", "cadence", "last", "due"),
    [
        # Thursday Jun 4 is the last word; a week later is Thursday Jun 11.
        pytest.param("Thursday", 7, 0, 7, id="their day is the due day"),
        pytest.param("Tuesday", 7, 0, 5, id="pulled back to Tuesday"),
        pytest.param("tue", 7, 0, 5, id="three letters will do"),
        pytest.param(" TUESDAY ", 7, 0, 5, id="case and blanks do not matter"),
        pytest.param("Monday", 7, 0, 4, id="four days is the shortest gap"),
        pytest.param("Sunday", 7, 0, 7, id="three days would be too soon: not pulled back"),
        pytest.param("Friday", 7, 0, 7, id="one day would be too soon: not pulled back, never pushed out"),
        pytest.param("Tuesday evenings", 7, 0, 7, id="not exactly a weekday"),
        pytest.param("Tuesdays", 7, 0, 7, id="not exactly a weekday either"),
        pytest.param("Sunday", 14, 0, 10, id="two weeks: the latest Sunday before"),
        pytest.param("Friday", 14, 0, 8, id="two weeks: the latest Friday before"),
        pytest.param("Sunday", 3, 0, 3, id="a short cadence is never pulled back"),
    ],
)
def test_the_due_day_is_pulled_back_to_their_weekday(
    job: Build, policy: Callable[..., Any], when: str, cadence: int, last: int, due: int
) -> None:
    summary = job(contact={"when": when}, log=[said(last)])
    found = update_day(summary, policy(cadence_days=cadence), today=TODAY)
    assert found == TODAY + timedelta(days=due)


def test_the_thresholds_count_from_the_pulled_back_day(fired: Fired) -> None:
    # Last word Thursday May 28, their day is Tuesday: due Jun 2, two days ago; a day later it is red.
    contact = {"when": "Tuesday"}
    assert pairs(fired("update", contact=contact, log=[said(-7)])) == [("amber", -2)]
    assert [d.level for d in fired("update", contact=contact, log=[said(-7)], today=TODAY + timedelta(days=1))] == [Level.RED]


@pytest.mark.parametrize(
    ("attempts", "level"),
    [
        pytest.param([(-1, "phone"), (-2, "phone"), (-3, "text")], "amber", id="three on two channels"),
        pytest.param([(-7, "phone"), (-2, "phone"), (-3, "text")], "amber", id="the oldest seven days ago"),
        pytest.param([(-8, "phone"), (-2, "phone"), (-3, "text")], "red", id="the oldest eight days ago"),
        pytest.param([(-1, "phone"), (-2, "phone"), (-3, "phone")], "red", id="one channel only"),
        pytest.param([(-1, "phone"), (-2, "text")], "red", id="two attempts only"),
    ],
)
def test_three_attempts_on_two_channels_make_silence_amber(fired: Fired, attempts: list[tuple[int, str]], level: str) -> None:
    log = [said(-20), *({"at": day(days), "kind": "attempt", "how": how} for days, how in attempts)]
    (duty,) = fired("update", log=log)
    assert duty.level == level


@pytest.mark.parametrize(("outcome", "tried"), [("voicemail", True), ("no-answer", True), ("bounced", True), ("sent", False)])
def test_an_update_that_did_not_arrive_is_an_attempt(job: Build, outcome: str, tried: bool) -> None:
    log = [said(-n, how=how, outcome=outcome) for n, how in ((3, "phone"), (2, "email"), (1, "phone"))]
    assert channels_tried(job(log=log), today=TODAY) == (("phone", "email") if tried else ())


def test_tried_suggests_another_channel_or_the_realtor(fired: Fired) -> None:
    tries = [{"at": day(-n), "kind": "attempt", "how": how} for n, how in ((3, "phone"), (2, "text"), (1, "phone"))]
    (duty,) = fired("update", log=[said(-20), *tries], realtor="Sol Whitaker")
    assert duty.next == "try email, or ask their Realtor Sol Whitaker"
    (duty,) = fired("update", log=[said(-20), *tries], contact={"avoid": ["email", "mail"]})
    assert duty.next == "ask their Realtor"


@pytest.mark.parametrize(
    "entry",
    [
        {"kind": "inbound", "how": "phone", "outcome": "voicemail"},
        {"kind": "internal", "how": "phone", "outcome": "no-answer"},
    ],
    ids=["their voicemail to us", "a call to the superintendent"],
)
def test_only_our_own_attempts_at_the_buyers_are_attempts(job: Build, entry: dict[str, Any]) -> None:
    summary = job(log=[{"at": day(-1), "kind": "attempt", "how": how} for how in ("phone", "text")] + [{"at": day(-1)} | entry])
    assert channels_tried(summary, today=TODAY) == ()


def test_a_voicemail_since_the_last_word_is_named_and_does_not_count(fired: Fired) -> None:
    (duty,) = fired("update", log=[said(-9), {"at": day(-3), "how": "phone", "outcome": "voicemail"}])
    assert duty.text == "no update for 9 days, last Tue May 26; the voicemail on Mon Jun 1 doesn't count"


@pytest.mark.parametrize(
    ("channel", "log", "named"),
    [
        pytest.param("phone", [said(-8, how="phone", **ANH)], True, id="Linh never heard"),
        pytest.param("group-text", [said(-8, how="text", **ANH)], False, id="their channel is a group one"),
        pytest.param("phone", [said(-8, how="group-text", **ANH)], False, id="a group text reaches both"),
        pytest.param("phone", [said(-8, how="phone")], False, id="both took part"),
        pytest.param("phone", [said(-8, kind="inbound"), said(-15, how="phone")], False, id="nobody heard: silence says it"),
        pytest.param("phone", [said(-13, how="text", **LINH), said(-8, how="text", **ANH)], False, id="13 days ago"),
        pytest.param("phone", [said(-14, how="text", **LINH), said(-8, how="text", **ANH)], True, id="14 days ago"),
    ],
)
def test_a_co_buyer_who_has_not_heard_for_14_days_is_named(
    fired: Fired, channel: str, log: list[dict[str, Any]], named: bool
) -> None:
    (duty,) = fired("update", contact={"channel": channel}, log=log)
    assert ("; Linh Nguyen has heard nothing for 14 days" in duty.text) is ("nothing" in duty.text) is named
    assert duty.level is (Level.RED if "silent" in duty.text else Level.AMBER)  # naming does not colour


@pytest.mark.parametrize(
    ("keys", "live_days", "wanted"),
    [
        pytest.param({"stage": "rough-ins"}, 14, True, id="a quiet stage, spoken to two weeks ago"),
        pytest.param({"stage": "rough-ins"}, 13, False, id="a quiet stage, spoken to 13 days ago"),
        pytest.param({"stage": "framing"}, 20, False, id="a stage with much to see"),
        pytest.param({"closing": day(30)}, 20, True, id="30 days before closing"),
        pytest.param({"closing": day(31)}, 20, False, id="31 days before closing"),
    ],
)
def test_quiet_weeks_want_a_live_word_every_second_week(
    job: Build, policy: Callable[..., Any], keys: dict[str, Any], live_days: int, wanted: bool
) -> None:
    summary = job(log=[said(-live_days, how="phone"), said(-7)], **keys)
    assert is_live_update_due(summary, policy(), today=TODAY) is wanted


def test_the_hint_to_call_stands_in_the_next_action(fired: Fired) -> None:
    (duty,) = fired("update", stage="permitting", log=[said(-8)])
    assert duty.next == "call them this time, no call is logged yet"
    (duty,) = fired("update", stage="permitting", log=[said(-20, how="phone"), said(-8)])
    assert duty.next == "call them this time, they haven't heard your voice in two weeks"


@pytest.mark.parametrize(
    ("contact", "channel"),
    [
        ({"channel": "video"}, Channel.VIDEO),
        ({"channel": "in-person"}, Channel.IN_PERSON),
        ({"channel": "text"}, Channel.PHONE),
        ({"channel": "text", "avoid": ["Phone"]}, Channel.VIDEO),
    ],
)
def test_the_live_channel_is_theirs_or_the_phone(job: Build, contact: dict[str, Any], channel: Channel) -> None:
    assert live_channel(job(contact=contact)) is channel


@pytest.mark.parametrize(
    ("last", "away_from", "away_to", "fills_in"),
    [
        pytest.param(-7, 0, 3, True, id="due today, away from today"),
        pytest.param(-9, -1, 3, True, id="overdue while away"),
        pytest.param(-5, 2, 4, True, id="falls due on the first day away"),
        pytest.param(-3, 2, 4, True, id="falls due on the last day away"),
        pytest.param(-2, 2, 4, False, id="falls due the day after"),
        pytest.param(-6, 2, 4, False, id="falls due the day before"),
        pytest.param(-9, -4, -1, False, id="the absence is over"),
    ],
)
def test_during_an_absence_the_update_moves_to_the_cover(
    job: Build, book: Callable[..., Backlog], last: int, away_from: int, away_to: int, fills_in: bool
) -> None:
    absence = {"from": day(away_from), "to": day(away_to), "cover": "Dana Reyes"}
    duty = update_duty(job(log=[said(last)]), book(away=[absence]), today=TODAY)
    assert duty is not None
    assert duty.next.startswith("have Dana Reyes ") is fills_in


@pytest.mark.parametrize(
    ("own", "expected"), [("Sol Whitaker", "Sol Whitaker"), ("Dana", "Dana Reyes"), ("dana reyes", "Dana Reyes"), ("Dan", "Dan")]
)
def test_a_homes_own_cover_comes_before_the_usual_one(fired: Fired, own: str, expected: str) -> None:
    absence = {"from": day(0), "to": day(2), "cover": "Dana Reyes"}
    (duty,) = fired("update", log=[said(-7)], away=[absence], cover=own)
    assert duty.next.startswith(f"have {expected} ")


# --- inbound ---


@pytest.mark.parametrize(
    ("days", "reply", "expected"),
    [
        pytest.param(0, None, [], id="today"),
        pytest.param(1, None, [("amber", 0)], id="yesterday"),
        pytest.param(2, None, [("red", -1)], id="two days"),
        pytest.param(2, 3, [], id="three days agreed: not yet"),
        pytest.param(3, 3, [("amber", 0)], id="three days agreed: today"),
        pytest.param(4, 3, [("red", -1)], id="three days agreed: over"),
        pytest.param(0, 0, [("amber", 0)], id="the same day agreed"),
        pytest.param(1, 0, [("red", -1)], id="the same day agreed: over"),
    ],
)
def test_a_message_waits_for_an_answer(fired: Fired, days: int, reply: int | None, expected: list[Any]) -> None:
    contact = {"channel": "text"} if reply is None else {"channel": "text", "response": {"days": reply}}
    log = [said(-days, kind="inbound", how="email")]
    assert pairs(fired("inbound", contact=contact, log=log)) == expected


def test_the_settings_reply_days_hold_when_nothing_was_agreed(fired: Fired) -> None:
    log = [said(-2, kind="inbound")]
    assert pairs(fired("inbound", settings={"reply_days": 2}, log=log)) == [("amber", 0)]


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        pytest.param(said(-1), True, id="an update"),
        pytest.param(said(-2), True, id="an update of the same day, later in the file"),
        pytest.param(said(-1, **{"with": ["Linh Nguyen"]}), True, id="to the other buyer"),
        pytest.param(said(-1, **{"with": ["Sol Whitaker"]}), False, id="to the Realtor"),
        pytest.param(said(-1, how="phone", outcome="voicemail"), False, id="a voicemail"),
        pytest.param(said(-1, kind="attempt"), False, id="an attempt"),
        pytest.param(said(-1, kind="internal"), False, id="an internal word"),
        pytest.param(said(1), False, id="an answer dated tomorrow"),
    ],
)
def test_what_answers_a_message(fired: Fired, answer: dict[str, Any], ends: bool) -> None:
    duties = fired("inbound", log=[said(-2, kind="inbound"), answer])
    assert (duties == []) is ends


def test_an_update_written_earlier_on_the_same_day_answers_nothing(fired: Fired) -> None:
    assert pairs(fired("inbound", log=[said(-2), said(-2, kind="inbound")])) == [("red", -1)]


def test_a_message_that_needs_no_answer_owes_none(fired: Fired) -> None:
    assert fired("inbound", log=[said(-2, kind="inbound", how="phone", outcome="reached", reply_owed="false")]) == []


def test_an_answered_call_of_theirs_still_waits_unless_it_says_otherwise(fired: Fired) -> None:
    assert pairs(fired("inbound", log=[said(-2, kind="inbound", how="phone", outcome="reached")])) == [("red", -1)]


def test_each_waiting_message_is_named(fired: Fired) -> None:
    log = [
        said(-3, kind="inbound", how="email", topic=["rate"], **{"with": ["Linh Nguyen"]}),
        said(-1, kind="inbound", how="text"),
    ]
    duties = fired("inbound", log=log)
    assert pairs(duties) == [("red", -2), ("amber", 0)]
    assert [duty.text for duty in duties] == [
        "email from Linh about the rate, unanswered for 3 days",
        "text from them, unanswered for 1 day",
    ]


# --- mood ---


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        pytest.param([said(-1, mood="neutral")], [], id="neutral"),
        pytest.param([said(-1, mood="happy")], [], id="happy"),
        pytest.param([said(-1, mood="worried")], [("amber", 0)], id="worried"),
        pytest.param([said(-30, mood="worried")], [("amber", -29)], id="worried 30 days ago"),
        pytest.param([said(-31, mood="worried")], [], id="worried 31 days ago"),
        pytest.param([said(-1, mood="upset")], [("red", 0)], id="upset in a text"),
        pytest.param([said(-2, mood="upset", how="phone")], [("amber", -1)], id="upset, spoken to two days ago"),
        pytest.param([said(-3, mood="upset", how="phone")], [("red", -2)], id="upset, spoken to three days ago"),
        pytest.param([said(-5, mood="upset"), said(-1, how="video")], [("amber", -4)], id="upset, then a video call"),
        pytest.param(
            [said(-5, mood="upset"), said(-1, how="phone", outcome="voicemail")],
            [("red", -4)],
            id="a voicemail is not a live conversation",
        ),
        pytest.param([said(-5, mood="upset"), said(-1, mood="neutral")], [], id="the newest mood counts"),
        pytest.param([said(-5, mood="upset"), said(-1)], [("red", -4)], id="an entry without mood changes nothing"),
        pytest.param([said(-1, mood="neutral"), said(1, mood="upset")], [], id="tomorrow's mood is ignored"),
        pytest.param([said(-2, kind="inbound", mood="worried")], [("amber", -1)], id="a mood in their own message"),
    ],
)
def test_the_latest_mood_of_thirty_days(fired: Fired, log: list[dict[str, Any]], expected: list[Any]) -> None:
    assert pairs(fired("mood", log=log)) == expected


def test_the_mood_brings_their_own_words(fired: Fired) -> None:
    (duty,) = fired("mood", log=[said(-6, how="phone", mood="upset", said="I can't pay  rent\ntwice")])
    assert duty.text == 'upset on Fri May 29 ("I can\'t pay rent twice"), no call or visit for 6 days'


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ([said(-2, mood="upset")], "upset on Tue Jun 2, and no call or visit is logged"),
        ([said(-9, how="phone"), said(-2, mood="upset")], "upset on Tue Jun 2, no call or visit since"),
        ([said(-6, how="phone", mood="upset")], "upset on Fri May 29, no call or visit for 6 days"),
        ([said(-6, mood="upset"), said(-4, how="video")], "upset on Fri May 29, no call or visit for 4 days"),
        ([said(-4, how="phone"), said(-4, mood="upset")], "upset on Sun May 31, no call or visit for 4 days"),
        ([said(-1, mood="upset", how="phone")], "upset on Wed Jun 3"),
        ([said(-1, mood="worried", said="the rate")], 'worried on Wed Jun 3 ("the rate")'),
    ],
)
def test_how_long_they_were_not_spoken_to_counts_from_the_mood_never_from_the_sale(
    fired: Fired, log: list[dict[str, Any]], words: str
) -> None:
    assert [duty.text for duty in fired("mood", log=log)] == [words]


@pytest.mark.parametrize(
    ("log", "unheard"),
    [
        pytest.param([said(-2, mood="upset")], True, id="upset in a text, never called"),
        pytest.param([said(-2, mood="upset", how="phone")], True, id="upset on the phone, not called since"),
        pytest.param([said(-9, mood="upset"), said(-5, how="phone")], False, id="called since"),
        pytest.param([said(-9, mood="upset"), said(-9, how="phone")], False, id="called later the same day"),
        pytest.param([said(-9, how="phone"), said(-9, mood="upset")], True, id="called earlier the same day"),
        pytest.param([said(-9, mood="upset"), said(-5, how="phone", outcome="voicemail")], True, id="a voicemail since"),
        pytest.param([said(-9, mood="upset"), said(-5)], True, id="a text since"),
        pytest.param([said(-9, mood="upset"), said(-5, kind="inbound", how="phone")], True, id="they left a message"),
        pytest.param(
            [said(-9, mood="upset"), said(-5, kind="inbound", how="phone", outcome="reached")],
            False,
            id="they called and got you",
        ),
        pytest.param([said(-9, mood="worried")], False, id="worried"),
        pytest.param([said(-9, mood="upset"), said(-5, mood="happy")], False, id="happy since"),
        pytest.param([said(-31, mood="upset")], False, id="a month ago"),
    ],
)
def test_upset_and_not_spoken_to_since(job: Build, log: list[dict[str, Any]], unheard: bool) -> None:
    assert is_upset_and_unheard(job(log=log), today=TODAY) is unheard


# --- written ---


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        pytest.param([said(-1, how="phone")], [], id="yesterday"),
        pytest.param([said(-2, how="phone")], [("amber", -1)], id="two days ago"),
        pytest.param([said(-2, how="video")], [("amber", -1)], id="video"),
        pytest.param([said(-2, how="in-person")], [("amber", -1)], id="in person"),
        pytest.param([said(-60, how="phone")], [("amber", -59)], id="never red"),
        pytest.param([said(-5)], [], id="a text is in writing"),
        pytest.param([said(-5, how="phone", outcome="voicemail")], [], id="a voicemail"),
        pytest.param([said(-5, how="phone", written_date=day(-4))], [], id="followed up"),
        pytest.param([said(-9, how="phone"), said(-5, how="phone", written_date=day(-4))], [], id="only the newest live word"),
        pytest.param([said(-5, how="phone"), said(-4, how="email")], [], id="a later email"),
        pytest.param([said(-5, how="phone"), said(-4, how="portal")], [], id="a later portal message"),
        pytest.param([said(-5, how="phone"), said(-5, how="text")], [], id="a text of the same day, after the call"),
        pytest.param([said(-5, how="text"), said(-5, how="phone")], [("amber", -4)], id="a text before the call"),
        pytest.param([said(-5, how="phone"), said(-4, how="email", outcome="bounced")], [("amber", -4)], id="a bounced mail"),
        pytest.param([said(-5, how="phone"), said(-4, how="email", kind="inbound")], [("amber", -4)], id="a mail of theirs"),
        pytest.param(
            [said(-5, how="phone", **{"with": ["Anh Nguyen"]}), said(-4, how="email", **{"with": ["Linh Nguyen"]})],
            [("amber", -4)],
            id="a mail to the other buyer only",
        ),
        pytest.param([said(-5, how="phone", kind="internal")], [], id="a call inside the company"),
        pytest.param([said(-5, how="phone", kind="inbound", outcome="reached")], [("amber", -4)], id="their call, answered"),
    ],
)
def test_a_live_word_is_owed_in_writing(fired: Fired, log: list[dict[str, Any]], expected: list[Any]) -> None:
    assert pairs(fired("written", log=log)) == expected
