"""The terms of tokens for programs: knox makes its tables once the accounts are there, and these refer to them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('commitments', '0001_initial'),
        ('knox', '0009_extend_authtoken_field'),
    ]

    operations = [
        migrations.CreateModel(
            name='TokenTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80, verbose_name='purpose')),
                ('scopes', models.CharField(default='read', max_length=80, verbose_name='permitted use')),
                ('is_external', models.BooleanField(default=False, verbose_name='external program')),
                ('token', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to=settings.KNOX_TOKEN_MODEL, verbose_name='token')),
            ],
            options={
                'verbose_name': 'token settings',
                'verbose_name_plural': 'token settings',
            },
        ),
    ]
