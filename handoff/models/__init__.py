"""The rows of the domain, one noun a file."""

from handoff.models.attachment import Attachment, File
from handoff.models.block import Block
from handoff.models.calibration import Audit, Calibration, Verdict
from handoff.models.change import Change
from handoff.models.conversation import Conversation
from handoff.models.customer import Customer
from handoff.models.decision import Decision
from handoff.models.delivery import Delivery, Frame
from handoff.models.draft import Draft, Feedback
from handoff.models.event import Event
from handoff.models.handoff import Assignment, Handoff
from handoff.models.hop import Hop
from handoff.models.knowledge import Article, KnowledgeVersion, PastTicket
from handoff.models.mention import Mention
from handoff.models.message import Message
from handoff.models.notes import Briefing, Rating
from handoff.models.people import Person, Queue
from handoff.models.policy import PolicyVersion, Publication, published
from handoff.models.preference import Preference
from handoff.models.relay import Relay
from handoff.models.source import Source, SourceKey, Ticket
from handoff.models.standing import Standing
from handoff.models.timer import Timer
from handoff.models.typed import Sending, Typed

__all__ = [
    "Article",
    "Assignment",
    "Attachment",
    "Audit",
    "Block",
    "Briefing",
    "Calibration",
    "Change",
    "Conversation",
    "Customer",
    "Decision",
    "Delivery",
    "Draft",
    "Event",
    "Feedback",
    "File",
    "Frame",
    "Handoff",
    "Hop",
    "KnowledgeVersion",
    "Mention",
    "Message",
    "PastTicket",
    "Person",
    "PolicyVersion",
    "Preference",
    "Publication",
    "Queue",
    "Rating",
    "Relay",
    "Sending",
    "Source",
    "SourceKey",
    "Standing",
    "Ticket",
    "Timer",
    "Typed",
    "Verdict",
    "published",
]
