"""Answers are found by their words."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0002_rules_of_consultations"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="answer",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("text", config="english"),
                name="consultation_answer_words",
            ),
        ),
    ]
