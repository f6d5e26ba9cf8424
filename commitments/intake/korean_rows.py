"""What each Korean verb phrase does, by how it ends."""

import re

from commitments.intake.grammar import Act

# How a clause ends after 합의, 약속, 요청: told, or joined to the next clause.
TOLD = r"(?:했|하였|하고|하며|하면서|한다|합니다|함\b|됐|되었|을\s*이뤘|를\s*이뤘|에\s*이르렀|에\s*도달)"
SHARED = r"(?:뜻을|의견을|입장을)\s*(?:모았|모으|같이|함께|일치)"
# What may be announced in the plain present: "…을 확대한다".
DEEDS = (
    "확대|강화|추진|개최|설치|신설|체결|마련|실시|시행|구축|지원|발족|출범|가동|추진해|제공|파견|도입|운영|확충|심화|증진|재개|"
    "공유|협의|협력|검토|모색|조성|발굴|진행|착수|완료|서명|발효|이행"
)
ROWS: tuple[tuple[Act, re.Pattern[str]], ...] = tuple(
    (act, re.compile(pattern))
    for act, pattern in (
        (Act.NOTHING, r"것이?라고\s*(?:생각|기대|전망|예상|평가|믿|본다|보고)|수\s*있을\s*것"),
        (
            Act.NOTHING,
            (
                r"[기키]로\s*한\s*(?:것|데|점|사실|바)(?:에\s*대해|에|을|를)\s*(?:\w+\s+){0,2}"
                r"(?:유의|주목|평가|환영|감사|사의|공감|만족)"
            ),
        ),
        (
            Act.UNDERTAKE,
            rf"자(?:는\s*데|며|고)\s*(?:\w+\s+)?(?:공감|동의|합의|{SHARED})",
        ),
        (Act.SHARED, rf"(?:필요성|중요성|점)에\s*(?:\w+\s+)?(?:공감|{SHARED})"),
        (Act.SHARED, rf"(?:인식을|견해를)\s*(?:같이|함께|공유){TOLD}"),
        (Act.NOTHING, rf"(?:필요성|중요성|점)(?:에|을|를)\s*(?:공감|인식|{SHARED}|강조|확인)"),
        (Act.THANK, rf"(?:감사(?:를|의\s*뜻을)?|사의를)\s*(?:표{TOLD}|표명{TOLD}|전{TOLD}|{TOLD})"),
        (Act.DISCUSS, rf"(?:논의|협의|의견을\s*교환|의견\s*교환을?){TOLD}"),
        (
            Act.UNDERTAKE,
            rf"[기키]로\s*(?:\w+\s+)?(?:합의|결정|약속|다짐|동의|{SHARED}|했|하였|하고|하며|한다|한\b|함\b)",
        ),
        (
            Act.UNDERTAKE,
            rf"(?:데|것에|것을|등에|등을|에|을|를)\s*(?:최종\s*|원칙적으로\s*|전격\s*)?(?:합의|동의){TOLD}",
        ),
        (Act.UNDERTAKE, rf"데\s*{SHARED}"),
        (Act.UNDERTAKE, rf"(?:을|를|할\s*것을|하겠다고)\s*(?:약속|다짐|결정){TOLD}"),
        (Act.UNDERTAKE, r"(?:초청|제안|요청)을\s*(?:수락|수용)(?:했|하였|하고)"),
        # What one will give oneself is offered, whatever the verb.
        (
            Act.OFFER,
            rf"(?:겠다고|(?:지원|제공|파견|공여|협조|자문)(?:을|를))\s*(?:\w+\s+)?(?:제안|제의){TOLD}",
        ),
        # What both put to each other is agreed; what one puts to the other is asked.
        (Act.BID, r"자고\s*(?:\w+\s+)?(?:했|하였|말했|밝혔|강조했|제안|제의|뜻을)"),
        (Act.ASK, rf"(?:요청|당부|촉구|주문|부탁|요구|건의){TOLD}"),
        (
            Act.ASK,
            r"(?:해|어|아|여)\s*(?:달라고|줄\s*것을|주기를|주길)\s*(?:\w+\s*)?(?:말|했|하였|요청|당부|바라|희망|기대)?",
        ),
        (Act.ASK, rf"(?:할\s*것을|[을를])\s*(?:제안|제의){TOLD}"),
        (Act.OFFER, r"(?:초청|초대)(?:했|하였|하고|하며)|용의가\s*있|준비가\s*(?:돼|되어)\s*있"),
        (Act.AFFIRM, r"(?:의지|입장|의사)를\s*(?:거듭\s*|재차\s*)?(?:밝혔|밝히|표명|재확인|피력)"),
        (
            Act.WILL,
            r"(?:할|될|갈|낼|릴|칠|질|볼|줄|설|올|을)\s*(?:것이라고|것이다|것이며|것임|것입니다|계획이|예정이|방침이|계획을|방침을)",
        ),
        (Act.WILL, r"겠다(?:고|며|는|면서)|겠습니다|겠다[\.\"]|고자\s*(?:한다|합니다|함\b)"),
        (
            Act.WILL,
            rf"[을를도]\s*(?:\w+\s+)?(?:{DEEDS})(?:한다|합니다|함|해\s*나간다|해\s*나갈\s*것)(?=\W*$)",
        ),
        (
            Act.NOTHING,
            rf"(?:환영|평가|유의|주목|인식|감사|치하|설명|논의|협의|교환|강조|지적|공유|소개|언급|기대|희망|공감|축하){TOLD}",
        ),
    )
)
