"""A folder of pages on the disk: what isn't ours is never touched, and the pages are there together or not at all."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import FileLocked, UsageError
from backlog_cli.store import site_folder
from backlog_cli.store.exports import ExportMemory, load_exports
from backlog_cli.store.site_folder import SiteFolder, SitePlan, plan_site, write_site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Export = Callable[..., SitePlan]

PAGES = {"home-1.html": b"one", "home-2.html": b"two", "index.html": b"all"}


def is_page(name: str) -> bool:
    return name.endswith(".html")


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class Writer:
    """Exports into one folder, with what earlier exports of the same backlog have left."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder, self.backlog = tmp_path / "phone", tmp_path / "backlog.yaml"
        self.environ = {"HOME": str(tmp_path / "user"), "XDG_STATE_HOME": str(tmp_path / "state")}
        self.backlog.write_text("jobs: []\n", encoding="utf-8")

    def place(self, *, replacing: bool = False) -> SiteFolder:
        return SiteFolder(self.folder, load_exports(self.backlog, self.environ), is_page, replacing)

    def write(self, pages: Mapping[str, bytes] = PAGES, *, replacing: bool = False, folder: Path | None = None) -> SitePlan:
        place = self.place(replacing=replacing)._replace(path=folder or self.folder)
        plan, warnings = write_site(place, pages, backlog=self.backlog, environ=self.environ)
        assert warnings == []
        return plan


@pytest.fixture
def site(tmp_path: Path) -> Writer:
    return Writer(tmp_path)


def test_a_new_folder_is_made_for_her_alone(site: Writer) -> None:
    assert site.write() == SitePlan(new=tuple(PAGES))
    assert held(site.folder) == PAGES
    assert site.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in site.folder.iterdir()} == {0o600}


def test_only_what_is_different_is_written_again(site: Writer) -> None:
    site.write()
    before = (site.folder / "home-1.html").stat()
    assert site.write(PAGES | {"home-2.html": b"moved"}) == SitePlan(changed=("home-2.html",), same=("home-1.html", "index.html"))
    assert (site.folder / "home-1.html").stat() == before
    assert held(site.folder)["home-2.html"] == b"moved"


def test_the_page_of_a_home_that_is_gone_is_removed_unless_somebody_changed_it(site: Writer) -> None:
    site.write()
    (site.folder / "home-2.html").write_bytes(b"my own words")
    fewer = {"index.html": b"none"}
    assert site.write(fewer) == SitePlan(changed=("index.html",), gone=("home-1.html",), left=("home-2.html",))
    assert held(site.folder) == {"index.html": b"none", "home-2.html": b"my own words"}
    assert site.write(fewer).left == ("home-2.html",)


def test_a_page_that_was_taken_away_comes_back_and_is_no_loss(site: Writer) -> None:
    site.write()
    (site.folder / "home-1.html").unlink()
    assert site.write().new == ("home-1.html",)
    (site.folder / "home-1.html").unlink()
    assert site.write({"index.html": b"all"}) == SitePlan(same=("index.html",), gone=("home-2.html",))


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["notes.txt"], r"holds other things \(notes.txt\)\. Name an empty folder"),
        (["a", "b", "c", "d.html", "e"], r"\(a, b, c and 2 more\)"),
        (["index.html"], r"weren't exported from here. Add --replace"),
        (["backlog.yaml"], "other things"),
    ],
)
def test_a_folder_that_holds_other_things_is_refused(site: Writer, names: list[str], says: str) -> None:
    site.folder.mkdir()
    for name in names:
        (site.folder / name).write_bytes(b"hers")
    with pytest.raises(UsageError, match=says):
        site.write()
    assert held(site.folder) == dict.fromkeys(names, b"hers")


def test_replacing_takes_pages_for_ours_and_nothing_else(site: Writer) -> None:
    site.folder.mkdir()
    (site.folder / "index.html").write_bytes(b"of another computer")
    (site.folder / "home-9.html").write_bytes(b"of another computer")
    assert site.write(replacing=True) == SitePlan(new=("home-1.html", "home-2.html"), changed=("index.html",))
    assert held(site.folder) == PAGES | {"home-9.html": b"of another computer"}
    other = site.folder.with_name("other")
    other.mkdir()
    (other / "photo.jpg").write_bytes(b"hers")
    with pytest.raises(UsageError, match="other things"):
        site.write(replacing=True, folder=other)


