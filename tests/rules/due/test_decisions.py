"""What has to be chosen, worked backward from the day it is needed on site."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.model import Job
from backlog_cli.rules.due.decisions import LEAD_TIMES, Choice, DecisionPlan, decision_plan, row_for_item, upcoming_choices
from backlog_cli.rules.due.schedule import Basis
from backlog_cli.terms import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

TODAY = date(2026, 6, 4)
START = {
    "stage": "selections",
    "stage_since": "2026-06-01",
    "start_date": "2026-09-01",
    "sold_date": "2026-06-01",
    "closing": None,
}


@pytest.fixture
def planned(job: Callable[..., JobSummary], policy: Callable[..., Policy]) -> Callable[..., DecisionPlan]:
    """`planned(selections=[...])`: the choices of a home sold three days ago whose lot work starts on September 1."""

    def build(*, origin: str | None = None, lead_days: dict[str, str] | None = None, **keys: Any) -> DecisionPlan:
        rules = policy(**({"lead_days": lead_days} if lead_days else {}))
        summary = job(policy=rules, **(START | keys))
        least = {"job": "1", "buyers": "Kim Lee", "sold_date": "2026-06-01", "stage": "framing"}
        written = Job.model_validate(least | {"selections": keys.get("selections", [])})
        return decision_plan(summary, written.selections, rules, origin=origin, today=TODAY)

    return build


def one(plan: DecisionPlan, item: str) -> Choice:
    found = [choice for choice in (*plan.open, *plan.settled, *plan.decided) if choice.item == item]
    assert len(found) == 1, f"{item}: {[choice.item for choice in plan.open]}"
    return found[0]


# foundation Sep 1, framing Sep 19, dry-in Oct 7, rough-ins Oct 17, pre-drywall Nov 2, drywall Nov 10, trim Nov 24,
# flooring Dec 12, finals Dec 24.
LEADS = [
    ("kitchen layout", date(2026, 9, 1), 49),
    ("roof", date(2026, 9, 19), 28),
    ("siding", date(2026, 9, 19), 28),
    ("brick", date(2026, 9, 19), 28),
    ("exterior colors", date(2026, 9, 19), 28),
    ("tubs", date(2026, 9, 19), 21),
    ("shower bases", date(2026, 9, 19), 21),
    ("fireplace", date(2026, 9, 19), 28),
    ("windows", date(2026, 10, 7), 42),
    ("exterior doors", date(2026, 10, 7), 42),
    ("outlets", date(2026, 10, 17), 10),
    ("low-voltage wiring", date(2026, 10, 17), 10),
    ("speakers", date(2026, 10, 17), 10),
    ("interior paint", date(2026, 11, 10), 14),
    ("cabinets", date(2026, 11, 24), 49),
    ("countertops", date(2026, 12, 4), 21),
    ("tile", date(2026, 12, 12), 28),
    ("hard floors", date(2026, 12, 12), 28),
    ("lights", date(2026, 12, 24), 35),
    ("mirrors", date(2026, 12, 24), 35),
    ("plumbing trim", date(2026, 12, 24), 35),
    ("appliances", date(2026, 12, 24), 45),
    ("garage door", date(2026, 12, 24), 42),
    ("landscaping", date(2026, 12, 24), 42),
    ("carpet", date(2026, 12, 24), 21),
]


@pytest.mark.parametrize(("item", "needed", "lead"), LEADS, ids=[item for item, _, _ in LEADS])
def test_the_order_goes_out_a_lead_time_before_and_the_choice_five_days_before_that(
    planned: Callable[..., DecisionPlan], item: str, needed: date, lead: int
) -> None:
    found = one(planned(), item)
    assert (found.needed, found.lead_days) == (needed, lead)
    assert found.order_by == needed - timedelta(days=lead)
    assert found.decide_by == needed - timedelta(days=lead + 5)
    assert found.basis is Basis.STAGES


def test_every_row_of_the_table_is_tried_above() -> None:
    assert {row.item for row in LEAD_TIMES} == {item for item, _, _ in LEADS} | {"structural options", "design center"}


@pytest.mark.parametrize(("item", "days"), [("structural options", 10), ("design center", 30)])
def test_structure_and_design_count_from_the_sale(planned: Callable[..., DecisionPlan], item: str, days: int) -> None:
    found = one(planned(), item)
    assert found.decide_by == date(2026, 6, 1) + timedelta(days=days)
    assert found.basis is Basis.SALE


def test_choices_stand_in_the_order_of_their_days(planned: Callable[..., DecisionPlan]) -> None:
    days = [choice.decide_by for choice in planned().open]
    assert days == sorted(day for day in days if day)


def test_the_builders_own_lead_days_count_instead_of_the_table(planned: Callable[..., DecisionPlan]) -> None:
    found = one(planned(lead_days={"Cabinet": "70", "lighting": "10"}), "cabinets")
    assert (found.lead_days, found.decide_by) == (70, date(2026, 9, 10))
    assert one(planned(lead_days={"Cabinet": "70", "lighting": "10"}), "lights").lead_days == 10


FILED: list[tuple[str, dict[str, str], date]] = [
    ("decide-by as written", {"item": "windows", "decide_by": "2026-07-01", "order_by": "2026-07-20"}, date(2026, 7, 1)),
    ("order-by as written", {"item": "windows", "order_by": "2026-07-20"}, date(2026, 7, 15)),
    ("needed date as written", {"item": "windows", "needed_date": "2026-09-30"}, date(2026, 8, 14)),
    ("its own lead", {"item": "windows", "lead_days": "10"}, date(2026, 9, 22)),
    ("its own stage", {"item": "windows", "stage": "framing"}, date(2026, 8, 3)),
    ("all its own", {"item": "elevator", "stage": "trim", "lead_days": "90"}, date(2026, 8, 21)),
]


@pytest.mark.parametrize(("choice", "day"), [row[1:] for row in FILED], ids=[row[0] for row in FILED])
def test_what_the_file_says_of_a_choice_counts_first(
    planned: Callable[..., DecisionPlan], choice: dict[str, str], day: date
) -> None:
    plan = planned(selections=[choice])
    found = one(plan, choice["item"])
    assert (found.decide_by, found.place) == (day, 0)
    assert not any(other.item == "windows" and not other.is_written for other in plan.open) or choice["item"] == "elevator"


def test_a_choice_with_no_day_at_all_stands_last(planned: Callable[..., DecisionPlan]) -> None:
    plan = planned(selections=["elevator"])
    assert plan.open[-1].item == "elevator"
    assert plan.open[-1].decide_by is None
    assert plan.open[-1].level(today=TODAY) is Level.GREEN


@pytest.mark.parametrize("ended", [{"decided": "2026-06-02"}, {"status": "decided"}, {"status": "changed"}])
def test_what_is_decided_waits_no_more_and_is_not_asked_for_again(
    planned: Callable[..., DecisionPlan], ended: dict[str, str]
) -> None:
    plan = planned(selections=[{"item": "Kitchen cabinets"} | ended])
    assert [choice.item for choice in plan.decided] == ["Kitchen cabinets"]
    assert "cabinets" not in [choice.item for choice in plan.open]


def test_the_decision_clock_and_decide_name_the_same_day(planned: Callable[..., DecisionPlan]) -> None:
    choices = [
        {"item": "windows", "needed_date": "2026-09-30", "lead_days": "42"},
        {"item": "tile", "order_by": "2026-08-01"},
        {"item": "roof", "decide_by": "2026-07-04", "order_by": "2026-08-01"},
    ]
    plan = planned(selections=choices)
    clock = {found.what: found.decide_by for found in plan.summary.decisions}
    assert {choice.item: choice.decide_by for choice in plan.open if choice.is_written} == clock


LEVELS = [
    (-1, True, Level.RED),
    (0, True, Level.AMBER),
    (10, True, Level.AMBER),
    (11, True, Level.GREEN),
    (-1, False, Level.GREEN),
]


@pytest.mark.parametrize(("days", "written", "level"), LEVELS)
def test_only_what_the_file_names_can_be_late(days: int, written: bool, level: Level) -> None:
    choice = Choice("1", "roof", decide_by=TODAY + timedelta(days=days), place=0 if written else None)
    assert choice.level(today=TODAY) is level


def test_what_the_table_takes_for_past_is_no_accusation(planned: Callable[..., DecisionPlan]) -> None:
    plan = planned(stage="framing", stage_since="2026-06-01", start_date="2026-05-01")
    assert "windows" in [choice.item for choice in plan.settled]
    assert all(choice.decide_by and choice.decide_by >= TODAY for choice in plan.open)


def test_what_its_stage_has_begun_without_is_not_asked_for(planned: Callable[..., DecisionPlan]) -> None:
    plan = planned(stage="framing", stage_since="2026-06-01", start_date="2026-05-01")
    known = {choice.item for choice in (*plan.open, *plan.settled)}
    assert not known & {"roof", "tubs", "kitchen layout", "structural options", "design center"}


@pytest.mark.parametrize("origin", ["spec", "model"])
def test_a_home_that_stood_before_it_was_sold_has_only_what_the_file_names(
    planned: Callable[..., DecisionPlan], origin: str
) -> None:
    assert [choice.item for choice in planned(origin=origin, selections=["carpet"]).open] == ["carpet"]


@pytest.mark.parametrize("stage", ["closed", "cancelled"])
def test_a_home_that_is_done_waits_for_no_choice(planned: Callable[..., DecisionPlan], stage: str) -> None:
    plan = planned(stage=stage, selections=["carpet"])
    assert (plan.open, plan.settled) == ((), ())


NAMES = [
    ("Cabinets", "cabinets"),
    ("kitchen cabinet", "cabinets"),
    ("Quartz countertops", "countertops"),
    ("low voltage", "low-voltage wiring"),
    ("front door", "exterior doors"),
    ("cabinet hardware", None),
    ("mirror tile", "tile"),
    ("", None),
]


@pytest.mark.parametrize(("typed", "row"), NAMES)
def test_an_item_is_known_by_what_it_is_in_the_end(typed: str, row: str | None) -> None:
    found = row_for_item(typed)
    assert (found.item if found else None) == row


def test_the_coming_weeks_over_all_homes_stand_in_the_order_of_their_days(planned: Callable[..., DecisionPlan]) -> None:
    late = planned(job="1", lot="1", selections=[{"item": "stairs", "decide_by": "2026-05-30"}])
    other = planned(
        job="2", lot="2", selections=[{"item": "stairs", "decide_by": "2026-07-02"}, {"item": "far", "decide_by": "2026-07-03"}]
    )
    found = upcoming_choices([other, late], ahead=28, today=TODAY)
    assert found[0].item == "stairs"
    assert found[0].job == "1"
    assert found[-1].job == "2"
    assert {choice.item for choice in found} >= {"stairs", "structural options", "design center"}
    assert "far" not in {choice.item for choice in found}
    assert [choice.decide_by for choice in found] == sorted(choice.decide_by for choice in found if choice.decide_by)
