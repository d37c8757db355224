"""How well qa answers: question sets, systems, metrics, results, and the floors that it is held to.

    datasets     a file -> labelled questions, and which of them are asked, of what, and how
    systems      documents -> something that ranks their sentences for a question: qa, and baselines
    metrics      the measures, one small function each
    runs         a system, a set -> records, in one process or several; resumes a stopped run
    results      records -> figures with intervals, and the files that hold both
    tables       results -> terminal tables
    comparison   two results -> what changed, and whether it can be chance
    gate         results, floors -> which floors are violated
    report       results -> an HTML page

Nothing here parses arguments, prints or draws progress: the front is `qa.fronts.evaluation`.
"""
