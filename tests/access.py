"""Who gets in where: one row for each address and each socket."""

from dataclasses import dataclass, field

# Mira has the conversation. Aylin works the same queue, Jonas another. Sofie oversees, Henrik rules.
PEOPLE = frozenset({"mira", "aylin", "jonas", "sofie", "henrik"})
KEYS = frozenset({"own key", "other key"})
EVERYBODY = PEOPLE | KEYS | {"nobody"}
SEES = PEOPLE - {"jonas"}
OVERSEES = frozenset({"sofie", "henrik"})
RULES = frozenset({"henrik"})
HOLDS = frozenset({"mira"})
LOGIN, UNAUTHORIZED, FORBIDDEN, MISSING = "login", "401", "403", "404"


@dataclass(frozen=True)
class Row:
    """A route: who gets in, who may change the conversation by it, and how those are refused who do not get in."""

    path: str
    enters: frozenset[str]
    method: str = "GET"
    changes: frozenset[str] = frozenset()
    refusal: str = MISSING
    stranger: str = LOGIN
    body: dict[str, str] = field(default_factory=dict)


C, D = "/desk/conversations/{conversation}/", "/desk/drafts/{draft}/"
P = "/control/policy/"
ROWS = {
    "": Row("/", EVERYBODY),
    "login/": Row("/login/", EVERYBODY),
    "logout/": Row("/logout/", frozenset(), "POST", refusal=LOGIN),
    "password/<uidb64>/<token>/": Row("/password/x/y/", EVERYBODY),
    "theme/": Row("/theme/", EVERYBODY, "POST", body={"theme": "dark"}),
    "words/<slug:language>.js": Row("/words/de.js", EVERYBODY),
    "me/": Row("/me/", PEOPLE),
    "me/desk/": Row("/me/desk/", PEOPLE, "POST"),
    "me/notices/": Row("/me/notices/", PEOPLE, "POST", body={"notice": "mention:sound"}),
    "me/keys/usual/": Row("/me/keys/usual/", PEOPLE, "POST"),
    "me/keys/single/": Row("/me/keys/single/", PEOPLE, "POST", body={"on": "yes"}),
    "desk/": Row("/desk/", PEOPLE),
    "desk/many/": Row(
        "/desk/many/",
        PEOPLE,
        "POST",
        changes=HOLDS | OVERSEES,
        body={"do": "assign", "conversation": "{conversation}", "to": "queue:{payments}"},
    ),
    "desk/conversations/<int:pk>/entries/": Row(f"{C}entries/", SEES),
    "desk/everything/": Row("/desk/everything/", PEOPLE),
    "desk/conversations/<int:pk>/macros/": Row(f"{C}macros/", SEES),
    "desk/conversations/<int:pk>/people/": Row(f"{C}people/", SEES),
    "desk/conversations/<int:pk>/macros/plain/": Row(
        f"{C}macros/plain/", SEES, "POST", body={"voice": "reply"}
    ),
    "desk/conversations/<int:pk>/typed/": Row(
        f"{C}typed/", SEES, "POST", body={"kind": "reply", "text": "Hi"}
    ),
    "desk/sendings/<int:pk>/undo/": Row("/desk/sendings/{sending}/undo/", SEES, "POST"),
    "desk/conversations/<int:pk>/earlier/": Row(f"{C}earlier/", SEES),
    "desk/conversations/<int:pk>/claim/": Row(f"{C}claim/", SEES, "POST"),
    "desk/conversations/<int:pk>/reply/": Row(
        f"{C}reply/", SEES, "POST", changes=HOLDS, body={"text": "Hello", "seen": "9", "key": "k"}
    ),
    "desk/conversations/<int:pk>/attachments/": Row(f"{C}attachments/", SEES, "POST"),
    # Who has not uploaded it learns nothing and changes nothing.
    "desk/attachments/<str:ref>/removal/": Row("/desk/attachments/a-x/removal/", PEOPLE, "POST"),
    "desk/conversations/<int:pk>/note/": Row(
        f"{C}note/", SEES, "POST", changes=SEES, body={"text": "Hm", "key": "k"}
    ),
    "desk/conversations/<int:pk>/resolution/": Row(f"{C}resolution/", SEES, "POST", changes=HOLDS),
    "desk/conversations/<int:pk>/handback/": Row(f"{C}handback/", SEES, "POST", changes=HOLDS),
    "desk/conversations/<int:pk>/transfer/": Row(
        f"{C}transfer/", SEES, "POST", changes=HOLDS | OVERSEES, body={"to": "queue:{payments}"}
    ),
    "desk/conversations/<int:pk>/wait/": Row(
        f"{C}wait/",
        SEES,
        "POST",
        changes=HOLDS,
        body={"for": "customer", "until": "", "waiting_for": "customer"},
    ),
    # Of a conversation with itself there is no page.
    "desk/conversations/<int:pk>/merging/": Row(f"{C}merging/?with={{conversation}}", frozenset()),
    "desk/conversations/<int:pk>/unmerging/": Row(f"{C}unmerging/", SEES, "POST"),
    "desk/conversations/<int:pk>/spam/": Row(f"{C}spam/", SEES, "POST", changes=HOLDS | OVERSEES),
    "desk/conversations/<int:pk>/block/": Row(
        f"{C}block/", SEES, "POST", changes=HOLDS | OVERSEES, body={"reason": "Threats"}
    ),
    "desk/conversations/<int:pk>/waking/": Row(f"{C}waking/", SEES, "POST"),
    "desk/conversations/<int:pk>/seen/": Row(f"{C}seen/", SEES, "POST", body={"number": "1", "draft": ""}),
    "desk/conversations/<int:pk>/decisions/<int:number>/": Row(f"{C}decisions/{{decision}}/", SEES),
    "desk/drafts/<int:pk>/approval/": Row(
        f"{D}approval/", SEES, "POST", changes=HOLDS, body={"text": "Yes", "seen": "9"}
    ),
    "desk/drafts/<int:pk>/rejection/": Row(
        f"{D}rejection/", SEES, "POST", changes=HOLDS, body={"reason": "other"}
    ),
    "desk/choice/": Row("/desk/choice/?state=queued", PEOPLE),
    "desk/views/": Row(
        "/desk/views/", PEOPLE, "POST", body={"name": "Mine", "shows": "by_any_any_me_longest"}
    ),
    "desk/views/<slug:key>/": Row("/desk/views/gone/", PEOPLE, "POST", body={"shows": "all"}),
    "desk/search/": Row("/desk/search/?q=ingrid", PEOPLE),
    "desk/search/rows/": Row("/desk/search/rows/?q=ingrid", PEOPLE),
    "desk/search/<int:pk>/": Row("/desk/search/{conversation}/?q=ingrid", SEES),
    "desk/<slug:view>/rows/": Row("/desk/all/rows/", PEOPLE),
    "desk/<slug:view>/": Row("/desk/all/", PEOPLE),
    "desk/<slug:view>/<int:pk>/": Row("/desk/all/{conversation}/", SEES),
    "floor/audits/": Row("/floor/audits/", OVERSEES, refusal=FORBIDDEN),
    "floor/audits/<int:pk>/judgement/": Row(
        "/floor/audits/{audit}/judgement/",
        OVERSEES,
        "POST",
        changes=OVERSEES,
        refusal=FORBIDDEN,
        body={"reason": "wrong_fact"},
    ),
    "control/": Row("/control/", RULES, refusal=FORBIDDEN),
    "control/policy/": Row("/control/policy/", RULES, refusal=FORBIDDEN),
    "control/policy/drafts/": Row(P + "drafts/", RULES, "POST", refusal=FORBIDDEN),
    "control/policy/files/": Row(P + "files/", RULES, "POST", refusal=FORBIDDEN),
    "control/policy/<int:number>/policy.json": Row(P + "{version}/policy.json", RULES, refusal=FORBIDDEN),
    "control/policy/rollback/": Row(P + "rollback/", RULES, "POST", refusal=FORBIDDEN),
    "control/policy/<int:number>/": Row(P + "{version}/", RULES, refusal=FORBIDDEN),
    **{
        f"control/policy/<int:number>/{verb}/": Row(
            f"{P}{{version}}/{verb}/", RULES, "POST", refusal=FORBIDDEN
        )
        for verb in ("publication", "scheduling/end", "discarding", "catching-up")
    },
    "control/policy/<int:number>/rules/<str:key>/": Row(
        P + "{version}/rules/gone/", RULES, refusal=FORBIDDEN
    ),
    "control/policy/<int:number>/rules/<str:key>/count/": Row(
        P + "{version}/rules/gone/count/", RULES, refusal=FORBIDDEN
    ),
    "control/policy/<int:number>/<slug:part>/": Row(
        P + "{version}/thresholds/", RULES, "POST", refusal=FORBIDDEN
    ),
    "control/calibration/": Row("/control/calibration/", RULES, refusal=FORBIDDEN),
    "control/blocked/": Row("/control/blocked/", RULES, refusal=FORBIDDEN),
    "control/blocked/<int:pk>/lifting/": Row(
        "/control/blocked/{block}/lifting/", RULES, "POST", refusal=FORBIDDEN
    ),
    "control/history/": Row("/control/history/", RULES, refusal=FORBIDDEN),
    "control/knowledge/": Row("/control/knowledge/", RULES, refusal=FORBIDDEN),
    "control/knowledge/new/": Row("/control/knowledge/new/", RULES, refusal=FORBIDDEN),
    "control/knowledge/preview/": Row("/control/knowledge/preview/", RULES, "POST", refusal=FORBIDDEN),
    "control/knowledge/<int:pk>/": Row("/control/knowledge/{article}/", RULES, refusal=FORBIDDEN),
    "control/knowledge/<int:pk>/switch/<int:on>/": Row(
        "/control/knowledge/{article}/switch/0/", RULES, "POST", refusal=FORBIDDEN
    ),
    "control/knowledge/<int:pk>/restoration/<int:version>/": Row(
        "/control/knowledge/{article}/restoration/{article_version}/", RULES, "POST", refusal=FORBIDDEN
    ),
    "control/macros/": Row("/control/macros/", RULES, refusal=FORBIDDEN),
    "control/macros/new/": Row("/control/macros/new/", RULES, refusal=FORBIDDEN),
    "control/reassurance/": Row("/control/reassurance/", RULES, refusal=FORBIDDEN),
    "control/sources/": Row("/control/sources/", RULES, refusal=FORBIDDEN),
    "control/sources/<int:pk>/": Row("/control/sources/{source}/", RULES, refusal=FORBIDDEN),
    "control/sources/<int:pk>/keys/": Row(
        "/control/sources/{source}/keys/", RULES, "POST", refusal=FORBIDDEN
    ),
    "control/keys/<int:pk>/": Row("/control/keys/{key}/", RULES, "POST", refusal=FORBIDDEN),
    "control/keys/<int:pk>/revocation/": Row(
        "/control/keys/{key}/revocation/", RULES, "POST", refusal=FORBIDDEN
    ),
    "control/queues/": Row("/control/queues/", RULES, refusal=FORBIDDEN),
    "control/queues/new/": Row("/control/queues/new/", RULES, refusal=FORBIDDEN),
    "control/queues/hours/": Row("/control/queues/hours/", RULES, "POST", refusal=FORBIDDEN),
    "control/queues/<int:pk>/": Row("/control/queues/{payments}/", RULES, refusal=FORBIDDEN),
    "control/queues/<int:pk>/removal/": Row(
        "/control/queues/{payments}/removal/", RULES, "POST", refusal=FORBIDDEN
    ),
    "control/people/": Row("/control/people/", RULES, refusal=FORBIDDEN),
    "control/people/<int:pk>/": Row("/control/people/{mira}/", RULES, refusal=FORBIDDEN),
    "control/people/<int:pk>/link/": Row("/control/people/{mira}/link/", RULES, "POST", refusal=FORBIDDEN),
    "control/people/<int:pk>/departure/": Row(
        "/control/people/{mira}/departure/", RULES, "POST", changes=RULES, refusal=FORBIDDEN
    ),
    "control/people/<int:pk>/comeback/": Row(
        "/control/people/{mira}/comeback/", RULES, "POST", refusal=FORBIDDEN
    ),
    # Mira's link to a file that came with the conversation; and the one that its customer got.
    "files/<str:token>": Row("{file}", HOLDS, stranger=MISSING),
    # The customers' page of the demo is for anybody: it knows a visitor by a cookie, and lets in their own words only.
    "chat/": Row("/chat/", EVERYBODY),
    "chat/ticket/": Row("/chat/ticket/", EVERYBODY, "POST"),
    "chat/history/": Row("/chat/history/", EVERYBODY),
    "chat/answer/": Row("/chat/answer/", EVERYBODY, "POST"),
    "chat/conversation/": Row("/chat/conversation/", EVERYBODY, "POST"),
    "admin/login/": Row("/admin/login/", frozenset(), refusal=LOGIN),
    "admin/": Row("/admin/", RULES, refusal=LOGIN),
    "healthz": Row("/healthz", EVERYBODY),
    "readyz": Row("/readyz", EVERYBODY),
    "api/v1/openapi.json": Row("/api/v1/openapi.json", EVERYBODY),
    "gateway/v1/asyncapi.json": Row("/gateway/v1/asyncapi.json", EVERYBODY),
    "gateway/v1/schema.json": Row("/gateway/v1/schema.json", EVERYBODY),
    "gateway/": Row("/gateway/", EVERYBODY),
}
GATEWAY = {
    "api/v1/frames": ("POST", '{"type": "ping"}'),
    "api/v1/events": ("GET", ""),
    "api/v1/tickets": ("POST", ""),
    "api/v1/attachments": ("POST", ""),
    "api/v1/attachments/<str:ref>": ("GET", ""),
}
SOCKETS = {
    "gateway/v1": KEYS,
    "desk/socket": PEOPLE,
}
