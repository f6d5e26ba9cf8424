"""French wordings and what they must say."""

from tests.commitments.language.phrases.vectors import asked, dated, recurring, undated

FRENCH = [
    *dated("fixed", """
        d'ici le 30 juin 2027 | | 2027-06-30
        au plus tard le 30 juin 2027 | | 2027-06-30
        jusqu'au 30 juin 2027 | | 2027-06-30
        avant le 1er novembre 2026 | | 2026-10-31
        le mercredi 30 juin 2027 | 2027-06-30 | 2027-06-30
        en juin 2027 | 2027-06-01 | 2027-06-30
        courant 2027 | 2027-01-01 | 2027-12-31
        d'ici fin 2026 | | 2026-12-31
        à la fin de 2026 | | 2026-12-31
        d'ici à 2030 | | 2030-12-31
        au deuxième semestre 2027 | 2027-07-01 | 2027-12-31
        au cours du premier trimestre de 2027 | 2027-01-01 | 2027-03-31
        entre avril et octobre 2027 | 2027-04-01 | 2027-10-31
        du 1er au 15 juin 2027 | 2027-06-01 | 2027-06-15
        entre le 12 et le 15 juin 2027 | 2027-06-12 | 2027-06-15
        de novembre 2026 à février 2027 | 2026-11-01 | 2027-02-28
        de 2026 à 2030 | 2026-01-01 | 2030-12-31
    """),
    *dated("relative", """
        avant Noël | | 2026-12-24
        sous quinzaine | | 2026-05-27
        dans un délai de 30 jours | | 2026-06-11
        dans les 30 jours suivant la réunion | | 2026-06-11
        sous dix (10) jours ouvrés | | 2026-05-27
        dans les 10 jours ouvrés dans les deux capitales | | 2026-05-28
        dans un délai d'un mois | | 2026-06-12
        au cours des deux prochaines années | 2026-05-12 | 2028-05-12
        avant la fin de l'année | | 2026-12-31
        cette année | 2026-05-12 | 2026-12-31
        les 16 et 17 juin | 2026-06-16 | 2026-06-17
        les 4 et 5 août prochain | 2026-08-04 | 2026-08-05
        du 16 au 17 avril | 2027-04-16 | 2027-04-17
        l'année prochaine | 2027-01-01 | 2027-12-31
        le mois prochain | 2026-06-01 | 2026-06-30
        la semaine prochaine | 2026-05-18 | 2026-05-22
        en octobre | 2026-10-01 | 2026-10-31
        d'ici la fin de la décennie | | 2029-12-31
    """),
    *dated("approximate", """
        début octobre | 2026-10-01 | 2026-10-10
        mi-2027 | 2027-05-01 | 2027-08-31
        fin 2027 | 2027-09-01 | 2027-12-31
        dans les prochaines semaines | 2026-05-12 | 2026-06-23
        dans les mois à venir | 2026-05-12 | 2026-08-12
    """),
    *recurring("""
        chaque année | P1Y | 2026-05-12 | 2027-05-12
        d'ici le 1er novembre de chaque année | P1Y | | 2026-11-01
        deux fois par an | P6M | 2026-05-12 | 2026-11-12
        trimestriellement | P3M | 2026-05-12 | 2026-08-12
        tous les deux ans | P2Y | 2026-05-12 | 2028-05-12
    """),
    *undated("recurring", 90, "régulièrement"),
    *undated("open", 30, "dès que possible\ndans les meilleurs délais\nsans délai"),
    *undated("open", 90, "prochainement\nen temps utile\ndans un proche avenir"),
    *undated("event", 90, """
        avant la prochaine session
        lors de la prochaine réunion
        à la COP35
        en marge du G20
    """),
    *undated("none", 90, "non précisé"),
    *asked("fixed", """
        d'ici le 31 juin 2027 | no_such_date
        le jeudi 30 juin 2027 | weekday
        2026-2027 | span
    """),
    *asked("relative", """
        dans les 10 jours ouvrables | ouvrables
        dans les 30 jours suivant la signature | anchor
        à partir de 2027 | start
        en mai | same_month
        lundi 30 juin | weekday
    """),
    *asked("approximate", """
        cet été | season
        l'exercice 2027 | fiscal
        dans quelques mois | few
        vers juin 2027 | about
        dans les prochaines années | years
    """),
    *asked("recurring", "biannuel | biannual"),
    *asked("event", "avant la réunion | which_meeting\naprès les élections | condition"),
    *asked("none", """
        sous réserve de ratification | condition
        au cours des deux dernières années | past
        à voir | not_understood
    """),
]  # fmt: skip
