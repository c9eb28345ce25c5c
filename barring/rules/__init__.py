"""Decisions as pure functions: the periods and people of a bar, and how a check resolves its subject."""
