"""What of an answer goes to staff, and which words force a person."""

from dataclasses import replace

import pytest

from assistant.answering.values import Answer, Outcome, Question
from assistant.knowledge.facts import Fact
from assistant.room.asked.asked import asked_of
from assistant.room.asked.forced import forced_in


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("我要投诉你们", "投诉"),
        ("投 。诉", "投诉"),
        ("tou su 你们", "投诉"),
        ("头诉电话多少", "投诉"),
        ("打12315了", "12315"),
        ("我去打315", "315"),
        ("工商局见", "工商"),
        ("找消协", "消协"),
        ("市场监管局电话", "市场监管"),
        ("退款一直没到账", "退款不到账"),
        ("钱还没退给我", "退款不到账"),
        ("曝光你们", "曝光"),
        ("我的律师会联系", "律师"),
        ("报警了", "报警"),
        ("I want to complain", "complaint"),
        ("my refund has not arrived, still waiting", "refund not received"),
        ("I never got my refund", "refund not received"),
        ("saya mau komplain", "komplain"),
        ("nak buat aduan", "komplain"),
        ("uang saya belum kembali", "refund belum masuk"),
        ("tôi sẽ khiếu nại", "khiếu nại"),
        ("chưa hoàn tiền cho tôi", "chưa hoàn tiền"),
        ("ยังไม่ได้เงินคืน", "ยังไม่ได้เงินคืน"),
        ("จะร้องเรียน", "ร้องเรียน"),
    ],
)
def test_words_that_force_a_person(text: str, word: str) -> None:
    assert forced_in(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "315元有优惠吗", "工商银行卡能付吗", "报警器多少钱", "曝光度高吗", "多久退款",
        "不满意能退款吗", "价钱没变吧", "这个绿是什么绿", "do you refund?", "berapa harga",
        "if not good can I refund", "có hoàn tiền khi lỗi", "ราคาเท่าไหร่", "",
    ],
)  # fmt: skip
def test_words_that_do_not(text: str) -> None:
    assert forced_in(text) == ""


ANSWER = Answer(
    Question("多少钱", "demo", "小明"),
    "259元。",
    "zh",
    Outcome.ANSWERED,
    (Fact("coat", "price", "259", "CNY"),),
    kind="price",
    product="coat",
    key="gist",
)


def of(answer: Answer, **question: str) -> tuple[str, str]:
    changed = replace(answer, question=replace(answer.question, **question))  # type: ignore[arg-type]
    asked = asked_of(changed, "demo", "羽绒服")
    assert asked is not None
    return asked.key, asked.digest


def test_the_same_gist_is_the_same_item_whoever_asks_in_whatever_words() -> None:
    assert of(ANSWER) == of(ANSWER, text="啥价", viewer="小红")
    assert of(ANSWER)[0] != of(replace(ANSWER, key="other"))[0]


@pytest.mark.parametrize("kind", ["complaint", "human", "order_status", "order_change", "damage"])
def test_what_is_each_viewers_own_is_an_item_each(kind: str) -> None:
    own = replace(ANSWER, kind=kind)
    assert of(own, viewer="小红")[0] != of(own, viewer="小明")[0]
    assert of(own, viewer="", question_id="1")[0] != of(own, viewer="", question_id="2")[0]
    assert of(own, viewer="小红", question_id="1") == of(own, viewer="小红", question_id="2")


def test_a_forced_word_makes_it_each_viewers_own() -> None:
    text = "多少钱，不说就投诉"
    assert of(ANSWER, text=text, viewer="小红")[0] != of(ANSWER, text=text, viewer="小明")[0]


def test_answers_say_the_same_by_their_facts_and_not_by_their_wording() -> None:
    assert of(ANSWER)[1] == of(replace(ANSWER, text="现价259元哦。"))[1]
    assert of(ANSWER)[1] != of(replace(ANSWER, facts=(Fact("coat", "price", "199", "CNY"),)))[1]
    assert of(ANSWER)[1] != of(replace(ANSWER, outcome=Outcome.HANDED_OFF))[1]


def test_without_a_gist_the_words_tell_questions_apart() -> None:
    bare = replace(ANSWER, key="")
    assert of(bare, viewer="小红") == of(bare)
    assert of(bare, text="有货吗")[0] != of(bare)[0]
