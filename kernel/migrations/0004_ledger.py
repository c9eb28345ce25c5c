from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_counters_out_of_the_log")]
    operations = []
