import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('directory', '0010_needs_edited_on_the_site'),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('via', models.CharField(choices=[('FORM', 'formulaire'), ('GESTURE', 'en un geste'), ('LINK', 'lien de vérification'), ('PROPOSAL', 'proposition acceptée'), ('INCLUSION', 'demande d’inscription'), ('SPREADSHEET', 'tableur'), ('BULK', 'modification d’une liste'), ('IMPORT', 'import'), ('RESTORE', 'retour en arrière'), ('OPERATOR', 'administration')], max_length=12, verbose_name='par quel chemin')),
                ('title', models.CharField(max_length=300, verbose_name='quoi')),
                ('status', models.CharField(choices=[('TRYING', 'essai en cours'), ('READY', 'à relire'), ('WRITING', 'en cours'), ('STOPPED', 'arrêtée'), ('DONE', 'terminée')], default='TRYING', max_length=10, verbose_name='état')),
                ('remarks', models.JSONField(blank=True, default=list, verbose_name='remarques')),
                ('created_at', models.DateTimeField(verbose_name='demandé le')),
                ('worked_at', models.DateTimeField(verbose_name='avancé le')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulk_works', to=settings.AUTH_USER_MODEL, verbose_name='par')),
            ],
            options={
                'verbose_name': 'modification en nombre',
                'verbose_name_plural': 'modifications en nombre',
                'ordering': ['-created_at', '-pk'],
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='bulk_work_titled')],
            },
        ),
        migrations.CreateModel(
            name='BulkLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='rang')),
                ('values', models.JSONField(blank=True, default=dict, verbose_name='ce qui est voulu')),
                ('before', models.JSONField(blank=True, default=dict, verbose_name='ce qui était écrit')),
                ('cells', models.JSONField(blank=True, default=dict, verbose_name='où dans le fichier')),
                ('verifies', models.BooleanField(default=False, verbose_name='vérifie la fiche')),
                ('outcome', models.CharField(choices=[('TO_TRY', 'pas encore essayée'), ('READY', 'à changer'), ('SAME', 'le dit déjà'), ('REFUSED', 'refusée'), ('LEFT', 'laissée de côté'), ('CHOSEN', 'en attente'), ('DONE', 'faite'), ('FAILED', 'pas faite')], default='TO_TRY', max_length=10, verbose_name='ce que cela devient')),
                ('reasons', models.JSONField(blank=True, default=list, verbose_name='refus')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulk_lines', to='directory.place', verbose_name='lieu')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='bulk_lines', to='directory.service', verbose_name='service')),
                ('work', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='directory.bulkwork', verbose_name='modification')),
            ],
            options={
                'verbose_name': 'ligne d’une modification en nombre',
                'verbose_name_plural': 'lignes d’une modification en nombre',
                'ordering': ['position'],
                'indexes': [models.Index(models.F('work'), models.F('outcome'), name='bulk_line_work_outcome')],
                'constraints': [models.UniqueConstraint(fields=('work', 'position'), name='bulk_line_once'), models.CheckConstraint(condition=models.Q(('verifies', False), ('service', None), _connector='OR'), name='bulk_line_verifies_a_place')],
            },
        ),
    ]
