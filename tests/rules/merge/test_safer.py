"""Of two values that two people wrote, the one that does less harm when it is wrong stands, whoever comes first."""

from __future__ import annotations

import pytest

from backlog_cli.rules.merge.safer import safer_value


@pytest.mark.parametrize(
    ("key", "stands", "other"),
    [
        ("closing.contract", "2027-04-16", "2027-04-02"),
        ("closing.internal", "2027-04-16", "4/2/27"),
        ("closing.told", "2027-04", "2027-03"),
        ("closing.told", "2027-Q2", "2027-04-16"),
        ("closing.shifts.to", "2027-04-16", "2027-04-02"),
        ("closing", "2027-04-16", "2027-04-02"),
        ("closing.shifts.told_date", None, "2026-11-20"),  # the untold
        ("closing.shifts.told_date", "2026-11-21", "2026-11-20"),
        ("promises.done", "no", "2026-11-20"),
        ("promises.done", None, "true"),
        ("deposits.paid", None, "2026-11-20"),
        ("lender.lock_expires", "2026-12-01", "2026-12-08"),  # the earlier deadline
        ("promises.due", "2026-12-01", "2026-12-08"),
        ("appointments.at", "2026-12-01 09:00", "2026-12-01 10:00"),
        ("orientation_date", "2026-12-01", None),  # a date that one took out is not lost
        ("stage", "framing", "drywall"),
        ("stage", "finals", "closed"),
        ("stage", "finals", "cancelled"),
        ("promises.status", "open", "kept"),
        ("lender.status", "applied", "ctc"),
        ("log.mood", "upset", "happy"),
        ("issues.severity", "high", "low"),
        ("pin.level", "red", "amber"),
        ("settings.cadence_days", "5", "7"),
        ("buffer_days", "14", "7"),
        ("price", "425,000", "$412000"),
        ("log.private", "true", "false"),
        ("notes", "a longer note", "a note"),
        ("lot", "12", None),
    ],
)
def test_the_safer_value_stands(key: str, stands: str | None, other: str | None) -> None:
    keys = key.split(".")
    assert safer_value(keys, stands, other) == stands
    assert safer_value(keys, other, stands) == stands
