import ts from 'typescript';
import { sampleOf } from '../../../../src/authoring/init/media-samples';
import type { NewOutput } from '../../../../src/authoring/new-model';
import { placeholderFiles, placeholderSource } from '../../../../src/authoring/init/placeholder';
import * as contract from '../../../../src/contract';
import { isAcceptable } from '../../../../src/serving/media-type';

const MEDIA_TYPES = [
  ...['application/json', 'application/geo+json', 'text/plain', 'text/csv', 'text/html', 'application/xml'],
  ...['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/tiff', 'image/bmp', 'image/svg+xml'],
  ...['application/pdf', 'application/zip', 'application/gzip', 'audio/wav', 'application/octet-stream'],
  ...['application/x-ndjson', 'application/yaml', 'video/mp4', 'text/plain; charset=utf-8'],
];

const described = { maxSize: '1M', description: '' };

function output(name: string, mediaType: string): NewOutput {
  return { name, mediaType, ...described };
}

const facts = {
  className: 'Example',
  version: '1.0.0',
  summary: 'Ends */ a comment.',
  inputs: [
    { name: 'a b', mediaTypes: ['text/plain'], ...described },
    { name: "it's", mediaTypes: ['image/png'], ...described },
  ],
  outputs: [
    output('results.json', 'application/json'),
    ...MEDIA_TYPES.map((type, index) => output(`out "${index}"`, type)),
  ],
};

/** The wrapper, as its source makes it. */
function wrapperOf(source: string): contract.ModelWrapper {
  const exported: { default?: contract.ModelWrapperClass } = {};
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  // What is under test is a source; it is run as the module that it will be.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function('exports', 'require', outputText)(exported, () => contract);
  return new exported.default!(contract.bundleForTests('/nowhere'));
}

test('the placeholder answers what its test case expects, for every media type', async () => {
  const files = new Map(
    placeholderFiles(facts).map((change) => [
      change.path.replace('asset_bundle/1.0.0/test_cases/example/', ''),
      change.kind === 'write' ? Buffer.from(change.content) : undefined,
    ]),
  );
  const inputs = Object.fromEntries(facts.inputs.map(({ name }) => [name, files.get(name)!]));
  const options = contract.optionsForTests({ explain: true, detectDrift: true });
  const wrapper = wrapperOf(placeholderSource(facts));
  const output = await wrapper.handleDiscreteInput(new contract.ModelInput(inputs), options);
  expect(Object.keys(output)).toEqual(facts.outputs.map(({ name }) => name));
  for (const [name, content] of Object.entries(output)) {
    expect([name, Buffer.from(content as string | Uint8Array)]).toEqual([name, files.get(name)]);
  }
});

test.each(MEDIA_TYPES)('a sample of %s is of that type, and so is what the placeholder answers', (mediaType) => {
  expect(isAcceptable(sampleOf(mediaType), [mediaType])).toBe(true);
  const files = placeholderFiles({ ...facts, outputs: [output('out', mediaType)] });
  const answer = files.find(({ path }) => path.endsWith('/out'))!;
  expect(answer.kind === 'write' && isAcceptable(Buffer.from(answer.content), [mediaType])).toBe(true);
});