def test_what_systems_leave_in_any_folder_is_in_nobody_s_way(site: Writer) -> None:
    site.folder.mkdir()
    for name in (".DS_Store", ".sync", "desktop.ini", "Thumbs.db"):
        (site.folder / name).write_bytes(b"x")
    site.write()
    assert len(held(site.folder)) == 4 + len(PAGES)


def test_what_was_put_beside_our_pages_later_stays_there(site: Writer) -> None:
    site.write()
    for name in ("index (conflicted copy).html", "map.pdf"):
        (site.folder / name).write_bytes(b"hers")
    site.write({"index.html": b"new"})
    assert held(site.folder) == {"index.html": b"new", "index (conflicted copy).html": b"hers", "map.pdf": b"hers"}


def test_a_folder_of_ours_that_was_emptied_and_filled_with_other_things_is_refused(site: Writer) -> None:
    site.write()
    for path in site.folder.iterdir():
        path.unlink()
    (site.folder / "photo.jpg").write_bytes(b"hers")
    with pytest.raises(UsageError, match="other things"):
        site.write()


@pytest.mark.parametrize("is_known", [True, False])
def test_a_page_that_somebody_changed_is_written_over_only_when_asked(site: Writer, is_known: bool) -> None:
    site.write(PAGES if is_known else {"home-2.html": b"two"})
    (site.folder / "index.html").write_bytes(b"hers")
    with pytest.raises(UsageError, match="was changed since it was exported" if is_known else "isn't an earlier export"):
        site.write()
    assert held(site.folder)["index.html"] == b"hers"
    site.write(replacing=True)
    assert held(site.folder) == PAGES
    assert site.write().same == tuple(PAGES)


