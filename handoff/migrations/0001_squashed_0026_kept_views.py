"""Every table with its indices and constraints, each made at once: SQLite copies a whole table for each one that is added.

A database that had come as far as 0026 takes this as applied; an older one must be brought so far first, by the
revision that still had those steps.
"""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import handoff.models.people
import handoff.models.relay
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("handoff", "0001_initial"),
        ("handoff", "0002_calibration"),
        ("handoff", "0003_knowledge_versions_and_answering"),
        ("handoff", "0004_answering_by_a_model"),
        ("handoff", "0005_sense_thresholds"),
        ("handoff", "0006_queue_hours"),
        ("handoff", "0007_policy_documents"),
        ("handoff", "0008_changes"),
        ("handoff", "0009_overdue_timers"),
        ("handoff", "0010_briefing_version"),
        ("handoff", "0011_chat_page"),
        ("handoff", "0012_hops"),
        ("handoff", "0013_relay"),
        ("handoff", "0014_queue_former_names"),
        ("handoff", "0015_newest_decision"),
        ("handoff", "0016_silence"),
        ("handoff", "0017_desk_at_scale"),
        ("handoff", "0018_person_locale"),
        ("handoff", "0019_mentions"),
        ("handoff", "0020_attachments"),
        ("handoff", "0021_sending"),
        ("handoff", "0023_woken"),
        ("handoff", "0024_blocks"),
        ("handoff", "0025_merging"),
        ("handoff", "0026_kept_views"),
    ]

    initial = True

    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("article", "Article"), ("macro", "Macro")], default="article", max_length=16
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("url", models.CharField(blank=True, max_length=500)),
                ("topic", models.CharField(blank=True, max_length=128)),
                ("collection", models.CharField(blank=True, max_length=128)),
                (
                    "active",
                    models.BooleanField(default=True, help_text="What is switched off is never quoted."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["title"],
                "indexes": [models.Index(fields=["updated_at"], name="article_updated")],
            },
        ),
        migrations.CreateModel(
            name="File",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(help_text="Its name in the storage.", max_length=120, unique=True)),
                ("size", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PastTicket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("question", models.TextField()),
                ("answer", models.TextField(blank=True)),
                ("topic", models.CharField(blank=True, max_length=128)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("resolved", "Resolved"),
                            ("reopened", "Reopened"),
                            ("unanswerable", "Unanswerable"),
                        ],
                        default="resolved",
                        max_length=16,
                    ),
                ),
                ("conversation", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(blank=True, null=True)),
                (
                    "active",
                    models.BooleanField(default=True, help_text="What is switched off is never quoted."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={"indexes": [models.Index(fields=["updated_at"], name="ticket_updated")]},
        ),
        migrations.CreateModel(
            name="Queue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("topics", models.JSONField(blank=True, default=list)),
                (
                    "default",
                    models.BooleanField(default=False, help_text="Takes what no other queue's topics name."),
                ),
                (
                    "hours",
                    models.JSONField(blank=True, default=dict, validators=[handoff.models.people.are_hours]),
                ),
                (
                    "former_names",
                    models.JSONField(
                        blank=True, default=list, help_text="As older versions of the policy say."
                    ),
                ),
                (
                    "views",
                    models.JSONField(
                        blank=True, default=list, editable=False, help_text="Shared with its people."
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("default", True)), fields=("default",), name="queue_one_default"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                (
                    "answering",
                    models.CharField(
                        choices=[("none", "None"), ("embedded", "Embedded"), ("model", "Model")],
                        default="none",
                        help_text="Whether the embedded engine, or a model, answers this source's customers; else its front end does.",
                        max_length=32,
                    ),
                ),
                (
                    "chat_page",
                    models.BooleanField(
                        default=False, help_text="The chat page of this house speaks for this source."
                    ),
                ),
                ("last_seq", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_seq__gte", 0)), name="source_seq_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answering__in", ["none", "embedded", "model"])),
                        name="source_answering_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("chat_page", True)),
                        fields=("chat_page",),
                        name="source_one_chat_page",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("queue", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ai", "Ai"),
                            ("review", "Review"),
                            ("queued", "Queued"),
                            ("assigned", "Assigned"),
                            ("waiting", "Waiting"),
                            ("resolved", "Resolved"),
                        ],
                        max_length=32,
                    ),
                ),
                ("assignee", models.BigIntegerField(null=True)),
                ("count", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Calibration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calibrations",
                        to="handoff.source",
                    ),
                ),
                ("engine", models.CharField(blank=True, max_length=64)),
                ("slope", models.FloatField()),
                ("intercept", models.FloatField()),
                (
                    "covariance",
                    models.JSONField(
                        help_text="[variance of the slope, covariance, variance of the intercept]"
                    ),
                ),
                ("n", models.PositiveIntegerField(help_text="Verdicts that it rests on.")),
                ("verdicts", models.PositiveIntegerField(help_text="Verdicts there were when it was made.")),
                (
                    "ece",
                    models.FloatField(
                        help_text="Expected calibration error, each verdict foretold from the others."
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["source", "id"], name="calibration_of_source"),
                    models.Index(fields=["engine", "id"], name="calibration_of_engine"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("engine", ""), ("source__isnull", False)),
                            models.Q(("source__isnull", True), models.Q(("engine", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="calibration_of_source_or_engine",
                    ),
                    models.UniqueConstraint(fields=("source", "verdicts"), name="calibration_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("source__isnull", True)),
                        fields=("engine", "verdicts"),
                        name="calibration_once_per_engine",
                    ),
                    models.CheckConstraint(condition=models.Q(("slope__gt", 0)), name="calibration_rises"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="customers",
                        to="handoff.source",
                    ),
                ),
                ("external_id", models.CharField(blank=True, max_length=128, null=True)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.CharField(blank=True, max_length=320)),
                ("phone", models.CharField(blank=True, max_length=64)),
                ("locale", models.CharField(blank=True, max_length=64)),
                ("timezone", models.CharField(blank=True, max_length=64)),
                ("tier", models.CharField(blank=True, max_length=128)),
                ("attributes", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id__isnull", False)),
                        fields=("source", "external_id"),
                        name="customer_once_per_source",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Frame",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="frames",
                        to="handoff.source",
                    ),
                ),
                ("frame_id", models.CharField(max_length=128)),
                ("digest", models.CharField(max_length=64)),
                ("reply", models.TextField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "frame_id"), name="frame_once_per_source")
                ]
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                ("name", models.CharField(blank=True, max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[("agent", "Agent"), ("supervisor", "Supervisor"), ("admin", "Admin")],
                        default="agent",
                        max_length=32,
                    ),
                ),
                ("skills", models.JSONField(blank=True, default=list)),
                ("languages", models.JSONField(blank=True, default=list)),
                ("capacity", models.PositiveIntegerField(default=6)),
                ("available", models.BooleanField(default=True)),
                ("timezone", models.CharField(blank=True, default="UTC", max_length=64)),
                (
                    "locale",
                    models.CharField(blank=True, help_text="The language of their screens.", max_length=12),
                ),
                (
                    "seen_at",
                    models.DateTimeField(
                        blank=True, help_text="When a page of theirs was open last.", null=True
                    ),
                ),
                (
                    "views",
                    models.JSONField(
                        blank=True, default=list, editable=False, help_text="Kept under a name."
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                ("queues", models.ManyToManyField(blank=True, related_name="people", to="handoff.queue")),
            ],
            options={
                "ordering": ["name", "username"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["agent", "supervisor", "admin"])),
                        name="person_role_known",
                    )
                ],
            },
            managers=[("objects", django.contrib.auth.models.UserManager())],
        ),
        migrations.CreateModel(
            name="SourceKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="handoff.source"
                    ),
                ),
                ("public_id", models.CharField(max_length=24, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("label", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "noun",
                    models.CharField(
                        choices=[
                            ("source", "Source"),
                            ("key", "Key"),
                            ("person", "Person"),
                            ("queue", "Queue"),
                        ],
                        max_length=32,
                    ),
                ),
                ("item", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "before",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                (
                    "after",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["noun", "item", "-id"], name="change_of_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("noun__in", ["source", "key", "person", "queue"])),
                        name="change_noun_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to="handoff.source",
                    ),
                ),
                ("external_id", models.CharField(max_length=128)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to="handoff.customer",
                    ),
                ),
                (
                    "queue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to="handoff.queue",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ai", "Ai"),
                            ("review", "Review"),
                            ("queued", "Queued"),
                            ("assigned", "Assigned"),
                            ("waiting", "Waiting"),
                            ("resolved", "Resolved"),
                        ],
                        default="ai",
                        max_length=32,
                    ),
                ),
                (
                    "speaker",
                    models.CharField(
                        choices=[("ai", "Ai"), ("agent", "Agent"), ("nobody", "Nobody")],
                        default="ai",
                        max_length=32,
                    ),
                ),
                ("fence", models.PositiveIntegerField(default=0)),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where it goes on.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "reply_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="The merged one under whose id the customer last wrote; empty: under its own.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        blank=True, help_text="The first line of what they want.", max_length=200
                    ),
                ),
                ("topic", models.CharField(blank=True, max_length=128)),
                ("intent", models.CharField(blank=True, max_length=128)),
                ("language", models.CharField(blank=True, max_length=64)),
                ("context", models.JSONField(blank=True, default=dict)),
                ("messages", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "last_customer",
                    models.PositiveIntegerField(
                        default=0, help_text="Number of the newest customer message."
                    ),
                ),
                (
                    "seen",
                    models.PositiveIntegerField(
                        default=0, help_text="Newest message number a human had on screen."
                    ),
                ),
                (
                    "boundary",
                    models.PositiveIntegerField(
                        default=0, help_text="Cues up to this message were dealt with."
                    ),
                ),
                ("failed_attempts", models.PositiveIntegerField(default=0, help_text="Since the boundary.")),
                (
                    "rung",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("senior_ai", "Senior ai"),
                            ("source", "Source"),
                            ("form", "Form"),
                            ("human", "Human"),
                            ("supervisor", "Supervisor"),
                        ],
                        default="",
                        help_text="The kind of rung of the tree that it stands on, if on any.",
                        max_length=32,
                    ),
                ),
                (
                    "rank",
                    models.SmallIntegerField(
                        default=-1, help_text="Of the handoff with which it stands in line; -1 where in none."
                    ),
                ),
                (
                    "waiting_for",
                    models.CharField(
                        blank=True,
                        choices=[("customer", "Customer"), ("third_party", "Third party")],
                        default="",
                        max_length=32,
                    ),
                ),
                ("waiting_until", models.DateTimeField(blank=True, null=True)),
                (
                    "woken",
                    models.CharField(
                        blank=True,
                        choices=[("time", "Time"), ("customer", "Customer")],
                        default="",
                        help_text="What ended its wait, until somebody takes it up.",
                        max_length=32,
                    ),
                ),
                (
                    "waiting_since",
                    models.DateTimeField(
                        blank=True, help_text="Since when the customer waits for somebody's words.", null=True
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("resolved", "Resolved"), ("abandoned", "Abandoned"), ("spam", "Spam")],
                        default="",
                        max_length=32,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["review", "queued", "assigned", "waiting"])),
                        fields=["queue", "waiting_since", "-last_at"],
                        name="conversation_queue",
                    ),
                    models.Index(
                        condition=models.Q(("state", "review")),
                        fields=["waiting_since", "-last_at"],
                        name="conversation_review",
                    ),
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["-rank", "waiting_since", "-last_at"],
                        name="conversation_line",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["waiting_until", "-last_at"],
                        name="conversation_waits",
                    ),
                    models.Index(
                        condition=models.Q(("assignee__isnull", False)),
                        fields=["assignee", "state", "waiting_since", "-last_at"],
                        name="conversation_assignee",
                    ),
                    models.Index(fields=["-last_at"], name="conversation_recent"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="conversation_once_per_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["ai", "review", "queued", "assigned", "waiting", "resolved"])
                        ),
                        name="conversation_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("speaker__in", ["ai", "agent", "nobody"])),
                        name="conversation_speaker_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assignee__isnull", False), ("state__in", ("assigned", "waiting"))),
                            models.Q(
                                models.Q(("state__in", ("assigned", "waiting")), _negated=True),
                                ("assignee__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="conversation_assigned_iff_assignee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("speaker", "agent"), ("state__in", ("assigned", "waiting"))),
                            models.Q(
                                models.Q(("state__in", ("assigned", "waiting")), _negated=True),
                                models.Q(("speaker", "agent"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="conversation_agent_speaks_iff_assigned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), ("waiting_for__in", ["customer", "third_party"])),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("waiting_for", "")),
                            _connector="OR",
                        ),
                        name="conversation_waits_for_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("boundary__lte", models.F("messages")),
                            ("last_customer__lte", models.F("messages")),
                            ("seen__lte", models.F("messages")),
                        ),
                        name="conversation_marks_within",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KnowledgeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="handoff.article",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="handoff.pastticket",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("edited", "Edited"),
                            ("imported", "Imported"),
                            ("switched_off", "Switched off"),
                            ("switched_on", "Switched on"),
                            ("missing", "Missing"),
                            ("restored", "Restored"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "before",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "added",
                                    "edited",
                                    "imported",
                                    "switched_off",
                                    "switched_on",
                                    "missing",
                                    "restored",
                                ],
                            )
                        ),
                        name="knowledge_version_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("article__isnull", False), ("ticket__isnull", True)),
                            models.Q(("article__isnull", True), ("ticket__isnull", False)),
                            _connector="OR",
                        ),
                        name="knowledge_version_of_one_item",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("discarded", "Discarded")],
                        default="draft",
                        max_length=32,
                    ),
                ),
                ("document", models.JSONField(default=dict, help_text="handoff.policy.Document as JSON.")),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.policyversion",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("publish_at", models.DateTimeField(blank=True, null=True)),
                (
                    "publish_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "policy version",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "published", "discarded"])),
                        name="policy_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("publish_at", None), ("publish_by", None)),
                            models.Q(("publish_at__isnull", False), ("status", "draft")),
                            _connector="OR",
                        ),
                        name="policy_scheduled_is_draft",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preference",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("undo_s", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("single_keys", models.BooleanField(default=True)),
                ("keys", models.JSONField(blank=True, default=dict)),
                ("notices", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("undo_s__isnull", True), ("undo_s__lte", 60), _connector="OR"),
                        name="preference_undo_within",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tickets",
                        to="handoff.sourcekey",
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("conversation", models.CharField(blank=True, max_length=128)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("claimed", "Claimed"),
                            ("transferred", "Transferred"),
                            ("reassigned", "Reassigned"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("conversation",),
                        name="assignment_one_open",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="handoff.customer",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        help_text="The one that was the reason.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.conversation",
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-at"], name="block_at")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("customer",),
                        name="block_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="block_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="block_lifted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Briefing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="briefing",
                        to="handoff.conversation",
                    ),
                ),
                ("content", models.JSONField()),
                (
                    "version",
                    models.PositiveIntegerField(default=0, help_text="The newest event that it knows."),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("send", "Send"),
                            ("hold", "Hold"),
                            ("handoff", "Handoff"),
                            ("none", "None"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "band",
                    models.CharField(
                        blank=True,
                        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                        max_length=32,
                        null=True,
                    ),
                ),
                ("confidence", models.FloatField(blank=True, null=True)),
                ("raw_confidence", models.FloatField(blank=True, null=True)),
                (
                    "triggers",
                    models.JSONField(
                        default=list, help_text="[{trigger, detail, span?, score?, threshold?}]"
                    ),
                ),
                ("facts", models.JSONField(default=dict)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.policyversion",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["conversation", "id"], name="decisions_of_conversation")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ["send", "hold", "handoff", "none"])),
                        name="decision_action_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="thread",
                        to="handoff.conversation",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("customer", "Customer"),
                            ("assistant", "Assistant"),
                            ("agent", "Agent"),
                            ("system", "System"),
                            ("note", "Note"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("heard", "Heard"),
                            ("sent", "Sent"),
                            ("note", "Note"),
                            ("agent", "Agent"),
                            ("ai", "Ai"),
                            ("fallback", "Fallback"),
                            ("reassurance", "Reassurance"),
                        ],
                        max_length=32,
                    ),
                ),
                ("text", models.TextField()),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "via",
                    models.ForeignKey(
                        blank=True,
                        help_text="The merged conversation under whose id it came.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.conversation",
                    ),
                ),
                ("external_id", models.CharField(blank=True, max_length=128, null=True)),
                (
                    "said_at",
                    models.DateTimeField(
                        blank=True, help_text="When the front end says it was said.", null=True
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=64)),
                ("meta", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["conversation", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("conversation", "number"), name="message_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("external_id__isnull", False), ("via__isnull", True)),
                        fields=("conversation", "external_id"),
                        name="message_external_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("external_id__isnull", False), ("via__isnull", False)),
                        fields=("conversation", "via", "external_id"),
                        name="message_external_once_via",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="message_number_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="message_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["customer", "assistant", "agent", "system", "note"])
                        ),
                        name="message_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["heard", "sent", "note", "agent", "ai", "fallback", "reassurance"])
                        ),
                        name="message_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="handoff.policyversion",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="handoff.conversation",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField()),
                ("comment", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 5)), name="rating_one_to_five"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Typed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="typed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="typed",
                        to="handoff.conversation",
                    ),
                ),
                ("kind", models.CharField(max_length=32)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "conversation", "kind"), name="typed_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="typed_not_empty"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    models.CharField(
                        help_text="Its id on the wire: nobody can guess one.", max_length=40, unique=True
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="handoff.source"
                    ),
                ),
                ("conversation", models.CharField(help_text="The front end's own id of it.", max_length=128)),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="handoff.message",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(default=0)),
                (
                    "uploader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        blank=True, help_text="Names the attempt of whoever uploads it.", max_length=64
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="handoff.file"
                    ),
                ),
                (
                    "preview",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.file",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("type", models.CharField(max_length=40)),
                ("width", models.PositiveIntegerField(blank=True, null=True)),
                ("height", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("checking", "Checking"), ("clean", "Clean"), ("refused", "Refused")],
                        max_length=32,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["message", "place", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "checking")), fields=["at"], name="attachment_unchecked"
                    ),
                    models.Index(
                        condition=models.Q(("message__isnull", True)),
                        fields=["source", "conversation", "at"],
                        name="attachment_unsent",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("uploader__isnull", False), models.Q(("key", ""), _negated=True)),
                        fields=("uploader", "key"),
                        name="attachment_uploaded_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("message__isnull", False)),
                        fields=("message", "place"),
                        name="attachment_place_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["checking", "clean", "refused"])),
                        name="attachment_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Audit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit",
                        to="handoff.message",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="handoff.decision"
                    ),
                ),
                ("share", models.FloatField()),
                ("at", models.DateTimeField()),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[("right", "Right"), ("partly", "Partly"), ("wrong", "Wrong")],
                        default="",
                        max_length=32,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_fact", "Wrong fact"),
                            ("wrong_tone", "Wrong tone"),
                            ("out_of_date", "Out of date"),
                            ("not_asked", "Not asked"),
                            ("against_policy", "Against policy"),
                            ("other", "Other"),
                        ],
                        default="",
                        max_length=32,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500)),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=models.Q(("finding", "")), fields=["at"], name="audit_open")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 1)), name="audit_share_possible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finding", ""), ("judged_at__isnull", True), ("judged_by__isnull", True)
                            ),
                            models.Q(
                                models.Q(("finding", ""), _negated=True),
                                ("judged_at__isnull", False),
                                ("judged_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="audit_judged_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding", "wrong"), models.Q(("reason", ""), _negated=True)),
                            models.Q(models.Q(("finding", "wrong"), _negated=True), ("reason", "")),
                            _connector="OR",
                        ),
                        name="audit_wrong_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.decision",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("held", "Held"), ("handoff", "Handoff"), ("escalation", "Escalation")],
                        max_length=32,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("approved", "Approved"),
                            ("edited", "Edited"),
                            ("rejected", "Rejected"),
                            ("superseded", "Superseded"),
                            ("expired", "Expired"),
                        ],
                        default="open",
                        max_length=32,
                    ),
                ),
                ("text", models.TextField()),
                ("confidence", models.FloatField(blank=True, null=True)),
                ("raw_confidence", models.FloatField(blank=True, null=True)),
                ("citations", models.JSONField(blank=True, default=list)),
                ("model", models.CharField(blank=True, max_length=128)),
                (
                    "answers",
                    models.PositiveIntegerField(help_text="Number of the customer message that it answers."),
                ),
                ("created_at", models.DateTimeField()),
                ("final_text", models.TextField(blank=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_fact", "Wrong fact"),
                            ("wrong_tone", "Wrong tone"),
                            ("out_of_date", "Out of date"),
                            ("not_asked", "Not asked"),
                            ("against_policy", "Against policy"),
                            ("other", "Other"),
                        ],
                        default="",
                        max_length=32,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "opened_at",
                    models.DateTimeField(
                        blank=True, help_text="When a human first had it on screen.", null=True
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="handoff.message",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("conversation",),
                        name="draft_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("status", "open")),
                            models.Q(
                                models.Q(("status", "open"), _negated=True), ("ended_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="draft_open_iff_not_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["open", "approved", "edited", "rejected", "superseded", "expired"],
                            )
                        ),
                        name="draft_status_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handoff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handoffs",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handoffs",
                        to="handoff.decision",
                    ),
                ),
                ("mode", models.CharField(choices=[("hard", "Hard"), ("soft", "Soft")], max_length=32)),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("ai", "Ai"),
                            ("senior_ai", "Senior ai"),
                            ("human", "Human"),
                            ("supervisor", "Supervisor"),
                        ],
                        default="human",
                        max_length=32,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("summary", models.TextField(blank=True)),
                ("skills", models.JSONField(blank=True, default=list)),
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("low", "Low"),
                            ("normal", "Normal"),
                            ("high", "High"),
                            ("urgent", "Urgent"),
                        ],
                        default="normal",
                        max_length=32,
                    ),
                ),
                (
                    "rank",
                    models.SmallIntegerField(
                        default=1, help_text="The priority as a number: urgent 3 .. low 0."
                    ),
                ),
                (
                    "promise",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("next", "Next"),
                            ("queue", "Queue"),
                            ("supervisor", "Supervisor"),
                            ("call_back", "Call back"),
                            ("email", "Email"),
                        ],
                        default="",
                        help_text="How the customer was promised an answer.",
                        max_length=32,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resolved", "Resolved"),
                            ("handed_back", "Handed back"),
                            ("transferred", "Transferred"),
                            ("abandoned", "Abandoned"),
                        ],
                        default="",
                        max_length=32,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("accepted_at__isnull", True), ("ended_at__isnull", True)),
                        fields=["-rank", "offered_at"],
                        name="handoff_line",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("conversation",),
                        name="handoff_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="handoff_accepted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("outcome", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="handoff_ended_with_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["hard", "soft"])), name="handoff_mode_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="handoff.message",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "conversation"], name="mention_person"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["person"],
                        name="mention_unread",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("message", "person"), name="mention_once")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="handoff.conversation",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("message_added", "Message added"),
                            ("proposed", "Proposed"),
                            ("handoff_offered", "Handoff offered"),
                            ("escalated", "Escalated"),
                            ("handoff_accepted", "Handoff accepted"),
                            ("transferred", "Transferred"),
                            ("handed_back", "Handed back"),
                            ("sending", "Sending"),
                            ("undone", "Undone"),
                            ("held_back", "Held back"),
                            ("replied", "Replied"),
                            ("noted", "Noted"),
                            ("draft_approved", "Draft approved"),
                            ("draft_rejected", "Draft rejected"),
                            ("draft_ended", "Draft ended"),
                            ("reassured", "Reassured"),
                            ("fell_back", "Fell back"),
                            ("waiting_started", "Waiting started"),
                            ("woken", "Woken"),
                            ("resolved", "Resolved"),
                            ("reopened", "Reopened"),
                            ("rated", "Rated"),
                            ("context_updated", "Context updated"),
                            ("audited", "Audited"),
                            ("file_checked", "File checked"),
                            ("blocked", "Blocked"),
                            ("unblocked", "Unblocked"),
                            ("merged", "Merged"),
                            ("unmerged", "Unmerged"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "actor",
                    models.CharField(
                        choices=[
                            ("customer", "Customer"),
                            ("ai", "Ai"),
                            ("agent", "Agent"),
                            ("system", "System"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.message",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.decision",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.draft",
                    ),
                ),
                (
                    "handoff",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.handoff",
                    ),
                ),
                ("facts", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("outward", models.BooleanField(default=False)),
                ("announced_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["conversation", "number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["id"],
                        name="event_unsettled",
                    ),
                    models.Index(
                        condition=models.Q(("announced_at__isnull", True), ("outward", True)),
                        fields=["conversation", "number"],
                        name="event_unannounced",
                    ),
                    models.Index(fields=["at"], name="event_at"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("conversation", "number"), name="event_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "message_added",
                                    "proposed",
                                    "handoff_offered",
                                    "escalated",
                                    "handoff_accepted",
                                    "transferred",
                                    "handed_back",
                                    "sending",
                                    "undone",
                                    "held_back",
                                    "replied",
                                    "noted",
                                    "draft_approved",
                                    "draft_rejected",
                                    "draft_ended",
                                    "reassured",
                                    "fell_back",
                                    "waiting_started",
                                    "woken",
                                    "resolved",
                                    "reopened",
                                    "rated",
                                    "context_updated",
                                    "audited",
                                    "file_checked",
                                    "blocked",
                                    "unblocked",
                                    "merged",
                                    "unmerged",
                                ],
                            )
                        ),
                        name="event_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="handoff.draft",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("approved", "Approved"),
                            ("edited", "Edited"),
                            ("rejected", "Rejected"),
                            ("superseded", "Superseded"),
                            ("expired", "Expired"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seconds",
                    models.FloatField(
                        blank=True, help_text="From first on screen to the verdict.", null=True
                    ),
                ),
                ("final_text", models.TextField(blank=True)),
                (
                    "difference",
                    models.JSONField(
                        default=list, help_text='[[op, before, after]], op "equal", "insert" ...'
                    ),
                ),
                (
                    "distance",
                    models.FloatField(
                        help_text="Word-level, normalised: 0 the same, 1 nothing kept.", null=True
                    ),
                ),
                (
                    "facts_changed",
                    models.JSONField(default=dict, help_text="{kind: {removed: [..], added: [..]}}"),
                ),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="handoff.draft",
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("attachments", models.JSONField(blank=True, default=list)),
                ("seen", models.PositiveIntegerField()),
                ("key", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[("sent", "Sent"), ("undone", "Undone"), ("held_back", "Held back")],
                        default="",
                        max_length=32,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "message",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sending",
                        to="handoff.message",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["due_at"], name="sending_due"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("conversation",),
                        name="sending_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end", ""), ("end__in", ["sent", "undone", "held_back"]), _connector="OR"
                        ),
                        name="sending_end_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at__isnull", True)),
                            models.Q(models.Q(("end", ""), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="sending_ended_at_its_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", "sent"), ("message__isnull", False)),
                            models.Q(models.Q(("end", "sent"), _negated=True), ("message__isnull", True)),
                            _connector="OR",
                        ),
                        name="sending_said_iff_sent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="handoff.source",
                    ),
                ),
                ("engine", models.CharField(blank=True, max_length=64)),
                ("raw", models.FloatField(help_text="The confidence as it came.")),
                (
                    "finding",
                    models.CharField(
                        choices=[("right", "Right"), ("partly", "Partly"), ("wrong", "Wrong")], max_length=32
                    ),
                ),
                ("share", models.FloatField(default=1.0)),
                (
                    "draft",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdict",
                        to="handoff.draft",
                    ),
                ),
                (
                    "audit",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdict",
                        to="handoff.audit",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["source", "id"], name="verdict_of_source"),
                    models.Index(fields=["engine", "id"], name="verdict_of_engine"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("engine", ""), ("source__isnull", False)),
                            models.Q(("source__isnull", True), models.Q(("engine", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="verdict_of_source_or_engine",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 1)), name="verdict_share_possible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("raw__gte", 0), ("raw__lte", 1)),
                        name="verdict_confidence_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audit__isnull", True), ("draft__isnull", False)),
                            models.Q(("audit__isnull", False), ("draft__isnull", True)),
                            _connector="OR",
                        ),
                        name="verdict_of_draft_or_audit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("finding__in", ["right", "partly", "wrong"])),
                        name="verdict_finding_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="handoff.source",
                    ),
                ),
                ("seq", models.BigIntegerField()),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="handoff.event",
                    ),
                ),
                ("type", models.CharField(max_length=16)),
                ("payload", models.JSONField()),
                ("at", models.DateTimeField()),
                ("acked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("acked_at__isnull", True)),
                        fields=["source", "seq"],
                        name="delivery_unacked",
                    ),
                    models.Index(fields=["at"], name="delivery_at"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "seq"), name="delivery_seq_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("type", "turn"), _negated=True),
                        fields=("event", "type", "conversation"),
                        name="delivery_once_per_event",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hops",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="handoff.event"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.decision",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handoff.policyversion",
                    ),
                ),
                ("branch", models.CharField(max_length=80)),
                ("rung", models.PositiveSmallIntegerField()),
                (
                    "via",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("next", "Next"),
                            ("queue", "Queue"),
                            ("supervisor", "Supervisor"),
                            ("call_back", "Call back"),
                            ("email", "Email"),
                        ],
                        default="",
                        max_length=32,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("senior_ai", "Senior ai"),
                            ("source", "Source"),
                            ("form", "Form"),
                            ("human", "Human"),
                            ("supervisor", "Supervisor"),
                        ],
                        max_length=32,
                    ),
                ),
                ("mode", models.CharField(choices=[("hard", "Hard"), ("soft", "Soft")], max_length=32)),
                (
                    "pull",
                    models.CharField(
                        choices=[("hard", "Hard"), ("soft", "Soft")],
                        help_text="How hard what led here pulls; the rung may be softer.",
                        max_length=32,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("trigger", "Trigger"),
                            ("overrun", "Overrun"),
                            ("answered", "Answered"),
                            ("failed", "Failed"),
                            ("agent", "Agent"),
                            ("silent", "Silent"),
                            ("away", "Away"),
                            ("found", "Found"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "actor",
                    models.CharField(
                        choices=[
                            ("customer", "Customer"),
                            ("ai", "Ai"),
                            ("agent", "Agent"),
                            ("system", "System"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("wish", models.JSONField(blank=True, default=dict)),
                ("asked", models.PositiveSmallIntegerField(default=0)),
                ("entered_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Accepted"),
                            ("answered", "Answered"),
                            ("failed", "Failed"),
                            ("overrun", "Overrun"),
                            ("moved", "Moved"),
                            ("ended", "Ended"),
                        ],
                        default="",
                        max_length=32,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("left_at__isnull", True)), fields=["due_at"], name="hop_due"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("conversation",),
                        name="hop_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("left_at__isnull", True)),
                            models.Q(("left_at__isnull", False), models.Q(("end", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hop_left_somehow",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_at__isnull", False), ("kind__in", ["human", "supervisor"]), _connector="OR"
                        ),
                        name="hop_without_timer_rests_with_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["senior_ai", "source", "form", "human", "supervisor"])
                        ),
                        name="hop_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["hard", "soft"])), name="hop_mode_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pull__in", ["hard", "soft"])), name="hop_pull_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                [
                                    "trigger",
                                    "overrun",
                                    "answered",
                                    "failed",
                                    "agent",
                                    "silent",
                                    "away",
                                    "found",
                                ],
                            )
                        ),
                        name="hop_cause_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("actor__in", ["customer", "ai", "agent", "system"])),
                        name="hop_actor_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relays",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relays",
                        to="handoff.source",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relay", to="handoff.event"
                    ),
                ),
                (
                    "external_id",
                    models.CharField(default=handoff.models.relay.new_id, max_length=128, unique=True),
                ),
                ("told", models.PositiveIntegerField(default=0)),
                (
                    "decision",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relay",
                        to="handoff.decision",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timers",
                        to="handoff.conversation",
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="timers", to="handoff.event"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reassurance", "Reassurance"),
                            ("wake", "Wake"),
                            ("answer", "Answer"),
                            ("overdue", "Overdue"),
                        ],
                        max_length=32,
                    ),
                ),
                ("step", models.PositiveIntegerField(default=1)),
                ("due_at", models.DateTimeField()),
                ("fired_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at__isnull", True), ("fired_at__isnull", True)),
                        fields=["due_at"],
                        name="timer_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("cause", "kind", "step"), name="timer_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fired_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"
                        ),
                        name="timer_fired_or_cancelled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["reassurance", "wake", "answer", "overdue"])),
                        name="timer_kind_known",
                    ),
                ],
            },
        ),
    ]
