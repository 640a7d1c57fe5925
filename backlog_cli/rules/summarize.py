"""From what the file says to where that leaves it: `JobSummary` out of `model.Job`, `Backlog` out of `model.BacklogFile`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.keys import Blocks, block_kinds
from backlog_cli.rules.backlog import Absence, Backlog, with_history
from backlog_cli.rules.bookings import BookingKind, unite_bookings
from backlog_cli.rules.names import people_in, person_meant, split_people
from backlog_cli.rules.summary import (
    LIVE_CHANNELS,
    MISSED_OUTCOMES,
    Appointment,
    Appraisal,
    Buyer,
    Care,
    Conflict,
    Contact,
    Contingency,
    Deposit,
    Issue,
    JobSummary,
    Lender,
    NextStep,
    Paper,
    Promise,
    Question,
    Selection,
    Shift,
    Talk,
    Unreadable,
    buyer_named,
    name_homes,
    usual_channel,
)
from backlog_cli.terms import (
    Channel,
    ContingencyStatus,
    HoldCause,
    IssueStatus,
    LoanProduct,
    Outcome,
    Party,
    Policy,
    RequestStatus,
    SelectionStatus,
    TalkKind,
    word_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_cli import model
    from backlog_cli.dates.values import Moment


def policy_of(settings: model.Settings | None) -> Policy:
    """Return the settings with every default filled in."""
    return Policy() if settings is None else settings.policy()


def summarize(job: model.Job, policy: Policy, line: int = 0, unreadable: tuple[Unreadable, ...] = ()) -> JobSummary:
    """Return where a job stands, from one pass over what the file says; `line` is where it begins in the file, from 1.

    `unreadable` is what could not be read of it.
    """
    buyers = tuple(_buyers(job.buyers))
    names = tuple(buyer.name for buyer in buyers)
    closing, hold, care = job.closing, job.hold, job.care
    dates, appointments = _bookings(job)
    return JobSummary(
        job=job.number_in_file,
        buyers=buyers,
        stage=job.stage or "",
        sold_date=job.sold_date,
        line=line,
        lot=job.lot,
        address=job.address,
        community=job.community,
        plan=job.plan,
        stage_since=job.stage_since,
        stage_seen=job.stage_seen,
        stage_entered=tuple((name, day) for name, day in job.stages.items() if day is not None),
        superintendent=job.superintendent,
        cover=job.cover,
        hold_what=(hold.what or HoldCause.OTHER) if hold else None,
        hold_since=hold.since if hold else None,
        hold_until=hold.until if hold else None,
        start_date=job.start_date,
        precon=dates[BookingKind.PRECON],
        predrywall=dates[BookingKind.PREDRYWALL],
        qa=job.qa_date,
        orientation=dates[BookingKind.ORIENTATION],
        has_closing=closing is not None,
        contract=closing.contract if closing else None,
        internal=closing.internal if closing else None,
        told=closing.told if closing else None,
        closed_date=closing.closed_date if closing else None,
        closing_time=closing.time if closing else None,
        closing_place=closing.place if closing else None,
        shifts=tuple(_shift(place, shift) for place, shift in enumerate(closing.shifts)) if closing else (),
        needed_by=job.needed_by.date if job.needed_by else None,
        needed_reason=job.needed_by.reason if job.needed_by else None,
        is_needed_firm=bool(job.needed_by and job.needed_by.firm),
        buffer_days=job.buffer_days,
        lender=_lender(job.lender) if job.lender else None,
        title_contact=job.title_contact,
        insurance_bound=bool(job.insurance_bound),
        insurance_day=_day_only(job.insurance_bound),
        utilities_moved=bool(job.utilities_moved),
        utilities_day=_day_only(job.utilities_moved),
        deposits=tuple(
            Deposit(
                place,
                deposit.kind,
                None if deposit.amount is None else str(deposit.amount),
                deposit.due,
                _day(deposit.paid),
                deposit.paid is True,
            )
            for place, deposit in enumerate(job.deposits)
        ),
        decisions=(*_selections(job.selections, policy), *_change_requests(job.change_requests)),
        contingencies=tuple(_contingency(place, found) for place, found in enumerate(job.contingencies)),
        escalation_clause=bool(job.escalation_clause),
        contact=_contact(job.contact),
        expectations=tuple(job.expectations),
        realtor=job.realtor.name if job.realtor else None,
        blocks=_blocks(job),
        personality=job.personality,
        worries=tuple(job.worries),
        after_closing_work=tuple(job.after_closing_work),
        hot_buttons=tuple((button.text, button.stage) for button in job.hot_buttons if button.text),
        talks=_talks(job.log, names, usual_channel(len(names), job.contact)),
        promises=tuple(_promise(place, promise) for place, promise in enumerate(job.promises)),
        issues=tuple(_issue(place, issue, _people(job)) for place, issue in enumerate(job.issues)),
        questions=tuple(
            Question(place, found.ask or "a question", found.of, found.asked, found.answered, found.answer, found.by)
            for place, found in enumerate(job.questions)
        ),
        appointments=appointments,
        conflicts=_conflicts(job.conflicts),
        pin_level=job.pin.level if job.pin else None,
        pin_reason=job.pin.reason if job.pin else None,
        pin_until=job.pin.until if job.pin else None,
        snooze_until=job.snooze.until if job.snooze else None,
        care=_care(care) if care else Care(),
        event_what=care.event.what if care and care.event else None,
        event_day=care.event.date if care and care.event else None,
        cancelled_date=job.cancelled.date if job.cancelled else None,
        cancelled_reason=job.cancelled.reason if job.cancelled else None,
        lesson=job.cancelled.lesson if job.cancelled else None,
        refund=job.cancelled.refund if job.cancelled else None,
        door=job.cancelled.door if job.cancelled else None,
        check_back=job.cancelled.check_back if job.cancelled else None,
        is_checked_back=bool(job.cancelled and job.cancelled.done),
        notes=tuple(job.notes),
        own=tuple((key, plain_text(value)) for key, value in job.own.items()),
        unreadable=unreadable,
    )


def _buyers(written: Iterable[model.Buyer]) -> Iterator[Buyer]:
    """Each person by name: `John & Jane Smith` are two."""
    for buyer in written:
        for name in split_people(buyer.name) or (buyer.name,):
            yield buyer_named(name, buyer.phone, buyer.email, buyer.role)


def plain_text(value: object) -> str:
    """Return plain data on one line: `red`, `oak, ash`, `size: 40; color: blue`."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {plain_text(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(plain_text, value))
    return "" if value is None else " ".join(str(value).split())


