"""Date formats of each language, and in their place the one that a user has chosen."""

from commitments.models import choose_date_format


class PersonalFormat(str):
    """The usual date format of a language; read as `str`, the one that the reader has chosen.

    Django keeps the formats of each language in memory, and reads one as `str` for each date.
    """

    words, fixed, letter = "", "{}", ""

    def __new__(cls, usual: str, words: str = "", fixed: str = "{}", *, letter: str = "") -> "PersonalFormat":
        made = super().__new__(cls, usual)
        made.words, made.fixed, made.letter = words, fixed, letter
        return made

    def __str__(self) -> str:
        return choose_date_format(super().__str__(), words=self.words, fixed=self.fixed, letter=self.letter)
