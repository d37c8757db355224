"""Nouns and names that tell what they mean: a man, a woman, people, a group, a place, a time."""

_MEN_WORDS = (
    "man men boy boys father dad son brother uncle nephew grandfather grandpa grandson husband boyfriend groom king "
    "prince lord duke count baron emperor tsar sir mr gentleman guy lad businessman policeman fireman salesman "
    "chairman spokesman congressman fisherman actor waiter monk priest pope bishop widower hero god stepfather "
    "stepson godfather master sultan shah sheikh imam rabbi"
)
_WOMEN_WORDS = (
    "woman women girl girls mother mum mom daughter sister aunt niece grandmother grandma granddaughter wife "
    "girlfriend bride queen princess lady duchess countess baroness empress madam mrs ms miss businesswoman "
    "policewoman saleswoman chairwoman spokeswoman congresswoman actress waitress nun widow heroine goddess "
    "stepmother stepdaughter godmother mistress ballerina"
)
# Persons, whose sex the word leaves open.
_PEOPLE_WORDS = (
    "person child kid baby parent sibling cousin spouse partner friend fiance fiancee relative twin neighbour "
    "neighbor guest author artist athlete captain chef chief clerk coach colleague guide official politician "
    "president minister mayor governor senator lawmaker deputy leader head boss manager director secretary ambassador "
    "judge lawyer attorney doctor nurse surgeon patient teacher professor student pupil scientist researcher expert "
    "analyst economist historian journalist reporter correspondent editor writer poet novelist singer musician "
    "composer drummer guitarist dancer player striker goalkeeper referee champion soldier officer general colonel "
    "sergeant commander pilot sailor astronaut driver carpenter baker farmer worker engineer architect programmer "
    "developer designer inventor founder owner landlord tenant customer client witness suspect victim refugee migrant "
    "immigrant volunteer activist protester resident citizen spokesperson chairperson candidate voter winner loser "
    "speaker member servant cook thief killer murderer hunter stranger entrepreneur passenger tourist traveller "
    "traveler narrator protagonist character villain individual somebody someone"
)
_GROUP_WORDS = (
    "team band group company family couple government army police crew committee council party staff board club union "
    "parliament authorities organisation organization agency troops public crowd audience orchestra class tribe gang"
)
_PLACE_WORDS = (
    "place site scene spot venue country city town village state region province county island continent capital "
    "district area street house home school university college hospital church building room garden park forest beach "
    "river lake sea ocean mountain valley station airport border castle palace museum hotel restaurant shop store "
    "office prison camp farm bridge square north south east west kingdom republic nation territory neighbourhood "
    "neighborhood kitchen yard cave temple court theatre theater stadium library factory port harbour harbor desert "
    "field hill coast"
)
_TIME_WORDS = (
    "year month week day hour minute second decade century morning afternoon evening night noon midnight spring "
    "summer autumn winter fall season weekend monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december today yesterday tomorrow time date "
    "era age period birthday christmas easter moment anniversary"
)
_FIRST_NAMES_OF_MEN = (
    "aaron abdul abraham adam adrian ahmed alan albert alejandro aleksandr aleksei alex alexander alexei alfred ali "
    "allen amir anatoly anders andre andrea andrei andrew andrey andy angelo anthony antoine anton antonio arnold "
    "arthur barack barry ben benjamin bernard bernie bill billy bob boris brad brandon brian bruce bryan carl carlos "
    "charles charlie chris christian christopher claude clinton colin craig dan daniel dave david dean dennis derek "
    "diego dmitri dmitry donald douglas dwight earl eddie edgar edmund eduardo edward edwin elijah emil emmanuel "
    "enrique eric erik ernest ethan eugene evan felix ferdinand fernando francis francisco frank franklin fred "
    "frederick gabriel gareth gary gavin geoffrey george gerald gerard giovanni giuseppe glen gordon graham greg "
    "gregory gunther gustav guy hans harold harry hassan hector henri henry herbert herman howard hugh hugo hussein "
    "ian ibrahim igor isaac ivan jack jacob jacques jake jamal james jan jason javier jay jean jeff jeffrey jeremy "
    "jerome jerry jesse jesus jim jimmy joe joel johan john johnny jon jonathan jorge jose joseph joshua juan julian "
    "julius justin karl keith ken kenneth kevin kim klaus kurt larry lars laurence lawrence lee leo leon leonard "
    "leonardo lewis liam lionel louis lucas luigi luis luke magnus malcolm manuel marc marcel marco marcus mario mark "
    "martin marvin matt matthew maurice max maxim michael michel miguel mike mikhail milan mohamed mohammad mohammed "
    "morgan muhammad nathan neil nelson nicholas nick nicolas nigel nikita nikolai noah norman oleg oliver omar oscar "
    "otto owen pablo pascal patrick paul pavel pedro peter petr phil philip philippe pierre rafael rajesh ralph ramon "
    "ray raymond rene ricardo richard rick rob robert roberto robin rodney roger roland roman ron ronald ross roy "
    "rudolf russell ryan said sam samuel scott sean sebastian semyon serge sergei sergey seth shane simon stanley "
    "stefan stephen steve steven stuart ted terry theodore thomas tim timothy toby todd tom tommy tony travis trevor "
    "tyler vasily victor viktor vincent vitaly vladimir walter warren wayne werner wilhelm will william willie "
    "winston wolfgang xavier yuri yusuf zachary"
)
_FIRST_NAMES_OF_WOMEN = (
    "abigail ada adele agnes aisha alexandra alice alicia alison amanda amber amelia amina amy ana anastasia andrea "
    "angela angelina anita ann anna anne annette annie antonia april ashley astrid audrey barbara beatrice bella "
    "bernadette beth betty beverly brenda bridget brigitte camilla carla carmen carol caroline carolyn catherine "
    "cecilia celine charlotte cheryl chloe christina christine cindy claire clara claudia colleen connie courtney "
    "cynthia daisy dana danielle daphne dawn debbie deborah denise diana diane dolores donna doris dorothy edith "
    "eileen elaine eleanor elena elisabeth eliza elizabeth ella ellen elsa emily emma erica erin esther eva eve "
    "evelyn fatima fiona florence frances gabriela gail galina georgia geraldine gertrude gina gloria grace greta "
    "gwen hannah harriet hazel heather heidi helen helena hilary hillary holly ida inga ingrid irene irina iris "
    "isabel isabella ivana jackie jacqueline jane janet janice jasmine jeanne jennifer jenny jessica jill joan joanna "
    "josephine joyce juanita judith judy julia juliana julie june karen karin kate katherine kathleen kathryn kathy "
    "katie kelly kimberly kirsten kristen ksenia larisa laura lauren laurie lea leah leila lena leslie leticia lidia "
    "lillian lily linda lisa liz lorraine louise lucia lucy ludmila lydia lynn mabel madeleine madison maggie "
    "margaret maria marianne marie marilyn marina marion martha mary maureen maya megan melania melanie melissa "
    "mercedes meredith mia michelle mildred miranda miriam molly monica monika nadia nadezhda nancy naomi natalia "
    "natalie natasha nicole nika nina nora norma olga olivia oksana opal pamela patricia paula pauline peggy penelope "
    "phyllis polina polly rachel rebecca regina renee rita roberta rosa rose rosemary ruby ruth sabrina sally "
    "samantha sandra sara sarah selena shannon sharon sheila shirley silvia sofia sonia sophia sophie stella "
    "stephanie susan suzanne svetlana sylvia tamara tanya tatiana teresa thelma theresa tiffany tina tracy ursula "
    "valentina valerie vanessa vera veronica victoria violet virginia vivian wanda wendy yolanda yulia yvonne zoe"
)

