"""The nouns: frozen, closed records with no behaviour that touches the world."""

from assent.records.conversation import (
    OFFLINE,
    Block,
    BlockKind,
    Message,
    Reply,
    Request,
    ToolCall,
    TurnKind,
)
from assent.records.decision import Bindings, Decision, GateState, OpenGate, Resolution, Verdict
from assent.records.document import Document, DocumentStatus, OpenItem
from assent.records.draft import (
    Draft,
    DraftPart,
    DraftQuestion,
    DraftSection,
    DraftTable,
    section_id,
    section_ids,
)
from assent.records.entry import Entry
from assent.records.finding import Finding, Severity
from assent.records.practice import Framework, Organisation, Person, Practice
from assent.records.record import Digest, DocumentName, Identifier, Instant, Record, StageName
from assent.records.role import DecisionClass, Need, Role
from assent.records.run import LaunchedRun, RunStatus, Snapshot, Usage
from assent.records.template import Column, Question, Section, Table, Template
from assent.records.tool import ToolDescriptor
from assent.records.workflow import (
    Condition,
    Gate,
    Input,
    Mode,
    Note,
    Outcome,
    Seat,
    Step,
    Workflow,
)

__all__ = [
    "OFFLINE",
    "Bindings",
    "Block",
    "BlockKind",
    "Column",
    "Condition",
    "Decision",
    "DecisionClass",
    "Digest",
    "Document",
    "DocumentName",
    "DocumentStatus",
    "Draft",
    "DraftPart",
    "DraftQuestion",
    "DraftSection",
    "DraftTable",
    "Entry",
    "Finding",
    "Framework",
    "Gate",
    "GateState",
    "Identifier",
    "Input",
    "Instant",
    "LaunchedRun",
    "Message",
    "Mode",
    "Need",
    "Note",
    "OpenGate",
    "OpenItem",
    "Organisation",
    "Outcome",
    "Person",
    "Practice",
    "Question",
    "Record",
    "Reply",
    "Request",
    "Resolution",
    "Role",
    "RunStatus",
    "Seat",
    "Section",
    "Severity",
    "Snapshot",
    "StageName",
    "Step",
    "Table",
    "Template",
    "ToolCall",
    "ToolDescriptor",
    "TurnKind",
    "Usage",
    "Verdict",
    "Workflow",
    "section_id",
    "section_ids",
]
