import {
  classNameOf,
  readBatchSize,
  readClassName,
  readInput,
  readLine,
  readOutput,
  readVersion,
} from '../../../src/authoring/read-answers';

test.each([
  ['Sentiment', 'Sentiment'],
  ['Handwritten digits, 2nd', 'HandwrittenDigits2nd'],
  ['3 colours', 'Model3Colours'],
  ['model wrapper', 'ModelModelWrapper'],
  ['数', 'Model'],
])('the class of %j is %s', (name, className) => {
  expect(classNameOf(name)).toBe(className);
  expect(readClassName(className)).toBe(className);
});

test.each([
  ['text.txt:text/plain:1M', ['text/plain'], '1M', 'The input text.txt.'],
  ['a b:image/png, IMAGE/jpeg:5Mi:A picture: of one', ['image/png', 'image/jpeg'], '5Mi', 'A picture: of one'],
  ['anything:*:1G', [], '1G', 'The input anything.'],
])('the input %j is understood', (given, mediaTypes, maxSize, description) => {
  expect(readInput(given)).toEqual({ name: given.split(':')[0], mediaTypes, maxSize, description });
});

test.each([
  ['text.txt', 'Expected NAME:MEDIA TYPE:LARGEST SIZE'],
  ['text.txt:text/plain', 'Expected NAME:MEDIA TYPE:LARGEST SIZE'],
  ['text.txt:text:1M', 'The media type is "text"; expected one such as'],
  ['text.txt:text/plain:big', 'The largest size is "big"; expected one such as 5M'],
  ['../x:text/plain:1M', 'The name "../x" is also that of a file'],
  ['case.yaml:text/plain:1M', 'neither "case.yaml"'],
  ['__proto__:text/plain:1M', 'The name "__proto__"'],
])('the input %j is refused', (given, message) => {
  expect(() => readInput(given)).toThrow(message);
});

test('an output has one media type, and is not called "error"', () => {
  expect(readOutput('results.json:application/json:1M')).toMatchObject({ mediaType: 'application/json' });
  expect(() => readOutput('x:*:1M')).toThrow('The media type is "*"');
  expect(() => readOutput('x:text/plain,text/html:1M')).toThrow('The media type is');
  expect(() => readOutput('error:text/plain:1M')).toThrow('taken for failures');
});

test.each(['1.0', '7', '1.0.1000', 'v1.0.0', '01.0.0', ''])('%j is no version of a model', (given) => {
  expect(() => readVersion(given)).toThrow('Expected a version x.y.z');
});

test.each(['0', '-1', '1.5', 'x', ''])('%j is no batch size', (given) => {
  expect(() => readBatchSize(given)).toThrow('Expected a whole number');
});

test.each(['lower', 'Two words', '1st', 'ModelWrapper', ''])('%j is no class', (given) => {
  expect(() => readClassName(given)).toThrow('xpected');
});

test('a line is one line', () => {
  expect(readLine(' It\'s "one": # ')).toBe('It\'s "one": #');
  expect(() => readLine('two\nlines')).toThrow('Expected one line');
  expect(() => readLine(' ')).toThrow('It is empty');
});
