"""The folder of pages for a phone: which homes are on them, what each page is called, and what is on it."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.ranking import JudgedHome
    from backlog_cli.rules.due.selection import ListedJob
    from backlog_cli.rules.history import History
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy
    from backlog_cli.views.html.home_page import HomeDetails
    from backlog_cli.views.html.links import PageLinks
    from backlog_cli.workflows.read import Document

MORNING, HOMES, CALENDAR, TIMELINE = "index.html", "list.html", "calendar.html", "timeline.html"
# The pages that every folder has, by what the row of links calls them.
MAIN_PAGES = {"Today": MORNING, "Homes": HOMES, "Calendar": CALENDAR, "Timeline": TIMELINE}
CALENDAR_MONTHS = 3
# What the browser's own search is likely to be asked for.
LIST_COLUMNS = ("job", "buyers", "lot", "stage", "closing", "why")
_LONGEST_NAME = 60  # characters of a job number in a file's name
_DIGEST = 8


class SiteQuestion(NamedTuple):
    """What the folder is to hold: which homes, and whether private notes are in it."""

    terms: tuple[str, ...] = ()
    is_all: bool = False
    is_private: bool = False


class SitePage(NamedTuple):
    """One file of the folder; `home` is what it's about, if it is one home."""

    name: str
    data: bytes
    home: JobSummary | None = None


def home_details(
    summary: JobSummary, job: model.Job, backlog: Backlog, *, today: date, is_private: bool, is_everything: bool
) -> HomeDetails:
    """Return what the page of a home is made from; without `is_private` nothing private is on it, nor does it color the home."""
    from backlog_cli.rules.due.countdown import missing_items_of
    from backlog_cli.rules.reports.office_copy import hide_private
    from backlog_cli.rules.urgency import verdict_of
    from backlog_cli.views.html.home_page import HomeDetails

    shown = summary if is_private else hide_private(summary)
    return HomeDetails(
        shown,
        job,
        verdict_of(shown, backlog, today=today),
        backlog.policy,
        backlog.history,
        missing_items_of(shown, backlog.policy, today=today),
        today,
        is_private,
        is_everything,
    )


def site_pages(document: Document, asked: SiteQuestion, *, learned: History, today: date) -> tuple[SitePage, ...]:
    """Return the pages, those of the homes first and the morning last. Raise UsageError for terms that there are not.

    `learned` is what the homes in the archives teach as well, for the timeline.
    """
    from backlog_cli.rules.due.ranking import judged_homes
    from backlog_cli.rules.reports.office_copy import hide_private_notes

    whole = document.backlog
    backlog = whole if asked.is_private else hide_private_notes(whole)
    judged = judged_homes(backlog, today=today, archived=True)
    chosen = _chosen_homes(judged, asked, backlog.policy, today=today)
    if asked.terms:
        ours = {summary.job for summary, _ in chosen}
        backlog = backlog._replace(jobs=tuple(found for found in backlog.jobs if found.job in ours))
    site = _Site(backlog, chosen, page_names(summary.key_text for summary, _ in chosen), asked, today)
    jobs = {found.job: job for found, job in zip(whole.jobs, document.models(), strict=True)}
    main = (site.timeline(learned), site.calendar(), site.homes(document), site.morning())
    return (*(site.home(summary, jobs[summary.job]) for summary, _ in chosen), *main)


def _chosen_homes(judged: Sequence[JudgedHome], asked: SiteQuestion, policy: Policy, *, today: date) -> tuple[ListedJob, ...]:
    """The homes that fit, the most urgent first; where nothing was asked for, all that can be on a morning page."""
    from backlog_cli.rules.due.selection import filter_jobs
    from backlog_cli.rules.summary import is_live

    if asked.terms or asked.is_all:
        return filter_jobs(judged, asked.terms, policy, is_all=asked.is_all, today=today)
    return tuple(found for found in judged if is_live(found.summary, today=today))


