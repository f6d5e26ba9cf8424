"""What a packet is about, apart from where its open items came from."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0007_copies_of_finals'),
    ]

    operations = [
        migrations.AddField(
            model_name='packetmeeting',
            name='is_subject',
            field=models.BooleanField(default=True, verbose_name='what it is about'),
        ),
    ]
