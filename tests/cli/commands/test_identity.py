"""Which home is meant: names as people type them, one number with several sales, another number, another word for `jobs`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.yaml.source import read_source
from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

CASES = Path(__file__).parents[2] / "data" / "cases"
POOLE, VO = "HC-1033@2026-02-08", "HC-1033@2026-11-10"


@pytest.fixture
def named(home: Path) -> Path:
    """names.yaml as the file to work on."""
    path = home / "backlog.yaml"
    path.write_bytes((CASES / "names.yaml").read_bytes())
    return path


@pytest.fixture
def resold(sample: Path) -> Path:
    """The sample with a second sale of HC-1033 under it."""
    sample.write_bytes(sample.read_bytes() + (CASES / "resale.yaml").read_bytes())
    return sample


def homes(path: Path, number: str) -> dict[str, str]:
    """What the file says of the homes of a number, by their first buyer."""
    jobs: Any = read_source(path.read_bytes(), path.name).data["jobs"]
    every = [(job["buyers"], repr(job)) for job in jobs if job["job"] == number]
    return {buyers if isinstance(buyers, str) else buyers[0]: text for buyers, text in every}


# Names


@pytest.mark.parametrize(
    ("typed", "job"),
    [
        (("smith",), "1001"),
        (("jones",), "1002"),
        (("van der berg",), "1003"),
        (("vanderberg",), "1003"),
        (("berg",), "1003"),
        (("lind",), "1003"),
        (("deborah",), "1003"),
        (("oneill",), "1004"),
        (("o'neill",), "1004"),
        (("O’NEILL",), "1004"),
        (("nora",), "1004"),
    ],
)
@pytest.mark.usefixtures("named")
def test_a_home_is_found_by_any_form_of_a_name(run: Run, typed: tuple[str, ...], job: str) -> None:
    for _ in ("read", "remembered"):
        shown = run("show", *typed, "--json")
        assert json.loads(shown.out)["jobs"][0]["job"] == job, shown.err
    assert run("log", *typed, "called about the roof").code == 0


@pytest.mark.parametrize("typed", ["jone s", "debra", "nobody", "van der bergh"])
def test_a_near_miss_is_refused_with_the_nearest_name_and_writes_nothing(run: Run, named: Path, typed: str) -> None:
    before = named.read_bytes()
    assert run("log", "debra", "hello").code == 4
    assert run("show", typed).code in (0, 4)
    assert named.read_bytes() == before


def test_every_place_calls_the_household_by_its_family_names(run: Run, named: Path) -> None:
    assert named.exists()
    for words in (("list",), ("due", "--all"), ("log", "berg", "hi")):
        assert "van der Berg / Lind" in run(*words).out
    buyers = {home["buyer"] for home in json.loads(run("list", "--json").out)["jobs"]}
    assert buyers == {"Smith", "Jones", "van der Berg / Lind", "O’Neill"}


@pytest.mark.parametrize(
    ("typed", "buyers"),
    [
        ("John & Jane Smith", "[John Smith, Jane Smith]"),
        ("John and Jane Smith", "[John Smith, Jane Smith]"),
        ("Smith, John & Jane", "[John Smith, Jane Smith]"),
        ("Smith, John", "[John Smith]"),
        ("Heron Holdings LLC", "[Heron Holdings LLC]"),
        ("Ana and Luis de la Cruz", "[Ana de la Cruz, Luis de la Cruz]"),
    ],
)
def test_add_writes_each_buyer_by_name(run: Run, sample: Path, typed: str, buyers: str) -> None:
    assert run("add", "2000", *typed.split(), "--lot", "60", "--sold", "nov20").code == 0
    assert f"buyers: {buyers}" in sample.read_text(encoding="utf-8")


def test_a_couple_on_one_line_of_the_file_are_two_buyers(run: Run, home: Path) -> None:
    (home / "backlog.yaml").write_text(
        "jobs:\n  - {job: '7', buyers: 'Smith, John & Jane', sold_date: 2026-11-01, stage: contract,\n"
        "     log: [{at: 2026-11-20, with: [John & Jane Smith], how: text}]}\n"
    )
    assert json.loads(run("list", "--json").out)["jobs"][0]["buyers"] == ["John Smith", "Jane Smith"]
    assert "none of these are buyers" not in run("check").out
    assert run("log", "smith", "hello", "--with", "jane").code == 0
    assert run("log", "jane", "hello again").code == 0


# One number, several sales


def test_both_sales_are_kept_and_the_number_means_the_open_one(run: Run, resold: Path) -> None:
    before = resold.read_bytes()
    for _ in ("read", "remembered"):
        listed = {home["key"]: home for home in json.loads(run("list", "--all", "--json").out)["jobs"]}
        assert {VO, POOLE, "HC-1041"} <= listed.keys()
        assert [listed[key]["job"] for key in (VO, POOLE)] == ["HC-1033", "HC-1033"]
        assert run("due").code == 0
        assert run("check").code in (0, 1)
        for typed in ("1033", "hc-1033", "vo", VO, "1033@2026-11-10"):
            assert run("show", typed).out.startswith(" ! HC-1033 Vo"), typed
        for typed in ("poole", POOLE, "1033@2026-02-08", "marlon.poole"):
            assert run("show", typed).out.startswith(" · HC-1033@2026-02-08 Poole"), typed
    found = json.loads(run("due", "--json").out)
    assert VO in found["focus"]
    assert run("find", "lock").out.count("HC-1033") == 1
    assert resold.read_bytes() == before


WRITES = [
    ("log", "HOME", "hello there"),
    ("log", "HOME", "hello", "--how", "phone", "--next", "fri call"),
    ("set", "HOME", "lot", "99"),
    ("set", "HOME", "personality", "driver"),
    ("ask", "HOME", "which tile"),
    ("issue", "HOME", "a leak", "--wants", "dry walls"),
    ("promise", "HOME", "fri", "paint", "codes"),
    ("meet", "HOME", "fri", "10:00", "walk"),
]


@one_in(4, "words", WRITES, ids=[" ".join(words) for words in WRITES])
@pytest.mark.parametrize(("typed", "who", "other"), [("1033", "Vo", "Poole"), ("1033@2026-02-08", "Poole", "Vo")])
@pytest.mark.parametrize("is_warm", [False, True])
def test_a_write_goes_to_the_sale_that_was_named(
    run: Run, resold: Path, words: tuple[str, ...], typed: str, who: str, other: str, *, is_warm: bool
) -> None:
    if is_warm:
        run("list")
    before = homes(resold, "HC-1033")
    bytes_before = resold.read_bytes()
    done = run(*(typed if word == "HOME" else word for word in words))
    assert (done.code, who in done.out) == (0, True), done.err
    (changed,) = [buyer for buyer, text in homes(resold, "HC-1033").items() if before[buyer] != text]
    assert changed.endswith(who)
    assert other not in done.out
    assert run("undo").code == 0
    assert resold.read_bytes() == bytes_before


def test_the_open_sale_goes_its_whole_way_and_history_tells_the_two_apart(run: Run, resold: Path) -> None:
    before = resold.read_bytes()
    steps = (
        ("log", "1033", "talked"),
        ("shift", "1033", "+2w", "permit"),
        ("done", "1033", "design"),
        ("stage", "1033", "selections"),
        ("log", POOLE, "checked in"),
        ("cancel", "1033", "changed their mind"),
        ("add", "HC-1033", "Ana Ito", "--sold", "nov22"),
    )
    for words in steps:
        assert run(*words).code == 0, words
    assert run("show", "1033").out.startswith("   HC-1033 Ito")
    assert run("show", "1033@2026-11-10").out.startswith(" · HC-1033@2026-11-10 Vo")
    told = {who: len(run("history", who).out.splitlines()) for who in ("vo", "poole", "ito")}
    assert told == {"vo": 5, "poole": 1, "ito": 1}
    for _ in steps:
        assert run("undo").code == 0
    assert resold.read_bytes() == before


def test_add_of_a_number_that_is_open_is_refused_and_of_an_ended_one_is_not(run: Run, sample: Path) -> None:
    assert run("add", "HC-1033", "Kim Vo", "--sold", "nov10").code == 0
    refused = run("add", "HC-1033", "Bo Li", "--sold", "nov11")
    assert (refused.code, "HC-1033 is already in the file: Vo" in refused.err) == (2, True)
    assert len(homes(sample, "HC-1033")) == 2


def test_several_ended_sales_are_offered(run: Run, resold: Path) -> None:
    assert resold.exists()
    assert run("cancel", "1033", "moved away").code == 0
    refused = run("show", "1033")
    assert refused.code == 4
    assert all(key in refused.err for key in (POOLE, VO))


def test_an_ended_sale_is_not_taken_up_while_its_number_is_another_homes(run: Run, resold: Path) -> None:
    before = resold.read_bytes()
    refused = run("stage", POOLE, "framing")
    assert (refused.code, "HC-1033 is Vo's now" in refused.err) == (2, True)
    assert resold.read_bytes() == before


def test_an_ended_sale_is_archived_and_comes_back(run: Run, resold: Path) -> None:
    before = resold.read_bytes()
    assert run("archive", POOLE).code == 0
    assert list(homes(resold, "HC-1033")) == ["Kim Vo"]
    archive = resold.with_name("backlog-2026.yaml")
    assert "Marlon Poole" in archive.read_text(encoding="utf-8")
    assert run("due").err == ""  # nothing is in both files
    assert run("show", "1033").out.startswith(" ! HC-1033 Vo")
    assert "was moved to backlog-2026.yaml" in run("show", POOLE).err
    assert "Poole" in run("find", "lock").out
    assert run("cancel", "1033", "rate").code == 0
    assert run("archive", "1033@2026-11-10").code in (0, 2)
    while resold.read_bytes() != before:
        assert run("undo").code == 0
    assert not archive.exists()


def test_the_week_counts_every_sale(run: Run, resold: Path) -> None:
    assert resold.exists()
    assert run("cancel", "1033", "rates went up").code == 0
    told = run("report", "week", "--json").out
    assert "lock talk came too late" in told
    assert "rates went up" in told
    assert run("archive", POOLE).code == 0
    again = run("report", "week", "--json").out
    assert "lock talk came too late" in again
    assert "rates went up" in again


TWO_OPEN = """\
jobs:
  - job: "31"
    buyers: [Ana Ito]
    sold_date: 2026-06-20
    stage: framing
    lot: "3"
  - job: "31"
    buyers: [Bo Park]
    sold_date: SOLD
    stage: framing
    lot: "4"
