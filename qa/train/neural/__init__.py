"""How a span reader is made: from public base weights and question files to an int8 ONNX file, one command a step.

    python -m qa.train.neural.base BASE                      fetch the base weights, and convert them
    python -m qa.train.neural.examples DATA EXAMPLES         questions -> passages with and without an answer
    python -m qa.train.neural.fit BASE EXAMPLES RUN          train; a run that was stopped goes on
    python -m qa.train.neural.judge BASE EXAMPLES RUN        figures on documents that were held out
    python -m qa.train.neural.export BASE RUN OUT            ONNX, int8, with digests
    python -m qa.train.neural.calibrate DATA OUT             weights of a sentence's score, confidence
    python -m qa.train.neural.sweep DATA OUT                 how many passages to read (prints a table)

Each command has `--help`. They need the extra `qa[train]`, and a GPU is used where there is one.

`network` is the model, `batches` turns examples into tensors.
"""