def _blocks(job: model.Job) -> Blocks:
    """The blocks of `keys.py`, as the file has them."""
    return Blocks._make(_block(kind, getattr(job, key)) for key, kind in block_kinds().items())


def _block(kind: type[NamedTuple], written: model.FileBlock | None) -> NamedTuple | None:
    return None if written is None else kind(*(getattr(written, name) for name in kind._fields))


def _contact(written: model.Contact | None) -> Contact:
    if written is None:
        return Contact()
    response = written.response
    return Contact(
        channel=written.channel,
        when=written.when,
        avoid=tuple(written.avoid),
        time_zone=written.time_zone,
        local=written.local,
        response_days=response.days if response else None,
        urgent_channel=response.urgent_channel if response else None,
        cadence_days=written.cadence_days,
        worst_days=written.worst_days,
    )


def _shift(place: int, written: model.Shift) -> Shift:
    return Shift(
        place=place,
        what=written.what,
        from_day=written.from_,
        to_day=written.to,
        known_date=written.known_date,
        told_date=written.told_date,
        told_how=written.told_how,
        cause_kind=written.cause_kind,
        cause=written.cause,
        together=written.together,
        plan_b=written.plan_b,
        ours=written.ours,
        amendment_date=written.amendment_date,
        amendment_written="amendment_date" in written.model_fields_set,
        by=written.by,
    )


def _cash_or_none(lender: str | None) -> LoanProduct | None:
    """`lender: cash` names no lender: there is no loan."""
    return LoanProduct.CASH if lender and word_of(LoanProduct, lender) is LoanProduct.CASH else None


def _lender(written: model.Lender) -> Lender:
    return Lender(
        name=written.name,
        officer=written.officer,
        phone=written.phone,
        product=written.product or _cash_or_none(written.name),
        status=written.status,
        applied_date=written.applied_date,
        lock_expires=written.lock_expires,
        lock_kind=written.lock_kind,
        credit_docs_date=written.credit_docs_date,
        papers=tuple(
            Paper(place, paper.what or "a paper", paper.due, _day(paper.done), paper.done is True)
            for place, paper in enumerate(written.papers)
        ),
        appraisal=_appraisal(written.appraisal) if written.appraisal else None,
    )


