"""Who gets in where: one row for each address and each socket."""

from dataclasses import dataclass, field

# Mira has the conversation. Aylin works the same queue, Jonas another. Sofie oversees, Henrik rules.
PEOPLE = frozenset({"mira", "aylin", "jonas", "sofie", "henrik"})
KEYS = frozenset({"own key", "other key"})
EVERYBODY = PEOPLE | KEYS | {"nobody"}
SEES = PEOPLE - {"jonas"}
OVERSEES = frozenset({"sofie", "henrik"})
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
ROWS = {
    "": Row("/", EVERYBODY),
    "login/": Row("/login/", EVERYBODY),
    "logout/": Row("/logout/", frozenset(), "POST", refusal=LOGIN),
    "theme/": Row("/theme/", EVERYBODY, "POST", body={"theme": "dark"}),
    "desk/": Row("/desk/", PEOPLE),
    "desk/reassignment/": Row(
        "/desk/reassignment/",
        OVERSEES,
        "POST",
        changes=OVERSEES,
        refusal=FORBIDDEN,
        body={"conversation": "{conversation}", "to": "queue:{payments}"},
    ),
    "desk/conversations/<int:pk>/entries/": Row(f"{C}entries/", SEES),
    "desk/conversations/<int:pk>/claim/": Row(f"{C}claim/", SEES, "POST"),
    "desk/conversations/<int:pk>/reply/": Row(
        f"{C}reply/", SEES, "POST", changes=HOLDS, body={"text": "Hello", "seen": "9", "key": "k"}
    ),
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
    "desk/conversations/<int:pk>/waking/": Row(f"{C}waking/", SEES, "POST"),
    "desk/conversations/<int:pk>/seen/": Row(f"{C}seen/", SEES, "POST", body={"number": "1", "draft": ""}),
    "desk/drafts/<int:pk>/approval/": Row(
        f"{D}approval/", SEES, "POST", changes=HOLDS, body={"text": "Yes", "seen": "9"}
    ),
    "desk/drafts/<int:pk>/rejection/": Row(
        f"{D}rejection/", SEES, "POST", changes=HOLDS, body={"reason": "other"}
    ),
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
    "control/calibration/": Row("/control/calibration/", frozenset({"henrik"}), refusal=FORBIDDEN),
    # The customers' page of the demo is for anybody: it knows a visitor by a cookie, and lets in their own words only.
    "chat/": Row("/chat/", EVERYBODY),
    "chat/ticket/": Row("/chat/ticket/", EVERYBODY, "POST"),
    "chat/history/": Row("/chat/history/", EVERYBODY),
    "chat/answer/": Row("/chat/answer/", EVERYBODY, "POST"),
    "chat/conversation/": Row("/chat/conversation/", EVERYBODY, "POST"),
    "admin/login/": Row("/admin/login/", frozenset(), refusal=LOGIN),
    "admin/": Row("/admin/", frozenset({"henrik"}), refusal=LOGIN),
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
}
SOCKETS = {
    "gateway/v1": KEYS,
    "desk/socket": PEOPLE,
}
