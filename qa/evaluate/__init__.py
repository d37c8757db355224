"""How well qa answers: question sets, metrics, the systems that are measured, and the floors that are held.

datasets   a file                  -> Questions, each with its golds
systems    a document              -> something that ranks its sentences for a question
run        a system, Questions     -> Records -> Summary
gate       a Summary, floors       -> what is broken
report     Summaries               -> a table, or JSON
"""
