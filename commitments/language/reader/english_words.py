"""The words and parts of English undertakings: actors, actions, speakers, and how a point of a list
begins.
"""

from commitments.language.reader.grammar import any_of

# The plain forms by which a point of a list may begin, and which follow "to".
VERBS = any_of(
    "let answer deposit remit finish reconcile harvest rehearse refund refuel reroute retrofit retrain "
    "rotate ship stamp summon swap sync "
    "synchroni[sz]e unveil vacate vet withhold wrap_up fence ferry file film flesh_out furnish hear incur "
    "index "
    "instal(?!ments?) inventory itemi[sz]e kick_off line_up log mail man_the mark match mint moor mount "
    "nail_down name "
    "offload onboard outfit park_the pass patch pair pin plant pre-?position pre-?finance print probe "
    "quarantine ramp_up "
    "ready_the realign re-?examine re-?open re-?launch re-?submit re-?issue re-?start ring-?fence salvage "
    "scan scrap "
    "seal seat seed shoulder shut source split sit_(?:down|together) tabulate take_up tally tender trace "
    "tune "
    "touch_base turn unfreeze unload warn weigh yield bind oblige vote veto codify collate compile "
    "cross-?check "
    "dock document double forbear gather geo-?tag grade induct inscribe intervene lease liaise mentor "
    "microfilm neutrali[sz]e notari[sz]e obviate onboard petition post_(?:the|an?|two|its|their|one) "
    "preside proofread "
    "reconfigure recall_the recheck recruit redesign redirect reduce regroup reintroduce remap renumber "
    "reorgani[sz]e "
    "repave rescind reseed rewire scope shelve shore_up sketch spell_out square streamline subcontract "
    "switch tailor team_up transpose triage troubleshoot "
    "postpone defer delay cancel comment book agree bear brief come debrief dig drill fax get inquire "
    "enquire lodge note_down pave phone pin_down "
    "pass print promulgate gazette reappoint recirculate reissue reinstate resend resubmit rewrite ring run "
    "have_(?:the|an?|this|these|all|some(?:body|one)|your) scope sound_out subsidi[sz]e talk tidy top_up "
    "underwrite unblock "
    "abide abolish accede accelerate accept access accommodate accompany accomplish accord accredit "
    "achieve acquire act activate adapt address adhere adjust administer adopt advance advise advocate "
    "afford "
    "aim align allocate allow amend analy[sz]e announce apply appoint approach approve arrange assemble "
    "ask assess "
    "assign assist assure attend attract audit authori[sz]e avoid award back be_guided bear beef begin "
    "bolster boost break bridge bring broaden build buy calculate call carry cataly[sz]e cease celebrate "
    "certify "
    "chair champion channel chase check choose circulate cite clarify clear close co-?chair co-?create "
    "co-?develop "
    "co-?finance co-?host co-?lead collaborate collate collect combat combine commemorate commence "
    "commission "
    "commit communicate compensate compete compile complete comply conclude conduct confer confirm "
    "confiscate connect conserve consider consolidate constitute construct consult contain continue "
    "contribute "
    "de-?escalate de-?risk "
    "convene convert convey co-?operate co-?ordinate co-?sponsor co-?fund co-?develop co-?produce co-?invest "
    "copy counter countersign cover create cultivate curb "
    "cut deal decarboni[sz]e decide declare decrease dedicate deepen defend define delegate deliver "
    "demine demarcate demonstrate depute gift denucleari[sz]e deploy design designate detail deter determine "
    "develop "
    "devote dialogue digitali[sz]e digiti[sz]e direct disarm disburse disclose discuss dismantle "
    "dispatch display dissolve disrupt disseminate distribute diversify do donate double download draft "
    "draw dredge drive earmark ease "
    "educate effect elaborate electrify elevate eliminate "
    "email embark embed embrace employ empower enable enact encourage "
    "end endeavou?r endorse enforce engage enhance enrol+ enlarge enrich ensure enter escort equip "
    "escalate erect establish evacuate "
    "evaluate evolve examine exchange execute exhibit exempt expand expedite explain exploit explore "
    "export express "
    "extend extradite facilitate fast-?track fight fill finali[sz]e finance find fix focus follow form "
    "formali[sz]e formulate forward foster frame free(?!_and|_trade|_flow) freeze "
    "fulfil+ fund furnish further gather generate give "
    "go grant grow guarantee guide halve halt hand harmoni[sz]e hasten have_(?:their|its|our|his|her) "
    "heighten help hire hold honou?r host "
    "identify implement import impose improve inaugurate incentivi[sz]e include incorporate increase "
    "inform initiate inspect install institute institutionali[sz]e insure integrate intensify interconnect "
    "introduce invest investigate invite issue join jointly jump-?start keep launch lay lead lend "
    "lessen leverage liaise liberali[sz]e license lift limit link list locali[sz]e locate look lower "
    "mainstream maintain make manage manufacture map materiali[sz]e maximi[sz]e measure mediate meet merge "
    "minimi[sz]e mitigate mobili[sz]e moderni[sz]e modify monitor move negotiate nominate normali[sz]e "
    "notify nurture observe obtain offer offset open operate operationali[sz]e oppose optimi[sz]e "
    "organi[sz]e outline overcome overhaul oversee participate partner patrol pay perform permit phase pilot "
    "place plan pledge pool populari[sz]e practi[sc]e prepare present preserve press prevent "
    "prioriti[sz]e proceed process procure produce progress prohibit prolong promote propel propose "
    "prosecute push nudge flag sort loop double-?check "
    "protect provide publish purchase pursue put quicken raise ratify rationali[sz]e "
    "reach reactivate reaffirm realign "
    "reali[sz]e rebuild receive recogni[sz]e recommend reconstruct reconvene recover recruit redouble "
    "redraft redress reduce refer refine reform refrain refurbish register regulari[sz]e regulate "
    "rehabilitate reimburse reinforce "
    "reiterate reject relaunch relax relay release relocate remain_committed remain_engaged remain_in "
    "remain_seized remedy remind remit remove rename repair render renew renovate reopen repatriate repay "
    "repeal "
    "replace "
    "replenish replicate reply report request reschedule rescue research reserve resettle reshape resolve "
    "respect respond restart restore restrict resume retain return reunite revamp reverse revert review "
    "revise "
    "revisit revitali[sz]e revive roll root safeguard satisfy scale schedule screen second secure see "
    "seek select sell send serve set settle shape share shorten showcase sign simplify solve spare speak "
    "spearhead specify speed sponsor spread spur stabili[sz]e staff stand standardi[sz]e start stay steer "
    "stem "
    "step stimulate stop store streamline strengthen strive structure study submit summari[sz]e supervise "
    "supplement "
    "supply support survey suspend sustain synchroni[sz]e synergi[sz]e table tackle take tap target "
    "task teach tell terminate test thwart tighten track train transfer transform transition translate "
    "transmit transport treat trial trigger triple try turn undertake unify unlock update upgrade "
    "upload uphold upscale use utili[sz]e vaccinate validate verify visit waive welcome widen win withdraw "
    "work write"
)
# Nouns that name a deed: "completion of", "continued exchanges", "establishment of".
DEED_NOUNS = any_of(
    "continued continuing further increased enhanced expanded greater additional accelerated closer joint "
    "early "
    "completion implementation establishment creation launch signing signature conclusion ratification "
    "adoption "
    "holding hosting provision delivery development expansion extension deployment finali[sz]ation "
    "resumption "
    "opening organi[sz]ation exchange formation introduction promotion strengthening convening reactivation "
    "operationali[sz]ation entry_into_force commencement start facilitation construction repatriation "
    "return release removal full timely swift"
)
# What may be done early, or in haste.
HASTENED = any_of(
    "and completion implementation establishment creation launch signing signature conclusion ratification "
    "adoption delivery deployment finali[sz]ation resumption opening formation introduction convening "
    "entry accession commencement start repatriation return release removal resolution settlement solution "
    "action convocation holding visit meeting date operationali[sz]ation approval construction "
    "restoration progress decision reply agreement cessation end execution exchange processing activation "
    "reopening disbursement provision transfer identification realisation realization achievement "
    "negotiation negotiations submission issuance",
)
ACTORS = any_of(
    "inspectors engineers auditors technicians specialists trainers officers veterinarians lawyers "
    "consulates?(?:[_-]general)? high_commissions? permanent_missions? attorney_general ombudsman "
    "focal_points? contact_points? coordinators? sides? part(?:y|ies) countr(?:y|"
    "ies) governments? administrations? nations? leaders? minist(?:er|ers|"
    "ry|ries) "
    "vice-ministers? presidents? premiers? chancellors? secretar(?:y|ies) secretary-general delegations? "
    "authorit(?:y|ies) officials? agenc(?:y|ies) police army armies militar(?:y|ies) navy navies "
    "coast_guards? "
    "forces departments? offices? corporations? embass(?:y|ies) co-?chairs? chairs? chairpersons? "
    "chairm[ae]n "
    "participants? signator(?:y|ies) principals counterparts representatives? envoys? heads speakers? "
    "parliaments? congress cabinets? kings? queens? princes? sultan emir ambassadors? "
    "directors?(?:-general)? "
    "commissioners? advis[eo]rs? capitals partners experts bureaus? services? institutes? "
    "ministers-counterparts directorates?(?:-general)? treasury prosecutors? customs states "
    "legislatures republic kingdom staff negotiators personnel scientists researchers commanders? chiefs"
)
BODIES = any_of(
    "meetings? sessions? commissions? committees? sub-?committees? groups? sub-?groups? task_?-?forces? "
    "forces? "
    "bodies dialogues? forums? fora councils? mechanisms? secretariats? panels? teams? summits? rounds? "
    "consultations "
    "ministerials? missions? networks? conferences? workshops? "
    "delegations? jcm jcc jmf experts boards? centres? centers?"
)
DOINGS = any_of(
    "efforts? work activities initiatives? engagements? collaboration co-?operation actions? measures? "
    "consultations discussions negotiations talks projects? programm?e?s?"
)
OFFICE = (
    r"(?:(?:deputy|vice|first|second|third|acting|federal|state|senior|under|assistant|permanent|interior|"
    r"foreign|home|defen[cs]e|finance|trade|economy|energy|prime|crown|general|cabinet|special|national "
    r"security|parliamentary|supreme)[ -])*(?:president|ministers?|premier|chancellor|secretary(?:-general)?|"
    r"king|queen|prince|sultan|emir|chairman|chairperson|chairwoman|commissioner|ambassador|governor|"
    r"director(?:-general)?|director general|sherpa|representative|envoy|advis[eo]r|commander|speaker|"
    r"attorney general|counterpart)"
)
# What a joint body does that somebody has to see to, with its past participle where it is told as done.
DEEDS = (
    r"meet|convene|gather|hold|develop|prepare|submit|report|draft|draw up|finali[sz]e|complete|conclude|"
    r"present|produce|publish|establish|set up|identify|formulate|elaborate|conduct|launch|visit|review|"
    r"examine|study|recommend|sign|exchange|create|organi[sz]e|carry out|undertake|be (?:convened|held)|"
    r"follow up|work (?:with|to|on|towards?)|coordinate|oversee|monitor|explore|assess|advance"
)
DONE = (
    r"held|convened|hosted|e-mailed|organi[sz]ed|launched|established|set up|created|formed|signed|concluded|"
    r"completed|finali[sz]ed|implemented|carried out|conducted|opened|reopened|inaugurated|provided|"
    r"delivered|sent|dispatched|deployed|submitted|presented|prepared|drafted|drawn up|developed|exchanged|"
    r"shared|reviewed|examined|considered|decided|determined|agreed|discussed|repatriated|returned|released|"
    r"transferred|extended|renewed|amended|ratified|adopted|published|announced|appointed|designated|"
    r"nominated|increased|doubled|tripled|raised|reduced|lifted|removed|introduced|initiated|resumed|started|"
    r"begun|commenced|built|constructed|installed|funded|financed|allocated|granted|invested|expanded|"
    r"upgraded|made|given|taken|undertaken|pursued|activated|put in place|kept|disbursed|offered|intensified|"
    r"accelerated|stepped up|circulated|processed|resolved|settled|fixed|fulfilled|met|paid|trained|invited|"
    r"supported|strengthened|enhanced|deepened|continued|facilitated|addressed|monitored|engaged|followed|"
    r"promoted|consulted|informed|sited|located|encouraged|co-?hosted|co-?chaired|co-?organi[sz]ed|rolled "
    r"out|put forward|explored|issued|waived|exempted|handed over|operationali[sz]ed|restored|revised|"
    r"revived|updated|reported|notified|identified|selected|resettled|relocated|evacuated|admitted|borne|"
    r"covered|dealt with|handled|answered|corrected|drawn|furnished|handed|clarified|compiled|checked|"
    r"abolished|assigned|seconded|posted|stationed|recruited|opened up|unblocked|cleared|inspected|audited|"
    r"communicated|transmitted|forwarded|translated|verified|tested|registered|collected|recorded|shipped|"
    r"evaluated|licensed|validated|arranged|equipped|issued|named|tabled|repaired|replaced|supplied|trialled|"
    r"assessed|mobili[sz]ed|simplified|streamlined|elevated|constituted|rehabilitated|applied|scheduled|led|"
    r"added|earmarked|enlarged|phased in|brought (?:forward|into)|"
    # Any other deed; what follows is no deed of anybody.
    r"(?!(?:affected|needed|required|reminded|interested|limited|based|pleased|honou?red|delighted|committed|"
    r"faced|determined|concerned|remembered|inspired|rewarded|expected|allowed|permitted|obliged|deemed|"
    r"impressed|satisfied|chaired|headed|guided|governed|regarded|believed|hoped|wished|missed|hit|tired|"
    r"used|supposed|understood|hampered|delayed|blocked|damaged|destroyed|harmed|exposed|threatened|united|"
    r"divided|caused|enabled|empowered|entitled|authori[sz]ed|related|linked|attached|included|excluded|"
    r"composed|comprised|confined|prejudiced|construed|interpreted|treated|impacted|disappointed|welcomed|"
    r"appreciated|recogni[sz]ed|matched|dwarfed|driven|shaken|given|seen|hidden|forgotten|deleted|broken|"
    r"overtaken|proven)\b)[a-z]{3,}(?:[^e]ed|eed|en)"
)
NO_DEEDS = (
    r"(?:not|never) (?:attend|participate|take part|travel|come|wait|hesitate|rest|forget|accept|allow|"
    r"tolerate|stand by|yield|give (?:in|up))|retire|resign|step down|leave (?:his|her|their) posts?|"
    r"(?:together )?constitute|next (?:travel|visit|head|fly)\b|be (?!(?:\w+ly )?(?:back|in (?:touch|"
    r"contact)|on (?:your|his|her|their) (?:desks?|way)|on site|on the ground|present at|at work|with you|"
    r"responsible for (?:the (?:costs?|expenses)|its|their|all)|held|sent|met|made|built|set|\w+ing\b|"
    r"\w+ed\b)|open)|be (?:\w+ly )?(?:guided|based|pleased|honou?red|delighted|committed|determined|"
    r"interested|limited|affected|needed|required|considered|reminded|encouraged|inspired|faced|rewarded|"
    r"remembered)|benefit|welcome(?! (?:an additional |up to )?\d)|appreciate|like to (?:thank|congratulate|"
    r"express)|wish|need|have to do|face|enjoy|gain|see(?! (?:to|that)\b)|(?:depart|travel on|return home|"
    r"fly (?:home|back|on)|leave (?:for|(?-i:[A-Z])\w+)|head (?:home|for))\b|(?:not )?(?:make (?:no|any) "
    r")?promises?\b|make promises|love to|be present|become|mark|profit|suffer|lose|appear|seem|remain(?! "
    r"(?:in|engaged|seized|committed))|know|understand|feel|depend|always|never be|surely|no doubt|help(?! "
    r"(?:to )?[a-z]+[a-z] (?:the |an? |\w+'s? |[a-z]+ ))|allow us|enable us"
)


