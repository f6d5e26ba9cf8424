"""What texts were read for: their readings, and the passages that may be points of their meetings."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0010_exchange'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('digest', models.CharField(max_length=64, verbose_name='text as it was read')),
                ('read_at', models.DateTimeField(verbose_name='read at')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reading', to='commitments.statement', verbose_name='statement')),
            ],
            options={
                'verbose_name': 'reading of a text',
                'verbose_name_plural': 'readings of texts',
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('start', models.PositiveIntegerField(blank=True, null=True, verbose_name='from character')),
                ('end', models.PositiveIntegerField(blank=True, null=True, verbose_name='to character')),
                ('words', models.TextField(verbose_name='words')),
                ('sentence', models.TextField(blank=True, verbose_name='sentence as read')),
                ('guess', models.JSONField(blank=True, default=dict, verbose_name='as the reader understood it')),
                ('state', models.CharField(choices=[('waiting', 'undecided'), ('accepted', 'accepted'), ('rejected', 'rejected'), ('gone', 'no longer in the text')], default='waiting', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('outcome', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='passage', to='commitments.outcome', verbose_name='outcome')),
                ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='commitments.passage', verbose_name='joined to')),
                ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='commitments.statement', verbose_name='statement')),
            ],
            options={
                'verbose_name': 'passage',
                'verbose_name_plural': 'passages',
                'ordering': ('statement', 'start', 'id'),
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['statement'], name='passage_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('end__isnull', True), ('start__isnull', True)), ('start__lt', models.F('end')), _connector='OR'), name='passage_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__isnull', False), ('state', 'accepted')), models.Q(models.Q(('state', 'accepted'), _negated=True), ('outcome__isnull', True)), _connector='OR'), name='passage_accepted_is_an_outcome')],
            },
        ),
    ]
