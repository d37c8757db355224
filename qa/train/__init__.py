"""The commands that fit the models in `qa/model/` and choose the constants, for anyone to run again.

    lexical           weights and calibration of the lexical reader
    dialogue          weights of antecedents, and how near an answer is to the last one
    neural            the neural reader, step by step
    sweep_retrieval   the constants of passages and retrieval (prints a table)

`unanswerable` makes questions that a text does not answer.
"""
