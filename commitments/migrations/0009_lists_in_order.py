from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0008_meeting_title'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['state', 'held_on'], name='commitments_state_c2d563_idx'),
        ),
        migrations.AddIndex(
            model_name='packet',
            index=models.Index(fields=['asked_at'], name='commitments_asked_a_9c11ff_idx'),
        ),
    ]
