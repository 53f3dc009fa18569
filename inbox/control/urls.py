"""The addresses of the control room that are pages of our own."""

from django.urls import include, path

from handoff.models import Article
from inbox.control import (
    blocked,
    calibration,
    frame,
    history,
    hours,
    knowledge,
    people,
    queues,
    reassurance,
    sources,
)

ARTICLE, MACRO = {"kind": Article.ARTICLE}, {"kind": Article.MACRO}

urlpatterns = [
    path("", frame.control, name="control"),
    path("policy/", include("inbox.control.policy.urls")),
    path("calibration/", calibration.calibration, name="calibration"),
    path("knowledge/", knowledge.articles, ARTICLE, name="knowledge"),
    path("knowledge/new/", knowledge.new, ARTICLE, name="new_article"),
    path("knowledge/preview/", knowledge.preview, name="preview"),
    path("knowledge/<int:pk>/", knowledge.article, name="article"),
    path("knowledge/<int:pk>/switch/<int:on>/", knowledge.switch, name="switch"),
    path("knowledge/<int:pk>/restoration/<int:version>/", knowledge.restoration, name="restoration"),
    path("macros/", knowledge.articles, MACRO, name="macros"),
    path("macros/new/", knowledge.new, MACRO, name="new_macro"),
    path("reassurance/", reassurance.reassurance, name="reassurance"),
    path("sources/", sources.all_sources, name="sources"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("sources/<int:pk>/keys/", sources.keys, name="keys"),
    path("keys/<int:pk>/", sources.key, name="key"),
    path("keys/<int:pk>/revocation/", sources.revocation, name="revocation"),
    path("queues/", queues.all_queues, name="queues"),
    path("queues/new/", queues.new_queue, name="new_queue"),
    path("queues/hours/", hours.editor, name="hours"),
    path("queues/<int:pk>/", queues.queue, name="queue"),
    path("queues/<int:pk>/removal/", queues.removal, name="removal"),
    path("people/", people.all_people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/link/", people.link, name="link"),
    path("people/<int:pk>/departure/", people.departure, name="departure"),
    path("people/<int:pk>/comeback/", people.comeback, name="comeback"),
    path("blocked/", blocked.blocked, name="blocked"),
    path("blocked/<int:pk>/lifting/", blocked.lifting, name="lifting"),
    path("history/", history.history, name="history"),
]
