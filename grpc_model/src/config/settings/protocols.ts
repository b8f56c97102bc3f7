import { integer, oneOf } from '../parsers';
import { setting } from '../setting';

/** What protocols offer beyond their calls. */
export const PROTOCOL_SETTINGS = {
  openInferenceRawOutputs: setting(
    'OPEN_INFERENCE_RAW_OUTPUTS',
    oneOf('on', 'off'),
    'off',
    'Whether answers of the Open Inference Protocol over gRPC always have raw contents: on for generated clients that send typed contents and read raw ones. off: they have what the request had.',
  ),
  systemSharedMemory: setting(
    'SYSTEM_SHARED_MEMORY',
    oneOf('on', 'off'),
    'off',
    'Whether callers may register regions of /dev/shm for inputs and outputs. off: who can have the server read and write memory of its machine should be asked for.',
  ),
  maxSharedMemoryRegions: setting(
    'MAX_SHARED_MEMORY_REGIONS',
    integer(1, 100_000),
    64,
    'Regions of shared memory that callers may have registered at the same time: an input and an output for each of many clients. Each holds a file descriptor.',
  ),
  maxSharedMemoryBytes: setting(
    'MAX_SHARED_MEMORY_BYTES',
    integer(1),
    256 * 2 ** 20,
    'Bytes of all registered regions of shared memory together: as many as one of the largest messages has.',
  ),
} as const;
