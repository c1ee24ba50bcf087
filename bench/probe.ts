/*
 * Loaded into a measured process with --import, and asked over the channel to its parent: `delay` begins to watch how late
 * the event loop runs (as node:perf_hooks tells it, the timer's own 2 ms included), `delayed` tells; `profile` begins a CPU
 * profile, `profiled` gives it; `live` collects garbage and tells how many bytes are left.
 */
import { Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const SAMPLE_EVERY_US = 500;
const delay = monitorEventLoopDelay({ resolution: 2 });
const session = new Session();
const ms = (nanoseconds: number) => nanoseconds / 1e6;

async function answer(question: unknown): Promise<unknown> {
  switch (question) {
    case 'delay':
      delay.reset();
      return delay.enable();
    case 'delayed':
      delay.disable();
      return { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) };
    case 'profile':
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
      await session.post('Profiler.start');
      return true;
    case 'profiled': {
      const { profile } = await session.post('Profiler.stop');
      session.disconnect();
      return profile;
    }
    case 'live': {
      session.connect();
      await session.post('HeapProfiler.collectGarbage');
      session.disconnect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    }
    default:
      throw new Error('no such question');
  }
}

process.on('message', (question) => void answer(question).then((said) => process.send?.(said)));
process.channel?.unref();
