import django.core.validators
import django.db.models.deletion
import palier.accounts.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GuideEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='titre')),
                ('territory', models.CharField(max_length=20, validators=[palier.accounts.models.validate_territory_reference], verbose_name='territoire')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2199)], verbose_name='année')),
                ('status', models.CharField(choices=[('CAMPAIGN', 'en préparation'), ('FROZEN', 'figée')], default='CAMPAIGN', max_length=10, verbose_name='état')),
                ('created_at', models.DateTimeField(verbose_name='préparée depuis le')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='structures interrogées depuis le')),
                ('frozen_at', models.DateTimeField(blank=True, null=True, verbose_name='figée le')),
                ('has_public_edition', models.BooleanField(default=False, verbose_name='avec une édition pour tous')),
                ('structure_count', models.PositiveIntegerField(default=0, verbose_name='structures')),
                ('place_count', models.PositiveIntegerField(default=0, verbose_name='lieux')),
                ('professional_content', models.JSONField(blank=True, default=dict, verbose_name='contenu pour les professionnels')),
                ('public_content', models.JSONField(blank=True, default=dict, verbose_name='contenu pour tous')),
                ('map_svg', models.TextField(blank=True, verbose_name='carte (SVG)')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='préparée par')),
            ],
            options={
                'verbose_name': 'édition du guide',
                'verbose_name_plural': 'éditions du guide',
                'ordering': ['-year', 'territory', 'pk'],
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('territory', 'year'), name='guide_once_a_year'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='guide_has_title'), models.CheckConstraint(condition=models.Q(models.Q(('frozen_at', None), ('status', 'CAMPAIGN')), models.Q(('frozen_at__isnull', False), ('status', 'FROZEN')), _connector='OR'), name='guide_frozen_is_dated')],
            },
        ),
        migrations.CreateModel(
            name='GuidePrint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('readership', models.CharField(choices=[('PROFESSIONAL', 'professionnels'), ('PUBLIC', 'tout public')], max_length=12, verbose_name='pour')),
                ('pdf', models.BinaryField(verbose_name='PDF')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prints', to='outreach.guideedition', verbose_name='édition')),
            ],
            options={
                'verbose_name': 'impression du guide',
                'verbose_name_plural': 'impressions du guide',
                'ordering': ['pk'],
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('edition', 'readership'), name='guide_print_once_per_readership')],
            },
        ),
    ]
