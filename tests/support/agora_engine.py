"""Agora's Conversational AI engine as its public reference describes it, on a loopback port.

It checks credentials, starts and stops agents, keeps their turns, and asks the language model an
agent was given as the engine does: streaming, with the fields of its short-term memory. It runs in
a thread with a loop of its own, as a service elsewhere does.
"""

import hmac
import json
import struct
import threading
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

APP_ID = "970CA35de60c44645bbae8a215061b33"
CERTIFICATE = "5CFd2fd1755d40ecb72977518be15d3b"
KEY, SECRET = "customer", "customer-secret"

ALIVE = ("STARTING", "RUNNING")


def refused(status: int, reason: str, detail: str) -> JSONResponse:
    return JSONResponse({"detail": detail, "reason": reason}, status)


def token_holds(token: str, certificate: str) -> bool:
    """Whether the certificate signed this AccessToken2."""
    try:
        content = zlib.decompress(b64decode(token.removeprefix("007")))
    except (ValueError, zlib.error):
        return False
    signature, document = content[2:34], content[34:]
    (length,) = struct.unpack_from("<H", document)
    issued, _, salt = struct.unpack_from("<III", document, 2 + length)
    key = hmac.digest(struct.pack("<I", issued), certificate.encode(), "sha256")
    key = hmac.digest(struct.pack("<I", salt), key, "sha256")
    return token.startswith("007") and hmac.compare_digest(
        signature, hmac.digest(key, document, "sha256")
    )


@dataclass
class Agent:
    """An agent of the engine's."""

    agent_id: str
    name: str
    properties: dict[str, Any]
    status: str = "STARTING"
    message: str = ""
    started: int = field(default_factory=lambda: int(time.time()))
    memory: list[dict[str, Any]] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)
    broadcasts: list[dict[str, Any]] = field(default_factory=list)

    def seen(self) -> dict[str, Any]:
        return {
            "agent_id": self.agent_id,
            "name": self.name,
            "status": self.status,
            "message": self.message,
            "start_ts": self.started,
        }


class Engine:
    """The engine's state, which tests look at and change from their own thread."""

    def __init__(self) -> None:
        self.agents: dict[str, Agent] = {}
        self.asked: list[tuple[str, str]] = []
        self.faults: list[tuple[str, int, bool]] = []
        """(end of the path, status, whether it is done all the same): each answers one request."""
        self.url = ""

    @property
    def running(self) -> list[Agent]:
        return [agent for agent in self.agents.values() if agent.status in ALIVE]

    def kill(self, message: str = "the worker\nwas lost") -> None:
        """Every agent dies as one does whose machine fails."""
        for agent in self.running:
            agent.status, agent.message = "FAILED", message

    def times(self, ending: str) -> int:
        """How often a path with that end was asked for."""
        return sum(path.endswith(ending) for _, path in self.asked)

    def speak_to(self, agent: Agent, text: str, *, user: str = "2001") -> list[dict[str, Any]]:
        """A user says `text`; the packets that the agent's language model answers with."""
        turn_id, now = len(agent.turns) + 1, int(time.time() * 1000)
        agent.memory.append(
            {
                "role": "user",
                "content": text,
                "turn_id": turn_id,
                "timestamp": now,
                "metadata": {"source": "asr", "user": user},
            }
        )
        llm = agent.properties["llm"]
        body = {
            **llm["params"],
            "messages": [*llm["system_messages"], *agent.memory],
            "stream": True,
            "turn_id": turn_id,
            "timestamp": now,
        }
        packets: list[dict[str, Any]] = []
        headers = {"Authorization": f"Bearer {llm['api_key']}"} if llm["api_key"] else {}
        with httpx.stream("POST", llm["url"], json=body, headers=headers, timeout=60) as response:
            response.raise_for_status()
            lines = [line.removeprefix("data: ") for line in response.iter_lines() if line]
        assert lines[-1] == "[DONE]"
        packets = [json.loads(line) for line in lines[:-1]]
        said = "".join(
            choice["delta"].get("content", "") for it in packets for choice in it["choices"]
        )
        agent.memory.append(
            {
                "role": "assistant",
                "content": said,
                "turn_id": turn_id,
                "timestamp": now + 900,
                "metadata": {"source": "llm"},
            }
        )
        agent.turns.append(turn(turn_id, now))
        return packets


def turn(turn_id: int, at_ms: int, *, kind: str = "voice_input") -> dict[str, Any]:
    """A turn as the reference shows one; its segments leave 19.5 ms of the whole unexplained."""
    latencies = {
        "algorithm_processing": 320,
        "asr_ttlw": 180.5,
        "llm_ttft": 90,
        "llm_ftfs": 30,
        "tts_ttfb": 140,
        "transport": 60,
    }
    return {
        "turn_id": turn_id,
        "start": {"start_at": at_ms, "type": kind, "metadata": {"speech_duration_ms": 1200}},
        "end": {"end_at": at_ms + 3000, "type": "ok", "metadata": {"playback_duration_ms": 1500}},
        "metrics": {
            "e2e_latency_ms": 840,
            "segmented_latency_ms": [
                {"name": name, "latency": latency} for name, latency in latencies.items()
            ],
        },
    }


