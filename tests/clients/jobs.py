"""python jobs.py sync|async COUNT: fal's client for Python, as its environment points it at the gateway."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor

import fal_client

KINDS = [
    ("fal-ai/flux/dev", lambda nth: {"prompt": "a cat", "num_images": nth % 4 + 1}),
    ("fal-ai/flux/dev", lambda nth: {"image_size": {"width": 1024 + nth, "height": 1024}}),
    ("fal-ai/recraft-v3", lambda nth: {"num_images": nth % 3 + 1}),
    ("fal-ai/wan-effects", lambda nth: {"duration": 3.008 + nth / 1000}),
    ("fal-ai/minimax/speech-02-hd", lambda nth: {"text": "é" * (nth + 1)}),
    ("fal-ai/whisper", lambda nth: {"audio_url": "x"}),
    ("fal-ai/flux/schnell", lambda nth: {}),
]


def kind(nth):
    if nth % 20 == 3:
        # Of a cost that is known before it runs: one that is cancelled too late is billed.
        return "fal-ai/recraft-v3", {"num_images": 2}
    model, arguments = KINDS[nth % len(KINDS)]
    return model, arguments(nth)


def job(nth):
    model, arguments = kind(nth)
    if nth % 20 == 3:
        handle = fal_client.submit(model, arguments)
        try:
            handle.cancel()
        except Exception:
            # It was done before.
            handle.get()
    elif nth % 20 == 7:
        events = list(fal_client.stream("fal-ai/flux/dev", {"num_images": 2}))
        assert len(events) >= 2, events
    elif nth % 2 or model == "fal-ai/whisper":
        updates = []
        result = fal_client.subscribe(model, arguments, with_logs=True, on_queue_update=updates.append)
        assert result["images"] and updates
    else:
        assert fal_client.run(model, arguments)["images"]


async def job_async(nth):
    model, arguments = kind(nth)
    if nth % 20 == 3:
        handle = await fal_client.submit_async(model, arguments)
        try:
            await handle.cancel()
        except Exception:
            await handle.get()
    elif nth % 20 == 7:
        events = [event async for event in fal_client.stream_async("fal-ai/flux/dev", {"num_images": 2})]
        assert len(events) >= 2, events
    elif nth % 2 or model == "fal-ai/whisper":
        assert (await fal_client.subscribe_async(model, arguments))["images"]
    else:
        assert (await fal_client.run_async(model, arguments))["images"]


async def work_async(count):
    gate = asyncio.Semaphore(16)

    async def one(nth):
        async with gate:
            await job_async(nth)

    await asyncio.gather(*(one(nth) for nth in range(count)))


if __name__ == "__main__":
    way, count = sys.argv[1], int(sys.argv[2])
    if way == "sync":
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(job, range(count)))
    else:
        asyncio.run(work_async(count))
