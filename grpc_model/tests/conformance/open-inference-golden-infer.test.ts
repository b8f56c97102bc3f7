import { echoModel } from '../support/echo-graph';
import { golden, outline } from '../support/golden';
import { ECHO, GoldenServer } from '../support/golden-server';
import { until } from '../support/until';
import { rmSync, writeFileSync } from 'node:fs';

// Contract: ../shared/contracts/open-inference.md, whose sections the quotations name.

let target: GoldenServer;
const expectBytes = (rpc: string, request: readonly string[], answer: readonly string[]) =>
  target.expectBytes(rpc, request, answer);

beforeAll(async () => {
  target = await GoldenServer.start();
});

afterAll(() => target.stop());

const INPUT = ['0a 01 "x"', '12 04 "FP32"', '1a 02 01 02']; // name, datatype, shape [1, 2]
const OUTPUT = ['0a 01 "y"', '12 04 "FP32"', '1a 02 01 02'];
/** 1 and -2: "little-endian, row-major, no stride, no padding". */
const ELEMENTS = '00 00 80 3f 00 00 00 c0';
const HEAD = [ECHO, '12 01 "1"', '1a 02 "r1"']; // model_name, model_version, id
const RAW_REQUEST = [...HEAD, '2a 0d', ...INPUT, '32 03 0a 01 "y"', `3a 08 ${ELEMENTS}`];

