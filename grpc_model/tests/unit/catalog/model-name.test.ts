import { isModelName, slugOf } from '../../../src/catalog/sources/model-name';

test.each([
  ['Handwritten Digits', 'handwritten-digits'],
  ['  Größe & Maß (v2)  ', 'gro-e-ma-v2'],
  ['Ca\u0301t', 'cat'],
  ['数字', 'model'],
  ['x'.repeat(200), 'x'.repeat(128)],
])('%j is called %j in the catalog', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
  expect(isModelName(slug)).toBe(true);
});

test.each(['', '.', '..', '.a', '-a', '_a', 'a b', 'a/b', 'ä', 'a'.repeat(129), 'a\n'])('%j is no name', (name) =>
  expect(isModelName(name)).toBe(false),
);
