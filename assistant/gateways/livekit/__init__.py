"""A room of LiveKit's: sound and text, both ways. The SDK is `livekit`; this package is not it."""
