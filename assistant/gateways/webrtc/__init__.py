"""WebRTC: a conversation over a peer connection, its sound on tracks, its events on a channel."""
