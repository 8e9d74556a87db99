import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('directory', '0002_search_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60, verbose_name='champ')),
                ('value', models.JSONField(null=True, verbose_name='valeur')),
                ('made_at', models.DateTimeField(verbose_name='faite le')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='directory.place', verbose_name='lieu')),
            ],
            options={
                'verbose_name': 'correction',
                'verbose_name_plural': 'corrections',
                'ordering': ['pk'],
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('place', 'field'), name='correction_once_per_field')],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', 'Un code ne contient que des minuscules, chiffres et tirets.')], verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('publisher', models.CharField(blank=True, max_length=200, verbose_name='producteur')),
                ('licence', models.CharField(blank=True, max_length=120, verbose_name='licence')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='adresse')),
                ('rank', models.PositiveSmallIntegerField(default=100, verbose_name='rang')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='créée le')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['rank', 'code'],
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('code', ''), _negated=True)), name='source_named')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('UPLOADED', 'reçu'), ('PREVIEWED', 'essayé à blanc'), ('RUNNING', 'en cours'), ('STOPPED', 'arrêté'), ('DONE', 'terminé')], default='UPLOADED', max_length=10, verbose_name='état')),
                ('file_name', models.CharField(max_length=300, verbose_name='fichier')),
                ('file_sha256', models.CharField(blank=True, max_length=64, verbose_name='empreinte du fichier')),
                ('content', models.BinaryField(blank=True, null=True, verbose_name='contenu déposé')),
                ('mapping', models.TextField(blank=True, verbose_name='correspondances (TOML)')),
                ('allow_removals', models.BooleanField(default=False, verbose_name='accepter beaucoup de lignes disparues')),
                ('rows_total', models.PositiveIntegerField(blank=True, null=True, verbose_name='lignes')),
                ('rows_done', models.PositiveIntegerField(default=0, verbose_name='lignes faites')),
                ('totals', models.JSONField(blank=True, default=dict, verbose_name='totaux')),
                ('report', models.JSONField(blank=True, default=dict, verbose_name='compte rendu')),
                ('problem', models.TextField(blank=True, verbose_name='ce qui a arrêté l’import')),
                ('started_at', models.DateTimeField(verbose_name='commencé le')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='fini le')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='directory.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-started_at', '-pk'],
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(('rows_total', None), models.Q(('rows_done__lte', models.F('rows_total')), ('rows_total__isnull', False)), _connector='OR'), name='import_not_beyond_its_file')],
            },
        ),
        migrations.CreateModel(
            name='SourceRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, verbose_name='clé dans la source')),
                ('raw', models.JSONField(verbose_name='ligne telle que reçue')),
                ('says', models.JSONField(default=dict, verbose_name='ce qu’elle dit')),
                ('remarks', models.JSONField(blank=True, default=list, verbose_name='remarques de lecture')),
                ('raw_sha256', models.CharField(max_length=64, verbose_name='empreinte de la ligne')),
                ('stated_on', models.DateField(blank=True, null=True, verbose_name='date de mise à jour donnée')),
                ('first_seen_at', models.DateTimeField(verbose_name='vue la première fois le')),
                ('last_seen_at', models.DateTimeField(verbose_name='vue la dernière fois le')),
                ('gone_at', models.DateTimeField(blank=True, null=True, verbose_name='disparue depuis le')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='source_records', to='directory.place', verbose_name='lieu')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='directory.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'ligne de source',
                'verbose_name_plural': 'lignes de source',
                'ordering': ['source', 'pk'],
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('source', 'key'), name='source_record_once'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='source_record_has_key')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='placetype',
            name='place_type_once',
        ),
        migrations.AddField(
            model_name='place',
            name='acceslibre_url',
            field=models.URLField(blank=True, verbose_name='fiche Acceslibre'),
        ),
        migrations.AddField(
            model_name='place',
            name='itinerancy',
            field=models.CharField(choices=[('UNKNOWN', 'non précisé'), ('FIXED', 'fixe'), ('MOBILE', 'itinérant'), ('BOTH', 'fixe et itinérant')], default='UNKNOWN', max_length=7, verbose_name='fixe ou itinérant'),
        ),
        migrations.AddField(
            model_name='place',
            name='siret',
            field=models.CharField(blank=True, help_text='Donné par la source ; plusieurs lieux peuvent l’avoir.', max_length=14, verbose_name='SIRET du lieu'),
        ),
        migrations.AddField(
            model_name='placetype',
            name='national_code',
            field=models.CharField(blank=True, help_text='Telle que la source la donne.', max_length=20, verbose_name='typologie du schéma national'),
        ),
        migrations.AddField(
            model_name='service',
            name='other_prices',
            field=models.JSONField(blank=True, default=list, help_text='Quand une source en donne plusieurs : codes de Prix.', verbose_name='autres prix'),
        ),
        migrations.AlterField(
            model_name='serviceaccessmode',
            name='mode',
            field=models.CharField(choices=[('WALK_IN', 'sans rendez-vous, sans inscription'), ('APPOINTMENT', 'sur rendez-vous'), ('REGISTRATION', 'sur inscription'), ('REFERRAL_ONLY', 'sur orientation d’un professionnel'), ('CALL_FIRST', 'téléphoner d’abord'), ('EMAIL_FIRST', 'écrire un courriel d’abord'), ('ONLINE_BOOKING', 'rendez-vous en ligne'), ('NO_PUBLIC', 'n’accueille pas de public')], max_length=14, verbose_name='accès'),
        ),
        migrations.AlterField(
            model_name='servicemodality',
            name='modality',
            field=models.CharField(choices=[('ON_SITE', 'sur place'), ('INDIVIDUAL', 'en tête à tête'), ('WORKSHOP', 'en atelier'), ('SELF_SERVICE', 'en accès libre'), ('HOME', 'à domicile'), ('PHONE', 'par téléphone'), ('REMOTE', 'à distance'), ('MOBILE', 'près de chez vous, en itinérance')], max_length=12, verbose_name='modalité'),
        ),
        migrations.AddConstraint(
            model_name='placetype',
            constraint=models.UniqueConstraint(fields=('place', 'kind', 'national_code'), name='place_type_once'),
        ),
    ]
