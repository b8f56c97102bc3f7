import type { Change } from '../changes';
import type { NewInput, NewOutput } from '../new-model';
import { sampleOf } from './media-samples';
import { isResults, placeholderOutput, type Sizes } from './placeholder-output';

/** What a placeholder must know of the model whose place it keeps. */
export interface PlaceholderFacts {
  readonly className: string;
  readonly version: string;
  readonly summary: string;
  readonly inputs: readonly NewInput[];
  readonly outputs: readonly NewOutput[];
}

const CONTRACT = '../../grpc_model/src/contract';

/** The source of a wrapper that works: it answers every output from the sizes of the inputs. */
export function placeholderSource({ className, summary, inputs, outputs }: PlaceholderFacts): string {
  const functions = [
    ...(outputs.some((each) => !isResults(each) && placeholderOutput(each).imports === 'json') ? ['json'] : []),
    'ModelWrapper',
    ...(outputs.some(isResults) ? ['results'] : []),
  ];
  const sizes = inputs.map(({ name }) => `${literal(name)}: input.bytes(${literal(name)}).byteLength`);
  return `import { ${functions.join(', ')} } from '${CONTRACT}';
import type { InferenceOptions, ModelInput, ModelOutput } from '${CONTRACT}';

/** ${commentText(summary)} */
export default class ${className} extends ModelWrapper {
  override async load(): Promise<void> {
    // Read your weights here, once, for example from join(this.bundle.folder, 'weights', …).
  }

  override async handleDiscreteInput(input: ModelInput, { logger }: InferenceOptions): Promise<ModelOutput> {
    // Your code goes here: read inputs with input.bytes(name), .text(name) or .json(name), and answer every output.
    const sizes = { ${sizes.join(', ')} };
    logger.debug('The placeholder answers from the sizes of the inputs.', sizes);
    return ${returned(outputs)};
  }
}
`;
}

/** The test of the placeholder, and a test case with what it answers. */
export function placeholderFiles(facts: PlaceholderFacts): Change[] {
  const { version, inputs, outputs } = facts;
  const folder = `asset_bundle/${version}/test_cases/example`;
  const samples = inputs.map((input) => ({ name: input.name, content: sampleOf(input.mediaTypes[0]) }));
  const sizes = Object.fromEntries(samples.map(({ name, content }) => [name, content.byteLength]));
  const answers = outputs.map((output) => ({ name: output.name, content: answerOf(output, sizes) }));
  return [
    write('model_lib/tests/model.test.ts', testSource(facts)),
    write('model_lib/tests/support/bundle.ts', SUPPORT_SOURCE),
    ...[...samples, ...answers].map(({ name, content }) => write(`${folder}/${name}`, content)),
    write(`${folder}/case.yaml`, CASE_YAML),
  ];
}

const CASE_YAML = `# yaml-language-server: $schema=../../../../grpc_model/schemas/test_case.schema.json

description: An input of the right form, and what the placeholder makes of it. Put a real example in its place.
reviewed: false
`;

/** What the tests of the wrapper construct it with. */
const SUPPORT_SOURCE = `import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleForTests } from '../${CONTRACT}';

const root = join(__dirname, '../../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** The bundle that is shipped. */
export const bundle = bundleForTests(join(root, 'asset_bundle', version));
`;

function answerOf(output: NewOutput, sizes: Sizes): string | Uint8Array {
  if (isResults(output)) return JSON.stringify({ data: { result: sizes, explanation: null, drift: null } });
  return placeholderOutput(output).content(sizes);
}

function returned(outputs: readonly NewOutput[]): string {
  const resultsCall = 'results({ result: sizes })';
  if (outputs.length === 1 && outputs.every(isResults)) return resultsCall;
  const entries = outputs.map((output) =>
    isResults(output) ? `...${resultsCall}` : `${literal(output.name)}: ${placeholderOutput(output).source}`,
  );
  return `{ ${entries.join(', ')} }`;
}

function testSource({ className, inputs, outputs }: PlaceholderFacts): string {
  const given = inputs.map(({ name }) => `${literal(name)}: Buffer.from('example')`).join(', ');
  const names = outputs.map(({ name }) => literal(name)).join(', ');
  return `import { ModelInput, optionsForTests } from '${CONTRACT}';
import ${className} from '../src/model';
import { bundle } from './support/bundle';

describe('${className}', () => {
  it('answers every output that model.yaml declares', async () => {
    const wrapper = new ${className}(bundle);
    await wrapper.load();
    const output = await wrapper.handleDiscreteInput(new ModelInput({ ${given} }), optionsForTests());
    expect(new Set(Object.keys(output))).toEqual(new Set([${names}]));
  });
});
`;
}

function write(path: string, content: string | Uint8Array): Change {
  return { kind: 'write', path, content };
}

/** A text as a literal of TypeScript. */
function literal(text: string): string {
  return JSON.stringify(text);
}

/** A text that does not end the comment around it. */
function commentText(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim();
}
