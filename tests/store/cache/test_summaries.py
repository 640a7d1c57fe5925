"""What is cached of a reading is the reading, home by home; what is no such text is not known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.home_key import HomeKey
from backlog_cli.rules.summary import Buyer, JobSummary, buyer_named
from backlog_cli.store.cache.contents import CachedHomes, Head, line_of, parse, unparse
from backlog_cli.store.cache.job_cache import JobCache
from backlog_cli.store.cache.regions import digest_of
from backlog_cli.store.cache.storage import CacheFile
from backlog_cli.store.cache.summaries import (
    AT_ONCE,
    CachedBacklog,
    backlog_in,
    backlog_of_one,
    entry_of,
    homes_of,
    names_in,
    summary_line,
    with_home,
)
from backlog_cli.store.load import LoadedFile, load
from backlog_cli.store.placeholders import placeholders
from tests.backlogs import backlog_of

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
LAYOUTS = {"sample": SAMPLE.read_bytes(), "broken": BROKEN, "small": SMALL, "empty": b""}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "backlog.yaml"


def cache_at(place: Path) -> JobCache:
    return JobCache(place, {"XDG_CACHE_HOME": f"{place.parent}"})


def reading(data: bytes) -> tuple[CachedBacklog, LoadedFile]:
    loaded = load(data, "backlog.yaml")
    lines = [loaded.lines[job.job] for job in loaded.backlog_file.jobs]
    bad = [f"job {bad.label} é" for bad in loaded.bad]
    backlog = backlog_of(loaded.backlog_file, lines, bad, len(loaded.warnings))
    return CachedBacklog(backlog, tuple(placeholders(loaded).values())), loaded


def through_the_disk(place: Path, homes: CachedHomes) -> CachedHomes:
    cache_at(place).save("digest", homes)
    back = cache_at(place).load("digest")
    assert back is not None
    return back


def small(place: Path) -> CachedHomes:
    return through_the_disk(place, homes_of(*reading(SMALL)))


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_a_reading_comes_back_as_it_was(place: Path, data: bytes) -> None:
    found, loaded = reading(data)
    cache = cache_at(place)
    assert cache.load("digest") is None
    cache.save("digest", homes_of(found, loaded))
    homes = cache.load("digest")
    assert homes is not None
    for _ in range(2):  # what is read is not used up
        assert backlog_in(homes) == found
    assert homes.first_lines == [summary.line for summary in found.backlog.jobs]
    assert cache.has("digest")
    assert not cache.has("other")
    assert cache.load("other") is None


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_the_names_of_the_homes_come_back_with_the_settings(place: Path, data: bytes) -> None:
    found, loaded = reading(data)
    names = names_in(through_the_disk(place, homes_of(found, loaded)))
    assert names is not None
    assert names.unread == found.unread
    assert names.backlog._replace(jobs=()) == found.backlog._replace(jobs=())
    plain = [
        JobSummary(job.job, tuple(buyer_named(b.name) for b in job.buyers), job.stage, job.sold_date, 0, job.lot, job.address)
        for job in found.backlog.jobs
    ]
    assert list(names.backlog.jobs) == plain


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_one_home_comes_back_alone(place: Path, data: bytes) -> None:
    found, loaded = reading(data)
    homes = through_the_disk(place, homes_of(found, loaded))
    for n, summary in enumerate(found.backlog.jobs):
        assert homes.place(summary.key) == n
        assert homes.key_of(summary.job) == summary.key
        assert backlog_of_one(homes, n) == found.backlog._replace(jobs=(summary._replace(line=0),), warnings=0)


def test_no_home_is_taken_for_another_whose_number_begins_alike(place: Path) -> None:
    homes = small(place)
    for number in ("", "1", "42", '4"', "X"):
        assert homes.key_of(number) is None
    assert homes.place(HomeKey("4", date(2026, 1, 25))) is None
    assert homes.place(HomeKey("4", None)) is None


def test_two_sales_of_one_number_are_two_homes(place: Path) -> None:
    homes = small(place)
    resold = homes.entries[0]._replace(number="41", sold=date(2026, 3, 1).toordinal())
    both = homes._replace(entries=(resold, *homes.entries[1:]))
    assert both.key_of("41") is None
    assert both.place(HomeKey("41", date(2026, 3, 1))) == 0
    assert both.place(HomeKey("41", date(2026, 1, 24))) == 1
    assert resold._replace(sold=None).key == HomeKey("41", None)


def test_half_a_character_comes_back_too(place: Path) -> None:
    odd = JobSummary("\ud83c", (Buyer("\n\t\u2028"),), "drywall", date.max)
    line = summary_line(odd)
    homes = homes_of(*reading(SMALL))
    homes = homes._replace(entries=(entry_of(odd, ("", 0, 0, 7, 0, 0), len(line)),), summaries=(line,))
    back = backlog_in(through_the_disk(place, homes._replace(head=homes.head._replace(line=0))))
    assert back is not None
    assert back.backlog.jobs == (odd._replace(line=7),)


def test_more_homes_than_are_read_at_once_come_back_in_order(place: Path) -> None:
    count = 2 * AT_ONCE + 1
    text = "jobs:\n" + "".join(f"  - {{job: A{n}, buyers: [B], sold_date: 2026-01-24, stage: framing}}\n" for n in range(count))
    found, loaded = reading(text.encode())
    assert backlog_in(through_the_disk(place, homes_of(found, loaded))) == found
    assert len(found.backlog.jobs) == count


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("lines", [1, 4])
def test_a_write_to_one_home_is_as_if_all_were_read_anew(place: Path, at: int, lines: int) -> None:
    found, _ = reading(SMALL)
    homes = small(place)
    old = found.backlog.jobs[at]
    new = old._replace(stage="permitting", line=99, community="Elm", lot="12", buyers=(buyer_named("New"),))
    text = b"  - x\n" * lines
    after = with_home(homes, at, new, text, warnings=2, nodes=3)
    assert after is not None
    back = through_the_disk(place, after)
    grown = lines - homes.entries[at].lines
    jobs = [job._replace(line=job.line + grown) if n > at else job for n, job in enumerate(found.backlog.jobs)]
    jobs[at] = new._replace(line=old.line)
    assert backlog_in(back) == CachedBacklog(
        found.backlog._replace(jobs=tuple(jobs), warnings=found.backlog.warnings + 2), found.unread
    )
    entry = back.entries[at]
    assert (entry.digest, entry.length, entry.buyers, entry.lot) == (digest_of(text), len(text), [["New"] * 4], "12")
    assert entry.warnings == homes.entries[at].warnings + 2
    assert back.head.frame is not None
    assert homes.head.frame is not None
    assert back.head.frame.nodes == homes.head.frame.nodes + 3
    others = [n for n in range(3) if n != at]
    assert [back.entries[n] for n in others] == [homes.entries[n] for n in others]


def test_a_home_without_lines_of_its_own_is_not_written_by_itself(place: Path) -> None:
    found, loaded = reading(SMALL.replace(b"\n", b"\r\n"))
    homes = through_the_disk(place, homes_of(found, loaded))
    assert homes.head.frame is None
    assert with_home(homes, 0, found.backlog.jobs[0], b"", warnings=0, nodes=0) is None


# What is no such text


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"{",
            b"\n",
            b"\n\n",
            b"3\n[]\n",
            b"[]\n[]\n",
            b"null\nnull\n",
            b"[[],[],[],0,[],[],1,null]\n[]\nx",
            b"\xff\n[]\n",
        ),
        *(b"[[],[],[],0,[],[],1,null]\n[[]]\n", b'[[],[],[],0,[],[],1,null]\n[["A1"]]\n', b"[1,2]\n[]\n", b"[" * 100_000),
        *(b"[[],[],[],0,[],[],1,[1]]\n[]\n", b"[[],[],[],0,[],[],1,3]\n[]\n"),
    ],
    ids=range(15),
)
def test_what_are_no_contents_are_not_known(place: Path, body: bytes) -> None:
    CacheFile(place, {"XDG_CACHE_HOME": f"{place.parent}"}).write("digest", [body])
    assert cache_at(place).has("digest")
    assert cache_at(place).load("digest") is None
    assert cache_at(place).load_latest() is None


def test_a_damaged_home_or_head_is_not_known(place: Path) -> None:
    homes = small(place)
    (text,) = homes.summaries
    for damaged in (
        homes._replace(summaries=(memoryview(bytes(text).replace(b'["4"', b'["4x')),)),
        homes._replace(summaries=(memoryview(b"x" * len(text)),)),
        homes._replace(head=homes.head._replace(policy=3)),
        homes._replace(head=homes.head._replace(unread=[[3, 4]])),
    ):
        assert backlog_in(damaged) is None
    assert backlog_of_one(homes._replace(summaries=(memoryview(b"x" * len(text)),)), 0) is None
    assert names_in(homes._replace(head=homes.head._replace(history=7))) is None
    assert names_in(homes._replace(entries=(homes.entries[0]._replace(sold=10**30),))) is None
    assert names_in(homes._replace(entries=(homes.entries[0]._replace(sold=-1),))) is None


def test_contents_come_back_from_their_lines() -> None:
    head = Head([], [], [], 0, [], [], [], [], 1, None)
    homes = CachedHomes(head, (), ())
    back = parse(b"".join(unparse(homes)))
    assert back is not None
    assert (back.head, back.entries, bytes(back.summaries[0])) == (head, (), b"")
    assert back.bounds == [0]
    assert line_of([1, "é"]) == '[1,"é"]\n'.encode()


def test_the_latest_is_what_was_saved_last(place: Path) -> None:
    homes = homes_of(*reading(SMALL))
    cache = cache_at(place)
    assert cache.load_latest() is None
    cache.save("one", homes)
    cache.save("two", homes._replace(head=homes.head._replace(warnings=7)))
    latest = cache.load_latest()
    assert latest is not None
    assert latest.head.warnings == 7
    assert cache.load_latest() is latest
    assert cache.load("two") is latest
    assert cache.load("one") is None


def test_a_backlog_without_a_home_is_known_too(place: Path) -> None:
    found, loaded = reading(b"")
    assert backlog_in(through_the_disk(place, homes_of(found, loaded))) == CachedBacklog(Backlog(found.backlog.policy))