def page_names(homes: Iterable[str]) -> dict[str, str]:
    """Return what the page of each home is called, by the home's key: its own name for good, whatever other homes there are.

    Every file system takes the names, those that know no capitals too: a key of other letters than `HC-1041` is made of gets a
    digest behind it.
    """
    return {key: _page_name(key) for key in homes}


def is_page_name(name: str) -> bool:
    """Return whether a file in the folder is called as one of our pages is."""
    return name in MAIN_PAGES.values() or re.fullmatch(r"home-[a-z0-9_-]+\.html", name) is not None


def _page_name(key: str) -> str:
    plain = re.sub(r"[^a-z0-9@-]+", "-", key.casefold())[:_LONGEST_NAME]
    name = plain.replace("@", "_")
    digest = "" if key == plain.upper() else f"_{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:_DIGEST]}"
    return f"home-{name}{digest}.html"


class _Site(NamedTuple):
    """The homes of the folder with the day they are looked at; its methods are its pages."""

    backlog: Backlog
    listed: tuple[ListedJob, ...]
    names: Mapping[str, str]
    asked: SiteQuestion
    today: date

    def links(self, here: str | None = None) -> PageLinks:
        from backlog_cli.views.html.links import PageLinks, page_row

        return PageLinks(page_row(MAIN_PAGES, here=here), self.names)

    def home(self, summary: JobSummary, job: model.Job) -> SitePage:
        from backlog_cli.views.html.home_page import home_page

        found = home_details(summary, job, self.backlog, today=self.today, is_private=self.asked.is_private, is_everything=True)
        return _page(self.names[summary.key_text], home_page(found, self.links()), summary)

    def morning(self) -> SitePage:
        from backlog_cli.rules.due.morning import build_morning
        from backlog_cli.views.html.morning import morning_html

        found = build_morning(self.backlog, today=self.today)
        return _page(MORNING, morning_html(found, self.backlog, links=self.links(MORNING)))

    def homes(self, document: Document) -> SitePage:
        from backlog_cli.rules.urgency import hardest_call
        from backlog_cli.views.columns import Home, choose_columns
        from backlog_cli.views.html.home_list import home_list_page
        from backlog_cli.workflows.read import home_records

        records = {
            found.job: record for found, record in zip(document.backlog.jobs, home_records(document).values(), strict=True)
        }
        frog = hardest_call(verdict for _, verdict in self.listed)
        homes = [
            Home(summary, verdict, self.today, verdict is frog, self.backlog.policy, records[summary.job])
            for summary, verdict in self.listed
        ]
        columns = choose_columns(LIST_COLUMNS)
        return _page(HOMES, home_list_page(homes, columns, total=len(homes), today=self.today, links=self.links(HOMES)))

    def calendar(self) -> SitePage:
        from backlog_cli.dates.values import add_months
        from backlog_cli.rules.meetings.calendar import month_of
        from backlog_cli.views.documents.blocks import web_page
        from backlog_cli.views.documents.management import calendar_blocks

        first = self.today.replace(day=1)
        months = [month_of(self.backlog, add_months(first, n)) for n in range(CALENDAR_MONTHS)]
        links = self.links(CALENDAR)
        return _page(CALENDAR, web_page("Calendar", calendar_blocks(months, self.today, links=links), links=links))

    def timeline(self, learned: History) -> SitePage:
        from backlog_cli.rules.reports.timeline import timeline
        from backlog_cli.views.documents.blocks import web_page
        from backlog_cli.views.documents.management import timeline_blocks

        found = timeline(self.backlog._replace(history=learned), today=self.today)
        links = self.links(TIMELINE)
        return _page(TIMELINE, web_page("Timeline", timeline_blocks(found, self.today, links=links), links=links))


def _page(name: str, text: str, home: JobSummary | None = None) -> SitePage:
    return SitePage(name, text.encode("ascii"), home)
