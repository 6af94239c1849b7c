"""Product words put back by how they sound, and what is left alone."""

import pytest

from assistant.speech.product_words import Change, correct, near

ROOM = ("云朵轻暖羽绒服", "雪绒花保湿面霜", "奶香山药片", "洗地机", "婴儿连体衣", "XL")


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("这个有驰码吗", "这个有尺码吗"),
        ("这件语容服多少钱", "这件羽绒服多少钱"),
        ("这件羽容服有红色的吗", "这件羽绒服有红色的吗"),
        ("这件衣服有驰码表吗", "这件衣服有尺码表吗"),
        ("什么时候发或", "什么时候发货"),
        ("多久发活", "多久发货"),
        ("包油吗", "包邮吗"),
        ("有没有优惠圈", "有没有优惠券"),
        ("运飞多少", "运费多少"),
        ("可以推货吗", "可以退货吗"),
        ("支持七天无礼由吗", "支持七天无理由吗"),
        ("充绒亮多少", "充绒量多少"),
        ("有没有色叉", "有没有色差"),
        ("还有没有库村", "还有没有库存"),
        ("能不能鸡洗", "能不能机洗"),
        ("会不会起秋", "会不会起球"),
        ("这款是纯绵的吗", "这款是纯棉的吗"),
        ("奶相山要片还有吗", "奶香山药片还有吗"),
        ("洗弟鸡吵不吵", "洗地机吵不吵"),
        ("雪融花面双怎么用", "雪绒花面霜怎么用"),
        ("玉兽什么时候发或", "预售什么时候发货"),
        ("充容量是多少", "充绒量是多少"),
        ("敏感机能用吗", "敏感肌能用吗"),
    ],
)
def test_a_word_misheard_is_put_back(heard: str, meant: str) -> None:
    correction = correct(heard, (*ROOM, "雪绒花", "面霜"))
    assert correction.text == meant
    assert correction.changes


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("有大妈吗", "有大码吗"),
        ("有没有大吗", "有没有大码"),
        ("一百二穿什么嘛", "一百二穿什么码"),
        ("多少钱保佑吗", "多少钱包邮吗"),
        ("有优惠钱吗", "有优惠券吗"),
        ("幽梅有大马", "有没有大码"),
        ("有没有打码", "有没有大码"),
        ("三号连接发一下", "三号链接发一下"),
        ("上连接", "上链接"),
    ],
)
def test_a_word_that_is_another_word_is_put_back_only_where_it_stands_for_it(
    heard: str, meant: str
) -> None:
    assert correct(heard).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "这件羽绒服有大码吗",
        "这件大妈能穿吗",
        "我妈六十岁能穿吗",
        "手机连接不上怎么办",
        "羽绒服多少钱包邮吗",
        "发货以后几天能到",
        "有会员价吗",
        "这个游戏好玩吗",
        "飞机上能带吗",
        "我要去公园玩",
        "黄色和红色哪个好看",
        "想问一下有没有货或者能不能预定",
        "小姐姐你身高体重多少",
        "2×200g的多少钱",
        "电饭煲的容量多大",
        "保佑我抢到",
        "穿什么好看",
    ],
)
def test_what_makes_sense_is_left_alone(text: str) -> None:
    assert correct(text, ROOM).changes == ()
    assert correct(text, ROOM).text == text


def test_the_change_says_where_and_what() -> None:
    assert correct("这个有驰码吗，包油吗").changes == (
        Change(3, "驰码", "尺码"),
        Change(7, "包油", "包邮"),
    )


def test_the_rooms_words_come_before_the_shops() -> None:
    assert correct("有语荣吗", ("御绒",)).text == "有御绒吗"
    assert correct("有语荣吗").text == "有羽绒吗"


def test_a_second_correction_changes_nothing() -> None:
    once = correct("这件语容服有驰码表吗", ROOM).text
    assert correct(once, ROOM).changes == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("nan", "lan"),
        ("zhong", "zong"),
        ("chi", "ci"),
        ("shan", "san"),
        ("hua", "fua"),
        ("bing", "bin"),
        ("feng", "hen"),
        ("lang", "nan"),
    ],
)
def test_differences_that_speakers_do_not_make(left: str, right: str) -> None:
    assert near(left) == near(right)


@pytest.mark.parametrize(("left", "right"), [("ma", "na"), ("fei", "fu"), ("qian", "jian")])
def test_differences_that_speakers_do_make(left: str, right: str) -> None:
    assert near(left) != near(right)
