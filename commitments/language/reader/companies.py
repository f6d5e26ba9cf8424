"""Names of companies, agencies, universities and the like, and the countries that are only part of them."""

import re
from functools import cache

from commitments.language.lexicon.countries import nations
from commitments.language.phrases import english_words
from commitments.language.reader.grammar import split_list
from commitments.language.reader.participants import Participants

# A word in capitals directly before the name of a country: "Samsung Korea" is a company, no side.
CAPITALISED = re.compile(r"(?P<word>[^\W\d_a-zà-ÿ][\w&.'-]*)\s+$")
# "Korea Electric Power Corporation": so is what calls itself one.
COMPANY = re.compile(
    r"(?:\s+(?:[^\W\d_a-zà-ÿ][\w&.-]*|and|of|&))*?"
    r"\s+(?:Corporation|Company|Corp|Co|Ltd|Inc|Limited|Group|Bank|Airlines|University|College)\b"
)
# What may stand there at the head of a sentence or in a title, and leaves the country a side.
ORDINARY = split_list(
    "what the a an both and but or nor so yet of for to from with by in on at as if when while "
    "since once after "
    "before until unless although though because whereas where that then thus hence therefore however "
    "moreover furthermore meanwhile also again still instead otherwise nevertheless now today tonight "
    "tomorrow yesterday later earlier soon first second third next finally lastly here there host home "
    "partner visiting meeting only even either neither following during le la les l' du de et puis "
    "ainsi aussi enfin demain hier aujourd'hui"
) | {word.casefold() for word in [*english_words.MONTH_NUMBERS, *english_words.WEEKDAYS]}

# What an agency does whose name ends in its country: "Statistics Ruritania", "Land Information Valdoria".
PUBLIC = split_list(
    "innovation business enterprise transport statistics stats invest tourism customs immigration "
    "maritime education health "
    "development information police fisheries biosecurity agriculture food research energy water geoscience "
    "standards sport science industry aid nuclear space investment visit environment parks heritage "
    "skills service safety "
    "security forestry aviation border archives museums ports railways roads mines minerals quarantine "
    "libraries labour "
    "employment housing broadcasting"
)

