"""Hearing and speaking: audio, voice activity, turn ends, recognisers and synthesisers."""
