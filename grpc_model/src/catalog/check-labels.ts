import type { ModelMetadata } from '../contract';
import type { Problem } from '../core/problems';
import type { YamlDocument } from '../core/yaml-document';

/** Every list of labels that does not fit its output, where the shape tells how many places there are. */
export function problemsOfLabels({ outputs }: ModelMetadata, document: YamlDocument): Problem[] {
  const problems: Problem[] = [];
  for (const { name, tensor, labels } of outputs) {
    const places = tensor?.shape.at(-1);
    if (labels === undefined || places === -1 || places === labels.length) continue;
    const path = ['outputs', name, 'labels'];
    problems.push({
      file: document.file,
      line: document.lineOf(path),
      key: path.join('.'),
      found: `a list of ${labels.length}`,
      expected:
        places === undefined
          ? 'no labels, because its shape has no dimension'
          : `${places}, one for each place of its last dimension`,
    });
  }
  return problems;
}