def _application(engine: Engine) -> FastAPI:
    app = FastAPI()
    base = "/v2/projects/{appid}"

    def authorised(request: Request) -> bool:
        header = request.headers.get("authorization", "")
        if header.startswith("agora token="):
            return token_holds(header.removeprefix("agora token="), CERTIFICATE)
        return header == "Basic " + b64encode(f"{KEY}:{SECRET}".encode()).decode()

    @app.middleware("http")
    async def gate(request: Request, call_next: Any) -> Any:
        path = request.url.path
        engine.asked.append((request.method, path))
        if not authorised(request):
            return refused(401, "InvalidAuthorization", "invalid authentication credentials")
        if path.split("/")[3] != APP_ID:
            return refused(403, "InvalidPermission", "the service is not activated")
        for fault in engine.faults:
            ending, status, done = fault
            if path.endswith(ending):
                engine.faults.remove(fault)
                if done:
                    await call_next(request)
                return refused(status, "InternalError", "try again")
        return await call_next(request)

    def found(agent_id: str) -> Agent | None:
        agent = engine.agents.get(agent_id)
        return agent if agent is not None and agent.status in ALIVE else None

    def missing() -> JSONResponse:
        return refused(404, "TaskNotFound", "task not found or has been destroyed")

    @app.post(base + "/join")
    async def join(request: Request) -> Any:
        body = await request.json()
        properties = body["properties"]
        for needed in ("channel", "token", "agent_rtc_uid", "remote_rtc_uids", "tts", "llm"):
            if needed not in properties:
                return refused(400, "InvalidRequest", f"properties: {needed} not found")
        if not token_holds(properties["token"], CERTIFICATE):
            return refused(400, "InvalidRequest", "properties: token invalid")
        if any(agent.name == body["name"] for agent in engine.running):
            return refused(409, "TaskConflict", "an agent with the same name already exists")
        agent = Agent(f"agent{len(engine.agents)}", body["name"], properties)
        engine.agents[agent.agent_id] = agent
        return {
            "agent_id": agent.agent_id,
            "create_ts": agent.started,
            "status": agent.status,
        }

    @app.get(base + "/agents")
    async def listed(channel: str, state: str = "2") -> Any:
        states = {str(number): name for number, name in enumerate(("IDLE", *ALIVE))}
        wanted = [states[number] for number in state.split(",")]
        agents = [
            {"agent_id": agent.agent_id, "status": agent.status, "start_ts": agent.started}
            for agent in engine.agents.values()
            if agent.properties["channel"] == channel and agent.status in wanted
        ]
        return {"data": {"count": len(agents), "list": agents}, "meta": {"cursor": ""}}

    @app.get(base + "/agents/{agent_id}")
    async def query(agent_id: str) -> Any:
        agent = engine.agents.get(agent_id)
        if agent is None:
            return missing()
        seen = agent.seen()
        if agent.status == "STARTING":
            agent.status = "RUNNING"
        return seen

    @app.post(base + "/agents/{agent_id}/leave")
    async def leave(agent_id: str) -> Any:
        agent = found(agent_id)
        if agent is None:
            return missing()
        agent.status = "STOPPED"
        return {}

    @app.post(base + "/agents/{agent_id}/update")
    async def update(agent_id: str, request: Request) -> Any:
        agent = found(agent_id)
        if agent is None:
            return missing()
        agent.properties = {**agent.properties, **(await request.json())["properties"]}
        return agent.seen()

    @app.post(base + "/agents/{agent_id}/speak")
    async def speak(agent_id: str, request: Request) -> Any:
        agent = found(agent_id)
        if agent is None:
            return missing()
        agent.broadcasts.append(await request.json())
        return {"agent_id": agent_id, "channel": agent.properties["channel"]}

    @app.post(base + "/agents/{agent_id}/interrupt")
    async def interrupt(agent_id: str) -> Any:
        agent = found(agent_id)
        if agent is None:
            return missing()
        agent.broadcasts.append({"interrupted": True})
        return {"agent_id": agent_id}

    @app.get(base + "/agents/{agent_id}/history")
    async def history(agent_id: str) -> Any:
        agent = found(agent_id)
        return missing() if agent is None else {"agent_id": agent_id, "contents": agent.memory}

    @app.get(base + "/agents/{agent_id}/turns")
    async def turns(agent_id: str, page_index: int = 1, page_size: int = 2) -> Any:
        agent = engine.agents.get(agent_id)
        if agent is None:
            return missing()
        page_size = min(page_size, 2)  # so that there is more than one page
        pages = max(1, -(-len(agent.turns) // page_size))
        begin = (page_index - 1) * page_size
        return {
            "agent_id": agent_id,
            "total_turn_count": len(agent.turns),
            "pagination": {
                "page_index": page_index,
                "total_pages": pages,
                "is_last_page": page_index >= pages,
            },
            "turns": agent.turns[begin : begin + page_size],
        }

    return app


@contextmanager
def engine_running() -> Iterator[Engine]:
    """The engine at its `url`, until the test is over."""
    engine = Engine()
    server = uvicorn.Server(
        uvicorn.Config(_application(engine), host="127.0.0.1", port=0, log_level="warning")
    )
    thread = threading.Thread(target=server.run, name="agora engine")
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        engine.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield engine
    finally:
        server.should_exit = True
        thread.join()
