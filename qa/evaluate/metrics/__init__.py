"""The measures, one small function each, with its source; apart from whoever computes them.

retrieval   at which ranks the passages with the answer are
reading     whether the sentence is right, and how close the marked words are
decision    what the confidence is worth
intervals   how far to trust a figure: bootstrap intervals, McNemar's test
"""
