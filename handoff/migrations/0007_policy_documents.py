import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import handoff.models.fields
from handoff.policy.terms import Status


def write_documents(apps, schema_editor):
    """What the columns said becomes a document; each version was live from when it was written."""
    PolicyVersion = apps.get_model("handoff", "PolicyVersion")
    Publication = apps.get_model("handoff", "Publication")
    before = None
    for version in PolicyVersion.objects.order_by("pk"):
        version.document = _document(version)
        version.status, version.base, version.saved_at = "published", before, version.at
        version.saved_by = version.author
        version.save()
        Publication.objects.create(version=version, at=version.at, by=version.author, why=version.why)
        before = version


def _document(version):
    limit = version.attempts_limit
    triggers = {"failed_attempts": {"on": bool(limit), "at": limit or 3}}
    for name, at in (("anger", version.anger_from), ("high_risk", version.high_risk_from)):
        triggers[name] = {"on": at is not None, "at": at}
    exclusions = [
        {"key": f"{kind}-{place}", "sentence": said, "rule": {kind: [said]}}
        for kind, words in (("topics", version.excluded_topics), ("phrases", version.excluded_phrases))
        for place, said in enumerate(words)
    ]
    return {
        "hold_from": version.hold_from,
        "send_from": version.send_from,
        "triggers": triggers,
        "risks": {"added": version.risk_topics},
        "exclusions": exclusions,
    }


def person(name):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [("handoff", "0006_queue_hours")]

    operations = [
        migrations.RemoveConstraint(model_name="policyversion", name="policy_thresholds_ordered"),
        migrations.RemoveConstraint(model_name="policyversion", name="policy_senses_within"),
        migrations.AddField(
            "policyversion",
            "status",
            handoff.models.fields.word(Status, default=Status.DRAFT),
        ),
        migrations.AddField(
            "policyversion",
            "document",
            models.JSONField(default=dict, help_text="handoff.policy.Document as JSON."),
        ),
        migrations.AddField(
            "policyversion",
            "base",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="handoff.policyversion",
            ),
        ),
        migrations.AddField("policyversion", "revision", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "policyversion",
            "saved_at",
            models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField("policyversion", "saved_by", person("saved_by")),
        migrations.AddField("policyversion", "publish_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("policyversion", "publish_by", person("publish_by")),
        migrations.AlterField("policyversion", "at", models.DateTimeField()),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("why", models.CharField(blank=True, max_length=300)),
                ("by", person("by")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="handoff.policyversion",
                    ),
                ),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.RunPython(write_documents, migrations.RunPython.noop),
        *(
            migrations.RemoveField("policyversion", name)
            for name in (
                "anger_from",
                "attempts_limit",
                "excluded_phrases",
                "excluded_topics",
                "high_risk_from",
                "hold_from",
                "risk_topics",
                "send_from",
            )
        ),
        migrations.AddConstraint("policyversion", handoff.models.fields.one_of("status", Status, "policy")),
        migrations.AddConstraint(
            "policyversion",
            models.CheckConstraint(
                name="policy_scheduled_is_draft",
                condition=Q(publish_at=None, publish_by=None) | Q(status="draft", publish_at__isnull=False),
            ),
        ),
    ]