_PLACE_NAMES = (
    "africa america asia europe antarctica australia afghanistan albania algeria angola argentina armenia austria "
    "azerbaijan bahrain bangladesh belarus belgium benin bolivia bosnia botswana brazil britain bulgaria burundi "
    "cambodia cameroon canada chechnya chile china colombia congo crimea croatia cuba cyprus czechia denmark ecuador "
    "egypt england eritrea estonia ethiopia fiji finland france gaza georgia germany ghana greece greenland guatemala "
    "guinea haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica japan kazakhstan "
    "kenya kosovo kuwait kyrgyzstan laos latvia lebanon liberia libya lithuania luxembourg macedonia madagascar "
    "malawi malaysia mali malta mexico moldova mongolia montenegro morocco mozambique myanmar namibia nepal "
    "netherlands nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland "
    "portugal qatar romania russia rwanda scotland senegal serbia siberia singapore slovakia slovenia somalia spain "
    "sudan sweden switzerland syria taiwan tajikistan tanzania thailand tibet tunisia turkey turkmenistan uganda "
    "ukraine uruguay uzbekistan venezuela vietnam wales yemen zambia zimbabwe alaska arizona california colorado "
    "florida hawaii illinois iowa kansas massachusetts michigan minnesota missouri nevada ohio oklahoma oregon "
    "pennsylvania tennessee texas utah vermont wisconsin amsterdam ankara athens baghdad bangkok barcelona beijing "
    "beirut belgrade berlin boston brussels bucharest budapest cairo chicago copenhagen damascus delhi detroit dubai "
    "dublin edinburgh geneva glasgow hamburg helsinki istanbul jerusalem johannesburg kabul kyiv kiev lagos lisbon "
    "liverpool london madrid manchester manila melbourne miami milan minsk montreal moscow mumbai munich nairobi "
    "naples oslo oxford paris philadelphia prague rome seoul shanghai stockholm sydney tbilisi tehran tokyo toronto "
    "vancouver venice vienna vilnius warsaw washington yerevan zurich"
)

# What amounts are counted in: nobody speaks of them as "they".
_UNIT_WORDS = (
    "dollar euro pound ruble rouble rupee franc yen yuan cent percent kilometer kilometre mile meter metre foot inch "
    "acre kilogram kilo gram ton tonne litre liter degree point"
)

MEN = frozenset(_MEN_WORDS.split())
WOMEN = frozenset(_WOMEN_WORDS.split())
PEOPLE = frozenset(_PEOPLE_WORDS.split())
GROUPS = frozenset(_GROUP_WORDS.split())
PLACES = frozenset(_PLACE_WORDS.split())
TIMES = frozenset(_TIME_WORDS.split())
UNITS = frozenset(_UNIT_WORDS.split())
# All of these nouns; a capital makes none of them a name.
ALL = MEN | WOMEN | PEOPLE | GROUPS | PLACES | TIMES | frozenset(f"{noun}s" for noun in MEN | WOMEN | PEOPLE | GROUPS)
# Nouns that stand before a person's name without being a part of it: "Mayor Sergei Sobyanin".
TITLES = MEN | WOMEN | PEOPLE
PLACE_NAMES = frozenset(_PLACE_NAMES.split())
# A name that both sexes bear tells nothing.
NAMES_OF_MEN = frozenset(_FIRST_NAMES_OF_MEN.split()) - frozenset(_FIRST_NAMES_OF_WOMEN.split())
NAMES_OF_WOMEN = frozenset(_FIRST_NAMES_OF_WOMEN.split()) - frozenset(_FIRST_NAMES_OF_MEN.split())
