"""The system's own account and the first rule set."""

from datetime import UTC, datetime

from django.db import connection, migrations
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kernel.history import SyncHistory, acting

BEGINS = datetime(2020, 1, 1, tzinfo=UTC)

PARAMETERS = {
    "registration_required_tiers": [],
    "prohibiting_kinds": ["bar", "interim_bar", "removal", "suspension", "interim_suspension"],
    "takes_effect": {
        "bar": "on_service",
        "removal": "after_appeal_window",
        "suspension": "after_appeal_window",
        "conditions": "after_appeal_window",
    },
    "representations_days": 56,
    "case_response_days": 28,
    "appeal_days": 28,
    "deemed_service_days": {"hand": 0, "email": 0, "post": 2},
    "bar_review_years": 5,
    "match_review_working_days": 1,
    "warning_months": 12,
    "longest_restriction_months": 12,
    "published_birth": "year",
}

SOURCES = {
    "registration_required_tiers": "Policy: the register is voluntary.",
    "prohibiting_kinds": "Policy: a statutory bar; suspension and removal by determination prohibit.",
    "takes_effect": "Bars: SI 2012/560 (teachers), an order takes effect on service. "
    "Others: SI 2002/254 (HPO 2001), not before the appeal window has closed.",
    "representations_days": "SI 2008/474: eight weeks from deemed receipt of the notice.",
    "case_response_days": "Policy: four weeks to answer allegations.",
    "appeal_days": "SI 2024/374 (AAPA Order): 28 days beginning with service.",
    "deemed_service_days": "Post: SI 2008/474, 48 hours after sending. Hand and e-mail: policy.",
    "bar_review_years": "SI 2002/254: five years before restoration may be asked for.",
    "match_review_working_days": "Policy: a possible match is resolved within one working day.",
    "warning_months": "SI 2002/254: a caution is shown for one year at least.",
    "longest_restriction_months": "SI 2024/374 (AAPA Order): conditions or a suspension last 12 months at most.",
    "published_birth": "Policy: the year of birth is published, the date is not.",
}


def first_rows(apps, schema_editor):
    user_model, rule_set = apps.get_model("kernel", "User"), apps.get_model("kernel", "RuleSet")
    with connection.cursor() as cursor:
        # The first account is its own author, so its number must be known before it is written.
        cursor.execute("SELECT nextval(pg_get_serial_sequence('kernel_user', 'id'))")
        (first,) = cursor.fetchone()
    with acting(user=first, reason="Installation"):
        user_model.objects.create(
            pk=first,
            email="system@manager-register.invalid",
            name="This system",
            password="!",
            is_system=True,
            created_at=datetime.now(UTC),
        )
        rule_set.objects.create(
            version="2026.1",
            name="Voluntary register with statutory barring",
            during=DateTimeTZRange(BEGINS, None, "[)"),
            parameters=PARAMETERS,
            sources=SOURCES,
        )


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [SyncHistory(), migrations.RunPython(first_rows, migrations.RunPython.noop)]
