"""Whose name an entry bears: names that are one person's, the agent's own, and the keys they're written under."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli import model
from backlog_cli.errors import UsageError
from backlog_cli.keys import WRITER_KEYS
from backlog_cli.rules.change import Append, Change, Put
from backlog_cli.rules.writers import MAX_NAME, clean_name, distinct_people, entry_writer, is_same_person, with_writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog

    MakeBook = Callable[..., Backlog]

SAME = [
    ("Dana", "Dana Reyes"),
    ("dana reyes", "Dana Reyes"),
    ("Reyes, Dana", "Dana Reyes"),
    ("D. Reyes", "Dana Reyes"),
    ("Dana M. Reyes", "Dana Reyes"),
    ("Dana Reyes Jr.", "Dana Reyes"),
    ("dana.reyes", "Dana Reyes"),
    ("danareyes", "Dana Reyes"),
    ("dreyes", "Dana Reyes"),
    ("danar", "Dana Reyes"),
    ("Reyes", "Dana Reyes"),
    ("René Müller", "rene muller"),
    ("Nora O’Neill", "Nora O'Neill"),
    ("Nguyễn Thị Ánh", "nguyen thi anh"),
    ("山田 太郎", "山田太郎"),
]
DIFFERENT = [
    ("Tom Vance", "Renata Vance"),
    ("Dana Cole", "Dana Reyes"),
    ("Dan", "Dana Reyes"),
    ("D", "Dana Reyes"),
    ("D R", "Dana Reyes"),
    ("Dana M. Reyes", "Dana K. Reyes"),
    ("rvance2", "Renata Vance"),
    ("", "Dana"),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_names_are_one_person(one: str, other: str) -> None:
    assert is_same_person(one, other)
    assert is_same_person(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_names_are_two_people(one: str, other: str) -> None:
    assert not is_same_person(one, other)
    assert not is_same_person(other, one)


def test_a_person_of_several_names_counts_once_by_the_longest() -> None:
    assert distinct_people(["Dana", "Kit Lee", "dana reyes", "Dana Reyes"]) == ("dana reyes", "Kit Lee")


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("Dana", "Dana Reyes"),
        ("dana reyes", "Dana Reyes"),
        ("Dana M. Reyes", "Dana M. Reyes"),  # says more than the file did
        ("Kit", "Kit"),
        ("Kit Lee", "Kit Lee"),
        ("Ben", "Ben Ito"),  # covers this home alone
        ("Ola", "Ola Berg"),  # had a conversation
        ("Renata Vance", None),
        ("renata", None),
        ("R. Vance", None),
        ("rvance", None),
        ("me", None),
        ("I", None),
    ],
)
def test_a_name_is_written_in_full_and_the_agents_own_not_at_all(
    job: Callable[..., Any], book: MakeBook, typed: str, who: str | None
) -> None:
    home = job(cover="Ben Ito", log=[{"at": "2026-06-01", "by": "Ola Berg"}])
    trips = [{"from": "2026-06-10", "to": "2026-06-14", "cover": "Dana Reyes"}]
    assert entry_writer(typed, book(home, agent="Renata Vance", away=trips)) == who


def test_a_name_that_fits_several_is_asked_for_in_full(job: Callable[..., Any], book: MakeBook) -> None:
    found = book(job(cover="Dana Reyes"), agent="Dana Cole")
    with pytest.raises(UsageError, match=r'"Dana" could be Dana (Reyes|Cole) or Dana (Reyes|Cole): type the whole name'):
        entry_writer("Dana", found)
    assert entry_writer("Dana Reyes", found) == "Dana Reyes"
    assert entry_writer("Dana Cole", found) is None


def test_without_the_agents_name_every_name_is_written(book: MakeBook) -> None:
    assert entry_writer("Renata", book()) == "Renata"


@pytest.mark.parametrize(
    ("typed", "name"),
    [("  Dana \n Reyes\t", "Dana Reyes"), ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"), ("Dana: [x] #1", "Dana: [x] #1")],
)
def test_a_name_stands_on_one_line(typed: str, name: str) -> None:
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    "typed", ["None", "n/a", "TBD", "2026", "🙂", "Da\x1b[31mna", "Da\u202ena", "Da\x00na", "D" * (MAX_NAME + 1), "-", "?"]
)
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        clean_name(typed)


def test_each_list_has_a_key_for_who_wrote_that_means_nothing_else_there() -> None:
    lists: dict[tuple[str, ...], type[model.FileBlock]] = {("closing", "shifts"): model.Shift, ("log",): model.LogEntry}
    lists |= {("deposits",): model.Deposit}
    lists |= {("change_requests",): model.ChangeRequest, ("promises",): model.Promise, ("issues",): model.Issue}
    lists |= {("questions",): model.Question, ("appointments",): model.Appointment}
    assert lists.keys() == WRITER_KEYS.keys()
    for path, key in WRITER_KEYS.items():
        assert getattr(lists[path].model_validate({key: "Dana Reyes"}), key) == "Dana Reyes"
    assert model.Promise.model_validate({"by": "builder"}).by == "builder"


def test_only_new_entries_bear_who_wrote_them() -> None:
    intents = (
        Append(("questions",), {"ask": "is it wired?"}),
        Append(("promises",), {"text": "photos", "by": "me"}),
        Append(("log",), {"at": "2026-06-01", "by": "Kit"}),
        Append(("notes",), "the dog bites"),
        Append(("issues",), "leak"),
        Put(("issues", 0, "status"), "resolved"),
    )
    assert with_writer(Change("2401", intents, "x"), "Dana").intents == (
        Append(("questions",), {"ask": "is it wired?", "by": "Dana"}),
        Append(("promises",), {"text": "photos", "by": "me", "noted_by": "Dana"}),
        *intents[2:],
    )
