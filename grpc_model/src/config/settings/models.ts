import { MAX_TIMER_MS } from '../../core/timer';
import { integer, oneOf, optionalText, words } from '../parsers';
import { setting } from '../setting';

/** Which models there are, and how those without code are run. */
export const MODEL_SETTINGS = {
  modelStore: setting(
    'MODEL_STORE',
    optionalText,
    '',
    'A folder of models without code, <name>/<version>/model.onnx. Empty: none.',
  ),
  modelStorePollMs: setting(
    'MODEL_STORE_POLL_MS',
    integer(0, MAX_TIMER_MS),
    0,
    'How often the folders of models are looked at for new, changed and vanished versions. 0: only when management asks.',
  ),
  loadModels: setting(
    'LOAD_MODELS',
    oneOf('at-start', 'at-first-use'),
    'at-start',
    "When further models and those of the store are loaded; the project's own always loads at the start.",
  ),
  maxConcurrentLoads: setting(
    'MAX_CONCURRENT_LOADS',
    integer(1, 64),
    2,
    'Models that load at the same time: loading takes a processor and, for a moment, twice the memory.',
  ),
  maxModelBytes: setting(
    'MAX_MODEL_BYTES',
    integer(1),
    8 * 2 ** 30,
    'The most bytes of one version in the store, all its files together; a larger one is not loaded.',
  ),
  maxSharedModelBytes: setting(
    'MAX_SHARED_MODEL_BYTES',
    integer(0),
    64 * 2 ** 20,
    'Models of the store up to this size share workers where their config.yaml does not tell; larger ones have their own. 0: none shares.',
  ),
  storeMaxBatchSize: setting(
    'STORE_MAX_BATCH_SIZE',
    integer(1, 2 ** 31 - 1),
    32,
    'The most rows of one batch for models of the store whose config.yaml does not tell.',
  ),
  storeLoadTimeoutMs: setting(
    'STORE_LOAD_TIMEOUT_MS',
    integer(1, MAX_TIMER_MS),
    60_000,
    'How long a model of the store may take to load where its config.yaml does not tell.',
  ),
  storeRunTimeoutMs: setting(
    'STORE_RUN_TIMEOUT_MS',
    integer(1, MAX_TIMER_MS),
    60_000,
    'How long one call of a model of the store may take where its config.yaml does not tell.',
  ),
  onnxExecutionProviders: setting(
    'ONNX_EXECUTION_PROVIDERS',
    words,
    ['cpu'],
    'What onnxruntime runs models of the store on, the preferred one first; cpu is there everywhere.',
  ),
  onnxIntraOpThreads: setting(
    'ONNX_INTRA_OP_THREADS',
    integer(1, 1024),
    1,
    'Threads within one operator of a model of the store. One, because the workers are what runs in parallel.',
  ),
  onnxInterOpThreads: setting(
    'ONNX_INTER_OP_THREADS',
    integer(1, 1024),
    1,
    'Threads across operators of a model of the store. One, for the same reason.',
  ),
} as const;
