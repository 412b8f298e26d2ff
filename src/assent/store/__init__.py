"""Where the ledger keeps its rows: SQLite by default, memory for tests; one schema."""

from assent.store.memory import MemoryStore
from assent.store.sqlite import SQLiteStore

__all__ = ["MemoryStore", "SQLiteStore"]
