"""Undertakings in Korean: endings and what follows, after the verb ("설립하기로 합의하였다")."""

import re

from commitments.comparison.undertakings import Lexicon, Rung, ladder, words

# How a sentence or a clause ends after a stem such as 합의, 노력, 검토.
END = (
    r"(?:하기로 ?(?:합의)?(?:하였다|했다|한다|하였습니다|했습니다|합니다|하였으며|했으며|하였고|했고|하고|"
    r"하며|함)|"
    r"할 ?것(?:이다|입니다|이며)|해 ?나가기로 ?(?:하였다|했다|합의하였다|합의했다)|"
    r"하였다|했다|한다|하였습니다|했습니다|합니다|하였으며|했으며|하였고|했고|하고|하며|함)"
)
# What ties a verb to the words that soften it.
TIE = r"(?:하기 위(?:해|하여)|기 위(?:해|하여)|하도록|도록|할 수 있도록|을 위(?:해|하여)|를 위(?:해|하여))"
OPTION = (
    r"(?:하는 (?:방안|방법|것|문제)을|할 것을|하는 가능성을|할 가능성을|는 (?:방안|방법|것)을|"
    r"(?:의)? ?(?:가능성|여부|방안|필요성)[을를]|[을를])"
)

BOUND = (
    rf"(?:하여야|해야|어야|아야) (?:한다|합니다|하며)|할 의무[를가] (?:진다|집니다|있다)|할 것을 확약{END}"
)
AGREED = (
    rf"(?:하기로|기로|할 것을|할 것에|하는 데|하는 것에) (?:합의|결정|동의|약속|의견을 같이){END}|"
    r"(?:하기로|기로|키로) ?(?:하였다|했다|한다|하였습니다|했습니다|합니다|하였으며|했으며|하였고|했고|"
    r"하고|하며|함)|"
    r"할 것(?:이다|입니다|이며)|것(?:이다|입니다|이며)|(?:한다|합니다)(?=\s*(?:[.。]|$))"
)
ENDEAVOUR = (
    rf"{TIE} (?:적극 |함께 |최대한 |계속 )?노력{END}|할 (?:계획|예정|방침)(?:이다|입니다|이며)|하고자 {END}"
)
CONSIDER = rf"{OPTION} (?:적극 |긍정적으로 |함께 )?(?:검토|고려|모색|논의){END}|할 수 있다|할 수 있습니다"
NOTED = (
    rf"(?:하기를|기를|할 것을|하는 것을|[을를]) (?:희망|기대|환영){END}|할 필요성에 (?:공감|주목){END}|"
    rf"(?:하는 데|하는 것에|에|에 대한|에 대해) (?:관심|희망|기대)을? ?(?:표명|표시){END}|"
    rf"(?:하는 것에|에|할 것에) (?:주목|유의|공감){END}"
)

KOREAN = Lexicon(
    pattern=ladder(
        {
            Rung.NOTED: NOTED,
            Rung.CONSIDER: CONSIDER,
            Rung.ENDEAVOUR: ENDEAVOUR,
            Rung.BOUND: BOUND,
            Rung.AGREED: AGREED,
        },
        bounded=False,
    ),
    between=re.compile(r"(?!)"),
    glue=words("및 등 그 이 또는 와 과 의"),
    verb_first=True,
)
