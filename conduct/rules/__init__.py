"""Decisions of conduct as pure functions: no database, no clock."""
