"""How well qa answers: question sets, systems, metrics, results, and the floors that are held.

datasets    a file                       -> Questions, each with its golds; which are asked, of what, and how
systems     documents                    -> something that ranks their sentences for a question
run         a system, Questions          -> Records, in one process or several
summary     Records                      -> a Summary: every figure of `metrics`, with its interval
experiment  a system, a set              -> a Result, going on from a `journal` where it was stopped
results     a Result                     <-> its two files
table, report, compare, predictions      Results, for people and for programs
gate        a Summary, floors            -> what is broken
annotate    documents, a person          -> a question set

`command` is the front: `qa eval`. `measuring` and `gating` are what it does.
"""
