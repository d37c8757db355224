"""A line that a person types -> a question: what it asks for, with its spelling corrected."""
