-- Every question the ledger asks of a store. A name, its statement, and nothing else may
-- be run; the memory twin answers the same names.

-- name: insert_content
INSERT INTO content (digest, body, size) VALUES (:digest, :body, length(:body))
ON CONFLICT DO NOTHING RETURNING digest;

-- name: content
SELECT body FROM content WHERE digest = :digest;

-- name: content_digests
SELECT digest FROM content WHERE digest > :after ORDER BY digest LIMIT :most;

-- name: content_bytes
SELECT coalesce(sum(size), 0) AS bytes FROM content;

-- name: content_size
SELECT size FROM content WHERE digest = :digest;

-- name: insert_entry
INSERT INTO entries (sequence, run_id, kind, leaf) VALUES (:sequence, :run_id, :kind, :leaf)
ON CONFLICT DO NOTHING RETURNING sequence;

-- name: last_entry
SELECT sequence, leaf FROM entries ORDER BY sequence DESC LIMIT 1;

-- name: entry
SELECT sequence, run_id, kind, leaf FROM entries WHERE sequence = :sequence;

-- name: entries
SELECT sequence, run_id, kind, leaf FROM entries
WHERE sequence > :after ORDER BY sequence LIMIT :most;

-- name: entries_of_run
SELECT sequence, run_id, kind, leaf FROM entries
WHERE run_id = :run_id AND sequence > :after ORDER BY sequence;

-- name: entries_of_kind
SELECT sequence, run_id, kind, leaf FROM entries
WHERE run_id = :run_id AND kind = :kind ORDER BY sequence;

-- name: last_vouched
SELECT coalesce(max(entry), 0) AS sequence FROM (
    SELECT max(entry) AS entry FROM runs
    UNION ALL SELECT max(max(entry), coalesce(max(closed), 0)) FROM gates
    UNION ALL SELECT max(entry) FROM decisions
    UNION ALL SELECT max(entry) FROM deferrals
    UNION ALL SELECT max(max(entry), coalesce(max(marked), 0)) FROM documents
    UNION ALL SELECT max(entry) FROM replies
    UNION ALL SELECT max(entry) FROM executions
    UNION ALL SELECT max(entry) FROM effects
    UNION ALL SELECT max(max(entry), coalesce(max(revoked), 0)) FROM signatures
) AS vouched;

-- name: insert_run
INSERT INTO runs (
    id, workflow, base, ordinal, record, status, stage, artifacts, note, updated_at, opened, entry
) VALUES (
    :id, :workflow, :base, :ordinal, :record, :status, NULL, :artifacts, '', :updated_at,
    :entry, :entry
)
ON CONFLICT DO NOTHING RETURNING id;

-- name: run
SELECT * FROM runs WHERE id = :run_id;

-- name: runs
SELECT * FROM runs ORDER BY opened;

-- name: runs_under_way
SELECT * FROM runs
WHERE status NOT IN ('closed', 'rejected', 'withdrawn', 'expired', 'sent-back', 'failed') ORDER BY opened;

-- name: runs_starting
SELECT id FROM runs WHERE substr(id, 1, length(:prefix)) = :prefix ORDER BY id;

-- name: run_ordinals
SELECT ordinal FROM runs WHERE workflow = :workflow AND base = :base ORDER BY ordinal;

-- name: update_run
UPDATE runs SET
    status = :status, stage = :stage, artifacts = :artifacts, note = :note,
    updated_at = :updated_at, entry = :entry
WHERE id = :run_id RETURNING id;

-- name: insert_gate
INSERT INTO gates (id, run_id, gate, packet_digest, record, state, resolution, entry, closed)
VALUES (:id, :run_id, :gate, :packet_digest, :record, 'open', NULL, :entry, NULL)
ON CONFLICT DO NOTHING RETURNING id;

-- name: gate
SELECT * FROM gates WHERE id = :gate;

-- name: gates_by_packet
SELECT id FROM gates WHERE substr(packet_digest, 1, length(:prefix)) = :prefix ORDER BY entry;

-- name: gates_of_run
SELECT * FROM gates WHERE run_id = :run_id ORDER BY entry;

-- name: open_gates
SELECT * FROM gates WHERE state = 'open' ORDER BY entry;

-- name: close_gate
UPDATE gates SET state = :state, resolution = :resolution, closed = :closed
WHERE id = :gate AND state = 'open' RETURNING id;

-- name: lapse_gate
UPDATE gates SET state = 'void', resolution = :resolution, closed = :closed
WHERE id = :gate AND state = 'resolved' RETURNING id;

-- name: insert_decision
INSERT INTO decisions (gate, seat, person, combined, record, entry)
VALUES (:gate, :seat, :person, :combined, :record, :entry)
ON CONFLICT DO NOTHING RETURNING seat;

-- name: decisions
SELECT * FROM decisions WHERE gate = :gate ORDER BY entry;

-- name: insert_deferral
INSERT INTO deferrals (entry, gate, seat, person, record)
VALUES (:entry, :gate, :seat, :person, :record)
ON CONFLICT DO NOTHING RETURNING entry;

