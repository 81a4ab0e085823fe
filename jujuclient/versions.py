"""A version of Juju: 3.6.28, 4.0-beta5, 2.9.52-ubuntu-amd64."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Version", "default_release"]

_VERSION = re.compile(
    r"(?P<major>\d+)\.(?P<minor>\d+)(?:\.(?P<patch>\d+)|-(?P<tag>[a-z]+)(?P<tagged>\d+))?(?:\.(?P<build>\d+))?"
    r"(?:-(?P<release>[a-z][^-]*)-(?P<arch>[^-]+))?"
)


_RELEASES = {
    (1, 0): "14.04", (2, 0): "16.04", (2, 6): "18.04", (2, 9): "20.04", (3, 0): "22.04", (4, 0): "24.04",
}  # fmt: skip
"""The first series of Juju with that default; of 2.9, 3.6 and 4.0 as recorded."""


def default_release(juju: tuple[int, int]) -> str:
    """The release of Ubuntu that a Juju takes where nobody names one: ``24.04``."""
    return _RELEASES[max(first for first in _RELEASES if first <= juju)]


@dataclass(frozen=True)
class Version:
    """A version of Juju.

    Attributes:
        patch: 5 in 3.6.5, and in 4.0-beta5.
        release, arch: of the binary, such as ubuntu and amd64; "" where they are not told.
        tag: such as beta; "" for a version that is out.
    """

    major: int
    minor: int
    patch: int
    release: str = ""
    arch: str = ""
    tag: str = ""
    build: int = 0
    git_commit: str = ""

    @classmethod
    def of(cls, text: str) -> Version:
        """Read a version.

        Raises:
            ValueError: the text is none.
        """
        match = _VERSION.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no version of Juju; one is such as 3.6.5")
        return cls(
            int(match["major"]),
            int(match["minor"]),
            int(match["patch"] or match["tagged"] or 0),
            match["release"] or "",
            match["arch"] or "",
            match["tag"] or "",
            int(match["build"] or 0),
        )

    @property
    def tuple(self) -> tuple[int, int, int]:
        """To compare with: ``(3, 6, 5)``."""
        return (self.major, self.minor, self.patch)

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}" + (f"-{self.tag}" if self.tag else ".") + str(self.patch)
        text += f".{self.build}" if self.build else ""
        return f"{text}-{self.release}-{self.arch}" if self.release and self.arch else text
