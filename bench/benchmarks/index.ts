import type { Benchmark } from '../benchmark';
import { batching } from './batching';
import { cnn } from './cnn';
import { containerStart } from './container-start';
import { crossing } from './crossing';
import { echo } from './echo';
import { idleMemory } from './idle-memory';
import { mlp } from './mlp';
import { openInference } from './open-inference';
import { overload } from './overload';
import { sharing } from './sharing';
import { start } from './start';
import { statusUnderLoad } from './status-under-load';
import { store } from './store';

/** Every benchmark, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  start,
  containerStart,
  idleMemory,
  echo,
  statusUnderLoad,
  cnn,
  mlp,
  openInference,
  crossing,
  batching,
  store,
  sharing,
  overload,
];