-- name: deferrals
SELECT * FROM deferrals WHERE gate = :gate ORDER BY entry;

-- name: insert_document
INSERT INTO documents (run_id, name, version, digest, record, status, entry, marked)
VALUES (:run_id, :name, :version, :digest, :record, :status, :entry, NULL)
ON CONFLICT DO NOTHING RETURNING version;

-- name: document
SELECT * FROM documents WHERE run_id = :run_id AND name = :name AND version = :version;

-- name: document_versions
SELECT * FROM documents WHERE run_id = :run_id AND name = :name ORDER BY version;

-- name: documents_of_run
SELECT * FROM documents WHERE run_id = :run_id ORDER BY entry;

-- name: mark_document
UPDATE documents SET status = :status, marked = :marked
WHERE run_id = :run_id AND name = :name AND version = :version RETURNING version;

-- name: insert_reply
INSERT INTO replies (
    run_id, node, round, attempt, request_digest, reply_digest, contribution, error, role, step,
    model, finish, prompt_tokens, cached_tokens, completion_tokens, estimated, cost, entry
) VALUES (
    :run_id, :node, :round, :attempt, :request_digest, :reply_digest, :contribution, :error,
    :role, :step, :model, :finish, :prompt_tokens, :cached_tokens, :completion_tokens,
    :estimated, :cost, :entry
)
ON CONFLICT DO NOTHING RETURNING attempt;

-- name: reply
SELECT * FROM replies
WHERE run_id = :run_id AND node = :node AND round = :round AND attempt = :attempt;

-- name: winning_reply
SELECT * FROM replies
WHERE run_id = :run_id AND node = :node AND round = :round AND contribution IS NOT NULL;

-- name: reply_attempts
SELECT count(*) AS attempts FROM replies
WHERE run_id = :run_id AND node = :node AND round = :round;

-- name: replies_of_run
SELECT * FROM replies WHERE run_id = :run_id ORDER BY entry;

-- name: insert_execution
INSERT INTO executions (plan, run_id, gate, record, entry)
VALUES (:plan, :run_id, :gate, :record, :entry)
ON CONFLICT DO NOTHING RETURNING plan;

-- name: execution
SELECT * FROM executions WHERE plan = :plan;

-- name: executions_of_run
SELECT * FROM executions WHERE run_id = :run_id ORDER BY entry;

-- name: update_execution
UPDATE executions SET record = :record, entry = :entry WHERE plan = :plan RETURNING plan;

-- name: insert_effect
INSERT INTO effects (key, plan, record, begun, entry)
VALUES (:key, :plan, :record, :entry, :entry)
ON CONFLICT DO NOTHING RETURNING key;

-- name: effect
SELECT * FROM effects WHERE key = :key;

-- name: effects_of_plan
SELECT * FROM effects WHERE plan = :plan ORDER BY begun;

-- name: update_effect
UPDATE effects SET record = :record, entry = :entry WHERE key = :key RETURNING key;

-- name: last_stop
SELECT sequence, leaf FROM entries
WHERE run_id IS NULL AND kind IN ('writes.stopped', 'writes.started')
ORDER BY sequence DESC LIMIT 1;

-- name: insert_signature
INSERT INTO signatures (entry, workflow, procedure, person, record, revocation, revoked)
VALUES (:entry, :workflow, :procedure, :person, :record, NULL, NULL)
ON CONFLICT DO NOTHING RETURNING entry;

-- name: signatures
SELECT * FROM signatures ORDER BY entry;

-- name: revoke_signature
UPDATE signatures SET revocation = :revocation, revoked = :revoked
WHERE entry = :entry AND revoked IS NULL RETURNING entry;

-- name: entries_on_signatures
SELECT sequence, run_id, kind, leaf FROM entries
WHERE run_id IS NULL AND kind IN ('procedure.signed', 'procedure.revoked') ORDER BY sequence;

-- name: lease
SELECT * FROM leases WHERE run_id = :run_id;

-- name: save_lease
INSERT INTO leases (run_id, token, holder, expires_at)
VALUES (:run_id, :token, :holder, :expires_at)
ON CONFLICT (run_id) DO UPDATE SET
    token = excluded.token, holder = excluded.holder, expires_at = excluded.expires_at
RETURNING token;

-- name: record_bytes
SELECT coalesce(sum(size), 0) AS bytes FROM (
    SELECT length(leaf) AS size FROM entries
    UNION ALL SELECT length(record) + length(artifacts) FROM runs
    UNION ALL SELECT length(record) + coalesce(length(resolution), 0) FROM gates
    UNION ALL SELECT length(record) FROM decisions
    UNION ALL SELECT length(record) FROM deferrals
    UNION ALL SELECT length(record) FROM documents
    UNION ALL SELECT length(record) FROM executions
    UNION ALL SELECT length(record) FROM effects
    UNION ALL SELECT length(record) + coalesce(length(revocation), 0) FROM signatures
) AS sizes;
