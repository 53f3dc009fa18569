"""The addresses of one's own settings."""

from django.urls import path

from inbox.me import views

urlpatterns = [
    path("", views.me, name="me"),
]
