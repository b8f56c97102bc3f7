import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseServingConfig } from '../src/catalog/serving-config';

const guide = readFileSync(join(__dirname, '../../docs/models.md'), 'utf8');

test('the config.yaml of the guide to models is one that the server takes', () => {
  const [, example] = /```yaml\n([\s\S]*?)```/.exec(guide)!;
  const config = parseServingConfig(example!, 'config.yaml');
  expect(config.policy).toEqual({ name: 'latest', count: 2 });
  expect([...config.labels.keys()]).toEqual(['stable', 'canary']);
  expect(Object.keys(config.running).sort()).toEqual([
    'batching',
    'onnx',
    'queue',
    'recycle',
    'timeout',
    'warmUp',
    'workers',
  ]);
});
