import pytest

from qa.question.intent import Wish, reason_of, wish_of
from qa.types import Reason

ABOUT_THE_TEXT = """
Who thanked Pavel?
What can Pavel do?
What can he do there?
Where does Pavel say he lives?
Where does he say that he lives?
What does the text say about Pavel?
Tell me more about Pavel.
What more did he say?
What else did he say?
And his brother?
What about Semyon?
Why?
When?
How so?
Who says that?
Where is it from?
Where is that?
Where was it written?
Where exactly?
Which line?
What is the source of the river?
Is it true that Pavel left?
Is Pavel sure?
How sure was he?
Are they certain of victory?
Is there any other way out?
How does it work?
Who are they?
What is his name?
What can I do to get a permit?
How do I say goodbye in Russian?
Did she say hello?
What was great about it?
Who said thanks?
No, the other one.
No, I meant Semyon.
Hello, who is Pavel?
Thanks. And his brother?
Great, and how much did it cost?
What happened next?
Who is Hi?
""".strip().splitlines()

LINES = {
    Wish.MORE: "Tell me more|more, please|Can you tell me a little more about that?|Go on.|What else?|Is there more?"
    "|some more context|Could you elaborate?|What do you mean by that?|I don't understand.|Show me the rest|Yes, go on",
    Wish.PLACE: "Where does it say that?|And where does the text say so?|Where is that from?|Source?|says who?"
    "|What is your source for that?|On which page is that?|Which line is it on?|Show me where it says that."
    "|How do you know?|Where did you get that from?|Where is that in the text?|OK, and where does it say that?",
    Wish.SURE: "Are you sure?|Are you really sure about that?|You're sure?|Really?|Is that true?|Are you 100% sure?"
    "|How confident are you?|Can I trust that?|Hm, are you certain?",
    Wish.GREETING: "Hello|hi!|Hey there|Good morning.|How are you today?|Hi, how are you?|Hello again",
    Wish.THANKS: "Thanks|thank you very much!|OK, thanks|Great, thank you.|Thanks for your help|That helps."
    "|I see, thanks a lot|Perfect. Thanks!|very helpful",
    Wish.FAREWELL: "Bye|Good bye!|See you later|Thanks, bye!|That's all for now.|Have a nice day|exit",
    Wish.ABILITIES: "What can you do?|Who are you?|Help!|What can I ask?|Hello! What can you do?|Are you a robot?",
    Wish.REMARK: "OK|I see.|Interesting!|That's great|lol|no|never mind|...|?|👍|Oh, I see|I don't know.",
}


@pytest.mark.parametrize("line", ABOUT_THE_TEXT)
def test_a_question_about_the_text_is_never_taken_for_small_talk(line):
    assert wish_of(line) is Wish.QUESTION
    assert wish_of(line.rstrip(".?").upper()) is Wish.QUESTION


@pytest.mark.parametrize(("wish", "line"), [(w, one) for w, some in LINES.items() for one in some.split("|")])
def test_a_line_that_wants_something_else_is_understood(wish, line):
    assert wish_of(line) is wish
    assert wish_of(f"  {line.upper()} ") is wish


def test_curly_apostrophes_and_odd_spaces_change_nothing():
    assert wish_of("That’s \t all") is Wish.FAREWELL


def test_of_several_wishes_the_last_counts_and_a_remark_never():
    assert wish_of("Thanks. Are you sure?") is Wish.SURE
    assert wish_of("Are you sure? OK.") is Wish.SURE


def test_one_question_among_small_talk_makes_the_line_a_question():
    assert wish_of("Thanks! Who is Pavel? Bye.") is Wish.QUESTION


@pytest.mark.parametrize("line", ["Bake " * 400, "more " * 400, "a, " * 2_000, "hi " * 3_000])
def test_a_long_line_is_a_question(line):
    assert wish_of(line) is Wish.QUESTION


@pytest.mark.parametrize("wish", [one for one in Wish if one is not Wish.QUESTION])
def test_every_other_wish_has_its_reason_for_nothing(wish):
    about = wish in {Wish.MORE, Wish.PLACE, Wish.SURE}
    assert reason_of(wish) is (Reason.TOO_VAGUE if about else Reason.NOT_A_QUESTION)
