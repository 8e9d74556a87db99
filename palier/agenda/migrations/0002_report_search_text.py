from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0001_sessions'),
    ]

    operations = [
        migrations.AddField(
            model_name='sessionreport',
            name='search_text',
            field=models.TextField(default='', editable=False),
        ),
    ]
