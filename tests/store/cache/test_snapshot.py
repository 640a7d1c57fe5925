"""What is remembered of a reading is the reading, home by home; what is no such text is not known."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.summarize import backlog_of
from backlog_cli.rules.summary import Buyer, JobSummary
from backlog_cli.store.cache.snapshot import SORT, CachedBacklog, known, line_of, one, put_together, remember, step
from backlog_cli.store.cache.storage import Cache
from backlog_cli.store.load import load
from backlog_cli.store.placeholders import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parents[3] / "sample_backlog.yaml"
BROKEN = SAMPLE.read_bytes() + b"  - {job: X1, buyers: Nguyen, stage: [x]}\n"
SMALL = """\
settings: {agent: Renata, cadence_days: 5, days_off: [2026-12-24]}
away: [{from: 2026-11-25, to: 2026-11-29, cover: Dana}]
jobs:
  - {job: "4", buyers: [Inés 🏠], sold_date: 2026-01-24, stage: drywall}
  - {job: "41", buyers: [B], sold_date: 2026-01-24, stage: framing, told: x, lendr: 1}

  - {job: "4,1", buyers: ['"q"'], sold_date: 2026-01-24, stage: closed, closing: {closed_date: 2026-10-26, contract: 2026-10-01}}
""".encode()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "backlog.yaml", {"XDG_CACHE_HOME": f"{tmp_path}"})


def reading(data: bytes) -> CachedBacklog:
    loaded = load(data, "backlog.yaml")
    lines = [loaded.lines[job.job] for job in loaded.backlog_file.jobs]
    bad = [f"job {bad.label} é" for bad in loaded.bad]
    return CachedBacklog(backlog_of(loaded.backlog_file, lines, bad, len(loaded.warnings)), tuple(placeholders(loaded).values()))


def lines_of(found: CachedBacklog) -> Iterator[int]:
    return (summary.line for summary in found.backlog.jobs)


@pytest.mark.parametrize("data", [SAMPLE.read_bytes(), BROKEN, SMALL, b""], ids=["sample", "broken", "small", "empty"])
def test_a_reading_comes_back_as_it_was(cache: Cache, data: bytes) -> None:
    found = reading(data)
    assert known(cache, "digest") is None
    remember(cache, "digest", found)
    back = known(cache, "digest")
    assert back == found
    assert back is not None
    assert list(lines_of(back)) == list(lines_of(found))
    assert known(cache, "other") is None


def test_half_a_character_comes_back_too(cache: Cache) -> None:
    odd = CachedBacklog(
        Backlog(reading(SMALL).backlog.policy, jobs=(JobSummary("\ud83c", (Buyer("\n\t\u2028"),), "drywall", date.max),))
    )
    remember(cache, "digest", odd)
    assert known(cache, "digest") == odd


def test_one_home_comes_back_alone(cache: Cache) -> None:
    found = reading(SAMPLE.read_bytes())
    remember(cache, "digest", found)
    for summary in found.backlog.jobs:
        book = one(cache, "digest", summary.job)
        assert book == found.backlog._replace(jobs=(summary._replace(line=0),), warnings=0)


def test_no_home_is_taken_for_another_whose_number_begins_alike(cache: Cache) -> None:
    found = reading(SMALL)
    remember(cache, "digest", found)
    for summary in found.backlog.jobs:
        book = one(cache, "digest", summary.job)
        assert book is not None
        assert book.jobs == (summary._replace(line=0),)
    for number in ("", "1", "42", '4"', "X"):
        assert one(cache, "digest", number) is None
    assert one(cache, "other", "41") is None


@pytest.mark.parametrize(
    "said", [b"", b"{", b"3", b"[1]", b"null", b"[[],[],[],0,[],[],[7]]", b'[[],[],[],0,[],[],[]]\n["4",3]', b"\xff"]
)
def test_what_is_no_reading_is_not_known(cache: Cache, said: bytes) -> None:
    cache.keep(SORT, "digest", said)
    assert cache.known(SORT, "digest") == said
    assert known(cache, "digest") is None
    assert one(cache, "digest", "4") is None


def test_one_home_of_a_text_that_is_none_is_not_known(cache: Cache) -> None:
    for said in (b'3\n["4",[],"x",1]', b'[[],[],[],0,[]]\n["4",3', b'[[],[],[],0,[]]\n["4",3]', b'[1,2]\n["4",[["B"]],"x",1]'):
        cache.keep(SORT, "digest", said)
        assert one(cache, "digest", "4") is None
    cache.keep(SORT, "digest", b'[[],[],[],0,[]]\n["4",[["B"]],"x",1]')
    assert one(cache, "digest", "4") == Backlog(
        policy=reading(b"").backlog.policy, jobs=(JobSummary("4", (Buyer("B"),), "x", date.min),)
    )


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("lines", [0, 3, -1])
def test_one_step_further_is_as_if_all_were_read_anew(cache: Cache, place: int, lines: int) -> None:
    found = reading(SMALL)
    remember(cache, "before", found)
    old = found.backlog.jobs[place]
    new = old._replace(stage="permitting", line=99, community="Elm")
    assert step(cache, ("before", "after"), new, lines=lines, warnings=2) is True
    jobs = [job._replace(line=job.line + lines) if n > place else job for n, job in enumerate(found.backlog.jobs)]
    jobs[place] = new._replace(line=old.line)
    assert known(cache, "after") == CachedBacklog(
        found.backlog._replace(jobs=tuple(jobs), warnings=found.backlog.warnings + 2), found.unread
    )
    assert known(cache, "before") is None  # its place was taken


def test_a_step_from_the_unknown_is_none(cache: Cache) -> None:
    found = reading(SMALL)
    assert step(cache, ("before", "after"), found.backlog.jobs[0], lines=0, warnings=0) is False
    remember(cache, "before", found)
    assert step(cache, ("before", "after"), found.backlog.jobs[0]._replace(job="5"), lines=0, warnings=0) is False
    assert known(cache, "before") == found
    assert known(cache, "after") is None


def test_a_home_whose_number_is_that_of_the_first_line_is_not_the_first_line(cache: Cache) -> None:
    cache.keep(SORT, "before", b'["4",[],[],0,[],[],[]]')
    assert step(cache, ("before", "after"), JobSummary("4", (), "x", date.min), lines=0, warnings=0) is False
    assert json.loads(cache.known(SORT, "before") or b"")[0] == "4"


def test_homes_are_put_together_only_from_lines_that_are_homes() -> None:
    homes = [line_of(summary) for summary in reading(SMALL).backlog.jobs]
    about = b"[[],[],[],0,[],[],[]]"
    together = put_together(about, homes, [4, 5, 7], 2)
    assert together is not None
    assert [(summary.job, summary.line) for summary in together[0].backlog.jobs] == [("4", 4), ("41", 5), ("4,1", 7)]
    assert together[0].backlog.warnings == 2
    for lines in ([homes[0], b"x"], [b"[]"], [b'["4",3]']):
        assert put_together(about, lines, [4, 5][: len(lines)], 0) is None
    for damaged in (b"", b"{", b"[]", b"3"):
        assert put_together(damaged, homes, [4, 5, 7], 0) is None
