"""The service: REST, the OpenAI-compatible API, the sockets and the pages."""