VERB = rf"(?:\w+ly )?(?:{VERBS})"
DOING = (
    r"(?:\w+ly )?(?!(?:enduring|ongoing|existing|outstanding|lasting|growing|leading|developing(?= "
    r"(?:countries|world|nations|economies|states|regions|members)))\b)\w{2,}ing"
)
# What goes with a noun and is no verb, so that "to the market" is told from "to market".
HOW = r"(?:not |jointly |further |fully |also |personally |formally |expressly |solemnly |publicly )*"
# Behind "agreed to" any word is a verb that is no noun or article.
ANY_VERB = (
    rf"(?:\w+ly )?(?:{VERBS}|(?!(?:the|an?|its|their|our|his|her|this|that|these|those|all|any|both|each|no|"
    r"some|such|what|which|whom|more|most|further|many|several|other|one|two|three|four|five|terms|date|and|"
    r"or|be|him|them|it|us|"
    rf"you)\b)(?-i:[a-z]{{2,}})(?<!ing)(?<!ion)(?<!ance)(?<!ence)(?<!ity)(?<!ness)(?<!sal)(?<![^sui]s))"
)
TO_ANY = rf"(?:{HOW}to(?=(?:, [^,;.:]{{3,40}},)? {HOW}{ANY_VERB}\b(?! (?:of|between)\b)))"
TO = rf"(?:{HOW}to(?=(?:, [^,;.:]{{3,40}},)? {HOW}{VERB}\b))"
TO_DO = (
    rf"(?:not )?to(?= (?:the |our |their |its )?(?:(?:\w+ ){{0,2}}(?:implementation|arrangements)\b|{VERB}\b|"
    rf"{DOING}\b|(?:{DEED_NOUNS})\b))"
)
# What may stand between "agreed" and "to": with whom, when, in principle.
ASIDE = (
    r"(?:,? (?!to\b|that\b|must\b|it\b|is\b|was\b|were\b|on the need|on the importance)[^\s.;:]+){0,9}?,? "
)
THEIR = (
    r"(?:(?:their|its|his|her|our|the|a|an|[\w.]+'s?|(?-i:[A-Z])[\w.]+(?: of)?|both|strong|firm|full|shared|"
    r"mutual|joint|common|continued) )*"
)
HAVE = r"(?:(?:have|has|had|having|'ve|did(?: (?:however|also|indeed|finally|then))?) )?"
BEEN = r"(?:was|were|is|are|has been|have been)(?: also| both| \w+ly)? "
SPEAKS = (
    rf"{HAVE}(?:re-?)?(?:affirm|confirm|iterate|express|underline|reinforce|underscore|stress|state|declare|"
    r"voice|pledge|emphasi[sz]e|highlight|renew|announce|indicate|signal|convey|communicate)(?:e?s|e?d|ing)?"
)
SELF = r"(?: (?:itself|themselves|himself|herself|ourselves))?"
IMPORTANCE = (
    r"(?:the )?(?:great |critical |vital |utmost |crucial )?(?:importance|need|necessity|value|significance|"
    r"role|urgency|desirability|benefits?)"
)

