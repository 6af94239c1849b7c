"""Chinese characters to Kokoro's phonemes, through misaki (jieba's words, pypinyin's tones)."""

import logging
import re

import jieba
from misaki.zh import ZHG2P

# Where the dictionaries choose the reading that shops do not mean, or miss a neutral tone.
_READINGS = {
    "两只": "liang3 zhi1",
    "一只": "yi4 zhi1",
    "三只": "san1 zhi1",
    "几只": "ji3 zhi1",
    "每只": "mei3 zhi1",
    "色差": "se4 cha1",
    "褪色": "tui4 se4",
    "干性": "gan1 xing4",
    "干皮": "gan1 pi2",
    "干发": "gan1 fa4",
    "速干": "su4 gan1",
    "晾干": "liang4 gan1",
    "烘干": "hong1 gan1",
    "长得": "zhang3 de5",
    "洗得": "xi3 de5",
    "穿得": "chuan1 de5",
    "谢谢": "xie4 xie5",
    "朋友": "peng2 you5",
    "喜欢": "xi3 huan5",
    "衣服": "yi1 fu5",
    "舒服": "shu1 fu5",
    "宝宝": "bao3 bao5",
    "宝贝": "bao3 bei4",
    "看看": "kan4 kan5",
    "试试": "shi4 shi5",
    "东西": "dong1 xi5",
    "地方": "di4 fang5",
    "嗯": "en1",
}
_KNOWN = re.compile("(" + "|".join(_READINGS) + ")")


class ChinesePhonemes:
    """Runs of Chinese characters; numbers must be in characters already."""

    def __init__(self) -> None:
        jieba.setLogLevel(logging.ERROR)  # it announces its dictionary on standard error
        jieba.initialize()
        self._misaki = ZHG2P(version=None)

    def of(self, characters: str) -> str:
        """Phonemes, words apart by blanks, tones as arrows behind each syllable."""
        words = []
        for part in _KNOWN.split(characters):
            if part in _READINGS:
                words.append("".join(ZHG2P.py2ipa(p) for p in _READINGS[part].split()))
            elif part:
                words.append(self._misaki(part)[0])
        return " ".join(words).replace("\u032f", "")
