"""English: its words and their forms, and the kinds of answers that questions ask for."""
