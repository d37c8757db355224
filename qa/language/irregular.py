"""English forms that no stemmer brings back: past tenses, participles and plurals that change the word.

Known limitation: a form that is also a word of its own ("left", "found") is taken for the verb; forms that are mostly
something else ("saw", "wound", "rose", "lay", "bore") are left out.
"""

_FORMS = """
be been were was are is am; become became; begin began begun; bite bit bitten; blow blew blown; break broke broken;
breed bred; bring brought; build built; burn burnt; buy bought; catch caught; choose chose chosen; cling clung; come
came; creep crept; deal dealt; dig dug; do did done does; draw drew drawn; dream dreamt; drink drank drunk; drive
drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found; flee fled; fly flew
flown; forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; get got
gotten; give gave given; go went gone goes; grow grew grown; hang hung; have had has; hear heard; hide hid hidden;
hold held; keep kept; kneel knelt; know knew known; lay laid; lead led; learn learnt; leave left; lend lent; lose
lost; make made; mean meant; meet met; mistake mistook mistaken; overcome overcame; pay paid; prove proven; ride
rode ridden; ring rang rung; rise risen; run ran; say said; see seen; seek sought; sell sold; send sent; shake shook
shaken; shine shone; shoot shot; show shown; shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat; sleep
slept; slide slid; speak spoke spoken; spend spent; spin spun; stand stood; steal stole stolen; stick stuck; sting
stung; strike struck; swear swore sworn; sweep swept; swim swam swum; swing swung; take took taken; teach taught;
tear tore torn; tell told; think thought; throw threw thrown; understand understood; undertake undertook undertaken;
wake woke woken; wear wore worn; weep wept; win won; withdraw withdrew withdrawn; write wrote written;
man men; woman women; child children; person people; foot feet; tooth teeth; mouse mice; goose geese; ox oxen; life
lives; wife wives; knife knives; wolf wolves; half halves; thief thieves; loaf loaves; shelf shelves
"""

# A form to the word it is a form of.
BASE = {form: base for line in _FORMS.split(";") for base, *forms in [line.split()] for form in forms}
