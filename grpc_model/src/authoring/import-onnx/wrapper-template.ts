import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Datatype, TensorDeclaration } from '../../contract';
import type { Change } from '../changes';

/** An input or output by both of its names. */
export interface NamedPort {
  readonly name: string;
  readonly inGraph: string;
  /** As `model.yaml` declares it. */
  readonly tensor: TensorDeclaration;
}

export interface WrapperFacts {
  readonly inputs: readonly NamedPort[];
  readonly outputs: readonly NamedPort[];
  /** Whether items share a run. */
  readonly hasBatch: boolean;
  /** The shapes of the example's inputs, by name. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

const TEMPLATES = 'grpc_model/templates/onnx';

/** Where a template's imports lead; once it lies in `model_lib`, that is one folder nearer, and in another. */
const CONTRACT = /'((?:\.\.\/)+)\.\.\/src\/contract'/g;

/** The source of the wrapper's own file. */
export function wrapperSource(root: string, facts: WrapperFacts): string {
  return readTemplate(root, 'src/model.ts', facts)
    .replace(/^const INPUTS = .+$/m, () => `const INPUTS = ${namesOf(facts.inputs)};`)
    .replace(/^const OUTPUTS = .+$/m, () => `const OUTPUTS = ${namesOf(facts.outputs)};`);
}

/** What the wrapper imports beside it, and its tests. */
export function wrapperFiles(root: string, facts: WrapperFacts): Change[] {
  const example = readTemplate(root, 'tests/support/example.ts', facts)
    .replace(/(readonly shape: readonly number\[\] \}\[\] = )\[[\s\S]*?\n\];/, (_, start: string) => {
      const inputs = facts.inputs.map(({ name, tensor: { datatype } }) => ({
        name,
        datatype,
        shape: facts.shapes.get(name) ?? [],
      }));
      return `${start}${JSON.stringify(inputs)};`;
    })
    .replace(/^(export const OUTPUTS: readonly string\[\] = ).+$/m, (_, start: string) => {
      return `${start}${JSON.stringify(facts.outputs.map(({ name }) => name))};`;
    });
  const copied = ['src/ort-tensor.ts', ...(facts.hasBatch ? ['src/rows.ts'] : []), 'tests/model.test.ts'];
  return [
    ...copied.map((path) => write(path, readTemplate(root, path, facts))),
    write('tests/support/example.ts', example),
  ];
}

function write(path: string, content: string): Change {
  return { kind: 'write', path: `model_lib/${path}`, content };
}

function namesOf(ports: readonly NamedPort[]): string {
  return JSON.stringify(ports.map(({ name, inGraph }) => ({ name, inGraph })));
}

function readTemplate(root: string, path: string, { inputs, outputs, hasBatch }: WrapperFacts): string {
  const datatypes = [...inputs, ...outputs].map(({ tensor }) => tensor.datatype);
  const conditions = new Set<Datatype | 'batch'>(hasBatch ? ['batch', ...datatypes] : datatypes);
  const text = readFileSync(join(root, TEMPLATES, path), 'utf8');
  return applyConditions(text, conditions).replace(CONTRACT, "'$1grpc_model/src/contract'");
}

/** Leaves out what stands between `// #if CONDITION` and `// #endif` where the condition does not hold. */
export function applyConditions(text: string, conditions: ReadonlySet<string>): string {
  return text.replace(
    /^[ \t]*\/\/ #if (\w+)\n([\s\S]*?)^[ \t]*\/\/ #endif\n/gm,
    (_, condition: string, body: string) => (conditions.has(condition) ? body : ''),
  );
}
