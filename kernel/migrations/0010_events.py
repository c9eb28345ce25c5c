"""What programs are told: the feed of each organisation."""

import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.models.events
from django.db import migrations, models


# Whoever has read a place has read all before it: none is changed, left out, or chosen by whoever writes the event.
NUMBERED_ONCE = """
CREATE FUNCTION public.kernel_event_numbered_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $body$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.sequence IS NULL AND (NEW.sequence = 1 OR EXISTS (
        SELECT FROM kernel_event WHERE organisation_id = NEW.organisation_id AND sequence = NEW.sequence - 1
    )) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'an event is given its place in the feed once, after the one before it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'event_numbered_once';
END
$body$;
CREATE TRIGGER kernel_event_numbered_once AFTER UPDATE OF sequence ON public.kernel_event
FOR EACH ROW EXECUTE FUNCTION public.kernel_event_numbered_once();
CREATE TRIGGER kernel_event_numbered_later BEFORE INSERT ON public.kernel_event
FOR EACH ROW WHEN (NEW.sequence IS NOT NULL) EXECUTE FUNCTION public.kernel_event_numbered_once();
ALTER TABLE public.kernel_event ENABLE ALWAYS TRIGGER kernel_event_numbered_once,
    ENABLE ALWAYS TRIGGER kernel_event_numbered_later
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0009_signing_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.TextField(default=kernel.models.events.new_event_reference, unique=True)),
                ("sequence", models.BigIntegerField(null=True)),
                (
                    "type",
                    models.TextField(
                        choices=[
                            ("check.completed", "A check was answered"),
                            ("check.resolved", "A reviewed check was answered anew"),
                            ("check.corrected", "An answer would differ, as known now"),
                            ("check_batch.completed", "A batch of checks is done"),
                            ("watch.standing_changed", "The standing of a watched person changed"),
                            ("watch.change_scheduled", "A change of a watched person's standing is known ahead"),
                            ("watch.corrected", "A fact about a watched person was corrected"),
                            ("watch.renewal_due", "A watch ends soon unless it is renewed"),
                            ("watch.ended", "A watch has ended"),
                            ("assurance.daily", "The day's sign of life"),
                            ("endpoint.ping", "A test of an endpoint"),
                        ]
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                ("watch", models.TextField(default="")),
                ("check_reference", models.TextField(default="")),
                ("assurance", models.JSONField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="kernel.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("sequence", None)), fields=["id"], name="event_to_be_numbered"),
                    models.Index(
                        condition=models.Q(("watch", ""), _negated=True),
                        fields=["organisation", "watch", "-id"],
                        name="event_by_watch",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "sequence"), name="event_place_is_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "check.completed",
                                    "check.resolved",
                                    "check.corrected",
                                    "check_batch.completed",
                                    "watch.standing_changed",
                                    "watch.change_scheduled",
                                    "watch.corrected",
                                    "watch.renewal_due",
                                    "watch.ended",
                                    "assurance.daily",
                                    "endpoint.ping",
                                ],
                            )
                        ),
                        name="event_type_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sequence", None), ("sequence__gt", 0), _connector="OR"),
                        name="event_sequence_counts",
                    ),
                    models.UniqueConstraint(
                        models.F("organisation"),
                        django.db.models.functions.datetime.TruncDate("occurred_at"),
                        condition=models.Q(("type", "assurance.daily")),
                        name="event_assurance_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assurance__isnull", False), ("type", "assurance.daily")),
                            models.Q(models.Q(("type", "assurance.daily"), _negated=True), ("assurance", None)),
                            _connector="OR",
                        ),
                        name="event_assurance_is_daily",
                    ),
                ],
            },
        ),
        migrations.RunSQL(NUMBERED_ONCE, "DROP FUNCTION public.kernel_event_numbered_once() CASCADE"),
    ]
