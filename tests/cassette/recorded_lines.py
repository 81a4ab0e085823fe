"""Lines of recordings, as other tools write them."""

from __future__ import annotations

from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def ask(number: int, method: str = "Ping") -> str:
    return (
        f'{{"request-id": {number}, "type": "Pinger", "version": 1, "request": "{method}", "params": {{}}}}'
    )


def reply(number: int, result: str = "{}") -> str:
    return f'{{"request-id":{number},"response":{result}}}\n'
