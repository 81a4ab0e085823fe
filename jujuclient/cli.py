"""``jujuclient``: what the library knows, from a shell. No juju and no controller is needed.

jujuclient facades [--series 3.6] [FACADE…]     the table of facades, versions and methods
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status: 0, or 2 for words that make no sense."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="jujuclient", description="A client for Juju 1.18 to 4.1.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("facades", help="the table of facades, versions and methods", add_help=False)
    parsed, rest = parser.parse_known_args(given)
    assert parsed.command == "facades"
    from jujuclient.facades.__main__ import main as facades

    return facades(rest)


if __name__ == "__main__":
    sys.exit(main())
