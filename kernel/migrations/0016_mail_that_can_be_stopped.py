"""Mail that can be stopped by one request without a page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0015_successions"),
    ]

    operations = [
        migrations.AddField(
            model_name="outboxmessage",
            name="unsubscribe",
            field=models.TextField(default=""),
        ),
    ]
