"""The tables of barring, one noun a file."""

from barring.models.bars import Bar, BarStep, Representation
from barring.models.batches import (
    BatchDraft,
    BatchDraftPart,
    BatchLayout,
    CheckBatch,
    CheckBatchFault,
    CheckBatchPart,
    CheckBatchProgress,
)
from barring.models.checks import Check, CheckReview, LaterSignature
from barring.models.corrections import CheckCorrection, CheckKeys, RecallDue, RecallPass, RecallPerson
from barring.models.dismissals import Dismissal, DismissalWithdrawal
from barring.models.extensions import AppealExtension, RepresentationsExtension
from barring.models.lookers import CheckDelay, CheckQuery
from barring.models.watch_batches import WatchBatch, WatchBatchFault, WatchBatchRow
from barring.models.watches import Watch, WatchLook, WatchPass

__all__ = [
    "AppealExtension",
    "Bar",
    "BarStep",
    "BatchDraft",
    "BatchDraftPart",
    "BatchLayout",
    "Check",
    "CheckBatch",
    "CheckBatchFault",
    "CheckBatchPart",
    "CheckBatchProgress",
    "CheckCorrection",
    "CheckDelay",
    "CheckKeys",
    "CheckQuery",
    "CheckReview",
    "Dismissal",
    "DismissalWithdrawal",
    "LaterSignature",
    "RecallDue",
    "RecallPass",
    "RecallPerson",
    "Representation",
    "RepresentationsExtension",
    "Watch",
    "WatchBatch",
    "WatchBatchFault",
    "WatchBatchRow",
    "WatchLook",
    "WatchPass",
]
