"""The tables of barring, one noun a file."""

from barring.models.bars import Bar, BarStep, Representation
from barring.models.checks import Check, CheckReview
from barring.models.extensions import RepresentationsExtension

__all__ = ["Bar", "BarStep", "Check", "CheckReview", "Representation", "RepresentationsExtension"]
