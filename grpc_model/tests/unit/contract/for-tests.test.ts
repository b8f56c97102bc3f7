import { bundleForTests, optionsForTests } from '../../../src/contract';

describe('bundleForTests', () => {
  it.each(['/project/asset_bundle/1.2.3', '/project/asset_bundle/1.2.3/', 'C:\\project\\asset_bundle\\1.2.3'])(
    'is the bundle of the folder %s, of the version that it is named',
    (folder) => {
      expect(bundleForTests(folder)).toMatchObject({ folder, metadata: { version: '1.2.3', inputs: [] } });
    },
  );

  it('has the metadata that it is given', () => {
    const { metadata } = bundleForTests('/project/asset_bundle/1.2.3', { name: 'Greeter', version: '4.5.6' });
    expect(metadata).toMatchObject({ name: 'Greeter', version: '4.5.6', type: 'grpc' });
  });
});

describe('optionsForTests', () => {
  it('asks for nothing, and gives each call a signal of its own that does not fire', () => {
    const options = optionsForTests();
    expect(options).toMatchObject({ explain: false, detectDrift: false, parameters: {}, signal: { aborted: false } });
    expect(options.signal).not.toBe(optionsForTests().signal);
  });

  it('asks for what it is given', () => {
    const signal = AbortSignal.abort();
    expect(optionsForTests({ explain: true, signal })).toMatchObject({ explain: true, detectDrift: false, signal });
  });
});
