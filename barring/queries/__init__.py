"""Reads of barring."""
