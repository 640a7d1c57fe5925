"""What tells an assistant how to use the program: SKILL.md, as it comes with it."""

from __future__ import annotations

from pathlib import Path

# Where tools look that collect the skills of installed packages.
SKILL = Path(__file__).parent.parent / ".agents" / "skills" / "backlog" / "SKILL.md"
RULES = "\n## Rules\n"


def skill_text() -> str:
    """Return the whole of it."""
    return SKILL.read_text(encoding="utf-8")


def skill_rules() -> str:
    """Return its rules, which hold for every assistant, with a shell or without."""
    return skill_text().partition(RULES)[2].partition("\n## ")[0].strip()
