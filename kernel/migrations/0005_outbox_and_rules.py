from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_ledger")]
    operations = []
