"""`qa serve`: an HTTP API for programs and a page for people, on the machine at hand unless the user says otherwise.

    running         sources, options       -> a running server, and its exit status
    app             the state              -> the ASGI application; one table of its parts
    state           what all parts share: options, library, conversations, queue
    library         sources                -> the corpus that is asked, kept current in the background
    uploads         a body                 -> a document of a client, in a folder that goes with the server
    catalogue       a corpus               -> its documents by their public names
    conversations   a public name          -> a conversation; they expire
    waiting         questions at once      -> one after the other, fair between clients
    limits          every number that bounds what a client may do
    security        a request              -> refused, or passed on; the headers of every response
    problems        an error               -> problem details (RFC 9457), in the words of the command line
    models          requests and responses, as OpenAPI shows them
    page            the web page: a conversation, and the document beside it
    api             the routes under /api/v1: questions, conversations, passages
    documents       documents, their texts and files, uploads
    status          the server itself, and a stream of events
    reference       OpenAPI as a page
    login           the token -> the session of a browser

The libraries of the extra `qa[serve]` are imported by this package alone.
"""
