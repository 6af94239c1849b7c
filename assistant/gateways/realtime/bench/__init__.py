"""Voice to voice: how long after a question's last syllable the answer's first is heard."""

from assistant.gateways.realtime.bench.report import BenchReport, Measured
from assistant.gateways.realtime.bench.run import bench_latency, run

__all__ = ["BenchReport", "Measured", "bench_latency", "run"]
