#!/usr/bin/env python3
"""The charm's own code. A simulated controller does not run it: tests/guestbook.yaml says what it does."""
