from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_account_security")]
    operations = []
