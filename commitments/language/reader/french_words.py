"""The words of the French grammar of the reader: its verbs and the nouns for what is done."""

from commitments.language.phrases import french_words
from commitments.language.reader.grammar import any_of

# Infinitives by their endings: the tables of verbs would not say more.
INFINITIVE = r"(?:s'|se |ne pas |y |en )?(?:\w{2,}(?:er|ir|re|oir))"
# Nouns that end like infinitives: "Agriculture", "Calendrier", "Centre".
NO_INFINITIVE = (
    r"(?!(?!(?:con|ex|in)clure)\w+ure\b|(?!\w*(?:faire|plaire|taire)\b)\w+aire\b|"
    r"(?!boire|croire)\w+oire\b|\w+ère\b|(?:"
    + any_of(
        "calendrier courrier dossier chantier atelier quartier cahier fichier métier premier dernier avenir "
        "cadre centre ordre nombre titre lettre chambre offre membre ministre registre autre entre contre "
        "être mer hiver notre votre"
    )
    + r")\b)"
)
# What may stand between a subject and its verb in the future.
CLITICS = (
    r"(?:n'|ne )?(?:(?:s'|se |y |en |vous |lui |leur |les? |la |l'|nous (?![\w']+rons\b)|me |m')(?:en |y )?)?"
)
# "La copie suivra le 28 juin": it is sent.
IS_SENT = r" (?:le (?:1er|\d+)|d'ici|avant|sous|dans|par (?:courriel|mail|porteur|courrier|la valise)|sans)\b"
NO_DEEDS = any_of(
    "sera seront serons aura auront aurons pourra pourront pourrons devra devront devrons saura sauront "
    "saurons"
)
FUTURE = (
    rf"{CLITICS}(?!(?:{NO_DEEDS})\b|permettr\w+|contribuer\w+(?! (?:à hauteur|financièrement|pour (?:un|"
    rf"moitié|\d))\b)|aider\w+|expirer\w+|suivr\w+(?!{IS_SENT})|(?:célébr|fêt|commémor)er(?:a|ons)\b|resterons|quitter\w+|"
    rf"rendr\w+ (?:son|leur) (?:arrêt|verdict|jugement)|regagner\w+|présider\w+|(?:tiendr|"
    rf"organiser)\w+ (?:des|ses|les|de nouvelles|"
    rf"une?|l'|son) ?(?:élections?|référendum|scrutin|recensement|congrès)|"
    rf"(?<!se\x20)verr(?:a|ont|ons)(?! le jour|"
    rf" à \w+(?:er|ir|re)\b)|prendr\w+ (?:connaissance|congé|acte|note|fin|(?:sa|leur) retraite|(?:ses|"
    rf"leurs) fonctions)|ménager\w+ (?:aucun|pas)|répondr\w+ présent|(?:assu[rm]|exerc|occup|"
    rf"prendr)\w+ la présidence|(?:abriter|accueiller|organiser)\w+ (?:la Coupe|la CAN|les Jeux|"
    rf"l'Exposition|le Mondial)|constituer\w+ (?:une?|l')|resteront|restera|demeurer\w+|(?:arriver|viendr|"
    rf"prendr)\w+ (?:à (?:échéance|expiration|terme)|fin)\b)(?-i:[a-zà-ÿœ])\w+r(?:a|ont|ons)"
)
DEED_NOUNS = any_of(
    "tenue organisation création mise signature conclusion élaboration lancement poursuite renforcement "
    "ouverture adoption ratification intensification relance échange développement promotion réalisation "
    "finalisation transmission envoi remise désignation communication notification relecture rédaction "
    "préparation diffusion vérification traduction révision nomination publication validation approbation "
    "confirmation examen partage fourniture livraison soumission recrutement versement paiement "
    "établissement convocation élargissement accélération activation réactivation soutien reprise octroi "
    "financement construction attribution suppression levée doublement réhabilitation extension "
    "simplification"
)
# What somebody hands over or takes upon himself in minutes, in the present: "le Maroc transmet la liste".
HANDED = any_of(
    "transmet(?:tent)? communique(?:nt)? adresse(?:nt)?(?!_(?:ses|leurs|un)_(?:remerciements|félicitations|"
    "message)) remet(?:tent)? désigne(?:nt)? notifie(?:nt)? soumet(?:tent)? envoie(?:nt)? (?:fait|"
    "font)_(?:parvenir|tenir|suivre|rapport|connaître|le_nécessaire|diligence|son_affaire|"
    "leur_affaire) s'en_(?:charge|occupe)(?:nt)? se_charge(?:nt)?_d(?:e|u|es|') "
    "s'occupe(?:nt)?_d(?:e|u|es|') (?:prend|prennent)_(?:en|"
    "à_(?:sa|leur))_charge (?:prend|prennent)_(?:l'attache|langue|contact|attache|les_(?:dispositions|"
    "mesures)|toutes_(?:les_)?(?:dispositions|mesures)|sur_(?:elle|lui|soi)) (?:met|"
    "mettent)_(?:gratuitement_)?à_(?:la_)?(?:disposition|jour) met(?:tent)?(?=_[^.;,]{2,60}_à_"
    "(?:la_|sa_|leur_)disposition) prépare(?:nt)? finalise(?:nt)? rédige(?:nt)? élabore(?:nt)? "
    "diffuse(?:nt)? vérifie(?:nt)? "
    "convoque(?:nt)? relance(?:nt)? dépose(?:nt)? verse(?:nt)? rembourse(?:nt)? recrute(?:nt)? traduit(?=_) "
    "traduisent révise(?:nt)? corrige(?:nt)? complète(?:nt)?(?=_(?:le|la|les|ses|son|"
    "sa)_) actualise(?:nt)? débloque(?:nt)? se_rapproche(?:nt)?_d(?:e|u|es|') se_renseigne(?:nt)? revoi(?:t|"
    "ent) reformule(?:nt)? centralise(?:nt)? compile(?:nt)? consolide(?:nt)? dresse(?:nt)? saisi(?:t|"
    "ssent)_(?=(?:le|la|les|l')) instrui(?:t|sent)_(?=(?:le|la|les|"
    "sans)) retourne(?:nt)? renvoie(?:nt)? restitue(?:nt)? livre(?:nt)?(?=_(?:le|la|les|des|ses|deux|trois|"
    "\\d)) acquitte(?:nt)? règle(?:nt)?_(?=(?:le|la|les|sa|son)_) répond(?:ent)?(?=_(?:à|au|aux|par|sous|"
    "avant|d'ici|dans|le_\\d)) (?:revient|reviennent)_vers (?:rend|rendent)_(?:compte|son|sa|leur) "
    "(?:apporte|fournit|"
    "donne)(?:nt)?_(?:(?:une|sa|son|leur)_)(?:réponse|avis|suite|accord|réaction|précisions?) fourni(?:t|"
    "ssent)_(?=(?:le|la|les|l'|une?|des|au|à|à_)) informe(?:nt)?(?=_(?:l'autre|la_partie|le_minist))"
)
# What stands between a subject and a verb in the present: "et en communique la liste".
CLITIC = r"(?:(?:se|en|y|lui|leur|les|le|la|te|me|nous(?! \w+ons\b)|vous(?! \w+ez\b)) |[slmt]')?"
# What may also be a habit, and counts in a treaty, below a heading of actions, or with a deadline.
DURABLE_STEMS = any_of(
    "accord accueill financ facilit organis échang se_consult coopèr encourag favoris protèg respect mèn "
    "cré développ examin délivr exonèr support partag réalis apport héberg publi lanc invit s'inform "
    "se_prêt nomm contrôl sign ouvr actualis form appliqu assur détach dépêch déploi install affect mobilis "
    "allou attribu octroi équip dot exempt dispens intègr arrêt valid adopt étudi "
    "analys évalu planifi exécut opèr administr gèr coordonn supervis anim dirig "
    "prêt cèd transfèr  lèv augment port(?=e_(?:à|le|la)) élarg prolong renouvel renforc modernis simplifi "
    "harmonis interconnect rénov réhabilit raccord aménag édifi rectifi amend ajust transpos ratifi paraph "
    "négoci concert collabor s'acquitt s'emploi s'attach s'efforc conserv stock archiv "
    "recens identifi sélectionn inscri sensibilis vaccin soign traqu surveill inspect "
    "audit certifi agré immatricul expédi achemin import"
)
DURABLE = f"(?:{DURABLE_STEMS})(?:e|ent)|" + any_of(
    "(?:fourni|établi|garanti|se_réuni|réuni|défini)(?:t|ssent) (?:met|mettent)_en_(?:œuvre|"
    "place) tient tiennent conduit conduisent construit construisent promeut promeuvent conclut concluent "
    "souscrit souscrivent s'abstien(?:t|nent) suspend(?:ent)? rédui(?:t|sent) inscri(?:t|"
    "vent) acquiert acquièrent entretien(?:t|nent) détrui(?:t|sent) produi(?:t|sent) introdui(?:t|"
    "sent) remplace(?:nt)? (?:œuvre|travaille|collabore|contribue|coopère)(?:nt)?_(?=(?:à|au|avec|"
    "en)_) (?:procède|veille|participe)(?:nt)?(?=(?:_\\w+ment)?_(?:à|au|aux)) (?:prend|"
    "prennent)(?=_(?:toutes_|les_|des_)*(?:mesures|dispositions))"
)
# Those who are asked in letters: "merci de nous transmettre", "pourriez-vous".
OBJECT = r"(?:(?:nous|vous|me|m'|te|t'|lui|leur|le|la|les|l'|y|en|se|s') ?){0,2}"
ASKED = rf"(?= ?(?:bien vouloir |ne pas )?{OBJECT}(?!votre|notre|autre|avoir|être){INFINITIVE})"
COURTESIES = r"(?!agréer|trouver|recevoir|croire|noter|excuser|considérer|accepter|ne pas)"
# What is done with a thing, besides what the grammar lists: "la somme sera débloquée".
DONE_STEMS = any_of(
    "débloqu octroy attribu augment supprim simplifi allég prolong inaugur install déploy dépêch détach "
    "affect mobilis rembours rénov réhabilit achev équip recrut form révis actualis distribu échang partag "
    "complét dress arrêt exempt exonér rapatri restitu dépos ratifi paraph entam relanc réactiv intensifi "
    "amend modifi utilis employ exécut trait conserv retourn motiv effectu men inform dispens "
    "évalu assur répar vis"
)
# What a thing is once something is done to it; not what it is like or made of.
UNDERGONE = (
    r"(?!(?:suivi|accompagn|compos|consacr|dédi|situ|dot|bas|fond|rég|li(?:é|mit)|marqu|confront|atteint|touch|"
    r"concern|considér|réput|habilit|appel|destin|amen|satisfait|ravi|honor|surpris|constitué\w* (?:de|d')|"
    r"tenue?s? (?:de|d'|à)|susceptib|valid\w+ (?:jusqu|pour)|régi|ouverte?s? (?:à|aux) la signature|libell|"
    r"dispens\w+ (?:de|d')|représent|célébr|expir|caduc|clos|épargn|oubli|gard|ferm|abord|évoqu|"
    r"discut)\w*)(?:\w{2,}(?:é|i|u|is|it)e?s?|ouverte?s?|offerte?s?|couverte?s?|jointe?s?|mise?s?|"
    r"prise?s?)(?!\w)"
)
# Who acts, who meets and what they do, by the heads of noun phrases.
ACTORS = any_of(
    "parties? côtés? pays gouvernements? dirigeants? ministres? ministères? présidents? "
    "premiers?-ministres? chefs? délégations? autorités? États? états? responsables? ambassadeurs? "
    "ambassadrices? rois? souverains? homologues? conseillers? conseillères? secrétaires? chancelier "
    "vice-ministres? directeurs? directrices? police parlements? partenaires? participants? (?-i:Trésor|"
    "Institut|Institution|Caisse|Office|Bureau|Banque|Fonds|Université|École|"
    "Centre) services? administrations? douanes? organismes? banques? laboratoires? universités? instituts? "
    "établissements? hôpitaux hôpital équipes? points?_focaux point_focal correspondants? secrétariats? "
    "coprésidents? régie office caisse bureau bureaux académie musées? chambres? cour fondation fédération "
    "cellule référents? points? interlocuteurs? interlocutrices? coordonnateurs? coordinateurs? médecins? "
    "ingénieurs? techniciens? inspecteurs? instructeurs? formateurs? négociateurs? juristes? préfets? "
    "gouverneurs? communes? mairies? préfectures? présidence primature cabinets? coprésidentes? magistrats? "
    "procureurs? forces_armées armées? marines? gendarmerie parquets? tribunaux juridictions? trésor  "
    "attachée?s? consuls? adjointe?s? chargée?s?_d'affaires maires? collaborateurs? "
    "collaboratrices? comptables? "
    "avocats? notaires? rapporteurs? greffe état-major commandement commandants? commissaires? "
    "colonel général "
    "capitaine chancellerie "
    "experts? collègues? personnalités? ambassades? consulats? directions? agences? autorité garde-côtes "
    "garde-frontières douaniers policiers gendarmes enseignants chercheurs militaires compagnies? opérateurs?"
)
BODIES = any_of(
    "réunions? sessions? commissions? comités? groupes? forums? conseils? sommets? consultations? "
    "rencontres? séminaires? ateliers? colloques? table_ronde tables_rondes missions?"
)
DOINGS = any_of("efforts travaux activités initiatives actions mesures projets programmes coopération")
OFFICE = (
    r"(?:(?:vice|premier|première)[ -])?(?:président|présidente|ministre|premier[ -]ministre|"
    r"première[ -]ministre|chancelier|secrétaire général|ambassadeur|ambassadrice|roi|chef de la diplomatie|"
    r"homologue|vice-ministre|directeur général|directrice générale|secrétaire d'État|secrétaire générale|"
    r"conseill(?:er|ère) fédérale?|sous-ministre|ministre (?:délégué|d'État)e?|haut[- ]commissaire|"
    r"chef(?:fe)? du département|chef(?:fe)? du gouvernement|représentante? permanente?)"
)
DONE = (
    r"tenue?s?|organisée?s?|lancée?s?|créée?s?|signée?s?|conclue?s?|mise?s? en (?:place|œuvre)|ouverte?s?|"
    r"établie?s?|"
    r"finalisée?s?|convoquée?s?|adoptée?s?|envoyée?s?|fournie?s?|renforcée?s?|examinée?s?|élaborée?s?|"
    r"réalisée?s?|transmise?s?|communiquée?s?|remise?s?|adressée?s?|soumise?s?|désignée?s?|notifiée?s?|"
    r"diffusée?s?|"
    r"préparée?s?|rédigée?s?|publiée?s?|vérifiée?s?|nommée?s?|présentée?s?|versée?s?|délivrée?s?|"
    r"supportée?s?|"
    r"financée?s?|prise?s? en charge|construite?s?|livrée?s?|accordée?s?|mise?s? à (?:la "
    r")?(?:disposition|jour)|"
    r"portée?s? (?:à|de)|réduite?s?|levée?s?|doublée?s?|étendue?s?|ouverte?s?|reprise?s?|détruite?s?|"
    rf"traduite?s?|payée?s?|saisie?s?|accueillie?s?|(?:{DONE_STEMS})ée?s?"
)
# A verb in the plain present behind a party at the head of its sentence, and what a treaty says is done.
COMPLEMENT = (
    r"(?=(?: (?:la|les?|une?|des?|du|à|aux?|en|son|sa|ses|leurs?|ce|cette|ces|tou\w+|sans|dans|sur|sous|avec|"
    r"auprès|selon|par|pour|chaque|dès|avant|après|vers|lors|entre|dûment|aussi|régulièrement|\w+ment|deux|"
    r"trois|quatre|cinq|six|dix|vingt|\d+|au|copie|réception|acte|compte|pas|aucune?s?|alternativement|que"
    r"|plus)\b| [dl]'|[,;.]))"
)
STATES = (
    "(?!(?:"
    + any_of(
        r"\w+(?<!f)(?<!tr)(?<!p)ai(?:t|ent) "
        r"est sont a ont peut peuvent doit doivent reste restent demeure demeurent désigne désignent "
        r"signifie comprend comprennent bénéficie bénéficient dispose disposent constitue constituent "
        r"relève relèvent vise visent concerne concernent s'applique s'appliquent souhaite souhaitent "
        r"estime estiment juge considère considèrent entend entendent porte portent conserve conservent "
        r"reçoit reçoivent existe réserve réservent se_réserve se_réservent souhaitent jouit jouissent "
        r"garde gardent dépend dépendent appartient appartiennent possède possèdent détient détiennent "
        r"couvre couvrent comporte comportent figure figurent résulte correspond correspondent (?:prend|"
        r"prennent)_(?:acte|note|bonne|connaissance) prévaut prévalent inclut incluent consiste tend "
        r"tendent découle découlent prévoit prévoient régit régissent note notent rappelle rappellent "
        r"reconnaît reconnaissent autre autres contractante contractantes requise requises requérante "
        r"requérantes compétente compétentes présente présentent permet permettent (?:fait|"
        r"font)(?!_\w+(?:er|ir|re)\b) entre entrent prend_effet commence de le ce ne se que même une cette "
        r"toute telle et"
    )
    + r")\b)"
)
SUBJECT = (
    r"(?:(?:chaque|chacune? des|aucune? des|toute|une|les deux|les|la|le|l') ?)?(?:parties?|chacune?|ils?|"
    r"elles?|celles?-ci|celui-ci|ceux-ci|l'une et l'autre|cette dernière|ce dernier|participants?|"
    r"signataires?|autorités?|gouvernements?|ministères?|administrations?|comités?|commissions?|conseils?|"
    r"groupes?|"
    r"laboratoires?|universités?|banques?|services?|organismes?|secrétariats?|experts?|établissements?|"
    r"états?|instituts?|"
    r"points? foca\w+|coprésidents?|secrétaires?|centres?|agences?|juridictions?|tribuna\w+|(?!(?:l'|les? "
    r"|la |il |elle |"
    r"on |ce |cette |un |une ))(?!\w+(?:er|ir|re|oir)\b)(?:(?-i:[A-ZÀ-Ý])\. ?)?(?-i:[A-ZÀ-Ý])[\w'-]+)"
    r"(?:(?! (?:qui|que|dont|où|est|sont|peut|peuvent|doit|doivent|a|ont|ne|de \w+(?:er|ir|re|oir))\b)(?: "
    r"[\w'’-]+| \([^)]*\))){0,9}?"
)
# What is done with a thing in a treaty: any participle but those of states.
DONE_TO = (
    r"(?!(?:situ|compos|destin|fond|li(?:é|mit)|habilit|autoris|défini|entend|réput|considér|rég|bas|subordonn|conclu|"
    r"appel|dénomm|"
    r"repr[ée]sent|prév|mentionn|vis|énumér|concern|tenu\b(?! inform)|sais|constitu|convenu|conven|assorti"
    r"|annex|indiqu|"
    r"ouvert|réserv|susceptib|régl|résol|ratifi|entr(?!etenu|epris)|amend|modifi|reconduit|renouvel|prorog|dénonc|exclu"
    r"|libell|rédigés? en)\w*)"
    r"(?:\w{2,}(?:é|i|u|is|it)e?s?|tenue?s? informée?s?)"
)
# What a treaty foresees of itself, and somebody has to do.
REVIEWS = r"(?: ?(?:première|nouvelle|nouvel|premier))? ?(?:évaluation|examen|bilan|revue|réexamen|audit)\b"
PRESENT = (
    rf"^(?:\d+[.)]? )?(?:[^,;]{{3,90}}, )?(?:{SUBJECT},? (?:(?:et |ou )?)(?P<verb>(?:ne |n')?{CLITIC}{STATES}"
    rf"(?-i:[a-zà-ÿœ])\w*(?:e|ent|nt|it|et|ît|d|t)){COMPLEMENT}"
    r"|(?!(?:si|lorsqu\w+|quand|au sens|aux fins|le terme|l'expression|on entend)\b)"
    r"(?:(?!\b(?:qui|que|dont|où|si|lorsque|entend|désigne)\b|qu')[^,;.]){3,120}?(?:, [^,;.]{3,90},)? "
    r"(?P<undergone>(?:(?:n'|ne )?(?:est|sont)(?: pas)?(?: [\w-]+ment)? "
    rf"(?:{DONE_TO}|à la charge)|(?:fait|font) l'objet d'un(?:e )?(?={REVIEWS})|"
    rf"ne (?:peut|peuvent|doit|doivent) (?:pas )?être (?:{DONE_TO}))(?!\w)))"
)
# "ont convenu, lundi à Rabat, d'organiser": what may stand between verb and complement.
ASIDE = (
    r"(?:,[^.;]{1,60}?,| [\w-]+ment| notamment| également| aussi| de nouveau|"
    r" devant (?:vous|cette assemblée)| ici| solennellement| ce (?:matin|soir|jour)| hier| aujourd'hui|"
    r" (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)| ensemble| enfin| ainsi| toutefois|"
    r" (?:à|avec) (?:son|leur|mon|notre) homologue(?: \w+)?| auprès de (?:son|leur) homologue(?: \w+)?|"
    r" dans ce (?:sens|cadre|contexte)| à cet (?:égard|effet)| d'un commun accord)*"
)
OF = r"(?: de| d'| que| qu'| à| sur| du| des| pour| ?(?=: ?$))"
THEN = (
    r"(?:,? (?:[\w-]+ment|aussi|en aussi|en outre|ensuite|notamment|par ailleurs|de même|tous deux|toutefois|"
    r"cependant|néanmoins|pourtant|enfin|déjà|ainsi|donc|alors|encore|(?:de|à) (?:nouveau|son tour|cette "
    r"occasion)|de (?:son|leur|votre|notre|mon) côté|pour (?:sa|leur|votre|notre|ma) part|quant à (?:lui|"
    r"elle|eux|elles|vous|moi|nous)|en retour|d'emblée|d'ores et déjà),?)*"
)
# "Je lui ai demandé", "ils nous ont remis"; but "nous avons" has its subject first.
HAVE = (
    rf"(?:(?:lui|leur|vous(?! avez\b| aviez\b)) |nous (?=a\b|ont\b)|m'|l')?(?:ont|ai|a|avons|avez|ayant|"
    rf"avaient|avait){THEN}"
)
ARE = rf"(?:sont|est|sommes){THEN}"
THEIR = r"(?:(?:leur|son|sa|ses|leurs|notre|l'|le|la|les|un|une|ferme|commune?|pleine?|plein|vive) ?)*"
# What names a time itself, behind which no event follows: "avant le 30 mai", "d'ici la fin de l'année".
CALENDAR = (
    r"(?!(?:\d|fin (?:de |du |d')?(?:l'année|mois|la semaine|l'été|trimestre|semestre|20|premier|deuxième"
    r"|second|"
    rf"cette|{'|'.join(french_words.MONTHS)})|(?:mi-|mois|semaine|année|semestre|trimestre|semestre|an|jour|"
    rf"premi\w+ (?:trimestre|semestre|quinzaine)|deuxième (?:trimestre|semestre)|second \w+|"
    rf"printemps|été|automne|hiver|plus|moindre"
    rf"|{'|'.join((*french_words.WEEKDAYS, *french_words.MONTHS))})\b))"
)
# "Avant la fin de mon mandat", "dès l'entrée en vigueur de l'accord": what will happen.
AT_OCCASION = (
    r"(?<![\w-])(?:(?:(?:au plus tard |au moins )?(?:avant|préalablement à|d'ici(?: à)?|jusqu'à)|"
    r"dès|pour(?= (?:la "
    r"signature|la "
    r"cérémonie|l'ouverture|l'inauguration|le lancement|la clôture)\b)|à l'occasion de|au lendemain de|en "
    r"marge de|"
    r"au moment de|(?:au plus tard )?lors de(?= (?:sa|leur|la) (?:première|prochaine)))"
    r" (?:la |le |les |l'|son |sa |ses |leur |leurs |notre |nos |votre |vos |chaque |toute? |cette |ce "
    r"(?!que\b|qu'))"
    r"|(?:en marge|au lendemain|à l'occasion|au moment) (?:du |des )|avant (?=Noël\b|Pâques\b)"
    r"|après (?:la |le |les |l'|son |sa |leur )(?=(?:fin|début|démarrage|ouverture|clôture|lancement"
    r"|arrivée|départ|"
    r"signature|publication|adoption|validation|approbation|achèvement|échéance|expiration|élections?|"
    r"campagne|saison|"
    r"vacances|fêtes)\b)"
    r"|à la fin (?:du (?=projet|programme|mandat|cycle|chantier)|de (?:la |l')?"
    r"(?=mission|campagne|formation|exercice|phase))|au prochain (?=point|comité|conseil|tour|cycle))"
    rf"{CALENDAR}[\w'-]+"
    rf"(?:(?: (?:de |du |des |d'|de la |de l')|(?<=[ '])| )(?!(?:{'|'.join(french_words.MONTHS)}|le|la|"
    r"les|un|une|et|ou|à|au|"
    r"aux|afin|pour|par|en|dans|qui|que|sur|dont|avec|son|sa|ses)\b)(?:mon |son |leur |notre |cette |ce "
    r")?(?!\d)"
    r"[\w'-]+){0,4}?(?: par (?:la |le |l'|les )[\w'-]+(?: [\w'-]+)?)?"
    rf"(?: de (?:{'|'.join(french_words.MONTHS)}))?(?: 20\d\d)?"
    r"(?<!\bde)(?<!\bdu)(?<!\bdes)(?<!\bd')"
    r"(?=[,.;)]|$| (?:à|au|aux|afin|pour|par|et|ou|en|dans|la|le|les|une?|son|sa|ses|sur|\w+(?:er|ir"
    r"|re))\b| l'| d'un)"
    r"|(?<![\w-])à une date (?:à (?:convenir|fixer|déterminer|arrêter)|(?:mutuellement )?(?:convenable|"
    r"opportune|"
    r"convenue|acceptable)|qui (?:sera|reste à) [\w ]{3,20}?(?= par| d'un|[,.;]|$))(?: (?:ultérieurement|"
    r"d'un commun accord|entre [^,.;]{3,40}|par (?:la )?voie diplomatique))?"
)
SCHOOL_YEAR = (
    r"(?<![\w-])(?:au titre de |dès |pour (?=la campagne|la saison)|à (?:compter|partir) de )(?:l'année"
    r"|la rentrée|l'exercice|la campagne|la "
    r"saison)(?: [a-zé]+)? 20\d\d(?: ?[-/] ?20\d\d)?"
)
# What minutes and lists of conclusions call themselves in their title.
MINUTES = (
    r"\b(?:procès-verbal|relevé d(?:e|es) (?:conclusions|décisions|actions)|compte[- ]rendu(?! (?:[–-]|"
    r"de l'entretien))|conclusions (?:opérationnelles|de la)|aide-mémoire|(?-i:PV) d[eu]\b|"
    r"suivi des? (?:engagements|décisions|actions))"
)
