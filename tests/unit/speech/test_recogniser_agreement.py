"""Text of speech that goes on, as far as it will not change."""

from assistant.speech.recognisers.agreement import LocalAgreement


def test_what_two_in_a_row_begin_with_is_settled() -> None:
    agreement = LocalAgreement()
    assert agreement.push("这件语") == ""
    assert agreement.push("这件羽绒服") == "这件"
    assert agreement.push("这件羽绒服有大码。") == "这件羽绒服"
    assert agreement.push("这件羽绒服有大码吗？") == "这件羽绒服有大码"


def test_what_is_settled_stays() -> None:
    agreement = LocalAgreement()
    agreement.push("有红色的吗")
    agreement.push("有红色的吗")
    assert agreement.push("又红色") == "有红色的吗"
    assert agreement.push("又红色的吗我想") == "有红色的吗"
    assert agreement.settled == "有红色的吗"


def test_words_of_letters_are_settled_whole() -> None:
    agreement = LocalAgreement()
    agreement.push("how much is the jack")
    assert agreement.push("how much is the jacket") == "how much is the"
    mixed = LocalAgreement()
    mixed.push("有XL码")
    assert mixed.push("有XXL码") == "有"
