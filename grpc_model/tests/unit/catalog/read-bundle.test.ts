import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBundle } from '../../../src/catalog/read-bundle';
import { ProblemsError } from '../../../src/core/problems';
import { DOCKER_YAML, MODEL_YAML } from '../../support/bundle-files';

let project: string;
beforeEach(() => (project = mkdtempSync(join(tmpdir(), 'bundle-'))));
afterEach(() => rmSync(project, { recursive: true }));

function write(modelYaml: string, dockerYaml: string | null = DOCKER_YAML, version = '1.2.3'): void {
  const folder = join(project, 'asset_bundle', version);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.yaml'), modelYaml);
  if (dockerYaml !== null) writeFileSync(join(folder, 'docker_metadata.yaml'), dockerYaml);
}

/** The standard file with some of its lines replaced. */
function modelWith(...changes: readonly (readonly [line: string, replacement: string])[]): string {
  return changes.reduce((text, [line, replacement]) => {
    expect(text).toContain(line);
    return text.replace(line, replacement);
  }, MODEL_YAML);
}

/** The problems, without the folder that they all have in common. */
function problems(version = '1.2.3'): string[] {
  try {
    readBundle(project, version);
  } catch (thrown) {
    if (!(thrown instanceof ProblemsError)) throw thrown;
    return thrown.message.split('\n').map((line) => line.replace('asset_bundle/1.2.3/', ''));
  }
  return [];
}

const metadata = () => readBundle(project, '1.2.3').metadata;

test('a bundle is read with sizes in bytes and durations in milliseconds', () => {
  write(MODEL_YAML);
  const bundle = readBundle(project, '1.2.3');
  expect(bundle.folder).toBe(join(project, 'asset_bundle/1.2.3'));
  expect(bundle.metadata).toMatchObject({
    name: 'Digits',
    version: '1.2.3',
    inputs: [{ name: 'image', acceptedMediaTypes: ['image/png', 'image/jpeg'], maxSize: { text: '5M', value: 5e6 } }],
    outputs: [{ name: 'results.json', mediaType: 'application/json', maxSize: { value: 1e6 } }],
    resources: { memory: { text: '512M', value: 512e6 }, cpuCount: 0.5, gpuCount: 0 },
    timeouts: { status: { text: '60s', value: 60_000 }, run: { text: '500ms', value: 500 } },
    features: { maxBatchSize: 8, retrainable: false, resultsFormat: null },
  });
});

test('every problem of both files is told at once, with file, line, key, found and expected', () => {
  write(
    modelWith(
      ['type: grpc\n', ''],
      ['name: Digits', 'name: 7'],
      ['maxSize: 5M', 'maxSize: 5 cats'],
      ['run: 500ms', 'run: soon'],
      ['maxBatchSize: 8', 'maxBatchSize: 0'],
      ['{ count: 0.5 }', '{ count: half }'],
    ),
    DOCKER_YAML.replace('abcdefghi0', 'ABC').replace('    repo_suffix: digits\n', ''),
  );
  expect(problems().sort()).toEqual(
    [
      'model.yaml:1: type: found nothing; expected this key',
      'model.yaml:4: name: found the number 7; expected string',
      'model.yaml:14: inputs.image.maxSize: found "5 cats"; expected a size above zero such as "5M" (decimal) or "5Mi" (binary)',
      'model.yaml:23: resources.cpu.count: found "half"; expected number',
      'model.yaml:27: timeout.run: found "soon"; expected a duration above zero such as "60s", "500ms" or "2m"',
      'model.yaml:29: features.maxBatchSize: found the number 0; expected >= 1',
      'docker_metadata.yaml:2: dockerMetadata.0.repo_suffix: found nothing; expected this key',
      'docker_metadata.yaml:4: id: found "ABC"; expected a text like ^[a-z0-9]{10}$',
    ].sort(),
  );
});

test.each(['1.0', '1', 'null', "'1.0'", "'1.2.3.4'", "'v1.2.3'", "'1.2.1000'"])(
  'contract 4.21: the version %s is refused with how to write it',
  (version) => {
    write(modelWith(["'1.2.3'", version]));
    expect(problems()).toEqual([
      expect.stringMatching(
        /^model\.yaml:4: version: found .*; expected a quoted version "x\.y\.z", each part below 1000$/,
      ),
    ]);
  },
);

test('contract 4.22: a version that differs names the place that decides', () => {
  write(modelWith(["'1.2.3'", "'1.2.4'"]));
  expect(problems()).toEqual([
    'model.yaml:4: version: found "1.2.4"; expected "1.2.3", as in package.json and the name of the folder',
  ]);
});

