"""`xiaoer staff` and `xiaoer audit`, on a database of their own."""

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.cli.common import shown_key
from assistant.review.access.local_key import local_key
from assistant.settings import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XIAOER_HOME", str(tmp_path))
    monkeypatch.setenv("XIAOER_PASSWORD_PASSES", "1")
    monkeypatch.setenv("XIAOER_PASSWORD_MEMORY_KIB", "32")
    return tmp_path


def xiaoer(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_first_admin_gets_a_link(home: Path) -> None:
    told = xiaoer("staff", "add", "老板", "--role", "admin").strip()
    assert told.startswith("http://127.0.0.1:8000/sign-in#link=")
    again = json.loads(xiaoer("staff", "link", "老板", "--json"))
    assert again["link"] != told
    (row,) = json.loads(xiaoer("staff", "list", "--json"))
    assert (row["name"], row["role"], row["password"]) == ("老板", "admin", False)


def test_a_password_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["a quite long password", "a quite long password"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    assert xiaoer("staff", "add", "wu", "--role", "admin", "--password") == ""
    (row,) = json.loads(xiaoer("staff", "list", "--json"))
    assert row["password"] is True


def test_roles_are_changed_and_people_disabled() -> None:
    for name, role in (("boss", "admin"), ("wu", "agent")):
        xiaoer("staff", "add", name, "--role", role)
    xiaoer("staff", "role", "wu", "supervisor")
    xiaoer("staff", "disable", "wu")
    listed = {row["name"]: row for row in json.loads(xiaoer("staff", "list", "--json"))}
    assert (listed["wu"]["role"], listed["wu"]["disabled"]) == ("supervisor", True)
    xiaoer("staff", "disable", "wu", "--undo")
    assert "supervisor" in xiaoer("staff", "list")
    last = CliRunner().invoke(app, ["staff", "disable", "boss"])
    assert "last admin" in str(last.exception)


def test_who_is_nobody_is_said() -> None:
    done = CliRunner().invoke(app, ["staff", "link", "nobody"])
    assert done.exit_code == 1
    assert "there is nobody called 'nobody'" in done.output


def test_the_log_is_verified_and_what_is_broken_named(home: Path) -> None:
    for name, role in (("boss", "admin"), ("wu", "agent")):
        xiaoer("staff", "add", name, "--role", role)
    verdict = json.loads(xiaoer("audit", "verify", "--json"))
    assert (verdict["whole"], verdict["entries"]) == (True, 4)
    assert verdict["head"] in xiaoer("audit", "verify", "--holds", verdict["head"])
    newest, *_ = json.loads(xiaoer("audit", "list", "--json"))
    assert (newest["action"], newest["subject"], newest["by"]) == (
        "account.link_made",
        "wu",
        "command",
    )
    with sqlite3.connect(home / "xiaoer.db") as database:
        database.execute("DROP TRIGGER audit_sealed_update")
        database.execute("UPDATE audit_entries SET actor = 'nobody' WHERE seq = 2")
    done = CliRunner().invoke(app, ["audit", "verify"])
    assert done.exit_code == 1
    assert "entry 2 is wrong: it is not what was written" in done.output
    told = CliRunner().invoke(app, ["audit", "verify", "--json"])
    assert (told.exit_code, json.loads(told.stdout)["broken"]) == (1, 2)


def test_a_command_shows_the_key_that_is_set_else_the_machines(home: Path) -> None:
    settings = Settings(home=home)
    with local_key(home, 8000) as key:
        own = {"Authorization": f"Bearer {key}"}
        assert shown_key("http://127.0.0.1:8000", settings) == own
        assert shown_key("http://localhost:8000", settings) == own
        # to nobody else
        assert shown_key("http://127.0.0.1:8001", settings) == {}
        assert shown_key("http://shop.example:8000", settings) == {}
        given = Settings(home=home, api_key="xk_mine")  # type: ignore[arg-type]
        assert shown_key("https://shop.example", given) == {"Authorization": "Bearer xk_mine"}
    assert shown_key("http://127.0.0.1:8000", settings) == {}
