"""A role for who decides on what a consultation asked."""

import django.contrib.postgres.fields
from django.db import migrations, models

from kernel.db.operations import ChangeModels

ROLES = [
    ("registrar", "Registrar"),
    ("caseworker", "Caseworker"),
    ("investigator", "Investigator"),
    ("case_examiner", "Case examiner"),
    ("panel_chair", "Panel chair"),
    ("panel_member", "Panel member"),
    ("legal_adviser", "Legal adviser"),
    ("case_presenter", "Case presenter"),
    ("barring_officer", "Barring officer"),
    ("barring_approver", "Barring approver"),
    ("identity_custodian", "Identity custodian"),
    ("publisher", "Publisher"),
    ("consultation_analyst", "Consultation analyst"),
    ("decision_maker", "Decision maker"),
    ("auditor", "Auditor"),
    ("administrator", "Administrator"),
    ("trust_user", "Trust user"),
    ("trust_administrator", "Trust administrator"),
    ("manager", "Manager"),
    ("representative", "Representative"),
]
ONE = {("historicaluserrole", "role"), ("userrole", "role")}
SEVERAL = {
    ("historicalinvitation", "roles"),
    ("historicalrolechange", "roles_after"),
    ("historicalrolechange", "roles_before"),
    ("invitation", "roles"),
    ("rolechange", "roles_after"),
    ("rolechange", "roles_before"),
}


def _field(is_one):
    field = models.TextField(choices=ROLES)
    return field if is_one else django.contrib.postgres.fields.ArrayField(base_field=field, size=None)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0016_mail_that_can_be_stopped")]

    operations = [
        ChangeModels(
            [
                migrations.RemoveConstraint(model_name="userrole", name="userrole_is_known"),
                *(
                    migrations.AlterField(model_name=model, name=name, field=_field((model, name) in ONE))
                    for model, name in sorted(ONE | SEVERAL)
                ),
                migrations.AddConstraint(
                    model_name="userrole",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("role__in", [role for role, _words in ROLES])), name="userrole_is_known"
                    ),
                ),
            ]
        ),
    ]
