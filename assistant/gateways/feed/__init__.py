"""The generic gateway: any platform's official feed, or a partner's bridge to it, in JSON messages
over a WebSocket or by webhook. `messages` is the protocol; its JSON schema is served."""
