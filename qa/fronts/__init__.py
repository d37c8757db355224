"""What a person meets: the command line, the shell, the annotator. They parse, call the flow, and render."""