test('a missing folder names the versions that are there', () => {
  write(MODEL_YAML);
  write(MODEL_YAML, DOCKER_YAML, '2.0.0');
  mkdirSync(join(project, 'asset_bundle/assets'));
  expect(problems('9.9.9')).toEqual([
    'package.json: version: found "9.9.9", but there is no folder asset_bundle/9.9.9; expected one of the versions there: 1.2.3, 2.0.0',
  ]);
});

test('a project without bundles says so', () => {
  expect(problems()).toEqual([expect.stringContaining('no folder asset_bundle/1.2.3; expected a folder of that name')]);
});

test('a missing docker_metadata.yaml is a problem among the others', () => {
  write(modelWith(['name: Digits', 'name: 7']), null);
  expect(problems()).toEqual([
    expect.stringMatching(/^model\.yaml:5: name/),
    expect.stringMatching(/^docker_metadata\.yaml: found .*ENOENT.*; expected a readable file$/),
  ]);
});

test('contract 4.20: a bare string in acceptedMediaTypes is a list of one', () => {
  write(modelWith(['[image/PNG, image/jpeg]', 'image/png']));
  expect(metadata().inputs[0]!.acceptedMediaTypes).toEqual(['image/png']);
});

test.each(['[null]', '[]'])('acceptedMediaTypes %s accepts anything', (list) => {
  write(modelWith(['[image/PNG, image/jpeg]', list]));
  expect(metadata().inputs[0]!.acceptedMediaTypes).toEqual([]);
});

test.each(['5', '{ a: b }', 'null', '[5]'])('acceptedMediaTypes %s is refused once', (value) => {
  write(modelWith(['[image/PNG, image/jpeg]', value]));
  expect(problems()).toEqual([
    expect.stringMatching(
      /^model\.yaml:14: inputs\.image\.acceptedMediaTypes.*; expected a list of strings, or a string$/,
    ),
  ]);
});

test('contract 4.19: numbers are accepted as sizes and durations', () => {
  write(modelWith(['maxSize: 5M', 'maxSize: 5000000'], ['status: 60s', 'status: 60'], ['run: 500ms', 'run: 0.5']));
  expect(metadata()).toMatchObject({
    inputs: [{ maxSize: { text: '5000000', value: 5e6 } }],
    timeouts: { status: { text: '60', value: 60_000 }, run: { text: '0.5', value: 500 } },
  });
});

test.each(['0', '-5', '0.1', '1e21', '9007199254740993', '.inf', '.nan', '""', 'null', 'true', '[5M]'])(
  'the size %s is refused as a problem of its line',
  (value) => {
    write(modelWith(['maxSize: 5M', `maxSize: ${value}`]));
    expect(problems()).toEqual([
      expect.stringMatching(/^model\.yaml:15: inputs\.image\.maxSize: found .*; expected a size/),
    ]);
  },
);

test.each(['0', '-1', '0.0001', '1e-7', '600h', '.inf'])(
  'the duration %s, which no timer takes, is refused as a problem of its line',
  (value) => {
    write(modelWith(['run: 500ms', `run: ${value}`]));
    expect(problems()).toEqual([expect.stringMatching(/^model\.yaml:28: timeout\.run: found .*; expected a duration/)]);
  },
);

test.each(['maxBatchSize: null', 'maxBatchSize:', 'adversarialDefense: true'])(
  'with "%s" the batch size is 1',
  (line) => {
    write(modelWith(['maxBatchSize: 8', line]));
    expect(metadata().features.maxBatchSize).toBe(1);
  },
);

test('contract 6: features may be empty, but not null', () => {
  write(modelWith(['features:\n  maxBatchSize: 8', 'features: {}']));
  expect(metadata().features.maxBatchSize).toBe(1);
  write(modelWith(['features:\n  maxBatchSize: 8', 'features:']));
  expect(problems()).toEqual(['model.yaml:29: features: found null; expected object']);
});

test('contract 6: texts that are null are empty', () => {
  write(modelWith(['summary: Reads digits.', 'summary: null'], ['author: Ada Lovelace <ada@example.org>', 'author:']));
  expect(metadata()).toMatchObject({ author: '', description: { summary: '' } });
});

test('contract 6: inputs {} is allowed, null is not', () => {
  const [head, tail] = [MODEL_YAML.split('inputs:')[0]!, `outputs:${MODEL_YAML.split('outputs:')[1]!}`];
  write(`${head}inputs: {}\n${tail}`);
  expect(metadata().inputs).toEqual([]);
  write(`${head}inputs:\n${tail}`);
  expect(problems()).toEqual(['model.yaml:12: inputs: found null; expected object']);
});

