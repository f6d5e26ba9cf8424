from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0006_signed_off'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditrow',
            index=models.Index(condition=models.Q(('page_type', 'commitments.Commitment')), fields=['at', 'page_id', 'subject_type', 'subject_id'], name='auditrow_of_commitments'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('state__in', ('proposed', 'declined', 'accepted', 'in_progress', 'reported', 'dormant'))), fields=['due_on', 'reference'], name='commitment_open'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['country', 'state', 'classification', 'nature', 'owed_by', 'due_on'], name='commitment_counted'),
        ),
    ]
