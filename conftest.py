"""What every test of the project gets: pytester, and hypothesis without deadlines of its own."""

from __future__ import annotations

import hypothesis

pytest_plugins = ["pytester"]

# The machine is shared and slow at times; a slow example is no failure. Same examples every run.
hypothesis.settings.register_profile("project", deadline=None, derandomize=True)
hypothesis.settings.load_profile("project")
