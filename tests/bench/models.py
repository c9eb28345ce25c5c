"""Two tables alike but for history, and one that is only added to. They stand in the benchmark's own database only."""

from django.db import models

from kernel.models import AppendOnly, Record


class Columns(models.Model):
    """Eleven and the key, of the kinds that records have."""

    name = models.TextField()
    born_on = models.DateField(null=True)
    note = models.TextField(default="")
    place = models.IntegerField(default=0)
    title = models.CharField(max_length=40, default="Director of Finance")
    reference = models.CharField(max_length=20, default="CC-2026-0001")
    is_open = models.BooleanField(default=True)
    facts = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    officer = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class Plain(Columns):
    without_history = "what history is measured against"


class Kept(Record, Columns):
    personal = ("name", "born_on", "note")


class Noted(AppendOnly):
    """Ten columns and the key, as steps, access events and deliveries have from five to sixteen."""

    personal = ("name", "born_on", "note")
    open_texts = ("title", "reference")

    name = models.TextField()
    born_on = models.DateField()
    note = models.TextField()
    place = models.IntegerField()
    title = models.CharField(max_length=40)
    reference = models.CharField(max_length=20)
    is_open = models.BooleanField()
    seen_at = models.DateTimeField()
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    officer = models.BigIntegerField()


class Asked(models.Model):
    """A check as the usual stack keeps one."""

    without_history = "what a check is measured against"

    number = models.CharField(max_length=20)
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField(auto_now_add=True)
    tier = models.CharField(max_length=20)
    purpose = models.CharField(max_length=30)
    outcome = models.CharField(max_length=30)
