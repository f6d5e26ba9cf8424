"""Tables brought in: imports and their rows; a meeting may have more points than a small number holds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0012_a_factor_is_confirmed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='outcome',
            name='number',
            field=models.PositiveIntegerField(verbose_name='number'),
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('subject', models.CharField(choices=[('commitments', 'commitments'), ('updates', 'progress updates'), ('ministries', 'ministries'), ('officials', 'officials'), ('holidays', 'holidays')], max_length=20, verbose_name='what its rows become')),
                ('sender', models.CharField(blank=True, max_length=120, verbose_name='from whom')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('state', models.CharField(choices=[('looking', 'the file is being read'), ('columns', 'waits for its columns'), ('reading', 'its rows are being judged'), ('read', 'waits for your decision'), ('working', 'its rows are being taken'), ('done', 'done'), ('taking_back', 'is being taken back'), ('taken_back', 'taken back'), ('stopped', 'stopped')], default='looking', max_length=20, verbose_name='state')),
                ('tables', models.JSONField(default=list)),
                ('table', models.PositiveIntegerField(default=0, verbose_name='table')),
                ('head_row', models.PositiveIntegerField(default=0, verbose_name='row of the heads')),
                ('heads', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('fixed', models.JSONField(default=dict)),
                ('answers', models.JSONField(default=dict)),
                ('asked', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('following', models.JSONField(default=dict)),
                ('way', models.CharField(blank=True, choices=[('whole', 'all rows or none'), ('good', 'the good rows'), ('shown', 'the good and the doubtful rows, as shown')], max_length=10, verbose_name='which rows')),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='judged at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='why not')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commitments.meeting', verbose_name='meeting')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('verdict', models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('same', 'as on file'), ('doubtful', 'doubtful'), ('wrong', 'wrong')], max_length=10, verbose_name='verdict')),
                ('writes', models.BooleanField(default=False)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('says', models.CharField(blank=True, max_length=400)),
                ('faults', models.JSONField(default=list)),
                ('changes', models.JSONField(default=list)),
                ('plan', models.JSONField(default=dict)),
                ('record', models.PositiveBigIntegerField(blank=True, null=True)),
                ('seen', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(blank=True, choices=[('waiting', 'waits'), ('done', 'done'), ('not_done', 'not done'), ('taking_back', 'is being taken back'), ('taken_back', 'taken back'), ('stands', 'stands')], max_length=20, verbose_name='state')),
                ('made', models.PositiveBigIntegerField(blank=True, null=True)),
                ('before', models.JSONField(default=dict)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='why not')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='commitments.import', verbose_name='import')),
            ],
            options={
                'verbose_name': 'row of an import',
                'verbose_name_plural': 'rows of imports',
                'ordering': ('number',),
            },
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['by', 'subject', 'sender'], name='commitments_by_id_7d318b_idx'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(condition=models.Q(('state__in', ('looking', 'reading', 'working', 'taking_back'))), fields=['at'], name='import_at_work'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['of', 'verdict', 'number'], name='commitments_of_id_d0abd9_idx'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['of', 'state', 'number'], name='commitments_of_id_c5e354_idx'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('of', 'number'), name='import_row_once'),
        ),
    ]
