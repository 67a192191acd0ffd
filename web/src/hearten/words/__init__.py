"""The words an agent can say: house phrases and ways out, as data, by kind, level, channel and purpose."""
