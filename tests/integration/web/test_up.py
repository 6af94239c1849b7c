"""`xiaoer up` and `xiaoer ask`: starting, stopping, and what goes wrong on the way."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import httpx
import psutil
import pytest

pytestmark = pytest.mark.models

XIAOER = str(Path(sys.executable).with_name("xiaoer"))


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "XIAOER_HOME": str(home)}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_the_server_is_ready_and_says_where(live_server) -> None:
    readiness = httpx.get(f"{live_server.url}/readyz")
    assert readiness.status_code == 200
    told = readiness.json()
    in_use = {port: provider["in_use"] for port, provider in told.pop("providers").items()}
    assert told == {"ready": True, "loading": [], "failed": {}}
    assert in_use == {
        "chat_model": "qwen2.5-coder-1.5b-instruct",
        "recogniser": "whisper",
        "synthesiser": "kokoro+espeak",
    }
    metrics = httpx.get(f"{live_server.url}/metrics").text
    for engine in ("recogniser", "synthesiser", "chat_model", "embedder"):
        assert f'xiaoer_model_load_seconds{{engine="{engine}"}}' in metrics


def test_it_fits_in_memory(live_server) -> None:
    """When ready; what hours of use add is the benchmark's to tell (`benchmarks/memory.py`)."""
    assert live_server.resident_at_start < 3.5e9


@pytest.mark.parametrize(
    ("question", "expected"),
    [("羽绒服多少钱", "259"), ("羽绒服有红色的吗", "没有红色")],
)
def test_questions_over_rest(live_server, question: str, expected: str) -> None:
    answer = httpx.post(
        f"{live_server.url}/api/rooms/demo/questions", json={"text": question}, timeout=60
    ).json()
    assert answer["outcome"] == "answered"
    assert expected in answer["text"]


def test_a_new_price_is_what_the_next_answer_says(live_server) -> None:
    url = f"{live_server.url}/api"
    made = httpx.post(f"{url}/rooms", json={"room": "prices", "catalog": "demo"}, timeout=60)
    assert made.status_code == 201
    (card,) = [c for c in made.json()["listing"] if c["handle"] == "light-down-jacket"]

    def ask() -> str:
        answer = httpx.post(
            f"{url}/rooms/prices/questions", json={"text": "羽绒服多少钱"}, timeout=60
        )
        return str(answer.json()["text"])

    before = ask()
    try:
        for variant in card["variants"]:
            changed = httpx.patch(
                f"{url}/catalogs/demo/skus/{variant['sku']}", json={"price": "233"}, timeout=60
            )
            assert changed.json()["price"] == "233"
        assert "233" in ask()
        assert card["price"]["min"] not in ask()
    finally:
        for variant in card["variants"]:
            httpx.patch(
                f"{url}/catalogs/demo/skus/{variant['sku']}",
                json={"price": variant["price"]},
                timeout=60,
            )
    assert ask() == before


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [XIAOER, "up", "--port", port],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert port in done.stderr


def test_a_catalog_that_is_refused_is_one_line(model_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"type": "nonsense"}\n')
    done = subprocess.run(
        [XIAOER, "up", "--port", "0", "--catalog", str(path), "--room", "bad"],
        env={**environment(model_home), "XIAOER_LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "bad.jsonl was refused" in done.stderr.splitlines()[-1]


def test_ctrl_c_while_loading_stops_it_at_once(model_home: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [XIAOER, "up", "--port", str(port)],
        env=environment(model_home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        deadline = monotonic() + 60
        while True:
            try:
                readiness = httpx.get(f"http://127.0.0.1:{port}/readyz")
                break
            except httpx.TransportError:
                assert monotonic() < deadline
                sleep(0.1)
        assert readiness.status_code == 503
        assert set(readiness.json()["loading"]) >= {"recogniser", "chat_model"}
        children = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(10) == 0
        _, alive = psutil.wait_procs(children, timeout=3)
        assert not alive
    finally:
        if process.poll() is None:
            process.kill()
    assert process.stdout is not None
    assert process.stdout.read() == ""


def ask(home: Path, *arguments: str) -> dict:
    done = subprocess.run(
        [XIAOER, "ask", "--json", *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) >= {"answer_id", "text", "outcome", "facts", "timings_ms"}
    return answer


def test_ask_answers_from_a_home_that_has_no_shop_yet(tmp_path: Path, model_home: Path) -> None:
    (tmp_path / "models").symlink_to(model_home / "models")
    answer = ask(tmp_path, "羽绒服多少钱")
    assert "259" in answer["text"]
    assert any(fact["field"] == "price" and fact["value"] == "259" for fact in answer["facts"])


@pytest.mark.parametrize(
    ("words", "voice", "outcome", "said", "field"),
    [
        ("羽绒服多少钱？", "zm_yunjian", "answered", "259", "price"),
        ("有红色的吗？", "zm_yunxi", "answered", "没有红色", "colour"),
        ("这个能用微波炉加热吗？", "zf_xiaoyi", "unknown", "资料里没有写", ""),
    ],
)
def test_ask_by_voice_and_answer_to_a_file(
    live_server, tmp_path: Path, words: str, voice: str, outcome: str, said: str, field: str
) -> None:
    spoken = httpx.post(
        f"{live_server.url}/v1/audio/speech",
        json={"input": words, "voice": voice, "response_format": "wav"},
        timeout=120,
    )
    question, out = tmp_path / "question.wav", tmp_path / "answer.wav"
    question.write_bytes(spoken.content)
    answer = ask(live_server.home, "--audio", str(question), "--out", str(out))
    assert answer["question"]["source"] == "voice"
    assert answer["outcome"] == outcome
    assert said in answer["text"]
    assert {fact["field"] for fact in answer["facts"]} == ({field} if field else set())
    assert answer["timings_ms"]["heard"] > 0
    assert answer["timings_ms"]["first_audio"] > 0
    assert out.stat().st_size > 20_000


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--room", "nowhere", "多少钱"], "there is no room 'nowhere'"),
        (["--audio", "EMPTY"], "the audio is empty"),
        (["--audio", "TEXT"], "this is not audio"),
        (["--audio", "SILENCE"], "no speech was heard"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    model_home: Path, tmp_path: Path, arguments: list[str], reason: str
) -> None:
    from assistant.speech.audio import silence

    (tmp_path / "EMPTY").touch()
    (tmp_path / "TEXT").write_text("words" * 100)
    (tmp_path / "SILENCE").write_bytes(silence(2, 16_000).encode())
    done = subprocess.run(
        [XIAOER, "ask", *arguments],
        cwd=tmp_path,
        env={**environment(model_home), "XIAOER_LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
