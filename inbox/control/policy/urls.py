"""The addresses of the policy page."""

from django.urls import path

from inbox.control.policy import files, rail, verbs, views

urlpatterns = [
    path("", views.live, name="policy"),
    path("drafts/", views.begin, name="policy-begin"),
    path("files/", files.upload, name="policy-upload"),
    path("<int:number>/policy.json", files.download, name="policy-download"),
    path("rollback/", verbs.rollback, name="policy-rollback"),
    path("<int:number>/", views.version, name="policy-version"),
    path("<int:number>/publication/", verbs.publication, name="policy-publication"),
    path("<int:number>/scheduling/end/", verbs.scheduling_end, name="policy-unschedule"),
    path("<int:number>/discarding/", verbs.discard, name="policy-discard"),
    path("<int:number>/catching-up/", verbs.catching_up, name="policy-catch-up"),
    path("<int:number>/rules/<str:key>/", rail.rule, name="policy-rule"),
    path("<int:number>/rules/<str:key>/count/", rail.count, name="policy-count"),
    path("<int:number>/<slug:part>/", views.edit, name="policy-edit"),
]
