"""Is one step of a call's pipeline: takes the frames meant for it and passes the others on."""

from voicera_voice.pipeline.pipecat import Frame, FrameDirection, FrameProcessor


class Stage(FrameProcessor):
    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not await self.take(frame):
            await self.push_frame(frame, direction)

    async def take(self, frame: Frame) -> bool:
        """Handle a frame; return True if it must not travel on."""
        del frame
        return False

    async def send_back(self, frame: Frame) -> None:
        await self.push_frame(frame, FrameDirection.UPSTREAM)
