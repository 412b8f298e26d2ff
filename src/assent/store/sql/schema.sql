-- One schema for every store. Each row of the state names the log entry that vouches for
-- it, so there is no state without an entry. Leases alone have none: they say who is at
-- work now, not what was done.

CREATE TABLE IF NOT EXISTS schema_version (
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS content (
    digest TEXT PRIMARY KEY,
    body BLOB NOT NULL,
    size INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS entries (
    sequence INTEGER PRIMARY KEY,
    run_id TEXT,
    kind TEXT NOT NULL,
    leaf BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS entries_by_run ON entries (run_id, sequence);

CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY,
    workflow TEXT NOT NULL,
    base TEXT,
    ordinal INTEGER NOT NULL,
    record BLOB NOT NULL,
    status TEXT NOT NULL,
    stage TEXT,
    artifacts BLOB NOT NULL,
    note TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    opened INTEGER NOT NULL REFERENCES entries (sequence),
    entry INTEGER NOT NULL REFERENCES entries (sequence)
) STRICT;
CREATE INDEX IF NOT EXISTS runs_by_base ON runs (workflow, base, ordinal);

CREATE TABLE IF NOT EXISTS gates (
    id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id),
    gate TEXT NOT NULL,
    packet_digest TEXT NOT NULL,
    record BLOB NOT NULL,
    state TEXT NOT NULL,
    resolution BLOB,
    entry INTEGER NOT NULL REFERENCES entries (sequence),
    closed INTEGER REFERENCES entries (sequence)
) STRICT;
CREATE INDEX IF NOT EXISTS gates_by_run ON gates (run_id);
CREATE INDEX IF NOT EXISTS gates_by_packet ON gates (packet_digest);
CREATE UNIQUE INDEX IF NOT EXISTS one_open_gate ON gates (run_id, gate) WHERE state = 'open';

CREATE TABLE IF NOT EXISTS decisions (
    gate TEXT NOT NULL REFERENCES gates (id),
    seat TEXT NOT NULL,
    person TEXT NOT NULL,
    combined INTEGER NOT NULL,
    record BLOB NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (sequence),
    PRIMARY KEY (gate, seat)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS one_seat_each ON decisions (gate, person) WHERE combined = 0;

CREATE TABLE IF NOT EXISTS deferrals (
    entry INTEGER PRIMARY KEY REFERENCES entries (sequence),
    gate TEXT NOT NULL REFERENCES gates (id),
    seat TEXT NOT NULL,
    person TEXT NOT NULL,
    record BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS deferrals_by_gate ON deferrals (gate);

CREATE TABLE IF NOT EXISTS documents (
    run_id TEXT NOT NULL REFERENCES runs (id),
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    record BLOB NOT NULL,
    status TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (sequence),
    marked INTEGER REFERENCES entries (sequence),
    PRIMARY KEY (run_id, name, version)
) STRICT;

CREATE TABLE IF NOT EXISTS replies (
    run_id TEXT NOT NULL REFERENCES runs (id),
    node TEXT NOT NULL,
    round INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    request_digest TEXT NOT NULL,
    reply_digest TEXT NOT NULL,
    contribution TEXT,
    error TEXT,
    role TEXT NOT NULL,
    step INTEGER,
    model TEXT NOT NULL,
    finish TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    estimated INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (sequence),
    PRIMARY KEY (run_id, node, round, attempt)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS one_winner
    ON replies (run_id, node, round) WHERE contribution IS NOT NULL;

CREATE TABLE IF NOT EXISTS executions (
    plan TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id),
    gate TEXT NOT NULL UNIQUE REFERENCES gates (id),
    record BLOB NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (sequence)
) STRICT;
CREATE INDEX IF NOT EXISTS executions_by_run ON executions (run_id);

CREATE TABLE IF NOT EXISTS effects (
    key TEXT PRIMARY KEY,
    plan TEXT NOT NULL REFERENCES executions (plan),
    record BLOB NOT NULL,
    begun INTEGER NOT NULL REFERENCES entries (sequence),
    entry INTEGER NOT NULL REFERENCES entries (sequence)
) STRICT;
CREATE INDEX IF NOT EXISTS effects_by_plan ON effects (plan, begun);

CREATE TABLE IF NOT EXISTS signatures (
    entry INTEGER PRIMARY KEY REFERENCES entries (sequence),
    workflow TEXT NOT NULL,
    procedure TEXT NOT NULL,
    person TEXT NOT NULL,
    record BLOB NOT NULL,
    revocation BLOB,
    revoked INTEGER REFERENCES entries (sequence)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS one_signature_each
    ON signatures (procedure, person) WHERE revoked IS NULL;

CREATE TABLE IF NOT EXISTS leases (
    run_id TEXT PRIMARY KEY,
    token INTEGER NOT NULL,
    holder TEXT,
    expires_at INTEGER NOT NULL
) STRICT;

-- REPLACE removes a row without its delete trigger; these keep the first one instead.
CREATE TRIGGER IF NOT EXISTS entries_once BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries WHERE sequence = NEW.sequence)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER IF NOT EXISTS decisions_once BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM decisions WHERE gate = NEW.gate AND seat = NEW.seat)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER IF NOT EXISTS content_once BEFORE INSERT ON content
WHEN EXISTS (SELECT 1 FROM content WHERE digest = NEW.digest)
BEGIN SELECT RAISE(IGNORE); END;

CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries of the log are never changed'); END;
CREATE TRIGGER IF NOT EXISTS entries_remain BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries of the log are never removed'); END;
CREATE TRIGGER IF NOT EXISTS decisions_stay BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END;
CREATE TRIGGER IF NOT EXISTS decisions_remain BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END;
CREATE TRIGGER IF NOT EXISTS effects_remain BEFORE DELETE ON effects
BEGIN SELECT RAISE(ABORT, 'effects are never removed'); END;
CREATE TRIGGER IF NOT EXISTS executions_remain BEFORE DELETE ON executions
BEGIN SELECT RAISE(ABORT, 'executions are never removed'); END;
CREATE TRIGGER IF NOT EXISTS signatures_remain BEFORE DELETE ON signatures
BEGIN SELECT RAISE(ABORT, 'signatures are never removed'); END;
CREATE TRIGGER IF NOT EXISTS content_stays BEFORE UPDATE ON content
BEGIN SELECT RAISE(ABORT, 'content is never changed'); END;

INSERT INTO schema_version (version)
SELECT 3 WHERE NOT EXISTS (SELECT 1 FROM schema_version);
