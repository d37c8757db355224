"""The same index, built by the workers of Spark: its segments are shards, weighed by the frequencies of all.

session     Spark started and ended; its failures in one line
sources     what the user names    -> the files to read, cut into shards
shards      files                  -> a segment          (on the workers)
building    all of it, in order    -> the index in a folder

An index that is built here is asked like every other, without Spark.
"""
