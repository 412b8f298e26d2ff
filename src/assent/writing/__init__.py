"""Records → Markdown: drafted documents, the packet an approver sees, the files people open."""
