"""What records are found by; filled at the end of `migrate`, where the index over it is made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commitments", "0003_done_together")]

    operations = [
        migrations.CreateModel(
            name="Indexed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("key", models.PositiveBigIntegerField()),
                ("terms", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="indexed_once")],
            },
        ),
    ]
