import { similarNames, spellingDistance } from '../../../src/config/similar-names';

test.each([
  ['', '', 0],
  ['port', 'port', 0],
  ['port', 'prot', 1],
  ['port', 'ports', 1],
  ['port', 'ort', 1],
  ['port', 'pork', 1],
  ['', 'port', 4],
  ['kitten', 'sitting', 3],
])('%j and %j are %i slips apart', (a, b, distance) => {
  expect(spellingDistance(a, b)).toBe(distance);
  expect(spellingDistance(b, a)).toBe(distance);
});

test('the nearest is meant, or else whatever has all of the words', () => {
  const known = ['http_port', 'http_host', 'metrics_port'];
  expect(similarNames('htpt_port', known)).toEqual(['http_port']);
  expect(similarNames('port', known)).toEqual(['http_port', 'metrics_port']);
  expect(similarNames('volume', known)).toEqual([]);
  expect(similarNames('', known)).toEqual([]);
});
