import { modzyService } from '../../src/protocols/modzy/definition';

describe('section 1: golden bytes', () => {
  const hex = (bytes: Buffer) => bytes.toString('hex');
  const { Run, Status, Shutdown } = modzyService;

  test('paths have no package', () => {
    expect([Status.path, Run.path, Shutdown.path]).toEqual([
      '/ModzyModel/Status',
      '/ModzyModel/Run',
      '/ModzyModel/Shutdown',
    ]);
  });

  test('StatusRequest is empty', () => expect(hex(Status.requestSerialize({}))).toBe(''));

  test('RunRequest', () => {
    const request = { inputs: [{ input: { 'input.txt': Buffer.from('hi') } }], detect_drift: true, explain: true };
    const bytes = '0a11' + '0a0f' + '0a09' + '696e7075742e747874' + '1202' + '6869' + '1001' + '1801';
    expect(hex(Run.requestSerialize(request))).toBe(bytes);
    expect(Run.requestDeserialize(Buffer.from(bytes, 'hex'))).toEqual(request);
  });

  test('RunResponse', () => {
    const response = {
      status_code: 200,
      status: 'OK',
      message: 'Inference executed',
      outputs: [{ output: { o: Buffer.from('x') }, success: true }],
    };
    const bytes =
      '08c801' +
      '12024f4b' +
      `1a12${hex(Buffer.from('Inference executed'))}` +
      '220a' +
      '0a06' +
      '0a016f' +
      '120178' +
      '1001';
    expect(hex(Run.responseSerialize(response))).toBe(bytes);
    expect(Run.responseDeserialize(Buffer.from(bytes, 'hex'))).toEqual(response);
  });

  test('StatusResponse', () => {
    const bytes = hex(
      Status.responseSerialize({
        status_code: 500,
        resources: { required_ram: '1G', num_cpus: 0.5, num_gpus: 1 },
        timeout: { status: '1s', run: '2s' },
        features: { batch_size: 4, retrainable: true },
      }),
    );
    expect(bytes).toBe(
      '08f403' +
        '420b' +
        '0a023147' +
        '150000003f' +
        '1801' +
        '4a08' +
        '0a023173' +
        '12023273' +
        '5204' +
        '1004' +
        '1801',
    );
  });
});