def _appraisal(written: model.Appraisal) -> Appraisal:
    """A value that is known, whatever it is, was found by an appraisal that is done (reading 19)."""
    is_done = bool(written.done) or written.ok is not None
    return Appraisal(written.ordered, written.done if isinstance(written.done, date) else None, is_done, written.ok)


def _selections(written: Iterable[model.Selection], policy: Policy) -> Iterator[Selection]:
    ended = (SelectionStatus.DECIDED, SelectionStatus.CHANGED)
    for place, choice in enumerate(written):
        is_decided = choice.decided is not None or choice.status in ended
        yield Selection("selections", place, choice.item or "a choice", _decide_by(choice, policy), is_decided)


def _decide_by(choice: model.Selection, policy: Policy) -> date | None:
    """Work backward from the day it is needed on site (reading 11, 002-5)."""
    if choice.decide_by is not None:
        return choice.decide_by
    if choice.order_by is not None:
        return choice.order_by - timedelta(days=5)
    lead = choice.lead_days
    if lead is None:
        item = (choice.item or "").casefold()
        lead = next((days for name, days in policy.lead_days if name.casefold() == item), None)
    if choice.needed_date is None or lead is None:
        return None
    return choice.needed_date - timedelta(days=lead + 5)


def _change_requests(written: Iterable[model.ChangeRequest]) -> Iterator[Selection]:
    ended = (RequestStatus.ANSWERED, RequestStatus.DECLINED)
    for place, request in enumerate(written):
        yield Selection("change_requests", place, request.what or "a change", request.answer_by, request.status in ended)


def _contingency(place: int, written: model.Contingency) -> Contingency:
    return Contingency(
        place=place,
        kind=written.kind or "contingency",
        listed_date=written.listed_date,
        expires=written.expires,
        notice_until=written.notice_until,
        released_date=written.released_date,
        status=written.status or ContingencyStatus.OPEN,
        note=written.note,
    )


def _talks(written: Sequence[model.LogEntry], names: tuple[str, ...], usual: Channel) -> tuple[Talk, ...]:
    """The conversations in order of day, those of one day as the file has them; one without a day cannot be placed."""
    known = {name.casefold() for name in names}
    talks = [_talk(place, entry, entry.at, names, known, usual) for place, entry in enumerate(written) if entry.at is not None]
    return tuple(sorted(talks, key=lambda talk: talk.at.day))


def _talk(place: int, entry: model.LogEntry, at: Moment, names: tuple[str, ...], known: set[str], usual: Channel) -> Talk:
    """`names` are those of the buyers, `known` the same without case."""
    how = entry.how or usual
    kind = entry.kind or (TalkKind.ATTEMPT if entry.outcome in MISSED_OUTCOMES else TalkKind.UPDATE)
    present = {name.casefold() for name in entry.with_}
    with_ = entry.with_ if present <= known else tuple(person_meant(name, names) for name in people_in(entry.with_))
    present = {name.casefold() for name in with_}
    return Talk(
        place=place,
        at=at,
        buyers=names if not present or present == known else tuple(name for name in names if name.casefold() in present),
        how=how,
        kind=kind,
        outcome=entry.outcome or usual_outcome(kind, how, entry.reply_owed),
        mood=entry.mood,
        topics=entry.topic,
        text=entry.text,
        said=entry.said,
        written_date=entry.written_date,
        reply_owed=entry.reply_owed,
        next=_next_step(entry.next),
        private=bool(entry.private),
        others=() if present <= known else tuple(name for name in with_ if name.casefold() not in known),
        by=entry.by,
        photos=entry.photos,
        video=entry.video,
    )


def usual_outcome(kind: str, how: str, reply_owed: bool | None) -> Outcome:
    """Return what an entry without an outcome reads as. A call of theirs is a talk only where no answer is owed (reading 20)."""
    if kind == TalkKind.ATTEMPT:
        return Outcome.NO_ANSWER
    if kind == TalkKind.INBOUND and reply_owed is not False:
        return Outcome.SENT
    return default_outcome(how)


def default_outcome(how: str) -> Outcome:
    """How words of ours got there when nothing else was noted: spoken ones reached somebody, all others were sent (reading 3)."""
    return Outcome.REACHED if how in LIVE_CHANNELS else Outcome.SENT


