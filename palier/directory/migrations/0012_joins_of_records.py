import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('directory', '0011_bulk_works'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bulkwork',
            name='via',
            field=models.CharField(choices=[('FORM', 'formulaire'), ('GESTURE', 'en un geste'), ('LINK', 'lien de vérification'), ('PROPOSAL', 'proposition acceptée'), ('INCLUSION', 'demande d’inscription'), ('SPREADSHEET', 'tableur'), ('BULK', 'modification d’une liste'), ('IMPORT', 'import'), ('JOIN', 'réunion de fiches'), ('RESTORE', 'retour en arrière'), ('OPERATOR', 'administration')], max_length=12, verbose_name='par quel chemin'),
        ),
        migrations.AlterField(
            model_name='recordchange',
            name='via',
            field=models.CharField(choices=[('FORM', 'formulaire'), ('GESTURE', 'en un geste'), ('LINK', 'lien de vérification'), ('PROPOSAL', 'proposition acceptée'), ('INCLUSION', 'demande d’inscription'), ('SPREADSHEET', 'tableur'), ('BULK', 'modification d’une liste'), ('IMPORT', 'import'), ('JOIN', 'réunion de fiches'), ('RESTORE', 'retour en arrière'), ('OPERATOR', 'administration')], max_length=12, verbose_name='par quel chemin'),
        ),
        migrations.CreateModel(
            name='PlaceJoin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_automatic', models.BooleanField(default=False, verbose_name='automatique')),
                ('evidence', models.JSONField(blank=True, default=dict, verbose_name='raisons')),
                ('before', models.JSONField(default=dict, verbose_name='ce que disait la fiche gardée')),
                ('moved', models.JSONField(default=dict, verbose_name='ce qui a changé de fiche')),
                ('by_label', models.CharField(max_length=200, verbose_name='par')),
                ('joined_at', models.DateTimeField(verbose_name='réunies le')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='défaite le')),
                ('undone_by', models.CharField(blank=True, max_length=200, verbose_name='défaite par')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('joined', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joins_left', to='directory.place', verbose_name='fiche réunie')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joins_kept', to='directory.place', verbose_name='fiche gardée')),
            ],
            options={
                'verbose_name': 'réunion de fiches',
                'verbose_name_plural': 'réunions de fiches',
                'ordering': ['-joined_at', '-pk'],
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(('kept', models.F('joined')), _negated=True), name='join_of_two_places'), models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('joined',), name='join_once_at_a_time'), models.CheckConstraint(condition=models.Q(('by_label', ''), _negated=True), name='join_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='PairQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evidence', models.JSONField(blank=True, default=dict, verbose_name='raisons')),
                ('status', models.CharField(choices=[('OPEN', 'à trancher'), ('LATER', 'mise de côté'), ('SETTLED', 'tranchée'), ('DROPPED', 'n’est plus posée')], default='OPEN', max_length=8, verbose_name='état')),
                ('score_bits', models.FloatField(default=0.0, verbose_name='poids des raisons (bits)')),
                ('asked_at', models.DateTimeField(verbose_name='posée le')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.place', verbose_name='un lieu')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.place', verbose_name='l’autre')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.placejoin', verbose_name='close par')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.placejoin', verbose_name='venue de')),
            ],
            options={
                'verbose_name': 'paire à trancher',
                'verbose_name_plural': 'paires à trancher',
                'ordering': ['-score_bits', 'pk'],
                'abstract': False,
                'indexes': [models.Index(models.F('status'), models.F('score_bits'), name='pair_question_status')],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='pairquestion_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='pairquestion_in_order')],
            },
        ),
        migrations.CreateModel(
            name='PairDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evidence', models.JSONField(blank=True, default=dict, verbose_name='raisons')),
                ('answer', models.CharField(choices=[('SAME', 'c’est le même lieu'), ('DISTINCT', 'ce sont deux lieux'), ('LATER', 'je ne sais pas')], max_length=8, verbose_name='réponse')),
                ('by_label', models.CharField(max_length=200, verbose_name='par')),
                ('decided_at', models.DateTimeField(verbose_name='dit le')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.place', verbose_name='un lieu')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.place', verbose_name='l’autre')),
                ('join', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.placejoin', verbose_name='réunion')),
            ],
            options={
                'verbose_name': 'réponse sur deux fiches',
                'verbose_name_plural': 'réponses sur deux fiches',
                'ordering': ['-decided_at', '-pk'],
                'abstract': False,
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='pairdecision_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='pairdecision_in_order'), models.CheckConstraint(condition=models.Q(('by_label', ''), _negated=True), name='pair_decision_by_somebody')],
            },
        ),
    ]
