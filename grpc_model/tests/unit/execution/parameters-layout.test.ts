import fc from 'fast-check';
import { toCallParameters } from '../../../src/core/call-parameters';
import { optionsLayoutOf, readParameters, type OptionsLayout } from '../../../src/execution/parameters-layout';

const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.double(), fc.integer(), fc.boolean(), fc.bigInt());
const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString'));
const parameters = fc.array(fc.tuple(name, value)).map(toCallParameters);

/** A stream's message goes as JSON. */
const throughJson = (layout: OptionsLayout) => JSON.parse(JSON.stringify(layout)) as OptionsLayout;

test('parameters come out as they went in, also through JSON, whatever their names, types and values are', () => {
  fc.assert(
    fc.property(parameters, (given) => {
      const layout = optionsLayoutOf({ detectDrift: true, explain: false, parameters: given });
      const read = readParameters(throughJson(layout).parameters);
      expect(Object.entries(read)).toEqual(Object.entries(given));
      expect(Object.getPrototypeOf(read)).toBeNull();
    }),
  );
});

test('without parameters nothing is added to what travels', () => {
  const options = { detectDrift: true, explain: false };
  expect(optionsLayoutOf(options)).toEqual(options);
  expect(Object.keys(readParameters(undefined))).toEqual([]);
});
