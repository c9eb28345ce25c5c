"""What reporters say of their own position, for the yearly report; how often people are told who else can help."""

import django.contrib.postgres.fields
from django.db import migrations, models

from kernel.db.operations import ChangeModels


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0005_deadlines"),
        ("kernel", "0011_webhooks"),
    ]

    operations = [
        ChangeModels(
            [
                migrations.CreateModel(
                    name="SignpostCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "subject",
                            models.TextField(
                                choices=[
                                    ("manager", "What a manager of the health service did or did not do"),
                                    ("care", "Care or treatment, for myself or somebody close to me"),
                                    ("service", "The safety or quality of a hospital, practice or other service"),
                                    ("professional", "A doctor, nurse or other professional who treats patients"),
                                    ("fraud", "Fraud, bribery or theft that no manager had a part in"),
                                    ("employment", "My own pay, contract or dispute with my employer"),
                                ]
                            ),
                        ),
                        ("month", models.DateField()),
                        ("shown", models.IntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["month", "subject"],
                    },
                ),
                migrations.AddField(
                    model_name="concern",
                    name="detriment",
                    field=models.TextField(
                        choices=[("no", "No"), ("yes", "Yes"), ("afraid", "Not so far, but I am afraid of it")],
                        default="",
                    ),
                ),
                migrations.AddField(
                    model_name="concern",
                    name="detriment_text",
                    field=models.TextField(default=""),
                ),
                migrations.AddField(
                    model_name="concern",
                    name="heads",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(
                            choices=[
                                ("crime", "A crime"),
                                ("duty", "A legal duty that was not kept"),
                                ("justice", "A miscarriage of justice"),
                                ("safety", "A danger to somebody’s health or safety"),
                                ("environment", "Damage to the environment"),
                                ("concealment", "Any of these being covered up"),
                            ]
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                migrations.AddField(
                    model_name="concern",
                    name="raised_as",
                    field=models.TextField(
                        choices=[
                            ("public", "A patient, relative, carer or member of the public"),
                            ("worker", "Somebody who works or worked in the health service"),
                            (
                                "employer",
                                "Somebody who reports for an employer, such as a trust or an integrated care board",
                            ),
                            ("self", "A manager, about something that I did myself"),
                        ],
                        default="public",
                    ),
                ),
                migrations.AddField(
                    model_name="concern",
                    name="worker_status",
                    field=models.TextField(
                        choices=[
                            ("employee", "Employee"),
                            ("agency", "Agency, bank or locum worker, or contractor"),
                            ("self_employed", "Self-employed, such as a general practitioner or dentist"),
                            ("learner", "Student or trainee"),
                            ("former", "I worked there, and have left"),
                            ("volunteer", "Volunteer, governor or board member without a contract of employment"),
                            ("other", "Something else"),
                        ],
                        default="",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalconcern",
                    name="detriment",
                    field=models.TextField(
                        choices=[("no", "No"), ("yes", "Yes"), ("afraid", "Not so far, but I am afraid of it")],
                        default="",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalconcern",
                    name="detriment_text",
                    field=models.TextField(default=""),
                ),
                migrations.AddField(
                    model_name="historicalconcern",
                    name="heads",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(
                            choices=[
                                ("crime", "A crime"),
                                ("duty", "A legal duty that was not kept"),
                                ("justice", "A miscarriage of justice"),
                                ("safety", "A danger to somebody’s health or safety"),
                                ("environment", "Damage to the environment"),
                                ("concealment", "Any of these being covered up"),
                            ]
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                migrations.AddField(
                    model_name="historicalconcern",
                    name="raised_as",
                    field=models.TextField(
                        choices=[
                            ("public", "A patient, relative, carer or member of the public"),
                            ("worker", "Somebody who works or worked in the health service"),
                            (
                                "employer",
                                "Somebody who reports for an employer, such as a trust or an integrated care board",
                            ),
                            ("self", "A manager, about something that I did myself"),
                        ],
                        default="public",
                    ),
                ),
                migrations.AddField(
                    model_name="historicalconcern",
                    name="worker_status",
                    field=models.TextField(
                        choices=[
                            ("employee", "Employee"),
                            ("agency", "Agency, bank or locum worker, or contractor"),
                            ("self_employed", "Self-employed, such as a general practitioner or dentist"),
                            ("learner", "Student or trainee"),
                            ("former", "I worked there, and have left"),
                            ("volunteer", "Volunteer, governor or board member without a contract of employment"),
                            ("other", "Something else"),
                        ],
                        default="",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="concern",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("raised_as__in", ["public", "worker", "employer", "self"])),
                        name="concern_raised_as_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="concern",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "heads__contained_by",
                                ["crime", "duty", "justice", "safety", "environment", "concealment"],
                            )
                        ),
                        name="concern_heads_are_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="concern",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("detriment__in", ["no", "yes", "afraid"]),
                                ("raised_as", "worker"),
                                (
                                    "worker_status__in",
                                    ["employee", "agency", "self_employed", "learner", "former", "volunteer", "other"],
                                ),
                            ),
                            models.Q(
                                models.Q(("raised_as", "worker"), _negated=True),
                                ("detriment", ""),
                                ("detriment_text", ""),
                                ("heads", []),
                                ("worker_status", ""),
                            ),
                            _connector="OR",
                        ),
                        name="concern_of_a_worker_says_how_they_work",
                    ),
                ),
            ]
        ),
        ChangeModels(
            [
                migrations.AddConstraint(
                    model_name="signpostcount",
                    constraint=models.UniqueConstraint(fields=("subject", "month"), name="signpostcount_one_a_month"),
                ),
                migrations.AddConstraint(
                    model_name="signpostcount",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("subject__in", ["care", "service", "professional", "fraud", "employment"])),
                        name="signpostcount_subject_is_elsewhere",
                    ),
                ),
            ]
        ),
    ]
