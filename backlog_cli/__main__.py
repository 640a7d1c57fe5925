"""The program's front door: `backlog`, `bklg` and `python -m backlog_cli` all come in here."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # A short life: collecting garbage costs more than it frees.
    import gc

    gc.disable()
    from backlog_cli.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
