"""Her file in a git repository: git itself does the work, as a program of its own, without a prompt, a pager or a hook."""
