"""The addresses of one's own settings."""

from django.urls import path

from inbox.me import desk, views

urlpatterns = [
    path("", views.me, name="me"),
    path("desk/", desk.desk, name="my_desk"),
    path("notices/", desk.notices, name="my_notices"),
    path("keys/usual/", desk.usual_keys, name="usual_keys"),
    path("keys/single/", desk.single_keys, name="single_keys"),
]
