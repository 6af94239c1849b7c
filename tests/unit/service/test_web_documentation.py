"""The API documents itself."""

import httpx


async def test_the_documentation_names_every_route(http: httpx.AsyncClient) -> None:
    paths = (await http.get("/openapi.json")).json()["paths"]
    assert {
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/rooms",
        "/api/rooms/{room}",
        "/api/rooms/{room}/on-air",
        "/api/rooms/{room}/questions",
        "/api/rooms/{room}/answers",
        "/api/rooms/{room}/comments",
        "/api/rooms/{room}/fact-cards",
        "/api/rooms/{room}/gateways",
        "/api/rooms/{room}/gateways/{presence}",
        "/api/rooms/{room}/gateways/{presence}/events",
        "/api/rooms/{room}/gateways/{presence}/floor",
        "/api/feed/schema",
        "/api/rooms/{room}/host/transcript",
        "/api/rooms/{room}/host/alarms",
        "/api/rooms/{room}/host/alarms/{alarm}",
        "/api/answers/{answer_id}",
        "/api/answers/{answer_id}/rating",
        "/api/review/figures",
        "/api/review/figures.csv",
        "/api/review/history.jsonl",
        "/api/rooms/{room}/tokens",
        "/api/session",
        "/api/session/link",
        "/api/session/link/use",
        "/api/session/oidc",
        "/api/session/oidc/callback",
        "/api/session/password",
        "/api/staff",
        "/api/staff/{account}",
        "/api/staff/{account}/link",
        "/api/staff/{account}/sessions",
        "/api/keys",
        "/api/keys/{key}",
        "/api/audit",
        "/api/audit/verification",
        "/api/review/items",
        "/api/review/counts",
        "/api/review/items/{item}",
        "/api/review/items/{item}/claim",
        "/api/review/items/{item}/actions",
        "/api/review/replies",
        "/api/review/replies/{reply}",
        "/api/review/replies/{reply}/text",
        "/api/review/views",
        "/api/review/views/{view}",
        "/api/review/answers/{answer_id}/sound",
        "/api/catalogs/{name}/imports",
        "/api/catalogs/{name}/search",
        "/api/catalogs/{name}/skus/{sku}",
        "/v1/chat/completions",
        "/v1/audio/transcriptions",
        "/v1/audio/speech",
        "/v1/models",
        "/v1/models/{model}",
        "/v1/realtime/calls",
        "/v1/realtime/calls/{call_id}/hangup",
    } == set(paths)
    for path in paths.values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["description"]
    assert (await http.get("/docs")).status_code == 200
