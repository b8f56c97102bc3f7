import fc from 'fast-check';
import { load } from 'js-yaml';
import { yamlScalar } from '../../../../src/authoring/model-files/yaml-scalar';

const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('yes', 'NULL', '1.0', '1e5', '# x', 'a: b', "it's", 'a "b"', '- x', 'a\nb', '\u0085', '{', ' x ', ''),
);

test('a text is read as the same text, as a value, as a key and in a list', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const scalar = yamlScalar(text);
      expect(load(`value: ${scalar}\nlist: [${scalar}, x]\nmap:\n  ${scalar}: 1\n`)).toEqual({
        value: text,
        list: [text, 'x'],
        map: Object.fromEntries([[text, 1]]),
      });
    }),
  );
});

test('an ordinary text stays as it is', () => {
  expect(yamlScalar('Ada Lovelace <ada@example.org>')).toBe('Ada Lovelace <ada@example.org>');
  expect(yamlScalar('results.json')).toBe('results.json');
});
