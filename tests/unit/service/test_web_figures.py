"""Figures over HTTP: of what was asked in a room, as a table too, and with viewers' word."""

import csv
import io

import pytest
from starlette.testclient import TestClient

from assistant.web.figures import _csv

QUESTION = {"viewer": "小雨", "text": "=cmd|多少钱"}


def _asked(staff_client: TestClient) -> dict[str, str]:
    answer = (staff_client.post("/api/rooms/demo/questions", json=QUESTION)).json()
    noise = [{"viewer": "v", "text": "666"}, {"viewer": "w", "text": "好看"}]
    staff_client.post("/api/rooms/demo/comments", json=noise)
    return dict(answer)


def test_what_was_asked_is_in_the_figures(staff_client: TestClient) -> None:
    answer = _asked(staff_client)
    rated = staff_client.put(
        f"/api/answers/{answer['answer_id']}/rating", json={"viewer": "小雨", "helped": True}
    )
    assert rated.status_code == 204
    found = (staff_client.get("/api/review/figures", params={"room": "demo"})).json()
    assert found["answers"] == found["askers"] == 1
    assert found["without_person"] == 1.0
    assert found["kinds"][0]["kind"] == "price"
    assert (found["helped"], found["did_not"]) == (1, 0)
    assert sum(bucket["answers"] for bucket in found["buckets"]) == 1
    everywhere = (staff_client.get("/api/review/figures")).json()
    assert everywhere["answers"] == 1


def test_a_table_opens_in_a_spreadsheet(staff_client: TestClient) -> None:
    _asked(staff_client)
    response = staff_client.get("/api/review/figures.csv", params={"table": "kinds"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="kinds-' in response.headers["content-disposition"]
    assert response.text.startswith("\ufeff")
    (row,) = csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff")))
    assert (row["kind"], row["answers"], row["answered"]) == ("price", "1", "1")


@pytest.mark.parametrize("table", ["kinds", "lacking", "buckets"])
def test_a_table_of_nothing_is_empty(staff_client: TestClient, table: str) -> None:
    params = {"table": table, "since": "2020-01-01T00:00:00Z", "until": "2020-01-01T00:01:00Z"}
    response = staff_client.get("/api/review/figures.csv", params=params)
    assert response.status_code == 200
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert len(rows) == (2 if table == "buckets" else 0)


@pytest.mark.parametrize(
    ("params", "status", "says"),
    [
        ({"room": "nowhere"}, 404, "there is no room 'nowhere'"),
        ({"since": "2026-01-01T00:00:00"}, 422, "since needs a time zone"),
        (
            {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
            422,
            "until must be later than since",
        ),
    ],
)
def test_what_cannot_be_counted_is_said(
    staff_client: TestClient, params: dict[str, str], status: int, says: str
) -> None:
    response = staff_client.get("/api/review/figures", params=params)
    assert response.status_code == status
    assert says in response.json()["detail"]


def test_an_answer_that_is_not_there_is_not_rated(staff_client: TestClient) -> None:
    response = staff_client.put("/api/answers/none/rating", json={"viewer": "v", "helped": False})
    assert response.status_code == 404


def test_a_cell_that_begins_as_a_formula_is_text() -> None:
    assert _csv([{"example": "=cmd|' /C calc'!A0"}]).splitlines()[1].startswith("'=cmd")