describe('ModelInfer', () => {
  // Section 3.1: "`ModelInferRequest` | 1 `model_name` string; 2 `model_version` string; 3 `id` string; […] 5 `inputs`
  // repeated InferInputTensor; 6 `outputs` repeated InferRequestedOutputTensor; 7 `raw_input_contents` repeated bytes".
  // Section 6: "raw unless at least one input came in typed `contents`".
  test('with raw contents', () =>
    expectBytes('ModelInfer', RAW_REQUEST, [...HEAD, '2a 0d', ...OUTPUT, `32 08 ${ELEMENTS}`]));

  // Section 3.1: "5 `contents` InferTensorContents", "6 `fp32_contents` float".
  test('with typed contents', () => {
    const contents = `2a 0a 32 08 ${ELEMENTS}`;
    return expectBytes('ModelInfer', [...HEAD, '2a 19', ...INPUT, contents], [...HEAD, '2a 19', ...OUTPUT, contents]);
  });

  // Section 3.1: "oneof `parameter_choice` { 1 `bool_param` bool; 2 `int64_param` int64; 3 `string_param` string;
  // 4 `double_param` double; 5 `uint64_param` uint64 }". Section 4.3: "any other | int, bool, string, double | passed to the model".
  test('with parameters of every choice, which the model gets', async () => {
    const seen = ['quiet: boolean true', 'count: number -1', 'mood: string gentle', 'top: number 0.5'];
    const answer = JSON.stringify({
      data: {
        result: { batch: 1, seen: [...seen, 'longest: bigint 18446744073709551615'] },
        explanation: null,
        drift: null,
      },
    });
    expect(answer).toHaveLength(0xc0);
    await expectBytes(
      'ModelInfer',
      [
        '0a 0e "scripted-model"',
        '22 0b 0a 05 "quiet" 12 02 08 01', // 1 bool_param true
        '22 14 0a 05 "count" 12 0b 10 ff ff ff ff ff ff ff ff ff 01', // 2 int64_param -1
        '22 10 0a 04 "mood" 12 08 1a 06 "gentle"', // 3 string_param
        '22 10 0a 03 "top" 12 09 21 00 00 00 00 00 00 e0 3f', // 4 double_param 0.5
        '22 16 0a 07 "longest" 12 0b 28 ff ff ff ff ff ff ff ff ff 01', // 5 uint64_param 2^64 - 1
        '2a 13 0a 07 "command" 12 05 "BYTES" 1a 01 01',
        '3a 0e 0a 00 00 00 "parameters"', // "BYTES element = u32 little-endian length + that many bytes."
      ],
      [
        '0a 0e "scripted-model"',
        '12 05 "1.2.3"',
        '2a 18 0a 0c "results.json" 12 05 "BYTES" 1a 01 01',
        '32 c4 01 c0 00 00 00',
        Buffer.from(answer).toString('hex'),
      ],
    );
  });

  // Section 4.3: "`priority` | unsigned integer (gRPC int64_param ≥ 0 or uint64_param)", "`timeout` | unsigned integer, µs
  // (gRPC int64_param)". Section 4.6: "strings `<value>:<index>[:<label>]` in descending value".
  test('with a priority, a timeout and a classification', () =>
    expectBytes(
      'ModelInfer',
      [
        ECHO,
        '22 0e 0a 08 "priority" 12 02 28 01', // uint64_param 1
        '22 10 0a 07 "timeout" 12 05 10 80 ad e2 04', // int64_param 10 000 000
        '2a 0d',
        ...INPUT,
        '32 19 0a 01 "y" 12 14 0a 0e "classification" 12 02 10 02', // int64_param 2
        `3a 08 ${ELEMENTS}`,
      ],
      [
        ECHO,
        '12 01 "1"',
        '2a 0e 0a 01 "y" 12 05 "BYTES" 1a 02 01 02',
        '32 0f',
        '03 00 00 00 "1:0"',
        '04 00 00 00 "-2:1"',
      ],
    ));

  test('with an input in shared memory', async () => {
    const name = `golden-infer-${process.pid}`;
    writeFileSync(`/dev/shm/${name}`, golden(ELEMENTS));
    const length = name.length.toString(16).padStart(2, '0');
    await target.client.unary('SystemSharedMemoryRegister', golden('0a 01 "r"', `12 ${length} "${name}"`, '20 08'));
    rmSync(`/dev/shm/${name}`);
    // Section 4.7: "`shared_memory_region` string, `shared_memory_byte_size` int".
    await expectBytes(
      'ModelInfer',
      [
        ECHO,
        '2a 49',
        ...INPUT,
        '22 1b 0a 14 "shared_memory_region" 12 03 1a 01 "r"', // string_param
        '22 1d 0a 17 "shared_memory_byte_size" 12 02 10 08', // int64_param
      ],
      [ECHO, '12 01 "1"', '2a 0d', ...OUTPUT, `32 08 ${ELEMENTS}`],
    );
  });

  // Section 3.2: "`InferBatchStatistics` | 1 `batch_size` uint64; 2 `compute_input`; 3 `compute_infer`; 4 `compute_output`".
  // Section 4.5: "`inference_count` counts batch items, `execution_count` model
  // executions; both without cache hits."
  test('is counted by ModelStatistics', async () => {
    target.store.write('counted/1/model.onnx', echoModel('FLOAT', ['rows', 2]));
    await target.client.unary('RepositoryModelLoad', golden('12 07 "counted"'));
    await target.client.unary('ModelInfer', golden('0a 07 "counted"', '2a 0d', ...INPUT, `3a 08 ${ELEMENTS}`));
    await until(() => target.server.statistics.of('counted', '1').succeeded.count === 1);
    const answer = Buffer.from(await target.client.unary('ModelStatistics', golden('0a 07 "counted"')), 'hex');
    const stats = answer.subarray(answer[1]! & 0x80 ? 3 : 2);
    const messages = ['6', '7', ...'12345678'.split('').map((each) => `6.${each}`), '7.2', '7.3', '7.4'];
    const varying = ['3', ...'123456'.split('').map((each) => `6.${each}.2`), '7.2.2', '7.3.2', '7.4.2'];
    expect(outline(stats, messages, varying)).toEqual([
      `1: ${Buffer.from('counted').toString('hex')}`,
      `2: ${Buffer.from('1').toString('hex')}`,
      '3: *',
      '4: 01', // inference_count
      '5: 01', // execution_count
      ...['01', '00', '01', '01', '01', '01'].flatMap((count, at) => [`6.${at + 1}.1: ${count}`, `6.${at + 1}.2: *`]),
      ...['7', '8'].flatMap((field) => [`6.${field}.1: 00`, `6.${field}.2: 00`]), // "no cache"
      '7.1: 01', // batch_size
      ...['2', '3', '4'].flatMap((field) => [`7.${field}.1: 01`, `7.${field}.2: *`]),
    ]);
  });
});

