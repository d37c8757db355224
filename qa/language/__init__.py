"""English: its words and their forms, and the types of answers that questions ask for.

tokens         a text               -> its words and tokens, with their norms and stems
lexicon        data/*.txt           -> word lists by class and use
grammar        a word, a phrase     -> its base form, its traits, the pronouns that agree with it
answer_types   a question, a text   -> the type of its answer, the spans of that type
"""
