"""That the owners of cases were told who had looked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_account_security")]

    operations = [
        migrations.CreateModel(
            name="AccessDigest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("until", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
    ]
