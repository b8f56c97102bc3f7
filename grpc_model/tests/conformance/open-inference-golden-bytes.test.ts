import { rmSync, writeFileSync } from 'node:fs';
import { openInferenceService } from '../../src/protocols/open-inference/definition';
import { golden } from '../support/golden';
import { ECHO, GoldenServer } from '../support/golden-server';

// Contract: ../shared/contracts/open-inference.md, whose sections the quotations name.

let target: GoldenServer;
const expectBytes = (rpc: string, request: readonly string[], answer: readonly string[]) =>
  target.expectBytes(rpc, request, answer);

const REGION = `golden-bytes-${process.pid}`;
const REGION_FILE = `/dev/shm/${REGION}`;

beforeAll(async () => {
  writeFileSync(REGION_FILE, 'abcdefgh');
  target = await GoldenServer.start();
});

afterAll(async () => {
  rmSync(REGION_FILE);
  await target.stop();
});

const NO_TIME = '04 08 00 10 00'; // count 0, ns 0

describe('server and models', () => {
  // Section 3.1: "`ServerLiveRequest` | empty", "`ServerLiveResponse` | 1 `live` bool".
  test('ServerLive', () => expectBytes('ServerLive', [], ['08 01']));

  // Section 3.1: "`ServerReadyRequest` | empty", "`ServerReadyResponse` | 1 `ready` bool".
  test('ServerReady', () => expectBytes('ServerReady', [], ['08 01']));

  // Section 3.1: "`ModelReadyRequest` | 1 `name` string; 2 `version` string", "`ModelReadyResponse` | 1 `ready` bool".
  test('ModelReady', () => expectBytes('ModelReady', [ECHO, '12 01 "1"'], ['08 01']));

  // Section 3.1: "`ServerMetadataResponse` | 1 `name` string; 2 `version` string; 3 `extensions` repeated string".
  // Section 4.1: "List only what is implemented."
  test('ServerMetadata', () =>
    expectBytes(
      'ServerMetadata',
      [],
      [
        '0a 0f "model-container"', // name
        '12 05 "1.2.3"', // version
        '1a 0e "classification"', // extensions
        '1a 10 "model_repository"',
        '1a 23 "model_repository(unload_dependents)"',
        '1a 0f "schedule_policy"',
        '1a 13 "model_configuration"',
        '1a 12 "binary_tensor_data"',
        '1a 0a "parameters"',
        '1a 0a "statistics"',
        '1a 14 "system_shared_memory"',
      ],
    ));

  // Section 3.1: "`ModelMetadataResponse` | 1 `name` string; 2 `versions` repeated string; 3 `platform` string; 4 `inputs`
  // repeated TensorMetadata; 5 `outputs` repeated TensorMetadata", "TensorMetadata | 1 `name` string; 2 `datatype` string;
  // 3 `shape` repeated int64". Section 6: field 6 is "empty unless the operator sets properties".
  test('ModelMetadata of a graph', () =>
    expectBytes(
      'ModelMetadata',
      [ECHO],
      [
        ECHO,
        '12 01 "1"', // versions
        '1a 0b "onnx_onnxv1"', // platform
        '22 16', // inputs
        '0a 01 "x"',
        '12 04 "FP32"',
        '1a 0b ff ff ff ff ff ff ff ff ff 01 02', // shape: "Variable dimensions are −1 in metadata."
        '2a 16', // outputs
        '0a 01 "y"',
        '12 04 "FP32"',
        '1a 0b ff ff ff ff ff ff ff ff ff 01 02',
      ],
    ));

  test('ModelMetadata of a wrapper, whose parts are BYTES', () =>
    expectBytes(
      'ModelMetadata',
      ['0a 0e "scripted-model"', '12 05 "1.2.3"'],
      [
        '0a 0e "scripted-model"',
        '12 05 "1.2.3"',
        '1a 12 "typescript_wrapper"',
        '22 1c', // inputs
        '0a 07 "command"',
        '12 05 "BYTES"',
        '1a 0a ff ff ff ff ff ff ff ff ff 01', // shape: -1, the batch
        '2a 21', // outputs
        '0a 0c "results.json"',
        '12 05 "BYTES"',
        '1a 0a ff ff ff ff ff ff ff ff ff 01',
      ],
    ));

  // Section 3.2: "`ModelConfigRequest` | 1 `name`; 2 `version`", "`ModelConfigResponse` | 1 `config` ModelConfig".
  // Section 3.3: the fields of `ModelConfig`.
  test('ModelConfig', () =>
    expectBytes(
      'ModelConfig',
      [ECHO, '12 01 "1"'],
      [
        '0a 6b', // config
        ECHO, // 1 name
        '12 0b "onnx_onnxv1"', // 2 platform
        '1a 04 0a 02 08 01', // 3 version_policy: latest: num_versions 1
        '20 20', // 4 max_batch_size 32
        '2a 08 0a 01 "x" 10 0b 22 01 02', // 5 input: name, data_type TYPE_FP32 = 11, 4 dims [2]
        '32 08 0a 01 "y" 10 0b 1a 01 02', // 6 output: name, data_type, 3 dims [2]
        '3a 0a 0a 04 "echo" 10 01 20 02', // 7 instance_group: name, count 1, kind KIND_CPU = 2
        '5a 0b 10 00 20 03 28 02 32 03 20 80 08', // 11 dynamic_batching: delay 0, 3 levels, default 2, max_queue_size 1024
        '72 0e 0a 07 "version" 12 03 0a 01 "1"', // 14 parameters
        '8a 01 0b "onnxruntime"', // 17 backend
        '9a 01 02 08 00', // 19 model_transaction_policy: decoupled false
      ],
    ));

  // Section 3.2: "`ModelStatisticsRequest` | 1 `name`; 2 `version` (empty = all)", "`ModelStatistics` | 1 `name`; 2 `version`;
  // 3 `last_inference` uint64 (ms since epoch); 4 `inference_count` uint64; 5 `execution_count` uint64; 6 `inference_stats`
  // InferStatistics; […]", "`InferStatistics` (StatisticDuration each) | 1 `success`; 2 `fail`; 3 `queue`; 4 `compute_input`;
  // 5 `compute_infer`; 6 `compute_output`; 7 `cache_hit`; 8 `cache_miss`".
  test('ModelStatistics of a model that nobody has called', () =>
    expectBytes(
      'ModelStatistics',
      ['0a 04 "idle"'],
      [
        '0a 41', // model_stats
        '0a 04 "idle"',
        '12 01 "1"',
        '18 00 20 00 28 00', // last_inference, inference_count, execution_count
        '32 30', // inference_stats
        ...['0a', '12', '1a', '22', '2a', '32', '3a', '42'].map((field) => `${field} ${NO_TIME}`),
      ],
    ));
});

