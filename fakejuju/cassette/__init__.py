"""Cassettes: conversations with a controller, kept as text that people can read and edit."""