"""


@pytest.mark.parametrize(("sold", "names"), [("2026-07-01", ("@2026-06-20", "@2026-07-01")), ("2026-06-20", ("#2",))])
def test_two_open_homes_of_one_number_both_stay_and_both_say_so(run: Run, home: Path, sold: str, names: tuple[str, ...]) -> None:
    path = home / "backlog.yaml"
    path.write_text(TWO_OPEN.replace("SOLD", sold))
    for _ in ("read", "remembered"):
        listed = run("list", "--json")
        assert listed.code == 3
        assert [found["buyer"] for found in json.loads(listed.out)["jobs"]] == ["Ito", "Park"]
    assert len({found["key"] for found in json.loads(run("list", "--json").out)["jobs"]}) == 2
    assert run("check").out.count("is used by another open home too") == 2
    refused = run("log", "31", "hello")
    assert refused.code == 4
    assert all(name in refused.err for name in names)
    assert path.read_text() == TWO_OPEN.replace("SOLD", sold)
    assert run("log", "park", "hello").code == 0
    assert "hello" in homes(path, "31")["Bo Park"]
    assert "hello" not in homes(path, "31")["Ana Ito"]
    assert run("set", "park", "job", "32").code == 0
    assert run("list").code == 0


def test_an_edit_by_hand_gives_and_takes_the_number(run: Run, resold: Path) -> None:
    """What a home is called by depends on all others: it is worked out anew, and nothing of it is remembered."""
    text = resold.read_text(encoding="utf-8")
    assert run("show", POOLE).code == 0
    resold.write_text(text.replace("stage: cancelled", "stage: framing"), encoding="utf-8")
    assert run("list").code == 3
    assert run("show", "1033").code == 4
    resold.write_text(text.replace("sold_date: 2026-11-10", "sold_date: 2026-11-11"), encoding="utf-8")
    assert run("show", "1033@2026-11-11").out.startswith(" ! HC-1033 Vo")
    resold.write_text(text[: text.index('\n  - job: HC-1033\n    lot: "33"\n    buyers: [Kim Vo]')] + "\n", encoding="utf-8")
    assert run("list").code == 0
    assert run("show", "poole").out.startswith(" · HC-1033 Poole")
    assert run("show", POOLE).out.startswith(" · HC-1033 Poole")


# Another number


def test_a_renumbered_home_keeps_its_history_its_undo_and_its_archive(run: Run, sample: Path) -> None:
    start = sample.read_bytes()
    assert run("log", "okafor", "hello").code == 0
    assert "HC-2041" in run("set", "okafor", "job", "HC-2041").out
    assert run("show", ".").out.startswith("   HC-2041 Okafor")
    assert run("log", ".", "again").code == 0
    for typed in ("HC-2041", "HC-1041", "2041", "1041", "okafor"):
        assert len(run("history", typed).out.splitlines()) == 3, typed
    assert run("due").err == ""  # nothing is missing
    for _ in range(3):
        assert run("undo").code == 0
    assert sample.read_bytes() == start
    assert run("redo").code == 0
    assert run("redo").code == 0
    assert "Okafor" in run("show", "2041").out


def test_what_an_older_copy_lost_of_a_renumbered_home_is_put_back(run: Run, sample: Path) -> None:
    assert run("set", "okafor", "job", "HC-2041").code == 0
    older = sample.read_bytes()
    assert run("log", "okafor", "the slab is dry").code == 0
    sample.write_bytes(older)
    assert "no longer in backlog.yaml" in run("due").err
    assert run("recover").code == 0
    assert "the slab is dry" in sample.read_text(encoding="utf-8")


def test_what_was_logged_of_a_sale_that_ended_is_not_missed_in_the_next_one(run: Run, sample: Path) -> None:
    for words in (
        ("add", "N1", "Kim Lee", "--sold", "nov1"),
        ("log", "N1", "welcome to the neighborhood"),
        ("cancel", "N1", "rate"),
        ("add", "N1", "Bo Park", "--sold", "nov20"),
    ):
        assert run(*words).code == 0
    sample.write_bytes(sample.read_bytes().replace(b"plan: Elm A", b"plan: Elm Z"))  # by hand
    assert run("due").err == ""
    assert run("recover").out == "Nothing is lost: the file holds all that commands wrote.\n"


def test_a_new_number_must_be_free(run: Run, resold: Path) -> None:
    before = resold.read_bytes()
    for number in ("HC-1037", "hc-1033", "41,44", "-5", "."):
        assert run("set", "okafor", "job", number).code == 2, number
    assert resold.read_bytes() == before
    assert run("set", POOLE, "job", "OLD-1").code == 0
    assert run("show", "OLD-1").out.startswith(" · OLD-1 Poole")
    assert run("undo").code == 0
    assert resold.read_bytes() == before


def test_a_home_archived_after_its_number_changed_comes_back(run: Run, sample: Path) -> None:
    before = sample.read_bytes()
    assert run("set", "1033", "job", "OLD-1").code == 0
    assert run("archive", "OLD-1").code == 0
    assert "OLD-1 was moved to" in run("show", "OLD-1").err
    assert run("undo").code == 0
    assert run("undo").code == 0
    assert sample.read_bytes() == before


# Another word for jobs, another name of the file


@one_in(4, "key", ["job", "Jobs", "homes", "JOBS"])
@pytest.mark.parametrize("name", ["backlog.yaml", "backlog.yml"])
def test_a_misspelt_list_is_read_said_and_written(run: Run, sample: Path, key: str, name: str) -> None:
    text = sample.read_text(encoding="utf-8").replace("\njobs:", f"\n{key}:")
    sample.unlink()
    path = sample.with_name(name)
    path.write_text(text, encoding="utf-8")
    for _ in ("read", "remembered"):
        listed = run("list")
        assert (listed.code, "Okafor" in listed.out) == (0, True)
        assert f"`{key}:` is read as `jobs:`" in listed.err
    for words in (("log", "okafor", "hi"), ("add", "7", "Bo Li", "--sold", "nov1"), ("set", "okafor", "lot", "9")):
        assert run(*words).code == 0
    for _ in range(3):
        assert run("undo").code == 0
    assert path.read_text(encoding="utf-8") == text
    assert name in run("where").out


def test_with_two_lists_both_are_read_and_nothing_is_written(run: Run, sample: Path) -> None:
    sample.write_text(
        sample.read_text(encoding="utf-8") + "homes:\n  - {job: Z1, buyers: [Al Po], sold_date: 2026-11-01, stage: contract}\n",
        encoding="utf-8",
    )
    before = sample.read_bytes()
    listed = run("list")
    assert "Po" in listed.out
    assert "2 lists of homes" in listed.err
    for words in (("log", "po", "hi"), ("log", "okafor", "hi"), ("add", "7", "Bo Li", "--sold", "nov1"), ("archive", "1033")):
        refused = run(*words)
        assert refused.code != 0
        assert "2 lists of homes" in refused.err, words
    assert sample.read_bytes() == before
