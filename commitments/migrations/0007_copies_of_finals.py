"""Copies of a final beside those of its draft, and what each master of a packet says of itself."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0006_the_packet'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='packetcopy',
            options={'ordering': ('packet', 'of_final', 'number'), 'verbose_name': 'copy', 'verbose_name_plural': 'copies'},
        ),
        migrations.RemoveConstraint(
            model_name='packetcopy',
            name='packet_copy_once',
        ),
        migrations.RemoveConstraint(
            model_name='packetcopy',
            name='packet_one_copy_a_holder',
        ),
        migrations.AddField(
            model_name='packet',
            name='imprints',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='packetcopy',
            name='of_final',
            field=models.BooleanField(default=False, verbose_name='of the final'),
        ),
        migrations.AddConstraint(
            model_name='packetcopy',
            constraint=models.UniqueConstraint(fields=('packet', 'of_final', 'number'), name='packet_copy_once'),
        ),
        migrations.AddConstraint(
            model_name='packetcopy',
            constraint=models.UniqueConstraint(condition=models.Q(('holder__isnull', False)), fields=('packet', 'of_final', 'holder'), name='packet_one_copy_a_holder'),
        ),
    ]
