from django.db import migrations, models


class Migration(migrations.Migration):
    """Counts by source and topic too. The defaults never last: all is counted anew after each migration."""

    dependencies = [("handoff", "0003_promised")]

    operations = [
        migrations.AddField("standing", "source", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "standing",
            "topic",
            models.CharField(blank=True, default="", max_length=128),
            preserve_default=False,
        ),
    ]
