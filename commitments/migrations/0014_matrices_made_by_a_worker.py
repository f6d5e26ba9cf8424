"""A worker makes the files of a matrix: how far each is, and why nothing came of it."""

from django.db import migrations, models

STATES = [
    ('asked', 'asked for'),
    ('making', 'being made'),
    ('ready', 'ready'),
    ('failed', 'failed'),
    ('cancelled', 'cancelled'),
]


def digest(of):
    return models.CharField(blank=True, editable=False, max_length=64, verbose_name=f'SHA-256 of the {of}')


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0013_tables_brought_in'),
    ]

    operations = [
        # What stands was made with its files.
        migrations.AddField(
            model_name='matrix',
            name='state',
            field=models.CharField(choices=STATES, default='ready', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='matrix',
            name='state',
            field=models.CharField(choices=STATES, default='asked', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='matrix',
            name='lease_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='matrix',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='matrix',
            name='failure',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it failed'),
        ),
        migrations.AlterField(model_name='matrix', name='docx_sha256', field=digest('document')),
        migrations.AlterField(model_name='matrix', name='pdf_sha256', field=digest('PDF')),
        migrations.AlterField(model_name='matrix', name='xlsx_sha256', field=digest('spreadsheet')),
    ]
