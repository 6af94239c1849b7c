"""Twitch's chat, and any other IRC channel."""
