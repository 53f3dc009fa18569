from django.db import migrations, models


def mark(apps, editor):
    """The chat page spoke for a source by its name: where it was used, that source keeps it."""
    spoke = apps.get_model("handoff", "Source").objects.filter(name="Web chat", keys__label="Chat page")
    for pk in set(spoke.values_list("pk", flat=True)):
        apps.get_model("handoff", "Source").objects.filter(pk=pk).update(chat_page=True)


class Migration(migrations.Migration):
    dependencies = [("handoff", "0010_briefing_version")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="chat_page",
            field=models.BooleanField(
                default=False, help_text="The chat page of this house speaks for this source."
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(
                condition=models.Q(("chat_page", True)), fields=("chat_page",), name="source_one_chat_page"
            ),
        ),
    ]