describe('the repository', () => {
  // Section 3.2: "`RepositoryIndexRequest` | 1 `repository_name`; 2 `ready` bool", "ModelIndex { 1 `name`; 2 `version`;
  // 3 `state`; 4 `reason` }", "`RepositoryModelUnloadRequest` | 1 `repository_name`; 2 `model_name`; 3 `parameters`",
  // "`RepositoryModelLoadResponse`, `RepositoryModelUnloadResponse` | empty". Section 4.4: "`reason` `unloaded` after an unload".
  test('RepositoryModelUnload, RepositoryIndex and RepositoryModelLoad', async () => {
    const unload = ['12 04 "echo"', '1a 17 0a 11 "unload_dependents" 12 02 08 01'];
    await expectBytes('RepositoryModelUnload', unload, []);
    const index = await target.client.unary('RepositoryIndex', golden());
    const unloaded = golden('0a 20', ECHO, '12 01 "1"', '1a 0b "UNAVAILABLE"', '22 08 "unloaded"').toString('hex');
    expect(index).toContain(unloaded);
    await expectBytes('RepositoryModelLoad', ['12 04 "echo"'], []);
  });

  test('RepositoryIndex of those that are ready', async () => {
    await expectBytes(
      'RepositoryIndex',
      ['10 01'],
      [
        ...['0a 12 0a 04 "echo" 12 01 "1"', '1a 05 "READY"', '22 00'],
        ...['0a 12 0a 04 "idle" 12 01 "1"', '1a 05 "READY"', '22 00'],
        ...['0a 20 0a 0e "scripted-model" 12 05 "1.2.3"', '1a 05 "READY"', '22 00'],
      ],
    );
  });

  // Section 6: "when `model_name` is empty and field 1 is not, treat field 1 as the model name (KServe stub)", "for the KServe
  // form send its two fields": "1 `model_name`, 2 `isLoaded` / `isUnloaded`".
  test("KServe's form of both", async () => {
    await expectBytes('RepositoryModelUnload', [ECHO], [ECHO, '10 01']);
    await expectBytes('RepositoryModelLoad', [ECHO], [ECHO, '10 01']);
  });
});

describe('system shared memory', () => {
  const length = REGION.length.toString(16).padStart(2, '0');
  const key = `"${REGION}"`;
  const lengthOf = (bytes: number) => bytes.toString(16).padStart(2, '0');

  // Section 3.2: "`SystemSharedMemoryRegisterRequest` | 1 `name`; 2 `key`; 3 `offset` uint64; 4 `byte_size` uint64",
  // "`SystemSharedMemoryStatusResponse` | 1 `regions` map<string, RegionStatus { 1 `name`; 2 `key`; 3 `offset` uint64;
  // 4 `byte_size` uint64 }>", "`…RegisterResponse`, `…UnregisterResponse` | empty".
  test('Register, Status and Unregister', async () => {
    await expectBytes('SystemSharedMemoryRegister', ['0a 01 "r"', `12 ${length} ${key}`, '18 00', '20 08'], []);
    const region = [`0a 01 "r"`, `12 ${length} ${key}`, '18 00', '20 08'];
    const regionLength = 3 + 2 + REGION.length + 2 + 2;
    const entry = ['0a 01 "r"', `12 ${lengthOf(regionLength)}`, ...region];
    const answer = [`0a ${lengthOf(3 + 2 + regionLength)}`, ...entry];
    await expectBytes('SystemSharedMemoryStatus', ['0a 01 "r"'], answer);
    await expectBytes('SystemSharedMemoryStatus', [], answer);
    await expectBytes('SystemSharedMemoryUnregister', ['0a 01 "r"'], []);
    await expectBytes('SystemSharedMemoryStatus', [], []);
  });
});

test('no rpc of the service is without its bytes', () => {
  // Inference has a file of its own.
  expect([...target.asked, 'ModelInfer', 'ModelStreamInfer'].sort()).toEqual(Object.keys(openInferenceService).sort());
});
