"""A reporter stops the e-mails, and may give another address; a closed concern is taken up again."""

import django.db.models.deletion
from django.db import migrations, models

from kernel.db.operations import ChangeModels, before, function

ACTIONS = [
    ("TRIAGE", "Start triage"),
    ("OPEN_CASE", "Open a case"),
    ("JOIN_CASE", "Add to an open case"),
    ("CLOSE", "Close the concern"),
    ("REOPEN", "Take it up again"),
    ("TAKE_OVER", "Take over reading it"),
]
ENDS_ONCE = """
    BEGIN
        IF OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
            RAISE EXCEPTION 'an address for notices ends once'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'noticeaddress_ends_once';
        END IF;
        RETURN NEW;
    END"""
NONE_AFTER = """
    BEGIN
        IF NEW.sealed_to <> '' AND EXISTS (
            SELECT FROM conduct_noticeaddress a WHERE a.sealed_to = NEW.sealed_to AND a.ended_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'whoever has this address has stopped the e-mails'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'noticeaddress_none_after_its_end';
        END IF;
        RETURN NEW;
    END"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0040_reviews_and_proposals"),
        ("kernel", "0015_successions"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.AlterField(
                    "noticeaddress",
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="conduct.concern"
                    ),
                ),
                migrations.AddField("noticeaddress", "ended_at", models.DateTimeField(null=True)),
                migrations.AddIndex(
                    "noticeaddress",
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)),
                        fields=["sealed_to"],
                        name="noticeaddress_ended",
                    ),
                ),
                migrations.AddConstraint(
                    "noticeaddress",
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("concern",),
                        name="noticeaddress_one_at_a_time",
                    ),
                ),
                migrations.RemoveConstraint(model_name="concernstep", name="concernstep_action_is_known"),
                migrations.AlterField("concernstep", "action", models.TextField(choices=ACTIONS)),
                migrations.AddConstraint(
                    "concernstep",
                    models.CheckConstraint(
                        condition=models.Q(("action__in", [action for action, _ in ACTIONS])),
                        name="concernstep_action_is_known",
                    ),
                ),
            ]
        ),
        function("conduct_notices_end_once", ENDS_ONCE),
        before("conduct_notices_end_once", "UPDATE", "conduct_noticeaddress"),
        function("conduct_no_notice_after_its_end", NONE_AFTER),
        before("conduct_no_notice_after_its_end", "INSERT", "kernel_outboxmessage"),
    ]
