"""The events WebSocket, through Starlette's own client."""

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect


def test_a_watcher_sees_the_room_then_what_happens(client: TestClient) -> None:
    with client.websocket_connect("/api/rooms/demo/events") as watcher:
        first = watcher.receive_json()
        assert first["type"] == "room.state"
        assert first["room"] == client.get("/api/rooms/demo").json()

        client.put("/api/rooms/demo/on-air", json={"sku": "TEA"})
        on_air = watcher.receive_json()
        assert (on_air["type"], on_air["on_air"]["handle"]) == ("room.on_air", "tea")

        asked = client.post("/api/rooms/demo/questions", json={"viewer": "小明", "text": "多少钱"})
        seen = [watcher.receive_json() for _ in range(4)]
        assert [message["type"] for message in seen] == [
            "answer.started",
            "answer.sentence",
            "answer.sentence",
            "answer.done",
        ]
        assert seen[0]["question"]["viewer"] == "小明"
        assert [message["index"] for message in seen[1:3]] == [0, 1]
        assert "".join(message["text"] for message in seen[1:3]) == asked.json()["text"]
        assert seen[3]["answer"] == asked.json()

        (comment,) = client.post("/api/rooms/demo/comments", json={"text": "好看"}).json()[
            "comments"
        ]
        added = watcher.receive_json()
        assert added["type"] == "comment.added"
        assert added["comment"]["id"] == comment["id"]

        client.patch("/api/catalogs/shop/skus/TEA", json={"price": "66"})
        changed = watcher.receive_json()
        assert changed["type"] == "room.state"
        assert changed["room"]["on_air"]["price"]["min"] == "66"


def test_the_pulse_comes_where_it_is_asked_for(client: TestClient) -> None:
    with (
        client.websocket_connect("/api/rooms/demo/events?pulse=true") as page,
        client.websocket_connect("/api/rooms/demo/events") as other,
    ):
        assert page.receive_json()["type"] == other.receive_json()["type"] == "room.state"
        client.post(
            "/api/rooms/demo/comments",
            json=[{"viewer": f"v{number}", "text": "好看"} for number in range(3)],
        )
        seen = [page.receive_json() for _ in range(4)]
        assert [message["type"] for message in seen] == ["comment.added"] * 3 + ["room.pulse"]
        assert seen[-1] == {"type": "room.pulse", "comments": 3, "questions": 0, "waiting": []}
        assert [other.receive_json()["type"] for _ in range(3)] == ["comment.added"] * 3
        client.put("/api/rooms/demo/on-air", json={"sku": "TEA"})
        assert other.receive_json()["type"] == "room.on_air"


def test_watchers_are_counted_while_they_watch(client: TestClient) -> None:
    line = 'xiaoer_websocket_connections{endpoint="events"} '
    with client.websocket_connect("/api/rooms/demo/events") as watcher:
        watcher.receive_json()
        assert line + "1.0" in client.get("/metrics").text
    assert line + "0.0" in client.get("/metrics").text


def test_a_room_that_is_not_there_cannot_be_watched(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect("/api/rooms/none/events"),
    ):
        pass
    assert denied.value.status_code == 404
    assert denied.value.json()["detail"] == "there is no room 'none'"


def test_a_room_that_closes_sends_its_watchers_away(client: TestClient) -> None:
    with client.websocket_connect("/api/rooms/demo/events") as watcher:
        watcher.receive_json()
        assert client.portal is not None
        client.portal.call(client.app.state.rooms.close)
        with pytest.raises(WebSocketDisconnect) as closed:
            watcher.receive_json()
        assert closed.value.code == 1001
