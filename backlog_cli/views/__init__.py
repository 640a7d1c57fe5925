"""Pictures of the answers: nothing decided here, nothing saved."""
