"""Words of the trade that buyers do not use, with plain ones to say instead (004-18)."""

from __future__ import annotations

import re
from typing import NamedTuple


class Jargon(NamedTuple):
    """A word of the trade as it is in a text, and what to say instead."""

    word: str
    say: str


# In lower case found in any case; with a capital only as it is written here, because "CD" is not "cd".
_PLAIN_WORDS: tuple[tuple[str, str], ...] = (
    ("punch list", "list of the last small fixes"),
    ("punch-out", "the last small fixes"),
    ("punch", "the last small fixes"),
    ("rough-ins", "pipes, ducts and wires in the open walls"),
    ("rough-in", "pipes, ducts and wires in the open walls"),
    ("rough in", "pipes, ducts and wires in the open walls"),
    ("dry-in", "roof and windows in, so that it stays dry"),
    ("dried in", "roof and windows in, so that it stays dry"),
    ("pre-con", "meeting before the work starts"),
    ("precon", "meeting before the work starts"),
    ("pre-drywall", "walk before the walls are closed"),
    ("sheetrock", "wall boards"),
    ("mud and tape", "the seams of the wall boards"),
    ("flatwork", "driveway and walks"),
    ("soffit", "underside of the roof edge"),
    ("fascia", "board along the roof edge"),
    ("flashing", "metal strips that keep water out"),
    ("footer", "concrete under the walls"),
    ("stem wall", "low wall under the floor"),
    ("joist", "floor beam"),
    ("header", "beam over an opening"),
    ("blocking", "wood pieces between the studs"),
    ("backsplash", "tiles above the counter"),
    ("low-voltage", "network and television wires"),
    ("plat", "map of the lots"),
    ("easement", "right of others to use a strip of the lot"),
    ("setback", "distance to the lot line"),
    ("takeoff", "list of material"),
    ("change order", "change to your home, in writing"),
    ("escalation clause", "what we agreed about the cost of material"),
    ("contingency", "condition in your contract"),
    ("kick-out", "notice that another buyer is waiting"),
    ("clear to close", "the lender's last yes"),
    ("rate lock", "the rate your lender holds for you"),
    ("float-down", "the right to a lower rate"),
    ("earnest money", "first deposit"),
    ("underwriter", "person at the lender who checks the papers"),
    ("underwriting", "the lender's check of the papers"),
    ("superintendent", "the person who builds your home"),
    ("the super", "the person who builds your home"),
    ("subs", "crews"),
    ("subcontractor", "crew"),
    ("backlog", "homes under way"),
    ("CTC", "the lender's last yes"),
    ("CD", "the lender's list of all costs"),
    ("CO", "certificate that lets you move in"),
    ("C of O", "certificate that lets you move in"),
    ("CofO", "certificate that lets you move in"),
    ("TCO", "certificate that lets you move in for the time being"),
    ("HVAC", "heating and cooling"),
    ("MEP", "pipes, ducts and wires"),
    ("LVP", "vinyl floor"),
    ("GC", "builder"),
    ("PM", "the person who builds your home"),
    ("QA", "our own check"),
    ("EMD", "first deposit"),
    ("LTV", "part of the price that is borrowed"),
    ("DTI", "your payments against your income"),
    ("PITI", "monthly payment with tax and insurance"),
    ("ETA", "day it comes"),
    ("EOD", "the end of the day"),
    ("TBD", "not known yet"),
)


def jargon_in(text: str) -> tuple[Jargon, ...]:
    """Return every word of the trade in a text, each once, in the order they are there; the longest one where two overlap."""
    found: dict[str, tuple[int, Jargon]] = {}
    taken: list[tuple[int, int]] = []
    for word, say in sorted(_PLAIN_WORDS, key=lambda pair: -len(pair[0])):
        pattern = rf"(?<![\w-]){re.escape(word).replace(chr(92) + ' ', chr(92) + 's+')}(?:s|es)?(?![\w-])"
        for hit in re.finditer(pattern, text, re.IGNORECASE if word.islower() else 0):
            if any(begin < hit.end() and hit.start() < end for begin, end in taken):
                continue
            taken.append(hit.span())
            known = found.get(word)
            if known is None or hit.start() < known[0]:
                found[word] = (hit.start(), Jargon(" ".join(hit[0].split()), say))
    return tuple(jargon for _, jargon in sorted(found.values(), key=lambda pair: pair[0]))
