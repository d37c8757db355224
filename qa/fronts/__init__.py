"""What a person meets: the command line, the shell, the annotator. They parse, call the flow, and render.

cli          arguments               -> a command          status   a failure -> an exit status
flags        what several commands take
settings     flags, variables, file  -> Settings           opening  sources   -> a corpus, with a bar
batch        a file of questions     -> JSON lines         help     a topic   -> its page
repl         a line                  -> a Reply, also in a pipe
prompt       the loop around it on a terminal
shell/       the session and commands of `qa`
annotate/    the session and commands of `qa eval new`
server/      `qa serve`: an HTTP API; its flags are in `serving`
evaluation   `qa eval`
"""