describe('ModelStreamInfer', () => {
  const WRONG_TYPE = "[request id: r2] inference input 'x' data-type is 'INT32', but model 'echo' expects 'FP32'";
  const WRONG_REQUEST = [ECHO, '1a 02 "r2"', '2a 0e 0a 01 "x" 12 05 "INT32" 1a 02 01 02', `3a 08 ${ELEMENTS}`];
  /** "Every streamed response carries the bool parameter `triton_final_response`." */
  const FINAL = '22 1b 0a 15 "triton_final_response" 12 02 08 01';
  const NOT_FINAL = '22 1b 0a 15 "triton_final_response" 12 02 08 00';

  // Section 3.2: "`ModelStreamInferResponse` | 1 `error_message` string (empty = success); 2 `infer_response`
  // ModelInferResponse". Section 3.5: "errors come in-band as `error_message`, with `infer_response.id` […] filled in; the
  // stream stays open". Section 3.7: "inference input 'A' data-type is 'FP32', but model 'm' expects 'INT32'".
  test('tells of one message in-band that it failed, and answers the next', async () => {
    expect(await target.client.stream('ModelStreamInfer', [golden(...WRONG_REQUEST), golden(...RAW_REQUEST)])).toEqual({
      answers: [
        golden(`0a 5a "${WRONG_TYPE}"`, '12 04 1a 02 "r2"').toString('hex'),
        golden('12 43', ...HEAD, FINAL, '2a 0d', ...OUTPUT, `32 08 ${ELEMENTS}`).toString('hex'),
      ],
      status: 'OK',
    });
  });

  // Section 3.5: "With request metadata `triton_grpc_error: true` the first error instead ends the stream with the gRPC status."
  test('ends with the status of the first failure where it is asked to', async () => {
    const messages = [golden(...RAW_REQUEST), golden(...WRONG_REQUEST), golden(...RAW_REQUEST)];
    const { answers, status } = await target.client.stream('ModelStreamInfer', messages, { triton_grpc_error: 'true' });
    expect(answers).toHaveLength(1);
    expect(status).toBe(`3: ${WRONG_TYPE}`);
  });

  // Section 3.5: "`triton_enable_empty_final_response` (bool_param): then a decoupled model's completion without a response
  // produces an empty final response (id, model_name, model_version + `triton_final_response` true)".
  test('has every piece of a wrapper that streams, and its end where that is asked for', async () => {
    const request = golden(
      '0a 0e "scripted-model"',
      '1a 02 "r3"',
      '22 28 0a 22 "triton_enable_empty_final_response" 12 02 08 01',
      '2a 13 0a 07 "command" 12 05 "BYTES" 1a 01 01',
      '3a 0e 0a 00 00 00 "then-end 1"',
    );
    const head = ['0a 0e "scripted-model"', '12 05 "1.2.3"', '1a 02 "r3"'];
    const piece = JSON.stringify({ data: { result: 0, explanation: null, drift: null } });
    expect(await target.client.stream('ModelStreamInfer', [request])).toEqual({
      answers: [
        golden(
          '12 8d 01',
          ...head,
          NOT_FINAL,
          '2a 18 0a 0c "results.json" 12 05 "BYTES" 1a 01 01',
          `32 39 35 00 00 00 ${Buffer.from(piece).toString('hex')}`,
        ).toString('hex'),
        golden('12 38', ...head, FINAL).toString('hex'),
      ],
      status: 'OK',
    });
  });
});
