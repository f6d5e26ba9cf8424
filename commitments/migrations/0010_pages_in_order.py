from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0009_lists_in_order'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='approval',
            index=models.Index(fields=['recorded_at', 'id'], name='commitments_recorde_52ac49_idx'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(fields=['planned_at', 'id'], name='commitments_planned_557ca5_idx'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['dated_on', 'id'], name='commitments_dated_o_779731_idx'),
        ),
    ]
