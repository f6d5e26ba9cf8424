"""Where, between its verb and a time, English may have begun to speak of something else."""

from commitments.intake import english_words as words
from commitments.intake.grammar import compiled

# What is to happen with the thing that is agreed is the deed itself: "a dialogue which will be held in May".
HAPPENS = (
    rf"(?:(?:will|would|shall|should|is|are)(?: to| \w+ly| also| then)* )?"
    rf"(?:be (?:\w+ly |also )?(?:{words.DONE})\b|"
    r"take place|take effect|meet\b|convene|begin|start|commence|launch|(?:enter|come) into (?:force|effect))"
)
MODALS = r"will|would|shall|should|can|could|may|might|must|is|are|was|were|has|have|had"
# Verbs in the present that follow "that" behind a noun, and not a verb of saying.
PRESENT = (
    r"aims?|runs?|expires?|ends?|lapses?|takes?|plans?|seeks?|intends?|hosts?|chairs?|holds?|enters?|covers?|"
    r"lasts?|remains?|provides?|becomes?|reach(?:es)?|begins?|starts?|opens?|closes?|falls?"
)
# Things that have a time of their own: "demand in 2035", "the contract until 2030".
OWN_TIME = (
    r"demand|supply|needs|requirements|capacity|output|forecasts?|projections?|scenarios?|estimates|budgets?|"
    r"appropriations|life|lifetime|lifespan|validity|contracts?|leases?|licen[cs]es?|concessions?|mandates?|"
    r"terms?|tenure|presidency|chairmanship|(?:co-)?chair|candidatures?|candidac(?:y|ies)|bids?|"
    r"membership|preferences|maturity|season|elections?|votes?|ballots?|referendum|games|olympics|expo|cup|population|outlook"
)
# Words behind a noun that say when the noun is, ends or is valid.
BEHIND = (
    r"(?:now |currently |originally |still )?(?:due|running|expiring|valid|in force|in effect|effective|"
    r"ending|lasting|expected|projected|forecast|foreseen|anticipated|predicted|envisaged|targeted|"
    r"(?<!make\x20)(?<!made\x20)available|eligible|applicable|needed|required|maturing|bound|taking office|"
    r"taking effect|taking place|coming|worth|valued|mandated|authori[sz]ed|entering|graduating|repayable|"
    r"to be repaid|struck|hit|affected|damaged|destroyed|displaced|killed|injured|feared)"
)
# An aim that is another's, so that it is only helped with.
GOALS = r"targets?|goals?|objectives?|pledges?|ambitions?|aspirations?|bids?|visions?|aims?|plans?|promises?"
HELPS = (
    r"support\w*|assist\w*|help\w*|back(?:s|ed|ing)?|endors\w+|encourag\w+|enabl\w+|advanc\w+|contribut\w+"
)
# Searched for from the verb up to the first word of the time ("in", "by").
DOUBTED = compiled(
    # "Ships which will carry gas by 2030", "a fund that is to reach a billion by 2030".
    rf"(?:(?<!\w)(?:which|whom|whose|who)(?! {HAPPENS})"
    rf"|(?<!\w)that (?:(?!{HAPPENS})(?:{MODALS}|{PRESENT})\b"
    r"|\w+(?: \w+){0,2} (?:will|plans|is to|are to)\b)"
    # "Given that trade is set to triple by 2030".
    r"|(?<!\w)(?:because|whereas|although|while|given|considering|since|until|unless|so that|as) "
    r"(?:[\w'-]+ ){1,6}?(?:will|would|is|are|has|have|was|were)\b"
    rf"|(?<!\w)(?:{BEHIND})(?= (?:[\w.$€£%]+ ){{0,4}}\w+$)"
    rf"|(?<!\w)(?:{OWN_TIME})(?= (?:for \w+ )?(?!by )\w+$)"
    # "A plant with a capacity of three million tonnes by 2030".
    rf"|(?<!\w)with an? (?:[\w-]+ )?(?:{OWN_TIME}) of\b"
    rf"|(?<!\w)(?:{HELPS})(?: [^,;:]{{1,40}}?)?(?:['’]s?|\b(?:their|its|his|her|the))"
    rf"(?: [\w-]+){{0,2}} (?:{GOALS}) (?:to|of|for)\b"
    # "The projects listed in the minutes of June", "ships built after 2027", "up from 5 billion in 2026".
    r"|(?<!\w)(?:listed|named|contained|set out|laid down|described|outlined|mentioned) (?:in|at|by)\b"
    r"|(?<!\w)after(?= \w+$)|(?<!\w)from (?:[$€£]|\w{3} )?\d[\w.]*(?: [\w$€£]+){0,2}(?= in$)"
    r"|(?<!\w)feasibility\b"
    # "Recognizing Ruritania's wish to have ten ships by 2030".
    r"|(?<!\w)(?:recogni[sz]ing|noting|welcoming|recalling|acknowledging|reflecting|consistent with|"
    r"in line with|in (?:light|view) of|complementing|mindful of|bearing in mind|such as)\b)"
    # The comma of a number ends no clause.
    r"(?:[^,;:]|,(?=\d))*$"
)
