from django.db import migrations

from palier.directory.index import places_index


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = places_index.operations()
