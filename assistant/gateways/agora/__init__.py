"""Agora (声网): Xiaoer as the language model of its agents, or as a participant of its channels."""
