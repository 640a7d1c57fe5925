"""What pictures are drawn of: the trade's sample, a full backlog, and one whose names make life hard."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from backlog_cli.model import BacklogFile
from backlog_cli.store.load import load
from backlog_cli.views.terminal.style import console_for, draw
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.views.screen import Screen

TODAY = date(2026, 6, 4)
SECTION_7 = Path(__file__).parent.parent / "data" / "domain_section7.yaml"


def day(days: int) -> str:
    """A day so many days from today, as the file writes it."""
    return (TODAY + timedelta(days=days)).isoformat()


def home(number: int, **keys: Any) -> dict[str, Any]:
    """A quiet home under way; whatever is given changes it."""
    usual: dict[str, Any] = {
        "job": str(2400 + number),
        "lot": str(number),
        "buyers": [f"Kim Buyer{number}"],
        "sold_date": day(-90),
        "stage": "framing",
        "stage_since": day(-9),
        "stage_seen": day(-1),
        "start_date": day(-40),
        "precon_date": day(-50),
        "closing": {"contract": day(150), "internal": day(150), "told": day(150)[:7]},
        "lender": {"name": "Birchline", "product": "conv-30", "status": "conditional"},
        "contact": {"channel": "text", "when": "evenings", "local": "true"},
        "log": [{"at": day(-1), "kind": "update", "how": "text"}],
    }
    return usual | keys


def called(days: int, **keys: Any) -> list[dict[str, Any]]:
    """One conversation so many days ago."""
    return [{"at": day(-days), "kind": "update", "how": "text"} | keys]


FULL: list[dict[str, Any]] = [
    home(
        1,
        buyers=[{"name": "Anh Nguyen", "phone": "555-0141"}, "Linh Nguyen"],
        contact={"channel": "phone", "when": "after 5", "local": "true"},
        closing={
            "contract": day(71),
            "internal": day(85),
            "told": day(71),
            "shifts": [{"from": day(71), "to": day(85), "known_date": day(-1), "cause": "windows late", "plan_b": "storage"}],
        },
        log=called(3, mood="worried", said="just tell us the day"),
    ),
    home(
        2,
        buyers=[{"name": "Chidi Okafor", "phone": "555-0177"}],
        log=called(12),
        promises=[{"text": "paint codes", "by": "me", "due": day(-2)}],
    ),
    home(3, buyers=["Marta Garcia", "Ken Ito"], lender={"name": "Birchline", "status": "conditional", "lock_expires": day(6)}),
    home(4, log=called(11), deposits=[{"kind": "options", "amount": "11400", "due": day(-4)}]),
    home(5, issues=[{"text": "outlets on wrong wall", "wants": "moved", "severity": "high", "opened": day(-3), "due": day(-1)}]),
    home(6, log=[*called(2), {"at": day(-3), "kind": "inbound", "how": "email", "topic": ["rate"]}]),
    home(7, promises=[{"text": "gate code", "by": "me", "due": day(-5)}]),
    home(8, promises=[{"text": "fence quote", "by": "me", "due": day(-3)}], buyers=["Femi Adeyemi-Clarke"]),
    home(9, appointments=[{"at": f"{day(0)} 15:30", "what": "frame walk", "minutes": "45", "where": "on site"}]),
    home(10, appointments=[{"at": f"{day(0)} 09:00", "what": "design center"}]),
    home(
        11, stage="closed", closing={"contract": day(-28), "closed_date": day(-28)}, log=called(20, kind="check-in"), lender=None
    ),
    home(12, log=called(2, mood="delighted", said="the cabinets!")),
    home(13, log=called(8), contact={"channel": "email", "local": "true"}),
    home(14, log=called(7), contact={"channel": "email", "local": "true"}),
    *(home(n, log=called(n % 7 + 1)) for n in range(15, 41)),
]

LONG_NAME = "Wolfeschlegelsteinhausen-Bergerdorffski"
NAMES = [
    "王小明",
    "Shira לוי",
    "محمد العبدالله",
    f"Ada {LONG_NAME}",
    "😀 👩‍👩‍👧",
    "Inés Castellanos",
    "[lot 5] [/b] :house: [red]",
]
HARD: list[dict[str, Any]] = [
    home(
        n,
        job=f"HC-10{n}",
        buyers=[{"name": name, "phone": "+1 (555) 010-0141"}],
        log=called(12 + n, mood="upset", said="[lot 5] [/b] :house: [red] \x1b[31m"),
        promises=[{"text": "the “[red]” one → 王小明 \u202e", "by": "me", "due": day(-n)}],
    )
    for n, name in enumerate(NAMES, 1)
]


@pytest.fixture
def full() -> Backlog:
    """Forty homes on an ordinary Thursday."""
    return backlog_of(BacklogFile.model_validate({"jobs": FULL}))


@pytest.fixture
def hard() -> Backlog:
    """Homes whose names are long, wide, right to left, emoji or markup, all of them pressing."""
    return backlog_of(BacklogFile.model_validate({"jobs": HARD}))


@pytest.fixture
def hard_names() -> list[str]:
    """How the households of `hard` are called: their surnames."""
    return [name.split()[-1] for name in NAMES]


@pytest.fixture
def made() -> Callable[..., tuple[Backlog, model.BacklogFile]]:
    """`made(log=[...])`: a book of the one quiet home with these keys changed, and the file it came from; `also=` more jobs."""

    def build(also: tuple[dict[str, Any], ...] = (), **keys: Any) -> tuple[Backlog, model.BacklogFile]:
        backlog = BacklogFile.model_validate({"jobs": [home(1, **keys), *also]})
        return backlog_of(backlog), backlog

    return build


@pytest.fixture(scope="session")
def section_7() -> tuple[Backlog, model.BacklogFile]:
    """The trade's sample (DOMAIN.md section 7), as of 2026-11-23."""
    loaded = load(SECTION_7.read_bytes(), SECTION_7.name)
    return backlog_of(loaded.backlog_file), loaded.backlog_file


@pytest.fixture
def drawn() -> Callable[[Text, Screen], str]:
    """`drawn(text, screen)`: what reaches the stream."""

    def build(text: Text, screen: Screen) -> str:
        out = io.StringIO()
        draw(console_for(out, screen), text)
        return out.getvalue()

    return build


@pytest.fixture
def fits() -> Callable[[str, int], None]:
    """`fits(text, width)` fails when a line is wider than that many cells."""

    def check(text: str, width: int) -> None:
        assert [line for line in text.splitlines() if cell_len(line) > width] == []

    return check
