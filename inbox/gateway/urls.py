"""The HTTP addresses of the gateway, and of its contract."""

from django.urls import path

from inbox.gateway import docs, http, uploads

urlpatterns = [
    path("api/v1/frames", http.post_frames, name="gateway-frames"),
    path("api/v1/events", http.get_events, name="gateway-events"),
    path("api/v1/tickets", http.post_tickets, name="gateway-tickets"),
    path("api/v1/attachments", uploads.post_attachments, name="gateway-attachments"),
    path("api/v1/attachments/<str:ref>", uploads.get_attachment, name="gateway-attachment"),
    path("api/v1/openapi.json", docs.openapi_json, name="gateway-openapi"),
    path("gateway/v1/asyncapi.json", docs.asyncapi_json, name="gateway-asyncapi"),
    path("gateway/v1/schema.json", docs.schema_json, name="gateway-schema"),
    path("gateway/", docs.contract_page, name="gateway-contract"),
]
