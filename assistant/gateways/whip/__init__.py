"""Streams by plain HTTP: Xiaoer's voice by WHIP (RFC 9725), the show's sound by WHEP."""
