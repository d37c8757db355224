import pytest

from qa.question.intent import ABOUT_THE_ANSWER, abstention_reason, asked_details, classify_intent
from qa.types import Detail, Intent, Reason

ABOUT_THE_TEXT = """
Who thanked Pavel?
What can Pavel do?
What can he do there?
Where does Pavel say he lives?
Where does he say that he lives?
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
    Intent.MORE: "Tell me more|more, please|Can you tell me a little more about that?|Go on.|What else?|Is there more?"
    "|some more context|Could you elaborate?|What do you mean by that?|I don't understand.|Show me the rest|Yes, go on",
    Intent.PLACE: "Where does it say that?|And where does the text say so?|Where is that from?|Source?|says who?"
    "|What is your source for that?|On which page is that?|Which line is it on?|Show me where it says that."
    "|How do you know?|Where did you get that from?|Where is that in the text?|OK, and where does it say that?",
    Intent.SURE: "Are you sure?|Are you really sure about that?|You're sure?|Really?|Is that true?|Are you 100% sure?"
    "|How confident are you?|Can I trust that?|Hm, are you certain?",
    Intent.GREETING: "Hello|hi!|Hey there|Good morning.|How are you today?|Hi, how are you?|Hello again",
    Intent.THANKS: "Thanks|thank you very much!|OK, thanks|Great, thank you.|Thanks for your help|That helps."
    "|I see, thanks a lot|Perfect. Thanks!|very helpful",
    Intent.FAREWELL: "Bye|Good bye!|See you later|Thanks, bye!|That's all for now.|Have a nice day|exit",
    Intent.ABILITIES: "What can you do?|Who are you?|Help!|What can I ask?|Hello! What can you do?|Are you a robot?",
    Intent.REMARK: "OK|I see.|Interesting!|That's great|lol|no|never mind|...|?|👍|Oh, I see|I don't know.",
}


@pytest.mark.parametrize("line", ABOUT_THE_TEXT)
def test_question_about_the_text_is_a_question(line):
    assert classify_intent(line) is Intent.QUESTION
    assert classify_intent(line.rstrip(".?").upper()) is Intent.QUESTION


@pytest.mark.parametrize(
    ("intent", "line"), [(intent, line) for intent, lines in LINES.items() for line in lines.split("|")]
)
def test_other_line_has_its_intent(intent, line):
    assert classify_intent(line) is intent
    assert classify_intent(f"  {line.upper()} ") is intent


def test_curly_apostrophes_and_odd_spaces_change_nothing():
    assert classify_intent("That’s \t all") is Intent.FAREWELL


def test_last_of_several_intents_counts_except_remarks():
    assert classify_intent("Thanks. Are you sure?") is Intent.SURE
    assert classify_intent("Are you sure? OK.") is Intent.SURE


def test_question_among_small_talk_makes_a_question():
    assert classify_intent("Thanks! Who is Pavel? Bye.") is Intent.QUESTION


@pytest.mark.parametrize("line", ["Bake " * 400, "more " * 400, "a, " * 2_000, "hi " * 3_000])
def test_long_line_is_a_question(line):
    assert classify_intent(line) is Intent.QUESTION


def test_intents_about_the_answer_are_named():
    assert {Intent.MORE, Intent.PLACE, Intent.SURE} == ABOUT_THE_ANSWER


@pytest.mark.parametrize("intent", [intent for intent in Intent if intent is not Intent.QUESTION])
def test_every_other_intent_has_its_abstention_reason(intent):
    about = intent in {Intent.MORE, Intent.PLACE, Intent.SURE}
    assert abstention_reason(intent) is (Reason.TOO_VAGUE if about else Reason.NOT_A_QUESTION)


# What is asked of the documents themselves

DETAILS = {
    Detail.AUTHOR: "Who wrote this?|Who is the author?|Who wrote the report?|Who was this written by?|Author?"
    "|Who are the authors of this paper?|And who wrote it?|What is the author's name?",
    Detail.SENDER: "Who sent this mail?|Who is it from?|Who is the sender of this e-mail?|From whom is this letter?",
    Detail.RECIPIENT: "Who is it to?|Who was it sent to?|To whom was this mail sent?|Who are the recipients?",
    Detail.COPIED: "Who is in cc?|Who got a copy of the mail?",
    Detail.DATE: "When was it published?|When was this written?|What is the date of this document?|What's the date?"
    "|When was the mail sent?|When did she send it?",
    Detail.SUBJECT: "What is the subject?|What is the subject line of the mail?",
    Detail.TITLE: "What is the title?|What's the title of this document?|What is it called?",
}


@pytest.mark.parametrize(
    ("line", "detail"), [(line, detail) for detail, lines in DETAILS.items() for line in lines.split("|")]
)
def test_question_about_the_document_is_recognised(line, detail):
    assert asked_details(line)[0] is detail


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Who wrote the first script?",
            "Who is the author of Emma?",
            "When was the castle built?",
            "Who sent the keys?",
        ),
        *("What is the date of the trip?", "What is the subject of the dispute?", "Who was it?", "What is it about?"),
        *ABOUT_THE_TEXT,
    ],
)
def test_question_about_the_text_asks_no_detail(line):
    assert asked_details(line) == ()
