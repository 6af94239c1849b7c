"""Rooms of a Janus server (https://janus.conf.meetecho.com): AudioBridge and VideoRoom."""
