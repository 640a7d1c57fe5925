"""A builder's files, one an agent: open, closed and lost homes, as the questions of docs/sharing.md ask for them. Seeded.

`python -m tests.data.builder FOLDER FILES HOMES` writes so many files of so many homes each into a folder.
"""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.bench import homes as open_homes

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = open_homes.TODAY
_CAUSES = ("weather", "permit", "inspection", "material", "labor")
_LOST_FOR = ("rate", "income", "home-unsold", "delay", "remorse")


def backlog_text(number: int, homes: int, conversations: int = 12) -> str:
    """The file of one agent: of ten homes eight are open, one closed and one lost. The same for the same numbers."""
    chance = Random(f"{number} {homes} {conversations}")
    ended = homes // 5
    text = open_homes.backlog(homes - ended, conversations, seed=number)
    start, *blocks = re.split(r"(?m)^(?=  - job: )", text.replace("agent: Renata Vance", f"agent: Agent {number:04}"))
    whole = [start, *(_with_money(block, chance) for block in blocks)]
    whole += ["".join(_ended_home(place, chance)) for place in range(homes - ended + 1, homes + 1)]
    return "".join(whole)


def _with_money(block: str, chance: Random) -> str:
    """An open home with a rate lock, deposits and more promises, some late; a few were left in silence, and a few are private."""
    lines = block.rstrip("\n")
    if chance.random() < 0.3:
        lock = TODAY + timedelta(chance.randrange(5, 200))
        lines = lines.replace("      status: conditional\n", f"      status: conditional\n      lock_expires: {lock}\n")
    if chance.random() < 0.06:
        lines = lines.partition("    log:\n")[0].rstrip("\n")
    if chance.random() < 0.1:
        lines = lines.replace("kind: update\n", "kind: update\n        private: true\n", 1)
    more = []
    if chance.random() < 0.5:
        due = TODAY + timedelta(chance.randrange(-30, 60))
        paid = "" if chance.random() < 0.2 else f"\n        paid: {due - timedelta(2)}"
        more.append(
            f"    deposits:\n      - kind: options\n        amount: {chance.randrange(1, 30) * 500}\n        due: {due}{paid}"
        )
    if "promises:" not in lines and chance.random() < 0.2:
        due = TODAY + timedelta(chance.randrange(-20, 20))
        more.append(f"    promises:\n      - {{text: look at the fence, by: builder, made: {due - timedelta(9)}, due: {due}}}")
    return "\n".join((lines, *more)) + "\n\n"


def _ended_home(place: int, chance: Random) -> Iterator[str]:
    """A home that closed, or a sale that was lost."""
    sold = TODAY - timedelta(chance.randrange(150, 700))
    ended = min(TODAY, sold + timedelta(chance.randrange(60, 300)))
    yield f"  - job: HC-{place:05}\n    community: Heron Creek\n    plan: {chance.choice(('Alder A', 'Birch B', 'Cedar A'))}\n"
    yield f"    buyers: [Kim Lee]\n    sold_date: {sold}\n"
    if chance.random() < 0.5:
        yield f"    stage: cancelled\n    cancelled: {{date: {ended}, reason: {chance.choice(_LOST_FOR)}}}\n\n"
        return
    moved = ended - timedelta(chance.randrange(7, 40))
    yield f"    stage: closed\n    closing:\n      contract: {ended}\n      closed_date: {ended}\n      shifts:\n"
    yield f"        - {{from: {moved}, to: {ended}, known_date: {moved - timedelta(20)}, told_date: {moved - timedelta(18)}"
    yield f"{chance.choice(('', *(f', cause_kind: {cause}' for cause in _CAUSES)))}}}\n"
    yield f"    stages: {{contract: {sold}, closed: {ended}}}\n\n"


def write_files(folder: Path, files: int, homes: int, conversations: int = 12) -> list[Path]:
    """Write the files, `0001/backlog.yaml` and so on, and return their paths."""
    paths = [folder / f"{number:04}" / "backlog.yaml" for number in range(1, files + 1)]
    for number, path in enumerate(paths, 1):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(backlog_text(number, homes, conversations), encoding="utf-8")
    return paths


if __name__ == "__main__":
    write_files(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
