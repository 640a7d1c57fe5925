"""A real browser, spoken to over two pipes: what is wrong with a page on every screen and on paper.

`python -m tests.browser PAGE... --to FOLDER` puts pictures of the pages there, to look at.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import zlib
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_CONTRAST = 4.5
LEAST_LINES = 5  # on a sheet that another sheet comes before
PAPER_WIDTH = 725  # pixels of Letter paper without the margins


class View(NamedTuple):
    """One way to look at a page: how wide the window is in pixels, and `light`, `dark` or `print`."""

    width: int
    scheme: str


PRINT = View(PAPER_WIDTH, "print")
VIEWS = (*(View(width, scheme) for width, scheme in product((360, 768, 1280), ("light", "dark"))), PRINT)
QUICK_VIEWS = (View(360, "light"), View(1280, "dark"), PRINT)


class Seen(NamedTuple):
    """One page as a real browser shows it."""

    faults: tuple[str, ...]  # what a reader could stumble over, each with the view it was seen in
    complaints: tuple[str, ...]  # the console's errors and warnings, breaches of the page's own policy among them
    requests: tuple[str, ...]  # every address asked for besides the page itself
    sheets: tuple[int, ...]  # lines of text on each sheet of Letter paper
    text: str  # what a reader sees
    title: str

    @property
    def wrong(self) -> tuple[str, ...]:
        """Everything that must not be: empty for a good page."""
        complaints = (f"console: {words}" for words in self.complaints)
        return (*self.faults, *complaints, *(f"request: {address}" for address in self.requests))

    @property
    def thin(self) -> tuple[str, ...]:
        """The sheets of paper with hardly anything on them; long words can push everything else off one."""
        count = len(self.sheets)
        few = (lines for lines in self.sheets if count > 1 and lines < LEAST_LINES)
        return tuple(f"print: only {lines} lines on a sheet of {count}" for lines in few)


# Judges the page as it is shown now. Colours come back in pairs, to be judged here.
_MEASURE = r"""((width, isPrint) => {
  const faults = [], colours = new Map(), page = document.documentElement;
  const name = el => el.tagName.toLowerCase() + (el.getAttribute('class') ? '.' + el.getAttribute('class') : '');
  if (page.scrollWidth > width) faults.push(`the page is ${page.scrollWidth - width} px too wide`);
  const ids = [...document.querySelectorAll('[id]')].map(el => el.id);
  ids.filter((id, n) => ids.indexOf(id) != n).forEach(id => faults.push(`two elements are called ${id}`));
  const ground = el => { for (; el; el = el.parentElement) {
    const found = getComputedStyle(el).backgroundColor; if (found != 'rgba(0, 0, 0, 0)') return found; }
    return 'rgb(255, 255, 255)'; };
  const see = (text, ink, el) => colours.set(ink + ground(el), [text.slice(0, 40), ink, ground(el)]);
  const isHidden = el => el.closest('thead') && getComputedStyle(el.closest('thead')).clipPath != 'none';
  const isOut = box => box.right > width + 1 || box.left < -1;
  for (const el of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(el);
    if (isHidden(el)) continue;
    if (!el.closest('svg') && style.overflowX != 'visible' && el.scrollWidth > el.clientWidth + 1)
      faults.push(`${name(el)} scrolls sideways inside the page`);
    if (el.tagName == 'svg' && isOut(el.getBoundingClientRect())) faults.push(`${name(el)} is cut`);
    if (isPrint && el.tagName == 'THEAD' && style.display != 'table-header-group') faults.push('a head does not repeat');
    const before = getComputedStyle(el, '::before');
    if (!['none', 'normal', '""'].includes(before.content) && el.getClientRects().length) see(before.content, before.color, el);
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), drawn = new Map();
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), own = walk.currentNode.parentElement;
    if (!text || own.tagName == 'title' || isHidden(own)) continue;
    const range = document.createRange(); range.selectNodeContents(walk.currentNode);
    const boxes = [...range.getClientRects()].filter(box => box.width && box.height);
    if (!boxes.length) continue;
    const style = getComputedStyle(own), picture = own.closest('svg');
    see(text, picture ? style.fill : style.color, own);
    if (boxes.some(isOut)) faults.push(`"${text.slice(0, 40)}" is cut`);
    const scale = picture && own.getScreenCTM ? own.getScreenCTM().a : 1;
    const size = parseFloat(style.fontSize) * scale;
    if (size < (isPrint ? 8.6 : 11)) faults.push(`"${text.slice(0, 40)}" is only ${size.toFixed(1)} px high`);
    if (!picture) continue;
    const frame = picture.getBoundingClientRect(), others = drawn.get(picture) || [];
    for (const box of boxes) {
      if (box.right > frame.right + 1 || box.left < frame.left - 1) faults.push(`"${text.slice(0, 40)}" leaves its picture`);
      if (others.some(o => o.left < box.right - 1 && box.left < o.right - 1 && o.top < box.bottom - 2 && box.top < o.bottom - 2))
        faults.push(`"${text.slice(0, 40)}" lies on another text`);
    }
    drawn.set(picture, [...others, ...boxes]);
  }
  return [faults, [...colours.values()]];
})"""


class Chromium:
    """A headless browser with one tab."""

    def __init__(self, program: str, folder: Path) -> None:
        theirs, self._down = os.pipe()
        self._up, back = os.pipe()
        # The shell puts the pipes where the browser looks for them: 3 to listen, 4 to answer.
        words = 'a=$1 b=$2; shift 2; exec 3<&"$a" 4>&"$b" && exec "$@"'
        options = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
        command = [*options.split(), "--disable-component-update", "--hide-scrollbars", "--remote-debugging-pipe"]
        self.process = subprocess.Popen(
            ["bash", "-c", words, "bash", str(theirs), str(back), program, *command, f"--user-data-dir={folder}"],
            pass_fds=(theirs, back),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs)
        os.close(back)
        self._rest = b""
        self._number = 0
        self._tab: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._tab = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def close(self) -> None:
        """Ends the browser and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._down)
        os.close(self._up)

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its answer; what happens meanwhile is kept in `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params} | ({"sessionId": self._tab} if self._tab else {})
        os.write(self._down, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._heard()
            if heard.get("id") == self._number:
                assert "error" not in heard, (method, heard["error"])
                return dict(heard["result"])
            self.events.append(heard)

    def _heard(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._up], [], [], 60)[0], "the browser does not answer"
            piece = os.read(self._up, 1 << 20)
            assert piece, "the browser ended"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def open(self, file: Path) -> None:
        """Shows a page; returns once it is there."""
        self.events.clear()
        shown = self.ask("Page.navigate", url=file.as_uri())
        assert "errorText" not in shown, shown
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._heard())

    def value(self, expression: str) -> Any:
        """What an expression comes to on the page."""
        found = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def turn(self, view: View) -> None:
        """Shows the open page another way."""
        scheme = "light" if view.scheme == "print" else view.scheme
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", media="print" if view.scheme == "print" else "screen", features=features)
        is_phone = view.width < 500
        self.ask("Emulation.setDeviceMetricsOverride", width=view.width, height=800, deviceScaleFactor=1, mobile=is_phone)

    def picture(self) -> bytes:
        """The open page from top to bottom, as PNG."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        area = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 8000), "scale": 1}
        return base64.b64decode(self.ask("Page.captureScreenshot", captureBeyondViewport=True, clip=area)["data"])

    def print(self) -> bytes:
        """What Print makes of the open page, as PDF."""
        self.ask("Emulation.clearDeviceMetricsOverride")
        return base64.b64decode(self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])

    def look(self, file: Path, views: Sequence[View] = VIEWS) -> Seen:
        """A page, looked at in all these ways."""
        self.open(file)
        faults: list[str] = []
        for view in views:
            self.turn(view)
            found, colours = self.value(f"{_MEASURE}({view.width}, {json.dumps(view.scheme == 'print')})")
            found += [words for colour in colours if (words := _colour_fault(*colour, is_print=view.scheme == "print"))]
            faults += [f"{view.width} {view.scheme}: {words}" for words in found]
        text, title = self.value("document.body.innerText"), self.value("document.title")
        sheets = sheet_lines(self.print()) if PRINT in views else ()
        complaints = tuple(filter(None, map(_complaint, self.events)))
        requests = tuple(address for address in map(_request, self.events) if address not in (None, file.as_uri()))
        return Seen(tuple(faults), complaints, requests, sheets, text, title)


def find_chromium() -> str | None:
    """The browser of this machine, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _colour_fault(text: str, ink: str, ground: str, *, is_print: bool) -> str:
    found = contrast(ink, ground)
    if found < LEAST_CONTRAST:
        return f'"{text}" has a contrast of {found:.1f} ({ink} on {ground})'
    return f'"{text}" is printed in colour ({ink})' if is_print and len(set(_parts(ink))) > 1 else ""


def _complaint(event: dict[str, Any]) -> str | None:
    method, params = event.get("method"), event.get("params", {})
    if method == "Log.entryAdded":
        return str(params["entry"]["text"])
    if method == "Runtime.consoleAPICalled":
        return str(params["args"])
    if method in ("Runtime.exceptionThrown", "Page.javascriptDialogOpening"):
        return str(params)
    return None


def _request(event: dict[str, Any]) -> str | None:
    return str(event["params"]["request"]["url"]) if event.get("method") == "Network.requestWillBeSent" else None


def sheet_lines(pdf: bytes) -> tuple[int, ...]:
    """The lines of text on each page of what the browser printed: the heights at which some text is set."""
    streams = (
        zlib.decompress(found) for found in re.findall(rb"/FlateDecode[^>]*>>\s*stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    )
    pages = [stream for stream in streams if b"/ProcSet" not in stream and b"BT\n" in stream]
    return tuple(len(set(re.findall(rb"([-\d.]+) Tm", page))) for page in pages)


def contrast(ink: str, paper: str) -> float:
    """The contrast of two colours (`#rrggbb` or `rgb(...)`), from 1 to 21, as the web's accessibility rules count it."""
    lighter, darker = sorted((_light(ink), _light(paper)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _parts(colour: str) -> list[float]:
    if colour.startswith("#"):
        return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]


def _light(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def main() -> None:
    """Pictures of pages in every view, and of what is wrong with each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, default=Path())
    asked = parser.parse_args()
    program = find_chromium()
    assert program is not None, "no Chromium here"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        chromium = Chromium(program, Path(folder))
        for page in asked.pages:
            seen = chromium.look(page.resolve())
            print(  # noqa: T201, this is a program
                page.name, f"{len(page.read_bytes())} bytes, lines on paper {seen.sheets}", *seen.wrong, *seen.thin, sep="\n  "
            )
            for view in VIEWS:
                chromium.turn(view)
                (asked.to / f"{page.stem}-{view.width}-{view.scheme}.png").write_bytes(chromium.picture())
            (asked.to / f"{page.stem}.pdf").write_bytes(chromium.print())
        chromium.close()


if __name__ == "__main__":
    main()
