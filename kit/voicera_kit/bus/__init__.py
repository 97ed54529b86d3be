"""Live messages, tickets and slots between the parts of the platform."""

from voicera_kit.bus.memory import MemoryBus
from voicera_kit.bus.open import open_bus
from voicera_kit.bus.protocol import Bus, Message

__all__ = ["Bus", "MemoryBus", "Message", "open_bus"]
