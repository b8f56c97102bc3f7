import { status, type Client, type MethodDefinition } from '@grpc/grpc-js';
import { openInferenceService } from '../../../../src/protocols/open-inference/definition';
import { openInferenceGrpc, type OpenInferenceGrpc } from '../../../../src/protocols/open-inference/grpc-service';
import type { RepositoryParameters } from '../../../../src/protocols/open-inference/open-inference';
import { GrpcListener } from '../../../../src/transport/grpc/grpc-listener';
import { connect, unary } from '../../../support/grpc-client';
import { listenerDefaults } from '../../../support/limits';
import { FakeOpenInference } from './fake-open-inference';

const OPTIONS = { maxRequestParts: 100, maxMessageBytes: 10_000, forceRawOutputs: false };

type Rpc = Exclude<keyof typeof openInferenceService, 'ModelStreamInfer'>;

describe('openInferenceGrpc', () => {
  let fake: FakeOpenInference;
  let listener: GrpcListener;
  let client: Client;

  const start = async (options = OPTIONS) => {
    fake = new FakeOpenInference();
    listener = new GrpcListener(listenerDefaults());
    listener.add(openInferenceGrpc(fake, options));
    client = connect(await listener.listen());
  };
  const call = async (rpc: Rpc, request: object = {}): Promise<unknown> => {
    const { response } = await unary(client, openInferenceService[rpc] as MethodDefinition<object, object>, request);
    return response;
  };
  const stop = async () => {
    client.close();
    await listener.close(0);
  };

  beforeEach(() => start());
  afterEach(stop);

  it('answers for the server', async () => {
    expect(await call('ServerLive')).toEqual({ live: true });
    expect(await call('ServerReady')).toEqual({ ready: true });
    expect(await call('ServerMetadata')).toEqual({ name: 'server', version: '1.0.0', extensions: ['statistics'] });
  });

  it('answers for a model', async () => {
    expect(await call('ModelReady', { name: 'm' })).toEqual({ ready: false });
    expect(await call('ModelMetadata', { name: 'm', version: '2' })).toMatchObject({
      name: 'm',
      versions: ['2'],
      inputs: [{ name: 'x', datatype: 'INT64', shape: ['-1', '2'] }],
    });
    expect(await call('ModelConfig', { name: 'm' })).toMatchObject({
      config: { name: 'm', input: [{ name: 'x', data_type: 'TYPE_INT64', dims: ['2'] }] },
    });
    expect(await call('ModelStatistics', { name: 'm' })).toMatchObject({
      model_stats: [{ name: 'm', inference_count: '7', inference_stats: { success: { ns: '9007199254740991' } } }],
    });
  });

  it('says that there is no such model', async () => {
    await expect(call('ModelReady', { name: 'other' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
      details: "Request for unknown model: 'other' is not found",
    });
  });

  describe('ModelInfer', () => {
    const typed = {
      model_name: 'm',
      id: 'r',
      inputs: [{ name: 'x', datatype: 'INT64', shape: [2], contents: { int64_contents: ['1', '-2'] } }],
    };
    const raw = {
      model_name: 'm',
      inputs: [{ name: 'x', datatype: 'INT8', shape: [2] }],
      raw_input_contents: [Buffer.from([1, 2])],
    };

    it('answers raw requests raw', async () => {
      expect(await call('ModelInfer', raw)).toMatchObject({
        model_name: 'm',
        model_version: '1',
        outputs: [{ name: 'x', datatype: 'INT8', shape: ['2'], contents: null }],
        raw_output_contents: [Buffer.from([1, 2])],
      });
    });

    it('answers typed requests typed', async () => {
      expect(await call('ModelInfer', typed)).toMatchObject({
        id: 'r',
        outputs: [{ name: 'x', contents: { int64_contents: ['1', '-2'] } }],
        raw_output_contents: [],
      });
    });

    // Section 6: "always raw for FP16/BF16".
    it('answers typed requests raw when an output has no typed field', async () => {
      const half = { name: 'h', datatype: 'BF16', shape: [0], contents: {} };
      expect(await call('ModelInfer', { ...typed, inputs: [...typed.inputs, half] })).toMatchObject({
        outputs: [{ contents: null }, { contents: null }],
        raw_output_contents: [Buffer.from('0100000000000000feffffffffffffff', 'hex'), expect.anything()],
      });
    });

    it('answers typed requests raw when the operator wants it so', async () => {
      await stop();
      await start({ ...OPTIONS, forceRawOutputs: true });
      expect(await call('ModelInfer', typed)).toMatchObject({
        outputs: [{ contents: null }],
        raw_output_contents: [expect.anything()],
      });
    });

    it('refuses what is no request as the caller’s fault', async () => {
      await expect(call('ModelInfer', { ...typed, inputs: [{ name: 'x', datatype: 'INT8' }] })).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
        details: "unable to find data for input tensor 'x' for model 'm' in request.",
      });
    });
  });

  describe('the repository', () => {
    it('lists models', async () => {
      expect(await call('RepositoryIndex')).toEqual({
        models: [{ name: 'm', version: '1', state: 'LOADING', reason: '' }],
      });
      expect(await call('RepositoryIndex', { ready: true })).toEqual({ models: [] });
    });

    it('loads and unloads with parameters, and answers nothing', async () => {
      const parameters = {
        config: { string_param: '{}' },
        'file:1/model.onnx': { bytes_param: Buffer.from('onnx') },
        unload_dependents: { bool_param: false },
        count: { int64_param: '-9007199254740993' },
      };
      const bytes = openInferenceService.RepositoryModelLoad.responseSerialize({});
      expect(bytes).toHaveLength(0);
      expect(await call('RepositoryModelLoad', { model_name: 'm', parameters })).toEqual({
        model_name: '',
        isLoaded: false,
      });
      expect(await call('RepositoryModelUnload', { model_name: 'm' })).toEqual({ model_name: '', isUnloaded: false });
      const [[name, given]] = fake.loads as [[string, RepositoryParameters]];
      expect(name).toBe('m');
      expect(Object.fromEntries(given)).toEqual({
        config: '{}',
        'file:1/model.onnx': Buffer.from('onnx'),
        unload_dependents: false,
        count: -9007199254740993n,
      });
      expect(fake.unloads).toEqual([['m', new Map()]]);
    });

    // Section 6: "when `model_name` is empty and field 1 is not, treat field 1 as the model name (KServe stub)".
    it('takes the form of KServe’s clients, and gives its answer', async () => {
      expect(await call('RepositoryModelLoad', { repository_name: 'm' })).toEqual({ model_name: 'm', isLoaded: true });
      expect(await call('RepositoryModelUnload', { repository_name: 'm' })).toEqual({
        model_name: 'm',
        isUnloaded: true,
      });
      expect([fake.loads, fake.unloads]).toEqual([[['m', new Map()]], [['m', new Map()]]]);
    });

    it.each<[Rpc, object]>([
      ['RepositoryModelLoad', { model_name: 'm', repository_name: 'r' }],
      ['RepositoryModelUnload', { model_name: 'm', repository_name: 'r' }],
      ['RepositoryIndex', { repository_name: 'r' }],
    ])('refuses the name of a repository in %s', async (rpc, request) => {
      await expect(call(rpc, request)).rejects.toMatchObject({
        code: status.UNIMPLEMENTED,
        details: "'repository_name' specification is not supported",
      });
      expect(fake.loads.concat(fake.unloads)).toEqual([]);
    });

    it.each(['a', 'a'.repeat(5000)])(
      'refuses a parameter without a value, with no more of its name than fits',
      async (name) => {
        const load = call('RepositoryModelLoad', { model_name: 'm', parameters: { [name]: {} } });
        await expect(load).rejects.toMatchObject({
          code: status.INVALID_ARGUMENT,
          details: expect.stringMatching(/^The parameter 'a{1,128}…?' has no value; expected bool_param/) as string,
        });
      },
    );
  });

  it('registers, tells and forgets shared memory', async () => {
    const region = { name: 'r', key: '/k', offset: '8', byte_size: '4294967296' };
    expect(await call('SystemSharedMemoryRegister', region)).toEqual({});
    expect(fake.regions).toEqual([{ name: 'r', key: '/k', offset: 8, byteSize: 2 ** 32 }]);
    expect(await call('SystemSharedMemoryStatus')).toEqual({ regions: { r: region } });
    expect(await call('SystemSharedMemoryUnregister', { name: 'r' })).toEqual({});
    expect(fake.unregistered).toEqual(['r']);
    await expect(call('SystemSharedMemoryRegister', { ...region, offset: '9007199254740993' })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: "Invalid offset + byte size for shared memory region: 'r'",
    });
  });
});

describe('access', () => {
  const service: OpenInferenceGrpc = openInferenceGrpc(new FakeOpenInference(), OPTIONS);
  const rpcs = { ...service.rpcs, ...service.streams };

  it('is said for every rpc of the service', () => {
    expect(Object.fromEntries(Object.entries(rpcs).map(([name, { access }]) => [name, access]))).toEqual({
      ServerLive: 'open',
      ServerReady: 'open',
      ModelReady: 'open',
      ServerMetadata: 'predict',
      ModelMetadata: 'predict',
      ModelConfig: 'predict',
      ModelStatistics: 'predict',
      ModelInfer: 'predict',
      ModelStreamInfer: 'predict',
      RepositoryIndex: 'observe',
      RepositoryModelLoad: 'control',
      RepositoryModelUnload: 'control',
      SystemSharedMemoryStatus: 'control',
      SystemSharedMemoryRegister: 'control',
      SystemSharedMemoryUnregister: 'control',
    });
    expect(Object.keys(rpcs).sort()).toEqual(Object.keys(openInferenceService).sort());
  });
});
