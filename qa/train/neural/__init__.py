"""Makes a span reader from public base weights and question files: an int8 ONNX file, one command per step.

    python -m qa.train.neural.base BASE                      fetch the base weights and convert them
    python -m qa.train.neural.examples DATA EXAMPLES         questions -> passages with and without an answer
    python -m qa.train.neural.fit BASE EXAMPLES RUN          train, or resume a run that was stopped
    python -m qa.train.neural.judge BASE EXAMPLES RUN        figures on held-out documents
    python -m qa.train.neural.export BASE EXAMPLES RUN OUT   ONNX, int8, with digests
    python -m qa.train.neural.calibrate DATA OUT             weights of a sentence's score, confidence
    python -m qa.train.neural.sweep_reading DATA OUT         how many passages to read (prints tables)

Each command has `--help`. They need the extra `qa[train]`, and use a GPU if there is one.

`sources` reads the question files, `shapes` makes documents from `banks`, and `wordings` asks in other words, for the
examples. `network` is the model; `batches` turns examples into tensors.
"""
