"""One home's written record and the hand-over: everything that happened, nothing that is private (001-6e, 004-25)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backlog_cli.model import BacklogFile
from backlog_cli.rules.reports.handover import handover
from backlog_cli.rules.reports.job_record import build_job_record
from tests.backlogs import backlog_of

TODAY = date(2026, 6, 4)

HOME: dict[str, Any] = {
    "job": "2401",
    "lot": "14",
    "buyers": [{"name": "Anh Nguyen", "phone": "555-0141"}, "Linh Nguyen"],
    "sold_date": "2026-03-02",
    "stage": "framing",
    "stages": {"foundation": "2026-04-20", "framing": "2026-05-25"},
    "closing": {
        "contract": "2026-08-14",
        "internal": "2026-08-28",
        "told": "2026-08",
        "shifts": [
            {
                "from": "2026-08-14",
                "to": "2026-08-28",
                "known_date": "2026-06-01",
                "told_date": "2026-06-02",
                "cause": "windows late",
                "together": "weekly walk",
                "plan_b": "storage for $200",
            }
        ],
    },
    "personality": "driver",
    "interests": ["chess"],
    "worries": ["new job"],
    "bought_for": ["the creek"],
    "deposits": [{"kind": "earnest", "amount": "8000", "paid": "2026-03-05"}],
    "selections": [{"item": "cabinets", "decided": "2026-04-01"}, {"item": "paint", "decide_by": "2026-06-20"}],
    "promises": [
        {"text": "photos", "made": "2026-05-20", "due": "2026-05-30", "done": "2026-05-29"},
        {"text": "gate code", "by": "builder", "due": "2026-06-09"},
    ],
    "issues": [{"text": "outlet", "wants": "moved", "owner": "Hal", "opened": "2026-05-28", "reassured_date": "2026-05-29"}],
    "questions": [{"ask": "which wall", "of": "superintendent", "asked": "2026-05-27"}],
    "log": [
        {
            "at": "2026-05-26 17:30",
            "how": "phone",
            "text": "call me at 555-0199-22",
            "said": "fine",
            "written_date": "2026-05-27",
        },
        {"at": "2026-06-02", "how": "text", "private": "true", "text": "divorce"},
        {"at": "2026-06-03", "how": "email", "kind": "inbound", "with": ["Linh Nguyen"], "text": "and the yard?"},
        {"at": "2026-06-03", "how": "phone", "next": {"what": "send the plan", "date": "2026-06-10"}},
        {"at": "2026-07-01", "how": "text", "text": "not yet"},
    ],
}


def test_the_record_tells_every_day_in_order_and_what_was_said() -> None:
    backlog = BacklogFile.model_validate({"jobs": [HOME]})
    found = build_job_record(backlog_of(backlog).jobs[0], backlog.jobs[0], today=TODAY)
    assert [(str(entry.at), entry.what, entry.under) for entry in found.entries] == [
        ("2026-03-02", "sold", ()),
        ("2026-03-05", "earnest deposit paid", ()),
        ("2026-04-01", "chosen: cabinets", ()),
        ("2026-04-20", "stage foundation", ()),
        ("2026-05-20", "promised by us: photos by 2026-05-30", ()),
        ("2026-05-25", "stage framing", ()),
        (
            "2026-05-26 17:30",
            "phone with Anh Nguyen, Linh Nguyen, reached",
            ("call me at (a number)", 'they said: "fine"', "put in writing 2026-05-27"),
        ),
        ("2026-05-27", "asked the superintendent: which wall", ()),
        ("2026-05-28", "issue: outlet", ("wanted: moved", "owner: Hal")),
        ("2026-05-29", "done, promised by us: photos", ("it was due by 2026-05-30",)),
        ("2026-05-29", "told them it's being worked on: outlet", ()),
        ("2026-06-01", "closing moved from 2026-08-14 to 2026-08-28: we found out", ("windows late",)),
        (
            "2026-06-02",
            "closing moved from 2026-08-14 to 2026-08-28: buyers told",
            ("windows late", "together: weekly walk", "plan B: storage for an amount"),
        ),
        ("2026-06-03", "email from Linh Nguyen", ("and the yard?",)),
        ("2026-06-03", "phone with Anh Nguyen, Linh Nguyen, reached", ("agreed: send the plan on Wed Jun 10",)),
    ]
    assert found.private == 1


def test_a_hand_over_tells_what_the_next_agent_needs() -> None:
    backlog = BacklogFile.model_validate({"jobs": [HOME, HOME | {"job": "lost", "stage": "cancelled"}]})
    (found,) = handover(backlog_of(backlog), backlog.jobs, today=TODAY, is_private=False)
    assert found.private == ()
    facts = dict(found.facts)
    assert facts["agreed next"] == "send the plan, Wed Jun 10"
    assert facts["they said"] == '"fine" (May 26)'
    assert facts["told"] == "2026-08"
    assert facts["closing"] == "Fri Aug 28 (ours, not for the buyers)"
    assert facts["promise"] == "builder: gate code by Tue Jun 9"
    assert facts["to decide"] == "paint by Sat Jun 20"
    for word in ("555-01", "driver", "chess", "new job", "the creek", "divorce"):
        assert word not in repr((found.facts, found.reasons))


def test_private_things_are_handed_over_only_when_asked_for() -> None:
    backlog = BacklogFile.model_validate({"jobs": [HOME]})
    (found,) = handover(backlog_of(backlog), backlog.jobs, today=TODAY, is_private=True)
    assert found.private == (
        ("reach", "Anh Nguyen: 555-0141"),
        ("manner", "driver"),
        ("worries", "new job"),
        ("interests", "chess"),
        ("bought for", "the creek"),
        ("private note", "Jun 2: divorce"),
    )


def test_the_soonest_closing_comes_first_and_homes_in_care_last() -> None:
    homes = [
        HOME | {"job": "care", "stage": "closed", "closing": {"closed_date": "2026-05-01"}},
        HOME | {"job": "far", "closing": "2026-12-01"},
        HOME | {"job": "near", "closing": "2026-07-01"},
        HOME | {"job": "old", "stage": "closed", "closing": {"closed_date": "2024-05-01"}},
    ]
    backlog = BacklogFile.model_validate({"jobs": homes})
    found = handover(backlog_of(backlog), backlog.jobs, today=TODAY, is_private=False)
    assert [home.summary.job for home in found] == ["near", "far", "care"]


@pytest.mark.parametrize("job", ["near", "care", "old", "lost"])
def test_one_home_alone_is_handed_over_whatever_became_of_it(job: str) -> None:
    homes = [
        HOME | {"job": "near", "closing": "2026-07-01"},
        HOME | {"job": "care", "stage": "closed", "closing": {"closed_date": "2026-05-01"}},
        HOME | {"job": "old", "stage": "closed", "closing": {"closed_date": "2024-05-01"}},
        HOME | {"job": "lost", "stage": "cancelled", "cancelled": {"date": "2026-05-01", "reason": "rate"}},
    ]
    backlog = BacklogFile.model_validate({"jobs": homes})
    known = backlog_of(backlog)
    found = handover(known, backlog.jobs, today=TODAY, is_private=True, only=known.job(job))
    assert [home.summary.job for home in found] == [job]
    assert found[0].contacts == ("555-0141",)
