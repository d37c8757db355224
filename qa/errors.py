"""What can go wrong, as one tree. A front catches `QAError` once; anything else is a bug.

    QAError                     every error that a user can cause and correct
    ├── SourceError             a document cannot be read
    │   ├── SourceNotFound      no such file or folder
    │   ├── NoDocuments         a folder, or a whole list of sources, without a readable document
    │   ├── EmptySource         a file without text
    │   ├── BinarySource        a file that is not text
    │   ├── EncodingError       text in an encoding that cannot be recognised or decoded
    │   └── SourceTooLarge      a file over the size limit
    ├── UsageError              a command line that makes no sense as a whole
    ├── FilterError             a filter of documents that allows none, or makes no sense
    ├── QuestionError           a question that is empty or too long
    ├── QuoteError              a quote without a word, or too long
    ├── TranscriptError         a conversation that cannot be saved to a file, or loaded from one
    ├── SettingError            an unknown setting, or a value that it, or an argument, does not take
    ├── ModelError              weights that ship with qa are missing, broken or of another version
    ├── IndexFailure            a saved index cannot be used
    │   ├── IndexMissing        no index there
    │   ├── IndexDamaged        a file of it is not as it was written
    │   ├── IndexVersionError   another version of qa wrote it
    │   ├── IndexUnfinished     who built it was stopped
    │   └── IndexBusy           somebody else is changing it
    ├── ClusterError            Spark is missing, or what runs on it failed
    └── EvaluationError         a faulty question set, floor file or result file

A message is one line. It says what was found, what was expected, and what to do.
An abstention is a result, not an error: see `qa.types.Answer`.
"""


class QAError(Exception):
    """Base of every error that a user can cause and correct."""


class SourceError(QAError):
    """A document cannot be read."""


class SourceNotFound(SourceError):
    """No such file or folder."""


class NoDocuments(SourceError):
    """A folder, or a whole list of sources, without a readable document."""


class EmptySource(SourceError):
    """A file without text."""


class BinarySource(SourceError):
    """A file that is not text."""


class EncodingError(SourceError):
    """Text in an encoding that cannot be recognised or decoded."""


class SourceTooLarge(SourceError):
    """A file over the size limit."""


class UsageError(QAError):
    """A command line that makes no sense as a whole."""


class FilterError(QAError):
    """A filter of documents that allows none, or makes no sense."""


class QuestionError(QAError):
    """A question that is empty or too long."""


class QuoteError(QAError):
    """A quote without a word, or too long."""


class TranscriptError(QAError):
    """A conversation that cannot be saved to a file, or loaded from one."""


class SettingError(QAError):
    """An unknown setting, or a value that it, or an argument, does not take."""


class ModelError(QAError):
    """Weights that ship with qa are missing, broken or of another version."""


class IndexFailure(QAError):
    """A saved index cannot be used."""


class IndexMissing(IndexFailure):
    """There is no index."""


class IndexDamaged(IndexFailure):
    """A file of an index is not as it was written."""


class IndexVersionError(IndexFailure):
    """An index was written by another version of qa."""


class IndexUnfinished(IndexFailure):
    """An index does not hold all of its files yet."""


class IndexBusy(IndexFailure):
    """An index is being changed by somebody else."""


class ClusterError(QAError):
    """Spark or Java is missing, or what runs there failed."""


class EvaluationError(QAError):
    """A faulty question set, floor file or result file."""