def _next_step(written: model.Next | None) -> NextStep | None:
    if written is None:
        return None
    done = written.done
    return NextStep(written.what, written.date, written.agreed is not False, _day(done), written.is_none, done is True)


def _promise(place: int, written: model.Promise) -> Promise:
    return Promise(
        place=place,
        text=written.text or "something",
        by=written.by or Party.ME,
        to=written.to,
        due=written.due,
        made=written.made,
        needs=written.needs,
        done=_day(written.done),
        status=written.status,
        is_done_undated=written.done is True,
        noted_by=written.noted_by,
    )


def _conflicts(written: Iterable[model.Conflict]) -> tuple[Conflict, ...]:
    return tuple(
        Conflict(place, one.key or "something", one.kept, one.other, one.at, one.by, one.from_, bool(one.settled))
        for place, one in enumerate(written)
    )


def _day(done: date | bool | None) -> date | None:
    """The day on which something was done; None where none is written, done or not (reading 20)."""
    return None if isinstance(done, bool) else done


def _people(job: model.Job) -> tuple[str, ...]:
    """Everybody whom the home names, besides the buyers' own people."""
    lender, realtor = job.lender, job.realtor
    named = (job.superintendent, job.cover, lender and lender.officer, realtor and realtor.name, job.title_contact)
    return (*(buyer.name for buyer in job.buyers), *(name for name in named if name))


def _issue(place: int, written: model.Issue, people: tuple[str, ...]) -> Issue:
    return Issue(
        place=place,
        id=written.id or str(place + 1),
        text=written.text or "an issue",
        wants=written.wants,
        side=written.side,
        severity=written.severity,
        opened=written.opened,
        owner=written.owner and person_meant(written.owner, people),
        due=written.due,
        reassured_date=written.reassured_date,
        status=written.status or IssueStatus.OPEN,
        noted_by=written.noted_by,
    )


def _bookings(job: model.Job) -> tuple[dict[BookingKind, Moment | None], tuple[Appointment, ...]]:
    """The home's own dates and its appointments, told alike where both are the same thing."""
    dates = {
        BookingKind.ORIENTATION: job.orientation_date,
        BookingKind.PRECON: job.precon_date,
        BookingKind.PREDRYWALL: job.predrywall_date,
    }
    return unite_bookings(dates, tuple(_appointments(job.appointments))) if job.appointments else (dates, ())


def _day_only(written: date | bool | None) -> date | None:
    """The day on which a thing is done; None where the file says no more than that it is."""
    return None if isinstance(written, bool) else written


def _appointments(written: Iterable[model.Appointment]) -> Iterator[Appointment]:
    """Those that have a day."""
    for place, meeting in enumerate(written):
        if meeting.at is not None:
            yield Appointment(
                place=place,
                at=meeting.at,
                what=meeting.what or "appointment",
                minutes=meeting.minutes,
                where=meeting.where,
                with_whom=meeting.with_,
                purpose=meeting.purpose,
                confirmed=None if meeting.confirmed is None else bool(meeting.confirmed),
                by=meeting.by,
            )


def _care(written: model.Care) -> Care:
    survey = written.survey
    return Care(
        done=written.done,
        survey_expected=survey.expected if survey else None,
        survey_score=survey.score if survey else None,
        testimonial=written.testimonial,
        referral_asked=bool(written.referral and (written.referral.asked or written.referral.names)),
        referral_names=tuple(written.referral.names) if written.referral else (),
        warranty_items=tuple(written.warranty_items),
    )


def backlog_with(
    backlog_file: model.BacklogFile, jobs: Iterable[JobSummary], bad: Sequence[str] = (), warnings: int = 0
) -> Backlog:
    """Return the backlog of `backlog_file` with job summaries that were already computed."""
    backlog = Backlog(
        policy=policy_of(backlog_file.settings),
        away=tuple(_absence(place, away) for place, away in enumerate(backlog_file.away)),
        jobs=name_homes(jobs),
        bad=tuple(bad),
        warnings=warnings,
        conflicts=_conflicts(backlog_file.conflicts),
    )
    return with_history(backlog)


def _absence(place: int, written: model.AwayEntry) -> Absence:
    return Absence(place, written.from_, written.to, written.cover, bool(written.buyers_told), bool(written.autoreply_set))
