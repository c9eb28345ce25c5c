"""What a table may be: a Record, whose changes PostgreSQL writes down, or AppendOnly, which never changes.

The history tables, their names and readers (`.history`, `as_of`, `diff_against`) are django-simple-history's.
Their rows are written by the triggers of `kernel.db.triggers`: nothing that reaches a table goes round them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from simple_history.models import HistoricalRecords

SetType = TypeVar("SetType", contravariant=True)
GetType = TypeVar("GetType", covariant=True)

if TYPE_CHECKING:
    IntegerColumn = models.BigIntegerField
else:

    class IntegerColumn(models.BigIntegerField):
        """Takes its types in brackets, as the stubs ask and Django does not allow."""

        def __class_getitem__(cls, types: object) -> type:
            return cls


class XidField(IntegerColumn[SetType, GetType]):
    """A transaction's number (xid8), never used again. It says what a snapshot sees; a timestamp cannot."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "xid8"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Sent as text: PostgreSQL has no cast from a number to xid8."""
        value = super().get_db_prep_value(value, connection, prepared)
        return str(value) if isinstance(value, int) else value

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> int | None:
        return None if value is None else int(value)


class CurrentXid(models.Func):
    """The number of the transaction that runs it. Use as `XidField(db_default=CurrentXid())`."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = XidField()


class HistoryRow(models.Model):
    """What our rows say beyond simple-history's: for whom, and in which request. The ledger's columns add the rest."""

    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    request_id = models.TextField()

    class Meta:
        abstract = True


class DatabaseHistory(HistoricalRecords):
    """simple-history's models and readers, and none of its writing."""

    _date_indexing = False  # one index serves every reader: see get_meta_options

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "inherit": True,
                "bases": [HistoryRow],
                "history_id_field": models.BigAutoField(),
                "history_change_reason_field": models.TextField(null=True),
                **options,
            }
        )

    def add_extra_methods(self, cls: type[models.Model]) -> None:
        """No save_without_historical_record: there is no such save."""

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        """Give a new Record its history model. A proxy reads that of its table."""
        meta = sender._meta
        if not issubclass(sender, self.cls) or meta.proxy or meta.swapped:
            return
        if meta.parents:
            raise TypeError(f"{sender.__name__}: a Record may not inherit a table and split its history.")
        if taken := {field.name for field in meta.fields} & {field.name for field in HistoryRow._meta.fields}:
            raise TypeError(f"{sender.__name__}: history has fields of these names itself: {sorted(taken)}")
        super().finalize(sender, **kwargs)
        # simple-history's own writers. Even idle, they would make Django load every row that it deletes.
        models.signals.post_save.disconnect(self.post_save, sender=sender)
        models.signals.pre_delete.disconnect(self.pre_delete, sender=sender)
        models.signals.post_delete.disconnect(self.post_delete, sender=sender)

    def fields_included(self, model: type[models.Model]) -> list[models.Field[Any, Any]]:
        left_out = getattr(model, "history_leaves_out", ())
        fields = super().fields_included(model)
        return [field for field in fields if field.name not in left_out and not field.generated]

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
        fields: dict[str, models.Field[Any, Any]] = super().copy_fields(model)
        for field in fields.values():
            setattr(field, "db_index", False)  # noqa: B010  # unknown to the stubs
        return fields

    def _get_history_user_fields(self) -> dict[str, models.Field[Any, Any]]:
        # Not SET_NULL: deleting a user would rewrite history. The trigger checks that the user exists.
        user: models.ForeignKey[Any, Any] = models.ForeignKey(
            settings.AUTH_USER_MODEL,
            models.DO_NOTHING,
            db_constraint=False,
            db_index=False,
            related_name="+",
        )
        return {"history_user": user}

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        options: dict[str, Any] = super().get_meta_options(model)
        pk = model._meta.pk
        assert pk is not None
        index = models.Index(fields=[pk.name, "-history_date"])
        return {**options, "indexes": [index], "default_permissions": ()}


class Record(models.Model):
    """A row whose every change is kept in `.history`: what it became, who did it, when and why.

    A write needs an actor (`kernel.history.acting`) and a transaction; without them PostgreSQL refuses it.
    """

    history: ClassVar[Any] = DatabaseHistory()

    history_leaves_out: ClassVar[tuple[str, ...]] = ()
    """Fields that history must not keep: secrets."""

    deletable: ClassVar[bool] = False
    """Whether the application may delete rows. Facts are superseded; rows that only join two are deleted."""

    personal: ClassVar[tuple[str, ...]] = ()
    """Fields that say something of a person. The ledger commits to them under a salt, so that they can be erased."""

    open_texts: ClassVar[tuple[str, ...]] = ()
    """Free texts and dates that look personal and are not: the ledger's leaves hold them in clear for ever."""

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """A row that is written once and never changed or deleted. It is its own history, and needs no actor."""

    may_change: ClassVar[tuple[str, ...]] = ()
    """Fields that the application may update after all, such as when a message was sent. The ledger leaves them out."""

    personal: ClassVar[tuple[str, ...]] = ()
    """As `Record.personal`."""

    open_texts: ClassVar[tuple[str, ...]] = ()
    """As `Record.open_texts`."""

    outside_ledger: ClassVar[str] = ""
    """Why the rows are no leaves of the ledger, for the few tables whose rows are not."""

    owner_writes: ClassVar[bool] = False
    """Whether only the owner of the tables adds rows; the application reads them."""

    class Meta:
        abstract = True
