"""The addresses of the floor: what supervisors look at and judge."""

from django.urls import path

from inbox.floor import audits

urlpatterns = [
    path("audits/", audits.audits, name="audits"),
    path("audits/<int:pk>/judgement/", audits.judgement, name="judgement"),
]
