"""The parts that these tests share; see ``parts``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from parts import dial

__all__ = ["dial"]
