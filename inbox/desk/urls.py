"""The addresses of the desk: what can be looked at, and what can be posted to."""

from django.urls import path

from inbox.desk import bulk, choices, earlier, explaining, merges, searching, uploads, verbs, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("many/", bulk.many, name="many"),
    path("conversations/<int:pk>/entries/", views.entries, name="entries"),
    path("everything/", choices.everything, name="everything"),
    path("conversations/<int:pk>/macros/", choices.found, name="macros_of"),
    path("conversations/<int:pk>/people/", choices.people, name="people_of"),
    path("conversations/<int:pk>/macros/plain/", choices.plain, name="plain_macros"),
    path("conversations/<int:pk>/typed/", verbs.keep, name="typed"),
    path("sendings/<int:pk>/undo/", verbs.undo, name="undo"),
    path("conversations/<int:pk>/earlier/", earlier.earlier, name="earlier"),
    path("conversations/<int:pk>/claim/", verbs.claim, name="claim"),
    path("conversations/<int:pk>/reply/", verbs.send, name="reply"),
    path("conversations/<int:pk>/attachments/", uploads.uploads, name="uploads"),
    path("attachments/<str:ref>/removal/", uploads.removal, name="removal"),
    path("conversations/<int:pk>/note/", verbs.note, name="note"),
    path("conversations/<int:pk>/resolution/", verbs.resolution, name="resolution"),
    path("conversations/<int:pk>/handback/", verbs.handback, name="handback"),
    path("conversations/<int:pk>/transfer/", verbs.transfer, name="transfer"),
    path("conversations/<int:pk>/wait/", verbs.wait, name="wait"),
    path("conversations/<int:pk>/merging/", merges.merge, name="merging"),
    path("conversations/<int:pk>/unmerging/", merges.undo, name="unmerging"),
    path("conversations/<int:pk>/spam/", verbs.spam, name="spam"),
    path("conversations/<int:pk>/block/", verbs.block, name="block"),
    path("conversations/<int:pk>/waking/", verbs.waking, name="waking"),
    path("conversations/<int:pk>/seen/", verbs.seen, name="seen"),
    path("conversations/<int:pk>/decisions/<int:number>/", explaining.explanation, name="explanation"),
    path("drafts/<int:pk>/approval/", verbs.approval, name="approval"),
    path("drafts/<int:pk>/rejection/", verbs.rejection, name="rejection"),
    path("search/", searching.search, name="search"),
    path("search/rows/", searching.further, name="search-rows"),
    path("search/<int:pk>/", searching.conversation, name="found"),
    path("<slug:view>/rows/", views.rows, name="rows"),
    path("<slug:view>/", views.view_list, name="list"),
    path("<slug:view>/<int:pk>/", views.conversation, name="conversation"),
]
