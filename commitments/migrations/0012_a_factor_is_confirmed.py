"""Two persons let a second factor count that no mail can confirm."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0011_passages_of_texts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accountchange',
            name='matter',
            field=models.CharField(choices=[('reach', 'role, clearance or scope'), ('second_factor', 'reset of a lost second factor'), ('first_factor', 'second factor that no mail can confirm')], default='reach', max_length=20, verbose_name='what is proposed'),
        ),
    ]
