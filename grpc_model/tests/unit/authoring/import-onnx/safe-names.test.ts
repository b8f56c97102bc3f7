import { safeNames } from '../../../../src/authoring/import-onnx/safe-names';
import { applyConditions } from '../../../../src/authoring/import-onnx/wrapper-template';

test.each([
  [
    ['x', 'y'],
    ['x', 'y'],
  ],
  [
    ['serving/input:0', 'a b'],
    ['serving_input_0', 'a_b'],
  ],
  [
    ['x', 'x', 'X'],
    ['x', 'x_2', 'X_3'],
  ],
  [
    ['../../etc/passwd', '..', '/', '__proto__'],
    ['etc_passwd', 'tensor', 'tensor_2', 'proto'],
  ],
  [
    ['error', 'case.yaml', 'results.json', '495'],
    ['error_2', 'case.yaml_2', 'results.json', '495'],
  ],
  [
    ['ü', ''],
    ['tensor', 'tensor_2'],
  ],
])('%j are the files %j', (names, expected) => expect(safeNames(names)).toEqual(expected));

test('a template keeps what its conditions ask for', () => {
  const text = 'a\n  // #if FP32\n  b\n  // #endif\n// #if batch\nc\n// #endif\nd\n';
  expect(applyConditions(text, new Set(['FP32']))).toBe('a\n  b\nd\n');
  expect(applyConditions(text, new Set())).toBe('a\nd\n');
});
