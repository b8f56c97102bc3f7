import type { Benchmark } from '../benchmark';
import { containerStart } from './container-start';
import { echo } from './echo';
import { idleMemory } from './idle-memory';
import { start } from './start';
import { statusUnderLoad } from './status-under-load';

/** Every benchmark, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [start, containerStart, idleMemory, echo, statusUnderLoad];
