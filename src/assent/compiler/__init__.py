"""Workflow → Blueprint → StateGraph, and the bodies of its nodes.

The blueprint's half (``layout``, ``soundness``, ``mermaid``) is pure data and imports no
graph library; ``graph`` and the node bodies do.
"""
