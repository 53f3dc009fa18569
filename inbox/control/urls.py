"""The addresses of the control room that are pages of our own."""

from django.urls import path

from inbox.control import calibration

urlpatterns = [path("calibration/", calibration.calibration, name="calibration")]
