"""Webhooks received, verified, kept, and handed to a handler once: see docs/inbox.md."""

from .bounds import Bounds as Bounds
from .inbox import Dealt as Dealt
from .inbox import Inbox as Inbox
from .received import Handler as Handler
from .received import Proven as Proven
from .received import ReceivedEvent as ReceivedEvent
from .received import TransactionalHandler as TransactionalHandler
