"""The ledger's own tables: one Merkle log over every history row and every row that is only added to.

They are written by the sealer (`kernel.ledger`), and only ever added to. docs/ledger.md says what they mean.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from kernel.models.record import AppendOnly

ITSELF = "the log cannot have itself as its leaves"


class LedgerEra(AppendOnly):
    """The database that rows were written in. A restored copy numbers its transactions anew, and so begins an era."""

    outside_ledger = ITSELF
    owner_writes = True

    number = models.SmallIntegerField(primary_key=True)
    system = models.BigIntegerField()
    """The cluster's `system_identifier`."""
    database = models.BigIntegerField()
    """The database's oid in it."""
    opened_at = models.DateTimeField(db_default=Now())
    reason = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="ledgerera_has_reason")]

    def __str__(self) -> str:
        return f"era {self.number}"


class LedgerFormat(AppendOnly):
    """Which columns of a table a leaf holds in clear, and which it commits to. A changed list is a further version."""

    outside_ledger = ITSELF
    owner_writes = True

    covered = models.SmallIntegerField()
    """The table's number, which leaves have in place of its name."""
    version = models.SmallIntegerField()
    table = models.TextField()
    key = models.TextField()
    """The column that names the row."""
    open = ArrayField(models.TextField())
    committed = ArrayField(models.TextField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["covered", "version"], name="ledgerformat_one_of_a_version"),
            models.UniqueConstraint(fields=["table", "version"], name="ledgerformat_one_of_a_table"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.version}"


class LedgerLeaf(AppendOnly):
    """One sealed row, at its place for ever."""

    outside_ledger = ITSELF

    position = models.BigIntegerField(primary_key=True)
    covered = models.SmallIntegerField()
    version = models.SmallIntegerField()
    row = models.TextField(db_collation="C")
    """The row's key as text."""
    commitment = models.BinaryField(max_length=32)
    leaf = models.BinaryField(max_length=32)
    """The leaf's hash."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["covered", "row"], name="ledgerleaf_one_of_a_row"),
            models.CheckConstraint(condition=Q(position__gte=0), name="ledgerleaf_position_from_nought"),
        ]

    def __str__(self) -> str:
        return f"leaf {self.position}"


class LedgerNode(AppendOnly):
    """A whole subtree of 256, 65,536, ... leaves, kept so that proofs are short work."""

    outside_ledger = ITSELF

    pk = models.CompositePrimaryKey("level", "place")
    level = models.SmallIntegerField()
    place = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"node {self.level}/{self.place}"


class LedgerHead(AppendOnly):
    """The log as it stood after one pass of the sealer, signed."""

    outside_ledger = ITSELF

    size = models.BigIntegerField(primary_key=True)
    previous = models.BigIntegerField(unique=True)
    """The size before: no two passes can follow the same one."""
    root = models.BinaryField(max_length=32)
    era = models.SmallIntegerField()
    snapshot = models.TextField()
    """`pg_current_snapshot()` of the pass: the next one seals what this one could not see."""
    peaks = models.BinaryField()
    """The roots of the whole subtrees, largest first, from which the next pass goes on."""
    at = models.DateTimeField()
    key_id = models.TextField()
    signature = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=F("previous")), name="ledgerhead_grows")]

    def __str__(self) -> str:
        return f"head {self.size}"


class Erasure(AppendOnly):
    """A tombstone: the personal columns of these rows of one table were blanked, and their salts destroyed.

    Written by the owner's function `ledger_erase` alone, in the transaction that erases; itself a leaf.
    """

    owner_writes = True
    open_texts = ("table", "rows", "reason", "authority")

    table = models.TextField()
    rows = ArrayField(models.TextField())
    """The keys of the rows, as text."""
    reason = models.TextField()
    """In general terms: it must name nobody, since it is kept for ever."""
    authority = models.TextField()
    """Who decided it, and under which rule."""
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(authority=""), name="erasure_has_grounds"),
        ]

    def __str__(self) -> str:
        return f"erasure of {len(self.rows)} rows of {self.table}"
