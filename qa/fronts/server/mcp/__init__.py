"""MCP, the Model Context Protocol: documents for assistants, which quote them and check what they quote.

    arguments    what each tool takes, as its schema shows it
    results      what each tool returns, as its schema shows it
    tools        the table of tools; each is a function of the state and its arguments
    resources    documents, listed page by page and read as text
    protocol     the state -> an MCP server: tools, resources, and errors in words
    ending       the streams of a client, which end once every request is answered
    stdio        the server on standard input and output, for one client
    mount        the server at /mcp of the HTTP server, for several

Everything is read-only, and nothing but the documents that are asked can be reached.
"""
