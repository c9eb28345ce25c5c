"""The system's own account and the first rule set."""

from datetime import UTC, datetime

from django.db import connection, migrations
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kernel.history import SyncHistory, acting

BEGINS = datetime(2020, 1, 1, tzinfo=UTC)

PARAMETERS = {
    "concern_logged_working_days": 1,
    "concern_answered_working_days": 5,
    "risk_screen_working_days": 3,
    "triage_working_days": 10,
    "enquiry_working_days": 30,
    "threshold_working_days": 10,
    "investigation_days": 140,
    "case_response_days": 28,
    "examination_working_days": 20,
    "hearing_days": 224,
    "issue_working_days": 5,
    "separation_months": 24,
    "recommendation_answer_days": 56,
    "identity_approval_hours": 72,
    "document_demand_days": 14,
    "allegations_published_days": 28,
    "hearing_notice_days": 28,
    "fewest_in_figures": 10,
    "panel_numbers": {"members": 3, "lay": 1, "registrant": 1},
    "warning_months": 12,
    "longest_restriction_months": 12,
    "order_review_days": 56,
    "restoration_years": 5,
    "restoration_again_months": 12,
    "interim_notice_days": 7,
    "interim_decision_working_days": 20,
    "interim_maximum_months": 18,
    "interim_review_months": 6,
    "interim_review_again_months": 6,
    "interim_extension_months": 12,
    "representations_days": 56,
    "appeal_days": 28,
    "bar_review_years": 5,
    "bar_review_again_months": 12,
    "authority_referral_days": 40,
    "deemed_service_days": {"hand": 0, "email": 0, "post": 2},
    "takes_effect": {
        "bar": "on_service",
        "removal": "after_appeal_window",
        "suspension": "after_appeal_window",
        "conditions": "after_appeal_window",
    },
    "decision_published": "on_service",
    "decision_published_months": 12,
    "prohibiting_kinds": ["bar", "interim_bar", "removal", "suspension", "interim_suspension"],
    "registration_required_tiers": [],
    "published_birth": "year",
    "match_review_working_days": 1,
    "subject_access_months": 1,
    "information_request_working_days": 20,
    "data_complaint_days": 30,
    "complaint_acknowledged_working_days": 5,
    "complaint_answered_working_days": 20,
    "consultation_days": 84,
    "consultation_drafts_days": 28,
    "second_keying_percent": 10,
    "consultation_reminder_days": 14,
    "subscription_confirm_days": 7,
    "consultation_closing_days": 7,
    "retention_years": {"case_without_action": 6, "case_with_outcome": 30, "check": 6, "access_event": 6},
}

# As a page says them after the period: "28 days beginning with service on 3 March 2026, AAPA Order 2024 (SI 2024/374)".
AAPA = "AAPA Order 2024 (SI 2024/374)"
HEALTH_PROFESSIONS = "Health Professions Order 2001 (SI 2002/254)"
BARRING_PROCEDURE = "Barring Procedure Regulations 2008 (SI 2008/474)"
TEACHERS = "Teachers’ Disciplinary Regulations 2012 (SI 2012/560)"
POLICY = "policy of the regulator"
UNCONFIRMED = "policy of the regulator, to be confirmed"
SOURCES = {
    "concern_logged_working_days": "policy of the regulator, after the Teaching Regulation Agency’s practice",
    "concern_answered_working_days": "policy of the regulator, after the Financial Conduct Authority’s practice",
    "risk_screen_working_days": "policy of the regulator, after the Teaching Regulation Agency’s practice",
    "triage_working_days": "policy of the regulator, after Social Work England’s practice",
    "enquiry_working_days": UNCONFIRMED,
    "threshold_working_days": UNCONFIRMED,
    "investigation_days": "policy of the regulator, after the Teaching Regulation Agency’s practice",
    "case_response_days": UNCONFIRMED,
    "examination_working_days": UNCONFIRMED,
    "hearing_days": "policy of the regulator, after the Teaching Regulation Agency’s practice",
    "issue_working_days": UNCONFIRMED,
    "separation_months": "after the Social Workers Regulations 2018 (SI 2018/893), regulation 25",
    "recommendation_answer_days": "policy of the regulator, after coroners’ practice, to be confirmed",
    "identity_approval_hours": UNCONFIRMED,
    "document_demand_days": AAPA,
    "allegations_published_days": "policy of the regulator, after the HCPC’s practice",
    "hearing_notice_days": "policy of the regulator",
    "fewest_in_figures": UNCONFIRMED,
    "panel_numbers": "after the Teachers’ Disciplinary (England) Regulations 2012 (SI 2012/560)",
    "warning_months": f"{HEALTH_PROFESSIONS}: a caution of one to five years",
    "longest_restriction_months": AAPA,
    "order_review_days": f"{HEALTH_PROFESSIONS}, article 30: before it ends; so long before, policy",
    "restoration_years": f"{HEALTH_PROFESSIONS}, article 33",
    "restoration_again_months": f"{HEALTH_PROFESSIONS}, article 33",
    "interim_notice_days": TEACHERS,
    "interim_decision_working_days": "policy of the regulator, after Social Work England’s practice",
    "interim_maximum_months": AAPA,
    "interim_review_months": AAPA,
    "interim_review_again_months": AAPA,
    "interim_extension_months": AAPA,
    "representations_days": BARRING_PROCEDURE,
    "appeal_days": AAPA,
    "bar_review_years": HEALTH_PROFESSIONS,
    "bar_review_again_months": HEALTH_PROFESSIONS,
    "authority_referral_days": "National Health Service Reform and Health Care Professions Act 2002, section 29, "
    "to be confirmed",
    "deemed_service_days": f"{BARRING_PROCEDURE}: post, 48 hours after sending; by hand and email, policy",
    "takes_effect": f"{TEACHERS}: a bar on service; {HEALTH_PROFESSIONS}: others after the appeal window",
    "decision_published": f"{AAPA}: a duty to publish measures and warnings; when, policy, to be confirmed",
    "decision_published_months": "policy of the regulator, after the HCPC’s practice, to be confirmed",
    "prohibiting_kinds": POLICY,
    "registration_required_tiers": "policy of the regulator: the register is voluntary",
    "published_birth": POLICY,
    "match_review_working_days": POLICY,
    "subject_access_months": "UK GDPR, article 12",
    "information_request_working_days": "Freedom of Information Act 2000, section 10, to be confirmed",
    "data_complaint_days": "Data Protection Act 2018, section 164A",
    "complaint_acknowledged_working_days": UNCONFIRMED,
    "complaint_answered_working_days": UNCONFIRMED,
    "consultation_days": "policy of the regulator: twelve weeks, as in 2024, to be confirmed",
    "consultation_drafts_days": UNCONFIRMED,
    "second_keying_percent": UNCONFIRMED,
    "consultation_reminder_days": UNCONFIRMED,
    "subscription_confirm_days": UNCONFIRMED,
    "consultation_closing_days": UNCONFIRMED,
    "retention_years": UNCONFIRMED,
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
            status="approved",
            effective_from=BEGINS,
            during=DateTimeTZRange(BEGINS, None, "[)"),
            drafted_at=datetime.now(UTC),
            parameters=PARAMETERS,
            sources=SOURCES,
        )


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [SyncHistory(), migrations.RunPython(first_rows, migrations.RunPython.noop)]
