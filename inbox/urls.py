"""Every page and endpoint. Each room brings its own list."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView, PasswordResetConfirmView
from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView

from inbox import files, health, script_words, theme

password = PasswordResetConfirmView.as_view(
    template_name="registration/password.html", success_url=reverse_lazy("login")
)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk"), name="home"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/<uidb64>/<token>/", password, name="password"),
    path("theme/", theme.theme, name="theme"),
    path("words/<slug:language>.js", script_words.words, name="words"),
    path("me/", include("inbox.me.urls")),
    path("desk/", include("inbox.desk.urls")),
    path("floor/", include("inbox.floor.urls")),
    path("control/", include("inbox.control.urls")),
    path("chat/", include("inbox.chat.urls")),
    path("files/<str:token>", files.file, name="file"),
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("inbox.gateway.urls")),
]