test('unknown keys and those of specification 0.3 are ignored', () => {
  write(
    modelWith(
      ['features:\n', 'features:\n  driftDetection: true\n  explainable: true\n'],
      ["specification: '0.4'", "specification: '0.3'\ninternal: { features: { a: 1 } }\nfuture: [1]"],
    ),
  );
  expect(metadata().features.maxBatchSize).toBe(8);
});

test('an output called "error" is refused, because failures stand there', () => {
  write(modelWith(['  results.json:', '  error:']));
  expect(problems()).toEqual([expect.stringMatching(/^model\.yaml:18: outputs\.error: .*taken for failures$/)]);
});

test('names with slashes and tildes are told as they stand in the file', () => {
  write(modelWith(['  image:', '  a/b~c:'], ['maxSize: 5M', 'maxSize: no']));
  expect(problems()).toEqual([expect.stringMatching(/^model\.yaml:15: inputs\.a\/b~c\.maxSize: found "no"/)]);
});

test.each(['', '[]', 'text', '7'])('the file %j is refused', (text) => {
  write(text);
  expect(problems()).toEqual([
    expect.stringMatching(/^model\.yaml(:1)?: found .*; expected (object|one YAML document)$/),
  ]);
});

test('a long value is cut in the message', () => {
  write(modelWith(['maxSize: 5M', `maxSize: ${'x'.repeat(5000)}`]));
  expect(problems()[0]!.length).toBeLessThan(250);
});

describe("labels of an output's places", () => {
  const labelled = (shape: string, labels: string) =>
    write(
      modelWith(['    description: What it is.', `    description: ''\n    datatype: FP32\n${shape}\n    ${labels}`]),
    );

  test.each(['    shape: [-1, 2]', '    shape: [2]', '    shape: [3, -1]'])('are read where they fit: %s', (shape) => {
    labelled(shape, 'labels: [cat, "7"]');
    expect(metadata().outputs).toMatchObject([{ labels: ['cat', '7'] }]);
  });

  test.each([
    ['    shape: [-1, 3]', 'labels: [a, b]', 'found a list of 2; expected 3, one for each place of its last dimension'],
    ['    shape: []', 'labels: [a]', 'found a list of 1; expected no labels, because its shape has no dimension'],
    ['    shape: [2]', 'labels: names.txt', 'found "names.txt"; expected array'],
    ['    shape: [-1]', 'labels: []', 'found a list of 0; expected a list that is not empty'],
  ])('are refused where they do not: %s, %s', (shape, labels, problem) => {
    labelled(shape, labels);
    expect(problems()).toEqual([`model.yaml:24: outputs.results.json.labels: ${problem}`]);
  });

  test('must be texts, and stand beside a shape', () => {
    labelled('    shape: [2]', 'labels: [cat, 7]');
    expect(problems()).toEqual(['model.yaml:24: outputs.results.json.labels.1: found the number 7; expected string']);
    write(modelWith(['    description: What it is.', "    description: ''\n    labels: [a]"]));
    expect(problems()).toEqual([
      expect.stringMatching(/outputs.results.json.shape: found nothing; expected this key, because labels is there$/),
    ]);
  });
});

test('a tensor is declared by datatype and shape', () => {
  write(modelWith(['    maxSize: 5M', '    datatype: FP32\n    shape: [-1, 3]\n    maxSize: 5M']));
  expect(metadata().inputs[0]!.tensor).toEqual({ datatype: 'FP32', shape: [-1, 3] });
  write(modelWith(['    maxSize: 1M', '    datatype: BYTES\n    shape: []\n    maxSize: 1M']));
  expect(metadata().outputs[0]!.tensor).toEqual({ datatype: 'BYTES', shape: [] });
  expect(metadata().inputs[0]).not.toHaveProperty('tensor');
});

test.each([
  ['datatype: FP32', 'shape: found nothing; expected this key, because datatype is there'],
  ['shape: [1]', 'datatype: found nothing; expected this key, because shape is there'],
  ['shape: [-2]\n    datatype: FP32', 'shape.0: found the number -2; expected >= -1'],
  ['shape: [1.5]\n    datatype: FP32', 'shape.0: found the number 1.5; expected integer'],
  ['shape: [1]\n    datatype: FLOAT', 'datatype: found "FLOAT"; expected one of BOOL, UINT8,'],
])('a tensor with only %j is refused', (keys, problem) => {
  write(modelWith(['    maxSize: 5M', `    ${keys}\n    maxSize: 5M`]));
  expect(problems()).toEqual([expect.stringContaining(`inputs.image.${problem}`)]);
});
