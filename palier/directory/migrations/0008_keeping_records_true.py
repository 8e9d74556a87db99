import django.db.models.deletion
import palier.accounts.models
import palier.core.ids
from django.conf import settings
from django.db import migrations, models


def date_decisions(apps, schema_editor):
    """Nobody wrote when a mistake was answered: the day it came is the only date there is."""
    proposals = apps.get_model('directory', 'CorrectionProposal').objects.exclude(status='NEW')
    proposals.filter(decided_at=None).update(decided_at=models.F('created_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_roles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('directory', '0007_correction_proposals'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('INVITED', 'invitation envoyée'), ('REQUESTED', 'demandé'), ('ACTIVE', 'en cours'), ('REFUSED', 'refusé'), ('ENDED', 'terminé')], default='REQUESTED', max_length=10, verbose_name='état')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='depuis le')),
                ('ends_on', models.DateField(blank=True, help_text='Ce jour compris.', null=True, verbose_name='jusqu’au')),
                ('message', models.CharField(blank=True, max_length=500, verbose_name='message')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='raison de la réponse')),
                ('vouched_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmé le')),
                ('created_at', models.DateTimeField(verbose_name='créé le')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='directory.place', verbose_name='seulement dans ce lieu')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.role', verbose_name='rôle')),
                ('structure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='directory.structure', verbose_name='structure')),
                ('supervisor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='supervised_affiliations', to=settings.AUTH_USER_MODEL, verbose_name='sous la responsabilité de')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('vouched_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmé par')),
            ],
            options={
                'verbose_name': 'rôle dans une structure',
                'verbose_name_plural': 'rôles dans une structure',
                'ordering': ['pk'],
                'abstract': False,
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), models.Q(('ends_on__gte', models.F('starts_on')), ('starts_on__isnull', False)), _connector='OR'), name='affiliation_dates_in_order'), models.CheckConstraint(condition=models.Q(('vouched_by', None), models.Q(('vouched_by', models.F('user')), _negated=True), _connector='OR'), name='affiliation_not_by_oneself'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['ACTIVE', 'INVITED']), _negated=True), ('vouched_at__isnull', False), _connector='OR'), name='affiliation_active_is_vouched'), models.UniqueConstraint(condition=models.Q(models.Q(('status', 'INVITED'), ('status', 'REQUESTED'), ('status', 'ACTIVE'), _connector='OR'), ('place', None)), fields=('user', 'role', 'structure'), name='affiliation_once'), models.UniqueConstraint(condition=models.Q(models.Q(('status', 'INVITED'), ('status', 'REQUESTED'), ('status', 'ACTIVE'), _connector='OR'), ('place__isnull', False)), fields=('user', 'role', 'structure', 'place'), name='affiliation_once_per_place'), models.CheckConstraint(condition=models.Q(('supervisor', None), models.Q(('supervisor', models.F('user')), _negated=True), _connector='OR'), name='affiliation_supervised_by_another')],
            },
        ),
        migrations.CreateModel(
            name='ContactLogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('VISIT', 'visite'), ('CALL', 'appel'), ('EMAIL', 'courriel'), ('LETTER', 'lettre'), ('MEETING', 'réunion')], max_length=8, verbose_name='comment')),
                ('happened_on', models.DateField(verbose_name='le')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='ce qui s’est dit')),
                ('written_at', models.DateTimeField(verbose_name='écrit le')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('structure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_log', to='directory.structure', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'contact avec une structure',
                'verbose_name_plural': 'contacts avec des structures',
                'ordering': ['-happened_on', '-pk'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, verbose_name='formulaire')),
                ('typed', models.JSONField(verbose_name='ce qui est tapé')),
                ('saved_at', models.DateTimeField(verbose_name='gardé le')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'brouillon',
                'verbose_name_plural': 'brouillons',
                'ordering': ['-saved_at'],
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='draft_once'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='draft_has_key')],
            },
        ),
        migrations.CreateModel(
            name='IdentificationCampaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('territory', models.CharField(max_length=20, validators=[palier.accounts.models.validate_territory_reference], verbose_name='territoire')),
                ('starts_on', models.DateField(verbose_name='commence le')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='finit le')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='menée par')),
            ],
            options={
                'verbose_name': 'campagne de repérage',
                'verbose_name_plural': 'campagnes de repérage',
                'ordering': ['-starts_on', '-pk'],
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='campaign_named'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='campaign_dates_in_order')],
            },
        ),
        migrations.CreateModel(
            name='CampaignLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('contact', models.CharField(blank=True, max_length=300, verbose_name='contact')),
                ('status', models.CharField(choices=[('TO_CONTACT', 'à contacter'), ('CONTACTED', 'contactée'), ('CONFIRMED', 'confirmée'), ('REFUSED', 'ne souhaite pas')], default='TO_CONTACT', max_length=10, verbose_name='où on en est')),
                ('contacted_on', models.DateField(blank=True, null=True, verbose_name='contactée le')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='a répondu le')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('structure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='campaign_lines', to='directory.structure', verbose_name='structure connue')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='directory.identificationcampaign', verbose_name='campagne')),
            ],
            options={
                'verbose_name': 'structure d’une campagne',
                'verbose_name_plural': 'structures d’une campagne',
                'ordering': ['pk'],
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'structure'), name='campaign_structure_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='campaign_line_named'), models.CheckConstraint(condition=models.Q(('status', 'TO_CONTACT'), models.Q(('contacted_on__isnull', False), ('status', 'CONTACTED')), models.Q(('answered_on__isnull', False), ('status__in', ['CONFIRMED', 'REFUSED'])), _connector='OR'), name='campaign_line_dated')],
            },
        ),
        migrations.CreateModel(
            name='InclusionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=palier.core.ids.new_public_id, editable=False, max_length=8, unique=True, verbose_name='identifiant')),
                ('name', models.CharField(max_length=200, verbose_name='nom du lieu ou de la structure')),
                ('address', models.CharField(blank=True, max_length=250, verbose_name='adresse')),
                ('contact_kind', models.CharField(choices=[('PHONE', 'téléphone'), ('EMAIL', 'courriel'), ('WEBSITE', 'site'), ('BOOKING', 'prise de rendez-vous en ligne'), ('SOCIAL', 'réseau social')], max_length=10, verbose_name='moyen')),
                ('contact_value', models.CharField(max_length=300, verbose_name='contact')),
                ('service_text', models.TextField(max_length=2000, verbose_name='ce que vous proposez')),
                ('hours_text', models.TextField(blank=True, max_length=1000, verbose_name='horaires')),
                ('is_volunteer_run', models.BooleanField(default=False, verbose_name='tenu par des bénévoles')),
                ('is_only_public_service', models.BooleanField(default=False, verbose_name='seul service public de la commune')),
                ('sender_name', models.CharField(blank=True, max_length=120, verbose_name='votre nom')),
                ('sender_contact', models.CharField(blank=True, max_length=200, verbose_name='pour vous répondre')),
                ('status', models.CharField(choices=[('NEW', 'à lire'), ('SENT_BACK', 'à compléter'), ('ACCEPTED', 'acceptée'), ('REFUSED', 'refusée')], default='NEW', max_length=10, verbose_name='statut')),
                ('reason', models.TextField(blank=True, verbose_name='raison')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='décidé le')),
                ('created_at', models.DateTimeField(verbose_name='reçue le')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inclusion_requests', to='territory.commune', verbose_name='commune')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidé par')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='inclusion_requests', to='directory.place', verbose_name='lieu créé')),
            ],
            options={
                'verbose_name': 'demande d’inscription',
                'verbose_name_plural': 'demandes d’inscription',
                'ordering': ['-created_at', '-pk'],
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('contact_value', ''), _negated=True), models.Q(('service_text', ''), _negated=True)), name='inclusion_says_enough'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['REFUSED', 'SENT_BACK']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='inclusion_refused_with_reason'), models.CheckConstraint(condition=models.Q(('status', 'NEW'), ('decided_at__isnull', False), _connector='OR'), name='inclusion_decided_is_dated')],
            },
        ),
        migrations.CreateModel(
            name='KeyActor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('territory', models.CharField(max_length=20, validators=[palier.accounts.models.validate_territory_reference], verbose_name='territoire')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='pourquoi')),
                ('marked_at', models.DateTimeField(verbose_name='désigné le')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='key_for', to='directory.contactchannel', verbose_name='contact')),
                ('marked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='désigné par')),
            ],
            options={
                'verbose_name': 'acteur clé',
                'verbose_name_plural': 'acteurs clés',
                'ordering': ['pk'],
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('contact', 'territory'), name='key_actor_once')],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('territory', models.CharField(max_length=20, validators=[palier.accounts.models.validate_territory_reference], verbose_name='territoire')),
                ('starts_on', models.DateField(verbose_name='depuis le')),
                ('ends_on', models.DateField(blank=True, help_text='Ce jour compris.', null=True, verbose_name='jusqu’au')),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='donné par')),
                ('structure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='directory.structure', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'mandat',
                'verbose_name_plural': 'mandats',
                'ordering': ['-starts_on', '-pk'],
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='mandate_dates_in_order'), models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('structure', 'territory'), name='mandate_open_once')],
            },
        ),
        migrations.CreateModel(
            name='RecordChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('via', models.CharField(choices=[('FORM', 'formulaire'), ('GESTURE', 'en un geste'), ('LINK', 'lien de vérification'), ('PROPOSAL', 'proposition acceptée'), ('INCLUSION', 'demande d’inscription'), ('SPREADSHEET', 'tableur'), ('BULK', 'modification d’une liste'), ('IMPORT', 'import'), ('RESTORE', 'retour en arrière'), ('OPERATOR', 'administration')], max_length=12, verbose_name='par quel chemin')),
                ('changes', models.JSONField(verbose_name='changements')),
                ('by_label', models.CharField(max_length=200, verbose_name='par')),
                ('made_at', models.DateTimeField(verbose_name='fait le')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='directory.place', verbose_name='lieu')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='directory.service', verbose_name='service')),
                ('structure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='directory.structure', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'changement',
                'verbose_name_plural': 'changements',
                'ordering': ['-made_at', '-pk'],
                'indexes': [models.Index(models.F('via'), models.F('made_at'), name='change_via_made_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('place__isnull', False), ('structure', None)), models.Q(('place', None), ('service', None), ('structure__isnull', False)), _connector='OR'), name='change_of_one_record'), models.CheckConstraint(condition=models.Q(models.Q(('by_label', ''), _negated=True), models.Q(('via', ''), _negated=True)), name='change_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='VerificationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=palier.core.ids.new_public_id, editable=False, max_length=8, unique=True, verbose_name='identifiant')),
                ('channel', models.CharField(choices=[('EMAIL', 'courriel'), ('LETTER', 'lettre')], max_length=8, verbose_name='par')),
                ('sent_to', models.CharField(blank=True, max_length=300, verbose_name='envoyé à')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='envoyé le')),
                ('created_at', models.DateTimeField(verbose_name='préparé le')),
                ('expires_at', models.DateTimeField(verbose_name='vaut jusqu’au')),
                ('structure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='verification_requests', to='directory.structure', verbose_name='structure')),
            ],
            options={
                'verbose_name': 'demande de vérification',
                'verbose_name_plural': 'demandes de vérification',
                'ordering': ['-created_at', '-pk'],
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='verification_request_expires_later'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'EMAIL'), _negated=True), models.Q(('sent_to', ''), _negated=True), _connector='OR'), name='verification_mail_has_address')],
            },
        ),
        migrations.CreateModel(
            name='VerificationRequestLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_open', models.BooleanField(default=True, verbose_name='attend une réponse')),
                ('outcome', models.CharField(blank=True, choices=[('CONFIRMED', 'tout est juste'), ('CORRECTED', 'corrigé'), ('CLOSED', 'n’existe plus'), ('EXPIRED', 'sans réponse')], max_length=10, verbose_name='réponse')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondu le')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verification_lines', to='directory.place', verbose_name='lieu')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='directory.verificationrequest', verbose_name='demande')),
            ],
            options={
                'verbose_name': 'lieu à vérifier',
                'verbose_name_plural': 'lieux à vérifier',
                'ordering': ['pk'],
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('request', 'place'), name='verification_line_once'), models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('place',), name='verification_asked_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='verification_answer_is_dated')],
            },
        ),
        migrations.AlterModelOptions(
            name='correctionproposal',
            options={'ordering': ['-created_at', '-pk'], 'verbose_name': 'correction proposée', 'verbose_name_plural': 'corrections proposées'},
        ),
        migrations.AddField(
            model_name='contactchannel',
            name='agreed_on',
            field=models.DateField(blank=True, null=True, verbose_name='cette personne accepte qu’il soit public, le'),
        ),
        migrations.AddField(
            model_name='contactchannel',
            name='is_named',
            field=models.BooleanField(default=False, help_text='Une ligne directe, un courriel nominatif.', verbose_name='celui d’une personne'),
        ),
        migrations.AddField(
            model_name='correctionproposal',
            name='before',
            field=models.JSONField(blank=True, default=dict, verbose_name='ce qui était écrit'),
        ),
        migrations.AddField(
            model_name='correctionproposal',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposals', to=settings.AUTH_USER_MODEL, verbose_name='compte'),
        ),
        migrations.AddField(
            model_name='correctionproposal',
            name='changes',
            field=models.JSONField(blank=True, default=dict, verbose_name='ce qui est proposé'),
        ),
        migrations.AddField(
            model_name='correctionproposal',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='décidé le'),
        ),
        migrations.AddField(
            model_name='correctionproposal',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidé par'),
        ),
        migrations.AddField(
            model_name='correctionproposal',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='directory.service', verbose_name='service'),
        ),
        migrations.AddField(
            model_name='service',
            name='helper_agreed_on',
            field=models.DateField(blank=True, help_text='Vide : professionnels seulement.', null=True, verbose_name='accepte que son nom soit public, le'),
        ),
        migrations.AddField(
            model_name='structure',
            name='verified_by',
            field=models.CharField(blank=True, max_length=200, verbose_name='vérifiée par'),
        ),
        migrations.AddField(
            model_name='structure',
            name='verified_on',
            field=models.DateField(blank=True, null=True, verbose_name='vérifiée le'),
        ),
        migrations.AlterField(
            model_name='correctionproposal',
            name='message',
            field=models.TextField(blank=True, max_length=2000, verbose_name='ce qui ne va pas'),
        ),
        migrations.AlterField(
            model_name='correctionproposal',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='directory.place', verbose_name='lieu'),
        ),
        migrations.AlterField(
            model_name='place',
            name='status',
            field=models.CharField(choices=[('DRAFT', 'brouillon'), ('WAITING', 'attend une première relecture'), ('PUBLISHED', 'publié'), ('UNPUBLISHED', 'retiré'), ('CLOSED', 'fermé définitivement')], default='DRAFT', max_length=12, verbose_name='statut'),
        ),
        migrations.AddConstraint(
            model_name='contactchannel',
            constraint=models.CheckConstraint(condition=models.Q(('is_named', False), models.Q(('visibility', 'PUBLIC'), _negated=True), ('agreed_on__isnull', False), _connector='OR'), name='contact_of_a_person_public_if_agreed'),
        ),
        migrations.AddConstraint(
            model_name='correctionproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('message', ''), _negated=True), models.Q(('changes', {}), _negated=True), _connector='OR'), name='proposal_says_something'),
        ),
        migrations.AddConstraint(
            model_name='correctionproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'REFUSED'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='proposal_refused_with_answer'),
        ),
        migrations.RunPython(date_decisions, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='correctionproposal',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'NEW'), ('decided_at__isnull', False), _connector='OR'), name='proposal_decided_is_dated'),
        ),
    ]