AGREED_UPON = (
    r"(?:was|is|were|has been|have been|had been)(?: also| further| jointly| mutually| \w+ly)* (?:agreed|"
    r"decided|resolved|recommended|proposed)(?: upon)?"
)
AGREE = (
    r"(?:agree[sd]?|concur(?:s|red)?|consent(?:s|ed)?(?= to)|(?:is|are|was|were) (?:\w+ly )?(?:unanimous|in "
    r"agreement|agreed))"
)
# Whose readiness it is, where it stands beside another object: "thanked them, and Ruritania's readiness to".
WHOSE = r"(?:[\w.]+'s?|their|its|our|his|her) (?:[\w-]+ )?"

# What stands before an occasion.
AHEAD = (
    r"(?:(?:well|shortly|immediately|sometime|some time) )?(?:before|prior to|ahead of|in advance of|in the "
    r"(?:lead|run)[- ]?up to|in preparation for|in anticipation of|in view of|in (?:good |plenty of |due "
    r")?time for|in good time before|by the time of|leading up to)|until|till|(?:no|not) later than"
)
AFTER = r"(?:immediately |shortly |soon |right )?(?:following|after|upon)|at the conclusion of|at the end of"
AT_OCCASION = (
    r"at|during|(?:on|in|at) the (?:margins?|sidelines?|fringes|occasion) of|in (?:conjunction|parallel) "
    r"with|alongside|back[- ]to[- ]back with|over the course of|in the course of|around"
)
# What stands before many other things too.
LOOSE = r"by|for|on|in|within|under|through"
# What no name of an occasion contains.
STOPS = (
    r"to|for|that|which|who|will|would|shall|should|with|by|at|in|on|from|during|before|after|into|is|are|"
    r"was|were|be|been|has|have|had|agreed|including|through|under|as|within|between|while|where|when|"
    r"following"
)
ORDINAL = (
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|fifteenth|twentieth|last|\d{1,2}(?:st|"
    r"nd|rd|th)"
)
HELD = (
    r",? (?:(?:that|which) (?:is|are|will be|would be) )?(?:(?:to be|scheduled to be) )?(?:held|hosted|"
    r"scheduled|planned|convened|due|expected|taking place|to take place)(?: to (?:be held|take place))?(?: "
    r"for)?"
)
COUNTED_UNIT = (
    r"(?:\(\w+\) )?(?:working |calendar |business )?(?:hours?|days?|weeks?|months?|years?|fortnights?)"
)
