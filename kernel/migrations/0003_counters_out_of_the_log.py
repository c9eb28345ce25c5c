"""Counters of requests leave no trace in the write-ahead log, and so none in a backup."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_first_rows")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE kernel_publiccounter SET UNLOGGED", "ALTER TABLE kernel_publiccounter SET LOGGED"
        ),
    ]
