"""The pieces that English verb phrases are made of: what follows "to", who speaks, what is agreed upon."""

from commitments.intake import english_words as words

VERB = rf"(?:\w+ly )?(?:{words.VERBS})"
DOING = (
    r"(?:\w+ly )?(?!(?:enduring|ongoing|existing|outstanding|lasting|growing|leading|"
    r"developing(?= (?:countries|world|nations|economies|states|regions|members)))\b)\w{2,}ing"
)
# What goes with a noun and is no verb, so that "to the market" is told from "to market".
HOW = r"(?:not |jointly |further |fully |also )*"
TO = rf"(?:{HOW}to(?=(?:, [^,;.:]{{3,40}},)? {HOW}{VERB}\b))"
TO_DO = (
    rf"(?:not )?to(?= (?:the |our |their |its )?(?:(?:\w+ ){{0,2}}(?:implementation|arrangements)\b|{VERB}\b|"
    rf"{DOING}\b|(?:{words.DEED_NOUNS})\b))"
)
# What may stand between "agreed" and "to": with whom, when, in principle.
ASIDE = (
    r"(?:,? (?!to\b|that\b|must\b|it\b|is\b|was\b|were\b|on the need|on the importance)[^\s.;:]+){0,9}?,? "
)
THEIR = (
    r"(?:(?:their|its|his|her|our|the|a|an|[\w.]+'s?|(?-i:[A-Z])[\w.]+(?: of)?|"
    r"both|strong|firm|full|shared|mutual|"
    r"joint|common|continued) )*"
)
HAVE = r"(?:(?:have|has|had|having|'ve) )?"
BEEN = r"(?:was|were|is|are|has been|have been)(?: also| both| \w+ly)? "
SPEAKS = (
    rf"{HAVE}(?:re-?)?(?:affirm|confirm|iterate|express|underline|reinforce|underscore|stress|state|declare|voice|"
    rf"pledge|"
    r"emphasi[sz]e|highlight|renew|announce|indicate|signal|convey|communicate)(?:e?s|e?d|ing)?"
)
SELF = r"(?: (?:itself|themselves|himself|herself|ourselves))?"
IMPORTANCE = (
    r"(?:the )?(?:great |critical |vital |utmost |crucial )?(?:importance|need|necessity|value|"
    r"significance|role|"
    r"urgency|desirability|benefits?)"
)

AGREED_UPON = (
    r"(?:was|is|were|has been|have been|had been)(?: also| further| jointly| mutually| \w+ly)* "
    r"(?:agreed|decided|resolved|recommended|proposed)(?: upon)?"
)
AGREE = (
    r"(?:agree[sd]?|concur(?:s|red)?|consent(?:s|ed)?(?= to)|"
    r"(?:is|are|was|were) (?:\w+ly )?(?:unanimous|in agreement|agreed))"
)
# Whose readiness it is, where it stands beside another object: "thanked them, and Ruritania's readiness to".
WHOSE = r"(?:[\w.]+'s?|their|its|our|his|her) (?:[\w-]+ )?"
