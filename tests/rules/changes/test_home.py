"""What `add`, `stage` and `set` write, and which names, numbers and stages they take."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.model import Job
from backlog_cli.rules.change import Append, Put, Unquoted
from backlog_cli.rules.changes.home import add_job, check_number_is_free, parse_buyers, resolve_stage, set_field, set_stage
from backlog_cli.rules.job_lookup import resolve_job
from backlog_cli.rules.summarize import summarize
from backlog_cli.rules.summary import closed_day, name_homes
from backlog_cli.terms import DEFAULT_STAGES, Policy, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.change import Change
    from backlog_cli.rules.summary import JobSummary

    Plain = Callable[..., dict[str, Any]]
    Stand = Callable[..., JobSummary]
    After = Callable[..., JobSummary]

TODAY = date(2026, 6, 4)
POLICY = Policy()


# Buyers


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Kim Lee", ["Kim Lee"]),
        ("Kim Lee and Ana Lee", ["Kim Lee", "Ana Lee"]),
        ("Kim Lee AND Ana Lee", ["Kim Lee", "Ana Lee"]),
        ("Kim Lee & Ana Lee", ["Kim Lee", "Ana Lee"]),
        ("Kim Lee + Ana Lee", ["Kim Lee", "Ana Lee"]),
        ("Kim Lee, Ana Lee", ["Kim Lee", "Ana Lee"]),
        ("Kim Lee,Ana Lee and Jo Park", ["Kim Lee", "Ana Lee", "Jo Park"]),
        ("  Kim\tLee ,, Ana  Lee , ", ["Kim Lee", "Ana Lee"]),
        ("Kim Lee and", ["Kim Lee"]),
        ("Kim Lee and Kim Lee", ["Kim Lee"]),
        ("Sandy Anderson", ["Sandy Anderson"]),
        ("Sam Ortiz, Jr.", ["Sam Ortiz, Jr."]),
        ("Sam Ortiz, III and Ana Ortiz", ["Sam Ortiz, III", "Ana Ortiz"]),
        ("Jr", ["Jr"]),
        ("Cher", ["Cher"]),
        ("محمد علي", ["محمد علي"]),
        ("李 明, 王 芳", ["李 明", "王 芳"]),
        ("O'Neil-Ünal", ["O'Neil-Ünal"]),
        ("John & Jane Smith", ["John Smith", "Jane Smith"]),
        ("Smith, John & Jane", ["John Smith", "Jane Smith"]),
        ("Heron Holdings LLC", ["Heron Holdings LLC"]),
    ],
)
def test_buyers_are_read_as_people_say_them(typed: str, names: list[str]) -> None:
    assert list(parse_buyers(typed)) == names


@pytest.mark.parametrize(
    "typed", ["", "  ", ",", " and ", "& ,", "41", "Kim Lee, 2026-06-01", "Kim, 2026-06-01", "...", "\u200b"]
)
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        parse_buyers(typed)


# Adding


USUAL: dict[str, Any] = {"sold_date": Unquoted("2026-06-01"), "stage": "contract"}


def new_home(number: str = "2450", fields: dict[str, Any] = USUAL, *, starts_tracking: date | None = None) -> Change:
    taken = {"2401": "Nguyen", "HC-1041": "Okafor"}
    return add_job(number, ["Kim Lee"], fields, taken=taken, starts_tracking=starts_tracking)


def written(change: Change) -> dict[str, Any]:
    (intent,) = change.intents
    assert isinstance(intent, Append)
    assert intent.path == ("jobs",)
    assert isinstance(intent.value, dict)
    return intent.value


def test_a_new_home_says_what_was_typed_and_invents_no_day() -> None:
    change = new_home()
    assert change.job is None
    assert change.summary == "added 2450 Kim Lee"
    assert written(change) == {"job": "2450", "buyers": ["Kim Lee"], "sold_date": "2026-06-01", "stage": "contract"}


def test_a_new_home_has_its_fields_in_the_order_of_the_file() -> None:
    fields = {"contact": {"channel": "text"}, "closing": Unquoted("2027-01-15"), "stage": "framing", "lot": "012", "x_dog": "Rex"}
    home = written(new_home(fields=fields | {"sold_date": Unquoted("2026-06-01")}))
    assert list(home) == ["job", "buyers", "lot", "sold_date", "stage", "closing", "contact", "x_dog"]
    summary = summarize(Job.model_validate(home), POLICY)
    assert (summary.contract, summary.internal, str(summary.told)) == (date(2027, 1, 15), date(2027, 1, 15), "2027-01-15")


def test_the_first_home_of_an_empty_file_says_since_when_it_is_kept() -> None:
    began, _ = new_home(starts_tracking=TODAY).intents
    assert began == Put(("settings", "tracking_since"), Unquoted("2026-06-04"))


@pytest.mark.parametrize("number", ["", " ", "-1", "--help", "41,44", ".", "a\nb", "a\tb", "\u202eab", " 12", "12 ", "\x00", ","])
def test_a_number_that_commands_could_not_name_again_is_refused(number: str) -> None:
    with pytest.raises(UsageError, match="cannot be a job number"):
        new_home(number)


@pytest.mark.parametrize("number", ["2401", "HC-1041", "hc-1041", "Hc-1041", "ＨＣ-1041"])
def test_a_number_in_use_is_refused_with_its_buyers(number: str) -> None:
    with pytest.raises(UsageError, match=r"is already in the file: (Nguyen|Okafor)\."):
        new_home(number)


@pytest.mark.parametrize("number", ["2450", "LR-1041", "41", "12.A", "№ 7", "x" * 60, "next"])
def test_every_number_that_is_taken_in_names_its_home(number: str) -> None:
    summary = summarize(Job.model_validate(written(new_home(number))), POLICY)
    assert resolve_job(number, [summary], reading=False) is summary


# Stages


@pytest.mark.parametrize(
    ("stage", "typed", "meant"),
    [
        ("contract", "next", "selections"),
        ("framing", "NEXT", "dry-in"),
        ("closing", "next", "closed"),
        ("framing", "dry-i", "dry-in"),
        ("framing", "Dry In", "dry-in"),
        ("framing", "rough_ins", "rough-ins"),
        ("framing", "fra", "framing"),
        ("framing", "closed", "closed"),
        ("framing", "cancelled", "cancelled"),
        ("framing", "canc", "cancelled"),
        ("cancelled", "framing", "framing"),
        ("closed", "closing", "closing"),
    ],
)
def test_a_stage_goes_by_its_name_its_only_beginning_or_next(
    plain: Plain, stand: Stand, stage: str, typed: str, meant: str
) -> None:
    assert resolve_stage(stand(plain(stage=stage)), typed, POLICY) == meant


@pytest.mark.parametrize(
    ("stage", "typed", "says"),
    [
        ("closed", "next", "is at the last stage, closed"),
        ("cancelled", "next", "is at cancelled, which has no next stage"),
        ("framing", "clos", "closing or closed"),
        ("framing", "dry", "dry-in or drywall"),
        ("framing", "f", "foundation or framing or flooring or finals"),
        ("framing", "farming", 'mean "framing"'),
        ("framing", "", "there's no stage"),
        ("framing", "gazebo", "there's no stage"),
    ],
)
def test_a_stage_is_never_guessed(plain: Plain, stand: Stand, stage: str, typed: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        resolve_stage(stand(plain(stage=stage)), typed, POLICY)


def test_the_next_stage_is_the_next_of_her_own_table(plain: Plain, job: Callable[..., JobSummary]) -> None:
    own = Policy(stages=(Stage("slab: #1", 9, 12), Stage("walls", 9, 12), DEFAULT_STAGES[-1]))
    assert resolve_stage(job(stage="slab: #1", policy=own), "next", own) == "walls"
    assert resolve_stage(job(stage="walls", policy=own), "next", own) == "closed"
    assert resolve_stage(job(stage="walls", policy=own), "slab", own) == "slab: #1"


def values(change: Change) -> dict[str, Any]:
    assert all(isinstance(intent, Put) for intent in change.intents)
    return {".".join(map(str, intent.path)): intent.value for intent in change.intents}


@pytest.mark.parametrize(
    ("keys", "stage", "written"),
    [
        pytest.param(
            {"stage": "framing"},
            "dry-in",
            {"stage": "dry-in", "stage_since": "2026-06-04", "stage_seen": "2026-06-04", "stages.dry-in": "2026-06-04"},
            id="on",
        ),
        pytest.param({"stage": "framing"}, "framing", {"stage_seen": "2026-06-04"}, id="the same: somebody looked"),
        pytest.param({"stage": "closed"}, "closed", {}, id="closed is closed"),
        pytest.param({"stage": "cancelled"}, "cancelled", {}, id="lost is lost"),
        pytest.param(
            {"stage": "closing", "closing": "2026-06-04"},
            "closed",
            {
                "stage": "closed",
                "stage_since": "2026-06-04",
                "stages.closed": "2026-06-04",
                "closing.closed_date": "2026-06-04",
            },
            id="closed today",
        ),
        pytest.param(
            {"stage": "closing", "closing": {"closed_date": "2026-06-02"}},
            "closed",
            {"stage": "closed", "stage_since": "2026-06-04", "stages.closed": "2026-06-04"},
            id="closed on the day she wrote down",
        ),
        pytest.param(
            {"stage": "closed", "closing": {"closed_date": "2026-06-02"}},
            "closing",
            {
                "stage": "closing",
                "stage_since": "2026-06-04",
                "stage_seen": "2026-06-04",
                "stages.closing": "2026-06-04",
                "closing.closed_date": None,
            },
            id="not closed after all",
        ),
        pytest.param(
            {"stage": "framing"},
            "cancelled",
            {
                "stage": "cancelled",
                "stage_since": "2026-06-04",
                "stages.cancelled": "2026-06-04",
                "cancelled.date": "2026-06-04",
            },
            id="lost today",
        ),
        pytest.param(
            {"stage": "framing", "cancelled": {"date": "2026-06-01", "reason": "rate"}},
            "cancelled",
            {"stage": "cancelled", "stage_since": "2026-06-04", "stages.cancelled": "2026-06-04"},
            id="lost on the day she wrote down",
        ),
    ],
)
def test_a_stage_is_set_by_somebody_who_looked(
    plain: Plain, stand: Stand, after: After, keys: dict[str, Any], stage: str, written: dict[str, Any]
) -> None:
    data = plain(**keys)
    change = set_stage(stand(data), stage, today=TODAY)
    assert values(change) == written
    assert after(data, change).stage == stage


def test_a_closing_given_in_short_keeps_its_day_when_the_home_closes(plain: Plain, stand: Stand, after: After) -> None:
    data = plain(stage="closing", closing="2026-06-05")
    now = after(data, set_stage(stand(data), "closed", today=TODAY))
    assert (now.contract, closed_day(now)) == (date(2026, 6, 5), TODAY)


def test_a_home_closed_twice_counts_from_the_second_time(plain: Plain, stand: Stand, after: After) -> None:
    data = plain(stage="closed", closing={"closed_date": "2026-05-02"})
    reopened = after(data, set_stage(stand(data), "closing", today=TODAY))
    assert closed_day(after(data, set_stage(reopened, "closed", today=date(2026, 6, 9)))) == date(2026, 6, 9)


# Fields


@pytest.mark.parametrize(
    ("path", "value", "intents", "summary"),
    [
        (("plan",), "Alder B", (Put(("plan",), "Alder B"),), 'set plan to "Alder B"'),
        (("closing", "told"), Unquoted("2027-03"), (Put(("closing", "told"), "2027-03"),), "set closing.told to 2027-03"),
        (("snooze",), None, (Put(("snooze",), None),), "set snooze to nothing"),
        (
            ("deposits", 1, "paid"),
            Unquoted("2026-06-01"),
            (Put(("deposits", 1, "paid"), "2026-06-01"),),
            "set deposits.2.paid to 2026-06-01",
        ),
        (
            ("interests",),
            ["chess", "[b]: #"],
            (Append(("interests",), "chess"), Append(("interests",), "[b]: #")),
            "added to interests",
        ),
        (("x_note",), "a\nb " * 90, (Put(("x_note",), "a\nb " * 90),), None),
    ],
    ids=["text", "a told time", "nothing", "a place in a list", "more of a list", "a long text"],
)
def test_one_field_is_set(
    plain: Plain, stand: Stand, path: tuple[str | int, ...], value: object, intents: tuple[Any, ...], summary: str | None
) -> None:
    change = set_field(stand(plain()), path, value)
    assert change.job == "2401"
    assert change.intents == intents
    assert len(change.summary) < 90
    assert "\n" not in change.summary
    if summary is not None:
        assert change.summary == summary


@pytest.mark.parametrize(
    ("stage", "number", "is_free"),
    [
        ("framing", "7", False),
        ("contract", "7", False),
        ("closed", "7", True),
        ("cancelled", "7", True),
        ("framing", "8", True),
    ],
)
def test_an_ended_home_comes_back_only_while_no_open_home_has_its_number(
    job: Callable[..., JobSummary], book: Callable[..., Backlog], stage: str, number: str, is_free: bool
) -> None:
    homes = name_homes(
        [
            job(job="7", buyers=["Kim Lee"], sold_date="2025-02-01", stage="cancelled"),
            job(job=number, buyers=["Ana Ito"], sold_date="2026-02-01", stage=stage),
        ]
    )
    if is_free:
        check_number_is_free(homes[0], book(*homes))
        return
    with pytest.raises(UsageError, match="7 is Ito's now"):
        check_number_is_free(homes[0], book(*homes))
