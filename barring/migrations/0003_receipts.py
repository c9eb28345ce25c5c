from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("barring", "0002_checks"), ("kernel", "0004_ledger")]
    operations = []
