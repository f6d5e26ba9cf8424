"""Undertakings in English."""

import re

from commitments.comparison.undertakings import Lexicon, Rung, ladder, words

BE = r"(?:is|are|be|was|were|remains?|stands?|stood)"
HAVE = r"(?:(?:have|has|had) )?"
# The noun ("the results of its work to date") undertakes nothing.
AT_WORK = r"(?:(?<=will\s)|(?<=shall\s)|(?<=ould\s)|(?<=\wly\s)|(?<=to\s)|(?<=also\s))"
# "To" belongs to the undertaking, also where something stands before it ("agreed, in principle, to").
TO = r"(?: to|(?=,? (?:not|in principle|where possible|as appropriate),? to\b))"
POSSIBILITY = (
    r"(?:(?: the)? (?:possibility|possibilities|feasibility|desirability|ways|means|options|opportunities)"
    r"(?: of| to| for)?| whether(?: to)?| how to)?"
)

BOUND = (
    rf"shall|must|undertak(?:es?|en){TO}|undertook{TO}|ha(?:ve|s) to|"
    rf"{BE} (?:obliged|obligated|bound|required) to"
)
AGREED = (
    r"will|would|(?:it (?:was|is|has been) )?"
    rf"{HAVE}(?:agree[sd]?|decide[sd]?)(?:{TO}| on| upon| that)|{HAVE}resolve[sd]?{TO}|"
    rf"{HAVE}commit(?:s|ted)?(?: (?:itself|themselves|himself|herself|ourselves))?{TO}|{BE} committed{TO}|"
    rf"{HAVE}(?:pledge|promise)[sd]?{TO}"
)
ENDEAVOUR = (
    rf"endeavou?r(?:s|ed|ing)?{TO}?|(?:seeks?|seeking|sought){TO}|striv(?:es?|ing) (?:to|for)|strove to|"
    rf"aim(?:s|ed)?(?:{TO}| at)|(?:try|tries|tried){TO}|"
    rf"attempt(?:s|ed)?{TO}|intend(?:s|ed)?{TO}|plan(?:s|ned)?{TO}|"
    rf"{AT_WORK}work(?: together)? to|work(?:s|ed|ing)(?: together)? to|"
    r"work(?:s|ed|ing)?(?: together)? towards?|should|ought to|"
    r"(?:makes?|made|making|uses?|exerts?)(?: \w+){0,3} (?:efforts?|endeavou?rs?)(?: to)?|"
    r"do (?:its|their|the) (?:best|utmost) to|express(?:es|ed)?(?: \w+){0,2} (?:intention|determination) to"
)
CONSIDER = (
    rf"consider(?:s|ed|ing)?{POSSIBILITY}|explor(?:es?|ed|ing){POSSIBILITY}|"
    rf"look(?:s|ed|ing)? (?:into|at){POSSIBILITY}|"
    r"(?:examin(?:es?|ed)|stud(?:y|ies|ied)|discuss(?:es|ed)?|review(?:s|ed)?|assess(?:es|ed)?)"
    r"(?= (?:\w{2,}ing\b|whether|how|(?:the )?(?:possibilit|feasibilit|ways|options)))"
    rf"{POSSIBILITY}|(?-i:may|MAY)|might|could|can|{BE} (?:ready|prepared|willing|open) to"
)
NOTED = (
    rf"{HAVE}noted(?: that| the (?:need|importance) (?:to|of|for))?|notes? that|"
    rf"(?:takes?|took|taken) note (?:of|that)|hop(?:es?|ed)(?:{TO}| that| for)|"
    rf"wish(?:es|ed)?{TO}|look(?:s|ed)? forward to|(?:is|are|was|were) interested in|welcome[sd]?|"
    r"express(?:es|ed)?(?: \w+){0,3} (?:interest|willingness|readiness|hope|desire|wish)(?: in| to| that|"
    r" for)?|"
    r"(?:recogni[sz]|acknowledg|underlin|emphasi[sz]|underscor)(?:es?|ed) (?:the )?"
    r"(?:need|importance|value) (?:to|of|for)|"
    r"(?:stress|highlight)(?:es|ed)? (?:the )?(?:need|importance) (?:to|of|for)"
)

ENGLISH = Lexicon(
    pattern=ladder(
        {
            Rung.BOUND: BOUND,
            Rung.NOTED: NOTED,
            Rung.CONSIDER: CONSIDER,
            Rung.ENDEAVOUR: ENDEAVOUR,
            Rung.AGREED: AGREED,
        }
    ),
    between=re.compile(
        r"(?:also|further|then|now|each|both|all|together|not|never|\w{3,}ly)\b", re.IGNORECASE
    ),
    glue=words(
        "a an the and or of to in on at by for with from as that this these those their its his her our your "
        "which who it they he she we is are be been was were has have had into"
    ),
)
