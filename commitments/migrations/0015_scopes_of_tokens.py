"""A token is made for what it may be used for; those that exist go on reading."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0014_matrices_made_by_a_worker'),
    ]

    operations = [
        migrations.AddField(
            model_name='tokenterms',
            name='scopes',
            field=models.CharField(default='read', max_length=80, verbose_name='what it may be used for'),
        ),
    ]
