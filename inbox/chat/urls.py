"""The addresses of the chat."""

from django.urls import path

from inbox.chat import views

app_name = "chat"
urlpatterns = [
    path("", views.page, name="page"),
    path("ticket/", views.ticket, name="ticket"),
    path("history/", views.history, name="history"),
    path("answer/", views.answer, name="answer"),
    path("conversation/", views.conversation, name="conversation"),
]
