"""Lines for the programs that run others by the clock: cron, systemd, launchd, Windows Task Scheduler. Nothing is installed."""

from __future__ import annotations

import shlex
from subprocess import list2cmdline
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = 7  # on the clock of her computer
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class MorningJob(NamedTuple):
    """What is to run: the words that start this program, her file, the folder for the pages and the file for the morning page.

    All paths are absolute.
    """

    program: Sequence[str]
    file: str
    folder: str
    page: str

    @property
    def due(self) -> tuple[str, ...]:
        """The command that prints the morning page."""
        return (*self.program, "--file", self.file, "due")

    @property
    def site(self) -> tuple[str, ...]:
        """The command that writes the pages for the phone."""
        return (*self.program, "--file", self.file, "export", "site", self.folder)


def require_plain(job: MorningJob) -> None:
    """Raise UsageError for a path with a line end or the like in it: no crontab can say that."""
    if not all(sign.isprintable() for word in (*job.site, job.page) for sign in word):
        raise UsageError("a path with line breaks or other hidden characters can't be scheduled; rename the folder first.")


def crontab_line(words: Sequence[str]) -> str:
    """A line of a crontab that runs these words every working morning. A bare % would end the command there."""
    return f"0 {HOUR} * * 1-5 {shlex.join(words)}".replace("%", "\\%")


def systemd_service(*commands: Sequence[str]) -> str:
    """A service that runs these commands, one after the other."""
    # Behind `env`, because the path of what systemd starts itself may hold neither quotes nor $.
    starts = "\n".join(f"ExecStart=/usr/bin/env {' '.join(map(_systemd_quote, words))}" for words in commands)
    return f"[Unit]\nDescription=The morning page of backlog\n\n[Service]\nType=oneshot\n{starts}\n"


def systemd_timer() -> str:
    """The timer that starts the service of the same name; a morning that was slept through is made up for."""
    days = f"{_DAYS[0][:3]}..{_DAYS[-1][:3]}"
    return (
        f"[Unit]\nDescription=Every working morning\n\n[Timer]\nOnCalendar={days} {HOUR:02}:00\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _systemd_quote(word: str) -> str:
    quoted = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return quoted if quoted == word and not any(sign in word for sign in " ';#") else f'"{quoted}"'


def launchd_plist(words: Sequence[str], output: str) -> str:
    """A launchd agent that runs these words every working morning; what they print goes to the file `output`."""
    strings = "\n".join(f"    <string>{escape(word)}</string>" for word in words)
    days = "\n".join(
        f"    <dict><key>Weekday</key><integer>{day}</integer><key>Hour</key><integer>{HOUR}</integer>"
        "<key>Minute</key><integer>0</integer></dict>"
        for day in range(1, 6)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n'
        "  <key>Label</key><string>backlog</string>\n"
        f"  <key>ProgramArguments</key>\n  <array>\n{strings}\n  </array>\n"
        f"  <key>StandardOutPath</key><string>{escape(output)}</string>\n"
        f"  <key>StartCalendarInterval</key>\n  <array>\n{days}\n  </array>\n</dict>\n</plist>\n"
    )


def task_scheduler_line(words: Sequence[str], output: str | None = None) -> str:
    """A line for PowerShell that lets Task Scheduler run these words every working morning, printing into a file `output`."""
    program, arguments = words[0], list2cmdline(words[1:])
    if output is not None:
        # What it prints is UTF-8; PowerShell would take it for the code page of the console.
        start, to = " ".join(map(_powershell_quote, words)), _powershell_quote(output)
        script = f"[Console]::OutputEncoding = [Text.Encoding]::UTF8; & {start} | Set-Content -Encoding utf8 {to}"
        program, arguments = "powershell.exe", list2cmdline(["-NoProfile", "-Command", script])
    action = f"New-ScheduledTaskAction -Execute {_powershell_quote(program)} -Argument {_powershell_quote(arguments)}"
    trigger = f"New-ScheduledTaskTrigger -Weekly -DaysOfWeek {','.join(_DAYS)} -At {HOUR:02}:00"
    name = "backlog" if output is None else "backlog due"
    return f"Register-ScheduledTask -TaskName '{name}' -Trigger ({trigger}) -Action ({action})"


def _powershell_quote(word: str) -> str:
    # PowerShell takes typographic apostrophes for straight ones.
    return "'" + "".join(sign * 2 if sign in "'‘’‚‛" else sign for sign in word) + "'"


def schedule_text(job: MorningJob, *, platform: str) -> str:
    """All that can be pasted, that of her own system first; `platform` is Python's name of it."""
    parts = {"linux": _CRON, "systemd": _SYSTEMD, "win32": _WINDOWS}
    if platform == "darwin":
        parts = {"darwin": _LAUNCHD, **parts}
    own = [name for name in parts if name == platform]
    told = [parts[name] for name in (*own, *(name for name in parts if name not in own))]
    return "\n".join([_HEAD, *told]).format(
        hour=f"{HOUR}:00",
        cron_due=crontab_line(job.due),
        cron_site=crontab_line(job.site),
        service=systemd_service(job.due, job.site),
        timer=systemd_timer(),
        task_due=task_scheduler_line(job.due, job.page),
        task_site=task_scheduler_line(job.site),
        plist=launchd_plist(job.due, job.page),
    )


_HEAD = """\
Monday to Friday at {hour}: `due` prints your morning page, `export site`
writes the pages for your phone. Keep the line you want; change the time to
yours. Nothing was installed.
"""
_CRON = """\
CRON (Linux, Mac): type crontab -e and add, with your own address:

MAILTO=you@example.com
{cron_due}
{cron_site}

You get the page by email if this computer can send email.
"""
_SYSTEMD = """\
SYSTEMD (Linux): two files.
~/.config/systemd/user/backlog.service

{service}
~/.config/systemd/user/backlog.timer

{timer}
Then: systemctl --user enable --now backlog.timer
Read the page with: journalctl --user -u backlog
"""
_LAUNCHD = """\
LAUNCHD (Mac): one file, ~/Library/LaunchAgents/backlog.plist

{plist}
Then: launchctl load ~/Library/LaunchAgents/backlog.plist
Each morning's page is added to the end of the file it names.
"""
_WINDOWS = """\
TASK SCHEDULER (Windows): paste one of these into PowerShell. The first writes
your morning page to a text file, the second the pages for your phone.

{task_due}
{task_site}
"""