def test_links_are_refused(site: Writer, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()
    site.folder.symlink_to(target)
    with pytest.raises(UsageError, match=f"is a link. Name the folder itself: {target}"):
        site.write()
    site.folder.unlink()
    site.write()
    page = site.folder / "home-1.html"
    page.unlink()
    page.symlink_to(site.backlog)
    for pages in (PAGES, {"index.html": b"all"}):
        with pytest.raises(UsageError, match="isn't a page of yours: it's a link"):
            site.write(pages, replacing=True)
    page.unlink()
    page.mkdir()
    with pytest.raises(UsageError, match="isn't a page of yours: it isn't a regular file"):
        site.write()
    assert site.backlog.read_text(encoding="utf-8") == "jobs: []\n"


@pytest.mark.skipif(os.name == "nt", reason="NO OWNERS AND MODES HERE: who may write pages was NOT tested")
def test_only_pages_and_folders_of_hers_alone_are_touched(site: Writer, tmp_path: Path) -> None:
    site.write()
    page, aside = site.folder / "home-1.html", tmp_path / "aside"
    news = PAGES | {"home-1.html": b"moved"}
    page.chmod(0o666)
    with pytest.raises(UsageError, match="isn't a page of yours: others can write to it"):
        site.write(news, replacing=True)
    page.chmod(0o644)
    os.link(page, aside)
    with pytest.raises(UsageError, match="isn't a page of yours: it has a second name"):
        site.write(news, replacing=True)
    aside.unlink()
    page.rename(aside)
    os.mkfifo(page)
    with pytest.raises(UsageError, match="isn't a page of yours: it isn't a regular file"):
        site.write(news, replacing=True)
    page.unlink()
    aside.rename(page)
    site.folder.chmod(0o775)
    with pytest.raises(UsageError, match=f"others can write to it. Change that with chmod go-w {site.folder}"):
        site.write(news)
    assert held(site.folder) == PAGES
    site.folder.chmod(0o755)
    assert site.write(news).changed == ("home-1.html",)
    if os.geteuid() == 0:
        os.chown(page, 65534, 65534)
        with pytest.raises(UsageError, match="isn't a page of yours: it belongs to somebody else"):
            site.write(replacing=True)
        os.chown(page, 0, 0)
        os.chown(site.folder, 65534, 65534)
        with pytest.raises(UsageError, match=r"it belongs to somebody else\. Name a folder of your own"):
            site.write()


def test_a_folder_below_a_link_is_as_good_as_any(site: Writer, tmp_path: Path) -> None:
    (tmp_path / "cloud").mkdir()
    (tmp_path / "box").symlink_to(tmp_path / "cloud")
    site.write(folder=tmp_path / "box" / "phone")
    assert site.write(folder=tmp_path / "cloud" / "phone").same == tuple(PAGES)


def test_what_is_no_folder_is_said(site: Writer, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"there's no folder {tmp_path / 'none'} to make phone in"):
        site.write(folder=tmp_path / "none" / "phone")
    with pytest.raises(UsageError, match="is a file; name a folder"):
        site.write(folder=site.backlog)


def test_a_look_ahead_writes_nothing(site: Writer) -> None:
    assert plan_site(site.place(), PAGES) == SitePlan(new=tuple(PAGES))
    assert not site.folder.exists()
    with pytest.raises(UsageError):
        plan_site(site.place()._replace(path=site.backlog), PAGES)


def failing(real: Callable[..., Any], times: int) -> Callable[..., Any]:
    """The call, which fails from its `times`th time on."""
    calls = iter(range(times))

    def call(*words: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            raise OSError(28, "No space left on device")
        return real(*words, **named)

    return call


@pytest.mark.parametrize("times", [0, 1, 2])
def test_pages_that_the_disk_refuses_leave_the_folder_as_it_was(
    site: Writer, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    site.write()
    before = held(site.folder)
    monkeypatch.setattr("backlog_cli.store.files.sync", failing(lambda _: None, times))
    with pytest.raises(FileLocked, match="could not be written: no space left on device"):
        site.write(dict.fromkeys(PAGES, b"new"))
    assert held(site.folder) == before


@pytest.mark.parametrize("times", [0, 1, 2])
def test_an_export_that_was_cut_short_is_finished_by_the_next_one(
    site: Writer, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    site.write()
    pages = {"home-1.html": b"1", "home-3.html": b"3", "index.html": b"new"}
    with monkeypatch.context() as patch:
        patch.setattr(site_folder, "rename_with_retries", failing(os.replace, times))
        with pytest.raises(FileLocked, match="Export once more to finish it"):
            site.write(pages)
    assert held(site.folder)["index.html"] == b"all"
    assert not [name for name in held(site.folder) if name.endswith(".tmp")]
    assert site.write(pages).gone == ("home-2.html",)
    assert held(site.folder) == pages


def test_a_disk_that_cannot_be_read_is_said(site: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write()
    monkeypatch.setattr(os, "listdir", failing(os.listdir, 0))
    with pytest.raises(FileLocked, match="cannot be read: no space"):
        site.write()


def test_a_page_that_cannot_be_removed_is_said_and_tried_again(site: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write()
    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", failing(os.unlink, 0))
        _, warnings = write_site(site.place(), {"index.html": b"all"}, backlog=site.backlog, environ=site.environ)
    assert warnings == [f"home-{n}.html could not be removed: no space left on device." for n in (1, 2)]
    assert held(site.folder) == PAGES
    assert site.write({"index.html": b"all"}).gone == ("home-1.html", "home-2.html")


def test_what_a_killed_export_left_is_swept_after_an_hour(site: Writer) -> None:
    site.write()
    old, new, hers = (site.folder / f".~{name}.tmp" for name in ("index.html.0123456789ab", "index.html.ba9876543210", "notes"))
    for path in (old, new, hers):
        path.write_bytes(b"half")
    for path in (old, hers):
        os.utime(path, (time.time() - 7200,) * 2)
    site.write()
    assert (old.exists(), new.exists(), hers.exists()) == (False, True, True)


def test_where_nothing_can_be_remembered_it_is_said(site: Writer) -> None:
    place = SiteFolder(site.folder, ExportMemory(), is_page)
    _, warnings = write_site(place, PAGES, backlog=site.backlog, environ={})
    assert [warning.partition(":")[0] for warning in warnings] == ["the export couldn't be recorded"]
    assert held(site.folder) == PAGES