# A body of no known side, by its name: "KETRO", "AD Ports", "Port Elm University", "the Water Board".
ORGANISATION = re.compile(
    r"(?:[Tt]he )?(?:(?:[A-Z][\w&.'-]*|of|for|and|the|on|/) "
    r")*(?:[A-ZÀ-Ý][A-Za-z]*[A-Z]{1,5}[a-z]{0,3}(?:-[A-Z]{1,3})?"
    r"|(?:Universit(?:y|ies)|Institutes?|Colleges?|Academy|Banks?|Ports?|Airlines?|Airways|Railways?|Museums?"
    r"|Foundation|Association|Chambers?|Federation|Corporation|Compan(?:y|ies)|Hospitals?|Laborator(?:y|ies)"
    r"|Shipyards?|Electric|Petroleum|Telecom|Holdings?|Registry|Court|Parliament|Senate|Assembly|Archives"
    r"|Municipality|Prefecture|Governorate|Command|Board|Bureau|Fund|Trust|School|Faculty|Administration|Centre|Center"
    r"|Clinic|Theatre|Orchestra|Mint|Publishing House|Broadcaster|Chancery"
    r"|Librar(?:y|ies)|Observatory|Observatoire|Regulator|Inspectorate|Gendarmerie|Guard|Treasury|Utility|Section"
    r"|Chancellery|Council|Commission|Society|Union|Corps|Directorate|Secretariat)"
    r"(?: (?:of|for)(?: [A-Z][\w'-]*)+)?)"
)
# "Innovation Elmland", "the Elm River Authority": several words with capitals that name no thing and no text.
PROPER_NAME = re.compile(
    r"(?:[Tt]he )?(?!(?:The|This|These|Those|That|Mr|Mrs|Ms|Dr|Sir|Minister|President|Article|Section|"
    r"Annex|Phase)\b)"
    r"(?:[A-ZÀ-Ý][\w'’&-]*,? (?:(?:of|for|and|the|on|de|du|des|la) )*){1,8}"
    r"(?!(?:Agreements?|Memorandum|Treaty|Plans?|Projects?|Program(?:me)?s?|Strateg(?:y|ies)|Dialogue|Forum|Summit|Statement|"
    r"Declaration|Convention|Protocol|Initiative|Partnership|Framework|Conference|Meeting|Session|Roadmap|Policy|Law|Act|"
    r"Bridge|Road|Highway|Railway|Line|Corridor|Airport|Terminal|Plant|Dam|Tunnel|Station|Park|Zone|Games|Cup|Day|Week|Year|"
    r"Festival|Expo|Fair|Exercise|Operation|Edition|River|Sea|Ocean|Lake|Island|Basin|Valley|City|Gate|Pipeline|Canal|"
    r"Reserve|Field|Mine|Scheme|Campaign|Month|Season|Award|Prize|System|Platform|Portal|Campus|Building|Hall|Village|Hub|"
    r"Scholarships?|Fellowships?|Declaration|Agenda|Arrangement|Package|Facility|Loan|Grant|Note|Letter|Report|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|\w+day)\b)[A-ZÀ-Ý][\w'’&-]*"
)
# "L'AquaMuseum": in French a capital behind an article is that of a name, but for texts and things.
FRENCH_NAME = re.compile(
    r"(?:[Ll]a |[Ll]es? |[Ll]')(?!(?:Accord|Conven|Protocol|Mémorand|Programm|Projet|Plan|Sommet|Forum"
    r"|Conféren|Déclar|"
    r"Arrangem|Charte|Stratég|Initiat|Dialog|Traité|Feuille|Route|Pont|Parti|Dotation|Facilité|Ligne|Corridor|Article|"
    r"Annexe|Session|Réunion|Liste|Rapport|Cadre|Jeux|Salon|Foire|Journée|Semaine|Année|Mission|Note|Lettre|Zone|Parc|"
    r"Barrage|Aéroport|Europe|Afrique|Asie|Amérique|Orient|Nord|Sud|Est|Ouest|Histoire|Constitution|Loi|Code)\w*\b)"
    r"(?:[A-ZÀ-Ý][\w'’-]*)(?: (?:(?:de|du|des|d'|de la|de l'|et|pour|à) ?)?[A-ZÀ-Ý][\w'’-]*"
    r"| (?:de |du |des |d')?[a-zà-ÿ]+(?:al|ale|aux|ique|ère|ier|ien|ienne)s?\b){0,6}"
)
# Letters that name no body: agreements, aims, techniques.
NO_ORGANISATION = re.compile(
    r".*\b(?:[A-Z]*FTA|[A-Z]*EPA|CEP[AT]?|MOU|MoU|MOC|LOI|AI|ICT|IT|IP|GDP|ODA|FDI|SMEs?|PPPs?|E?EVs?|ESG|SDGs?|COP|"
    r"NDCs?|LNG|LPG|VAT|KPIs?|TORs?|ToRs?|SOPs?|Q&A|GNI|SEZ|EEZ|DTA|BIT|ASEAN|APEC|NATO|WTO|IMF|UN|OECD|GCC|AU|"
    r"BRICS|G7|G20|BRI|IPEF|DNA|CO2|HIV|PPE|ID|TV|PDF|CV|VTC|II|III|IV|VI)"
)
# Bodies of both sides, by their letters: "JWG", "the JEC".
JOINT_LETTERS = re.compile(r"(?:[Tt]he )?(?:J[A-Z]{1,6}(?:-[A-Z]+)?|[A-Z]{0,4}(?:WG|JC|TF|SC))")


def is_part_of_name(phrase: str, cast: Participants) -> bool:
    """Return whether a country is part of another name in a phrase; "South Korea" is one name itself."""
    for mention in cast.mentions(phrase):
        start, end = mention.place
        if phrase[start].islower():
            # An adjective: "la Partie marocaine".
            continue
        if COMPANY.match(phrase, end):
            return True
        before = CAPITALISED.search(phrase, 0, start)
        goes_on = re.match(r"\s+(?!(?:and|et|ou|or)\b)[^\W\d_]", phrase[end:]) is not None
        is_adjective = phrase[start:end] in _adjectives() or phrase[start:end].casefold() not in cast.sides
        if before is None or (is_adjective and (goes_on or phrase[start:end] in pure_adjectives())):
            continue
        word = before["word"].casefold()
        if word not in ORDINARY and word not in PUBLIC and not word.endswith("ly"):
            return True
    return False


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(word for nation in nations().values() for word in nation.adjectives)


@cache
def pure_adjectives() -> frozenset[str]:
    """Return the adjectives of countries that are no names of their own: "Korean", not "ROK"."""
    return frozenset(
        name for nation in nations().values() for name in set(nation.adjectives) - set(nation.names)
    )


def is_organisation(phrase: str) -> bool:
    """Return whether a phrase names a body of one side by itself: letters, a university, a bank."""
    plain = re.sub(r" ?\([^)]*\)", "", phrase).strip(" ,")
    if FRENCH_NAME.fullmatch(plain) and NO_ORGANISATION.fullmatch(plain) is None:
        return True
    plain = re.sub(r"^(?:[Ll][ae] |[Ll]es |[Ll]')(?=[A-ZÀ-Ý])", "", plain)
    return (
        (ORGANISATION.fullmatch(plain) or PROPER_NAME.fullmatch(plain)) is not None
        and NO_ORGANISATION.fullmatch(plain) is None
        and JOINT_LETTERS.fullmatch(plain) is None
    )
