from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0004_indexed"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="single_keys",
            field=models.BooleanField(default=True, editable=False, verbose_name="single keys"),
        ),
    ]
