"""A bridge that comes to Xiaoer over the feed's WebSocket."""

import json

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse

HELLO = {"type": "hello", "platform": "test", "writes": True}


def test_a_bridge_brings_comments_and_gets_answers(client: TestClient) -> None:
    with client.websocket_connect("/api/rooms/demo/feed") as bridge:
        bridge.send_json(HELLO)
        assert bridge.receive_json() == {"type": "welcome", "room": "demo"}
        viewer = {"id": "7", "name": "小美"}
        bridge.send_json({"type": "comment", "id": "1", "viewer": viewer, "text": "多少钱"})
        message = bridge.receive_json()
        assert message["type"] == "message"
        assert message["text"].startswith("@小美 259元")
        bridge.send_json({"type": "taken", "id": message["id"]})
        bridge.send_json({"type": "end"})
        assert bridge.receive()["type"] == "websocket.close"


def test_a_bridge_without_manners_is_told_and_sent_away(client: TestClient) -> None:
    with client.websocket_connect("/api/rooms/demo/feed") as bridge:
        bridge.send_text("hello?")
        assert "hello" in bridge.receive_json()["detail"]
        closed = bridge.receive()
        assert (closed["type"], closed["code"]) == ("websocket.close", 1008)


def test_a_room_that_is_not_there(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/api/rooms/none/feed"),
    ):
        pass
    assert refused.value.status_code == 404


def test_the_protocol_is_served_as_json_schema(client: TestClient) -> None:
    schema = client.get("/api/feed/schema").json()
    from_bridge = schema["from_bridge"]["discriminator"]["mapping"]
    assert set(from_bridge) == {
        *("hello", "comment", "gift", "entered", "like", "follow", "product", "sound"),
        *("taken", "refused", "end"),
    }
    from_xiaoer = schema["from_xiaoer"]["discriminator"]["mapping"]
    assert set(from_xiaoer) == {"welcome", "message", "sound", "silence", "fault"}
    assert json.dumps(schema)
