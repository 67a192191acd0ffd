"""Where contacts come from and who may send them: sources, tokens, signatures, files, the phone system."""
