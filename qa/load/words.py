"""The few words that the joining of lines knows. They are English, with the conjunctions of its neighbours."""


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Parts of words that are followed by a hyphen in English more often than by the rest of the word.
FIRST_PARTS = _set_of(
    "all anti cross deep double eight ex far fast first five four full half hard high ill key large late left "
    "long low mid middle multi near newly nine non old one open part post pre pro quasi right second self semi seven "
    "short single six slow small so soft ten third three top triple twenty thirty forty fifty two ultra well wide "
    "world year"
)

# Words so short and common that their occurring by themselves says nothing: "be-" and "come", "in-" and "formation".
COMMON = _set_of(
    "a about after all am an and are as at be but by can con do for fore from go had has have he her him his how if in "
    "is it its man may me men more my no nor not now of off on or our out over per pro she so some sub sup than that "
    "the then there they this to un under up us was we were what when where which who will with you your"
)

# "pre- and post-war", "zwei- und dreijährig": the hyphen stands for a word that follows later.
SUSPENDED = _set_of("and or to nor und oder bis et ou y e o")

# Words after which a sentence or a name goes on, whatever the case of the next word.
UNFINISHED = _set_of(
    "a an the of and or but by to in for with from at on as into that which who whose than its his her their our my "
    "your is are was were be been has have had will would Mr. Mrs. Ms. Dr. St. Prof."
)
