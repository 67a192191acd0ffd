"""The demo centre: fictional people and contacts written by us, replayed so that a newcomer sees cues arrive."""
