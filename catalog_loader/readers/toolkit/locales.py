"""The languages of a product's translations, where a shop names its locales: `de`, `pt-BR`."""


class Locales:
    """The languages that the locales of one product stand for.

    `pt` stands for `pt-BR`; where Portugal's comes after it, that one is called `pt-pt`, in full.
    """

    def __init__(self) -> None:
        self._languages: dict[str, str] = {}

    def language(self, locale: str) -> str:
        """The language of a locale; the same one whenever it is asked for, however it is spelt."""
        locale = locale.strip().replace("_", "-").lower()
        if locale not in self._languages:
            plain = locale.split("-")[0]
            taken = plain in self._languages.values()
            self._languages[locale] = locale if taken else plain
        return self._languages[locale]
