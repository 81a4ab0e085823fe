"""Juju 2 as jujuclient 0.54 had it; see ``jujuclient.classic``."""
