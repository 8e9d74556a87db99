import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_keeping_records_true")]

    operations = [
        migrations.AddField(
            model_name="inclusionrequest",
            name="need",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="directory.need",
                verbose_name="besoin",
            ),
        ),
    ]
