import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="GameplanSettings",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asks",
                    models.CharField(
                        choices=[
                            ("fired", "After a contact: did my plan fire?"),
                            ("intention", "At the start: what do I intend today?"),
                            ("good", "Once: something I did well"),
                            ("none", "Nothing. I come by myself"),
                        ],
                        default="fired",
                        max_length=9,
                    ),
                ),
            ],
        ),
    ]
