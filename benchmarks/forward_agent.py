"""The least a Faust agent can do: forward each record and await its ack. What it passes is the limit of any stage.

python benchmarks/forward_agent.py BROKER SOURCE TARGET
"""

import asyncio
import signal
import sys
import tempfile

import faust


async def main(broker: str, source: str, target: str) -> None:
    """Forward until SIGTERM, with the settings that our stages have."""
    app = faust.App(
        f"{target}-group", broker=f"aiokafka://{broker}", store="memory://", datadir=tempfile.mkdtemp(prefix="faust-"),
        consumer_auto_offset_reset="earliest", topic_allow_declare=False, topic_disable_leader=True,
        broker_commit_interval=1.0, broker_max_poll_records=200, broker_session_timeout=30.0,
        broker_heartbeat_interval=3.0, stream_buffer_maxsize=1024, producer_max_request_size=3_000_000,
        producer_compression_type="zstd", consumer_max_fetch_size=4_000_000, worker_redirect_stdouts=False,
        web_enabled=False,
    )  # fmt: skip
    raw = {"key_serializer": "raw", "value_serializer": "raw", "key_type": bytes, "value_type": bytes}
    out = app.topic(target, **raw)

    @app.agent(app.topic(source, **raw), concurrency=1)
    async def forward(stream):  # noqa: ANN001, ANN202
        async for event in stream.events():
            await (await out.send(key=event.key, value=event.value))

    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await app.start()
    await ended.wait()
    await app.stop()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
