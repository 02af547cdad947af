"""stub"""
import asyncio
class LeaseKeeper:
    term = 0
    may_poll = False
    async def keep(self, link):
        if not self.term:
            import time
            self.term = int(time.time())
        self.may_poll = True
        await asyncio.Event().wait()
    async def release(self, link): ...
