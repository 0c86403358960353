"""How the recogniser is trained; nothing else needs what it needs (group ``train``)."""
