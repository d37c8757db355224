"""What is measured, one small function each, with its source, apart from who computes it.

retrieval   where the passages that hold the answer stand
reading     whether the sentence is right, and its marked words
decision    what confidence is worth
intervals   how far to trust a figure
"""
